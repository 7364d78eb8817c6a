"""Parts of a screen that are asked at once, none of which makes the others wait."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar, cast

from msgspec import Struct

from yingda.kernel.refusal import Refusal
from yingda.platform.ports import Clock

T = TypeVar("T")
Question = Callable[[], Awaitable[T]]


class Data(Struct, Generic[T], frozen=True, tag="data"):
    """The stage has answered in time."""

    answer: T


class Stale(Struct, Generic[T], frozen=True, tag="stale"):
    """It has not; this is its last answer, if there is one."""

    since: datetime | None
    answer: T | None


class Refused(Struct, frozen=True, tag="refused"):
    """The stage says no."""

    code: str
    sentence: str


Panel = Data[T] | Stale[T] | Refused
Say = Callable[[Refusal], str]


class Panels:
    """Waits for no answer beyond the deadline, and remembers the last ones."""

    def __init__(
        self,
        *,
        clock: Clock,
        deadline: timedelta = timedelta(milliseconds=150),
        remembered: int = 4_000,
    ) -> None:
        self._clock = clock
        self._deadline = deadline.total_seconds()
        self._remembered = remembered
        self._last: dict[tuple[str, object], Stale[object]] = {}

    async def panel(
        self, name: str, about: object, ask: Question[T], say: Say
    ) -> Panel[T]:
        """`about` is for whom and of what: what one may see, another may not."""
        key = (name, about)
        try:
            async with asyncio.timeout(self._deadline):
                answer = await ask()
        except TimeoutError:
            # Under one name and subject there are answers of one kind only.
            nothing: Stale[object] = Stale(since=None, answer=None)
            return cast(Stale[T], self._last.get(key, nothing))
        except Refusal as refusal:
            return Refused(code=refusal.code, sentence=say(refusal))
        self._remember(key, Stale(since=self._clock.now(), answer=answer))
        return Data(answer=answer)

    def _remember(self, key: tuple[str, object], answer: Stale[object]) -> None:
        self._last.pop(key, None)
        self._last[key] = answer
        if len(self._last) > self._remembered:
            del self._last[next(iter(self._last))]
