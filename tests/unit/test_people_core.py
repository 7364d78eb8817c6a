"""Who is locked out, what roles add up to, and who is meant by a few letters."""

from datetime import UTC, datetime, timedelta

import pytest

from yingda.journey.people.core import door
from yingda.journey.people.limits import Limits, Reach, Roles
from yingda.journey.people.model import Attempts
from yingda.kernel.search import findable, is_meant

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)
LIMITS = Limits()


def failures(count: int, apart: timedelta) -> Attempts | None:
    made = None
    for number in range(count):
        made = door.failed(made, LIMITS, NOON + number * apart)
    return made


def test_the_last_failure_allowed_locks_the_name() -> None:
    second = timedelta(seconds=1)
    assert door.locked_until(failures(4, second), NOON + 4 * second) is None
    assert door.locked_until(failures(5, second), NOON + 5 * second) is not None


def test_a_lock_ends_by_itself_and_the_count_begins_anew() -> None:
    locked = failures(5, timedelta(0))
    after = NOON + LIMITS.locked_for
    assert door.locked_until(locked, after - timedelta(seconds=1)) == after
    assert door.locked_until(locked, after) is None
    assert door.failed(locked, LIMITS, after).failures == 1


def test_failures_far_apart_are_not_in_a_row() -> None:
    far = LIMITS.forgets_after + timedelta(seconds=1)
    assert door.locked_until(failures(9, far), NOON + 9 * far) is None


def test_roles_add_up_and_an_unknown_one_allows_nothing() -> None:
    roles = Roles()
    assert door.actions(["nobody"], roles) == frozenset()
    both = door.actions(["agent", "quality"], roles)
    assert {"desk.work", "recordings.play"} <= both
    assert "desk.work" not in door.actions(["quality"], roles)
    assert "recordings.play" not in door.actions(["agent"], roles)


def test_the_widest_reach_of_the_roles_counts() -> None:
    assert door.reach(["agent"], Roles()) is Reach.OWN
    assert door.reach(["agent", "leader"], Roles()) is Reach.GROUP
    assert door.reach(["supervisor", "agent"], Roles()) is Reach.PATH
    assert door.reach([], Roles()) is Reach.OWN


@pytest.mark.parametrize(
    "typed", ["张", "伟", "zhangw", "zw", "ZW", " 10 01", "1001", ""]
)
def test_a_colleague_is_found_by_name_pinyin_or_number(typed: str) -> None:
    assert is_meant(findable("张伟"), "1001", typed)


@pytest.mark.parametrize("typed", ["李", "wei", "001", "zwx"])
def test_a_colleague_is_not_found_by_something_else(typed: str) -> None:
    assert not is_meant(findable("张伟"), "1001", typed)
