"""Our end of a link to a message centre (an ESME, in SMPP's words)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from yingda.journey.channels.adapters.smpp import words
from yingda.journey.channels.adapters.smpp.pdu import (
    RESPONSE,
    Bind,
    Command,
    Malformed,
    Message,
    Name,
    Pdu,
    Status,
    encode,
    receive,
)
from yingda.journey.channels.model.texts import (
    LateAnswer,
    News,
    NotSent,
    Outcome,
    Part,
    Refused,
    Unsure,
)

log = logging.getLogger(__name__)

Hear = Callable[[News], Awaitable[None]]
SEQUENCES = 0x7FFFFFFF
MOST_UNANSWERED = 1_000
"""Units that a centre may hand us before it has got an answer to the first."""
MOST_LATE = 1_000
"""Parts whose answers are still known when they come late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppSettings:
    """Where the message centre is, and how it is spoken to."""

    host: str
    port: int
    system_id: str
    password: str
    service_number: str
    """From which our texts come."""
    window: int = 10
    """Parts that are handed over before the first is answered."""
    answer_within: float = 10.0
    """Seconds after which an answer is no longer waited for."""
    looks_every: float = 30.0
    """Seconds between two questions whether the centre is still there."""


class SmppCarrier:
    """One message centre, bound as a transceiver."""

    def __init__(self, settings: SmppSettings) -> None:
        self._settings = settings
        self._window = asyncio.Semaphore(settings.window)
        self._link: _Link | None = None
        self._next = 0.0

    @property
    def is_bound(self) -> bool:
        return self._link is not None

    @property
    def window(self) -> int:
        return self._settings.window

    async def run(self, hear: Hear) -> None:
        """Binds, and is bound until the link ends: then ConnectionError."""
        link = await self._open(hear)
        failed: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(link.read())
                await link.bind()
                log.info("bound to the message centre")
                self._link = link
                tasks.create_task(link.tell())
                tasks.create_task(link.keep_alive())
        except* (OSError, EOFError, Malformed) as errors:
            failed = errors
        finally:
            self._link = None
            link.close()
        raise ConnectionError("the link to the message centre ended") from failed

    async def submit(self, part: Part, *, a_second: float) -> Outcome:
        """Hands a part over, at the given pace, and says what came of it."""
        async with self._window:
            await self._pace(a_second)
            link = self._link
            if link is None or link.is_closing:
                return NotSent()
            try:
                message = words.message(part, self._settings.service_number)
                answer = await link.ask(Command.SUBMIT_SM, message, about=part)
            except OSError:
                return Unsure()
            except ValueError:
                return Refused("unsendable", is_lasting=True)
            return words.outcome(answer)

    async def _open(self, hear: Hear) -> "_Link":
        settings = self._settings
        try:
            async with asyncio.timeout(settings.answer_within):
                reader, writer = await asyncio.open_connection(
                    settings.host, settings.port
                )
        except (OSError, TimeoutError) as error:
            raise ConnectionError("there is no message centre") from error
        return _Link(settings, hear, reader, writer)

    async def _pace(self, a_second: float) -> None:
        now = asyncio.get_running_loop().time()
        mine = max(self._next, now)
        self._next = mine + 1 / a_second
        if mine > now:
            await asyncio.sleep(mine - now)


class _Link:
    """One connection, from its opening to its end."""

    def __init__(
        self,
        settings: SmppSettings,
        hear: Hear,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._settings = settings
        self._hear = hear
        self._reader = reader
        self._writer = writer
        self._sequence = 0
        self._waiting: dict[int, asyncio.Future[Pdu]] = {}
        self._late: dict[int, Part] = {}
        self._told: asyncio.Queue[Pdu | LateAnswer] = asyncio.Queue(MOST_UNANSWERED)

    @property
    def is_closing(self) -> bool:
        return self._writer.is_closing()

    async def bind(self) -> None:
        who = Bind(system_id=self._settings.system_id, password=self._settings.password)
        answer = await self.ask(Command.BIND_TRANSCEIVER, who)
        if answer.status != Status.OK:
            raise ConnectionRefusedError(f"not bound: {answer.status:#x}")

    async def ask(
        self,
        command: Command,
        body: Bind | Message | None = None,
        *,
        about: Part | None = None,
    ) -> Pdu:
        """The answer. An OSError or a TimeoutError means that nobody knows whether it was
        got; if the answer comes late, what it is `about` is told."""
        self._sequence = self._sequence % SEQUENCES + 1
        sequence = self._sequence
        waiting: asyncio.Future[Pdu] = asyncio.get_running_loop().create_future()
        self._waiting[sequence] = waiting
        try:
            self._send(Pdu(command=command, sequence=sequence, body=body))
            async with asyncio.timeout(self._settings.answer_within):
                return await waiting
        except TimeoutError:
            if about is not None:
                self._remember(sequence, about)
            raise
        finally:
            self._waiting.pop(sequence, None)

    def _remember(self, sequence: int, part: Part) -> None:
        self._late[sequence] = part
        if len(self._late) > MOST_LATE:
            del self._late[next(iter(self._late))]

    def _send(self, pdu: Pdu) -> None:
        """What one window of parts needs fits into any socket's memory."""
        if self.is_closing:
            raise ConnectionResetError("the link is closed")
        self._writer.write(encode(pdu))

    def _answer(self, asked: Pdu, status: Status = Status.OK) -> None:
        command = Command(asked.command | RESPONSE)
        body = Name() if command is Command.DELIVER_SM_RESP else None
        self._send(
            Pdu(command=command, sequence=asked.sequence, status=status, body=body)
        )

    # --- what comes -----------------------------------------------------------------

    async def read(self) -> None:
        """Until the link ends, by an OSError or an EOFError."""
        while True:
            try:
                pdu = await receive(self._reader)
            except Malformed as wrong:
                if not wrong.sequence:
                    raise
                self._send(
                    Pdu(
                        command=Command.GENERIC_NACK,
                        sequence=wrong.sequence,
                        status=wrong.status,
                    )
                )
            else:
                self._take(pdu)

    def _take(self, pdu: Pdu) -> None:
        match pdu.command:
            case Command.DELIVER_SM:
                self._put(pdu)
            case Command.ENQUIRE_LINK:
                self._answer(pdu)
            case Command.UNBIND:
                self._answer(pdu)
                raise ConnectionResetError("the message centre has unbound us")
            case _:
                self._take_answer(pdu)

    def _take_answer(self, pdu: Pdu) -> None:
        """One that comes a second time, or to nothing we asked, changes nothing."""
        waiting = self._waiting.pop(pdu.sequence, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(pdu)
        elif part := self._late.pop(pdu.sequence, None):
            outcome = words.outcome(pdu)
            self._put(
                LateAnswer(text_id=part.text_id, number=part.number, outcome=outcome)
            )
        else:
            log.debug("an answer that nobody waits for")

    def _put(self, told: Pdu | LateAnswer) -> None:
        try:
            self._told.put_nowait(told)
        except asyncio.QueueFull:
            raise ConnectionAbortedError("the message centre waits for none") from None

    async def tell(self) -> None:
        """What the centre brings is answered once it is kept; in its order."""
        while True:
            told = await self._told.get()
            status = await self._heard(told)
            if isinstance(told, Pdu):
                self._answer(told, status)

    async def _heard(self, told: Pdu | LateAnswer) -> Status:
        try:
            news = words.news(told) if isinstance(told, Pdu) else told
        except ValueError:
            log.warning("a message centre's message cannot be read")
            return Status.OK
        try:
            if news is not None:
                await self._hear(news)
        except Exception:
            log.exception("what the message centre brought could not be kept")
            return Status.TEMPORARY
        return Status.OK

    async def keep_alive(self) -> None:
        while True:
            await asyncio.sleep(self._settings.looks_every)
            await self.ask(Command.ENQUIRE_LINK)

    def close(self) -> None:
        """Says goodbye without waiting for an answer; whoever waits is told."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the link has ended"))
        with suppress(OSError):
            self._send(Pdu(command=Command.UNBIND, sequence=SEQUENCES))
        self._writer.close()
