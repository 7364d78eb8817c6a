"""What somebody waits for on the line goes before the rest, and not for ever."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from yingda.kernel.lately import Lately
from yingda.platform import precedence
from yingda.platform.precedence import RightOfWay


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_others_wait_until_what_is_urgent_is_over() -> None:
    way = RightOfWay()
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        with way.first():
            other = tasks.create_task(way.give())
            await turns()
            assert not other.done()
        assert not way.is_open
        await other
        assert way.is_open


async def test_the_way_stays_closed_when_the_next_step_follows_at_once() -> None:
    way = RightOfWay()
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        with way.first():
            other = tasks.create_task(way.give())
            await turns()
        with way.first():
            await turns()
            assert not other.done()


async def test_whoever_is_in_a_hurry_need_not_give_way() -> None:
    way, hurry = RightOfWay(), asyncio.Event()
    with way.first():
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            tasks.create_task(way.give(hurry))
            await turns()
            hurry.set()


async def test_nobody_gives_way_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "AT_MOST", 0.001)
    way = RightOfWay()
    with way.first():
        await asyncio.wait_for(way.give(), 5)


def test_what_was_found_is_remembered_for_a_while_and_then_forgotten() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    lately: Lately[str, int] = Lately(timedelta(seconds=1))
    lately.put("a", 1, noon)
    assert lately.get("a", noon + timedelta(seconds=0.9)) == 1
    assert lately.get("a", noon + timedelta(seconds=1)) is None
    assert lately.get("b", noon) is None

    lately.put("b", 2, noon + timedelta(seconds=1))
    assert list(lately._found) == ["b"]
