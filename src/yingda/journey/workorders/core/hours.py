"""When an office is open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from yingda.kernel.calendar import SHANGHAI, business_date

DAY = timedelta(days=1)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFF = "off"
LONGEST_CLOSED = 400
"""Days in a row; an office that is closed for longer is taken to stay closed."""

Stretch = tuple[datetime, datetime]
"""From the first moment to the first one after it."""
Shift = tuple[timedelta, timedelta]
"""Since the midnight of the day on which it begins; the end may lie on the next day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of an office: by weekday, Monday first, and of single days."""

    week: tuple[tuple[Shift, ...], ...]
    days: Mapping[date, tuple[Shift, ...]]

    def of(self, day: date) -> tuple[Shift, ...]:
        """What begins on that day."""
        special = self.days.get(day)
        return self.week[day.weekday()] if special is None else special

    def open_from(self, moment: datetime) -> Iterator[Stretch]:
        """Every stretch that ends after the moment, in order, and no moment twice;
        without end unless the office stays closed."""
        day = business_date(moment) - DAY
        told, closed = moment, 0
        while closed < LONGEST_CLOSED:
            midnight = datetime.combine(day, time(), SHANGHAI)
            shifts = self.of(day)
            for since, until in shifts:
                closes = midnight + until
                if closes > told:
                    yield max(midnight + since, told), closes
                    told = closes
            closed = 0 if shifts else closed + 1
            day += DAY


ALWAYS = Hours(week=(((timedelta(), DAY),),) * 7, days={})
"""All time counts."""


def read(
    week: Mapping[str, Sequence[str]],
    holidays: Mapping[date, str],
    days: Mapping[date, str | Sequence[str]],
) -> Hours:
    """From `{"mon": ["09:00-12:00"]}`; a day is `off`, a weekday's name or hours of its
    own, and what stands in `days` wins over `holidays`. Raises ValueError, which names
    what cannot be read."""
    of_week = tuple(_shifts(week.get(name, ())) for name in WEEK)
    if unknown := sorted(set(week) - set(WEEK)):
        raise ValueError(unknown[0])
    return Hours(
        week=of_week,
        days={day: _day(given, of_week) for day, given in {**holidays, **days}.items()},
    )


def _day(
    given: str | Sequence[str], week: tuple[tuple[Shift, ...], ...]
) -> tuple[Shift, ...]:
    if not isinstance(given, str):
        return _shifts(given)
    if given == OFF:
        return ()
    if given not in WEEK:
        raise ValueError(given)
    return week[WEEK.index(given)]


def _shifts(texts: Sequence[str]) -> tuple[Shift, ...]:
    return tuple(sorted(map(_shift, texts)))


@cache
def _shift(text: str) -> Shift:
    """`22:00-06:00` ends on the next day."""
    since, dash, until = text.partition("-")
    begin, end = _moment(since), _moment(until)
    if not dash or begin >= DAY:
        raise ValueError(text)
    return begin, end if end > begin else end + DAY


def _moment(text: str) -> timedelta:
    hours, colon, minutes = text.partition(":")
    if not (colon and len(text) == 5 and (hours + minutes).isdecimal()):
        raise ValueError(text)
    moment = timedelta(hours=int(hours), minutes=int(minutes))
    if int(minutes) > 59 or moment > DAY:
        raise ValueError(text)
    return moment
