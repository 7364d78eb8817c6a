"""What lies ahead in the simulated world, by the clock that it was given."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush

from yingda.platform.ports import Clock


class Ahead:
    """A timetable. Two things due at one moment happen in the order they were set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = 0
        self._changed = asyncio.Event()
        self.at = clock.now()
        """The moment at which whatever happens now happens."""

    def later(self, after: timedelta, happen: Callable[[], None]) -> None:
        self._count += 1
        heappush(self._due, (self.at + after, self._count, happen))
        self._changed.set()

    def move(self) -> datetime | None:
        """Lets everything happen that is due, and says when the next thing is."""
        now = self._clock.now()
        while self._due and self._due[0][0] <= now:
            self.at, _, happen = heappop(self._due)
            happen()
        self.at = now
        return self._due[0][0] if self._due else None

    async def run(self) -> None:
        """For a clock that goes by itself; until cancelled."""
        while True:
            self._changed.clear()
            due = self.move()
            rest = None if due is None else (due - self._clock.now()).total_seconds()
            try:
                # Not wait_for: before Python 3.12 it can swallow a cancellation.
                async with asyncio.timeout(rest):
                    await self._changed.wait()
            except TimeoutError:
                continue
