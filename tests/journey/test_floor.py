"""A leader on the floor: sees, listens, forces, writes; own people only, all in the log."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from builders import HOME, asker
from journey.scene import Scene
from yingda.app.screens.floor import FloorScreen
from yingda.journey.channels.errors import AgentBusy, NoTelephone, NotTalking
from yingda.journey.channels.limits import Limits
from yingda.journey.channels.model import LineId
from yingda.journey.desk.errors import AgentNotHere, NotForAgents, StillServing
from yingda.journey.floor.errors import NotYourPeople
from yingda.journey.floor.limits import Limits as FloorLimits
from yingda.journey.people.model import NewUser, Organisation, SeatOf
from yingda.journey.system.model import Wanted
from yingda.kernel.ids import AgentId, BranchId, QueueId, UserId
from yingda.kernel.org import Asker, NotAllowed
from yingda.kernel.refusal import BadInput
from yingda.messages.channels import Channel, Tone
from yingda.messages.desk import AgentState

LEADS = ("floor.watch", "floor.listen", "floor.force", "floor.message")
ANA, ZED = AgentId("ana"), AgentId("zed")
AUDITOR = asker("auditor", "system.audit")


async def staff(
    scene: Scene, name: str, role: str, *, group: str = "one", path: str = "sn"
) -> Asker:
    """Somebody who works here, with a seat, and the rights of a leader."""
    seat = SeatOf(
        number=name,
        group_id=group,
        queues=(QueueId("fault"),),
        skills={},
        capacity={Channel.VOICE: 1},
    )
    user = NewUser(
        user_id=UserId(name),
        login=name,
        name=name,
        roles=(role,),
        path=BranchId(path),
        seat=seat,
    )
    made = Organisation(places=(), groups=(), users=(user,))
    await scene.centre.people.found(HOME, made, "correct horse")
    return Asker(
        user_id=UserId(name),
        agent_id=AgentId(name),
        scope=replace(HOME, path=path),
        actions=frozenset({*LEADS, "desk.work", "calls.control"}),
    )


async def leader(scene: Scene) -> Asker:
    """Leads group one, and sits at a desk."""
    lee = await staff(scene, "lee", "leader")
    await scene.centre.desk.sign_in(lee)
    await scene.settle()
    return lee


async def talk(scene: Scene) -> tuple[Asker, LineId, LineId]:
    """Ana serves a caller: Ana, the caller's line, hers."""
    ana = await scene.agent("ana", "fault", "general")
    line_id = await scene.call("13909110001")
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    await scene.pick_up(ana)
    (own,) = scene.switch.hears(line_id)
    return ana, line_id, own


async def heard_by(scene: Scene, who: Asker) -> frozenset[LineId]:
    """What the leader's telephone hears, once it has picked up by itself."""
    (ear,) = scene.switch.ringing_at(f"agent-{who.agent_id}")
    scene.switch.pick_up(ear)
    await scene.settle()
    return scene.switch.hears(ear)


async def audit(scene: Scene) -> list[tuple[str, str, str | None]]:
    rows = await scene.centre.system.trail.find(AUDITOR, Wanted(limit=100))
    return [
        (row.entry.action, row.entry.subject, row.entry.reason)
        for row in reversed(rows)
        if row.entry.action.startswith("floor.")
    ]


async def test_a_leader_hears_a_talk_and_is_heard_by_nobody(scene: Scene) -> None:
    lee = await leader(scene)
    _, line_id, own = await talk(scene)

    await scene.centre.floor.listen(lee, ANA)
    await scene.settle()

    assert await heard_by(scene, lee) == {line_id, own}
    assert scene.switch.hears(line_id) == {own}
    assert scene.switch.hears(own) == {line_id}
    await scene.pass_time(30)
    await scene.centre.floor.stop_listening(lee)
    await scene.settle()
    assert len(scene.switch.lines) == 2
    contact = (await scene.centre.desk.desks(HOME, [ANA]))[ANA].serving
    assert contact is not None
    assert await audit(scene) == [
        ("floor.listen", f"contact/{contact.contact_id}", "agent ana, tone nobody"),
        ("floor.listen.ended", f"contact/{contact.contact_id}", "agent ana, 30 s"),
    ]


async def test_listening_ends_with_the_talk_and_leaves_no_line(scene: Scene) -> None:
    lee = await leader(scene)
    _, line_id, _ = await talk(scene)
    await scene.centre.floor.listen(lee, ANA)
    await scene.settle()
    await heard_by(scene, lee)

    await scene.hang_up(line_id)

    assert not scene.switch.lines
    assert [one[0] for one in await audit(scene)] == [
        "floor.listen",
        "floor.listen.ended",
    ]


@pytest.mark.parametrize("tone", Tone)
async def test_who_is_told_by_a_tone_is_policy(scene: Scene, tone: Tone) -> None:
    lee = await leader(scene)
    _, line_id, own = await talk(scene)
    async with scene.ground.work.system(HOME) as tx:
        wanted = Limits(listening_tone=tone)
        await scene.ground.parameters.set(tx, wanted, by=UserId("chief"))
    await scene.ground.parameters.refresh()

    await scene.centre.floor.listen(lee, ANA)
    await scene.settle()
    await heard_by(scene, lee)

    told = {one for one in (own, line_id) if scene.switch.lines[one].saying}
    expected = {Tone.NOBODY: set(), Tone.AGENT: {own}, Tone.BOTH: {own, line_id}}
    assert told == expected[tone]


async def test_listening_goes_on_over_a_lost_switch_and_a_transfer_ends_it(
    scene: Scene,
) -> None:
    lee = await leader(scene)
    ana, line_id, own = await talk(scene)
    await scene.centre.floor.listen(lee, ANA)
    await scene.settle()
    assert await heard_by(scene, lee) == {line_id, own}

    scene.switch.lose()
    await scene.settle()
    scene.switch.come_back()
    await scene.settle()
    assert len(scene.switch.lines) == 3

    serving = (await scene.centre.desk.desks(HOME, [ANA]))[ANA].serving
    assert serving is not None
    await scene.centre.channels.control.transfer(
        ana, serving.contact_id, to_queue=QueueId("billing"), to_agent=None
    )
    await scene.settle()
    assert set(scene.switch.lines) == {line_id}


async def test_there_must_be_a_talk_and_a_free_telephone_to_listen(
    scene: Scene,
) -> None:
    lee = await leader(scene)
    await scene.agent("ana", "fault", "general")
    with pytest.raises(NotTalking):
        await scene.centre.floor.listen(lee, ANA)
    await scene.agent("eve", "fault", "general")
    boss = replace(await staff(scene, "boss", "supervisor"), agent_id=None)
    with pytest.raises(NoTelephone):
        await scene.centre.floor.listen(boss, ANA)
    await scene.centre.desk.set_state(lee, AgentState.MEETING, None)
    line_id = await scene.call("13909110001")
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    (at,) = [
        name for name in ("ana", "eve") if scene.switch.ringing_at(f"agent-{name}")
    ]
    scene.switch.pick_up(scene.switch.ringing_at(f"agent-{at}")[0])
    await scene.settle()
    one = replace(lee, agent_id=AgentId(at))
    other = AgentId("eve" if at == "ana" else "ana")
    with pytest.raises(NotTalking):
        await scene.centre.floor.listen(lee, other)
    with pytest.raises(AgentBusy):
        await scene.centre.channels.listening.listen(one, AgentId(at))


async def test_a_leader_puts_an_agent_on_break_after_the_talk_and_signs_one_out(
    scene: Scene,
) -> None:
    lee = await leader(scene)
    _, line_id, _ = await talk(scene)
    floor = scene.centre.floor

    await floor.force(lee, ANA, AgentState.MEETING, None)
    with pytest.raises(StillServing):
        await floor.send_home(lee, ANA)
    with pytest.raises(NotForAgents):
        await floor.force(lee, ANA, AgentState.TALKING, None)
    await scene.hang_up(line_id)
    await scene.pass_time(40)
    assert (await scene.centre.desk.desks(HOME, [ANA]))[ANA].state is AgentState.MEETING
    await floor.send_home(lee, ANA)
    await scene.settle()

    assert (await scene.centre.desk.desks(HOME, [ANA]))[ANA].state is AgentState.OFFLINE
    with pytest.raises(AgentNotHere):
        await floor.force(lee, ANA, AgentState.READY, None)
    assert await audit(scene) == [
        ("floor.force", "agent/ana", "meeting"),
        ("floor.force", "agent/ana", "offline"),
    ]


async def test_notes_are_let_go_when_they_were_kept_long_enough(scene: Scene) -> None:
    lee = await leader(scene)
    await scene.agent("ana")
    floor = scene.centre.floor
    async with scene.ground.work.begin(HOME) as tx:
        new = FloorLimits(notes_kept=timedelta(days=20))
        await scene.ground.parameters.set(tx, new, by=UserId("ada"))
    await scene.ground.parameters.refresh()
    await floor.write(lee, ANA, "old")
    scene.ground.clock.move(timedelta(days=15))
    await floor.write(lee, ANA, "young")
    scene.ground.clock.move(timedelta(days=6))

    gone = [await floor.let_go(HOME), await floor.let_go(HOME)]
    await scene.settle()

    assert gone == [1, 0]
    async with scene.ground.work.system(HOME) as tx:
        rows = await tx.run("select note_id from floor.notes")
    assert len(rows) == 1
    wanted = Wanted(action="floor.let-go")
    (line,) = await scene.centre.system.trail.find(AUDITOR, wanted)
    assert (line.entry.user_id, line.entry.reason) == (None, "1 notes")


async def test_a_note_is_on_the_desk_until_it_is_read_and_nowhere_in_the_log(
    scene: Scene,
) -> None:
    lee = await leader(scene)
    ana = await scene.agent("ana", "fault")
    floor = scene.centre.floor

    await floor.write(lee, ANA, " 请把语速放慢 ")
    await scene.settle()

    (note,) = await floor.notes(ana)
    assert (note.text, note.user_id) == ("请把语速放慢", "lee")
    assert await floor.notes(lee) == []
    await floor.read(lee, note.note_id)
    assert len(await floor.notes(ana)) == 1
    await floor.read(ana, note.note_id)
    assert await floor.notes(ana) == []
    assert [one[:2] for one in await audit(scene)] == [("floor.message", "agent/ana")]
    async with scene.ground.work.system(HOME) as tx:
        rows = await tx.run("select payload::text as text from spine.log")
    assert not [row for row in rows if "语速" in str(row["text"])]
    for bad in ("", "   ", "长" * 501):
        with pytest.raises(BadInput):
            await floor.write(lee, ANA, bad)


async def test_a_leader_sees_and_touches_the_own_group_only(scene: Scene) -> None:
    """Each verb, towards another group, another branch, oneself and nobody."""
    lee = await leader(scene)
    await scene.agent("ana", "fault")
    zed = await staff(scene, "zed", "agent", group="two")
    await scene.centre.desk.sign_in(zed)
    await scene.settle()
    floor = scene.centre.floor
    screen = scene.centre.screens["floor_screen"]
    assert isinstance(screen, FloorScreen)

    assert [one.agent_id for one in (await screen.now(lee)).agents] == ["ana"]
    for other in (ZED, AgentId("lee"), AgentId("nobody")):
        for verb in (
            floor.listen(lee, other),
            floor.force(lee, other, AgentState.READY, None),
            floor.send_home(lee, other),
            floor.write(lee, other, "hello"),
        ):
            with pytest.raises(NotYourPeople):
                await verb
    assert await audit(scene) == []


async def test_a_supervisor_leads_the_own_part_of_the_tree(scene: Scene) -> None:
    await scene.agent("ana", "fault")
    here = await staff(scene, "here", "supervisor", path="sn")
    there = await staff(scene, "there", "supervisor", path="sn.xa")
    floor = scene.centre.floor
    screen = scene.centre.screens["floor_screen"]
    assert isinstance(screen, FloorScreen)

    await floor.write(here, ANA, "hello")
    with pytest.raises(NotYourPeople):
        await floor.write(there, ANA, "hello")
    assert "ana" in [one.agent_id for one in (await screen.now(here)).agents]
    assert "ana" not in [one.agent_id for one in (await screen.now(there)).agents]


async def test_without_the_right_nothing_is_done(scene: Scene) -> None:
    ana = await scene.agent("ana", "fault")
    lee = replace(await leader(scene), actions=frozenset({"desk.work"}))
    floor = scene.centre.floor
    screen = scene.centre.screens["floor_screen"]
    assert isinstance(screen, FloorScreen)
    for who in (ana, lee):
        for verb in (
            screen.now(who),
            floor.listen(who, ANA),
            floor.stop_listening(who),
            floor.force(who, ANA, AgentState.READY, None),
            floor.send_home(who, ANA),
            floor.write(who, ANA, "hello"),
        ):
            with pytest.raises(NotAllowed):
                await verb


async def test_the_list_shows_presence_and_work_as_two_things(scene: Scene) -> None:
    lee = await leader(scene)
    await talk(scene)
    await scene.agent("bo", "billing")
    screen = scene.centre.screens["floor_screen"]
    assert isinstance(screen, FloorScreen)

    shown = {one.agent_id: one for one in (await screen.now(lee)).agents}

    assert (shown[ANA].presence, [one.state for one in shown[ANA].work]) == (
        "engaged",
        ["talking"],
    )
    assert (shown[AgentId("bo")].presence, shown[AgentId("bo")].work) == ("ready", ())
