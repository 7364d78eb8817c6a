"""Letters about one subject are brought in their order, whatever fails on the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from yingda.messages.channels import CallArrived, CallEnded
from yingda.platform.sql import delivery as module
from yingda.platform.sql.delivery import Delivery
from yingda.platform.sql.letters import Letter


@asynccontextmanager
async def in_one() -> AsyncIterator[None]:
    yield


async def never(stage: str, letter: Letter, error: Exception) -> bool:
    return False


class Stage:
    """Hears words of one kind, in the delivery of one process that keeps trying."""

    def __init__(self) -> None:
        self.delivery = Delivery(copies=1, at_once=4, give_up=never)
        self.delivery.keeps_trying = True
        self.heard: list[str] = []
        self.cannot: set[str] = set()
        self.has_failed = asyncio.Event()

    async def hear(self, payload: str) -> None:
        if payload in self.cannot:
            self.has_failed.set()
            raise LookupError(payload)
        self.heard.append(payload)

    def bring(self, *words: str, kind: str = "CallEnded") -> None:
        for word in words:
            self.delivery.deliver("contacts", Letter(word, kind, word[0], word, None))

    def of(self, subject: str) -> list[str]:
        return [word for word in self.heard if word[0] == subject]


async def test_what_comes_later_never_passes_what_waits_behind_one_that_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    stage = Stage()
    stage.delivery.hear("contacts", CallEnded, stage.hear)
    stage.delivery.take_together("contacts")
    stage.delivery.in_one(in_one)
    stage.cannot.add("a1")
    async with asyncio.timeout(10):
        # Somebody is urgent elsewhere: what is behind the one that fails gives way.
        with stage.delivery.way.first():
            stage.bring("a1", "b1", "a2", "b2", "a3")
            await stage.has_failed.wait()
            for _ in range(5):
                await asyncio.sleep(0)
            stage.bring("a4")
        stage.cannot.clear()
        await stage.delivery.settle()
    assert stage.of("a") == ["a1", "a2", "a3", "a4"]
    assert stage.of("b") == ["b1", "b2"]


async def test_what_is_urgent_to_others_is_not_to_those_who_only_write_it_down() -> (
    None
):
    stage = Stage()
    stage.delivery.hear("contacts", CallArrived, stage.hear)
    stage.delivery.take_together("contacts")
    stage.delivery.in_one(in_one)
    stage.bring("a1", kind="CallArrived")
    assert stage.delivery.way.is_open
    await stage.delivery.settle()
    assert stage.heard == ["a1"]


async def test_the_way_is_open_again_though_what_was_urgent_has_failed() -> None:
    stage = Stage()
    stage.delivery.hear("contacts", CallArrived, stage.hear)
    stage.cannot.add("a1")
    async with asyncio.timeout(10):
        stage.bring("a1", kind="CallArrived")
        assert not stage.delivery.way.is_open
        await stage.has_failed.wait()
        await stage.delivery.way.give()
        stage.cannot.clear()
        await stage.delivery.settle()
    assert stage.heard == ["a1"]
    assert stage.delivery.under_way == 0
