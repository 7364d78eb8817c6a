"""A browser that stops reading: cut off, up to date when it is back, felt by nobody."""

import asyncio
import json
import socket
import time
from itertools import cycle
from pathlib import Path

import pytest
from bench.result import quantile
from websockets.asyncio.client import ClientConnection, connect

from live.centre import LiveCentre, Person

pytestmark = pytest.mark.live

SLOW, QUICK = "a1003", "a1004"
LARGEST = 4096
"""Bytes that the browser that reads nothing has room for: what is written soon waits."""


def still_reader(person: Person, centre: LiveCentre) -> socket.socket:
    """A desk is open and takes nothing from the line."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LARGEST)
    one.connect(("127.0.0.1", centre.http_port))
    one.sendall(
        f"GET /ws/desk HTTP/1.1\r\nHost: 127.0.0.1:{centre.http_port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {person.cookie}\r\n\r\n".encode()
    )
    return one


def opened(person: Person, centre: LiveCentre) -> connect:
    return connect(
        centre.url.replace("http", "ws") + "/ws/desk",
        additional_headers={"Cookie": person.cookie},
    )


async def shown(line: ClientConnection, state: str) -> None:
    """Until the page shows the agent in this state."""
    async with asyncio.timeout(10):
        while True:
            told = json.loads(await line.recv())
            if told["type"] == "DeskNow" and told["state"] == state:
                return


async def become(person: Person, state: str) -> None:
    body = {"state": state}
    await asyncio.to_thread(person.ask, "POST", "/api/desk/state", body)


async def delays(
    person: Person, line: ClientConnection, *, seconds: float
) -> list[float]:
    """From the agent's asking for a state until the page shows it."""
    found: list[float] = []
    end = time.monotonic() + seconds
    for state in cycle(("training", "meeting")):
        if time.monotonic() > end:
            return found
        start = time.monotonic()
        shows = asyncio.ensure_future(shown(line, state))
        await become(person, state)
        await shows
        found.append(time.monotonic() - start)
    raise AssertionError


async def churn(person: Person, *, until: asyncio.Event) -> None:
    """So much is new at the desk that reads nothing that no buffer has room for it."""
    for state in cycle(("training", "meeting")):
        if until.is_set():
            return
        await become(person, state)


async def is_over(one: socket.socket, *, within: float) -> float:
    """Seconds until the server has cut the line: it can be written to no more."""
    start, loop = time.monotonic(), asyncio.get_running_loop()
    one.setblocking(False)
    async with asyncio.timeout(within):
        while True:
            try:
                # A pong that nobody asked for.
                await loop.sock_sendall(one, b"\x8a\x80\x00\x00\x00\x00")
            except OSError:
                return time.monotonic() - start
            await asyncio.sleep(0.2)


def memory(centre: LiveCentre) -> int:
    """What the process that serves pages holds, in KiB."""
    pid = (centre.data / "run" / "work.pid").read_text()
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise AssertionError


async def at_desk(centre: LiveCentre, name: str) -> Person:
    person = await asyncio.to_thread(centre.person, name)
    await asyncio.to_thread(person.ask, "POST", "/api/desk/sign-in", {})
    return person


async def test_who_takes_nothing_is_cut_off_and_nobody_else_waits(
    centre: LiveCentre,
) -> None:
    slow, quick = await at_desk(centre, SLOW), await at_desk(centre, QUICK)
    async with opened(quick, centre) as line:
        before = await delays(quick, line, seconds=5)
        one, held, is_cut = still_reader(slow, centre), memory(centre), asyncio.Event()
        busy = asyncio.ensure_future(churn(slow, until=is_cut))
        over = asyncio.ensure_future(is_over(one, within=60))
        meanwhile = await delays(quick, line, seconds=10)
        took = await over
        is_cut.set()
        await busy
    print(
        f"cut off after {took:.1f} s; others' p50"
        f" {quantile(before, 0.5):.4f} s, meanwhile {quantile(meanwhile, 0.5):.4f} s"
    )
    assert memory(centre) - held < 20_000
    assert quantile(meanwhile, 0.9) < 1

    await become(slow, "training")
    async with opened(slow, centre) as again:
        await shown(again, "training")
    one.close()


@pytest.mark.long
async def test_a_browser_that_stops_reading_for_a_minute_is_cut_off(
    centre: LiveCentre,
) -> None:
    """With room for more than is written in that time: it answers no ping."""
    slow = await at_desk(centre, SLOW)
    await become(slow, "meeting")
    async with opened(slow, centre) as line:
        await shown(line, "meeting")
        line.transport.pause_reading()
        start = time.monotonic()
        quick = await at_desk(centre, QUICK)
        async with opened(quick, centre) as other:
            times = await delays(quick, other, seconds=60)
        await become(slow, "training")
        line.transport.resume_reading()
        async with asyncio.timeout(10):
            await line.wait_closed()
    print(f"{len(times)} changes meanwhile, p99 {quantile(times, 0.99):.4f} s")
    assert time.monotonic() - start >= 60
    assert quantile(times, 0.9) < 1
    async with opened(slow, centre) as again:
        await shown(again, "training")
