"""Days and half hours as the business counts them, in Asia/Shanghai."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yingda.kernel.refusal import OutOfRange

SHANGHAI = ZoneInfo("Asia/Shanghai")


def business_date(moment: datetime) -> date:
    """The day a moment counts for (kpis section 2, rule 9)."""
    return moment.astimezone(SHANGHAI).date()


def half_hour(moment: datetime) -> int:
    """0 for 00:00–00:30 Shanghai time, 47 for the last half hour of the day."""
    local = moment.astimezone(SHANGHAI)
    return local.hour * 2 + local.minute // 30


def months(day: date) -> tuple[datetime, datetime]:
    """First moment of the day's month and of the month after it, in UTC. Raises
    OutOfRange for the last month that a calendar of computers has."""
    first = day.replace(day=1)
    try:
        after = (first + timedelta(days=31)).replace(day=1)
    except OverflowError as error:
        raise OutOfRange from error
    return bounds(first)[0], bounds(after)[0]


def bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of a business day and first moment after it, in UTC. Raises
    OutOfRange for the first and the last day that a calendar of computers has."""
    try:
        start = datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
        return start, start + timedelta(days=1)
    except OverflowError as error:
        raise OutOfRange from error
