"""Many who ask the same at the same moment are answered by one question."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence

import pytest

from builders import HOME
from yingda.app.screens.batch import Batch
from yingda.kernel.org import Scope


class Stage:
    """Doubles numbers; counts how often it was asked, and hangs if told to."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.fault: Exception | None = None

    async def doubles(self, scope: Scope, keys: Sequence[int]) -> Mapping[int, int]:
        self.asked.append(list(keys))
        await self.gate.wait()
        if self.fault:
            raise self.fault
        return {key: key * 2 for key in keys if key >= 0}


async def test_those_who_come_together_are_one_question() -> None:
    stage = Stage()
    batch = Batch(stage.doubles)

    answers = await asyncio.gather(*(batch.get(HOME, n) for n in (1, 2, 2, -1)))

    assert answers == [2, 4, 4, None]
    assert stage.asked == [[1, 2, -1]]


async def test_those_who_come_while_it_is_asked_are_the_next_question() -> None:
    stage = Stage()
    batch = Batch(stage.doubles)
    stage.gate.clear()
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(batch.get(HOME, 1))
        for _ in range(5):
            await asyncio.sleep(0)
        assert stage.asked == [[1]]
        later = [tasks.create_task(batch.get(HOME, n)) for n in (1, 2)]
        for _ in range(5):
            await asyncio.sleep(0)
        stage.gate.set()

    assert [first.result(), *(one.result() for one in later)] == [2, 2, 4]
    assert stage.asked == [[1], [1, 2]]


async def test_a_fault_reaches_all_who_asked_and_nobody_after_them() -> None:
    stage = Stage()
    batch = Batch(stage.doubles)
    stage.fault = ConnectionError()

    answers = await asyncio.gather(
        *(batch.get(HOME, n) for n in (1, 2)), return_exceptions=True
    )
    stage.fault = None

    assert [type(one) for one in answers] == [ConnectionError, ConnectionError]
    assert await batch.get(HOME, 3) == 6


async def test_one_who_gives_up_leaves_nobody_waiting() -> None:
    stage = Stage()
    batch = Batch(stage.doubles)
    stage.gate.clear()

    async def ask(seconds: float) -> int | None:
        async with asyncio.timeout(seconds):
            return await batch.get(HOME, 1)

    async with asyncio.TaskGroup() as tasks:
        asking = [tasks.create_task(_fails(ask(0.01))) for _ in range(2)]
    stage.gate.set()

    assert all(one.result() for one in asking)
    assert await batch.get(HOME, 1) == 2


async def _fails(asking: Awaitable[object]) -> bool:
    with pytest.raises(TimeoutError):
        await asking
    return True
