"""How old somebody is, and what follows from it."""

from datetime import date

from yingda.journey.customers.limits import Limits

ELDER = "elder"
NOBODY = "none"


def age(born: date, today: date) -> int:
    """Full years. Whoever was born on 29 February is a year older on 1 March."""
    has_come = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (not has_come)


def care(born: date | None, today: date, limits: Limits) -> str:
    """Nothing is concluded where no birth date is known."""
    if born is None or age(born, today) < limits.elder_from_years:
        return NOBODY
    return ELDER
