"""What every WebSocket of ours does with what is said to it: it shows that somebody lives."""

from litestar import WebSocket
from litestar.datastructures import State

Socket = WebSocket[object, object, State]


class Gone(Exception):
    """The browser has closed the socket."""


async def until_gone(socket: Socket) -> None:
    """Reads what comes, for nothing; raises Gone at the end."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise Gone
