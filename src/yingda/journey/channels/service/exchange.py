"""One call at a time: taken, decided about, committed, and only then acted upon."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar
from weakref import WeakValueDictionary

from yingda.journey.channels.core import words
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.errors import SwitchAway
from yingda.journey.channels.limits import Limits
from yingda.journey.channels.model import LineId, Order
from yingda.journey.channels.model.calls import Back, Call, Fact, Leg, Missing, Parked
from yingda.journey.channels.ports import Switch
from yingda.journey.channels.store import calls
from yingda.kernel.ids import ContactId, MessageId
from yingda.kernel.message import Command, Event, Message
from yingda.kernel.org import Scope
from yingda.messages.channels import GiveUpLeg, RecallParked
from yingda.platform.ports import (
    Alarms,
    Clock,
    Ids,
    Keys,
    Parameters,
    Transaction,
    Work,
)

T = TypeVar("T")
Also = Callable[[Transaction, Call], Awaitable[None]]

log = logging.getLogger(__name__)


class _NoCall(Exception):
    """Nothing is written then, not even that it was heard."""


class Exchange:
    """What all verbs about calls stand on.

    A crash between commit and act loses nothing: the tables say what ought to be, and
    `repair` holds it against what the switch says when it is found again.
    """

    def __init__(
        self,
        *,
        home: Scope,
        work: Work,
        clock: Clock,
        ids: Ids,
        keys: Keys,
        alarms: Alarms,
        parameters: Parameters,
        switch: Switch,
    ) -> None:
        self.home = home
        self.work = work
        self.clock = clock
        self.ids = ids
        self.keys = keys
        self.switch = switch
        self._alarms = alarms
        self._parameters = parameters
        self._turns: WeakValueDictionary[ContactId, asyncio.Lock] = (
            WeakValueDictionary()
        )
        self._known: dict[LineId, ContactId] = {}

    def limits(self, scope: Scope | None = None) -> Limits:
        return self._parameters.get(Limits, scope or self.home)

    def rules(self, kind: type[T], scope: Scope | None = None) -> T:
        return self._parameters.get(kind, scope or self.home)

    def new_id(self) -> MessageId:
        return self.ids.new(MessageId)

    @asynccontextmanager
    async def system(self) -> AsyncIterator[Transaction]:
        async with self.work.system(self.home) as tx:
            yield tx

    # --- whose line is it? --------------------------------------------------------

    def know(self, line_id: LineId, contact_id: ContactId) -> None:
        self._known[line_id] = contact_id

    def knows(self, line_id: LineId) -> bool:
        """Surely; another process of ours may know it too."""
        return line_id in self._known

    def forget(self, line_id: LineId) -> None:
        self._known.pop(line_id, None)

    def forget_lines(self) -> None:
        """Lines that ended unheard would be kept for ever; the others are asked for."""
        self._known.clear()

    async def contact_on(self, line_id: LineId) -> ContactId | None:
        if contact_id := self._known.get(line_id):
            return contact_id
        async with self.system() as tx:
            found = await calls.contact_on(tx, line_id)
        if found is not None:
            self.know(line_id, found)
        return found

    # --- one turn -------------------------------------------------------------------

    async def change(
        self,
        contact_id: ContactId,
        decide: Callable[[Turn], T],
        *,
        at: datetime | None = None,
        because: Message | None = None,
        also: Also | None = None,
    ) -> T | None:
        """None if there is no such call, or `because` was heard before."""
        lock = self._turns.setdefault(contact_id, asyncio.Lock())
        async with lock:
            try:
                async with self.system() as tx:
                    if because and not await tx.first_time(because.id, by="channels"):
                        return None
                    turn, answer = await self._decide(tx, contact_id, decide, at)
                    if also is not None:
                        await also(tx, turn.call)
                    for fact in turn.facts:
                        await self._tell(tx, turn.call, fact, turn.at)
            except _NoCall:
                return None
            await self.act(turn.orders)
        return answer

    async def _decide(
        self,
        tx: Transaction,
        contact_id: ContactId,
        decide: Callable[[Turn], T],
        at: datetime | None,
    ) -> tuple[Turn, T]:
        before = await calls.read(tx, contact_id, self.keys)
        if before is None:
            raise _NoCall
        turn = Turn(before, at or self.clock.now())
        answer = decide(turn)
        await calls.write(tx, before, turn.call)
        return turn, answer

    async def must_have_switch(self) -> None:
        """Asked before a person's wish is committed, so that they can be told no."""
        try:
            await self.switch.do()
        except ConnectionError as error:
            raise SwitchAway from error

    async def act(self, orders: Sequence[Order]) -> None:
        """What cannot be done now is done when the switch is found again."""
        if not orders:
            return
        try:
            await self.switch.do(*orders)
        except ConnectionError:
            self.wait_for_switch()

    def wait_for_switch(self) -> None:
        log.warning("the switch is away: what was wanted of it is done when it is back")

    async def _park(self, tx: Transaction, call: Call, leg: Leg, at: datetime) -> None:
        limits = self.limits(call.scope)
        until = at + limits.park_for
        command = RecallParked(
            id=self.new_id(),
            at=until,
            scope=call.scope,
            contact_id=call.contact_id,
            queue_id=leg.queue_id or limits.queue_otherwise,
        )
        key = f"parked/{call.contact_id}"
        await self._alarms.set(tx, command, key=key, at=until)

    async def _tell(
        self, tx: Transaction, call: Call, fact: Fact, at: datetime
    ) -> None:
        match fact:
            case Missing(leg):
                until = at + self.limits(call.scope).resume_within
                command = GiveUpLeg(
                    id=self.new_id(),
                    at=until,
                    scope=call.scope,
                    contact_id=call.contact_id,
                    leg_id=leg.leg_id,
                )
                await self._alarms.set(tx, command, key=f"away/{leg.leg_id}", at=until)
            case Parked(leg):
                await self._park(tx, call, leg, at)
                await self._say(tx, call, fact, at)
            case Back(leg):
                await self._alarms.clear(tx, f"away/{leg.leg_id}")
            case _:
                await self._say(tx, call, fact, at)

    async def _say(self, tx: Transaction, call: Call, fact: Fact, at: datetime) -> None:
        match words.message(call, fact, self.new_id, at):
            case Event() as event:
                await tx.tell(event)
            case Command() as command:
                await tx.ask_later(command)
            case None:
                pass
