"""A WebSocket that no reader can fill: uvicorn's, with an end to its patience.

Left to itself the server waits for ever for a browser that is open and reads nothing: its
kernel says so for as long as the machine is on, and everything written meanwhile is kept.
"""

import socket
from asyncio import TimerHandle, Transport
from asyncio.transports import BaseTransport
from typing import cast

from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)
from websockets.http11 import Request

from yingda.platform.http.wire import EXTENSION

SLOW = 10.0
"""Seconds after which a reader who takes nothing is cut off; it will come back."""
UNSENT = 16 * 1024
"""Bytes that the kernel may keep of what has not been sent; more waits with us."""


class BoundedSocket(WebSocketsSansIOProtocol):
    """Is the `Wire` of its connection, and cuts off who reads nothing.

    Two ways to find out: what is written is not taken (`SLOW`), or, where too little is
    written for that, a ping is not answered in time (the server's setting).
    """

    _slow: TimerHandle | None = None
    """Runs while something is not taken."""

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        # Whatever the kernel does not take at once makes the reader a slow one.
        cast("Transport", transport).set_write_buffer_limits(high=0)
        under: socket.socket | None = transport.get_extra_info("socket")
        if under is not None and hasattr(socket, "TCP_NOTSENT_LOWAT"):
            under.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions = cast("dict[str, object]", self.scope["extensions"])
            extensions[EXTENSION] = self

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._slow is None:
            self._slow = self.loop.call_later(SLOW, self.cut)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._is_taken()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_taken()
        super().connection_lost(exc)

    def keepalive_timeout(self) -> None:
        """A farewell would wait behind what is not read."""
        self.pong_timer = None
        self.cut()

    def cut(self) -> None:
        """At once, with all that was not taken."""
        self.transport.abort()

    # --- as the wire ---------------------------------------------------------------

    def offer(self, framed: bytes) -> bool:
        if self._slow is not None or self.disconnected or self.close_sent:
            return False
        self.transport.write(framed)
        return True

    async def clear(self) -> None:
        await self.writable.wait()
        if self.disconnected or self.close_sent:
            raise ConnectionResetError

    def _is_taken(self) -> None:
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None
