"""Agents whom somebody else signs out: what they had goes to others, and nobody is dropped."""

import pytest

from builders import asker
from journey.scene import Scene
from journey.test_a_chat import at, only, open_chat, say, seen
from journey.test_floor import ANA, leader, talk
from yingda.journey.channels.model.chats import ChatState
from yingda.journey.desk.errors import StillServing
from yingda.kernel.ids import UserId
from yingda.messages.desk import AgentState

ADMIN = asker("ada", "people.admin", "people.read")


async def test_a_leaders_sign_out_gives_chats_to_others_and_frees_the_desk(
    scene: Scene,
) -> None:
    lee = await leader(scene)
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    token = await open_chat(scene)
    await say(scene, ana, await only(scene, ana), "您好")
    offered = await open_chat(scene, number="13909110002")
    bo = await scene.agent("bo", "fault", beside={"chat": 2})

    await scene.centre.floor.send_home(lee, ANA)
    await scene.settle()

    # Both chats are with Bo now, the first with all that was written.
    assert (await at(scene, ana)).load == {"chat": 1}
    assert len((await at(scene, bo)).work) == 2
    assert "agent-gone" in await seen(scene, token)
    look = await scene.centre.channels.visitors.look(offered, after=0)
    assert look.chat.share is not None
    assert look.chat.share.agent_id == "bo"
    # What Ana had answered is written up by the countdown, and then she is gone.
    await scene.pass_time(40)
    assert (await at(scene, ana)).state is AgentState.OFFLINE
    assert len((await at(scene, bo)).work) == 2


async def test_nobody_is_signed_out_in_mid_call(scene: Scene) -> None:
    lee = await leader(scene)
    ana, line_id, own = await talk(scene)
    with pytest.raises(StillServing):
        await scene.centre.floor.send_home(lee, ANA)
    assert (await at(scene, ana)).state is AgentState.TALKING
    assert scene.switch.hears(line_id) == {own}


async def test_a_dismissed_agent_is_signed_out_at_once_and_nobody_waits_in_vain(
    scene: Scene,
) -> None:
    people = scene.centre.people
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    token, _ = await people.entry.sign_in("ana", "correct horse")
    assert await people.asker_of(token) is not None
    chat = await open_chat(scene)

    await people.staffing.leave(ADMIN, UserId("ana"))
    assert await people.asker_of(token) is not None, "remembered for a moment"
    await scene.settle()

    assert await people.asker_of(token) is None
    assert (await at(scene, ana)).state is AgentState.OFFLINE
    look = await scene.centre.channels.visitors.look(chat, after=0)
    assert look.chat.state is ChatState.WAITING
    assert look.position == 1
    bo = await scene.agent("bo", "fault", beside={"chat": 2})
    assert await only(scene, bo) == look.chat.contact_id


async def test_a_dismissed_agents_talk_goes_on_and_is_their_last(scene: Scene) -> None:
    ana, line_id, own = await talk(scene)

    await scene.centre.people.staffing.leave(ADMIN, UserId("ana"))
    await scene.settle()

    assert scene.switch.hears(line_id) == {own}
    assert not (await at(scene, ana)).takes_more
    await scene.hang_up(line_id)
    await scene.pass_time(40)
    assert (await at(scene, ana)).state is AgentState.OFFLINE


async def test_a_leader_who_listens_in_is_given_no_call(scene: Scene) -> None:
    lee = await leader(scene)
    _, first, _ = await talk(scene)
    # Lee serves the queue too, and is ready.
    await scene.centre.desk.set_state(lee, AgentState.READY, None)
    await scene.settle()
    await scene.centre.floor.listen(lee, ANA)
    await scene.settle()
    (ear,) = scene.switch.ringing_at("agent-lee")
    scene.switch.pick_up(ear)
    await scene.settle()
    desk = await at(scene, lee)
    assert (desk.state, desk.reason) == (AgentState.BREAK, "listening")

    second = await scene.call("13909110002")
    await scene.pass_time(6)
    await scene.press(second, "0")
    await scene.pass_time(5)
    assert scene.switch.ringing_at("agent-lee") == []

    await scene.centre.floor.stop_listening(lee)
    await scene.settle()
    assert (await at(scene, lee)).state is not AgentState.BREAK
    assert len(scene.switch.hears(first)) == 1


async def test_whoever_was_away_stays_away_after_listening(scene: Scene) -> None:
    lee = await leader(scene)
    await talk(scene)
    await scene.centre.desk.set_state(lee, AgentState.MEETING, None)
    await scene.centre.floor.listen(lee, ANA)
    await scene.settle()
    scene.switch.pick_up(scene.switch.ringing_at("agent-lee")[0])
    await scene.settle()
    await scene.centre.floor.stop_listening(lee)
    await scene.settle()

    assert (await at(scene, lee)).state is AgentState.MEETING


async def test_who_cannot_listen_after_all_is_ready_again(scene: Scene) -> None:
    lee = await leader(scene)
    await scene.agent("ana", "fault")
    await scene.centre.desk.set_state(lee, AgentState.READY, None)
    with pytest.raises(Exception, match="not-talking"):
        await scene.centre.floor.listen(lee, ANA)

    assert (await at(scene, lee)).state is AgentState.READY
