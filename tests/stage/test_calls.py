"""A call on its way: what is told, and who hears whom."""

from pathlib import Path

import pytest

from builders import asker, ground
from builders_channels import (
    ADA,
    ANA,
    BILLING,
    BO,
    CY,
    FAULT,
    Exchange,
    agent,
)
from yingda.journey.channels.adapters.simulated import AWAY, DECLINES
from yingda.journey.channels.errors import NotNow, NotYourCall, SwitchAway
from yingda.journey.channels.model import Gone, LineId, LineJoined, TalkId
from yingda.kernel.ids import QueueId
from yingda.kernel.org import NotAllowed
from yingda.kernel.refusal import BadInput
from yingda.messages.channels import (
    AgentRang,
    Answer,
    CallArrived,
    CallBridged,
    CallEnded,
    CallHeld,
    CallRetrieved,
    CallTransferred,
    EndCall,
    HeardOut,
    Left,
    LegEnd,
    LegEnded,
    PlayMusic,
    Pressed,
    Say,
)
from yingda.messages.routing import QueueContact
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
def exchange(database: Database, clock: HandClock, tmp_path: Path) -> Exchange:
    """On this page every signal and every message is heard twice."""
    return Exchange(ground(database, clock), tmp_path, copies=2)


async def test_a_caller_arrives_once(exchange: Exchange) -> None:
    await exchange.call()

    assert await exchange.told() == ["CallArrived"]
    assert exchange.did == []
    (arrived,) = await exchange.payloads(CallArrived)
    assert arrived["branch_id"] == "sn.xa"
    assert ADA not in str(arrived).replace(f"point-{ADA}", "")


async def test_the_machine_speaks_and_hears_the_keys(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()

    await exchange.channels.perform(
        contact_id, [Answer(), Say(saying_id="s1", prompts=("welcome",))]
    )
    saying = exchange.switch.lines[line].saying
    exchange.switch.press(line, "2")
    await exchange.pass_time(2)

    assert saying is not None
    assert saying.sounds == ("/sounds/welcome",)
    assert Pressed(contact_id=contact_id, key="2") in exchange.did
    assert HeardOut(contact_id=contact_id, saying_id="s1") in exchange.did


async def test_a_caller_who_hangs_up_has_left_the_machine(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()

    exchange.switch.hang_up(line)
    await exchange.pump()

    assert exchange.did[-1] == Left(contact_id=contact_id)
    assert (await exchange.payloads(CallEnded))[0]["by"] == "caller"


async def test_what_the_machine_ends_was_ended_by_the_flow(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()

    await exchange.channels.perform(contact_id, [EndCall()])
    await exchange.pump()

    assert line not in exchange.switch.lines
    assert (await exchange.payloads(CallEnded))[0]["by"] == "flow"
    assert not any(isinstance(did, Left) for did in exchange.did)


async def test_an_answered_leg_is_bridged_when_both_are_in(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer(), PlayMusic()])

    leg_id = await exchange.bridge(contact_id, ANA)

    assert exchange.hear_each_other(line, LineId(f"{leg_id}-1"))
    assert await exchange.told(AgentRang, CallBridged) == ["AgentRang", "CallBridged"]
    headers = exchange.switch.lines[LineId(f"{leg_id}-1")].ring
    assert headers is not None
    assert headers.headers == {"X-Yingda-Contact": contact_id, "X-Yingda-Leg": leg_id}
    assert headers.shown == "138****0001"


async def test_keys_in_the_talk_are_nobodys_business(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    await exchange.bridge(contact_id, ANA)

    exchange.switch.press(line, "4")
    await exchange.pump()
    await exchange.channels.perform(contact_id, [PlayMusic()])

    assert not any(isinstance(did, Pressed) for did in exchange.did)
    assert not exchange.has_music(line)


@pytest.mark.parametrize(
    ("habit", "why"), [(DECLINES, "declined"), (AWAY, "unreachable")]
)
async def test_a_vain_ring_says_why(
    exchange: Exchange, habit: object, why: str
) -> None:
    contact_id, _ = await exchange.call()
    await exchange.seat(ANA, habit)  # type: ignore[arg-type]  # a Habit by the table

    await exchange.ring(contact_id, ANA)

    (ended,) = await exchange.payloads(LegEnded)
    assert (ended["why"], ended["was_bridged"]) == (why, False)


async def test_a_ring_that_is_taken_back_ends_the_leg(exchange: Exchange) -> None:
    contact_id, _ = await exchange.call()
    await exchange.seat(ANA)
    leg_id = await exchange.ring(contact_id, ANA)

    await exchange.stop(contact_id, leg_id)

    assert exchange.switch.ringing_at("agent-ana") == []
    assert (await exchange.payloads(LegEnded))[0]["why"] == "no-answer"


async def test_a_caller_who_leaves_stops_the_ringing(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.seat(ANA)
    await exchange.ring(contact_id, ANA)

    exchange.switch.hang_up(line)
    await exchange.pump()

    assert exchange.switch.ringing_at("agent-ana") == []
    assert await exchange.told(LegEnded, CallEnded) == ["LegEnded", "CallEnded"]
    assert (await exchange.payloads(LegEnded))[0]["why"] == "withdrawn"


async def test_an_agent_rung_for_nobody_is_free_again(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    exchange.switch.hang_up(line)
    await exchange.pump()

    await exchange.ring(contact_id, ANA)

    assert (await exchange.payloads(LegEnded))[0]["why"] == "withdrawn"


async def test_hold_gives_music_and_retrieve_the_talk(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    leg_id = await exchange.bridge(contact_id, ANA)
    ana = LineId(f"{leg_id}-1")

    await exchange.channels.control.hold(agent(ANA), contact_id)
    held = exchange.has_music(line), exchange.switch.hears(ana)
    await exchange.pump()
    await exchange.channels.control.retrieve(agent(ANA), contact_id)
    await exchange.pump()

    assert held == (True, frozenset())
    assert exchange.hear_each_other(line, ana)
    assert await exchange.told(CallBridged, CallHeld, CallRetrieved) == [
        "CallBridged",
        "CallHeld",
        "CallRetrieved",
    ]


async def test_an_agent_who_hangs_up_ends_the_call(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    leg_id = await exchange.bridge(contact_id, ANA)

    exchange.switch.hang_up(LineId(f"{leg_id}-1"))
    await exchange.pump()

    assert line not in exchange.switch.lines
    assert (await exchange.payloads(LegEnded))[0]["why"] == "hung-up"
    assert (await exchange.payloads(CallEnded))[0]["by"] == "agent"


async def test_hanging_up_by_the_button_is_the_same(exchange: Exchange) -> None:
    contact_id, _ = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    await exchange.bridge(contact_id, ANA)

    await exchange.channels.control.hang_up(agent(ANA), contact_id)
    await exchange.pump()

    assert not exchange.switch.lines
    assert await exchange.told(LegEnded, CallEnded) == ["LegEnded", "CallEnded"]


async def test_a_blind_transfer_never_drops_the_caller(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    await exchange.bridge(contact_id, ANA)

    await exchange.channels.control.transfer(
        agent(ANA), contact_id, to_queue=BILLING, to_agent=BO, note="查余额"
    )
    await exchange.pump()
    waiting = exchange.has_music(line)
    second = await exchange.bridge(contact_id, BO, BILLING)

    assert waiting
    assert exchange.hear_each_other(line, LineId(f"{second}-1"))
    assert await exchange.told(CallTransferred, LegEnded, QueueContact) == [
        "CallTransferred",
        "LegEnded",
        "QueueContact",
    ]
    (wish,) = await exchange.payloads(QueueContact)
    assert wish["from_queue"] == FAULT
    assert wish["queue_id"] == BILLING
    assert wish["wanted_agent"] == BO
    assert wish["only_wanted"] is True
    assert wish["entry"] == "transferred"
    control = exchange.channels.control
    elsewhere = asker(BO, "calls.control", path="sn.xy")
    assert await control.note(elsewhere, contact_id) == "查余额"
    # A colleague who never had the call reads nothing of it.
    assert await control.note(agent(CY), contact_id) == ""


async def test_a_queue_that_the_centre_has_not_takes_no_caller(
    exchange: Exchange,
) -> None:
    contact_id, line = await exchange.call()
    leg_id = await exchange.bridge(contact_id, ANA)

    with pytest.raises(BadInput):
        await exchange.channels.control.transfer(
            agent(ANA), contact_id, to_queue=QueueId("nowhere"), to_agent=None
        )

    assert exchange.hear_each_other(line, LineId(f"{leg_id}-1"))


async def test_nobody_learns_who_is_busy_without_the_right_to_ask(
    exchange: Exchange,
) -> None:
    contact_id, _ = await exchange.call()
    await exchange.bridge(contact_id, BO)

    with pytest.raises(NotAllowed):
        await exchange.channels.control.consult(asker(ANA, "desk.work"), contact_id, BO)


async def test_only_the_agent_of_the_call_may_control_it(exchange: Exchange) -> None:
    contact_id, _ = await exchange.call()
    await exchange.bridge(contact_id, ANA)
    control = exchange.channels.control

    with pytest.raises(NotYourCall):
        await control.hold(agent(BO), contact_id)
    with pytest.raises(NotAllowed):
        await control.hold(asker(ANA, "desk.work"), contact_id)
    with pytest.raises(NotNow):
        await control.retrieve(agent(ANA), contact_id)
    with pytest.raises(BadInput):
        await control.send_keys(agent(ANA), contact_id, "call me")


async def test_a_page_loaded_anew_takes_the_leg_on(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    leg_id = await exchange.bridge(contact_id, ANA)
    scope = agent(ANA).scope

    await exchange.channels.control.resume(scope, ANA)
    await exchange.pump()
    meanwhile = exchange.hear_each_other(line, LineId(f"{leg_id}-1"))
    exchange.switch.pick_up(LineId(f"{leg_id}-2"))
    await exchange.pump()

    assert meanwhile
    assert exchange.hear_each_other(line, LineId(f"{leg_id}-2"))
    assert LineId(f"{leg_id}-1") not in exchange.switch.lines
    assert await exchange.told(CallBridged, LegEnded) == ["CallBridged"]


async def test_a_lost_agent_line_may_be_back_in_time(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    leg_id = await exchange.bridge(contact_id, ANA)

    exchange.switch.hang_up(LineId(f"{leg_id}-1"), Gone.LOST)
    await exchange.pump()
    kept = exchange.has_music(line)
    await exchange.channels.control.resume(agent(ANA).scope, ANA)
    exchange.switch.pick_up(LineId(f"{leg_id}-2"))
    await exchange.pump()
    await exchange.pass_time(60)

    assert kept
    assert exchange.hear_each_other(line, LineId(f"{leg_id}-2"))
    assert await exchange.told(LegEnded) == []


async def test_a_lost_agent_gives_the_caller_to_another(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    leg_id = await exchange.bridge(contact_id, ANA)

    exchange.switch.hang_up(LineId(f"{leg_id}-1"), Gone.LOST)
    await exchange.pump()
    await exchange.pass_time(21)

    assert exchange.has_music(line)
    assert (await exchange.payloads(LegEnded))[0]["why"] == "lost"
    (wish,) = await exchange.payloads(QueueContact)
    assert wish["entry"] == "returned"
    assert wish["queue_id"] == FAULT


async def test_late_news_of_a_former_talk_bridges_nobody(exchange: Exchange) -> None:
    contact_id, line = await exchange.call()
    await exchange.channels.perform(contact_id, [Answer()])
    first = await exchange.bridge(contact_id, ANA)
    await exchange.channels.control.transfer(
        agent(ANA), contact_id, to_queue=BILLING, to_agent=None
    )
    await exchange.seat(BO)
    await exchange.ring(contact_id, BO)

    await exchange.channels.take(
        LineJoined(line_id=line, talk_id=TalkId(first), at=exchange.ground.clock.now())
    )

    assert await exchange.told(CallBridged) == ["CallBridged"]


async def test_while_the_switch_is_away_people_are_told_so(exchange: Exchange) -> None:
    contact_id, _ = await exchange.call()
    await exchange.bridge(contact_id, ANA)
    exchange.switch.lose()
    await exchange.pump()

    with pytest.raises(SwitchAway):
        await exchange.channels.control.hold(agent(ANA), contact_id)

    exchange.switch.come_back()
    await exchange.pump()
    await exchange.channels.control.hold(agent(ANA), contact_id)
    assert LegEnd.LOST not in await exchange.told()
