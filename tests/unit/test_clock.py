"""Somebody sets the machine's clock, and nobody has waited longer for it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from yingda.journey.channels.adapters.asterisk.stamps import Stamps
from yingda.kernel.ids import MessageId
from yingda.platform.embedded.clock import SLOWLY, Course, HandClock, SystemClock
from yingda.platform.embedded.ids import TimeIds

HOUR = timedelta(hours=1)
SOON = timedelta(seconds=5)
SECOND = 1_000_000_000
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Wall:
    """The machine's clock, set by hand."""

    def __init__(self) -> None:
        self.nanoseconds = int(NOON.timestamp()) * SECOND

    def __call__(self) -> int:
        return self.nanoseconds

    def jump(self, by: timedelta) -> None:
        self.nanoseconds += int(by.total_seconds()) * SECOND


@pytest.mark.row("NF-05")
@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_jump_of_the_wall_makes_no_wait_longer_or_shorter(by: timedelta) -> None:
    wall = Wall()
    clock = SystemClock(wall=wall)
    before = clock.now()

    wall.jump(by)
    told = clock.follow()

    assert told is not None
    assert abs(told - by) < SOON
    assert before <= clock.now() < before + SOON


@pytest.mark.row("NF-05")
@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_process_that_starts_after_the_jump_has_the_same_time(
    tmp_path: Path, by: timedelta
) -> None:
    wall = Wall()
    first = SystemClock(tmp_path / "clock", wall=wall)
    wall.jump(by)
    first.follow()

    second = SystemClock(tmp_path / "clock", wall=wall)

    assert abs(second.now() - first.now()) < SOON


def test_the_course_is_followed_slowly_and_to_its_end() -> None:
    course = Course(boot="b", since=0, ahead=100 * SECOND, target=110 * SECOND)

    assert course.at(0) == 100 * SECOND
    assert course.at(SLOWLY * SECOND) == (SLOWLY + 101) * SECOND
    assert course.at(10 * SLOWLY * SECOND) == (10 * SLOWLY + 110) * SECOND
    assert course.at(99 * SLOWLY * SECOND) == (99 * SLOWLY + 110) * SECOND


def test_a_course_of_before_the_boot_is_none(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text(
        json.dumps({"boot": "another", "since": 0, "ahead": 0, "target": 0})
    )

    assert abs(SystemClock(file, wall=Wall()).now() - NOON) < SOON


def test_a_centre_that_begins_anew_takes_the_walls_time(tmp_path: Path) -> None:
    wall = Wall()
    SystemClock(tmp_path / "clock", wall=wall)
    wall.jump(-HOUR)

    again = SystemClock(tmp_path / "clock", wall=wall)
    again.begin_anew()

    assert abs(again.now() - NOON + HOUR) < SOON


def test_after_a_night_asleep_it_is_morning_at_once() -> None:
    wall = Wall()
    clock = SystemClock(wall=wall)
    before = clock.now()

    wall.jump(8 * HOUR)
    clock.follow()

    assert abs(clock.now() - before - 8 * HOUR) < SOON


def test_ids_of_one_moment_sort_as_they_were_made() -> None:
    ids = TimeIds(HandClock(NOON))
    made = [ids.new(MessageId) for _ in range(50)]
    assert made == sorted(set(made))


# --- the switch's own clock --------------------------------------------------------------


def heard(
    theirs: datetime, now: datetime, stamps: Stamps, clock: HandClock
) -> datetime:
    clock.move(now - clock.now())
    return stamps.ours(theirs)


def test_moments_of_the_switch_keep_their_distances() -> None:
    clock = HandClock(NOON)
    stamps = Stamps(clock)
    wrong = timedelta(minutes=-7)
    first = heard(NOON + wrong, NOON, stamps, clock)
    late = timedelta(seconds=2)

    second = heard(
        NOON + wrong + late, NOON + late + timedelta(milliseconds=30), stamps, clock
    )

    assert abs(second - first - late) < timedelta(milliseconds=2)


@pytest.mark.row("NF-05")
@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_switch_whose_clock_is_set_does_not_shift_its_moments(by: timedelta) -> None:
    clock = HandClock(NOON)
    stamps = Stamps(clock)
    heard(NOON, NOON, stamps, clock)
    later = NOON + timedelta(seconds=3)

    assert heard(later + by, later, stamps, clock) == later
    assert heard(later + by, later, stamps, clock) == later


def test_no_moment_is_before_the_one_that_was_heard_before_it() -> None:
    clock = HandClock(NOON)
    stamps = Stamps(clock)
    last = NOON
    for number, shift in enumerate([0, 3, -1, -400, 2, 0, -900, 5]):
        now = NOON + timedelta(seconds=number)
        moment = heard(now + timedelta(milliseconds=shift), now, stamps, clock)
        assert last <= moment <= now
        last = moment
