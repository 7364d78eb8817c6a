"""One answer for all who ask within the same second."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from yingda.platform.ports import Clock

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Shared(Generic[K, T]):
    """Asks at most once per `age` and key (a scope), however many screens are open.

    Those who come while it is being asked wait for the same answer.
    """

    def __init__(
        self,
        ask: Callable[[K], Awaitable[T]],
        *,
        clock: Clock,
        age: timedelta = timedelta(seconds=1),
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._age = age
        self._kept: dict[K, tuple[datetime, T]] = {}
        self._locks: dict[K, asyncio.Lock] = {}

    async def get(self, key: K) -> T:
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            now = self._clock.now()
            kept = self._kept.get(key)
            if kept and now - kept[0] < self._age:
                return kept[1]
            answer = await self._ask(key)
            self._kept[key] = (now, answer)
            return answer
