"""Which value holds where and when, what is wrong with one, and what is different."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from builders import NOON
from yingda.journey.system.core import forms
from yingda.journey.system.core.differences import differences
from yingda.journey.system.core.holding import in_force, nearest, to_come, upwards
from yingda.journey.system.model import Difference
from yingda.kernel.ids import UserId
from yingda.kernel.rule import Version

PATHS = ["", "sn", "sn.xa", "sn.bj", "sn.xa.yanta"]


def version(number: int, path: str, *, hours: int = 0, value: object = "x") -> Version:
    at = NOON + timedelta(hours=hours)
    return Version(
        name="desk.Limits",
        version=number,
        path=path,
        value=value,
        since=at,
        made_at=NOON,
        by=UserId("ada"),
    )


sets = st.lists(
    st.tuples(
        st.sampled_from(PATHS),
        st.integers(0, 6),
        st.one_of(st.none(), st.integers(0, 3)),
        st.booleans(),
    ),
    max_size=12,
)


@pytest.mark.row("SM-02")
@given(sets, st.sampled_from(PATHS[1:]), st.integers(0, 7))
def test_what_holds_is_the_latest_whose_time_has_come_at_the_nearest_place(
    made: list[tuple[str, int, int | None, bool]], path: str, hour: int
) -> None:
    known = [
        msgspec.structs.replace(
            version(number, where, hours=hours, value=value),
            called_off_by=UserId("ada") if is_off else None,
        )
        for number, (where, hours, value, is_off) in enumerate(made, start=1)
    ]
    at = NOON + timedelta(hours=hour)

    found = nearest(known, path, at)

    # Told the long way: place by place from below, hour by hour from the beginning on.
    expected = None
    for place in upwards(path):
        last = None
        for each in range(hour + 1):
            for one in known:
                is_here = one.path == place and one.called_off_by is None
                if is_here and one.since == NOON + timedelta(hours=each):
                    last = one
        if last is not None and last.value is not None:
            expected = last
            break
    assert found == expected


def test_a_change_made_ahead_is_not_undone_by_one_made_meanwhile() -> None:
    known = [version(1, "sn"), version(2, "sn", hours=5), version(3, "sn", hours=1)]

    def holds(hour: int) -> int | None:
        found = in_force(known, "sn", NOON + timedelta(hours=hour))
        return found.version if found else None

    assert [holds(hour) for hour in (0, 1, 4, 5)] == [1, 3, 3, 2]
    assert [one.version for one in to_come(known, "sn", NOON)] == [3, 2]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(Struct, frozen=True, kw_only=True):
    colour: Colour = Colour.RED
    count: Annotated[int, Meta(ge=1, le=9)] = 1
    pause: timedelta = timedelta(minutes=1)


class Outer(Struct, frozen=True, kw_only=True):
    name: str
    inner: Mapping[str, Inner] = {}
    several: tuple[Inner, ...] = ()

    def __post_init__(self) -> None:
        if self.name == "nobody":
            raise ValueError("somebody must be named")


@pytest.mark.parametrize(
    ("value", "where", "allowed"),
    [
        ({"name": 5}, "name", "string"),
        ({}, "name", "string"),
        (
            {"name": "x", "several": [{"colour": "green"}]},
            "several[0].colour",
            "blue | red",
        ),
        (
            {"name": "x", "several": [{"count": 12}]},
            "several[0].count",
            "integer ≥ 1 ≤ 9",
        ),
        (
            {"name": "x", "inner": {"a": {"pause": "long"}}},
            "inner[...].pause",
            "duration (PT30S, P1D)",
        ),
        ({"name": "x", "inner": []}, "inner", "Expected `object`, got `array`"),
        ({"name": "nobody"}, "$", "somebody must be named"),
        (7, "$", "Expected `object`, got `int`"),
    ],
)
def test_a_wrong_value_is_named_by_its_field_and_by_what_is_allowed_there(
    value: object, where: str, allowed: str
) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.convert(value, Outer)

    told = forms.told(str(refused.value), msgspec.json.schema(Outer))

    assert told == (where, allowed)


def test_a_field_that_nobody_reads_is_found_wherever_it_stands() -> None:
    value = {"name": "x", "inner": {"a": {"colur": "red"}}, "several": [{"cnt": 1}]}
    taken = msgspec.to_builtins(msgspec.convert(value, Outer))

    assert list(forms.unknown(value, taken)) == ["inner.a.colur", "several[0].cnt"]
    schema = msgspec.json.schema(Outer)
    assert forms.fields(schema, "inner.a.colur") == ("colour", "count", "pause")


def test_a_difference_is_named_down_to_the_field() -> None:
    old = {
        "a": 1,
        "same": ({"x": ("y",)},),
        "roles": {"x": {"reach": "own"}, "y": {}},
        "list": [1],
    }
    new = {
        "a": 1,
        "same": [{"x": ["y"]}],
        "roles": {"x": {"reach": "path"}, "z": {}},
        "list": [1, 2],
    }

    assert list(differences(old, new)) == [
        Difference(where="roles.x.reach", old="own", new="path"),
        Difference(where="roles.y", old={}, new=None),
        Difference(where="roles.z", old=None, new={}),
        Difference(where="list", old=[1], new=[1, 2]),
    ]
