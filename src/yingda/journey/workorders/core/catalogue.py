"""A catalogue as it is used: found by typing, compared over time, filled in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from yingda.journey.workorders.limits.catalogue import (
    Catalogue,
    Field,
    FieldKind,
    Form,
    Line,
    Reason,
    Service,
)
from yingda.kernel.search import Findable, findable

LONGEST = 1_000
"""Characters of one answer in a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A reason with what it belongs to."""

    line: Line
    service: Service
    reason: Reason
    form: Form


@dataclass(frozen=True, slots=True)
class _Shelved:
    entry: Entry
    name: Findable
    within: tuple[Findable, ...]
    """After the name of its service, and after that of its line: both may be typed."""
    english: str


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Why an answer cannot be taken."""

    field: str
    why: str
    """`missing`, `unknown-field`, `not-a-number`, `not-a-date`, `not-a-time`,
    `not-a-choice`, `not-yes-or-no` or `too-long`."""


class Shelf:
    """One version of the catalogue, laid out once and asked often."""

    def __init__(self, given: Catalogue) -> None:
        lines = {one.id: one for one in given.lines}
        services = {one.id: one for one in given.services}
        forms = {one.id: one for one in given.forms}
        self._entries = {
            one.id: Entry(
                line=lines[services[one.service].line],
                service=services[one.service],
                reason=one,
                form=forms[one.form],
            )
            for one in given.reasons
        }
        offered = [one for one in self._entries.values() if is_offered(one.reason)]
        spelled = _Spelled()
        self._shelved = tuple(_shelved(one, spelled) for one in offered)

    def entry(self, reason_id: str) -> Entry | None:
        """Also of a reason that is offered no more."""
        return self._entries.get(reason_id)

    def current(self, reason_id: str) -> str:
        """What the reason is classed as today: old and new figures are compared by it.
        What the catalogue does not know stays what it is."""
        found = self._entries.get(reason_id)
        while found is not None and found.reason.replaced_by is not None:
            reason_id = found.reason.replaced_by
            found = self._entries.get(reason_id)
        return reason_id

    def comparable(self) -> Mapping[str, str]:
        """Every reason that was classed anew, and what it is today."""
        return {
            one: self.current(one)
            for one, entry in self._entries.items()
            if entry.reason.replaced_by is not None
        }

    def search(
        self, text: str, *, order_type: str | None = None, at_most: int = 20
    ) -> tuple[Entry, ...]:
        """By Chinese, by pinyin or its initials, or in English; the reasons whose own
        name begins so come first, then as they stand in the catalogue."""
        wanted = _typed(text)
        found = [
            one
            for one in self._shelved
            if (order_type is None or one.entry.reason.type == order_type)
            and (not wanted or _is_meant(one, wanted))
        ]
        first = [one for one in found if _begins(one.name, wanted)]
        rest = [one for one in found if not _begins(one.name, wanted)]
        return tuple(one.entry for one in (first + rest)[:at_most])


def is_offered(reason: Reason) -> bool:
    return reason.is_offered and reason.replaced_by is None


class _Spelled:
    """Names with their pinyin, each spelled once."""

    def __init__(self) -> None:
        self._known: dict[str, Findable] = {}

    def __call__(self, name: str) -> Findable:
        if name not in self._known:
            self._known[name] = findable(name)
        return self._known[name]

    def joined(self, *names: str) -> Findable:
        parts = [self(one) for one in names]
        return Findable(
            "".join(one.name for one in parts),
            "".join(one.spelled for one in parts),
            "".join(one.initials for one in parts),
        )


def _shelved(entry: Entry, spelled: _Spelled) -> _Shelved:
    line, service, reason = entry.line.name, entry.service.name, entry.reason.name
    return _Shelved(
        entry,
        spelled(reason.zh),
        (
            spelled.joined(service.zh, reason.zh),
            spelled.joined(line.zh, reason.zh),
        ),
        _typed(f"{line.en} {service.en} {reason.en}"),
    )


def _is_meant(one: _Shelved, text: str) -> bool:
    return text in one.english or any(
        text in name.name or text in name.initials or text in name.spelled
        for name in one.within
    )


def _typed(text: str) -> str:
    """As it is compared."""
    return "".join(text.split()).lower()


def _begins(name: Findable, text: str) -> bool:
    return (
        name.name.startswith(text)
        or name.spelled.startswith(text)
        or name.initials.startswith(text)
    )


def unfilled(form: Form, answers: Mapping[str, str]) -> tuple[Unfilled, ...]:
    """Everything that keeps the form from being taken down; nothing if it is well."""
    return tuple(_unfilled(form.fields, answers))


def _unfilled(
    fields: Iterable[Field], answers: Mapping[str, str]
) -> Iterator[Unfilled]:
    known = {one.id: one for one in fields}
    for name in sorted(answers.keys() - known.keys()):
        yield Unfilled(name, "unknown-field")
    for name, one in known.items():
        answer = answers.get(name, "").strip()
        if not answer:
            if one.required:
                yield Unfilled(name, "missing")
        elif len(answer) > LONGEST:
            yield Unfilled(name, "too-long")
        elif why := _why_not(one, answer):
            yield Unfilled(name, why)


def _why_not(one: Field, answer: str) -> str | None:
    match one.kind:
        case FieldKind.NUMBER:
            return None if _is_number(answer) else "not-a-number"
        case FieldKind.DATE:
            return None if _is_made(date.fromisoformat, answer) else "not-a-date"
        case FieldKind.TIME:
            return None if _is_made(datetime.fromisoformat, answer) else "not-a-time"
        case FieldKind.CHOICE:
            known = {choice.id for choice in one.choices}
            return None if answer in known else "not-a-choice"
        case FieldKind.YES_NO:
            return None if answer in ("yes", "no") else "not-yes-or-no"
        case _:
            return None


def _is_number(text: str) -> bool:
    whole, _, part = text.removeprefix("-").partition(".")
    return (whole + part).isascii() and (whole + part).isdigit()


def _is_made(make: Callable[[str], object], text: str) -> bool:
    try:
        make(text)
    except ValueError:
        return False
    return True
