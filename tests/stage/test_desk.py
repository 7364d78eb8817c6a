"""Agents at their desks, on the real database."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random  # noqa: TID251  # a seed is an argument
from typing import cast

import pytest

from builders import HOME, Ground, asker, ground
from builders_desk import Call, Phones, desk_on
from yingda.journey.desk.errors import NoSeat, NotWrapping, StillServing, UnknownReason
from yingda.journey.desk.model import Chosen
from yingda.journey.desk.service import Desk
from yingda.kernel.ids import AgentId, ContactId, ReasonCode
from yingda.kernel.org import EVERYWHERE, Asker, NotAllowed
from yingda.kernel.refusal import BadInput, Refusal
from yingda.messages.channels import CallHeld, CallRetrieved, LegEnd
from yingda.messages.desk import AgentState
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ANA = asker("ana", "desk.work", "contacts.read", path="sn.xa")
SLOW = ReasonCode("fault.data")


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
def desk(centre: Ground, phones: Phones) -> Desk:
    return desk_on(centre, phones)


async def state(desk: Desk, who: Asker = ANA) -> AgentState:
    found = await desk.at(who)
    assert found is not None
    return found.state


async def be_ready(desk: Desk) -> None:
    await desk.sign_in(ANA)
    await desk.set_state(ANA, AgentState.READY, None)


async def test_signing_in_gives_a_telephone_and_a_reload_changes_nothing(
    desk: Desk, phones: Phones
) -> None:
    account = await desk.sign_in(ANA)
    await desk.set_state(ANA, AgentState.READY, None)
    again = await desk.sign_in(ANA)

    assert account == again
    assert await state(desk) is AgentState.READY
    assert phones.asked == [("admit", "ana"), ("admit", "ana")]


async def test_a_call_is_rung_talked_wrapped_up_and_classed(
    centre: Ground, desk: Desk
) -> None:
    call = Call(centre, "call")
    await be_ready(desk)
    await call.talk_to("ana")
    assert await state(desk) is AgentState.TALKING
    with pytest.raises(StillServing):
        await desk.sign_out(ANA)
    await call.end_leg("ana")
    assert await state(desk) is AgentState.WRAP

    await desk.wrap_up(ANA, call.contact_id, reasons=[SLOW], note="上网慢，已重置")
    await centre.settle()

    assert await state(desk) is AgentState.READY
    [note] = await desk.notes(ANA, call.contact_id)
    assert (note.reasons, note.note, note.timed_out) == (
        (SLOW,),
        "上网慢，已重置",
        False,
    )
    said = [kind for kind, _ in await centre.said()]
    assert said.count("WrapUpBegan") == said.count("ContactWrappedUp") == 1


async def test_the_note_lies_sealed_in_the_table(centre: Ground, desk: Desk) -> None:
    call = Call(centre, "call")
    await be_ready(desk)
    await call.talk_to("ana")
    await call.end_leg("ana")
    await desk.wrap_up(ANA, call.contact_id, reasons=[SLOW], note="secret words")

    async with centre.work.system(EVERYWHERE) as tx:
        [row] = await tx.run("select note from desk.wrapups")

    assert b"secret" not in cast(bytes, row["note"])


async def test_whoever_reads_what_was_written_about_a_contact_is_told_of(
    centre: Ground, desk: Desk
) -> None:
    call = Call(centre, "call")
    await be_ready(desk)
    await call.talk_to("ana")
    await call.end_leg("ana")
    nothing = await desk.notes(ANA, call.contact_id)
    await desk.wrap_up(ANA, call.contact_id, reasons=[SLOW], note="secret words")
    await desk.notes(ANA, call.contact_id)

    async with centre.work.system(EVERYWHERE) as tx:
        looks = await tx.run(
            "select payload from spine.log where kind = 'PersonalDataSeen'"
        )
    assert nothing == []
    [seen] = [cast(dict[str, str], row["payload"]) for row in looks]
    assert (seen["user_id"], seen["action"], seen["subject"]) == (
        "ana",
        "notes.read",
        "contact/call",
    )


async def test_the_countdown_classes_the_contact_with_the_default(
    centre: Ground, desk: Desk
) -> None:
    call = Call(centre, "call")
    await be_ready(desk)
    await call.talk_to("ana")
    await call.end_leg("ana")

    await centre.pass_time(timedelta(seconds=29))
    assert await state(desk) is AgentState.WRAP
    await desk.extend(ANA, call.contact_id)
    await centre.pass_time(timedelta(seconds=31))
    assert await state(desk) is AgentState.WRAP
    await centre.pass_time(timedelta(seconds=60))

    assert await state(desk) is AgentState.READY
    [note] = await desk.notes(ANA, call.contact_id)
    assert (note.reasons, note.timed_out) == (("other.unclassified",), True)
    with pytest.raises(NotWrapping):
        await desk.wrap_up(ANA, call.contact_id, reasons=[SLOW], note="")


async def test_what_was_chosen_in_the_call_comes_after_the_wrap_up(
    centre: Ground, desk: Desk
) -> None:
    call = Call(centre, "call")
    await be_ready(desk)
    await call.talk_to("ana")
    await desk.set_state(ANA, AgentState.BREAK, "meal")
    await call.end_leg("ana")
    await desk.wrap_up(ANA, call.contact_id, reasons=[SLOW], note="")
    at = await desk.at(ANA)
    assert at is not None
    assert (at.state, at.reason) == (AgentState.BREAK, "meal")

    other = Call(centre, "other")
    await desk.set_state(ANA, AgentState.READY, None)
    await other.talk_to("ana", "leg-2")
    await other.end_leg("ana", "leg-2")
    then = Chosen(state=AgentState.TRAINING)
    await desk.wrap_up(ANA, other.contact_id, reasons=[SLOW], note="", then=then)
    assert await state(desk) is AgentState.TRAINING


async def test_a_reload_asks_for_the_sound_only_in_mid_call(
    centre: Ground, desk: Desk, phones: Phones
) -> None:
    await be_ready(desk)
    await desk.resume(ANA)
    assert ("resume", "ana") not in phones.asked
    await Call(centre, "call").talk_to("ana")
    await desk.resume(ANA)
    assert ("resume", "ana") in phones.asked


async def test_rights_seats_and_reasons_are_checked(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        await desk.sign_in(asker("ana"))
    user = Asker(user_id=ANA.user_id, agent_id=None, scope=HOME, actions=ANA.actions)
    with pytest.raises(NoSeat):
        await desk.sign_in(user)
    await desk.sign_in(ANA)
    with pytest.raises(UnknownReason):
        await desk.set_state(ANA, AgentState.BREAK, "football")
    with pytest.raises(BadInput):
        await desk.wrap_up(ANA, ContactId("call"), reasons=[], note="长" * 4_001)


async def test_whoever_watches_sees_the_agents_of_their_part_of_the_tree(
    desk: Desk,
) -> None:
    await desk.sign_in(ANA)
    await desk.sign_in(asker("bo", "desk.work", path="sn.xy"))

    everybody = await desk.now(HOME)
    there = await desk.now(asker("lead", path="sn.xa").scope)

    assert [one.agent_id for one in everybody] == ["ana", "bo"]
    assert [one.agent_id for one in there] == ["ana"]


@pytest.mark.row("AD-08")
@pytest.mark.parametrize("seed", range(5))
async def test_the_states_of_a_day_in_the_log_leave_no_gap_and_no_overlap(
    centre: Ground, desk: Desk, seed: int
) -> None:
    start = centre.clock.now()
    await be_ready(desk)
    await _jumble(centre, desk, Random(seed))

    async with centre.work.system(EVERYWHERE) as tx:
        rows = await tx.run(
            "select at, payload from spine.log where kind = 'AgentStateChanged'"
            " order by seq"
        )
    told = [cast(dict[str, str], row["payload"]) for row in rows]
    assert len(told) > 3, "something happened"
    for before, then in pairwise(told):
        assert (then["was"], then["was_since"]) == (before["state"], before["at"])
        assert then["at"] >= before["at"]
    now = await desk.at(ANA)
    assert now is not None
    assert told[0]["was"] == AgentState.OFFLINE
    assert told[-1]["state"] == now.state
    lengths = [
        datetime.fromisoformat(one["at"]) - datetime.fromisoformat(one["was_since"])
        for one in told
    ]
    assert sum(lengths, timedelta(0)) == now.since - start


async def _jumble(centre: Ground, desk: Desk, chance: Random) -> None:
    """Facts of four calls in any order, and an agent who presses anything meanwhile."""
    calls = [Call(centre, f"call-{n}") for n in range(4)]
    for _ in range(100):
        centre.clock.move(timedelta(seconds=chance.randrange(20)))
        n = chance.randrange(4)
        call, leg = calls[n], f"leg-{n}"
        match chance.randrange(9):
            case 0 | 1:
                await call.offer("ana", leg)
            case 2:
                await call.ring("ana", leg)
            case 3:
                await call.bridge("ana", leg)
            case 4:
                what = chance.choice([CallHeld, CallRetrieved])
                await call.tell(what, leg_id=leg, agent_id=AgentId("ana"))
            case 5 | 6:
                why = chance.choice(list(LegEnd))
                await call.end_leg("ana", leg, why, was_bridged=chance.random() < 0.5)
            case 7:
                await _press(desk, chance, call.contact_id)
            case _:
                await centre.pass_time(timedelta(seconds=chance.randrange(60)))


async def _press(desk: Desk, chance: Random, contact_id: ContactId) -> None:
    try:
        match chance.randrange(4):
            case 0:
                await desk.set_state(ANA, AgentState.READY, None)
            case 1:
                await desk.set_state(ANA, AgentState.BREAK, "meal")
            case 2:
                await desk.wrap_up(ANA, contact_id, reasons=[SLOW], note="")
            case _:
                await desk.extend(ANA, contact_id)
    except Refusal:
        """Whatever is not possible now is refused, and that changes nothing."""
