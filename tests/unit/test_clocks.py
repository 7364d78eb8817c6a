"""What of a limit is used and when all of it will be, against cases derived by hand."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import HOME
from yingda.journey.workorders.adapters.holidays import of_the_state
from yingda.journey.workorders.core.clocks import Clock, used
from yingda.journey.workorders.core.hours import ALWAYS, Hours, read
from yingda.journey.workorders.service.timing import Timing
from yingda.kernel.calendar import SHANGHAI
from yingda.platform.ports import Parameters

GOLDEN = Path(__file__).parents[1] / "golden" / "clocks.toml"
Case = dict[str, Any]


@cache
def table() -> Case:
    return tomllib.loads(GOLDEN.read_text())


def days(given: Mapping[str, Any]) -> dict[date, Any]:
    return {date.fromisoformat(day): what for day, what in given.items()}


@cache
def calendar(name: str) -> Hours:
    one = table()["calendars"][name]
    state = table()["holidays"][one["holidays"]] if "holidays" in one else {}
    return read(one["week"], days(state), days(one.get("days", {})))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def clock_of(case: Case) -> Clock:
    hours = ALWAYS if case["kind"] == "elapsed" else calendar(case["calendar"])
    pauses = [
        (at(one[0]), at(one[1]) if len(one) > 1 else None)
        for one in case.get("suspensions", ())
    ]
    return Clock(hours=hours, pauses=pauses)


def limit_of(case: Case) -> timedelta:
    last = max(case.get("changes", ()), key=lambda one: at(one["at"]), default=case)
    return timedelta(seconds=last["seconds"])


class Usual:
    """Every rule is as it comes."""

    def get(self, kind: type[Any], scope: object) -> Any:
        return kind()


def cases(asked: str) -> list[Any]:
    return [
        pytest.param(case, id=case["name"]) for case in table()["case"] if asked in case
    ]


def test_the_table_has_enough_cases_and_each_says_why() -> None:
    every = table()["case"]
    assert len(every) >= 200
    assert len({case["name"] for case in every}) == len(every)
    assert all(case["why"].strip() for case in every)


@pytest.mark.parametrize("case", cases("due"))
def test_what_is_due_is_due_to_the_second(case: Case) -> None:
    due = clock_of(case).due(at(case["start"]), limit_of(case))
    expected = case["due"]
    assert due == (None if expected == "never" else at(expected)), case["why"]


@pytest.mark.parametrize("case", cases("marks"))
def test_the_marks_before_it_fall_to_the_second(case: Case) -> None:
    clock, start, limit = clock_of(case), at(case["start"]), limit_of(case)
    for percent, expected in case["marks"].items():
        mark = clock.share(start, limit, int(percent))
        assert mark == (None if expected == "never" else at(expected)), case["why"]


@pytest.mark.parametrize("case", cases("remaining"))
def test_what_remains_is_known_at_any_moment(case: Case) -> None:
    clock, start = clock_of(case), at(case["start"])
    for now, expected in case["remaining"].items():
        left = limit_of(case) - clock.counted(start, at(now))
        assert left == timedelta(seconds=expected), case["why"]


@pytest.mark.parametrize("case", cases("holders"))
def test_what_each_holder_used_adds_up(case: Case) -> None:
    spans = [(holder, at(since)) for holder, since in case["spans"]]
    end = at(case["end"])
    found = used(clock_of(case), spans, end)
    assert {
        holder: (one.elapsed.total_seconds(), one.counted.total_seconds())
        for holder, one in found.items()
    } == {
        holder: (one["elapsed"], one["counted"])
        for holder, one in case["holders"].items()
    }, case["why"]
    assert (
        sum((one.elapsed for one in found.values()), timedelta()) == end - spans[0][1]
    )


@given(
    name=st.sampled_from(["office", "night", "branch", "market", "duty24", "hotline"]),
    into_the_year=st.timedeltas(timedelta(), timedelta(days=330)),
    limit=st.timedeltas(timedelta(microseconds=1), timedelta(days=9)),
    rests=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), max_size=4),
)
def test_what_is_due_is_the_first_moment_at_which_all_has_counted(
    name: str,
    into_the_year: timedelta,
    limit: timedelta,
    rests: list[tuple[int, int]],
) -> None:
    start = at("2026-01-01T00:00:00") + into_the_year
    hour = timedelta(hours=1)
    pauses = [(start + hour * a, start + hour * (a + b)) for a, b in rests]
    clock = Clock(hours=calendar(name), pauses=pauses)

    due = clock.due(start, limit)

    assert due is not None
    assert clock.counted(start, due) == limit
    assert clock.counted(start, due - timedelta(microseconds=1)) < limit
    middle = start + (due - start) / 2
    parts = clock.counted(start, middle) + clock.counted(middle, due)
    assert parts == limit


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-20T09:00:00", True),
        ("2026-11-20T12:00:00", False),
        ("2026-11-20T17:29:59", True),
        ("2026-11-21T10:00:00", False),
        ("2026-10-10T10:00:00", True),
        ("2026-10-01T10:00:00", False),
    ],
)
def test_an_office_is_open_in_its_hours(moment: str, is_open: bool) -> None:
    timing = Timing(cast(Parameters, Usual()), of_the_state())
    assert timing.is_open(HOME, at(moment)) is is_open


def test_the_holidays_are_those_of_the_notices() -> None:
    kept, known = days(table()["holidays"]["cn"]), of_the_state()
    years = {day.year for day in kept if day.month == 10}
    of_years = {day: what for day, what in known.items() if day.year in years}
    named = {day: what for day, what in kept.items() if day.year in years}
    assert of_years == named
