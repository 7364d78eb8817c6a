"""SIP for telephones in browsers: our border in front of the switch's own WebSocket."""

import asyncio

from litestar import websocket
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from yingda.journey.channels.service import Channels
from yingda.journey.channels.service.phones import Phones
from yingda.kernel.org import Asker
from yingda.platform.http.sockets import Socket

TRY_AGAIN = 1013
"""The close code for "not now"; the browser's telephone tries again by itself."""


class _Over(Exception):
    """The switch has closed its side."""


class _Left(Exception):
    """The browser has closed its side."""


@websocket("/sip")
async def agent_telephone(
    socket: Socket,
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    asker.must("calls.control")
    await _carry(socket, channels.phones)


@websocket("/sip/{name:str}")
async def page_telephone(
    socket: Socket,
    channels: NamedDependency[Channels],
    name: FromPath[str],
    ticket: FromQuery[str] = "",
) -> None:
    await channels.phones.check_page(name, ticket)
    await _carry(socket, channels.phones)


async def _carry(socket: Socket, phones: Phones) -> None:
    """Both ways, until one side closes; then the other is closed too."""
    address = phones.ws
    await socket.accept(subprotocols="sip")
    try:
        async with connect(
            address, subprotocols=[Subprotocol("sip")], ping_interval=None
        ) as switch:
            is_open = await _until_over(socket, switch, phones.pace)
    except (OSError, InvalidHandshake):
        await socket.close(code=TRY_AGAIN)
        return
    if is_open:
        await socket.close()


async def _until_over(socket: Socket, switch: ClientConnection, pace: int) -> bool:
    """True if the browser's side is still open."""
    is_open = True
    try:
        async with asyncio.TaskGroup() as both:
            both.create_task(_inwards(socket, switch, pace))
            both.create_task(_outwards(socket, switch))
    except* (_Left, OSError):
        is_open = False
    except* (_Over, ConnectionClosed):
        pass
    return is_open


async def _inwards(socket: Socket, switch: ClientConnection, pace: int) -> None:
    """At most `pace` messages a second: what is more waits with whoever sends it."""
    loop = asyncio.get_running_loop()
    began, carried = loop.time(), 0
    while True:
        if carried == pace:
            await asyncio.sleep(began + 1 - loop.time())
            began, carried = loop.time(), 0
        message = await socket.receive()
        if message["type"] != "websocket.receive":
            raise _Left
        sent = message.get("text") or message.get("bytes")
        if sent:
            await switch.send(sent)
            carried += 1


async def _outwards(socket: Socket, switch: ClientConnection) -> None:
    async for message in switch:
        if isinstance(message, str):
            await socket.send_text(message)
        else:
            await socket.send_bytes(message)
    raise _Over


ROUTES = [agent_telephone, page_telephone]
