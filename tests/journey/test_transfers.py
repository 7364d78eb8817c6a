"""What is known of a contact goes where the contact goes."""

from itertools import pairwise

import pytest

from journey.scene import Scene
from yingda.app.language import load
from yingda.app.screens.desk import DeskNow, DeskScreen
from yingda.app.screens.panels import Data
from yingda.app.screens.pop import ContactPanel
from yingda.journey.channels.model import Gone, LineId
from yingda.kernel.ids import AgentId, ContactId, QueueId
from yingda.kernel.org import EVERYWHERE, Asker
from yingda.messages.desk import AgentState


async def desk_of(scene: Scene, agent: Asker) -> DeskNow:
    screen = scene.centre.screens["desk_screen"]
    assert isinstance(screen, DeskScreen)
    now, _ = await screen.now(agent, load("zh-CN").say)
    return now


async def attached(scene: Scene, agent: Asker) -> dict[str, str]:
    """What the machine learned, as this agent's pop shows it."""
    now = await desk_of(scene, agent)
    assert now.contact is not None
    panel = now.contact.pop.contact
    assert isinstance(panel, Data)
    assert isinstance(panel.answer, ContactPanel)
    return dict(panel.answer.data)


async def served_by(scene: Scene, agent: Asker) -> ContactId:
    desk = await scene.centre.desk.at(agent)
    assert desk is not None
    assert desk.serving is not None
    return desk.serving.contact_id


async def states(scene: Scene, agent_id: str) -> list[dict[str, object]]:
    async with scene.ground.work.system(EVERYWHERE) as tx:
        rows = await tx.run(
            "select payload from spine.log where kind = 'AgentStateChanged'"
            " and agent_id = :agent_id order by seq",
            agent_id=agent_id,
        )
    return [row["payload"] for row in rows if isinstance(row["payload"], dict)]


@pytest.mark.row("CT-06")
async def test_what_the_machine_learned_is_on_the_third_agents_screen(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "fault", "general")
    bo = await scene.agent("bo", "billing")
    cy = await scene.agent("cy", "complaint")
    line_id = await scene.call()
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    await scene.pass_time(5)
    await scene.pick_up(ana)
    learned = await attached(scene, ana)
    contact_id = await served_by(scene, ana)
    control = scene.centre.channels.control

    await control.transfer(ana, contact_id, to_queue=QueueId("billing"), to_agent=None)
    await scene.settle()
    await scene.pick_up(bo)
    await control.transfer(
        bo,
        contact_id,
        to_queue=QueueId("complaint"),
        to_agent=AgentId("cy"),
        note="第三次来电",
    )
    await scene.settle()

    ringing = await attached(scene, cy)
    await scene.pick_up(cy)
    assert learned
    assert ringing == learned
    assert await attached(scene, cy) == learned
    assert await control.note(cy, contact_id) == "第三次来电"
    assert line_id in scene.switch.lines


@pytest.mark.row("AD-02")
async def test_a_reload_in_mid_call_leaves_no_gap(scene: Scene) -> None:
    ana = await scene.agent("ana", "fault", "general")
    line_id = await scene.call()
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    await scene.pass_time(5)
    await scene.pick_up(ana)
    await scene.pass_time(10)
    (before,) = scene.switch.hears(line_id)

    await scene.centre.desk.sign_in(ana)
    await scene.centre.desk.resume(ana)
    await scene.settle()
    await scene.pick_up(ana)

    (after,) = scene.switch.hears(line_id)
    assert after != before
    assert before not in scene.switch.lines
    assert [one["state"] for one in await states(scene, "ana")][-1] == "talking"
    changes = await states(scene, "ana")
    for one, following in pairwise(changes):
        assert following["was"] == one["state"]
        assert following["was_since"] == one["at"]


async def test_an_agent_who_is_cut_off_loses_the_caller_to_another(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "fault", "general")
    line_id = await scene.call()
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    await scene.pass_time(5)
    await scene.pick_up(ana)
    (ana_line,) = scene.switch.hears(line_id)
    bo = await scene.agent("bo", "fault", "general")

    scene.switch.hang_up(LineId(ana_line), Gone.LOST)
    await scene.settle()
    await scene.pass_time(21)
    await scene.pick_up(bo)

    assert len(scene.switch.hears(line_id)) == 1
    assert (await desk_of(scene, bo)).state is AgentState.TALKING
    assert (await desk_of(scene, ana)).state is AgentState.WRAP
