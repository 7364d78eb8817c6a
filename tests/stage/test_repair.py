"""Calls survive us, and the switch: from every state, killed between commit and act."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from builders import HOME, ground
from builders_channels import (
    ANA,
    BILLING,
    BO,
    Exchange,
    Killed,
    agent,
)
from yingda.journey.channels.model import Gone, LineId
from yingda.kernel.ids import ContactId, LegId, MessageId
from yingda.kernel.org import EVERYWHERE
from yingda.messages.channels import (
    Answer,
    CallArrived,
    CallBridged,
    CallEnded,
    EndCall,
    LegEnded,
    PlayMusic,
    RingAgent,
)
from yingda.messages.routing import QueueContact
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
def exchange(database: Database, clock: HandClock, tmp_path: Path) -> Exchange:
    return Exchange(ground(database, clock), tmp_path)


async def talking(exchange: Exchange) -> tuple[ContactId, LineId, LineId]:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer(), PlayMusic()])
    leg_id = await exchange.bridge(contact_id, ANA)
    return contact_id, line, LineId(f"{leg_id}-1")


@pytest.mark.row("NF-07")
async def test_our_death_is_not_heard_in_a_talk(exchange: Exchange) -> None:
    _, line, ana = await talking(exchange)
    before = await exchange.told()

    await exchange.restart()

    assert exchange.hear_each_other(line, ana)
    assert await exchange.told() == before


@pytest.mark.row("NF-07")
async def test_a_caller_whom_we_did_not_hear_ring_arrives_now(
    exchange: Exchange,
) -> None:
    exchange.switch.take()
    exchange.switch.lose()
    line = exchange.switch.call("13800000002")
    exchange.switch.come_back()
    await exchange.pump()

    assert await exchange.contact(line)
    assert await exchange.told(CallArrived) == ["CallArrived"]


@pytest.mark.row("NF-07")
async def test_the_dialogue_is_told_whom_it_serves(exchange: Exchange) -> None:
    contact_id, _ = await exchange.call()

    await exchange.restart()

    assert exchange.with_machine == (contact_id,)


@pytest.mark.row("NF-07")
async def test_what_happened_while_we_were_dead_is_concluded(
    exchange: Exchange,
) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer(), PlayMusic()])
    await exchange.seat(ANA)
    leg_id = await exchange.ring(contact_id, ANA)
    exchange.switch.pick_up(LineId(f"{leg_id}-1"))

    await exchange.restart()

    assert exchange.hear_each_other(line, LineId(f"{leg_id}-1"))
    assert await exchange.told(CallBridged) == ["CallBridged"]


async def test_a_caller_who_is_gone_when_we_are_back_was_heard_to_go_by_nobody(
    exchange: Exchange,
) -> None:
    _, line, ana = await talking(exchange)
    exchange.switch.hang_up(line)

    await exchange.restart()

    assert ana not in exchange.switch.lines
    assert (await exchange.payloads(CallEnded))[0]["by"] == "unheard"
    assert (await exchange.payloads(LegEnded))[0]["why"] == "caller-left"


async def test_one_call_that_cannot_be_repaired_keeps_no_other_waiting(
    exchange: Exchange,
) -> None:
    broken, _ = await exchange.call()
    whole, line = await exchange.call("13800000002")
    async with exchange.ground.work.system(EVERYWHERE) as tx:
        await tx.run(
            "update channels.calls set state = 'nonsense' where contact_id = :broken",
            broken=broken,
        )
    exchange.switch.hang_up(line)

    await exchange.restart()

    ended = [one["contact_id"] for one in await exchange.payloads(CallEnded)]
    assert ended == [whole]


async def test_an_agent_line_that_is_missing_gives_the_caller_to_another(
    exchange: Exchange,
) -> None:
    _, line, ana = await talking(exchange)
    exchange.switch.hang_up(ana, Gone.LOST)

    await exchange.restart()
    await exchange.pass_time(21)

    assert exchange.has_music(line)
    assert (await exchange.payloads(LegEnded))[0]["why"] == "lost"
    assert await exchange.told(QueueContact) == ["QueueContact"]


@pytest.mark.row("NF-07")
async def test_calls_that_died_with_the_switch_end_with_that_cause(
    exchange: Exchange,
) -> None:
    await talking(exchange)
    waiting, _ = await exchange.call("13800000002")
    await exchange.channels.perform(waiting, [Answer(), PlayMusic()])

    exchange.switch.lose(with_calls=True)
    await exchange.pass_time(1)
    exchange.switch.come_back()
    await exchange.pump()

    assert [one["by"] for one in await exchange.payloads(CallEnded)] == ["switch"] * 2
    assert [one["why"] for one in await exchange.payloads(LegEnded)] == ["lost"]


@pytest.mark.row("NF-07")
async def test_one_call_that_died_with_the_switch_while_we_were_dead_is_known_as_such(
    exchange: Exchange,
) -> None:
    await exchange.call()
    exchange.switch.lose(with_calls=True)
    await exchange.pass_time(1)

    await exchange.restart()

    assert [one["by"] for one in await exchange.payloads(CallEnded)] == ["switch"]


@pytest.mark.row("NF-05")
async def test_a_ring_that_was_not_ordered_is_ordered_when_the_switch_is_back(
    exchange: Exchange,
) -> None:
    contact_id, _ = await exchange.call()
    await exchange.seat(ANA)
    exchange.switch.lose()
    await exchange.pump()

    leg_id = await exchange.ring(contact_id, ANA)
    exchange.switch.come_back()
    await exchange.pump()

    assert exchange.switch.ringing_at("agent-ana") == [LineId(f"{leg_id}-1")]
    assert await exchange.told(LegEnded) == []


@pytest.mark.row("NF-05")
async def test_killed_before_the_ring_was_ordered_the_telephone_rings(
    exchange: Exchange,
) -> None:
    contact_id, _ = await exchange.call()
    await exchange.seat(ANA)
    exchange.work.dies_after = 1
    leg_id = LegId("leg-x")
    command = RingAgent(
        id=MessageId("ring-x"),
        at=exchange.ground.clock.now(),
        scope=HOME,
        contact_id=contact_id,
        leg_id=leg_id,
        agent_id=ANA,
        queue_id=BILLING,
    )
    with pytest.raises(Killed):
        await exchange.channels.ring_agent(command)

    await exchange.restart()

    assert exchange.switch.ringing_at("agent-ana") == [LineId(f"{leg_id}-1")]
    assert await exchange.told(LegEnded) == []


async def test_a_ring_that_never_came_is_unreachable(exchange: Exchange) -> None:
    contact_id, _ = await exchange.call()
    exchange.switch.lose()
    await exchange.pump()

    await exchange.ring(contact_id, ANA)
    exchange.switch.come_back()
    await exchange.pump()

    assert (await exchange.payloads(LegEnded))[0]["why"] == "unreachable"


Verb = Callable[[Exchange, ContactId], Awaitable[object]]


def hold(exchange: Exchange, contact_id: ContactId) -> Awaitable[object]:
    return exchange.channels.control.hold(agent(ANA), contact_id)


def transfer(exchange: Exchange, contact_id: ContactId) -> Awaitable[object]:
    return exchange.channels.control.transfer(
        agent(ANA), contact_id, to_queue=BILLING, to_agent=None
    )


def hang_up(exchange: Exchange, contact_id: ContactId) -> Awaitable[object]:
    return exchange.channels.control.hang_up(agent(ANA), contact_id)


async def killed_in(exchange: Exchange, verb: Verb, contact_id: ContactId) -> None:
    """The commit is there; what it should have done is not."""
    exchange.work.dies_after = 1
    with pytest.raises(Killed):
        await verb(exchange, contact_id)
    await exchange.restart()


@pytest.mark.row("NF-07")
async def test_killed_in_hold_the_caller_has_music(exchange: Exchange) -> None:
    contact_id, line, ana = await talking(exchange)

    await killed_in(exchange, hold, contact_id)

    assert exchange.has_music(line)
    assert not exchange.switch.hears(ana)


async def test_killed_in_retrieve_the_two_talk(exchange: Exchange) -> None:
    contact_id, line, ana = await talking(exchange)
    await hold(exchange, contact_id)
    await exchange.pump()

    def retrieve(exchange: Exchange, contact_id: ContactId) -> Awaitable[object]:
        return exchange.channels.control.retrieve(agent(ANA), contact_id)

    await killed_in(exchange, retrieve, contact_id)

    assert exchange.hear_each_other(line, ana)


@pytest.mark.row("NF-07")
async def test_killed_in_a_transfer_the_caller_waits(exchange: Exchange) -> None:
    contact_id, line, ana = await talking(exchange)

    await killed_in(exchange, transfer, contact_id)
    leg_id = await exchange.bridge(contact_id, BO, BILLING)

    assert ana not in exchange.switch.lines
    assert exchange.hear_each_other(line, LineId(f"{leg_id}-1"))
    assert await exchange.told(QueueContact) == ["QueueContact"]


async def test_killed_in_hanging_up_the_call_ends(exchange: Exchange) -> None:
    contact_id, _, _ = await talking(exchange)

    await killed_in(exchange, hang_up, contact_id)

    assert not exchange.switch.lines
    assert (await exchange.payloads(CallEnded))[0]["by"] == "agent"


async def test_killed_when_the_flow_hangs_up_the_call_ends(exchange: Exchange) -> None:
    contact_id, _ = await exchange.call()

    def end(exchange: Exchange, contact_id: ContactId) -> Awaitable[object]:
        return exchange.channels.perform(contact_id, [EndCall()])

    await killed_in(exchange, end, contact_id)

    assert not exchange.switch.lines
    assert (await exchange.payloads(CallEnded))[0]["by"] == "flow"


async def test_killed_when_the_agent_picks_up_the_two_talk(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer(), PlayMusic()])
    await exchange.seat(ANA)
    leg_id = await exchange.ring(contact_id, ANA)
    exchange.switch.pick_up(LineId(f"{leg_id}-1"))
    (answered,) = exchange.switch.take()

    exchange.work.dies_after = 1
    with pytest.raises(Killed):
        await exchange.channels.take(answered)
    await exchange.restart()

    assert exchange.hear_each_other(line, LineId(f"{leg_id}-1"))
    assert await exchange.told(CallBridged) == ["CallBridged"]


async def test_killed_in_resuming_the_old_line_still_talks(exchange: Exchange) -> None:
    contact_id, line, ana = await talking(exchange)

    def resume(exchange: Exchange, contact_id: ContactId) -> Awaitable[object]:
        return exchange.channels.control.resume(agent(ANA).scope, ANA)

    exchange.work.dies_after = 2
    with pytest.raises(Killed):
        await resume(exchange, contact_id)
    await exchange.restart()

    assert exchange.hear_each_other(line, ana)
    assert await exchange.told(LegEnded) == []
