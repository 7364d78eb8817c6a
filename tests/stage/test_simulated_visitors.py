"""Who writes as nobody real shows the simulation's password; saying so is not enough."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from builders import ground
from builders_channels import Exchange
from yingda.journey.channels.service.visitors import simulation_password
from yingda.kernel.org import NotAllowed
from yingda.messages.channels import SIMULATED, CallArrived
from yingda.messages.routing import QueueContact
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
def exchange(database: Database, clock: HandClock, tmp_path: Path) -> Exchange:
    return Exchange(ground(database, clock), tmp_path)


async def opens(exchange: Exchange, simulation: str | None) -> None:
    await exchange.channels.visitors.open(
        number="13800000001",
        queue_id=None,
        text="你好",
        host="127.0.0.1",
        simulation=simulation,
    )


async def arrived(exchange: Exchange) -> Mapping[str, object]:
    (one,) = await exchange.payloads(CallArrived)
    return one


async def test_whoever_shows_the_password_is_marked_and_served_by_their_like_first(
    exchange: Exchange,
) -> None:
    wanted: list[QueueContact] = []

    async def queue(command: QueueContact) -> None:
        wanted.append(command)

    exchange.ground.bus.does("routing", QueueContact, queue)

    await opens(exchange, simulation_password(exchange.ground.keys))
    await exchange.ground.settle()

    assert (await arrived(exchange))["door"] == SIMULATED
    assert {one.simulated for one in wanted} == {True}


async def test_a_visitor_of_the_page_is_real(exchange: Exchange) -> None:
    await opens(exchange, None)

    assert (await arrived(exchange))["door"] == "web"


@pytest.mark.parametrize("claim", ["", "simulated", "模拟"])
async def test_who_only_says_so_is_turned_away(exchange: Exchange, claim: str) -> None:
    with pytest.raises(NotAllowed):
        await opens(exchange, claim)

    assert await exchange.told(CallArrived) == []
