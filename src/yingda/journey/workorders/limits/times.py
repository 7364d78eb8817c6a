"""How long orders may take, and when offices work."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct, field

from yingda.kernel.ids import TierId


class TimeLimit(Struct, frozen=True, kw_only=True):
    """How long a clock may run for orders of this kind; what is None fits all."""

    clock: str
    """`order`: from opening to closing; `outer`: the same, and no pause stops it; else
    the limit that a flow's node names, or `supervise-…` by the level."""
    hours: float
    counts: Literal["working", "elapsed"] = "working"
    """Hours of the holder's office, or all."""
    type: str | None = None
    urgency: str | None = None
    tier: TierId | None = None


class TimeLimits(Struct, frozen=True, kw_only=True):
    """The first that fits is it; a region's are those of the parameter at its place."""

    limits: tuple[TimeLimit, ...] = (
        TimeLimit(clock="call-back", hours=24, counts="elapsed"),
        TimeLimit(clock="supervise-usual", hours=24, counts="elapsed"),
        TimeLimit(clock="supervise-major", hours=4, counts="elapsed"),
        TimeLimit(clock="outer", type="complaint", hours=360, counts="elapsed"),
        TimeLimit(clock="dispatch", hours=1),
        TimeLimit(clock="judge", hours=2),
        TimeLimit(clock="handle", hours=14),
        TimeLimit(clock="visit", hours=14),
        TimeLimit(clock="verify", hours=7),
        TimeLimit(clock="close", hours=7),
        TimeLimit(clock="order", type="complaint", hours=48, counts="elapsed"),
        TimeLimit(clock="order", type="suggestion", hours=72, counts="elapsed"),
        TimeLimit(clock="order", hours=24, counts="elapsed"),
    )
    warns_at: tuple[int, ...] = (50, 80, 100)
    """Percent of a limit."""

    def of(
        self, clock: str, order_type: str, urgency: str, tier: TierId | None
    ) -> TimeLimit | None:
        return next(
            (
                one
                for one in self.limits
                if one.clock == clock
                and one.type in (None, order_type)
                and one.urgency in (None, urgency)
                and one.tier in (None, tier)
            ),
            None,
        )


def _week() -> Mapping[str, tuple[str, ...]]:
    hours = ("09:00-12:00", "13:30-17:30")
    return dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours)


class OfficeHours(Struct, frozen=True, kw_only=True):
    """When an office works. The office is the place of the parameter."""

    week: Mapping[str, tuple[str, ...]] = field(default_factory=_week)
    """By `mon` … `sun`; `22:00-06:00` ends on the next day."""
    keeps_holidays: bool = True
    """The state's holidays are off, and its make-up days (调休) are Mondays."""
    days: Mapping[date, str | tuple[str, ...]] = {}
    """`off`, a weekday whose hours apply, or hours of its own; wins over the state's."""
