"""The WebSocket of a visitor's page: what `POST /api/chat/look` answers, when it is new."""

import asyncio
import logging

import msgspec
from litestar import websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect

from yingda.journey.channels.api.chats import Look, VisitorNow, shown
from yingda.journey.channels.errors import UnknownChat
from yingda.journey.channels.model.chats import ChatState
from yingda.journey.channels.service import Channels
from yingda.journey.channels.service.readers import Reader
from yingda.kernel.refusal import Refusal
from yingda.platform.http.sockets import Gone, Socket, until_gone
from yingda.platform.http.wire import Wire, send, wire_of

HELLO = 10.0
"""Seconds in which a page must have said which chat is its own."""
SIGN_OF_LIFE = 15.0
"""Seconds after which a page is told how things stand although nothing is new; that it
is open is noted as often."""
MISREAD, UNKNOWN, REFUSED, GIVEN_UP = 4400, 4404, 4000, 4001

log = logging.getLogger(__name__)


@websocket("/ws/chat")
async def visitor_socket(socket: Socket, channels: NamedDependency[Channels]) -> None:
    """The first message is a `Look`: a token has no place in an address."""
    await socket.accept()
    try:
        async with asyncio.timeout(HELLO):
            said = await socket.receive_text()
        wanted = msgspec.json.decode(said, type=Look)
    except (msgspec.DecodeError, TimeoutError, KeyError):
        await socket.close(code=MISREAD)
        return
    except WebSocketDisconnect:
        return
    try:
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(until_gone(socket))
            try:
                await _show(channels, wire_of(socket.scope), wanted)
            finally:
                reading.cancel()
        await socket.close(code=GIVEN_UP)
    except* UnknownChat:
        await socket.close(code=UNKNOWN)
    except* (WebSocketDisconnect, OSError, Gone):
        log.debug("a visitor's socket is gone")
    except* Refusal as refused:
        log.info("a visitor was refused", extra={"why": str(refused.exceptions[0])})
        await socket.close(code=REFUSED)


async def _show(channels: Channels, wire: Wire, wanted: Look) -> None:
    """Whatever is new since the last post that the page has, until it is given up."""
    first = await channels.visitors.look(wanted.token, after=wanted.after)
    reader = channels.readers.open(first.chat.contact_id)
    try:
        await _follow(channels, wire, wanted, reader)
    finally:
        channels.readers.close(reader)


async def _follow(channels: Channels, wire: Wire, wanted: Look, reader: Reader) -> None:
    after = wanted.after
    loop = asyncio.get_running_loop()
    last: VisitorNow | None = None
    silent_since = loop.time()
    while not reader.is_given_up:
        # What is looked up now would be old when the page has taken the rest.
        await wire.clear()
        seen = await channels.visitors.look(wanted.token, after=after)
        now = shown(seen)
        reader.is_waiting = now.state is ChatState.WAITING
        if now != last or loop.time() - silent_since >= SIGN_OF_LIFE:
            await send(wire, now)
            silent_since = loop.time()
            after = (
                max(after, *(one.number for one in seen.posts)) if seen.posts else after
            )
            last = VisitorNow(state=now.state, position=now.position, posts=())
        await reader.news(within=SIGN_OF_LIFE)


ROUTES = [visitor_socket]
