"""One answer for all who ask within the same second."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from yingda.kernel.org import Scope
from yingda.platform.ports import Clock

T = TypeVar("T")


class Shared(Generic[T]):
    """Asks at most once per `age` and scope, however many screens are open.

    Those who come while it is being asked wait for the same answer.
    """

    def __init__(
        self,
        ask: Callable[[Scope], Awaitable[T]],
        *,
        clock: Clock,
        age: timedelta = timedelta(seconds=1),
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._age = age
        self._kept: dict[Scope, tuple[datetime, T]] = {}
        self._locks: dict[Scope, asyncio.Lock] = {}

    async def get(self, scope: Scope) -> T:
        lock = self._locks.setdefault(scope, asyncio.Lock())
        async with lock:
            now = self._clock.now()
            kept = self._kept.get(scope)
            if kept and now - kept[0] < self._age:
                return kept[1]
            answer = await self._ask(scope)
            self._kept[scope] = (now, answer)
            return answer
