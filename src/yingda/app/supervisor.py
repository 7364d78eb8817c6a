"""`yingda run`: brings a centre up, keeps its processes alive, and takes it down again.

It starts what is not there and stops, at the end, only what it started itself. If it is
killed, the centre goes on without it, and the next `yingda run` takes over.
"""

import asyncio
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Coroutine
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TextIO

import msgspec

from yingda.app import editions
from yingda.app.children import Child
from yingda.app.editions import Edition
from yingda.app.settings import Settings
from yingda.app.switchroom import Port, Switchroom
from yingda.app.traffic.outskirts import Outskirts, begin
from yingda.app.world.load import load_world
from yingda.app.world.organisation import accounts
from yingda.journey.dialogue.wiring import library
from yingda.journey.system.model import Health
from yingda.platform.embedded.clock import FAR, SystemClock
from yingda.platform.embedded.keys import FileKeys
from yingda.platform.embedded.postgres import Postgres, PostgresFailed
from yingda.platform.sql.migrate import make_months

PROCESSES = ("floor", "work", "count")
NICENESS = {"floor": -5, "work": 3, "count": 10}
"""The floor answers within milliseconds, and is back first; figures may come later than
pages. Where we may not go before others, the others still stand back."""


PATIENCE = 60.0
"""Seconds for all processes to be up."""
TOLD = timedelta(seconds=1)
"""Whoever sets the machine's clock by more than that is told what comes of it."""


class CannotStart(Exception):
    """The centre cannot be started; the text says why and what to change."""


@dataclass(slots=True)
class Supervisor:
    """One centre on this machine."""

    settings: Settings
    say: Callable[[str], None]

    def run(self) -> None:
        """Until Ctrl-C or SIGTERM."""
        with self.alone(), closing(_Ending()) as ending:
            keys = editions.keys(self.settings)
            server = editions.postgres(self.settings, keys)
            switch = Switchroom(self.settings, keys, self.say)
            children = self._children()
            outskirts = Outskirts(
                self.settings,
                keys,
                self.say,
                environment=environment(self.settings),
            )
            self._check_ports(switch, children)
            clock = self._clock(children, server)
            try:
                for child in children:
                    child.prepare()
                self._start_database(server)
                if not asyncio.run(_unless(ending, self._fill(keys))):
                    return
                for child in children:
                    child.start()
                switch.start()
                self._wait_until_up(children, switch, ending)
                self._greet(switch)
                while not ending.wait(0.25):
                    self._tend(children, switch, server, outskirts)
                    self._follow_wall(clock)
            finally:
                self.say("Stopping …")
                outskirts.stop()
                for child in children:
                    child.ask_to_end()
                for child in reversed(children):
                    child.stop()
                switch.stop()
                if server is not None:
                    server.stop()
                self.say("Stopped.")

    # --- starting -----------------------------------------------------------------

    def alone(self) -> TextIO:
        """Holds the lock of the data folder as long as the file is open."""
        editions.folder(self.settings)
        lock = (self.settings.data / "run.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise CannotStart(
                f"A centre runs already on {self.settings.data}."
                " Stop it first, or set `data` (YINGDA_DATA) to another folder."
            ) from error
        return lock

    def _clock(self, children: list[Child], server: Postgres | None) -> SystemClock:
        """Begun anew where nothing runs that could have seen the time."""
        clock = editions.system_clock(self.settings)
        is_there = server is not None and server.is_running()
        if not is_there and all(child.pid() is None for child in children):
            clock.begin_anew()
        return clock

    def _start_database(self, server: Postgres | None) -> None:
        if server is None:
            return
        if moved := server.moved:
            lie = " and ".join(f"its {what} lie in {at}" for what, at in moved.items())
            self.say(f"PostgreSQL, which does not run as root, may not go here: {lie}.")
        try:
            server.start()
        except PostgresFailed as error:
            raise CannotStart(str(error)) from error

    async def _fill(self, keys: FileKeys) -> None:
        await editions.make_database(self.settings, keys)
        place = editions.address(self.settings, keys)
        await make_months(place, date.today())  # noqa: DTZ011 - months, not moments
        async with editions.embedded(self.settings) as edition:
            await load_world(edition, self.settings, self.say)
            await begin(edition, self.settings)
            await self._render(edition)

    async def _render(self, edition: Edition) -> None:
        """What callers hear is there before anybody can call."""
        flows = library(
            work=edition.work,
            clock=edition.clock,
            ids=edition.ids,
            sounds=editions.voices(self.settings),
        )
        await flows.open(edition.home)
        await flows.warm_up(self._said_now_and_then("Prompts"))

    def _said_now_and_then(self, what: str) -> Callable[[int, int], None]:
        """Tells of progress where it takes longer than a moment."""
        told = time.monotonic()

        def progress(done: int, of: int) -> None:
            nonlocal told
            if time.monotonic() - told > 1:
                told = time.monotonic()
                self.say(f"{what}: {done:,} of {of:,}")

        return progress

    def _check_ports(self, switch: Switchroom, children: list[Child]) -> None:
        wanted = switch.ports()
        if all(child.pid() is None for child in children):
            host, port = self.settings.http_host, self.settings.http_port
            wanted.append(
                Port(socket.SOCK_STREAM, host, port, "http_host", "http_port")
            )
        wrong = [port.trouble() for port in wanted]
        if any(wrong):
            raise CannotStart("\n".join(filter(None, wrong)))

    def _children(self) -> list[Child]:
        data = self.settings.data
        return [
            Child(
                name=name,
                command=[sys.executable, "-m", "yingda.app.processes", name, str(data)],
                pids=data / "run",
                logs=data / "log",
                environment=environment(self.settings),
                niceness=NICENESS[name],
                has_spare=name != "count",
            )
            for name in PROCESSES
        ]

    def _wait_until_up(
        self, children: list[Child], switch: Switchroom, ending: "_Ending"
    ) -> None:
        """Pages answer, and so does the switch, if there is one to follow."""
        url = f"http://{self.settings.pages}/api/health"
        until = time.monotonic() + PATIENCE
        told: set[str] = set()
        while not _is_up(found := _health(url), switch):
            for child in children:
                if child.tend() and child.name not in told:
                    self.say(f"{child.name} did not start yet: see {child.log}.")
                    told.add(child.name)
            if time.monotonic() > until and found is None:
                raise CannotStart(f"The pages do not answer: see {children[1].log}.")
            if time.monotonic() > until:
                self.say(f"The telephone is not there yet: see {children[0].log}.")
                return
            if ending.wait(0.1):
                return

    def _greet(self, switch: Switchroom) -> None:
        settings = self.settings
        pages = f"http://{settings.pages}"
        lines = [
            "",
            "应答 Yingda is up.  Ctrl-C stops it.",
            f"  Agent's desk        {pages}/desk",
            f"  Supervisor's board  {pages}/board",
            f"  Customer's page     {pages}/call   (calls the hotline from a browser)",
            f"  API                 {pages}/api/openapi.json",
            f"  Hotline             {switch.describe()}",
            f"  Data                {settings.data}",
        ]
        if settings.demo:
            lines += ["", *demo_accounts(settings)]
        self.say("\n".join(lines))

    def _tend(
        self,
        children: list[Child],
        switch: Switchroom,
        server: Postgres | None,
        outskirts: Outskirts,
    ) -> None:
        try:
            for child in children:
                if child.tend():
                    self.say(f"{child.name} had died and was started again.")
            switch.tend()
            outskirts.tend(switch)
            self._tend_database(server)
        except (OSError, subprocess.SubprocessError) as error:
            # A full disk, say: what runs goes on, and the rest is tried again.
            self.say(f"Something could not be started again: {error}")
            time.sleep(2)  # noqa: TID251 - no loop of events runs here

    def _follow_wall(self, clock: SystemClock) -> None:
        with suppress(OSError):
            jump = clock.follow()
            if jump and abs(jump) > TOLD:
                how = "slowly, so that no wait is wrong; at once if it is started anew"
                self.say(
                    f"This machine's clock was set by {jump.total_seconds():+.1f} s:"
                    f" the centre follows {'at once' if jump > FAR else how}."
                )

    def _tend_database(self, server: Postgres | None) -> None:
        if server is not None and not _lives(server.pid()):
            try:
                server.start()
            except PostgresFailed as error:
                # What is left of the old one may take a moment to end: tried again.
                self.say(f"PostgreSQL had died and does not start yet: {error}")
            else:
                self.say("PostgreSQL had died and was started again.")


class _Ending:
    """Set by Ctrl-C or SIGTERM; waits without losing a signal that comes meanwhile."""

    def __init__(self) -> None:
        self._reader, writer = socket.socketpair()
        writer.setblocking(False)
        self._writer = writer
        signal.set_wakeup_fd(writer.fileno())
        self._before = {
            one: signal.signal(one, lambda number, frame: None)
            for one in (signal.SIGINT, signal.SIGTERM)
        }

    def close(self) -> None:
        signal.set_wakeup_fd(-1)
        for one, handler in self._before.items():
            signal.signal(one, handler)
        self._reader.close()
        self._writer.close()

    @property
    def descriptor(self) -> int:
        """Can be read from once it was asked to end."""
        return self._reader.fileno()

    def wait(self, seconds: float) -> bool:
        """True once it was asked to end."""
        self._reader.settimeout(seconds)
        try:
            return bool(self._reader.recv(1, socket.MSG_PEEK))
        except TimeoutError:
            return False


async def _unless(ending: _Ending, doing: Coroutine[None, None, None]) -> bool:
    """Does it, but breaks it off when it is asked to end; False then."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def break_off() -> None:
        loop.remove_reader(ending.descriptor)
        task.cancel()

    loop.add_reader(ending.descriptor, break_off)
    try:
        await doing
    except asyncio.CancelledError:
        task.uncancel()
        return False
    finally:
        loop.remove_reader(ending.descriptor)
    return True


def environment(settings: Settings) -> dict[str, str]:
    """The settings for a child: those that differ from the defaults, as it reads them."""
    told = settings.model_dump(mode="json", exclude_defaults=True)
    return {
        f"YINGDA_{name.upper()}": value if isinstance(value, str) else _json(value)
        for name, value in told.items()
        if value is not None
    }


def demo_accounts(settings: Settings) -> list[str]:
    """The demo users, one a line, for whoever starts the centre."""
    head = f"  Demo accounts (password {settings.demo_password}):"
    return [
        head,
        *(f"    {one.user:<12} {one.name} · {one.role}" for one in accounts()),
    ]


def _json(value: object) -> str:
    return json.dumps(value)


def _health(url: str) -> Health | None:
    """None while the pages do not work."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own
            return msgspec.json.decode(answer.read(), type=Health)
    except OSError:
        return None


def _is_up(health: Health | None, switch: Switchroom) -> bool:
    return health is not None and (health.is_well or not switch.is_expected)


def _lives(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
