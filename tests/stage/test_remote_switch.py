"""Another process's orders reach the switch as they were given."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import pytest

from yingda.journey.channels.adapters.remote import RemoteSwitch, serve
from yingda.journey.channels.model import (
    HangUp,
    Join,
    LineId,
    Number,
    Order,
    Phone,
    Ring,
    Signal,
    TalkId,
)

RING = Ring(
    line_id=LineId("leg-1"),
    phone="agent-ana",
    shown="138****6621",
    record_as=None,
    headers={"X-Yingda-Contact": "c-1"},
)
JOIN = Join(talk_id=TalkId("t-1"), line_ids=(LineId("a"), LineId("b")))
PHONE = Phone(name="web-1", password="secret", is_agent=False, caller=Number("139"))


class Notebook:
    """A switch that writes down what it is asked."""

    def __init__(self, *, is_away: bool = False) -> None:
        self.asked: list[Order | Phone | str] = []
        self._is_away = is_away

    async def do(self, *orders: Order) -> None:
        if self._is_away:
            raise ConnectionError
        self.asked.extend(orders)

    async def signals(self) -> AsyncGenerator[Signal, None]:
        nobody: tuple[Signal, ...] = ()
        for signal in nobody:
            yield signal

    async def admit(self, phone: Phone) -> None:
        self.asked.append(phone)

    async def dismiss(self, name: str) -> None:
        self.asked.append(name)


async def through(switch: Notebook, folder: Path, *steps: Order) -> RemoteSwitch:
    socket = folder / "switch.sock"
    serving = asyncio.ensure_future(serve(switch, socket))
    while not socket.exists():  # noqa: ASYNC110 - the file itself is the sign
        await asyncio.sleep(0)
    remote = RemoteSwitch(socket)
    try:
        await remote.do(*steps)
        await remote.admit(PHONE)
        await remote.dismiss("web-1")
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
    return remote


async def test_orders_and_telephones_arrive_unchanged(tmp_path: Path) -> None:
    switch = Notebook()

    await through(switch, tmp_path, RING, JOIN, HangUp(line_id=LineId("a")))

    assert switch.asked == [RING, JOIN, HangUp(line_id=LineId("a")), PHONE, "web-1"]


async def test_a_switch_that_is_away_is_away_for_all(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        await through(Notebook(is_away=True), tmp_path, RING)
    with pytest.raises(ConnectionError):
        await RemoteSwitch(tmp_path / "nobody.sock").do(RING)
