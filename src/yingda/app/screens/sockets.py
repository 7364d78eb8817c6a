"""The WebSockets of the desk, of the board and of the floor."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from litestar import websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect
from msgspec import Struct

from yingda.app.language import load, preferred
from yingda.app.screens.attendance import Attendance, SignedOut
from yingda.app.screens.board import BoardScreen
from yingda.app.screens.desk import DeskScreen
from yingda.app.screens.feed import Feed, Line
from yingda.app.screens.floor import FloorScreen
from yingda.app.screens.herald import Herald
from yingda.app.screens.panels import Say
from yingda.app.screens.queues import QueuesScreen
from yingda.app.screens.words import whole
from yingda.kernel.ids import ContactId
from yingda.kernel.org import Asker
from yingda.kernel.refusal import Refusal
from yingda.messages.analytics import Simulated
from yingda.platform.http.sockets import Gone, Socket, until_gone
from yingda.platform.http.wire import Wire, send, wire_of

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
    herald: NamedDependency[Herald],
    attendance: NamedDependency[Attendance],
    desk_screen: NamedDependency[DeskScreen],
    queues_screen: NamedDependency[QueuesScreen],
    floor_screen: NamedDependency[FloorScreen],
) -> None:
    asker.must("desk.work")
    await socket.accept()
    if asker.agent_id is None:
        await socket.close(code=4403)
        return
    wire, line = wire_of(socket.scope), feed.open(asker.agent_id)
    desk = _DeskWriter(socket, wire, asker, line, desk=desk_screen, floor=floor_screen)

    async def queues() -> Struct:
        return await queues_screen.now(asker.scope)

    async def write() -> None:
        await desk.snapshot()
        await send(wire, await queues())
        with herald.tells(("queues", whole(asker.scope)), queues, wire):
            await desk.write()

    try:
        await _both(socket, attendance, write)
    finally:
        feed.close(line)


class _DeskWriter:
    """Sends what is new of one desk."""

    def __init__(
        self,
        socket: Socket,
        wire: Wire,
        asker: Asker,
        line: Line,
        *,
        desk: DeskScreen,
        floor: FloorScreen,
    ) -> None:
        self._socket = socket
        self._wire = wire
        self._asker = asker
        self._line = line
        self._desk = desk
        self._floor = floor
        self._say = _say(socket)
        self._heals = HEALS

    async def write(self) -> None:
        line, wire = self._line, self._wire
        while not line.is_taken_over:
            # What is composed now would be old when the reader has taken the rest.
            await wire.clear()
            if line.is_new:
                await self.snapshot()
            while line.written:
                contact_id, number = line.written.popitem()
                await send(wire, ChatNews(contact_id=contact_id, number=number))
            if line.has_notes:
                line.has_notes = False
                await send(wire, await self._floor.notes(self._asker))
            await line.news()
        await send(wire, TakenOver())
        await self._socket.close(code=4001)

    async def snapshot(self) -> None:
        self._line.is_new = False
        shown, is_whole = await self._desk.now(self._asker, self._say)
        contact_ids = frozenset(one.contact_id for one in shown.contacts)
        if contact_ids != self._line.contact_ids:
            self._line.contact_ids, self._heals = contact_ids, HEALS
        await send(self._wire, shown)
        if not is_whole and self._heals:
            # A stage was late or had not heard of the contact yet: look again soon.
            self._heals -= 1
            loop = asyncio.get_running_loop()
            loop.call_later(0.4, self._line.touch)


@websocket("/ws/board")
async def board_socket(
    socket: Socket,
    asker: NamedDependency[Asker],
    herald: NamedDependency[Herald],
    attendance: NamedDependency[Attendance],
    board_screen: NamedDependency[BoardScreen],
) -> None:
    """Everybody of one place sees the same board."""
    asker.must("board.watch")
    await socket.accept()
    channel = str(socket.query_params.get("channel", ""))
    simulated: Simulated = "no" if socket.query_params.get("simulated") == "no" else ""

    async def board() -> Struct:
        return await board_screen.now(asker, channel, simulated)

    async def write() -> None:
        await _listen(socket, herald, ("board", asker.scope, channel, simulated), board)

    await _both(socket, attendance, write)


@websocket("/ws/floor")
async def floor_socket(
    socket: Socket,
    asker: NamedDependency[Asker],
    herald: NamedDependency[Herald],
    attendance: NamedDependency[Attendance],
    floor_screen: NamedDependency[FloorScreen],
) -> None:
    """Whoever leads sees their own people."""
    asker.must("floor.watch")
    await socket.accept()

    async def floor() -> Struct:
        return await floor_screen.now(asker)

    async def write() -> None:
        await _listen(socket, herald, ("floor", asker), floor)

    await _both(socket, attendance, write)


async def _listen(
    socket: Socket,
    herald: Herald,
    topic: tuple[object, ...],
    compose: Callable[[], Awaitable[Struct]],
) -> None:
    """At once, and from then on with all others."""
    wire = wire_of(socket.scope)
    await send(wire, await compose())
    with herald.tells(topic, compose, wire):
        await asyncio.Event().wait()


async def _both(
    socket: Socket, attendance: Attendance, write: Callable[[], Awaitable[None]]
) -> None:
    """Writes until either side has had enough; what is read only shows that it lives.

    When the sign-in session is over nothing more is shown (4401).
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            others = [
                tasks.create_task(until_gone(socket)),
                tasks.create_task(attendance.last(str(socket.auth))),
            ]
            try:
                await write()
            finally:
                for one in others:
                    one.cancel()
    except* SignedOut:
        await socket.close(code=4401)
    except* (WebSocketDisconnect, OSError, Gone):
        log.debug("a socket is gone")
    except* Refusal as refused:
        log.info("a socket was refused", extra={"why": str(refused.exceptions[0])})
        await socket.close(code=4000)


def _say(socket: Socket) -> Say:
    """In the language of the page; a browser's own may be another."""
    headers = socket.headers.get("accept-language", "")
    return load(preferred(str(socket.query_params.get("language", headers)))).say


ROUTES = [desk_socket, board_socket, floor_socket]
