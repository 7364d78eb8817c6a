"""What a switch promises, whatever its make: the simulated one and Asterisk, one suite.

Composed actions (hold, transfer, consult, conference, park) are sequences of orders, so
they are here as the sequences that the centre uses.
"""

from pathlib import Path

import pytest

from telephones import (
    Telephones,
    about,
    after,
    answered,
    caller,
    joined,
    ring,
    until,
    why_gone,
)
from yingda.journey.channels.model import (
    Answer,
    Door,
    EndTalk,
    Gone,
    HangUp,
    Hush,
    Join,
    KeyPressed,
    LineAnswered,
    LineJoined,
    LineRang,
    LineRinging,
    Listen,
    Music,
    Part,
    Refuse,
    Refused,
    Say,
    SayingEnded,
    SendKeys,
    SwitchFound,
    SwitchLost,
    TalkId,
    Unlisten,
)

pytestmark = pytest.mark.row("CT-05")

TALK, ASIDE = TalkId("talk"), TalkId("aside")


async def found_again(people: Telephones) -> SwitchFound:
    start = len(people.signals)
    await people.find()
    return await after(people, start, SwitchFound)


async def test_the_first_signal_is_that_the_switch_is_found(
    telephones: Telephones,
) -> None:
    found = telephones.signals[0]
    assert isinstance(found, SwitchFound)
    assert found.began <= found.at


async def test_a_caller_is_told_with_number_and_door(telephones: Telephones) -> None:
    await telephones.dial("13988887777")
    rang = await until(telephones, LineRang, caller="13988887777")
    assert (rang.called, rang.door) == ("96766", Door.TRUNK)


@pytest.mark.parametrize("why", Refused)
async def test_who_is_refused_is_told_why_and_gone(
    telephones: Telephones, why: Refused
) -> None:
    line_id = await caller(telephones, is_taken=False)
    refuse = Refuse(line_id=line_id, why=why)
    await telephones.switch.do(refuse, refuse)
    assert await why_gone(telephones, line_id) is Gone.NORMAL
    assert await telephones.was_told(line_id) is why


async def test_a_telephone_rings_and_is_answered(telephones: Telephones) -> None:
    telephones.habit("ana", "answers")
    order = ring("ana")
    await telephones.switch.do(order)
    await until(telephones, LineAnswered, line_id=order.line_id)
    assert about(telephones, order.line_id) == ["LineRinging", "LineAnswered"]


@pytest.mark.parametrize(
    ("phone", "habit", "why"),
    [
        ("ana", "declines", Gone.DECLINED),
        ("ana", "busy", Gone.BUSY),
        ("ana", "", Gone.NO_ANSWER),
        ("gone", "", Gone.UNREACHABLE),
    ],
)
async def test_an_agent_who_does_not_answer_has_a_reason(
    telephones: Telephones, phone: str, habit: str, why: Gone
) -> None:
    if phone != "gone":
        telephones.habit(phone, habit)
    order = ring(phone, seconds=1)
    await telephones.switch.do(order)
    assert await why_gone(telephones, order.line_id) is why


async def test_ringing_twice_with_one_id_rings_once(telephones: Telephones) -> None:
    telephones.habit("ana", "")
    order = ring("ana")
    await telephones.switch.do(order, order)
    await until(telephones, LineRinging)
    await telephones.switch.do(order)
    await telephones.switch.do(HangUp(line_id=order.line_id))
    assert await why_gone(telephones, order.line_id) is Gone.NORMAL
    await telephones.switch.do(order)
    await telephones.wait(0.3)
    assert about(telephones, order.line_id) == ["LineRinging", "LineGone"]


async def test_lines_join_once_part_and_stay_up(telephones: Telephones) -> None:
    line_id, agent = await caller(telephones), await answered(telephones, "ana")
    join = Join(talk_id=TALK, line_ids=(line_id, agent))
    await telephones.switch.do(join, join)
    await until(telephones, LineJoined, line_id=agent)
    await telephones.switch.do(join)
    await telephones.switch.do(
        Part(talk_id=TALK, line_id=line_id),
        Part(talk_id=TALK, line_id=line_id),
        EndTalk(talk_id=TALK),
        EndTalk(talk_id=TALK),
    )
    await telephones.wait(0.3)
    assert about(telephones, line_id) == ["LineRang", "LineJoined"]
    assert about(telephones, agent) == ["LineRinging", "LineAnswered", "LineJoined"]


async def test_hold_and_retrieve(telephones: Telephones) -> None:
    line_id, agent = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, agent)
    hold = (Part(talk_id=TALK, line_id=line_id), Music(line_id=line_id, is_on=True))
    await telephones.switch.do(*hold)
    await telephones.wait(0.3)
    await telephones.switch.do(Join(talk_id=TALK, line_ids=(line_id,)))
    await telephones.wait(0.3)
    assert about(telephones, line_id) == ["LineRang", "LineJoined", "LineJoined"]
    assert about(telephones, agent) == ["LineRinging", "LineAnswered", "LineJoined"]


async def test_who_listens_in_hears_both_and_is_heard_by_nobody(
    telephones: Telephones,
) -> None:
    line_id, ana = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, ana)
    boss = await answered(telephones, "bo")
    listen = Listen(line_id=boss, to=ana)
    await telephones.switch.do(listen, listen)
    await telephones.wait(0.5)

    assert await telephones.hears(boss, line_id)
    assert await telephones.hears(boss, ana)
    assert not await telephones.hears(ana, boss)
    assert not await telephones.hears(line_id, boss)

    await telephones.switch.do(
        Unlisten(line_id=boss, to=ana), Unlisten(line_id=boss, to=ana)
    )
    await telephones.wait(0.5)
    assert not await telephones.hears(boss, line_id)
    assert await telephones.hears(line_id, ana)
    await telephones.switch.do(HangUp(line_id=boss))
    assert await why_gone(telephones, boss) is Gone.NORMAL


async def test_a_saying_into_a_talk_is_over_soon_and_the_talk_goes_on(
    telephones: Telephones,
) -> None:
    line_id, ana = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, ana)
    short, _ = telephones.sounds
    tone = Say(line_id=ana, saying_id="tone-1", sounds=(short,))
    await telephones.switch.do(tone)
    await until(telephones, SayingEnded, line_id=ana, saying_id="tone-1")

    await telephones.wait(0.5)
    assert await telephones.hears(ana, line_id)
    assert await telephones.hears(line_id, ana)


async def test_a_listener_is_left_with_nobody_when_the_other_line_ends(
    telephones: Telephones,
) -> None:
    line_id, ana = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, ana)
    boss = await answered(telephones, "bo")
    await telephones.switch.do(
        Listen(line_id=boss, to=ana), Listen(line_id=boss, to=ana)
    )
    await telephones.switch.do(HangUp(line_id=ana))
    await why_gone(telephones, ana)
    await telephones.switch.do(Unlisten(line_id=boss, to=ana), HangUp(line_id=boss))
    assert await why_gone(telephones, boss) is Gone.NORMAL


async def test_a_blind_transfer(telephones: Telephones) -> None:
    line_id, ana = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, ana)
    await telephones.switch.do(
        Part(talk_id=TALK, line_id=line_id),
        Music(line_id=line_id, is_on=True),
        HangUp(line_id=ana),
        EndTalk(talk_id=TALK),
    )
    assert await why_gone(telephones, ana) is Gone.NORMAL
    bo = await answered(telephones, "bo")
    await joined(telephones, ASIDE, line_id, bo)
    assert about(telephones, line_id) == ["LineRang", "LineJoined", "LineJoined"]


async def test_a_consult_that_becomes_a_transfer(telephones: Telephones) -> None:
    line_id, ana = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, ana)
    bo = await answered(telephones, "bo")
    await telephones.switch.do(
        Part(talk_id=TALK, line_id=line_id),
        Music(line_id=line_id, is_on=True),
        Part(talk_id=TALK, line_id=ana),
        EndTalk(talk_id=TALK),
    )
    await joined(telephones, ASIDE, ana, bo)
    await telephones.switch.do(HangUp(line_id=ana))
    await why_gone(telephones, ana)
    await joined(telephones, ASIDE, line_id)
    await telephones.wait(0.2)
    assert about(telephones, bo)[-1] == "LineJoined"
    assert about(telephones, line_id)[-1] == "LineJoined"


async def test_a_conference_of_three(telephones: Telephones) -> None:
    line_id, ana = await caller(telephones), await answered(telephones, "ana")
    bo = await answered(telephones, "bo")
    await joined(telephones, TALK, line_id, ana)
    await telephones.switch.do(Join(talk_id=TALK, line_ids=(line_id, ana, bo)))
    await until(telephones, LineJoined, line_id=bo)
    await telephones.switch.do(HangUp(line_id=ana))
    await why_gone(telephones, ana)
    await telephones.wait(0.2)
    assert about(telephones, line_id) == ["LineRang", "LineJoined"]
    assert about(telephones, bo)[-1] == "LineJoined"


async def test_a_parked_line_is_picked_up_by_another(telephones: Telephones) -> None:
    line_id, ana = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, ana)
    await telephones.switch.do(
        EndTalk(talk_id=TALK), Music(line_id=line_id, is_on=True), HangUp(line_id=ana)
    )
    await why_gone(telephones, ana)
    await telephones.wait(0.5)
    cy = await answered(telephones, "cy")
    await joined(telephones, ASIDE, cy, line_id)


async def test_a_line_that_joins_another_talk_leaves_the_first(
    telephones: Telephones,
) -> None:
    line_id, ana = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, ana)
    await joined(telephones, ASIDE, line_id)
    await joined(telephones, TALK, line_id)
    assert about(telephones, line_id)[1:] == ["LineJoined"] * 3


async def test_a_saying_ends_by_itself_once(telephones: Telephones) -> None:
    line_id, (short, _) = await caller(telephones), telephones.sounds
    say = Say(line_id=line_id, saying_id="s-ends", sounds=(short, short))
    await telephones.switch.do(say, say)
    ended = await until(telephones, SayingEnded)
    assert (ended.line_id, ended.saying_id) == (line_id, "s-ends")
    await telephones.switch.do(Hush(line_id=line_id, saying_id="s-ends"))
    await telephones.wait(0.3)
    assert about(telephones, line_id) == ["LineRang", "SayingEnded"]


async def test_what_a_line_hears_next_stops_what_it_heard_before(
    telephones: Telephones,
) -> None:
    line_id, (short, long) = await caller(telephones), telephones.sounds
    agent = await answered(telephones, "ana")
    await telephones.switch.do(Music(line_id=line_id, is_on=True))
    stops = (
        Say(line_id=line_id, saying_id="s-2", sounds=(long,)),
        Hush(line_id=line_id, saying_id="s-2"),
        Say(line_id=line_id, saying_id="s-3", sounds=(long,)),
        Music(line_id=line_id, is_on=True),
        Say(line_id=line_id, saying_id="s-4", sounds=(long,)),
        Join(talk_id=TALK, line_ids=(line_id, agent)),
    )
    await telephones.switch.do(
        Say(line_id=line_id, saying_id="s-1", sounds=(long, short))
    )
    for order in stops:
        await telephones.wait(0.1)
        await telephones.switch.do(order)
    await telephones.wait(0.3)
    ended = [
        signal.saying_id
        for signal in telephones.signals
        if isinstance(signal, SayingEnded)
    ]
    assert ended == ["s-1", "s-2", "s-3", "s-4"]


async def test_a_sound_that_is_not_there_has_ended(telephones: Telephones) -> None:
    line_id = await caller(telephones)
    say = Say(line_id=line_id, saying_id="s-none", sounds=("/no/such/sound",))
    await telephones.switch.do(say)
    ended = await until(telephones, SayingEnded)
    assert ended.saying_id == "s-none"


@pytest.mark.parametrize("by_info", [False, True], ids=["rfc4733", "sip-info"])
async def test_keys_are_told_one_by_one_in_order(
    telephones: Telephones, by_info: bool
) -> None:
    line_id, (_, long) = await caller(telephones), telephones.sounds
    await telephones.switch.do(
        Say(line_id=line_id, saying_id=f"s-keys-{by_info}", sounds=(long,))
    )
    for key in ("1", "*", "0") if by_info else ("1", "1", "*", "0", "#"):
        await telephones.press(line_id, key, by_info=by_info)
        await until(telephones, KeyPressed, key=key)
        await telephones.wait(0.3)
    keys = [
        signal.key
        for signal in telephones.signals
        if isinstance(signal, KeyPressed) and signal.line_id == line_id
    ]
    assert keys == (["1", "*", "0"] if by_info else ["1", "1", "*", "0", "#"])


async def test_keys_are_told_while_lines_talk(telephones: Telephones) -> None:
    line_id, agent = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, agent)
    await telephones.press(line_id, "7", by_info=False)
    pressed = await until(telephones, KeyPressed)
    assert (pressed.line_id, pressed.key) == (line_id, "7")


async def test_a_caller_who_hangs_up_is_gone_and_nothing_follows(
    telephones: Telephones,
) -> None:
    line_id, (_, long) = await caller(telephones), telephones.sounds
    await telephones.switch.do(Say(line_id=line_id, saying_id="s-cut", sounds=(long,)))
    await telephones.wait(0.3)
    await telephones.hang_up(line_id)
    assert await why_gone(telephones, line_id) is Gone.NORMAL
    await telephones.switch.do(
        Answer(line_id=line_id),
        Say(line_id=line_id, saying_id="s-late", sounds=(long,)),
        Music(line_id=line_id, is_on=True),
        Hush(line_id=line_id, saying_id="s-cut"),
        SendKeys(line_id=line_id, keys="1"),
        Join(talk_id=TALK, line_ids=(line_id,)),
        Part(talk_id=TALK, line_id=line_id),
        HangUp(line_id=line_id),
    )
    await telephones.wait(0.3)
    assert about(telephones, line_id) == ["LineRang", "LineGone"]


async def test_a_caller_gives_up_before_the_answer(telephones: Telephones) -> None:
    line_id = await caller(telephones, is_taken=False)
    await telephones.wait(0.2)
    await telephones.hang_up(line_id)
    assert await why_gone(telephones, line_id) is Gone.NORMAL


async def test_an_agent_who_hangs_up_is_gone_and_the_caller_stays(
    telephones: Telephones,
) -> None:
    line_id, agent = await caller(telephones), await answered(telephones, "ana")
    await joined(telephones, TALK, line_id, agent)
    await telephones.hang_up(agent)
    assert await why_gone(telephones, agent) is Gone.NORMAL
    await telephones.switch.do(Music(line_id=line_id, is_on=True))
    await telephones.wait(0.2)
    assert about(telephones, line_id) == ["LineRang", "LineJoined"]


async def test_keys_are_sent_and_nothing_is_told(telephones: Telephones) -> None:
    line_id = await caller(telephones)
    await telephones.switch.do(SendKeys(line_id=line_id, keys="12#"))
    await telephones.wait(0.3)
    assert about(telephones, line_id) == ["LineRang"]


async def test_a_recording_begins_with_the_answer_and_ends_with_the_line(
    telephones: Telephones, tmp_path: Path
) -> None:
    line_id = await caller(telephones)
    path = tmp_path / "day" / "leg"
    agent = await answered(telephones, "ana", record_as=path)
    await joined(telephones, TALK, line_id, agent)
    await telephones.wait(1)
    await telephones.switch.do(HangUp(line_id=agent))
    await why_gone(telephones, agent)
    await telephones.wait(0.5)
    for ending in ("-in.wav", "-out.wav"):
        sound = path.with_name(path.name + ending)
        assert sound.stat().st_size > 8000


async def test_a_switch_that_is_away_takes_no_orders_and_is_found_as_it_is(
    telephones: Telephones,
) -> None:
    line_id, agent = await caller(telephones), await answered(telephones, "ana")
    waiting = await caller(telephones, is_taken=False)
    await joined(telephones, TALK, line_id, agent)
    await telephones.lose()
    await until(telephones, SwitchLost)
    with pytest.raises(ConnectionError):
        await telephones.switch.do(HangUp(line_id=line_id))

    found = {line.line_id: line for line in (await found_again(telephones)).lines}
    assert set(found) == {line_id, agent, waiting}
    assert (found[line_id].is_up, found[line_id].talk_id) == (True, TALK)
    assert (found[agent].is_up, found[agent].is_inbound) == (True, False)
    assert (found[waiting].is_up, found[waiting].is_inbound) == (False, True)
    assert (found[waiting].door, found[waiting].called) == (Door.TRUNK, "96766")

    await telephones.switch.do(Answer(line_id=waiting), HangUp(line_id=line_id))
    await why_gone(telephones, line_id)


async def test_what_happened_while_nobody_listened_is_told_when_somebody_does(
    telephones: Telephones,
) -> None:
    telephones.habit("ana", "")
    order = ring("ana", seconds=30)
    await telephones.switch.do(order)
    await until(telephones, LineRinging)
    await telephones.lose()
    await until(telephones, SwitchLost)
    await telephones.dial("13977776666")
    await telephones.wait(0.5)

    found = await found_again(telephones)
    assert [(line.line_id, line.is_up) for line in found.lines] == [
        (order.line_id, False)
    ]
    rang = await until(telephones, LineRang, caller="13977776666")
    await telephones.switch.do(Answer(line_id=rang.line_id))
    await telephones.switch.do(HangUp(line_id=order.line_id))
    assert await why_gone(telephones, order.line_id) is Gone.NORMAL
