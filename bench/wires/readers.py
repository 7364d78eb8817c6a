"""Those who read: the same for both servers, in a process of their own."""

import asyncio
import socket
import time
from asyncio import Transport
from asyncio.transports import BaseTransport
from base64 import b64encode
from typing import cast

from bench.wires.control import Words, listen, run

PONG = b"\x8a\x84\x00\x00\x00\x00"
PING, TEXT = 0x9, 0x1


class Reader(asyncio.Protocol):
    """Notes when each message has come."""

    def __init__(self, arrivals: list[float], hello: bytes) -> None:
        self._arrivals = arrivals
        self._hello = hello
        self._rest = b""
        self.is_open = asyncio.get_running_loop().create_future()
        self.last: dict[str, bytes] = {}
        """Of each kind the last message, framed as it came."""

    def connection_made(self, transport: BaseTransport) -> None:
        self._transport = cast("Transport", transport)
        self._transport.write(self._hello)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.is_open.done():
            self.is_open.set_exception(ConnectionError("refused"))

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        data = self._rest + data
        if not self.is_open.done():
            head, _, data = data.partition(b"\r\n\r\n")
            assert b" 101 " in head, head
            self.is_open.set_result(None)
        while len(data) >= 2:
            size, at = data[1], 2
            if size == 126:
                size, at = int.from_bytes(data[2:4], "big"), 4
            elif size == 127:
                size, at = int.from_bytes(data[2:10], "big"), 10
            if len(data) < at + size:
                break
            kind, framed, data = data[0] & 0xF, data[: at + size], data[at + size :]
            if kind == TEXT:
                self._arrivals.append(now)
                self.last[framed[at : at + 20].decode(errors="replace")] = framed
            elif kind == PING:
                self._transport.write(PONG + framed[2:6])
        self._rest = data


def hello(path: str, cookie: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Cookie: {cookie}\r\n\r\n"
    ).encode()


class Readers:
    """Of both servers; each with a list of its own."""

    def __init__(self) -> None:
        self._arrivals: dict[str, list[float]] = {"ours": [], "bare": []}
        self._readers: dict[str, list[Reader]] = {"ours": [], "bare": []}
        self._stalled: list[socket.socket] = []

    async def do(self, words: Words) -> Words:
        match words["what"]:
            case "connect":
                await self._connect(words["arm"], words["port"], words["cookies"])
                return {}
            case "stall":
                self._stall(words["port"], words["cookie"])
                return {}
            case "leave":
                for one in self._stalled:
                    one.close()
                self._stalled.clear()
                return {}
            case "last":
                framed = [one.last for one in self._readers["ours"]]
                return {
                    "last": [
                        {kind: b64encode(one).decode() for kind, one in last.items()}
                        for last in framed
                    ]
                }
            case _:
                return await self._arrived(words["arm"], words["wanted"])

    async def _connect(self, arm: str, port: int, cookies: list[str]) -> None:
        loop = asyncio.get_running_loop()
        for cookie in cookies:
            said = hello("/ws/desk?language=en", cookie)
            arrivals = self._arrivals[arm]
            _, reader = await loop.create_connection(
                lambda said=said, arrivals=arrivals: Reader(arrivals, said),  # type: ignore[misc]  # a lambda's defaults have no types
                "127.0.0.1",
                port,
            )
            await reader.is_open
            self._readers[arm].append(reader)

    def _stall(self, port: int, cookie: str) -> None:
        """Says hello, and never reads."""
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.connect(("127.0.0.1", port))
        one.sendall(hello("/ws/desk?language=en", cookie))
        self._stalled.append(one)

    async def _arrived(self, arm: str, wanted: int) -> Words:
        """When so many had come, or after a while all that did."""
        arrivals = self._arrivals[arm]
        end = time.monotonic() + 5
        # An event would be set by whoever is being measured.
        while len(arrivals) < wanted and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        found = list(arrivals)
        arrivals.clear()
        return {"arrivals": found}


async def main() -> None:
    await listen(Readers().do)


if __name__ == "__main__":
    run(main)
