"""Who hears whom, and what is on the recordings: proven by tones."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from live.sound import Samples, load, longest, save, share, strength, tone
from live.switchboard import Board, WallClock
from telephones import (
    RealTelephones,
    after,
    answered,
    caller,
    joined,
    until,
    why_gone,
)
from yingda.journey.channels.model import (
    Answer,
    EndTalk,
    Gone,
    HangUp,
    LineId,
    LineRang,
    Music,
    Part,
    Phone,
    Say,
    SwitchFound,
    SwitchLost,
    TalkId,
)

pytestmark = [pytest.mark.live]

CALLER, ANA, BO, CY, PROMPT = 440, 700, 1000, 1300, 600
TALK, ASIDE = TalkId("talk"), TalkId("aside")


@pytest.fixture
async def people(board: Board, tmp_path: Path) -> AsyncIterator[RealTelephones]:
    prompt = tmp_path / "prompt"
    save(prompt.with_suffix(".wav"), tone(PROMPT, 1.5))
    made = RealTelephones(board, (str(prompt), str(prompt)))
    await made.open()
    yield made
    await made.close()


async def recording(path: Path) -> dict[str, Samples]:
    """Both directions, as soon as Asterisk has closed the files."""
    for _ in range(40):
        await asyncio.sleep(0.05)
        files = {way: path.with_name(f"{path.name}-{way}.wav") for way in ("in", "out")}
        if all(file.exists() and len(load(file)) > 0 for file in files.values()):
            return {way: load(file) for way, file in files.items()}
    raise AssertionError("no recording was closed")


def hears(people: RealTelephones, line_id: LineId, hertz: float) -> float:
    """How much of the last half second is this tone."""
    return share(people.peer(line_id).mouth.heard(0.5), hertz)


@pytest.mark.row("CT-05", "CT-20")
async def test_each_agent_s_recording_has_that_agent_and_the_caller(
    people: RealTelephones, tmp_path: Path
) -> None:
    line_id = await caller(people)
    first, second = tmp_path / "a" / "first", tmp_path / "b" / "second"
    ana = await answered(people, "ana", record_as=first)
    await joined(people, TALK, line_id, ana)
    await people.wait(2)
    assert hears(people, line_id, ANA) > 0.8
    assert hears(people, ana, CALLER) > 0.8
    await people.switch.do(
        Part(talk_id=TALK, line_id=line_id),
        Music(line_id=line_id, is_on=True),
        HangUp(line_id=ana),
        EndTalk(talk_id=TALK),
    )
    await why_gone(people, ana)
    bo = await answered(people, "bo", record_as=second)
    await joined(people, ASIDE, line_id, bo)
    await people.wait(2)
    assert hears(people, line_id, BO) > 0.8
    await people.switch.do(HangUp(line_id=bo))
    await why_gone(people, bo)

    for path, agent in ((first, ANA), (second, BO)):
        sounds = await recording(path)
        assert longest(sounds["in"], agent) > 1.5
        assert longest(sounds["out"], CALLER) > 1.5
        assert strength(sounds["in"], CALLER) < 0.05
        # Both directions have one beginning, so that they can be laid beside each other.
        assert abs(len(sounds["in"]) - len(sounds["out"])) < 0.1 * 8000


@pytest.mark.row("CT-05")
async def test_a_held_caller_hears_music_and_then_the_agent_again(
    people: RealTelephones,
) -> None:
    line_id = await caller(people)
    ana = await answered(people, "ana")
    await joined(people, TALK, line_id, ana)
    await people.switch.do(
        Part(talk_id=TALK, line_id=line_id), Music(line_id=line_id, is_on=True)
    )
    await people.wait(0.5)
    people.peer(ana).mouth.forget()
    people.peer(line_id).mouth.forget()
    await people.wait(1)
    assert hears(people, ana, CALLER) < 0.05
    assert hears(people, line_id, ANA) < 0.05
    assert people.peer(line_id).mouth.heard(0.5).any()
    start = len(people.signals)
    await joined(people, TALK, line_id)
    assert len(people.signals) == start + 1
    await people.wait(1)
    assert hears(people, line_id, ANA) > 0.8
    assert hears(people, ana, CALLER) > 0.8


@pytest.mark.row("CT-05")
async def test_three_hear_each_other(people: RealTelephones) -> None:
    line_id = await caller(people)
    ana, bo = await answered(people, "ana"), await answered(people, "bo")
    await joined(people, TALK, line_id, ana, bo)
    await people.wait(2)
    for here, others in (
        (line_id, (ANA, BO)),
        (ana, (CALLER, BO)),
        (bo, (CALLER, ANA)),
    ):
        assert all(hears(people, here, other) > 0.2 for other in others)


@pytest.mark.row("CT-05", "NF-09")
async def test_talk_music_and_recording_outlive_us(
    people: RealTelephones, tmp_path: Path
) -> None:
    talking, waiting = await caller(people), await caller(people)
    path = tmp_path / "leg"
    ana = await answered(people, "ana", record_as=path)
    await joined(people, TALK, talking, ana)
    await people.switch.do(Music(line_id=waiting, is_on=True))
    await people.wait(1)
    for line_id in (talking, waiting, ana):
        people.peer(line_id).mouth.forget()
    await people.lose()
    await people.wait(3)
    mouths = [people.peer(line_id).mouth for line_id in (talking, waiting, ana)]
    heard = [mouth.heard() for mouth in mouths]
    assert longest(heard[0], ANA) > 2.8
    assert longest(heard[2], CALLER) > 2.8
    assert len(heard[1]) > 2.8 * 8000

    start = len(people.signals)
    await people.find()
    found = await after(people, start, SwitchFound)
    assert {line.line_id for line in found.lines} == {talking, waiting, ana}
    say = Say(line_id=waiting, saying_id="position", sounds=people.sounds[:1])
    await people.switch.do(say)
    await people.wait(1)
    assert hears(people, waiting, PROMPT) > 0.8
    await people.switch.do(HangUp(line_id=ana))
    await why_gone(people, ana)
    assert longest((await recording(path))["in"], ANA) > 3.5


@pytest.mark.row("CT-05")
async def test_a_caller_rings_until_the_centre_is_back(people: RealTelephones) -> None:
    await people.lose()
    await until(people, SwitchLost)
    await people.dial("13911112222")
    await people.wait(2.5)
    start = len(people.signals)
    await people.find()
    rang = await after(people, start, LineRang)
    assert isinstance(people.signals[start], SwitchFound)
    await people.switch.do(
        Answer(line_id=rang.line_id), Music(line_id=rang.line_id, is_on=True)
    )
    await people.wait(1)
    assert people.peer(rang.line_id).mouth.heard(0.5).any()


@pytest.mark.row("CT-05")
async def test_who_falls_silent_for_too_long_is_lost(tmp_path: Path) -> None:
    board = await Board.start(tmp_path, silence_seconds=2)
    people = RealTelephones(board, ("", ""))
    try:
        await people.open()
        line_id = await caller(people)
        await people.switch.do(Music(line_id=line_id, is_on=True))
        await people.wait(3)
        people.peer(line_id).mouth.be_quiet()
        assert await why_gone(people, line_id) is Gone.LOST
    finally:
        await people.close()
        await board.stop()


@pytest.mark.row("CT-05")
async def test_a_switch_that_died_is_found_empty_and_knows_the_telephones(
    tmp_path: Path,
) -> None:
    board = await Board.start(tmp_path, phones=("ana",))
    people = RealTelephones(board, ("", ""))
    try:
        await people.open()
        await people.switch.admit(Phone(name="page", password="p", is_agent=True))
        line_id = await caller(people)
        pid = board.process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await until(people, SwitchLost)
        with pytest.raises(ConnectionError):
            await people.switch.do(HangUp(line_id=line_id))
        board.hang_up_all()

        start = len(people.signals)
        await board.process.start(WallClock().now())
        found = await after(people, start, SwitchFound)
        assert found.lines == ()
        assert board.process.pid not in (None, pid)
        assert "webrtc" in board.ask("pjsip show endpoint page")
        await caller(people)
        await answered(people, "ana")
    finally:
        await people.close()
        await board.stop()
