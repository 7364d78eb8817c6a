"""The way to the switch, lost and found again and again, and an older switch."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest

from live.switchboard import Board
from telephones import (
    RealTelephones,
    after,
    answered,
    caller,
    joined,
    until,
    why_gone,
)
from yingda.journey.channels.adapters.asterisk import ari
from yingda.journey.channels.model import (
    HangUp,
    Say,
    SayingEnded,
    SwitchFound,
    SwitchLost,
    TalkId,
)

pytestmark = [pytest.mark.live]


@pytest.fixture
async def people(board: Board) -> AsyncIterator[RealTelephones]:
    made = RealTelephones(board, ("", ""))
    yield made
    await made.close()


async def test_an_older_switch_gets_its_requests_over_http(
    people: RealTelephones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ari, "FIRST_WITH_REQUESTS", {99: 0})
    await people.open()
    line_id = await caller(people)
    say = Say(line_id=line_id, saying_id="none", sounds=("/no/such/sound",))
    await people.switch.do(say)
    await until(people, SayingEnded)
    agent = await answered(people, "ana")
    await joined(people, TalkId("old"), line_id, agent)
    await people.switch.do(HangUp(line_id=agent))
    await why_gone(people, agent)


@pytest.mark.row("NF-09")
async def test_a_switch_that_stands_still_is_lost_and_found_with_its_calls(
    people: RealTelephones, board: Board
) -> None:
    await people.open()
    line_id = await caller(people)
    pid = board.process.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        await until(people, SwitchLost)
    finally:
        os.kill(pid, signal.SIGCONT)
    found = await after(people, people.signals.index(_last(people)), SwitchFound)
    assert [line.line_id for line in found.lines] == [line_id]


def _last(people: RealTelephones) -> SwitchLost:
    return [one for one in people.signals if isinstance(one, SwitchLost)][-1]


@pytest.mark.long
async def test_a_hundred_connections_amid_calls_find_the_switch_each_time(
    board: Board,
) -> None:
    """Asterisk once stood still here: see docs/telephony.md, device states."""
    longest = 0.0
    for number in range(100):
        board.call(f"1370000{number:04}")
        switch = board.switch()
        began = time.monotonic()
        signals = switch.signals()
        first = await anext(signals)
        longest = max(longest, time.monotonic() - began)
        assert isinstance(first, SwitchFound)
        for line in first.lines:
            await switch.do(HangUp(line_id=line.line_id))
        await asyncio.sleep(0.1)
        await signals.aclose()
        if number % 10 == 9:
            board.hang_up_all()
    assert longest < 5
