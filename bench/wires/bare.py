"""The least that can be done: bytes that lie ready are written to open sockets."""

import asyncio
import time
from asyncio import Transport
from asyncio.transports import BaseTransport
from base64 import b64decode
from typing import cast

from bench.wires.control import Words, listen, run

ACCEPTED = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n"
)


class Sender:
    """To whom it writes, in the order in which they came."""

    def __init__(self) -> None:
        self.open: list[Transport] = []
        self._all = b""
        self._some: list[bytes] = []

    async def do(self, words: Words) -> Words:
        match words["what"]:
            case "payload":
                self._all = b64decode(words["all"])
                self._some = [b64decode(one) for one in words["some"]]
                return {}
            case "round":
                start = time.monotonic()
                first = words["first"]
                for transport, framed in zip(
                    self.open[first:], self._some, strict=False
                ):
                    transport.write(framed)
                framed = self._all
                for transport in self.open:
                    transport.write(framed)
                return {"start": start}
            case _:
                return {"cpu": time.process_time()}


class Shake(asyncio.Protocol):
    """Says yes to whoever comes."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def connection_made(self, transport: BaseTransport) -> None:
        self._transport = cast("Transport", transport)

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET"):
            self._transport.write(ACCEPTED)
            self._sender.open.append(self._transport)


async def main() -> None:
    loop, sender = asyncio.get_running_loop(), Sender()
    server = await loop.create_server(lambda: Shake(sender), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async def do(words: Words) -> Words:
        return {"port": port} if words["what"] == "open" else await sender.do(words)

    await listen(do)


if __name__ == "__main__":
    run(main)
