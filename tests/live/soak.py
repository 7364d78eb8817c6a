"""A long stretch of everything: calls, chats, pages that are loaded again and again, pages
that read nothing, processes that die. Then it becomes quiet, and nothing may be left over.

In the first half processes are killed. Memory is compared in the second, when each has had
the same life behind it for a while: a process that has just begun still grows.
"""

import base64
import json
import os
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from uuid import uuid4

from pydantic_settings import BaseSettings, SettingsConfigDict
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from live.centre import LiveCentre, Person
from live.house import House, Seat, patiently
from live.waiting import until

VICTIMS = ("floor", "work", "count")
WRITER = "a1001"
"""Serves chats; the others, who talk, are away meanwhile."""
RELOADS = 10
PACE = 2.5
"""Seconds from one chat to the next: one address may open thirty a minute."""
KILL_EVERY = 45.0
LEASES = 7306


class Plan(BaseSettings):
    """Shorter by `YINGDA_SOAK_MINUTES`."""

    model_config = SettingsConfigDict(env_prefix="YINGDA_SOAK_")

    minutes: float = 60
    seed: int = 0


@dataclass
class Soaked:
    """What was done, and what is left of it."""

    seconds: float = 0.0
    done: dict[str, int] = field(default_factory=dict)
    growth: dict[str, float] = field(default_factory=dict)
    """Of each process, as a part of what it held when it was warm."""
    held: dict[str, float] = field(default_factory=dict)
    """MiB at the end."""
    left: dict[str, int] = field(default_factory=dict)
    """What nobody owns any more; all must be 0."""
    troubles: list[str] = field(default_factory=list)
    """Steps that did not come to their end."""

    def count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1


class Soak:
    """One house for as long as it takes."""

    def __init__(self, house: House, plan: Plan) -> None:
        self._house = house
        self._plan = plan
        self._chance = Random(plan.seed or int.from_bytes(os.urandom(3)))
        self._memory = Memory(house.centre, house.tables.pid)
        self._began = time.monotonic()
        self.soaked = Soaked()

    def run(self) -> Soaked:
        began, seconds = self._began, self._plan.minutes * 60
        half, warm, end = (began + seconds * part for part in (1 / 2, 2 / 3, 1))
        before = Before.of(self._house)
        writer = self._house.centre.person(WRITER)
        writer.ask("POST", "/api/desk/sign-in", {})
        with self._memory.watched():
            with self._killing(until_then=half):
                while time.monotonic() < half:
                    self._cycle(writer)
            while time.monotonic() < end:
                self._cycle(writer)
        self._quiet(writer)
        window = seconds / 15
        for name, samples in self._memory.samples.items():
            first = [mib for at, mib in samples if warm <= at <= warm + window]
            last = [mib for at, mib in samples if end - window <= at <= end]
            if first and last:
                self.soaked.held[name] = median(last)
                self.soaked.growth[name] = median(last) / median(first) - 1
        self.soaked.left = before.left(self._house)
        self.soaked.seconds = time.monotonic() - began
        return self.soaked

    # --- what happens over and over ---------------------------------------------------

    def _cycle(self, writer: Person) -> None:
        began = time.monotonic()
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("calls", self._calls),
            ("chats", lambda: self._chat(writer)),
            ("reloads", self._reloads),
            ("stalled pages", self._stall),
        )
        for what, step in steps:
            try:
                step()
            except (OSError, AssertionError, ValueError, WebSocketException) as error:
                at = time.monotonic() - self._began
                self.soaked.troubles.append(f"{at:.0f} s, {what}: {error!r:.200}")
                print(self.soaked.troubles[-1], flush=True)
                self._tidy()
            else:
                self.soaked.count(what)
        time.sleep(max(0.0, began + PACE - time.monotonic()))

    def _calls(self) -> None:
        """Two talk, one is put on hold, one leaves before anybody has answered."""
        house = self._house
        leaver, *callers = (house.call() for _ in range(3))
        house.ask_for_a_human(leaver, *callers, seconds=40)
        house.leave(leaver)
        seats: list[Seat] = self._chance.sample(list(house.seats.values()), 2)
        for seat in seats:
            caller = house.meet(seat, seconds=40)
            contact = house.contact_of(caller)
            for act in ("hold", "retrieve") if self._chance.random() < 0.5 else ():
                seat.ask("POST", f"/api/calls/{contact}/{act}", {})
        for caller in callers:
            house.leave(caller)
        for seat in seats:
            seat.wrap_up()

    def _chat(self, writer: Person) -> None:
        centre = self._house.centre

        def ask(method: str, path: str, body: object = None) -> dict[str, object]:
            return patiently(lambda: writer.ask(method, path, body), seconds=40)

        ask("POST", "/api/desk/state", {"state": "ready"})
        opened = {"text": "你好", "queue_id": "general", "key": uuid4().hex}
        token = ask("POST", "/api/chat", opened)["token"]
        try:
            contact = until(lambda: _shown(ask), seconds=40, what="chat at the desk")
            for text in ("您好", "请讲"):
                ask("POST", f"/api/chats/{contact}/say", {"text": text})
                ask("POST", "/api/chat/say", {"token": token, "text": text})
            with _line(centre, "/ws/chat", "") as page:
                page.send(json.dumps({"token": token}))
                page.recv(timeout=10)
        finally:
            ask("POST", "/api/chat/end", {"token": token})
            until(lambda: not _served(ask), seconds=40, what="end of the chat")
            ask("POST", "/api/desk/state", {"state": "break", "reason": "meal"})

    def _reloads(self) -> None:
        """As a browser does it: what was there is gone without a word."""
        house = self._house
        for seat in self._chance.choices(list(house.seats.values()), k=RELOADS):
            seat.ask("GET", "/api/desk")
            with _line(house.centre, "/ws/desk", seat.person.cookie) as line:
                line.recv(timeout=10)
                if self._chance.random() < 0.5:
                    line.socket.shutdown(socket.SHUT_RDWR)

    def _stall(self) -> None:
        """A page that reads nothing stays open for as long as it is let."""
        seat = next(iter(self._house.seats.values()))
        one = socket.create_connection(("127.0.0.1", self._house.centre.http_port), 10)
        one.sendall(
            "GET /ws/desk HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"Cookie: {seat.person.cookie}\r\n\r\n".encode()
        )
        # It is closed by the interpreter some time after the server has given it up.
        timer = threading.Timer(50, one.close)
        timer.daemon = True
        timer.start()

    @contextmanager
    def _killing(self, *, until_then: float) -> Iterator[None]:
        over = threading.Event()

        def kill() -> None:
            while not over.wait(KILL_EVERY * self._chance.uniform(0.5, 1.5)):
                if time.monotonic() > until_then - 20:
                    return
                with suppress(OSError, ValueError):
                    victim = self._chance.choice(VICTIMS)
                    self._house.centre.kill(victim)
                    self.soaked.count("kills")
                    at = time.monotonic() - self._began
                    print(f"{at:.0f} s: {victim} is killed", flush=True)

        thread = threading.Thread(target=kill)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    # --- the end ------------------------------------------------------------------------

    def _tidy(self) -> None:
        """After a step that failed: the next begins like any other."""
        house = self._house
        for caller in list(house.callers):
            with suppress(AssertionError, OSError):
                house.leave(caller)
            if caller in house.callers:
                caller.phone.close()
                house.callers.remove(caller)
        for seat in house.seats.values():
            seat.phone.habit = ""
            with suppress(AssertionError, OSError):
                seat.wrap_up()

    def _quiet(self, writer: Person) -> None:
        self._tidy()
        with suppress(AssertionError):
            patiently(lambda: _served(writer.ask))
        with suppress(AssertionError):
            until(
                lambda: not _wanted(self._house), seconds=60, what="end of all storing"
            )


def _served(ask: Callable[..., dict[str, object]]) -> str | None:
    """The chat at the desk; one that is over is written up."""
    contacts = ask("GET", "/api/desk")["contacts"]
    assert isinstance(contacts, list)
    for one in contacts:
        if one["stage"] != "wrap":
            return str(one["contact_id"])
        done = {
            "contact_id": one["contact_id"],
            "reasons": ["other.unclassified"],
            "then": "ready",
        }
        with suppress(OSError, AssertionError):
            ask("POST", "/api/desk/wrap-up", done)
    return None


def _shown(ask: Callable[..., dict[str, object]]) -> str | None:
    """The chat that may be answered now."""
    contacts = ask("GET", "/api/desk")["contacts"]
    assert isinstance(contacts, list)
    shown = [one for one in contacts if one["stage"] in ("ringing", "talking")]
    return str(shown[0]["contact_id"]) if shown else None


def _line(centre: LiveCentre, path: str, cookie: str) -> ClientConnection:
    """As soon as somebody takes it."""
    address = centre.url.replace("http", "ws") + path
    end = time.monotonic() + 40
    while True:
        try:
            return connect(address, additional_headers={"Cookie": cookie})
        except (OSError, WebSocketException):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _wanted(house: House) -> list[object]:
    """Answered legs whose sound is not stored yet."""
    sql = "select leg_id from channels.legs where sound = 'wanted'"
    return [row["leg_id"] for row in house.tables.ask(sql)]


# --- what is held, and what is left -----------------------------------------------------


class Memory:
    """What each process holds for itself, in MiB, every few seconds."""

    EVERY = 5.0

    def __init__(self, centre: LiveCentre, database: Callable[[], int | None]) -> None:
        self._centre = centre
        self._database = database
        self.samples: dict[str, list[tuple[float, float]]] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(self.EVERY):
                self._sample()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _sample(self) -> None:
        now = time.monotonic()
        for name in (*VICTIMS, "run", "asterisk", "database"):
            with suppress(OSError, ValueError):
                mib = sum(_anonymous(pid) for pid in self._pids(name)) / 1024
                self.samples.setdefault(name, []).append((now, mib))

    def _pids(self, name: str) -> list[int]:
        match name:
            case "asterisk":
                return [self._centre.switch_pid()]
            case "run":
                return [self._centre.pid]
            case "database":
                pid = self._database() or 0
                path = Path(f"/proc/{pid}/task/{pid}/children")
                return [pid, *map(int, path.read_text().split())]
            case _:
                return [int((self._centre.data / "run" / f"{name}.pid").read_text())]


def _anonymous(pid: int) -> int:
    """KiB that are the process's own and no file's."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    raise ValueError(pid)


@dataclass(frozen=True)
class Before:
    """How it is when nobody has called yet."""

    alarms: frozenset[str]
    bridges: int
    leases: int

    @classmethod
    def of(cls, house: House) -> "Before":
        return cls(
            alarms=_alarms(house),
            bridges=len(_switch(house, "bridges")),
            leases=_leases(house),
        )

    def left(self, house: House) -> dict[str, int]:
        """What should be gone and is not, by kind."""
        ask = house.tables.ask
        spool = house.centre.data / "spool"
        found = {
            "channels": len(_switch(house, "channels")),
            "bridges": len(_switch(house, "bridges")) - self.bridges,
            "legs": len(ask("select 1 from channels.legs where is_open")),
            "chats": len(ask("select 1 from channels.chats where state <> 'ended'")),
            "places": len(ask("select 1 from routing.places")),
            "recordings": len(_wanted(house)) + len(list(spool.rglob("*.wav"))),
            "leases": _leases(house) - self.leases,
            "alarms": len(_alarms(house) - self.alarms),
        }
        for key in sorted(_alarms(house) - self.alarms):
            print(f"an alarm is left: {key}", flush=True)
        return found


def _alarms(house: House) -> frozenset[str]:
    return frozenset(
        str(row["key"]) for row in house.tables.ask("select key from spine.alarms")
    )


def _leases(house: House) -> int:
    """Advisory locks that are leases, held by whichever session."""
    sql = "select 1 from pg_locks where locktype = 'advisory' and classid = $1"
    return len(house.tables.ask(sql, LEASES))


def _switch(house: House, what: str) -> list[object]:
    password = house.tables.keys.derive("asterisk", "control")
    address = f"http://127.0.0.1:{house.centre.ari_port}/ari/{what}"
    request = urllib.request.Request(address)
    word = base64.b64encode(f"yingda:{password}".encode()).decode()
    request.add_header("Authorization", f"Basic {word}")
    with urllib.request.urlopen(request, timeout=20) as answer:
        found: list[object] = json.load(answer)
    return found
