"""kill -9 of any of our processes, of the switch and of the database, with people on
the line (NF-07). What is measured is printed: run with `-s` to read it."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from live.house import House, full_house, gaps
from live.storm import ACTS, LONGEST_GAP, VICTIMS, Storm
from live.switchboard import alone, program
from live.waiting import until

pytestmark = [pytest.mark.live, pytest.mark.row("NF-07")]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    with alone(), full_house(Path(tmp_path_factory.mktemp("house"))) as made:
        yield made


def storm(house: House) -> Storm:
    seed = int(os.environ.get("YINGDA_TEST_SEED", "0")) or int.from_bytes(os.urandom(3))
    print(f"\nYINGDA_TEST_SEED={seed}")
    made = Storm(house, Random(seed))
    made.prepare()
    return made


def test_five_crashes_at_random_moments_are_heard_by_nobody(house: House) -> None:
    made = storm(house)
    victims, acts = list(VICTIMS), list(ACTS)
    made.chance.shuffle(victims)
    made.chance.shuffle(acts)
    for victim, act in zip(victims, acts, strict=True):
        made.strike(victim, act)


@pytest.mark.long
def test_a_hundred_crashes_at_random_moments_are_heard_by_nobody(house: House) -> None:
    made = storm(house)
    for _ in range(int(os.environ.get("YINGDA_TEST_MOMENTS", "100"))):
        made.strike(made.chance.choice(VICTIMS), made.chance.choice(ACTS))
    longest = max(one.gap for one in made.moments)
    slowest = max(one.offered_after for one in made.moments)
    print(f"{len(made.moments)} crashes: longest gap {longest * 1000:.0f} ms,")
    print(f"next offer after {slowest:.1f} s at most")
    house.leave_all()
    house.all_figures_agree()


def test_the_death_of_the_switch_ends_calls_and_frees_agents(house: House) -> None:
    storm(house)
    talks = house.talks()
    lost = [contact_id for contact_id, _ in house.queue()]
    lost += [house.contact_of(caller) or "" for caller in talks.values()]

    os.kill(house.centre.switch_pid(), signal.SIGKILL)

    how = until(lambda: house.ended(lost), seconds=30, what="end of every call")
    assert set(how) == {"switch"}
    until(lambda: not house.queue(), seconds=5, what="empty queue")
    for agent_id in talks:
        house.seats[agent_id].wrap_up()
    for caller in house.callers[:]:
        caller.phone.state = "ended"
        house.leave(caller)
    house.ask_for_a_human(house.call(), seconds=30)
    house.meet(house.seats[min(talks)])


def test_without_the_database_talks_go_on_and_pages_ask_for_patience(
    house: House,
) -> None:
    storm(house)
    talks = house.talks()
    began = time.monotonic()

    with house.without_database():
        refused = until(house.refusal, seconds=10, what="refusal of the pages")
        assert refused.code == 503
        assert int(refused.headers["Retry-After"]) >= 1
        assert json.load(refused)["code"] == "database-away"
        time.sleep(3)
    back = time.monotonic()

    waiting = house.call()
    house.ask_for_a_human(waiting, seconds=30)
    seat = next(s for name, s in house.seats.items() if name not in talks)
    house.meet(seat, seconds=30)
    took = time.monotonic() - back
    gap = max(gaps(talks, house, began).values())
    print(f"database away: longest gap {gap * 1000:.0f} ms, serving after {took:.1f} s")
    assert took <= 30
    assert gap <= LONGEST_GAP
    assert {one: house.talks().get(one) for one in talks} == talks


def test_after_it_all_no_figure_and_no_decision_differs(house: House) -> None:
    house.leave_all()
    house.all_figures_agree()
    printed = house.close()
    assert "Stopped." in printed
    assert house.tables.pid() is None
