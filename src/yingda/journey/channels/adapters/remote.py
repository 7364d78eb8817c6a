"""The switch as other processes of the centre reach it.

One process follows the switch and knows its lines. Others (the one that serves pages)
hand their orders to it through a socket in the data folder that only we may open.
Signals are heard by the one process alone.
"""

import asyncio
import os
from collections.abc import AsyncGenerator
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import msgspec

from yingda.journey.channels.model import Order, Phone, Signal
from yingda.journey.channels.ports import Switch

ORDERS = {kind.__name__: kind for kind in get_args(Order)}
SECONDS = 10


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """One request of another process: orders, or a telephone to admit or dismiss."""

    orders: tuple[tuple[str, dict[str, object]], ...] = ()
    admit: Phone | None = None
    dismiss: str | None = None


class RemoteSwitch:
    """Promises what Switch promises, but for signals, of which there are none."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    async def do(self, *orders: Order) -> None:
        named = tuple((type(order).__name__, asdict(order)) for order in orders)
        await self._ask(Wish(orders=named))

    async def signals(self) -> AsyncGenerator[Signal, None]:
        nobody: tuple[Signal, ...] = ()
        for signal in nobody:
            yield signal

    async def admit(self, phone: Phone) -> None:
        await self._ask(Wish(admit=phone))

    async def dismiss(self, name: str) -> None:
        await self._ask(Wish(dismiss=name))

    async def _ask(self, wish: Wish) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                reader, writer = await asyncio.open_unix_connection(self._socket)
                try:
                    writer.write(msgspec.json.encode(wish) + b"\n")
                    await writer.drain()
                    answer = await reader.readline()
                finally:
                    writer.close()
        except (OSError, TimeoutError) as error:
            raise ConnectionError("the switch is away") from error
        if answer != b"done\n":
            raise ConnectionError("the switch is away")


async def serve(switch: Switch, socket: Path) -> None:
    """Carries out what other processes wish, until it is cancelled."""

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            line = await reader.readline()
            await _fulfil(switch, msgspec.json.decode(line, type=Wish))
            writer.write(b"done\n")
        except (ConnectionError, msgspec.MsgspecError):
            writer.write(b"away\n")
        finally:
            writer.close()

    _clear(socket)
    before = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(answer, socket, limit=2**20)
    finally:
        os.umask(before)
    async with server:
        await server.serve_forever()


def _clear(socket: Path) -> None:
    socket.parent.mkdir(parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)


async def _fulfil(switch: Switch, wish: Wish) -> None:
    if wish.admit is None and wish.dismiss is None:
        # Without an order it is a question: are you there?
        await switch.do(
            *(msgspec.convert(fields, ORDERS[kind]) for kind, fields in wish.orders)
        )
    if wish.admit is not None:
        await switch.admit(wish.admit)
    if wish.dismiss is not None:
        await switch.dismiss(wish.dismiss)
