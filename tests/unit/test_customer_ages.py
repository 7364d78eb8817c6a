"""Who is old enough to come to people without a key."""

from datetime import date

import pytest

from yingda.journey.customers.core.ages import age, care
from yingda.journey.customers.limits import Limits


@pytest.mark.parametrize(
    ("born", "years"),
    [
        ("1961-03-15", 65),
        ("1961-03-16", 64),
        ("1961-03-14", 65),
        ("1960-12-31", 65),
        ("2026-03-15", 0),
    ],
)
def test_somebody_is_a_year_older_on_their_birthday(born: str, years: int) -> None:
    assert age(date.fromisoformat(born), date(2026, 3, 15)) == years


def test_a_leap_day_child_is_a_year_older_on_the_first_of_march() -> None:
    born = date(1960, 2, 29)
    assert age(born, date(2025, 2, 28)) == 64
    assert age(born, date(2025, 3, 1)) == 65
    assert age(born, date(2024, 2, 29)) == 64


def test_the_age_that_counts_is_data_and_an_unknown_one_says_nothing() -> None:
    today = date(2026, 3, 15)
    assert care(date(1961, 3, 15), today, Limits()) == "elder"
    assert care(date(1961, 3, 16), today, Limits()) == "none"
    assert care(date(1961, 3, 16), today, Limits(elder_from_years=60)) == "elder"
    assert care(None, today, Limits(elder_from_years=0)) == "none"
