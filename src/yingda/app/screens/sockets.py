"""The WebSockets of the desk and of the board."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec
from litestar import WebSocket, websocket
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect
from msgspec import Struct

from yingda.app.language import load, preferred
from yingda.app.screens.board import BoardScreen
from yingda.app.screens.desk import DeskScreen
from yingda.app.screens.feed import Feed, Line
from yingda.app.screens.floor import FloorScreen
from yingda.app.screens.panels import Say
from yingda.app.screens.queues import QueuesScreen
from yingda.kernel.ids import ContactId
from yingda.kernel.org import Asker
from yingda.kernel.refusal import Refusal

Socket = WebSocket[object, object, State]

SECOND = 1.0
SLOW = 10.0
"""Seconds after which a reader who takes nothing is given up; it will come back."""
LOOKS_AGAIN = 5.0
"""Seconds after which it is asked again whether the reader is still signed in."""
HEALS = 5
"""How often a snapshot with a panel that was late is sent again."""

log = logging.getLogger(__name__)


class ChatNews(Struct, frozen=True, kw_only=True, tag=True):
    """Something was written in a chat of this desk: the page fetches it."""

    contact_id: ContactId
    number: int
    """Of the last post."""


class TakenOver(Struct, frozen=True, tag=True):
    """Another tab of the same agent is the desk now."""


@websocket("/ws/desk")
async def desk_socket(
    socket: Socket,
    asker: NamedDependency[Asker],
    feed: NamedDependency[Feed],
    desk_screen: NamedDependency[DeskScreen],
    queues_screen: NamedDependency[QueuesScreen],
    floor_screen: NamedDependency[FloorScreen],
) -> None:
    asker.must("desk.work")
    await socket.accept()
    if asker.agent_id is None:
        await socket.close(code=4403)
        return
    line = feed.open(asker.agent_id)
    desk = _DeskWriter(
        socket, asker, line, desk=desk_screen, queues=queues_screen, floor=floor_screen
    )
    try:
        await _both(socket, desk.write)
    finally:
        feed.close(line)


class _DeskWriter:
    """Sends what is new, and the queues about once a second."""

    def __init__(
        self,
        socket: Socket,
        asker: Asker,
        line: Line,
        *,
        desk: DeskScreen,
        queues: QueuesScreen,
        floor: FloorScreen,
    ) -> None:
        self._socket = socket
        self._asker = asker
        self._line = line
        self._desk = desk
        self._queues = queues
        self._floor = floor
        self._say = _say(socket)
        self._heals = HEALS

    async def write(self) -> None:
        line = self._line
        next_queues = 0.0
        loop = asyncio.get_running_loop()
        while not line.is_taken_over:
            if line.is_new:
                line.is_new = False
                await self._snapshot()
            while line.written:
                contact_id, number = line.written.popitem()
                news = ChatNews(contact_id=contact_id, number=number)
                await _send(self._socket, news)
            if line.has_notes:
                line.has_notes = False
                await _send(self._socket, await self._floor.notes(self._asker))
            if loop.time() >= next_queues:
                next_queues = loop.time() + SECOND
                await _send(self._socket, await self._queues.now(self._asker.scope))
            await line.rest(max(0.0, next_queues - loop.time()))
        await _send(self._socket, TakenOver())
        await self._socket.close(code=4001)

    async def _snapshot(self) -> None:
        shown, is_whole = await self._desk.now(self._asker, self._say)
        contact_ids = frozenset(one.contact_id for one in shown.contacts)
        if contact_ids != self._line.contact_ids:
            self._line.contact_ids, self._heals = contact_ids, HEALS
        await _send(self._socket, shown)
        if not is_whole and self._heals:
            # A stage was late or had not heard of the contact yet: look again soon.
            self._heals -= 1
            loop = asyncio.get_running_loop()
            loop.call_later(0.4, self._line.touch)


@websocket("/ws/board")
async def board_socket(
    socket: Socket,
    asker: NamedDependency[Asker],
    board_screen: NamedDependency[BoardScreen],
) -> None:
    asker.must("board.watch")
    await socket.accept()
    channel = str(socket.query_params.get("channel", ""))

    async def write() -> None:
        while True:
            await _send(socket, await board_screen.now(asker, channel))
            await asyncio.sleep(SECOND)

    await _both(socket, write)


@websocket("/ws/floor")
async def floor_socket(
    socket: Socket,
    asker: NamedDependency[Asker],
    floor_screen: NamedDependency[FloorScreen],
) -> None:
    asker.must("floor.watch")
    await socket.accept()

    async def write() -> None:
        while True:
            await _send(socket, await floor_screen.now(asker))
            await asyncio.sleep(SECOND)

    await _both(socket, write)


async def _both(socket: Socket, write: Callable[[], Awaitable[None]]) -> None:
    """Writes until either side has had enough; what is read only shows that it lives.

    A desk that is open is in use, so its sign-in session does not become idle; and when
    the session is over nothing more is shown (4401).
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            others = [
                tasks.create_task(_read(socket)),
                tasks.create_task(_stay_signed_in(socket)),
            ]
            try:
                await write()
            finally:
                for one in others:
                    one.cancel()
    except* _SignedOut:
        await socket.close(code=4401)
    except* (WebSocketDisconnect, OSError, _Gone):
        log.debug("a socket is gone")
    except* Refusal as refused:
        log.info("a socket was refused", extra={"why": str(refused.exceptions[0])})
        await socket.close(code=4000)


class _Gone(Exception):
    """The browser has closed the socket."""


class _SignedOut(Exception):
    """The sign-in session is over."""


async def _stay_signed_in(socket: Socket) -> None:
    who = socket.app.state["who_asks"]
    while True:
        await asyncio.sleep(LOOKS_AGAIN)
        try:
            is_signed_in = await who(socket.auth) is not None
        except Refusal as refused:
            # The database is away: whoever was signed in keeps what there is to see.
            log.info("a session was not looked up", extra={"why": str(refused)})
            continue
        if not is_signed_in:
            raise _SignedOut


async def _read(socket: Socket) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise _Gone


async def _send(socket: Socket, message: Struct) -> None:
    text = msgspec.json.encode(message).decode()
    async with asyncio.timeout(SLOW):
        await socket.send_text(text)


def _say(socket: Socket) -> Say:
    """In the language of the page; a browser's own may be another."""
    headers = socket.headers.get("accept-language", "")
    return load(preferred(str(socket.query_params.get("language", headers)))).say


ROUTES = [desk_socket, board_socket, floor_socket]
