"""One call, from the trunk to the figures."""

from journey.scene import Scene
from yingda.journey.desk.model import AtDesk
from yingda.messages.desk import AgentState


def kinds(said: list[tuple[str, str]]) -> list[str]:
    return [kind for kind, _ in said]


async def state(scene: Scene, name: str) -> AgentState:
    lines = await scene.centre.desk.now(scene.centre.edition.home)
    return next(line.state for line in lines if line.agent_id == name)


async def test_a_caller_who_asks_for_a_human_is_served_and_counted(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "fault", "general")
    line_id = await scene.call()
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    await scene.pass_time(5)
    assert await state(scene, "ana") is AgentState.RINGING

    await scene.pick_up(ana)
    assert await state(scene, "ana") is AgentState.TALKING
    desk = await scene.centre.desk.at(ana)
    assert isinstance(desk, AtDesk)

    await scene.pass_time(60)
    await scene.hang_up(line_id)
    assert await state(scene, "ana") is AgentState.WRAP

    await scene.pass_time(120)
    assert await state(scene, "ana") is AgentState.READY
    told = kinds(await scene.ground.said())
    for kind in ("CallArrived", "HumanRequested", "ContactQueued", "ContactOffered"):
        assert told.count(kind) == 1, told
    assert told.index("CallBridged") < told.index("CallEnded")
