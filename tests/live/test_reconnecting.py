"""The way to the switch, lost and found again and again, and an older switch."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from live.switchboard import Board
from telephones import RealTelephones, answered, caller, joined, until, why_gone
from yingda.journey.channels.adapters.asterisk import ari
from yingda.journey.channels.model import (
    HangUp,
    Say,
    SayingEnded,
    SwitchFound,
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


@pytest.mark.long
async def test_a_hundred_connections_amid_calls_find_the_switch_each_time(
    people: RealTelephones, board: Board
) -> None:
    """Asterisk once stood still here: see docs/telephony.md, device states."""
    await people.open()
    longest = 0.0
    for number in range(100):
        await people.dial(f"1370000{number:04}")
        board.phones["ana"].habit = "answers"
        switch = board.switch()
        began = time.monotonic()
        signals = switch.signals()
        async with asyncio.timeout(5):
            first = await anext(signals)
            assert isinstance(first, SwitchFound)
            for line in first.lines:
                await switch.do(HangUp(line_id=line.line_id))
        longest = max(longest, time.monotonic() - began)
        await signals.aclose()
        if number % 10 == 9:
            board.hang_up_all()
    assert longest < 5
