"""Somebody sets the machine's clock by an hour while people talk and wait (NF-05)."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from live.house import House, Seat, full_house, gaps
from live.storm import LONGEST_GAP
from live.switchboard import alone
from live.waiting import until
from live.wall_clock import WallClock

pytestmark = [pytest.mark.live, pytest.mark.row("NF-05")]

HOUR = 3600
WRAP_UP = 30.0
"""Seconds of the countdown, as the desk's rules have it."""
NEARLY = timedelta(seconds=3)
"""What the centre's time may have followed the wall's by, in the minutes of this test."""


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> WallClock:
    return WallClock(tmp_path_factory.mktemp("clock") / "wall")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, wall: WallClock) -> Iterator[House]:
    folder = Path(tmp_path_factory.mktemp("house"))
    with alone(), full_house(folder, **wall.settings) as made:
        yield made


@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["forward", "back"])
def test_setting_the_clock_by_an_hour_harms_no_wait_and_no_limit(
    house: House, wall: WallClock, by: int
) -> None:
    talking, writing, rung, free = list(house.seats.values())[:4]
    for seat in (talking, writing):
        house.ask_for_a_human(house.call())
        house.meet(seat)
    house.ask_for_a_human(house.call(), house.call(), house.call())
    house.leave(house.talks()[writing.agent_id])
    until(lambda: writing.is_in("wrap"), seconds=10, what="wrap-up")
    wrap_up = WrapUp(writing)
    rung.be_ready()
    until(lambda: rung.phone.state == "ringing", seconds=15, what="ring")
    talks, waiting, began = house.talks(), house.queue(), time.monotonic()
    before = datetime.now(UTC)

    wall.set(by)
    time.sleep(4)

    assert rung.phone.state == "ringing", "the ring went on"
    assert house.queue() == waiting, "nobody has lost their place"
    rung.phone.answer()
    house.joined(rung)
    newcomer = house.call()
    house.ask_for_a_human(newcomer)
    since = dict(house.queue())[house.contact_of(newcomer) or ""]
    assert before - NEARLY <= since <= datetime.now(UTC) + NEARLY
    house.meet(free)
    assert house.talks()[free.agent_id] is house.caller(waiting[0][0])
    assert house.talks()[talking.agent_id] is talks[talking.agent_id]
    assert gaps(talks, house, began)[talking.agent_id] <= LONGEST_GAP

    took = wrap_up.took()
    print(f"\nclock set by {by:+} s: a wrap-up of {WRAP_UP:.0f} s took {took:.1f} s")
    assert WRAP_UP - 3 <= took <= WRAP_UP + 10
    writing.be_away()
    assert moments(house, before)
    house.leave_all()


class WrapUp(threading.Thread):
    """Looks on until it is over, whatever else goes on."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._began = self._ended = time.monotonic()
        self.start()

    def run(self) -> None:
        until(lambda: not self._seat.is_in("wrap"), seconds=90, what="end of wrap-up")
        self._ended = time.monotonic()

    def took(self) -> float:
        """In seconds, by a clock that nobody sets."""
        self.join()
        return self._ended - self._began


def moments(house: House, since: datetime) -> bool:
    """Whatever happened, happened when it did."""
    rows = house.tables.ask(
        "select min(at) as first, max(at) as last from ("
        " select at from spine.log order by seq desc limit 20) as latest"
    )
    first, last = rows[0]["first"], rows[0]["last"]
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    return since - NEARLY <= first <= last <= datetime.now(UTC) + NEARLY


def test_after_it_all_no_figure_and_no_decision_differs(house: House) -> None:
    house.all_figures_agree()
    assert "clock was set by" in house.close()
