"""Who watches both from outside: the switch's manager events, stamped by the switch itself.

A call begins when the switch has made a channel for its INVITE, and is through when the
second of caller and agent has entered the bridge that joins them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bench.calling.centre import BenchCentre, free_port

MANAGER = """
[general]
enabled=yes
bindaddr=127.0.0.1
port={port}
timestampevents=yes
[bench]
secret=bench
read=call
write=
eventfilter=Event: Newchannel
eventfilter=Event: BridgeEnter
"""


@dataclass(slots=True)
class Watched:
    """The calls to one number."""

    begun: dict[str, float] = field(default_factory=dict)
    """By channel, in seconds."""
    through: dict[str, float] = field(default_factory=dict)
    """By channel: how long it took, in seconds."""


class Observer:
    def __init__(self) -> None:
        self._calls: dict[str, Watched] = {}
        self._called: dict[str, str] = {}
        self._bridges: dict[str, set[str]] = {}

    def watch(self, called: str) -> Watched:
        """From now on; calls that were begun before are forgotten."""
        self._bridges.clear()
        self._called.clear()
        watched = self._calls[called] = Watched()
        return watched

    @asynccontextmanager
    async def watching(self, centre: BenchCentre) -> AsyncIterator[None]:
        port = free_port()
        (centre.etc / "manager.conf").write_text(MANAGER.format(port=port))
        centre.ask_switch("manager reload")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"Action: Login\r\nUsername: bench\r\nSecret: bench\r\n\r\n")
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(self._read(reader))
            yield
            reading.cancel()
        writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        said: dict[str, str] = {}
        while line := await reader.readline():
            key, colon, value = line.decode().partition(":")
            if colon:
                said[key] = value.strip()
            else:
                self._hear(said)
                said = {}

    def _hear(self, said: dict[str, str]) -> None:
        match said.get("Event"):
            case "Newchannel" if said.get("Exten") in self._calls:
                line, called = said["Uniqueid"], said["Exten"]
                self._called[line] = called
                self._calls[called].begun[line] = float(said["Timestamp"])
            case "BridgeEnter":
                inside = self._bridges.setdefault(said["BridgeUniqueid"], set())
                inside.add(said["Uniqueid"])
                if len(inside) == 2:
                    self._joined(inside, float(said["Timestamp"]))
            case _:
                pass

    def _joined(self, inside: set[str], at: float) -> None:
        for line in inside & self._called.keys():
            watched = self._calls[self._called[line]]
            watched.through.setdefault(line, at - watched.begun[line])
