"""What agents keep in sight and in hearing while a call goes from desk to desk."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import cast

import pytest

from builders_record import enter, subscriber
from journey.scene import Scene
from yingda.app.language import load
from yingda.app.screens.desk import DeskNow, DeskScreen
from yingda.app.screens.panels import Data
from yingda.journey.channels.model import Gone, LineId
from yingda.kernel.ids import AgentId, QueueId
from yingda.kernel.org import EVERYWHERE, Asker
from yingda.messages.desk import AgentState

SAY = load("zh-CN").say
WANG = subscriber("王建国", "13891990001", tier="contract")


async def shown(scene: Scene, who: Asker) -> DeskNow:
    screen = cast(DeskScreen, scene.centre.screens["desk_screen"])
    return (await screen.now(who, SAY))[0]


async def reach(scene: Scene, who: Asker, number: str = "13891990001") -> LineId:
    """A caller asks for a human and is answered by this agent."""
    line_id = await reach_ring(scene, number)
    await scene.pick_up(who)
    return line_id


async def reach_ring(scene: Scene, number: str = "13891990002") -> LineId:
    """A caller asks for a human, and somebody is rung."""
    line_id = await scene.call(number)
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    await scene.pass_time(5)
    return line_id


async def give(scene: Scene, who: Asker, queue: str, to: Asker) -> None:
    contact = (await shown(scene, who)).contact
    assert contact is not None
    await scene.centre.channels.control.transfer(
        who, contact.contact_id, to_queue=QueueId(queue), to_agent=None
    )
    await scene.settle()
    await scene.pass_time(2)
    await scene.pick_up(to)


@pytest.mark.row("CT-06")
async def test_after_two_transfers_the_third_agent_sees_what_the_first_one_saw(
    scene: Scene,
) -> None:
    await enter(scene.centre.customers, WANG)
    ana = await scene.agent("ana", "general")
    bo = await scene.agent("bo", "billing")
    cy = await scene.agent("cy", "complaint")
    line_id = await reach(scene, ana)
    first = (await shown(scene, ana)).contact
    await give(scene, ana, "billing", bo)
    await give(scene, bo, "complaint", cy)

    third = (await shown(scene, cy)).contact
    assert first is not None
    assert third is not None
    assert third.contact_id == first.contact_id
    assert third.queue_name.zh == "投诉"
    for panel in ("contact", "customer", "path"):
        assert isinstance(getattr(third.pop, panel), Data), panel
    before, after = first.pop.contact, third.pop.contact
    assert isinstance(before, Data)
    assert isinstance(after, Data)
    assert after.answer.data == before.answer.data != {}
    assert third.pop.path == first.pop.path
    assert isinstance(third.pop.path, Data)
    assert third.pop.path.answer.steps
    assert isinstance(third.pop.customer, Data)
    assert third.pop.customer.answer.customer_id == WANG.customer_id
    assert scene.switch.hears(line_id)
    assert (await shown(scene, ana)).state is AgentState.WRAP


@pytest.mark.row("AD-02")
async def test_a_reload_in_mid_call_keeps_the_caller_and_the_states_without_a_gap(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general")
    line_id = await reach(scene, ana)
    await scene.pass_time(10)
    before = await shown(scene, ana)
    [old] = scene.switch.hears(line_id)

    # The page goes and its telephone with it; the next one signs in and asks for sound.
    scene.switch.hang_up(old, Gone.LOST)
    await scene.settle()
    assert line_id in scene.switch.lines
    assert not scene.switch.hears(line_id)
    gone = scene.ground.clock.now()
    await scene.pass_time(2)
    await scene.centre.desk.sign_in(ana)
    await scene.centre.desk.resume(ana)
    await scene.settle()
    await scene.pick_up(ana)

    [new] = scene.switch.hears(line_id)
    assert new != old
    assert scene.ground.clock.now() - gone <= timedelta(seconds=5)
    after = await shown(scene, ana)
    assert (after.state, after.since) == (AgentState.TALKING, before.since)
    await scene.hang_up(line_id)
    await scene.pass_time(60)
    states = await _states(scene)
    for one, then in pairwise(states):
        assert (then["was"], then["was_since"]) == (one["state"], one["at"])
    assert [one["state"] for one in states] == [
        "break",
        "ready",
        "reserved",
        "ringing",
        "talking",
        "wrap",
        "ready",
    ]
    first = datetime.fromisoformat(states[0]["at"])
    last = datetime.fromisoformat(states[-1]["at"])
    spent = sum(
        (
            datetime.fromisoformat(one["at"]) - datetime.fromisoformat(one["was_since"])
            for one in states[1:]
        ),
        timedelta(0),
    )
    assert spent == last - first


async def _states(scene: Scene) -> list[dict[str, str]]:
    async with scene.ground.work.system(EVERYWHERE) as tx:
        rows = await tx.run(
            "select payload from spine.log where kind = 'AgentStateChanged'"
            " order by seq"
        )
    return [cast(dict[str, str], row["payload"]) for row in rows]


@pytest.mark.row("AD-08")
async def test_a_colleague_who_gives_advice_is_talking_and_then_ready_again(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general")
    bo = await scene.agent("bo", "billing")
    await reach(scene, ana)
    contact = (await shown(scene, ana)).contact
    assert contact is not None

    control = scene.centre.channels.control
    await control.consult(ana, contact.contact_id, AgentId("bo"))
    await scene.settle()
    await scene.pick_up(bo)
    advising = (await shown(scene, bo)).state
    await control.hang_up(bo, contact.contact_id)
    await scene.settle()

    assert advising is AgentState.TALKING
    assert (await shown(scene, bo)).state is AgentState.READY


@pytest.mark.row("AD-08")
async def test_an_agent_who_picks_up_while_writing_is_talking_and_given_nothing_else(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general")
    first = await reach(scene, ana)
    await scene.hang_up(first)
    assert (await shown(scene, ana)).state is AgentState.WRAP
    bo = await scene.agent("bo", "general")
    await reach_ring(scene)
    contact = (await shown(scene, bo)).contact
    assert contact is not None

    await scene.centre.channels.control.pick_up(ana, contact.contact_id)
    await scene.settle()
    await scene.pick_up(ana)
    await scene.pass_time(60)

    assert (await shown(scene, ana)).state is AgentState.TALKING
    assert (await shown(scene, bo)).state is AgentState.READY
