"""A real switch and real SIP peers for live tests.

    with alone():                                     # one live suite at a time
        board = await Board.start(tmp_path, phones=("ana", "bo"))
        caller = board.call("13900000001", hertz=440)
        ana = board.phones["ana"]; ana.habit = "answers"

SIPp speaks SIP, after the scenarios in `sipp/`; `Mouth` sends and hears the sound. A
scenario waits for a poke (a SIP request from here, within its call) where a person
would decide something.
"""

import asyncio
import fcntl
import itertools
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO

from live.sound import Mouth
from yingda.journey.channels.adapters.asterisk import (
    AsteriskProcess,
    AsteriskSettings,
    AsteriskSwitch,
    installation,
)

SCENARIOS = Path(__file__).parent / "sipp"
PROGRAMS = ("YINGDA_ASTERISK", ".cache/asterisk/asterisk", "/usr/sbin/asterisk")


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def program() -> Path | None:
    """The Asterisk to test with: named by YINGDA_ASTERISK, fetched, or the system's."""
    named = os.environ.get(PROGRAMS[0])
    choices = [named] if named else list(PROGRAMS[1:])
    found = (Path(path).absolute() for path in choices)
    return next((path for path in found if path.exists()), None)


@cache
def _lock() -> IO[str]:
    path = Path(tempfile.gettempdir()) / f"yingda-live-{os.getuid()}.lock"
    return path.open("w")


@contextmanager
def alone() -> Iterator[None]:
    """Waits until no other live suite runs on this machine: two cores are few.

    The first to ask in a process has it for all of the process, until that ends.
    """
    fcntl.flock(_lock(), fcntl.LOCK_EX)
    yield


def free_ports(count: int, *, kind: int = socket.SOCK_STREAM) -> list[int]:
    sockets = [socket.socket(socket.AF_INET, kind) for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


_peers = itertools.count(1)


class Peer:
    """One SIPp and the sound of the one call that it has at a time."""

    def __init__(
        self, scenario: str, folder: Path, *, hertz: float, options: Sequence[str]
    ) -> None:
        self.mouth = Mouth(hertz)
        (self.port,) = free_ports(1, kind=socket.SOCK_DGRAM)
        # A port may have been an earlier peer's: what that one wrote is not for us.
        name = f"{scenario}-{next(_peers)}-{self.port}"
        self.log = folder / f"{name}.log"
        self.log.touch(exist_ok=False)
        self.habit = ""
        self.call_id = ""
        self._pressed = 0
        self.state = ""
        """What the last line of its log begins with: ringing, answered, ended."""
        self.ring = ""
        """What came with the last ring."""
        self.rang_at = 0.0
        """When that was, by the monotonic clock."""
        self._out = (folder / f"{name}.out").open("wb")
        self._pokes = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sipp = subprocess.Popen(
            [
                *("sipp", *options, "-sf", str(SCENARIOS / f"{scenario}.xml")),
                *("-i", "127.0.0.1", "-p", str(self.port), "-nostdin"),
                *("-key", "sound", str(self.mouth.port)),
                *("-trace_logs", "-log_file", str(self.log)),
                *("-trace_err", "-error_file", f"{self.log}.err"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=self._out,
            cwd=folder,
        )
        self._is_open = threading.Event()
        self._is_open.set()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __str__(self) -> str:
        state = self.state or "not rung"
        return f"SIPp {self.port}, {state}, {self.log} {self.errors()}".strip()

    def errors(self) -> str:
        """What came that its scenario did not await."""
        file = Path(f"{self.log}.err")
        return file.read_text(errors="replace") if file.exists() else ""

    def poke(self, method: str, *headers: str) -> None:
        lines = [
            f"{method} sip:poke@127.0.0.1:{self.port} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{os.urandom(4).hex()}",
            "From: <sip:poke@127.0.0.1>;tag=poke",
            "To: <sip:poke@127.0.0.1>",
            f"Call-ID: {self.call_id}",
            f"CSeq: 1 {method}",
            *headers,
            "Content-Length: 0",
            "",
            "",
        ]
        self._pokes.sendto("\r\n".join(lines).encode(), ("127.0.0.1", self.port))

    def answer(self) -> None:
        self.poke("MESSAGE")

    def hang_up(self) -> None:
        """Also: give up calling, and refuse a ring."""
        self.poke("OPTIONS")

    def be_busy(self) -> None:
        self.poke("INFO")

    def press_by_info(self, key: str) -> None:
        self._pressed += 1
        self.poke("MESSAGE", f"X-Key: {key}", f"X-Seq: {self._pressed + 1}")

    def close(self) -> None:
        self._is_open.clear()
        self._reader.join(1)
        self._sipp.kill()
        self._sipp.wait()
        self._out.close()
        self._pokes.close()
        self.mouth.close()

    def _read(self) -> None:
        pause, line = threading.Event(), ""
        with self.log.open() as log:
            while self._is_open.is_set():
                line += log.readline()
                if not line.endswith("\n"):
                    pause.wait(0.01)
                    continue
                self._line(line)
                line = ""

    def _line(self, line: str) -> None:
        state, call_id = line.split()[:2]
        self.call_id, self.state = call_id, state
        if audio := re.search(r"m=audio (\d+)", line):
            self.mouth.talk_to(int(audio[1]))
        if state == "ringing":
            self.ring, self.rang_at = line, time.monotonic()
            match self.habit:
                case "answers":
                    self.answer()
                case "declines":
                    self.hang_up()
                case "busy":
                    self.be_busy()
                case _:
                    pass


class Way:
    """A way to the switch's control interface that can be lost and found again."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        (self.port,) = free_ports(1)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()
        for _ in range(100):
            if not self._open:
                break
            await asyncio.sleep(0.01)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there = await asyncio.open_connection("127.0.0.1", self._to_port)
        self._open |= {writer, there[1]}
        try:
            await asyncio.gather(
                self._pass(reader, there[1]), self._pass(there[0], writer)
            )
        finally:
            self._open -= {writer, there[1]}

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()


def desk_phone(folder: Path, hertz: float) -> Peer:
    """A telephone that rings at an agent's desk and does what its habit is."""
    return Peer("agent", folder, hertz=hertz, options=("-key", "number", "agent"))


def on_desks(phones: Mapping[str, Peer]) -> str:
    """The telephones as the switch is told of them."""
    return phones_at({name: peer.port for name, peer in phones.items()})


def phones_at(ports: Mapping[str, int]) -> str:
    """Telephones by their ports, as the switch is told of them."""
    return "".join(_PHONE.format(name=name, port=port) for name, port in ports.items())


class Board:
    """One Asterisk with plain SIP telephones of agents, and callers on its trunk."""

    def __init__(self, settings: AsteriskSettings, process: AsteriskProcess) -> None:
        self.settings = settings
        self.process = process
        self.folder = settings.home / "peers"
        self.folder.mkdir(exist_ok=True)
        self.phones: dict[str, Peer] = {}
        self._callers: list[Peer] = []

    @staticmethod
    async def start(
        home: Path,
        *,
        phones: Sequence[str] = (),
        silence_seconds: int = 30,
        patience_seconds: int = 300,
        trunk_addresses: tuple[str, ...] = ("127.0.0.1/32",),
    ) -> "Board":
        """Each of `phones` is rung under its name, at a SIPp with a tone of its own."""
        found = program()
        assert found is not None, "no Asterisk: run tools/install/get-asterisk.sh"
        (home / "peers").mkdir(parents=True, exist_ok=True)
        peers = {
            name: desk_phone(home / "peers", 700 + 300 * number)
            for number, name in enumerate(phones)
        }
        http, media = free_ports(2)
        (sip,) = free_ports(1, kind=socket.SOCK_DGRAM)
        first = 20000 + media % 300 * 100
        settings = AsteriskSettings(
            home=home,
            password=os.urandom(8).hex(),
            http_port=http,
            sip_port=sip,
            first_media_port=first,
            last_media_port=first + 200,
            silence_seconds=silence_seconds,
            patience_seconds=patience_seconds,
            trunk_addresses=trunk_addresses,
            more_telephony=on_desks(peers),
        )
        process = AsteriskProcess(settings, installation(found))
        await process.start(WallClock().now())
        board = Board(settings, process)
        board.phones = peers
        return board

    def switch(self, *, by_port: int | None = None) -> AsteriskSwitch:
        port = by_port or self.settings.http_port
        return AsteriskSwitch(replace(self.settings, http_port=port), WallClock())

    def call(self, number: str, called: str = "96766", *, hertz: float = 440) -> Peer:
        """A caller on the trunk; its `call_id` is known from the start."""
        call_id = f"{number}-{os.urandom(4).hex()}"
        options = (
            *(f"127.0.0.1:{self.settings.sip_port}", "-s", called, "-m", "1"),
            *("-cid_str", call_id, "-key", "number", number),
        )
        caller = Peer("caller", self.folder, hertz=hertz, options=options)
        caller.call_id = call_id
        self._callers.append(caller)
        return caller

    def ask(self, command: str) -> str:
        """What the switch's own command line answers."""
        found = program()
        assert found is not None
        config = str(self.settings.etc / "asterisk.conf")
        return subprocess.run(
            [found, "-C", config, "-rx", command],
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def hang_up_all(self) -> None:
        for peer in self._callers:
            peer.close()
        self._callers.clear()

    async def stop(self) -> None:
        self.hang_up_all()
        for peer in self.phones.values():
            peer.close()
        await self.process.stop()


_PHONE = """
[{name}]
type=endpoint
transport=udp
context=nothing
disallow=all
allow=alaw
aors={name}
direct_media=no
media_address=127.0.0.1
bind_rtp_to_media_address=yes
dtmf_mode=auto_info
identify_by=username
rtp_timeout=30
[{name}]
type=aor
contact=sip:{name}@127.0.0.1:{port}
"""
