"""What the switch says, carried to the stages: switch → channels → dialogue."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import aclosing, nullcontext
from functools import partial

from yingda.journey.channels.model import (
    LineAnswered,
    LineId,
    LineRang,
    Signal,
    SwitchFound,
    SwitchLost,
)
from yingda.journey.channels.ports import Switch
from yingda.journey.channels.service import Channels
from yingda.journey.dialogue.service import Dialogue
from yingda.platform.ports import DatabaseAway
from yingda.platform.precedence import RightOfWay

log = logging.getLogger(__name__)

TRIES = 60
"""A signal is offered so often while the database is away; then the switch is asked
for all that is."""


class Unheard(Exception):
    """A signal could not be taken, and what it said is lost."""


class Pump:
    """Takes signals in their order a line, and all lines at once."""

    def __init__(
        self,
        switch: Switch,
        channels: Channels,
        dialogue: Dialogue,
        way: RightOfWay,
        *,
        tries: int = TRIES,
    ) -> None:
        self._tries = tries
        self._switch = switch
        self._channels = channels
        self._dialogue = dialogue
        self._way = way
        self._waiting: dict[LineId, deque[Signal]] = {}
        self._is_idle = asyncio.Event()

    async def run(self) -> None:
        """For ever. Signals that could not be taken in time are made good by a survey,
        which every new listener is given first."""
        while True:
            self._waiting.clear()
            try:
                async with (
                    aclosing(self._switch.signals()) as signals,
                    asyncio.TaskGroup() as lanes,
                ):
                    async for signal in signals:
                        await self._sort(signal, lanes)
                return
            except* Unheard:
                log.warning("the database was away too long: the switch is surveyed")

    async def settle(self, signals: list[Signal]) -> None:
        """For tests: these signals, one after the other, to their end."""
        for signal in signals:
            await self._take(signal)

    async def _sort(self, signal: Signal, lanes: asyncio.TaskGroup) -> None:
        match signal:
            case SwitchFound():
                # What came before it is about a switch that may be another now.
                if self._waiting:
                    self._is_idle.clear()
                    await self._is_idle.wait()
                await self._patiently(partial(self._found, signal), is_vital=True)
            case SwitchLost():
                log.warning("the switch is away")
                await self._take(signal)
            case _:
                self._enqueue(signal, signal.line_id, lanes)

    def _enqueue(
        self, signal: Signal, line_id: LineId, lanes: asyncio.TaskGroup
    ) -> None:
        if line_id in self._waiting:
            self._waiting[line_id].append(signal)
            return
        self._waiting[line_id] = deque([signal])
        lanes.create_task(self._lane(line_id))

    async def _lane(self, line_id: LineId) -> None:
        signals = self._waiting[line_id]
        while signals:
            signal = signals.popleft()
            await self._patiently(partial(self._take, signal))
        del self._waiting[line_id]
        if not self._waiting:
            self._is_idle.set()

    async def _take(self, signal: Signal) -> None:
        match signal:
            case SwitchFound():
                await self._found(signal)
            case _:
                is_urgent = isinstance(signal, LineRang | LineAnswered)
                with self._way.first() if is_urgent else nullcontext():
                    did = await self._channels.take(signal)
                if did is not None:
                    await self._dialogue.hear(did)

    async def _found(self, found: SwitchFound) -> None:
        for contact_id in await self._channels.reconcile(found):
            await self._dialogue.resume(contact_id)

    async def _patiently(
        self, step: Callable[[], Awaitable[None]], *, is_vital: bool = False
    ) -> None:
        """Until it is done: callers hear us even when the database is away. What fails
        for a reason that nobody foresaw is tried again only if all calls hang on it."""
        for _ in range(self._tries):
            try:
                await step()
            except DatabaseAway:
                await asyncio.sleep(0.5)
            except ConnectionError:
                return
            except Exception:
                log.exception("a signal of the switch could not be taken")
                if not is_vital:
                    return
                await asyncio.sleep(0.5)
            else:
                return
        raise Unheard
