"""What goes out over a WebSocket: written at once, framed once for all who get the same.

A frame of ours is the same for every reader, so a message for a thousand pages is encoded
and framed once and its bytes are given to a thousand sockets.
"""

from typing import Protocol, cast

import msgspec
from litestar.types import Scope as ConnectionScope
from msgspec import Struct

EXTENSION = "yingda.wire"
"""Under which name a connection carries its wire."""

_TEXT = 0x81
_SHORT, _MIDDLE = 125, 0xFFFF


class Wire(Protocol):
    """The outgoing side of one WebSocket.

    Promises: it holds back at most what was offered at one moment while it was clear; and
    a reader who has not taken that within a while is cut off, however many others read.
    """

    def offer(self, framed: bytes) -> bool:
        """Written and True, or False: the reader has not taken what came before."""
        ...

    async def clear(self) -> None:
        """Until everything was taken; raises ConnectionResetError if nobody reads now."""
        ...


def frame(message: Struct) -> bytes:
    """As it goes over the wire to any reader (RFC 6455, a server's text frame)."""
    text = msgspec.json.encode(message)
    size = len(text)
    if size <= _SHORT:
        return bytes((_TEXT, size)) + text
    if size <= _MIDDLE:
        return bytes((_TEXT, 126)) + size.to_bytes(2, "big") + text
    return bytes((_TEXT, 127)) + size.to_bytes(8, "big") + text


def wire_of(scope: ConnectionScope) -> Wire:
    """Of an accepted WebSocket."""
    extensions = cast("dict[str, object]", scope.get("extensions"))
    return cast("Wire", extensions[EXTENSION])


async def send(wire: Wire, message: Struct) -> None:
    """In its turn: whoever reads slowly gets it as soon as the rest was taken."""
    framed = frame(message)
    while not wire.offer(framed):
        await wire.clear()
