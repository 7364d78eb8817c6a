"""The State Council's holidays and make-up days (调休), as the yearly package has them."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from chinese_calendar.constants import holidays, workdays


@cache
def of_the_state() -> Mapping[date, str]:
    """`off`, or `mon` for a day of the weekend on which everybody works."""
    off = dict.fromkeys(holidays, "off")
    made_up = {day: "mon" for day in workdays if day.weekday() >= 5}
    return {**off, **made_up}
