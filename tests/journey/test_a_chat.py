"""Chats, from the visitor's page to the history, beside calls at the same desk."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from builders import HOME, ground
from journey.scene import Scene
from yingda.journey.channels.errors import (
    NotYourCall,
    UnknownChat,
    WritesTooFast,
)
from yingda.journey.channels.limits import ChatRules, Chats
from yingda.journey.channels.model.chats import Author, ChatState, File, Silence
from yingda.journey.desk.model import AtDesk
from yingda.kernel.ids import AgentId, ContactId, QueueId, UserId
from yingda.kernel.org import EVERYWHERE, Asker
from yingda.messages.channels import Channel, EndedBy
from yingda.messages.desk import AgentState
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ADA = "13909110001"
SECRET = "我的宽带从昨晚开始断网"


async def kinds(scene: Scene) -> list[str]:
    return [kind for kind, _ in await scene.ground.said()]


async def open_chat(scene: Scene, text: str = SECRET, number: str = ADA) -> str:
    token = await scene.centre.channels.visitors.open(
        number=number, queue_id=QueueId("fault"), text=text, host="127.0.0.1"
    )
    await scene.settle()
    return token


async def at(scene: Scene, agent: Asker) -> AtDesk:
    desk = await scene.centre.desk.at(agent)
    assert desk is not None
    return desk


async def only(scene: Scene, agent: Asker) -> ContactId:
    work = (await at(scene, agent)).work
    assert len(work) == 1
    return work[0].serving.contact_id


async def say(scene: Scene, agent: Asker, contact_id: ContactId, text: str) -> None:
    await scene.centre.channels.writers.say(agent, contact_id, text)
    await scene.settle()


async def seen(scene: Scene, token: str) -> list[str]:
    look = await scene.centre.channels.visitors.look(token, after=0)
    return [one.text for one in look.posts]


async def test_a_chat_is_queued_offered_answered_ended_written_up_and_in_the_history(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    token = await open_chat(scene)
    desk = await at(scene, ana)
    assert desk.state is AgentState.RINGING
    contact_id = await only(scene, ana)

    await scene.pass_time(10)
    told = await kinds(scene)
    assert "CallBridged" not in told
    assert "DialogueStarted" not in told
    await say(scene, ana, contact_id, "您好，请稍等")
    assert (await at(scene, ana)).state is AgentState.TALKING
    await scene.centre.channels.visitors.say(token, "好的")
    await say(scene, ana, contact_id, "已为您修复")
    assert await seen(scene, token) == [SECRET, "您好，请稍等", "好的", "已为您修复"]

    await scene.pass_time(30)
    await scene.centre.channels.visitors.end(token)
    await scene.settle()
    assert (await at(scene, ana)).state is AgentState.WRAP
    await scene.centre.desk.wrap_up(ana, contact_id, reasons=(), note="")
    await scene.settle()
    assert (await at(scene, ana)).state is AgentState.READY

    story = await scene.centre.contacts.story(ana, contact_id)
    assert (story.card.channel, story.card.outcome) == ("chat", "answered")
    assert story.card.wait_seconds == 10
    assert story.card.talk_seconds == 30
    thread = await scene.centre.channels.writers.thread(ana, contact_id)
    assert [one.text for one in thread.posts][:2] == [SECRET, "您好，请稍等"]


async def test_what_is_written_is_in_no_event(scene: Scene) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    await open_chat(scene)
    await say(scene, ana, await only(scene, ana), "机密答复")

    async with scene.ground.work.system(EVERYWHERE) as tx:
        log = await tx.run("select payload from spine.log")
        kept = await tx.run("select text from channels.posts")
    text = msgspec.json.encode([row["payload"] for row in log]).decode()
    assert SECRET not in text
    assert "机密答复" not in text
    assert ADA not in text
    assert all(SECRET.encode() not in bytes(row["text"]) for row in kept)  # type: ignore[call-overload]  # a column of bytes


@pytest.mark.row("AC-06")
async def test_the_page_comes_back_to_its_chat_and_shows_the_servers_position(
    scene: Scene,
) -> None:
    first = await open_chat(scene)
    second = await open_chat(scene, number="13909110002")
    routing, visitors = scene.centre.routing, scene.centre.channels.visitors
    for token, place in ((first, 1), (second, 2)):
        look = await visitors.look(token, after=0)
        server = await routing.place(look.chat.scope, look.chat.contact_id)
        assert look.position == server.position == place

    # The page is closed, and opened again with what it kept: its token.
    await scene.pass_time(60)
    again = await visitors.look(first, after=0)
    assert again.chat.state is ChatState.WAITING
    assert [one.text for one in again.posts] == [SECRET]

    ana = await scene.agent("ana", "fault", beside={"chat": 1})
    await say(scene, ana, await only(scene, ana), "您好")
    assert (await visitors.look(first, after=1)).posts[0].text == "您好"
    assert (await visitors.look(first, after=0)).position is None
    assert (await visitors.look(second, after=0)).position == 1


async def test_an_agent_has_as_many_chats_as_their_seat_has_room_for_beside_a_call(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "fault", "general", beside={"chat": 2})
    for _ in range(3):
        await open_chat(scene)
    work = (await at(scene, ana)).work
    assert len(work) == 2
    for each in work:
        await say(scene, ana, each.serving.contact_id, "您好")

    line_id = await scene.call()
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    await scene.pass_time(5)
    await scene.pick_up(ana)
    desk = await at(scene, ana)
    assert desk.load == {Channel.CHAT: 2, Channel.VOICE: 1}
    assert desk.serving is not None
    assert desk.serving.channel is Channel.VOICE

    # A chat is over: the next one comes while the call goes on.
    await scene.centre.channels.writers.end(ana, work[0].serving.contact_id)
    await scene.settle()
    await scene.centre.desk.wrap_up(
        ana, work[0].serving.contact_id, reasons=(), note=""
    )
    await scene.settle()
    stages = [each.state for each in (await at(scene, ana)).work]
    assert stages == [AgentState.TALKING, AgentState.TALKING, AgentState.RINGING]


async def test_an_unanswered_chat_goes_to_the_next_agent_where_it_stood(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    await open_chat(scene)
    bo = await scene.agent("bo", "fault", beside={"chat": 2})
    contact_id = await only(scene, ana)

    await scene.pass_time(61)

    assert (await at(scene, ana)).reason == "no-answer"
    assert await only(scene, bo) == contact_id
    with pytest.raises(NotYourCall):
        await say(scene, ana, contact_id, "您好")


async def test_a_declined_chat_is_offered_to_somebody_else(scene: Scene) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    await open_chat(scene)
    bo = await scene.agent("bo", "fault", beside={"chat": 2})
    await scene.centre.channels.writers.decline(ana, await only(scene, ana))
    await scene.settle()

    assert (await at(scene, ana)).work == ()
    assert len((await at(scene, bo)).work) == 1


async def test_a_chat_is_handed_over_with_all_that_was_written(scene: Scene) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    bo = await scene.agent("bo", "billing", beside={"chat": 2})
    token = await open_chat(scene)
    contact_id = await only(scene, ana)
    await say(scene, ana, contact_id, "您好")
    writers = scene.centre.channels.writers

    await writers.transfer(
        ana, contact_id, to_queue=None, to_agent=AgentId("bo"), note="客户很着急"
    )
    await scene.settle()

    assert await only(scene, bo) == contact_id
    thread = await writers.thread(bo, contact_id)
    assert [one.text for one in thread.posts][:3] == [SECRET, "您好", "客户很着急"]
    await say(scene, bo, contact_id, "由我为您服务")
    assert "客户很着急" not in await seen(scene, token)
    story = await scene.centre.contacts.story(bo, contact_id)
    assert story.card.agent_ids == ("ana", "bo")


async def test_a_silent_visitor_is_warned_and_then_the_chat_is_ended(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    token = await open_chat(scene)
    await say(scene, ana, await only(scene, ana), "您好")

    await scene.pass_time(3 * 60)
    assert (await seen(scene, token))[-1] == "visitor-silent"
    await scene.pass_time(2 * 60 + 1)
    look = await scene.centre.channels.visitors.look(token, after=0)
    assert look.chat.state is ChatState.ENDED
    assert look.chat.ended_by is EndedBy.SILENCE
    assert look.posts[-1].text == "ended-silent"
    desk = await at(scene, ana)
    assert [one.state for one in desk.work] == [AgentState.WRAP]
    story = await scene.centre.contacts.story(ana, look.chat.contact_id)
    assert (story.card.outcome, story.card.ended_by) == ("answered", "silence")


async def test_the_desk_shows_whose_silence_runs_and_what_follows(
    scene: Scene,
) -> None:
    writers, visitors = scene.centre.channels.writers, scene.centre.channels.visitors
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    first = await open_chat(scene)
    second = await open_chat(scene, number="13909110002")
    one, other = [each.serving.contact_id for each in (await at(scene, ana)).work]
    assert (await writers.thread(ana, one)).silence is None
    await say(scene, ana, one, "您好")
    await scene.pass_time(20)
    await say(scene, ana, other, "您好")
    asked = scene.ground.clock.now()
    await scene.pass_time(10)
    await visitors.say(second, "在吗")
    await scene.settle()

    of_visitor = (await writers.thread(ana, one)).silence
    of_agent = (await writers.thread(ana, other)).silence

    assert of_visitor == Silence(
        awaited=Author.VISITOR,
        since=asked - timedelta(seconds=20),
        warns_at=asked + timedelta(seconds=160),
        acts_at=asked + timedelta(seconds=280),
    )
    assert of_agent == Silence(
        awaited=Author.AGENT,
        since=asked + timedelta(seconds=10),
        warns_at=asked + timedelta(seconds=70),
        acts_at=asked + timedelta(seconds=190),
    )
    assert await seen(scene, first) == [SECRET, "您好"]


async def test_the_timers_of_a_chat_go_on_after_a_restart(
    scene: Scene, database: Database, clock: HandClock, tmp_path: Path
) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    of_visitor = await open_chat(scene)
    of_agent = await open_chat(scene, number="13909110002")
    one, other = [each.serving.contact_id for each in (await at(scene, ana)).work]
    await say(scene, ana, one, "您好")
    await say(scene, ana, other, "您好")
    await scene.centre.channels.visitors.say(of_agent, "在吗")
    await scene.settle()
    await scene.ground.leases.close()

    folder = tmp_path / "again"
    folder.mkdir()
    again = Scene(ground(database, clock, copies=1), folder)
    await again.ground.parameters.refresh()
    await again.pass_time(62)
    assert (await again.centre.channels.writers.thread(ana, other)).posts[
        -1
    ].text == "agent-silent"
    await again.pass_time(5 * 60)
    look = await again.centre.channels.visitors.look(of_visitor, after=0)
    assert look.chat.ended_by is EndedBy.SILENCE
    assert "agent-gone" in await seen(again, of_agent)
    await again.ground.leases.close()


async def test_both_timers_are_rules_that_a_centre_sets(scene: Scene) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 2})
    token = await open_chat(scene)
    async with scene.ground.work.begin(HOME) as tx:
        brief = ChatRules(
            visitor_warned_after=timedelta(seconds=10),
            visitor_ended_after=timedelta(seconds=15),
        )
        new = Chats(channels={"chat": brief})
        await scene.ground.parameters.set(tx, new, by=UserId("ada"))
    await scene.ground.parameters.refresh()
    await say(scene, ana, await only(scene, ana), "您好")

    await scene.pass_time(16)

    assert (await seen(scene, token))[-2:] == ["visitor-silent", "ended-silent"]


async def test_a_silent_agent_is_warned_and_then_somebody_else_is_found(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 1})
    token = await open_chat(scene)
    contact_id = await only(scene, ana)
    await say(scene, ana, contact_id, "您好")
    await scene.centre.channels.visitors.say(token, "在吗")
    bo = await scene.agent("bo", "fault", beside={"chat": 1})

    await scene.pass_time(61)
    thread = await scene.centre.channels.writers.thread(ana, contact_id)
    assert thread.posts[-1].text == "agent-silent"
    assert "agent-silent" not in await seen(scene, token)

    await scene.pass_time(121)
    assert await only(scene, bo) == contact_id
    assert "agent-gone" in await seen(scene, token)


async def test_a_visitor_who_closes_the_page_in_the_queue_has_given_up(
    scene: Scene,
) -> None:
    token = await open_chat(scene)
    await scene.pass_time(100)
    await scene.centre.channels.visitors.look(token, after=0)
    await scene.pass_time(100)
    look = await scene.centre.channels.visitors.look(token, after=0)
    assert look.chat.state is ChatState.WAITING

    await scene.pass_time(121)
    look = await scene.centre.channels.visitors.look(token, after=0)
    assert look.chat.state is ChatState.ENDED
    assert "ContactLeftQueue" in await kinds(scene)


async def test_a_file_is_kept_sealed_and_given_to_both_sides(scene: Scene) -> None:
    ana = await scene.agent("ana", "fault", beside={"chat": 1})
    token = await open_chat(scene)
    contact_id = await only(scene, ana)
    picture = File(
        name="../猫.png", media_type="image/png", data=b"\x89PNG\r\n\x1a\nrest"
    )
    visitors, writers = scene.centre.channels.visitors, scene.centre.channels.writers

    await visitors.send_file(token, picture)

    kept = await writers.file(ana, contact_id, 2)
    assert (kept.name, kept.data) == ("猫.png", picture.data)
    assert (await visitors.file(token, 2)).data == picture.data


async def test_a_page_that_floods_is_told_to_slow_down(scene: Scene) -> None:
    token = await open_chat(scene)
    visitors = scene.centre.channels.visitors
    for number in range(29):
        await visitors.say(token, f"{number}")
    with pytest.raises(WritesTooFast):
        await visitors.say(token, "30")
    await scene.pass_time(61)
    await visitors.say(token, "30")


async def test_a_chat_that_is_long_over_is_shown_to_no_page(scene: Scene) -> None:
    token = await open_chat(scene)
    visitors = scene.centre.channels.visitors
    await visitors.end(token)
    await scene.pass_time(23 * 3600)
    assert SECRET in await seen(scene, token)
    await scene.pass_time(2 * 3600)
    with pytest.raises(UnknownChat):
        await visitors.look(token, after=0)
