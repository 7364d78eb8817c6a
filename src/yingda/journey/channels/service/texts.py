"""Texts to customers: queued, handed to the message centre, and what became of them.

Each part is noted as being handed over before it is, and what came of it after. A process
that dies in between leaves it to be found: whether the centre has it nobody can know then,
and the text's purpose says whether it is handed over again.
"""

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from yingda.journey.channels.core.pieces import pieces
from yingda.journey.channels.core.text_words import OVER, news
from yingda.journey.channels.core.texting import (
    Go,
    Parts,
    Stop,
    Wait,
    filled,
    next_step,
    state_of,
    went,
)
from yingda.journey.channels.limits import Texts as Rules
from yingda.journey.channels.model.texts import (
    LateAnswer,
    News,
    Outcome,
    Part,
    PartState,
    Receipt,
    Taken,
    Text,
    TextState,
    Unsure,
)
from yingda.journey.channels.ports import Numbers, TextCarrier
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.store import texts
from yingda.kernel.ids import TextId
from yingda.kernel.org import Scope
from yingda.messages.channels.texts import SendText
from yingda.platform.ports import DatabaseAway, Leases, Transaction

log = logging.getLogger(__name__)

LEASE = "texts"
FIRST_REST, LONGEST_REST = 0.25, 60.0
"""Seconds between two tries to be bound to the message centre."""
MENDED_WITHIN = timedelta(hours=1)


class Texts:
    """One process carries them: who holds the lease."""

    def __init__(
        self,
        exchange: Exchange,
        *,
        numbers: Numbers,
        leases: Leases,
        carrier: TextCarrier | None,
    ) -> None:
        self.exchange = exchange
        self._numbers = numbers
        self._leases = leases
        self._carrier = carrier
        self._flying: dict[TextId, asyncio.Event] = {}

    def rules(self, scope: Scope) -> Rules:
        return self.exchange.rules(Rules, scope)

    # --- asked for ------------------------------------------------------------------

    async def send_text(self, command: SendText) -> None:
        """The same command twice sends one text."""
        to = await self._numbers.mobile(
            command.scope, point_id=command.point_id, customer_id=command.customer_id
        )
        rules = self.rules(command.scope)
        template = rules.words.get(command.words)
        said = ""
        if template is not None:
            spoken = template.en if command.language == "en" else template.zh
            said = filled(spoken, command.values)
        why = None if to else "no-mobile"
        why = why if template is not None else "no-words"
        point_id, number = to or (command.point_id, "")
        async with self.exchange.work.system(command.scope) as tx:
            if not await tx.first_time(command.id, by="channels"):
                return
            text = self.drafted(
                command.scope, command.purpose, command.words, said, why=why
            )
            text = replace(
                text,
                point_id=point_id,
                customer_id=command.customer_id,
                order_id=command.order_id,
                contact_id=command.contact_id,
            )
            await self.add(tx, text, number, said)

    def drafted(
        self, scope: Scope, purpose: str, words: str, said: str, why: str | None = None
    ) -> Text:
        """A text as it is written down: queued, or with why it will never go."""
        now, rules = self.exchange.clock.now(), self.rules(scope)
        text_id, parts = self.exchange.ids.new(TextId), len(pieces(said))
        if parts > rules.most_parts:
            why = why or "too-long"
        return Text(
            text_id=text_id,
            scope=scope,
            purpose=purpose,
            words=words,
            state=TextState.FAILED if why else TextState.QUEUED,
            asked=now,
            due=now,
            expires=now + rules.purpose(purpose).lasts,
            tries=0,
            parts=parts,
            reference=zlib.crc32(text_id.encode()) % 256,
            goes_first=rules.purpose(purpose).goes_first,
            wants_none=False,
            why=why,
            ended=now if why else None,
        )

    async def add(self, tx: Transaction, text: Text, number: str, said: str) -> None:
        await texts.add(tx, text, number=number, said=said, keys=self.exchange.keys)
        if text.state is TextState.FAILED:
            await self._tell(tx, None, text, {})

    # --- handed over ----------------------------------------------------------------

    async def follow(self, hear: Callable[[News], Awaitable[None]]) -> None:
        """For ever: bound to the message centre while the lease is ours. One that is away
        is tried again, more and more seldom."""
        rest = FIRST_REST
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            if self._carrier is not None and await self._leases.take(LEASE):
                try:
                    await self._carrier.run(hear)
                except ConnectionError as error:
                    log.warning("texts wait", extra={"why": str(error)})
            has_lasted = loop.time() - began > LONGEST_REST
            rest = FIRST_REST if has_lasted else min(LONGEST_REST, rest * 2)
            await asyncio.sleep(rest)

    async def send_due(self) -> None:
        """All that may go now; to be called again and again."""
        while await self.beat():
            """There may be more."""

    async def beat(self) -> int:
        """Hands over what may go now; how many texts were looked at."""
        carrier = self._carrier
        if carrier is None or not carrier.is_bound:
            return 0
        if not await self._leases.take(LEASE):
            return 0
        await self._find_lost()
        home = self.exchange.home
        async with self.exchange.system() as tx:
            now = self.exchange.clock.now()
            # Few, so that what is asked for meanwhile need not wait for many.
            ready = await texts.due(tx, now, 2 * carrier.window)
        room = asyncio.Semaphore(carrier.window)
        a_second = self.rules(home).a_second

        async def one(text_id: TextId) -> None:
            async with room:
                await self._carry(carrier, text_id, a_second)

        async with asyncio.TaskGroup() as tasks:
            for text_id in ready:
                tasks.create_task(one(text_id))
        return len(ready)

    async def _find_lost(self) -> None:
        """Parts that were being handed over when a process died."""
        async with self.exchange.system() as tx:
            lost = await texts.left_sending(tx, list(self._flying))
        for text_id, number in lost:
            log.warning("a text was being handed over as a process died")
            await self._note(text_id, number, Unsure(), goes_on=False)

    async def _carry(
        self, carrier: TextCarrier, text_id: TextId, a_second: float
    ) -> None:
        """All parts of one text, one after the other."""
        landed = self._flying[text_id] = asyncio.Event()
        try:
            part = await self._begin(text_id)
            while part is not None and carrier.is_bound:
                outcome = await carrier.submit(part, a_second=a_second)
                part = await self._note_surely(text_id, part.number, outcome)
        except DatabaseAway:
            log.warning("texts wait for the database")
        except Exception:
            # It holds up no other, and is looked at again when somebody may have mended it.
            log.exception("a text cannot be carried")
            await self._put_off(text_id)
        finally:
            del self._flying[text_id]
            landed.set()

    async def _put_off(self, text_id: TextId) -> None:
        async with self.exchange.system() as tx:
            if text := await texts.read(tx, text_id):
                later = self.exchange.clock.now() + MENDED_WITHIN
                await texts.write(tx, replace(text, due=later))

    async def _begin(self, text_id: TextId) -> Part | None:
        async with self.exchange.system() as tx:
            text = await texts.read(tx, text_id)
            if text is None or text.state is not TextState.QUEUED:
                return None
            return await self._go_on(tx, text, await texts.parts(tx, text_id))

    async def _go_on(
        self, tx: Transaction, text: Text, parts: dict[int, PartState]
    ) -> Part | None:
        """What is to be handed over next, noted as on its way."""
        now, rules = self.exchange.clock.now(), self.rules(text.scope)
        match next_step(text, parts, rules, now):
            case Wait(until):
                await texts.write(tx, replace(text, due=until))
            case Stop(state, why):
                stopped = replace(text, state=state, why=why, ended=now)
                await texts.write(tx, stopped)
                await self._tell(tx, text, stopped, parts)
            case Go(number):
                await texts.set_part(tx, text, number, PartState.SENDING)
                return await self._part(tx, text, number, now)
        return None

    async def _part(
        self, tx: Transaction, text: Text, number: int, now: datetime
    ) -> Part:
        to, said = await texts.letter(tx, text.text_id, self.exchange.keys)
        piece = pieces(said)[number - 1]
        return Part(
            text_id=text.text_id,
            number=number,
            total=text.parts,
            reference=text.reference,
            to=to,
            alphabet=piece.alphabet,
            data=piece.data,
            lasts=text.expires - now,
        )

    async def _note_surely(
        self, text_id: TextId, number: int, outcome: Outcome
    ) -> Part | None:
        """What is known now nobody could find out later: a database that is away is
        waited for."""
        while True:
            try:
                return await self._note(text_id, number, outcome)
            except DatabaseAway:
                await asyncio.sleep(FIRST_REST)

    async def _note(
        self, text_id: TextId, number: int, outcome: Outcome, *, goes_on: bool = True
    ) -> Part | None:
        """Writes down what came of a part; the next one, if it goes at once."""
        async with self.exchange.system() as tx:
            text = await texts.read(tx, text_id)
            if text is None:
                return None
            now, rules = self.exchange.clock.now(), self.rules(text.scope)
            after = went(text, outcome, rules, now)
            centre_id = outcome.centre_id if isinstance(outcome, Taken) else None
            await texts.set_part(tx, text, number, after.part, centre_id)
            parts = await texts.parts(tx, text_id)
            changed = replace(
                text, tries=after.tries, why=after.why, due=after.due or text.due
            )
            is_over = after.due is None
            changed = await self._settle(tx, changed, parts, is_over=is_over)
            if changed.state is TextState.QUEUED and is_over and goes_on:
                return await self._go_on(tx, changed, parts)
        return None

    # --- what the message centre tells ----------------------------------------------

    async def late(self, answer: LateAnswer) -> None:
        """Only what is still unsure is changed by an answer that comes late; it may be faster
        than the note that it was given up."""
        if landed := self._flying.get(answer.text_id):
            await landed.wait()
        async with self.exchange.system() as tx:
            text = await texts.read(tx, answer.text_id)
            parts = await texts.parts(tx, answer.text_id)
            if text is None or parts.get(answer.number) is not PartState.UNSURE:
                return
            match answer.outcome:
                case Taken(centre_id):
                    state = PartState.SUBMITTED
                    await texts.set_part(tx, text, answer.number, state, centre_id)
                case refused:
                    state = PartState.FAILED
                    text = replace(text, why=refused.why)
                    await texts.set_part(tx, text, answer.number, state)
            await self._settle(tx, text, parts | {answer.number: state})

    async def receipt(self, receipt: Receipt) -> None:
        """A receipt may be faster than the note of what it is about."""
        if not await self._take_receipt(receipt):
            for landed in list(self._flying.values()):
                await landed.wait()
            if not await self._take_receipt(receipt):
                log.warning("a receipt for a text that nobody knows")

    async def _take_receipt(self, receipt: Receipt) -> bool:
        async with self.exchange.system() as tx:
            called = await texts.part_called(tx, receipt.centre_id)
            if called is None:
                return False
            text_id, number = called
            text, parts = await texts.read(tx, text_id), await texts.parts(tx, text_id)
            if text is None or parts[number] is not PartState.SUBMITTED:
                return True
            state = PartState.DELIVERED if receipt.is_delivered else PartState.FAILED
            await texts.set_part(tx, text, number, state)
            why = None if receipt.is_delivered else receipt.why
            await self._settle(
                tx, replace(text, why=why or text.why), parts | {number: state}
            )
        return True

    # --- what has become of it ------------------------------------------------------

    async def _settle(
        self,
        tx: Transaction,
        text: Text,
        parts: Parts,
        *,
        is_over: bool = True,
    ) -> Text:
        """`is_over`: no try of an unsure part is still to come."""
        now = self.exchange.clock.now()
        state = state_of(text, parts) if is_over else text.state
        changed = replace(text, state=state)
        if state is not text.state:
            if changed.submitted is None and state is not TextState.FAILED:
                changed = replace(changed, submitted=now)
            if state in OVER:
                changed = replace(changed, ended=now)
            await self._tell(tx, text, changed, parts)
        await texts.write(tx, changed)
        return changed

    async def _tell(
        self, tx: Transaction, before: Text | None, text: Text, parts: Parts
    ) -> None:
        now = self.exchange.clock.now()
        for event in news(before, text, parts, self.exchange.new_id, now):
            await tx.tell(event)
