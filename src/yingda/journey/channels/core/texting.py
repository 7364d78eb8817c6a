"""When a text may go and what comes of it, and what a customer's text asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import assert_never
from unicodedata import normalize

from yingda.journey.channels.limits import Texts
from yingda.journey.channels.model.texts import (
    Meaning,
    NotSent,
    Outcome,
    PartState,
    Refused,
    Taken,
    Text,
    TextState,
    Unsure,
)
from yingda.kernel.calendar import SHANGHAI

DAY = timedelta(days=1)
EDGES = " \t\r\n.,!?" + "。“”" + chr(34) + chr(39)
BRACED = re.compile(r"\{(\w+)\}")
Parts = Mapping[int, PartState]
"""Those that were ever handed over, by number."""
HANDED_OVER = {PartState.SUBMITTED, PartState.DELIVERED, PartState.UNSURE}


@dataclass(frozen=True, slots=True)
class Go:
    """This part is handed over now."""

    number: int


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """It does not go, or no further."""

    state: TextState
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """What a try has changed."""

    part: PartState | None
    """None: as if it had never been tried."""
    tries: int
    due: datetime | None
    """When it goes on; None: at once."""
    why: str | None = None


def next_step(
    text: Text, parts: Parts, rules: Texts, now: datetime
) -> Go | Wait | Stop:
    """What to do with a text that is queued."""
    purpose = rules.purpose(text.purpose)
    if text.wants_none and not purpose.goes_to_all:
        return Stop(TextState.FAILED, "wants-none")
    if now >= text.expires:
        return Stop(TextState.EXPIRED, "expired")
    if not purpose.passes_quiet_hours:
        later = after_quiet(now, rules.quiet_from, rules.quiet_until)
        if later > now:
            return Wait(later)
    if now < text.due:
        return Wait(text.due)
    done = {PartState.SUBMITTED, PartState.DELIVERED}
    if not purpose.again_if_unsure:
        done |= {PartState.UNSURE}
    open_ones = (one for one in numbers(text) if parts.get(one) not in done)
    return Go(next(open_ones, 1))


def went(text: Text, outcome: Outcome, rules: Texts, now: datetime) -> Went:
    """What follows from handing a part over."""
    tries = text.tries
    match outcome:
        case Taken():
            return Went(part=PartState.SUBMITTED, tries=tries, due=None)
        case NotSent():
            return Went(part=None, tries=tries, due=now + rules.retries[0])
        case Refused(why, is_lasting=True):
            return Went(part=PartState.FAILED, tries=tries, due=None, why=why)
        case Refused(why):
            rest = rules.retries[min(tries, len(rules.retries) - 1)]
            return Went(part=None, tries=tries + 1, due=now + rest, why=why)
        case Unsure():
            again = rules.purpose(text.purpose).again_if_unsure
            due = now + rules.unsure_for if again else None
            return Went(part=PartState.UNSURE, tries=tries + again, due=due)
        case _:
            assert_never(outcome)


def state_of(text: Text, parts: Parts) -> TextState:
    """What its parts make of a text; one that has failed or expired stays so."""
    states = set(parts.values())
    if text.state in (TextState.FAILED, TextState.EXPIRED):
        return text.state
    if PartState.FAILED in states:
        return TextState.FAILED
    if any(parts.get(one) not in HANDED_OVER for one in numbers(text)):
        return TextState.QUEUED
    if states == {PartState.DELIVERED}:
        return TextState.DELIVERED
    return TextState.UNSURE if PartState.UNSURE in states else TextState.SUBMITTED


def numbers(text: Text) -> range:
    return range(1, text.parts + 1)


def after_quiet(at: datetime, begins: time, ends: time) -> datetime:
    """The first moment from `at` on that is not among the quiet hours."""
    local = at.astimezone(SHANGHAI)
    clock = local.time()
    if begins <= ends:
        is_quiet = begins <= clock < ends
    else:
        is_quiet = clock >= begins or clock < ends
    if not is_quiet:
        return at
    day = local.date() if clock < ends else local.date() + DAY
    return datetime.combine(day, ends, SHANGHAI).astimezone(UTC)


def filled(template: str, values: Mapping[str, str]) -> str:
    """Values in the place of their names in braces; a name without a value stays."""
    return BRACED.sub(lambda found: values.get(found[1], found[0]), template)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a customer's text asks for."""

    meaning: Meaning
    language: str = "zh"
    order_number: str = ""


def asked(words: str, rules: Texts) -> Asked:
    """By an order's number wherever it stands, else by a keyword that stands alone."""
    text = normalize("NFKC", words).strip(EDGES).upper()
    first = next(iter(text.split(maxsplit=1)), "")
    known = {one.word.upper(): one for one in rules.keywords}
    if found := re.search(rules.order_number, text):
        language = known[first].language if first in known else "zh"
        return Asked(
            meaning=Meaning.ORDER, language=language, order_number=found.group()
        )
    if word := known.get(text):
        return Asked(meaning=word.meaning, language=word.language)
    return Asked(meaning=Meaning.OTHER)
