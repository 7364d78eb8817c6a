"""A message centre that ships with us: tests, demos and whoever builds a link speak real
SMPP with it. It keeps what it gets, sends receipts, and can behave badly on purpose."""

import asyncio
import logging
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

import msgspec

from yingda.journey.channels.adapters.smpp import words
from yingda.journey.channels.adapters.smpp.pdu import (
    HAS_HEADER,
    IS_RECEIPT,
    RESPONSE,
    VERSION,
    Address,
    Bind,
    Command,
    Malformed,
    Message,
    Name,
    Pdu,
    Status,
    Tag,
    encode,
    receive,
)
from yingda.journey.channels.core.pieces import pieces
from yingda.journey.channels.model.texts import Received

log = logging.getLogger(__name__)

TRIES = 20
BETWEEN = 0.1
"""Seconds until what was not taken is delivered again."""
ANSWERED_WITHIN = 5.0


@dataclass(kw_only=True)
class Behaviour:
    """How the centre behaves; may be changed while it runs."""

    slow: float = 0.0
    """Seconds until a text is answered."""
    is_down: bool = False
    """Nobody may bind."""
    twice: bool = False
    """Every answer and every receipt comes twice."""
    loses_receipts: bool = False
    loses_answers: bool = False
    """What is submitted is kept, and never answered."""
    is_mute: bool = False
    """Nothing is answered any more, but the link stays."""
    rejects: int = 0
    """With this status, if it is not 0."""
    fails: str = r"9999$"
    """Numbers whose texts are not delivered, as the receipt says."""
    password: str = ""
    """The one that binds; any if it is empty."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A piece that was submitted."""

    centre_id: str
    to: str
    sender: str
    words: str
    reference: int
    piece: int
    pieces: int
    coding: int
    validity: str


@dataclass
class StubCentre:
    """Served on one port for SMPP, and on another for people and tests, in lines."""

    now: Callable[[], datetime]
    behaviour: Behaviour = field(default_factory=Behaviour)
    kept: list[Kept] = field(default_factory=list)
    sessions: set["_Session"] = field(default_factory=set)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    """Told of whatever is kept, and whenever what is outstanding is taken."""
    refused: int = 0
    """Those who wanted to bind and could not."""
    outstanding: deque[Pdu] = field(default_factory=deque)
    """What is to be delivered as soon as somebody is bound."""
    port: int | None = None
    lines_port: int | None = None
    """Where it listens, and where it takes lines, while it is served."""
    most_at_once: int = 0
    """So many texts waited for their answers at one moment."""
    at_once: int = 0
    _ids: "count[int]" = field(default_factory=lambda: count(1))
    _links: set["asyncio.Task[None]"] = field(default_factory=set)

    @asynccontextmanager
    async def serving(
        self, host: str = "127.0.0.1", port: int = 0, lines_port: int | None = None
    ) -> AsyncIterator[int]:
        """The port at which it listens; all links end with it."""
        servers = [await asyncio.start_server(self._bound, host, port)]
        if lines_port is not None:
            servers.append(await asyncio.start_server(self._lines, host, lines_port))
        self.port, *others = [int(one.sockets[0].getsockname()[1]) for one in servers]
        self.lines_port = next(iter(others), None)
        try:
            yield self.port
        finally:
            for one in servers:
                one.close()
            for session in list(self.sessions):
                session.hang_up()
            if self._links:
                await asyncio.wait(self._links)

    # --- what was sent --------------------------------------------------------------

    def texts(self) -> list[tuple[str, str]]:
        """Number and words, pieces put together, in the order of their last piece."""
        found: list[tuple[str, str]] = []
        for one in self.kept:
            of_one = {
                other.piece: other.words
                for other in self.kept
                if (other.to, other.reference, other.pieces)
                == (one.to, one.reference, one.pieces)
            }
            if one.pieces == 1:
                found.append((one.to, one.words))
            elif one.piece == max(of_one) and len(of_one) == one.pieces:
                found.append((one.to, "".join(of_one[i] for i in sorted(of_one))))
        return found

    async def keep(self, message: Message, said: Received) -> Kept:
        kept = Kept(
            centre_id=f"{next(self._ids):08x}",
            to=message.destination.number,
            sender=message.source.number,
            words=said.words,
            reference=said.reference,
            piece=said.piece,
            pieces=said.pieces,
            coding=message.data_coding,
            validity=message.validity_period,
        )
        self.kept.append(kept)
        async with self.news:
            self.news.notify_all()
        return kept

    # --- what customers write -------------------------------------------------------

    def write(self, number: str, to: str, text: str) -> None:
        """A customer's text, as soon as somebody is bound."""
        cuts = pieces(text)
        for place, cut in enumerate(cuts, start=1):
            head = b"" if len(cuts) == 1 else bytes((5, 0, 3, 1, len(cuts), place))
            body = Message(
                source=Address(number=number, ton=words.INTERNATIONAL),
                destination=Address(number=to),
                esm_class=HAS_HEADER if head else 0,
                data_coding=words.CODING[cut.alphabet],
                short_message=head + cut.data,
            )
            self.deliver(Pdu(command=Command.DELIVER_SM, sequence=1, body=body))

    def deliver(self, pdu: Pdu) -> None:
        self.outstanding.append(pdu)
        for session in self.sessions:
            session.awake.set()

    def receipt(self, kept: Kept, message: Message) -> None:
        behaviour = self.behaviour
        if behaviour.loses_receipts or not message.registered_delivery:
            return
        is_lost = re.search(behaviour.fails, kept.to) is not None
        state, number = ("UNDELIV", 5) if is_lost else ("DELIVRD", 2)
        when = f"{self.now():%y%m%d%H%M}"
        text = (
            f"id:{kept.centre_id} sub:001 dlvrd:{0 if is_lost else 1:03} submit date:"
            f"{when} done date:{when} stat:{state} err:{1 if is_lost else 0:03} text:"
        )
        pdu = Pdu(
            command=Command.DELIVER_SM,
            sequence=1,
            body=Message(
                source=message.destination,
                destination=message.source,
                esm_class=IS_RECEIPT,
                short_message=text.encode("ascii"),
            ),
            options={
                Tag.RECEIPTED_MESSAGE_ID: kept.centre_id.encode() + b"\0",
                Tag.MESSAGE_STATE: bytes((number,)),
            },
        )
        for _ in range(2 if behaviour.twice else 1):
            self.deliver(pdu)

    # --- who is there ---------------------------------------------------------------

    async def _bound(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        session, link = _Session(self, reader, writer), asyncio.current_task()
        assert link is not None
        self.sessions.add(session)
        self._links.add(link)
        try:
            await session.run()
        except* (OSError, EOFError, Malformed) as errors:
            log.info("a link ended", extra={"why": repr(errors.exceptions[0])})
        finally:
            self.sessions.discard(session)
            self._links.discard(link)
            writer.close()

    async def _lines(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """`write NUMBER SERVICE-NUMBER WORDS` brings a text in, `texts` shows what was
        sent, a line of JSON each; every command is answered by `ok` at its end."""
        while line := (await reader.readline()).decode("utf-8", "replace").strip():
            match line.split(maxsplit=3):
                case ["write", number, to, text]:
                    self.write(number, to, text)
                    writer.write(b"ok\n")
                case ["texts"]:
                    for to, text in self.texts():
                        told = msgspec.json.encode({"to": to, "words": text})
                        writer.write(told + b"\n")
                    writer.write(b"ok\n")
                case _:
                    writer.write(b"write NUMBER SERVICE-NUMBER WORDS | texts\n")
            await writer.drain()
        writer.close()


class _Session:
    """One link, from the connection to its end."""

    def __init__(
        self,
        centre: StubCentre,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._centre = centre
        self._reader = reader
        self._writer = writer
        self._sequence = count(1)
        self._is_bound = False
        self._waiting: dict[int, asyncio.Future[Pdu]] = {}
        self.awake = asyncio.Event()

    def hang_up(self) -> None:
        self._writer.close()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._deliver())
            while True:
                await self._take(await self._next(), tasks)

    async def _next(self) -> Pdu | None:
        try:
            return await receive(self._reader)
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
            return None

    async def _take(self, pdu: Pdu | None, tasks: asyncio.TaskGroup) -> None:
        if pdu is None:
            return
        match pdu.command:
            case Command.BIND_TRANSCEIVER:
                self._bind(pdu)
            case Command.SUBMIT_SM:
                tasks.create_task(self._submit(pdu))
            case Command.ENQUIRE_LINK:
                self._answer(pdu)
            case Command.UNBIND:
                self._answer(pdu)
                raise ConnectionResetError("unbound")
            case _:
                waiting = self._waiting.pop(pdu.sequence, None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(pdu)

    def _bind(self, pdu: Pdu) -> None:
        behaviour, body = self._centre.behaviour, pdu.body
        assert isinstance(body, Bind)
        status = Status.OK
        if behaviour.is_down:
            status = Status.BIND_FAILED
        elif behaviour.password not in ("", body.password):
            status = Status.WRONG_PASSWORD
        self._answer(pdu, status, Name("yingda-stub"))
        if status is not Status.OK:
            self._centre.refused += 1
            raise ConnectionRefusedError(status.name)
        self._is_bound = True
        self.awake.set()

    async def _submit(self, pdu: Pdu) -> None:
        centre, behaviour = self._centre, self._centre.behaviour
        body = pdu.body
        assert isinstance(body, Message)
        if not self._is_bound:
            self._answer(pdu, Status.WRONG_STATE)
            return
        if behaviour.rejects:
            self._answer(pdu, behaviour.rejects)
            return
        said = words.news(pdu)
        assert isinstance(said, Received)
        kept = await centre.keep(body, said)
        centre.at_once += 1
        centre.most_at_once = max(centre.most_at_once, centre.at_once)
        try:
            await asyncio.sleep(behaviour.slow)
        finally:
            centre.at_once -= 1
        for _ in range(2 if behaviour.twice else 1):
            if not behaviour.loses_answers:
                self._answer(pdu, Status.OK, Name(kept.centre_id))
        centre.receipt(kept, body)

    async def _deliver(self) -> None:
        """What could not be taken is tried again, a few times, in its order."""
        centre = self._centre
        while True:
            self.awake.clear()
            while self._is_bound and centre.outstanding:
                pdu = centre.outstanding[0]
                for _ in range(TRIES):
                    if await self._is_taken(pdu):
                        break
                    await asyncio.sleep(BETWEEN)
                centre.outstanding.popleft()
                async with centre.news:
                    centre.news.notify_all()
            await self.awake.wait()

    async def _is_taken(self, pdu: Pdu) -> bool:
        sequence = next(self._sequence)
        waiting: asyncio.Future[Pdu] = asyncio.get_running_loop().create_future()
        self._waiting[sequence] = waiting
        self._send(
            Pdu(
                command=pdu.command,
                sequence=sequence,
                body=pdu.body,
                options=pdu.options,
            )
        )
        async with asyncio.timeout(ANSWERED_WITHIN):
            answer: Pdu = await waiting
        return answer.status == Status.OK

    def _answer(
        self, asked: Pdu, status: int = Status.OK, body: Name | None = None
    ) -> None:
        self._send(
            Pdu(
                command=Command(asked.command | RESPONSE),
                sequence=asked.sequence,
                status=status,
                body=body if status == Status.OK else None,
                options=self._version(asked),
            )
        )

    def _version(self, asked: Pdu) -> dict[int, bytes]:
        if asked.command is not Command.BIND_TRANSCEIVER:
            return {}
        return {Tag.SC_INTERFACE_VERSION: bytes((VERSION,))}

    def _send(self, pdu: Pdu) -> None:
        if self._writer.is_closing():
            raise ConnectionResetError("the link is closed")
        if not self._centre.behaviour.is_mute:
            self._writer.write(encode(pdu))
