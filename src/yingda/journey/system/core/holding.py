"""Which version of a parameter holds where and when."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from yingda.kernel.rule import Version


def in_force(versions: Iterable[Version], path: str, at: datetime) -> Version | None:
    """The latest at this very place whose moment has come; one without a value, too."""
    begun = [
        one
        for one in versions
        if one.path == path and one.called_off_by is None and one.since <= at
    ]
    return max(begun, key=_order, default=None)


def nearest(versions: Iterable[Version], path: str, at: datetime) -> Version | None:
    """The one whose value holds at the place, set there or above it; None: the defaults."""
    known = list(versions)
    for place in upwards(path):
        found = in_force(known, place, at)
        if found is not None and found.value is not None:
            return found
    return None


def to_come(versions: Iterable[Version], path: str, at: datetime) -> list[Version]:
    """At this very place, the next first."""
    planned = [
        one
        for one in versions
        if one.path == path and one.called_off_by is None and one.since > at
    ]
    return sorted(planned, key=_order)


def is_before(other: Version, one: Version) -> bool:
    """Whether it counts among what held at the place of `one` until that began to."""
    return other.path != one.path or _order(other) < _order(one)


def upwards(path: str) -> Iterator[str]:
    """The place, all above it, and last the whole system."""
    while path:
        yield path
        path = path.rpartition(".")[0]
    yield ""


def is_within(path: str, reach: str) -> bool:
    return path == reach or path.startswith(f"{reach}.")


def _order(one: Version) -> tuple[datetime, int]:
    return one.since, one.version
