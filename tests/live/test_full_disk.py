"""The disk is full, to the last byte, while people talk and call (NF-05)."""

import time
from pathlib import Path

import asyncpg
import pytest

from live.house import House, Seat, full_house, gaps
from live.small_disk import SmallDisk, small_disk
from live.storm import LONGEST_GAP
from live.switchboard import alone, program
from live.waiting import until

pytestmark = [pytest.mark.live, pytest.mark.row("NF-05")]

FULL_FOR = 6.0
RECOVERED_AFTER = 30.0


@pytest.fixture(autouse=True)
def a_switch() -> None:
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")


def test_where_recordings_find_no_room_calls_go_on_and_the_gap_is_flagged(
    tmp_path: Path,
) -> None:
    """Sound, logs and all other files; the database lies elsewhere."""
    with (
        alone(),
        small_disk(tmp_path / "var", megabytes=64) as disk,
        full_house(tmp_path) as house,
    ):
        talks_before(house)
        legs = _full(house, disk)

        later = house.call()
        house.ask_for_a_human(later)
        seat = house.meet_next()
        time.sleep(4)
        whole = _leg_of(house, seat)
        house.leave_all()
        kept = until(
            lambda: _recordings(house, [*legs, whole]), seconds=30, what="recordings"
        )
        print({leg_id: f"lacks {gap:.1f} s" for leg_id, gap in kept.items()})
        assert all(kept[leg_id] >= FULL_FOR - 2 for leg_id in legs)
        assert kept[whole] == 0
        assert not list((house.centre.data / "spool").glob("*.wav"))
        house.all_figures_agree()


def test_where_the_database_finds_no_room_talks_go_on_and_it_recovers_by_itself(
    tmp_path: Path,
) -> None:
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    with (
        alone(),
        small_disk(tmp_path / "var", megabytes=400) as disk,
        full_house(tmp_path) as house,
    ):
        talks_before(house)
        talks, began = house.talks(), time.monotonic()
        with disk.full():
            with pytest.raises(asyncpg.DiskFullError):
                house.tables.ask(
                    "create table public.big as select generate_series(1, 1000000)"
                )
            arrived = house.call()
            time.sleep(FULL_FOR)
        emptied = time.monotonic()

        house.ask_for_a_human(arrived, seconds=RECOVERED_AFTER)
        served = house.meet_next(seconds=RECOVERED_AFTER)
        took = time.monotonic() - emptied
        print(f"\nfull for {FULL_FOR:.0f} s; serving {took:.1f} s after it was emptied")
        assert took <= RECOVERED_AFTER
        assert {one: house.talks().get(one) for one in talks} == talks
        assert max(gaps(talks, house, began).values()) <= LONGEST_GAP
        assert served.agent_id not in talks
        house.leave_all()
        house.all_figures_agree()


def talks_before(house: House) -> None:
    for seat in list(house.seats.values())[:2]:
        house.ask_for_a_human(house.call())
        house.meet(seat)


def _full(house: House, disk: SmallDisk) -> list[str]:
    """Two talk on and a third is served and over, all without room for a byte; and a
    process dies. The legs whose sound cannot be whole."""
    talks, began = house.talks(), time.monotonic()
    legs = [_leg_of(house, house.seats[agent_id]) for agent_id in talks]
    with disk.full():
        arrived = house.call()
        house.ask_for_a_human(arrived)
        seat = house.meet_next()
        legs.append(_leg_of(house, seat))
        house.centre.kill("floor")
        time.sleep(FULL_FOR)
        house.leave(arrived)
        seat.wrap_up()
        assert {one: house.talks().get(one) for one in talks} == talks
        assert max(gaps(talks, house, began).values()) <= LONGEST_GAP
    return legs


def _leg_of(house: House, seat: Seat) -> str:
    rows = house.tables.ask(
        "select leg_id from channels.legs where state = 'talking' and agent_id = $1",
        seat.agent_id,
    )
    return str(rows[0]["leg_id"])


def _recordings(house: House, legs: list[str]) -> dict[str, float] | None:
    """What each lacks, in seconds; None until all are there."""
    rows = house.tables.ask(
        "select leg_id, gap from channels.recordings where leg_id = any($1)", legs
    )
    found = {str(row["leg_id"]): float(str(row["gap"])) for row in rows}
    return found if len(found) == len(legs) else None
