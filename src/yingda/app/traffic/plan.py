"""What simulated people decide: who calls when, and who does what.

Time and chance are arguments, so that the same dice give the same day.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random  # noqa: TID251  # only the type: chance is an argument

CALLS_A_MINUTE = 3.0
"""At level 1, over a whole swell."""
SWELL, PERIOD = 0.6, timedelta(minutes=12)
"""Traffic rises and falls by so much, and once in so long."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Press:
    """A key, so many seconds after the centre has answered."""

    after: float
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What one caller is going to do, all of it drawn when they pick up the telephone."""

    subscriber: int
    """Which of the demo's subscribers calls."""
    presses: tuple[Press, ...]
    patience: float
    """Seconds from the centre's answer on in which an agent must have answered."""
    talks: float
    """Seconds with the agent."""
    hangs_up: bool
    """Else the agent does."""
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """What an agent does with a telephone that rings."""

    after: float
    """Seconds."""
    answers: bool
    """Else lets it ring out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What an agent does with the caller in the talk, in seconds of it."""

    holds_at: float | None = None
    holds_for: float = 0.0
    gives_away_at: float | None = None
    to_queue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How an agent writes a contact up, and what comes then."""

    after: float
    reasons: tuple[str, ...]
    rests_for: float = 0.0
    """0: ready at once."""
    rest: str = ""


# --- what an agent does at the desk --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """Nothing to do: look at the desk again after so many seconds."""

    after: float


@dataclass(frozen=True, slots=True)
class SitDown:
    pass


@dataclass(frozen=True, slots=True)
class BeReady:
    pass


@dataclass(frozen=True, slots=True)
class GoHome:
    pass


@dataclass(frozen=True, slots=True)
class WriteUp:
    contact_id: str
    how: Closing


Act = Look | SitDown | BeReady | GoHome | WriteUp

MENU = {"1": "fault", "2": "business", "3": "billing", "4": "complaint", "0": "general"}
QUEUES = tuple(MENU.values())
_REASONS = {
    "fault": ("fault.mobile", "fault.data", "fault.broadband", "fault.voice"),
    "business": (
        "business.change-plan",
        "business.service-on",
        "business.service-off",
        "consult.package",
    ),
    "billing": ("query.balance", "query.bill", "query.usage", "complaint.fee"),
    "complaint": ("complaint.fee", "complaint.network", "complaint.sp"),
    "general": ("consult.promotion", "consult.outlet", "query.package", "suggestion"),
}
_RESTS = (("water", 40.0, 120.0), ("personal", 60.0, 180.0), ("rest", 120.0, 420.0))


def next_call(chance: Random, *, level: float, now: datetime) -> datetime | None:
    """When the next caller picks up a telephone; None while it is quiet."""
    if level <= 0:
        return None
    at = now
    most = level * CALLS_A_MINUTE * (1 + SWELL) / 60
    while True:
        at += timedelta(seconds=chance.expovariate(most))
        if chance.random() * (1 + SWELL) <= swell(at):
            return at


def swell(at: datetime) -> float:
    """How busy this moment is, beside a mean of 1."""
    turn = (at - EPOCH) / PERIOD
    return 1 + SWELL * math.sin(2 * math.pi * turn)


def call(chance: Random, *, subscribers: int) -> Call:
    """Most press what they want, some wait for people, some give up."""
    topic = chance.choices(QUEUES, weights=(28, 24, 24, 8, 16))[0]
    return Call(
        subscriber=chance.randrange(max(1, subscribers)),
        presses=_presses(chance, topic),
        patience=_patience(chance),
        talks=chance.triangular(20, 120, 45),
        hangs_up=chance.random() < 0.8,
        topic=topic,
    )


def _presses(chance: Random, topic: str) -> tuple[Press, ...]:
    """Pressed again a little later: nobody knows when the menu has begun to listen."""
    style = chance.random()
    if style < 0.12:
        return ()
    key = next(key for key, queue in MENU.items() if queue == topic)
    if style < 0.22:
        key = "5"
    first = chance.uniform(7, 12)
    again = first + chance.uniform(7, 9)
    wrong = (Press(first - 2, "8"),) if style > 0.95 else ()
    return (*wrong, Press(first, key), Press(again, key))


def _patience(chance: Random) -> float:
    if chance.random() < 0.12:
        return chance.uniform(8, 40)
    return chance.uniform(75, 260)


def pickup(chance: Random) -> Pickup:
    return Pickup(after=chance.uniform(1.5, 6), answers=chance.random() < 0.98)


def handling(chance: Random, *, topic: str, talks: float) -> Handling:
    """One in ten holds the caller, one in twelve gives them to another queue."""
    style = chance.random()
    if style < 0.1:
        return Handling(holds_at=talks * 0.4, holds_for=chance.uniform(4, 15))
    if style < 0.18:
        others = [queue for queue in QUEUES if queue != topic]
        return Handling(gives_away_at=talks * 0.5, to_queue=chance.choice(others))
    return Handling()


def closing(chance: Random, *, topic: str) -> Closing:
    """Within the countdown; one in eight takes a break then."""
    reasons = (chance.choice(_REASONS.get(topic, _REASONS["general"])),)
    after = chance.uniform(4, 22)
    if chance.random() >= 0.125:
        return Closing(after=after, reasons=reasons)
    rest, least, most = chance.choice(_RESTS)
    return Closing(
        after=after,
        reasons=reasons,
        rest=rest,
        rests_for=chance.uniform(least, most),
    )


def look(
    chance: Random,
    *,
    state: str,
    unwritten: tuple[str, str] | None,
    is_open: bool,
    rests: float,
) -> Act:
    """What the desk's state asks for. `unwritten`: id and queue of a contact that is over
    and not written up; `rests`: seconds that the agent's break still has to last."""
    if unwritten is not None:
        return WriteUp(unwritten[0], closing(chance, topic=unwritten[1]))
    if state == "offline":
        return SitDown() if is_open else Look(5)
    if state in ("ready", "break", "training", "meeting") and not is_open:
        return GoHome()
    if state == "ready":
        return Look(chance.uniform(25, 45))
    if state in ("break", "training", "meeting"):
        return Look(rests) if rests > 0 else BeReady()
    return Look(chance.uniform(8, 15))


def turns(lines: Sequence[str], said: int) -> str:
    """What is said next in a talk that goes round until its time is over."""
    return lines[said % len(lines)]
