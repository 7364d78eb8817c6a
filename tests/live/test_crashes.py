"""kill -9 of any of our processes, of the switch and of the database, with people on
the line (NF-07). What is measured is printed: run with `-s` to read it."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from live.accounting import account, account_of_chats
from live.chatting import chats_beside
from live.clerk import clerk
from live.house import TELEPHONISTS, House, full_house, gaps
from live.storm import ACTS, HOUR, LONGEST_GAP, VICTIMS, Storm
from live.switchboard import alone, program
from live.waiting import until

pytestmark = [pytest.mark.live, pytest.mark.row("NF-07")]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    folder = Path(tmp_path_factory.mktemp("house"))
    with alone(), full_house(folder, TELEPHONISTS) as made:
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
    with chats_beside(house) as chats:
        for victim, act in zip(victims, acts, strict=True):
            made.strike(victim, act)
    print(account_of_chats(chats))


@pytest.mark.long
@pytest.mark.row("NF-05")
def test_two_hundred_crashes_in_a_busy_hour_lose_nothing_and_do_nothing_twice(
    house: House,
) -> None:
    made = storm(house)
    with chats_beside(house) as chats:
        for _ in range(int(os.environ.get("YINGDA_TEST_MOMENTS", "200"))):
            made.strike(made.chance.choice(HOUR), made.chance.choice(ACTS))
    longest = max(one.gap for one in made.moments)
    slowest = max(one.offered_after for one in made.moments)
    print(f"{len(made.moments)} crashes: longest gap {longest * 1000:.0f} ms,")
    print(f"next offer after {slowest:.1f} s at most")
    house.leave_all()
    print(account(house))
    print(account_of_chats(chats))
    house.all_figures_agree()


def test_the_death_of_the_switch_ends_calls_and_frees_agents(house: House) -> None:
    made = storm(house)
    made.strike("switch", "hanging up")
    house.meet_next()


@pytest.mark.row("NF-05")
def test_the_database_stopped_and_started_under_load_loses_no_acknowledged_work(
    house: House,
) -> None:
    storm(house)
    talks = house.talks()
    began = time.monotonic()

    with chats_beside(house) as chats, clerk(house, "a1001") as orders:
        until(lambda: len(orders.acknowledged) > 5, seconds=10, what="work")
        with house.without_database():
            refused = until(house.refusal, seconds=10, what="refusal of the pages")
            assert refused.code == 503
            assert int(refused.headers["Retry-After"]) >= 1
            assert json.load(refused)["code"] == "database-away"
            arrived = house.call()
            time.sleep(3)
        back = time.monotonic()
        house.ask_for_a_human(arrived, seconds=30)
        house.meet_next(seconds=30)
        took = time.monotonic() - back
        until(lambda: orders.done_since(back) > 20, seconds=30, what="work afterwards")
    orders.are_there()
    assert orders.failed, "the database was not missed"
    assert max(orders.failed) <= back + 30
    print(f"{len(orders.acknowledged)} orders, {account_of_chats(chats)}")
    gap = max(gaps(talks, house, began).values())
    print(f"database away: longest gap {gap * 1000:.0f} ms, serving after {took:.1f} s")
    assert took <= 30
    assert gap <= LONGEST_GAP
    assert {one: house.talks().get(one) for one in talks} == talks


@pytest.mark.row("NF-05")
def test_after_it_all_everything_is_accounted_for_and_no_figure_differs(
    house: House,
) -> None:
    house.leave_all()
    print(account(house))
    house.all_figures_agree()
    printed = house.close()
    assert "Stopped." in printed
    assert house.tables.pid() is None
