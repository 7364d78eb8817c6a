"""Letters brought to stages: in order about one subject, all subjects at once.

A letter that a stage cannot take waits and is tried again, and holds up no other subject.
What somebody waits for goes first. Stages that only write things down take many letters in
one transaction.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from itertools import islice

from yingda.kernel.message import Message
from yingda.platform.ports import DatabaseAway
from yingda.platform.precedence import RightOfWay
from yingda.platform.sql.letters import Hear, Key, Letter, Tray

Together = Callable[[], AbstractAsyncContextManager[None]]

log = logging.getLogger(__name__)

TRIES = 10
BATCH = 50
"""Letters in one transaction."""
ALL = "*"
"""The tray of what a stage takes together; no subject is called so."""


class Delivery:
    """`copies=2` brings everything twice: for tests, which should all survive it."""

    def __init__(
        self,
        *,
        copies: int,
        at_once: int,
        give_up: Callable[[str, Letter, Exception], Awaitable[bool]],
    ) -> None:
        self._copies = copies
        self._room = asyncio.Semaphore(at_once)
        self._give_up = give_up
        self.ears: defaultdict[str, dict[str, Hear]] = defaultdict(dict)
        self.way = RightOfWay()
        self.keeps_trying = False
        self._urgent: set[str] = set()
        self._together: set[str] = set()
        self._in_one: Together | None = None
        self._trays: dict[Key, Tray] = {}
        self.under_way = 0
        self.has_room = asyncio.Event()
        self.arrived = 0

    def hear(self, stage: str, kind: type[Message], hear: Hear) -> None:
        self.ears[stage][kind.__name__] = hear
        if kind.is_urgent:
            self._urgent.add(kind.__name__)

    def take_together(self, stage: str) -> None:
        self._together.add(stage)

    def in_one(self, together: Together) -> None:
        """The transaction for what is taken together; without it all is taken one by one."""
        self._in_one = together

    def deliver(self, stage: str, letter: Letter) -> None:
        self.under_way += 1
        # Nobody waits for those who only write it down.
        if letter.kind in self._urgent and stage not in self._together:
            letter.is_urgent = True
            self.way.enter()
        key = (stage, letter.subject)
        if self._in_one and stage in self._together and key not in self._trays:
            key = (stage, ALL)
        self._put(key, letter)

    def start(self) -> None:
        """What has failed is tried again."""
        for key in list(self._trays):
            self._start(key)

    async def settle(self) -> None:
        """All that can be brought now; what failed waits for the next start."""
        while tasks := [tray.task for tray in self._trays.values() if tray.task]:
            await asyncio.wait(tasks)

    def _put(self, key: Key, letter: Letter) -> None:
        self._trays.setdefault(key, Tray()).put(letter)
        self._start(key)

    def _start(self, key: Key) -> None:
        tray = self._trays[key]
        if tray.task is None and tray.letters:
            empty = self._empty_together if key[1] == ALL else self._empty
            tray.task = asyncio.get_running_loop().create_task(empty(key, tray))

    # --- one by one ---------------------------------------------------------------

    async def _empty(self, key: Key, tray: Tray) -> None:
        stage = key[0]
        while tray.letters:
            letter = tray.letters[0]
            if self.keeps_trying and not tray.urgent:
                tray.go.clear()
                await self.way.give(tray.go)
            async with self._room:
                is_done = await self._hand(stage, letter)
            if letter.is_urgent:
                # Whether it has arrived or not: it has gone first.
                letter.is_urgent = False
                tray.urgent -= 1
                self.way.leave()
            if is_done:
                tray.letters.popleft()
                self._has_arrived(letter)
            elif self.keeps_trying:
                await asyncio.sleep(min(5.0, 0.05 * 2**letter.tries))
            else:
                tray.task = None
                return
        del self._trays[key]

    async def _hand(self, stage: str, letter: Letter) -> bool:
        """True if it need not be handed again."""
        try:
            for _ in range(self._copies):
                await self.ears[stage][letter.kind](letter.payload)
        except (DatabaseAway, ConnectionError):
            log.warning("%s waits to hear %s %s", stage, letter.kind, letter.id)
            letter.tries = min(letter.tries + 1, 6)
            return False
        except Exception as error:
            letter.tries += 1
            log.exception("%s could not take %s %s", stage, letter.kind, letter.id)
            return letter.tries >= TRIES and await self._give_up(stage, letter, error)
        return True

    # --- many in one transaction ----------------------------------------------------

    async def _empty_together(self, key: Key, tray: Tray) -> None:
        """Where one of them fails each goes its own way, and so does all that waits here
        behind them: what comes later about the same must not pass it."""
        stage = key[0]
        while tray.letters:
            if self.keeps_trying:
                await self.way.give()
            batch = list(islice(tray.letters, BATCH))
            async with self._room:
                is_done = await self._hand_together(stage, batch)
            if is_done:
                for letter in batch:
                    tray.letters.popleft()
                    self._has_arrived(letter)
            else:
                while tray.letters:
                    letter = tray.letters.popleft()
                    self._put((stage, letter.subject), letter)
        del self._trays[key]

    async def _hand_together(self, stage: str, batch: list[Letter]) -> bool:
        if not self._in_one:
            return False
        try:
            async with self._in_one():
                for letter in batch:
                    for _ in range(self._copies):
                        await self.ears[stage][letter.kind](letter.payload)
        except Exception:
            log.info("%s takes %s one by one", stage, len(batch), exc_info=True)
            return False
        return True

    # --- what becomes of it ---------------------------------------------------------

    def _has_arrived(self, letter: Letter) -> None:
        letter.has_arrived = True
        if letter.window is not None:
            letter.window.open -= 1
        self.under_way -= 1
        self.has_room.set()
        self.arrived += 1
