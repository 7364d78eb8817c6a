"""Two agents and a caller: asked, handed over, all together."""

from pathlib import Path

import pytest

from builders import ground
from builders_channels import ANA, BO, CY, Exchange, agent
from yingda.journey.channels.errors import AgentBusy, NotNow
from yingda.journey.channels.model import LineId
from yingda.kernel.ids import AgentId, ContactId
from yingda.messages.channels import (
    AgentConsulted,
    Answer,
    CallBridged,
    CallEnded,
    CallHeld,
    CallParked,
    CallRetrieved,
    CallTransferred,
    LegEnded,
)
from yingda.messages.routing import QueueContact
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
def exchange(database: Database, clock: HandClock, tmp_path: Path) -> Exchange:
    return Exchange(ground(database, clock), tmp_path, copies=2)


async def consulting(
    exchange: Exchange,
) -> tuple[ContactId, LineId, LineId, LineId]:
    """The caller is on hold; Ana asks Bo."""
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    leg_id = await exchange.bridge(contact_id, ANA)
    await exchange.seat(BO)
    await exchange.channels.control.consult(agent(ANA), contact_id, BO)
    await exchange.pump()
    (bo,) = exchange.switch.ringing_at("agent-bo")
    exchange.switch.pick_up(bo)
    await exchange.pump()
    return contact_id, line, LineId(f"{leg_id}-1"), bo


@pytest.mark.row("CT-05")
async def test_the_caller_hears_music_while_agents_talk(exchange: Exchange) -> None:
    _, line, ana, bo = await consulting(exchange)

    assert exchange.has_music(line)
    assert exchange.hear_each_other(ana, bo)
    assert await exchange.told(CallBridged, CallHeld, AgentConsulted) == [
        "CallBridged",
        "CallHeld",
        "AgentConsulted",
    ]


@pytest.mark.row("CT-05")
async def test_the_colleague_takes_the_caller_over(exchange: Exchange) -> None:
    contact_id, line, ana, bo = await consulting(exchange)

    await exchange.channels.control.hand_over(agent(ANA), contact_id)
    await exchange.pump()

    assert exchange.hear_each_other(line, bo)
    assert ana not in exchange.switch.lines
    assert await exchange.told(CallTransferred, LegEnded, CallBridged) == [
        "CallBridged",
        "CallTransferred",
        "LegEnded",
        "CallBridged",
    ]
    await exchange.channels.control.hold(agent(BO), contact_id)
    queues = [one["queue_id"] for one in await exchange.payloads(CallBridged)]
    assert set(queues) == {"fault"}


@pytest.mark.row("CT-05")
async def test_all_three_hear_each_other(exchange: Exchange) -> None:
    contact_id, line, ana, bo = await consulting(exchange)

    await exchange.channels.control.confer(agent(ANA), contact_id)
    await exchange.pump()
    together = exchange.hear_each_other(line, ana, bo)
    await exchange.channels.control.hang_up(agent(BO), contact_id)
    await exchange.pump()

    assert together
    assert exchange.hear_each_other(line, ana)
    assert await exchange.told(CallRetrieved, CallEnded) == ["CallRetrieved"]


@pytest.mark.row("CT-05")
async def test_the_second_agent_goes_on_when_the_first_leaves(
    exchange: Exchange,
) -> None:
    contact_id, line, _, bo = await consulting(exchange)
    await exchange.channels.control.confer(agent(ANA), contact_id)
    await exchange.pump()

    await exchange.channels.control.hang_up(agent(ANA), contact_id)
    await exchange.pump()

    assert exchange.hear_each_other(line, bo)
    assert await exchange.told(CallEnded) == []


async def test_retrieving_lets_the_colleague_go(exchange: Exchange) -> None:
    contact_id, line, ana, bo = await consulting(exchange)

    await exchange.channels.control.retrieve(agent(ANA), contact_id)
    await exchange.pump()

    assert exchange.hear_each_other(line, ana)
    assert bo not in exchange.switch.lines


async def test_a_colleague_who_leaves_gives_the_asker_back(exchange: Exchange) -> None:
    contact_id, line, ana, bo = await consulting(exchange)

    exchange.switch.hang_up(bo)
    await exchange.pump()
    alone = exchange.switch.hears(ana), exchange.has_music(line)
    await exchange.channels.control.retrieve(agent(ANA), contact_id)
    await exchange.pump()

    assert alone == (frozenset(), True)
    assert exchange.hear_each_other(line, ana)
    # Whoever has given advice has declined nothing.
    assert [one["why"] for one in await exchange.payloads(LegEnded)] == ["hung-up"]


async def test_a_caller_who_leaves_ends_it_for_all(exchange: Exchange) -> None:
    _, line, _, _ = await consulting(exchange)

    exchange.switch.hang_up(line)
    await exchange.pump()

    assert not exchange.switch.lines
    assert await exchange.told(LegEnded, CallEnded) == [
        "LegEnded",
        "LegEnded",
        "CallEnded",
    ]


async def test_only_a_free_colleague_can_be_asked(exchange: Exchange) -> None:
    contact_id, _, _, _ = await consulting(exchange)
    other, _ = await exchange.call("13800000002")
    await exchange.bridge(other, CY)
    control = exchange.channels.control

    with pytest.raises(NotNow):
        await control.consult(agent(ANA), contact_id, AgentId("dee"))
    with pytest.raises(AgentBusy):
        await control.consult(agent(CY), other, BO)


async def parked(exchange: Exchange) -> tuple[ContactId, LineId]:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    await exchange.bridge(contact_id, ANA)
    await exchange.channels.control.park(agent(ANA), contact_id)
    await exchange.pump()
    return contact_id, line


@pytest.mark.row("CT-05")
async def test_a_parked_call_is_picked_up_by_a_colleague(exchange: Exchange) -> None:
    contact_id, line = await parked(exchange)
    waited = exchange.has_music(line)
    (shown,) = await exchange.channels.control.parked(agent(BO))
    await exchange.seat(BO)

    await exchange.channels.control.pick_up(agent(BO), contact_id)
    await exchange.pump()
    (bo,) = exchange.switch.ringing_at("agent-bo")
    exchange.switch.pick_up(bo)
    await exchange.pump()
    await exchange.pass_time(300)

    assert waited
    assert (shown.contact_id, shown.number) == (contact_id, "138****0001")
    assert exchange.hear_each_other(line, bo)
    assert await exchange.channels.control.parked(agent(BO)) == []
    assert await exchange.told(CallParked, CallBridged, QueueContact) == [
        "CallBridged",
        "CallParked",
        "CallBridged",
    ]
    await exchange.channels.control.hold(agent(BO), contact_id)


async def test_a_parked_call_is_not_forgotten(exchange: Exchange) -> None:
    _, line = await parked(exchange)

    await exchange.pass_time(181)

    assert exchange.has_music(line)
    (wish,) = await exchange.payloads(QueueContact)
    assert (wish["queue_id"], wish["entry"]) == ("fault", "returned")


@pytest.mark.row("CT-05")
async def test_a_call_that_rings_at_a_colleague_is_picked_up(
    exchange: Exchange,
) -> None:
    contact_id, line = await exchange.call()
    await exchange.seat(ANA)
    await exchange.seat(BO)
    await exchange.ring(contact_id, ANA)

    await exchange.channels.control.pick_up(agent(BO), contact_id)
    await exchange.pump()
    (bo,) = exchange.switch.ringing_at("agent-bo")
    exchange.switch.pick_up(bo)
    await exchange.pump()

    assert exchange.hear_each_other(line, bo)
    assert exchange.switch.ringing_at("agent-ana") == []
    assert (await exchange.payloads(CallBridged))[0]["queue_id"] == "fault"


@pytest.mark.row("CT-05")
async def test_whoever_answers_first_has_the_caller_and_the_other_rings_no_more(
    exchange: Exchange,
) -> None:
    contact_id, line = await exchange.call()
    await exchange.seat(ANA)
    await exchange.seat(BO)
    leg_id = await exchange.ring(contact_id, ANA)
    await exchange.channels.control.pick_up(agent(BO), contact_id)
    await exchange.pump()
    (bo,) = exchange.switch.ringing_at("agent-bo")

    # Both answer, Ana a moment earlier.
    exchange.switch.pick_up(LineId(f"{leg_id}-1"))
    exchange.switch.pick_up(bo)
    await exchange.pump()

    assert exchange.hear_each_other(line, LineId(f"{leg_id}-1"))
    assert bo not in exchange.switch.lines
