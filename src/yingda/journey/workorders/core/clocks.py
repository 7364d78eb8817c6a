"""How much of a limit is used, and when all of it will be.

A limit counts all time or an office's hours only; what lies in a pause counts for nobody.
So what is due moves when the limit, the hours or the pauses change, and it is asked anew
then: nothing is added up and kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from yingda.journey.workorders.core.hours import ALWAYS, Hours, Stretch
from yingda.journey.workorders.model import Used

Holder = TypeVar("Holder")
Pause = tuple[datetime, datetime | None]
"""A stretch in which the clock stands; None: it still does."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What counts: the hours (`ALWAYS` for elapsed time) without the pauses."""

    hours: Hours = ALWAYS
    pauses: Sequence[Pause] = ()

    def due(self, start: datetime, limit: timedelta) -> datetime | None:
        """The first moment at which so much has counted since the start; None: never, as
        long as nobody ends the pause or opens the office."""
        if not limit:
            return start
        left = limit
        for since, until in self._counting(start):
            if until - since >= left:
                return since + left
            left -= until - since
        return None

    def share(self, start: datetime, limit: timedelta, percent: int) -> datetime | None:
        """When so much of the limit has counted."""
        return self.due(start, limit * percent / 100)

    def counted(self, start: datetime, end: datetime) -> timedelta:
        """How much counts from the start until just before the end."""
        total = timedelta()
        for since, until in self._counting(start):
            if since >= end:
                break
            total += min(until, end) - since
        return total

    def _counting(self, start: datetime) -> Iterator[Stretch]:
        """What counts after the start, stretch by stretch, without what pauses cover."""
        pauses = sorted(self.pauses, key=lambda pause: pause[0])
        for since, closes in self.hours.open_from(start):
            for begins, ends in pauses:
                if begins >= closes:
                    break
                if begins > since:
                    yield since, begins
                if ends is None:
                    return
                since = max(since, ends)
            if since < closes:
                yield since, closes


def used(
    clock: Clock, spans: Sequence[tuple[Holder, datetime]], end: datetime
) -> dict[Holder, Used]:
    """By holder: each has it from its moment until the next one's, the last until the
    end. What elapsed adds up to the time from the first moment to the end."""
    found: dict[Holder, Used] = {}
    untils = [since for _, since in spans[1:]] + [end]
    for (holder, since), until in zip(spans, untils, strict=True):
        so_far = found.get(holder, Used())
        found[holder] = Used(
            elapsed=so_far.elapsed + (until - since),
            counted=so_far.counted + clock.counted(since, until),
        )
    return found
