"""Opening hours of a flow, by the calendar of Shanghai."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from yingda.journey.dialogue.model.flow import Opening
from yingda.kernel.calendar import SHANGHAI

_DAY = 24 * 60


def is_open(openings: Iterable[Opening], moment: datetime) -> bool:
    local = moment.astimezone(SHANGHAI)
    minute = local.hour * 60 + local.minute
    today = local.isoweekday()
    yesterday = (local - timedelta(days=1)).isoweekday()
    return any(_covers(opening, today, yesterday, minute) for opening in openings)


def _covers(opening: Opening, today: int, yesterday: int, minute: int) -> bool:
    days, start, end = (
        weekdays(opening.days),
        minutes(opening.opens),
        minutes(opening.closes),
    )
    if start < end:
        return today in days and start <= minute < end
    return (today in days and minute >= start) or (yesterday in days and minute < end)


def minutes(time: str) -> int:
    """`08:30` as minutes of the day. Raises ValueError for anything else."""
    hour, colon, minute = time.partition(":")
    total = int(hour) * 60 + int(minute)
    if not colon or not 0 <= int(minute) < 60 or not 0 <= total <= _DAY:
        raise ValueError(time)
    return total


def weekdays(text: str) -> frozenset[int]:
    """`1-5,7` as the days it names. Raises ValueError for anything else."""
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        days |= set(range(int(first), int(last if dash else first) + 1))
    if not days or not days <= set(range(1, 8)):
        raise ValueError(text)
    return frozenset(days)
