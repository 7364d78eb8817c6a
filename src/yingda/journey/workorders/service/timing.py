"""How long something may take: the limits and hours that hold at a place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from yingda.journey.workorders.core.clocks import Clock, Pause
from yingda.journey.workorders.core.hours import ALWAYS, Hours, read
from yingda.journey.workorders.limits.times import OfficeHours, TimeLimit, TimeLimits
from yingda.kernel.ids import TierId
from yingda.kernel.org import Scope
from yingda.platform.ports import Parameters


class Timing:
    def __init__(self, parameters: Parameters, holidays: Mapping[date, str]) -> None:
        self._parameters = parameters
        self._holidays = holidays
        self._read: dict[tuple[str, str], tuple[OfficeHours, Hours]] = {}

    def limit(
        self,
        scope: Scope,
        clock: str,
        order_type: str,
        urgency: str,
        tier: TierId | None,
    ) -> TimeLimit | None:
        limits = self._parameters.get(TimeLimits, scope)
        return limits.of(clock, order_type, urgency, tier)

    def due(
        self,
        scope: Scope,
        limit: TimeLimit,
        start: datetime,
        pauses: Sequence[Pause] = (),
    ) -> datetime | None:
        """None while a pause stops it."""
        return self.clock(scope, limit, pauses).due(start, length(limit))

    def marks(
        self,
        scope: Scope,
        limit: TimeLimit,
        start: datetime,
        pauses: Sequence[Pause] = (),
    ) -> list[tuple[int, datetime]]:
        """When so many percent of it are used; without those that a pause keeps away."""
        clock, whole = self.clock(scope, limit, pauses), length(limit)
        percents = self._parameters.get(TimeLimits, scope).warns_at
        found = [(one, clock.share(start, whole, one)) for one in percents]
        return [(percent, at) for percent, at in found if at]

    def clock(self, scope: Scope, limit: TimeLimit, pauses: Sequence[Pause]) -> Clock:
        hours = ALWAYS if limit.counts == "elapsed" else self.hours(scope)
        return Clock(hours=hours, pauses=pauses)

    def is_open(self, scope: Scope, at: datetime) -> bool:
        """Whether the office at that place works at this moment."""
        opens = next(self.hours(scope).open_from(at), None)
        return opens is not None and opens[0] <= at

    def hours(self, scope: Scope) -> Hours:
        """Of the office at that place."""
        kept = self._parameters.get(OfficeHours, scope)
        place = (scope.tenant_id, scope.path)
        before = self._read.get(place)
        if before and before[0] is kept:
            return before[1]
        holidays = self._holidays if kept.keeps_holidays else {}
        made = read(kept.week, holidays, kept.days)
        self._read[place] = (kept, made)
        return made


def length(limit: TimeLimit) -> timedelta:
    return timedelta(hours=limit.hours)
