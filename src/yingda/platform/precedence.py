"""Right of way in a process: what somebody waits for on the line goes before the rest.

Between the steps of a call there are moments in which nothing is under way, and then the
telephone of an agent has rung; so the way is open only when it has been free for a while.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE = 0.012
"""Seconds for which the way must have been free: an agent's device answers in that time."""
AT_MOST = 0.06
"""Seconds that anything gives way: on a busy floor the way is never free."""


class RightOfWay:
    def __init__(self) -> None:
        self._first = 0
        self._opening: asyncio.TimerHandle | None = None
        self._waiting: set[asyncio.Event] = set()

    @property
    def is_open(self) -> bool:
        return not self._first and self._opening is None

    @contextmanager
    def first(self) -> Iterator[None]:
        """For what goes before."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def enter(self) -> None:
        """As long as `leave` has not been called for it, others give way."""
        self._first += 1
        if self._opening:
            self._opening.cancel()
            self._opening = None

    def leave(self) -> None:
        self._first -= 1
        if not self._first:
            loop = asyncio.get_running_loop()
            self._opening = loop.call_later(PAUSE, self._open)

    async def give(self, go: asyncio.Event | None = None) -> None:
        """Waits until the way is open, or it has been long enough. Whoever has `go` may
        set it to wait no longer; it is set in any case when the way opens."""
        if self.is_open:
            return
        go = go or asyncio.Event()
        self._waiting.add(go)
        try:
            async with asyncio.timeout(AT_MOST):
                await go.wait()
        except TimeoutError:
            return
        finally:
            self._waiting.discard(go)

    def _open(self) -> None:
        self._opening = None
        for go in self._waiting:
            go.set()
