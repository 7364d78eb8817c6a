"""A reader who takes nothing is cut off, whatever keeps it; nobody else notices."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, cast

import pytest
import uvicorn
from litestar import Litestar, WebSocket, websocket
from litestar.datastructures import State
from msgspec import Struct
from websockets.asyncio.client import connect

from yingda.app.processes import served
from yingda.app.settings import Settings
from yingda.platform.http import bounded
from yingda.platform.http.wire import Wire, send, wire_of


class News(Struct, frozen=True, tag=True):
    text: str


class Press:
    """A server of the product's kind, which writes as much as readers take."""

    def __init__(self) -> None:
        self._wires: dict[str, asyncio.Future[Wire]] = {}
        self.ends: dict[str, asyncio.Future[None]] = {}
        self.port = 0

    def app(self) -> Litestar:
        @websocket("/ws/{name:str}")
        async def reads(socket: WebSocket[Any, Any, State]) -> None:
            name = socket.path_params["name"]
            await socket.accept()
            self.ends[name] = asyncio.get_running_loop().create_future()
            self._wire(name).set_result(wire_of(socket.scope))
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass
            self.ends[name].set_result(None)

        return Litestar([reads], openapi_config=None, logging_config=None)

    async def opened(self, name: str) -> Wire:
        async with asyncio.timeout(5):
            return await self._wire(name)

    def _wire(self, name: str) -> asyncio.Future[Wire]:
        loop = asyncio.get_running_loop()
        return self._wires.setdefault(name, loop.create_future())


@asynccontextmanager
async def printing(**changes: object) -> AsyncIterator[Press]:
    press = Press()
    config = served(cast(Any, press.app()), Settings(demo=False))
    config.port = 0
    for name, value in changes.items():
        setattr(config, name, value)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # not ours
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  # it has no event for it
            await asyncio.sleep(0.01)
        press.port = server.servers[0].sockets[0].getsockname()[1]
        yield press
        server.should_exit = True
        await serving


async def stopped(port: int, name: str) -> socket.socket:
    """A reader who says hello and takes nothing from then on."""
    one = socket.socket()
    one.setblocking(False)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(one, ("127.0.0.1", port))
    hello = (
        f"GET /ws/{name} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await loop.sock_sendall(one, hello.encode())
    return one


async def fill(wire: Wire) -> int:
    """With more than the reader takes; how many thousand bytes that was."""
    for offered in count():
        if not wire.offer(b"\x81\x7e\x03\xe8" + b"x" * 1000):
            return offered
        await asyncio.sleep(0)
    raise AssertionError


async def test_who_takes_nothing_is_cut_off_and_little_is_kept_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded, "SLOW", 0.5)
    async with printing() as press:
        one = await stopped(press.port, "slow")
        wire = await press.opened("slow")
        kilobytes = await fill(wire)
        async with asyncio.timeout(10):
            await press.ends["slow"]
        with pytest.raises(ConnectionResetError):
            await send(wire, News("late"))
        one.close()

    # The kernel's own least, of both sides, and not the megabytes it would grow to.
    assert kilobytes < 300


async def test_who_answers_no_ping_is_cut_off_though_little_is_written() -> None:
    async with printing(ws_ping_interval=0.2, ws_ping_timeout=0.3) as press:
        one = await stopped(press.port, "still")
        await press.opened("still")
        async with asyncio.timeout(10):
            await press.ends["still"]
        one.close()


async def test_others_are_written_to_as_if_nothing_were() -> None:
    async with printing() as press:
        one = await stopped(press.port, "slow")
        slow = await press.opened("slow")
        async with connect(f"ws://127.0.0.1:{press.port}/ws/quick") as quick:
            wire = await press.opened("quick")
            await fill(slow)
            for number in range(200):
                slow.offer(b"\x81\x01x")
                await send(wire, News(str(number)))
            async with asyncio.timeout(10):
                told = [str(await quick.recv()) for _ in range(200)]
        one.close()

    assert [f'"{number}"' in text for number, text in enumerate(told)] == [True] * 200


async def test_who_reads_again_in_time_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SLOW", 60.0)
    async with printing() as press:
        one = await stopped(press.port, "slow")
        wire = await press.opened("slow")
        await fill(wire)
        loop = asyncio.get_running_loop()
        clear = asyncio.ensure_future(wire.clear())
        async with asyncio.timeout(10):
            while not clear.done():
                await loop.sock_recv(one, 65536)
        await clear
        assert wire.offer(b"\x81\x01x")
        one.close()
