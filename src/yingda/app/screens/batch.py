"""Many who ask the same question at the same moment are answered by one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from yingda.kernel.org import Scope

K = TypeVar("K")
V = TypeVar("V")


class Batch(Generic[K, V]):
    """Collects ids while an earlier question of the same scope is under way.

    The first to come asks for all who have come since; an id that the stage leaves out
    is answered with None. Whoever asks and is no longer waited for tells the others so,
    in the manner of a time-out: they came at the same moment and are as late.
    """

    def __init__(
        self, ask: Callable[[Scope, Sequence[K]], Awaitable[Mapping[K, V]]]
    ) -> None:
        self._ask = ask
        self._waiting: dict[Scope, dict[K, asyncio.Future[V | None]]] = {}
        self._turns: dict[Scope, asyncio.Lock] = {}

    async def get(self, scope: Scope, key: K) -> V | None:
        waiting = self._waiting.setdefault(scope, {})
        is_first = not waiting
        if key not in waiting:
            waiting[key] = asyncio.get_running_loop().create_future()
        answer = waiting[key]
        if is_first:
            await self._answer(scope)
        # One who gives up must not take the answer away from the others.
        return await asyncio.shield(answer)

    async def many(self, scope: Scope, keys: Sequence[K]) -> Mapping[K, V]:
        """Those of the keys that are known."""
        answers = await asyncio.gather(*(self.get(scope, key) for key in keys))
        return {
            key: answer
            for key, answer in zip(keys, answers, strict=True)
            if answer is not None
        }

    async def _answer(self, scope: Scope) -> None:
        turn = self._turns.setdefault(scope, asyncio.Lock())
        mine = self._waiting[scope]
        try:
            # Lets all those come in who are about to ask in this turn of the loop.
            await asyncio.sleep(0)
            async with turn:
                self._close(scope, mine)
                found = await self._ask(scope, list(mine))
        except BaseException as error:
            self._close(scope, mine)
            is_given_up = isinstance(error, asyncio.CancelledError)
            _fail(mine.values(), TimeoutError() if is_given_up else error)
            raise
        for key, answer in mine.items():
            if not answer.done():
                answer.set_result(found.get(key))

    def _close(self, scope: Scope, mine: dict[K, asyncio.Future[V | None]]) -> None:
        """From now on those who come wait for the next question."""
        if self._waiting.get(scope) is mine:
            del self._waiting[scope]


def _fail(answers: Iterable[asyncio.Future[V | None]], error: BaseException) -> None:
    for answer in answers:
        if not answer.done():
            answer.set_exception(error)
            # The one who asked raises the error itself; it is no news to anybody else.
            answer.exception()
