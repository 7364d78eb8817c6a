"""A small client of our own for Asterisk's control interface.

Requests and events share one WebSocket (requests over it have a third of the latency
of HTTP ones, and are served in the order in which they were sent); what reads much goes
over HTTP, because the WebSocket serves its requests one by one. An Asterisk that is too
old for requests over the WebSocket gets them over HTTP, one by one.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast
from urllib.parse import quote, urlsplit

import httpx
import msgspec
from websockets.client import ClientProtocol
from websockets.exceptions import WebSocketException
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.uri import WebSocketURI, parse_uri

T = TypeVar("T")
log = logging.getLogger(__name__)

SECONDS = 4
"""An answer that takes longer means that the switch is away."""

FIRST_WITH_REQUESTS = {20: 14, 21: 9, 22: 4}
"""The first release of each series that takes requests over the WebSocket."""


class Caller(msgspec.Struct, frozen=True):
    number: str = ""


class Dialplan(msgspec.Struct, frozen=True):
    context: str = ""
    app_name: str = ""
    app_data: str = ""


class Channel(msgspec.Struct, frozen=True):
    id: str
    state: str = ""
    caller: Caller = Caller()
    dialplan: Dialplan = Dialplan()
    channelvars: dict[str, str] = {}


class Bridge(msgspec.Struct, frozen=True):
    id: str
    channels: list[str] = []


class Playback(msgspec.Struct, frozen=True):
    id: str
    target_uri: str = ""
    state: str = ""


class Said(msgspec.Struct, frozen=True):
    """Whatever Asterisk sends, as far as we use it."""

    type: str
    timestamp: str = ""
    channel: Channel | None = None
    peer: Channel | None = None
    bridge: Bridge | None = None
    playback: Playback | None = None
    digit: str = ""
    cause: int = 0
    dialstatus: str = ""
    args: list[str] = []
    request_id: str = ""
    status_code: int = 0
    message_body: str = ""


class _Version(msgspec.Struct, frozen=True):
    version: str


class _Status(msgspec.Struct, frozen=True):
    startup_time: str


class _Info(msgspec.Struct, frozen=True):
    system: _Version
    status: _Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    uri: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: object = None


@dataclass(frozen=True, slots=True)
class Outcome:
    status: int
    body: str = field(default="", repr=False)

    @property
    def is_done(self) -> bool:
        return self.status < 300


def name(text: str) -> str:
    """An id as a part of an address."""
    return quote(text, safe="")


class Ari:
    """One connection, from `connect` until `heard` gets None; then make a new one."""

    def __init__(
        self,
        *,
        url: str,
        app: str,
        password: str,
        heard: Callable[["Ari", Said | None], None],
    ) -> None:
        self._url = url
        self._app = app
        self._password = password
        self._heard = heard
        self._http = httpx.AsyncClient(
            base_url=f"{url}/ari/", auth=(app, password), timeout=SECONDS
        )
        self._wire: _Wire | None = None
        self._waiting: dict[str, asyncio.Future[Outcome]] = {}
        self._asked = 0
        self._over_http = asyncio.Lock()
        self._takes_requests = True
        self.began = ""
        """Since when the switch runs, as it writes moments; known once connected."""
        self._decode = msgspec.json.Decoder(Said).decode
        self._encode = msgspec.json.Encoder().encode

    @property
    def is_open(self) -> bool:
        return self._wire is not None and self._wire.is_open

    def drop(self) -> None:
        """Ends the connection as if it had been lost."""
        if self._wire is not None:
            self._wire.close()

    async def connect(self) -> None:
        """Raises ConnectionError if there is no switch, or not one for us."""
        info = await self.read("asterisk/info?only=system,status", _Info)
        self.began = info.status.startup_time
        self._takes_requests = takes_requests(info.system.version)
        address = (
            f"ws://{urlsplit(self._url).netloc}/ari/events?app={name(self._app)}&subscribeAll=true"
            f"&api_key={name(self._app)}:{name(self._password)}"
        )
        there = parse_uri(address)
        wire = _Wire(there, self._text, self._lost)
        async with asyncio.timeout(SECONDS):
            await asyncio.get_running_loop().create_connection(
                lambda: wire, there.host, there.port
            )
            await wire.opened
        self._wire = wire

    async def close(self) -> None:
        if self._wire is not None:
            self._wire.close()
        await self._http.aclose()

    async def read(self, path: str, kind: type[T]) -> T:
        """One thing or a long list of them. Raises ConnectionError."""
        try:
            answer = await self._http.get(path)
            answer.raise_for_status()
        except httpx.HTTPError as broken:
            raise ConnectionError("the switch does not answer") from broken
        return msgspec.json.decode(answer.content, type=kind)

    async def ask(
        self, *requests: Request, seconds: float = SECONDS
    ) -> Sequence[Outcome]:
        """All of them, in their order. Raises ConnectionError: then none is certain."""
        if self._wire is None or not self.is_open:
            raise ConnectionError("the switch is away")
        if not self._takes_requests:
            async with self._over_http:
                return [await self._ask_http(request) for request in requests]
        waiting = [self._send(self._wire, request) for request in requests]
        try:
            async with asyncio.timeout(seconds):
                return [await answer for answer in waiting]
        except TimeoutError as late:
            # The one that was waited for is cancelled with the wait.
            asked = [f"{one.method} {one.uri}" for one in requests]
            unanswered = [
                words
                for words, answer in zip(asked, waiting, strict=True)
                if answer.cancelled()
            ]
            log.warning("the switch does not answer %s", unanswered or asked)
            self._wire.close()
            raise ConnectionError("the switch does not answer") from late

    def _send(self, wire: "_Wire", request: Request) -> "asyncio.Future[Outcome]":
        self._asked += 1
        request_id = str(self._asked)
        answer = asyncio.get_running_loop().create_future()
        # An answer that nobody waits for any more is no accident.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting[request_id] = answer
        message: dict[str, object] = {
            "type": "RESTRequest",
            "request_id": request_id,
            "method": request.method,
            "uri": request.uri,
            "query_strings": [
                {"name": key, "value": value} for key, value in request.query.items()
            ],
        }
        if request.body is not None:
            message["content_type"] = "application/json"
            message["message_body"] = self._encode(request.body).decode()
        wire.send(self._encode(message))
        return answer

    async def _ask_http(self, request: Request) -> Outcome:
        try:
            answer = await self._http.request(
                request.method, request.uri, params=request.query, json=request.body
            )
        except httpx.HTTPError as broken:
            raise ConnectionError("the switch does not answer") from broken
        return Outcome(answer.status_code, answer.text)

    def _text(self, text: bytes) -> None:
        said = self._decode(text)
        if said.type != "RESTResponse":
            self._heard(self, said)
            return
        answer = self._waiting.pop(said.request_id, None)
        if answer is not None and not answer.done():
            answer.set_result(Outcome(said.status_code, said.message_body))

    def _lost(self) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the switch is away"))
        self._waiting.clear()
        self._heard(self, None)


def takes_requests(version: str) -> bool:
    """Whether this release takes requests over the WebSocket."""
    series, release = (int(part) for part in version.split(".")[:2])
    first = FIRST_WITH_REQUESTS.get(series, 0)
    return series > max(FIRST_WITH_REQUESTS) or (
        series in FIRST_WITH_REQUESTS and release >= first
    )


class _Wire(asyncio.Protocol):
    """A WebSocket without a task of its own: what arrives is passed on at once."""

    def __init__(
        self,
        there: WebSocketURI,
        text: Callable[[bytes], None],
        lost: Callable[[], None],
    ) -> None:
        self._protocol = ClientProtocol(there, max_size=None)
        self._text = text
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._parts: list[bytes] = []
        self._has_opened = False
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def is_open(self) -> bool:
        if self._transport is None or self._transport.is_closing():
            return False
        return self._has_opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's.
        self._transport = cast(asyncio.Transport, transport)
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                self._open(self._protocol.handshake_exc)
            elif isinstance(event, Frame):
                self._frame(event)
        self._flush()

    def eof_received(self) -> None:
        self._protocol.receive_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        was_open, self._has_opened = self._has_opened, False
        if was_open:
            self._lost()
        elif not self.opened.done():
            self.opened.set_exception(ConnectionError("the switch closed the door"))

    def send(self, text: bytes) -> None:
        self._protocol.send_text(text)
        self._flush()

    def close(self) -> None:
        if self._transport is not None:
            if self.is_open and self._protocol.state is State.OPEN:
                self._protocol.send_close()
                self._flush()
            self._transport.close()

    def _open(self, refused: Exception | None) -> None:
        if self.opened.done():
            return
        if refused is None:
            self._has_opened = True
            self.opened.set_result(None)
        else:
            self.opened.set_exception(ConnectionError(str(refused)))

    def _frame(self, frame: Frame) -> None:
        if frame.opcode not in (Opcode.TEXT, Opcode.CONT):
            return
        self._parts.append(bytes(frame.data))
        if frame.fin:
            text, self._parts = b"".join(self._parts), []
            self._text(text)

    def _flush(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        try:
            for data in self._protocol.data_to_send():
                if data:
                    self._transport.write(data)
        except WebSocketException:
            self._transport.close()
