"""Parts of a screen that are asked at once, none of which makes the others wait."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from yingda.kernel.refusal import Refusal
from yingda.platform.ports import Clock

Question = Callable[[], Awaitable[object]]


class Data(Struct, frozen=True, tag="data"):
    """The stage has answered in time."""

    answer: object


class Stale(Struct, frozen=True, tag="stale"):
    """It has not; this is its last answer, if there is one."""

    since: datetime | None
    answer: object


class Refused(Struct, frozen=True, tag="refused"):
    """The stage says no."""

    code: str
    sentence: str


Panel = Data | Stale | Refused
Say = Callable[[Refusal], str]


class Panels:
    """Asks all questions at once and waits for none beyond the deadline."""

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
        self._last: dict[tuple[str, object], Stale] = {}

    async def show(
        self, about: object, questions: Mapping[str, Question], say: Say
    ) -> dict[str, Panel]:
        """`about` is for whom and of what: what one may see, another may not."""
        panels = await asyncio.gather(
            *(self.panel(name, about, ask, say) for name, ask in questions.items())
        )
        return dict(zip(questions, panels, strict=True))

    async def panel(self, name: str, about: object, ask: Question, say: Say) -> Panel:
        key = (name, about)
        try:
            async with asyncio.timeout(self._deadline):
                answer = await ask()
        except TimeoutError:
            return self._last.get(key, Stale(since=None, answer=None))
        except Refusal as refusal:
            return Refused(code=refusal.code, sentence=say(refusal))
        self._remember(key, Stale(since=self._clock.now(), answer=answer))
        return Data(answer=answer)

    def _remember(self, key: tuple[str, object], answer: Stale) -> None:
        self._last.pop(key, None)
        self._last[key] = answer
        if len(self._last) > self._remembered:
            del self._last[next(iter(self._last))]
