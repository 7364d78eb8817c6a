"""Routing among the other stages: what it says, and what it survives."""

import pytest

from builders import ground
from builders_routing import Scene
from yingda.messages.channels import LegEnd
from yingda.messages.desk import AgentState
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
def scene(database: Database, clock: HandClock) -> Scene:
    return Scene(ground(database, clock))


async def test_a_queued_contact_rings_the_idle_agent(scene: Scene) -> None:
    await scene.agent("ana")
    await scene.queue("call")

    assert await scene.told() == [
        "ContactQueued call",
        "ContactOffered call ana",
        "RingAgent call ana",
    ]


async def test_an_agent_who_lets_it_ring_loses_the_contact_to_the_next(
    scene: Scene,
) -> None:
    await scene.agent("ana")
    await scene.queue("call")
    await scene.agent("bo")
    await scene.wait(20)

    assert (await scene.told())[3:] == [
        "OfferFailed call ana no-answer",
        "StopRinging call no-answer",
        "ContactOffered call bo",
        "RingAgent call bo",
    ]


async def test_an_answered_contact_is_not_offered_again(scene: Scene) -> None:
    await scene.agent("ana")
    await scene.queue("call")
    await scene.bridge("call", "ana")
    await scene.agent("bo")
    await scene.wait(90)

    assert (await scene.told())[3:] == ["ContactLeftQueue call ana answered"]


async def test_a_caller_who_leaves_while_it_rings_stops_the_ringing(
    scene: Scene,
) -> None:
    await scene.agent("ana")
    await scene.queue("call")
    await scene.end("call")

    assert (await scene.told())[3:] == [
        "StopRinging call withdrawn",
        "ContactLeftQueue call abandoned",
    ]


async def test_whoever_declines_is_not_rung_again_before_the_desk_says_so(
    scene: Scene,
) -> None:
    await scene.agent("ana")
    await scene.queue("call")
    await scene.miss("call", "ana", LegEnd.DECLINED)

    assert (await scene.told())[3:] == ["OfferFailed call ana declined"]


async def test_a_contact_that_ended_before_it_was_queued_never_waits(
    scene: Scene,
) -> None:
    await scene.end("call")
    await scene.queue("call")
    await scene.agent("ana")

    assert await scene.told() == []


async def test_an_agent_who_is_not_ready_is_not_rung(scene: Scene) -> None:
    await scene.agent("ana")
    await scene.agent("ana", AgentState.BREAK)
    await scene.queue("call")

    assert await scene.told() == ["ContactQueued call"]
