"""A full house: agents with telephones on their desks, callers who talk and who wait.

    with full_house(tmp_path) as house:
        house.fill(bridged=4, queued=4)
        house.centre.kill("floor")

What ought to be true is read from the tables, what is heard from the sound itself.
"""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

import asyncpg

from live.centre import LiveCentre, Person
from live.staff import found
from live.switchboard import Peer, desk_phone, on_desks
from live.waiting import until
from yingda.kernel.calendar import business_date
from yingda.platform.embedded.keys import FileKeys
from yingda.platform.embedded.postgres import Postgres

T = TypeVar("T")
Answer = dict[str, object]

NO_PHONE: Peer = None  # type: ignore[assignment]  # nobody asks it for anything
AGENTS = ("a1003", "a1004", "a1006", "a1008", "a1011", "a1012")
"""All of them serve the queue `general`."""
TELEPHONISTS = tuple(f"c{5001 + number}" for number in range(len(AGENTS)))
"""The same, founded for the test: they take calls and no chats."""


PATIENCE = 15.0
"""Seconds for what takes a moment, on a busy machine."""
AWAY = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)
"""Pages or tables that will be back."""


def patiently(ask: Callable[[], T], *, seconds: float = 20) -> T:
    """Asks again while the pages are away, as the desk does, or the tables."""
    end = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except urllib.error.HTTPError as error:
            if error.code < 500 or time.monotonic() > end:
                raise AssertionError(error.read().decode()) from error
        except AWAY:
            if time.monotonic() > end:
                raise
        time.sleep(0.1)


class Tables:
    """The centre's database, read from outside."""

    def __init__(self, data: Path) -> None:
        self.keys = FileKeys.at(data / "keys" / "master.key")
        self._server = Postgres(data, self.keys.derive("database", "postgres"))

    def ask(self, sql: str, *values: object) -> list[Answer]:
        """In a thread of its own: the browser's loop may be running in this one."""

        async def ask() -> list[Answer]:
            connection = await asyncpg.connect(self._server.url("yingda"))
            try:
                await connection.set_type_codec(
                    "jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog"
                )
                return list(map(dict, await connection.fetch(sql, *values)))
            finally:
                await connection.close()

        with ThreadPoolExecutor(1) as thread:
            return patiently(lambda: thread.submit(asyncio.run, ask()).result())

    def pid(self) -> int | None:
        return self._server.pid()


class Seat:
    """One agent: signed in over HTTP, with a telephone on the desk."""

    def __init__(self, agent_id: str, phone: Peer, hertz: float) -> None:
        self.agent_id, self.phone, self.hertz = agent_id, phone, hertz
        self.person: Person

    @classmethod
    def without_phone(cls, agent_id: str) -> "Seat":
        """For who only writes."""
        return cls(agent_id, NO_PHONE, 0)

    def sign_in(self, centre: LiveCentre) -> None:
        self.person = centre.person(self.agent_id)
        self.ask("POST", "/api/desk/sign-in", {})

    def ask(self, method: str, path: str, body: object = None) -> Answer:
        return patiently(lambda: self.person.ask(method, path, body))

    def now(self) -> Answer:
        return self.ask("GET", "/api/desk")

    def is_in(self, *states: str) -> bool:
        return self.now()["state"] in states

    def be_ready(self) -> None:
        self.ask("POST", "/api/desk/state", {"state": "ready"})

    def be_away(self) -> None:
        self.ask("POST", "/api/desk/state", {"state": "break", "reason": "meal"})

    def contact_id(self) -> str | None:
        contact = self.now()["contact"]
        return str(contact["contact_id"]) if isinstance(contact, dict) else None

    def rung_for(self) -> str:
        """The contact of the last ring, as the telephone was told."""
        found = re.search(r"X-Yingda-Contact: (\S+)", self.phone.ring)
        assert found is not None, self.phone.ring
        return found[1]

    def wrap_up(self, *, then: str = "break") -> None:
        """Also where the countdown or a repair was quicker."""
        until(
            lambda: self.is_in("wrap", "ready", "break"),
            seconds=15,
            what=f"end of the call of {self.agent_id}",
        )
        contact_id = self.contact_id()
        if contact_id is not None and self.is_in("wrap"):
            body = {
                "contact_id": contact_id,
                "reasons": ["other.unclassified"],
                "then": then,
                "then_reason": "meal" if then == "break" else None,
            }
            self.ask("POST", "/api/desk/wrap-up", body)
        elif then == "break":
            self.be_away()
        else:
            self.be_ready()


@dataclass(frozen=True)
class Caller:
    """A telephone on the trunk, and which contact it is."""

    number: str
    phone: Peer

    def __str__(self) -> str:
        return f"caller {self.number} ({self.phone})"

    def hears(self, hertz: float) -> bool:
        return self.phone.mouth.hears(hertz)

    def hears_something(self) -> bool:
        sound = self.phone.mouth.heard(0.5)
        return bool(len(sound)) and bool(abs(sound).max() > 300)

    def is_answered(self) -> bool:
        return self.phone.state == "answered"


class House:
    """Seats and callers of one centre."""

    def __init__(
        self, folder: Path, agents: Sequence[str] = AGENTS, **settings: str
    ) -> None:
        folder.chmod(0o755)
        peers = folder / "phones"
        peers.mkdir()
        self.seats = {
            name: Seat(name, desk_phone(peers, hertz), hertz)
            for name, hertz in zip(agents, range(700, 3600, 400), strict=False)
        }
        file = folder / "telephones.conf"
        phones = {f"agent-{name}": seat.phone for name, seat in self.seats.items()}
        file.write_text(on_desks(phones))
        self.centre = LiveCentre(folder, YINGDA_TELEPHONES=str(file), **settings)
        self.tables = Tables(self.centre.data)
        self.callers: list[Caller] = []
        self.patience = PATIENCE
        self.writers: list[str] = []
        """Agents who only write."""
        self.numbers: list[str] = []
        """Of all who ever called."""
        self._known: dict[str, str] = {}
        self._numbers = count(1)

    def open(self) -> None:
        self.centre.start()
        if strangers := [name for name in self.seats if name not in AGENTS]:
            found(self.centre, strangers, capacity={"voice": 1})
        for seat in self.seats.values():
            seat.sign_in(self.centre)

    def close(self) -> str:
        try:
            return self.centre.stop()
        finally:
            for seat in self.seats.values():
                seat.phone.close()

    # --- callers ------------------------------------------------------------------

    def call(self) -> Caller:
        number = f"1390911{next(self._numbers):04}"
        self.numbers.append(number)
        caller = Caller(number, self.centre.call(number))
        self.callers.append(caller)
        return caller

    def ask_for_a_human(self, *callers: Caller, seconds: float | None = None) -> None:
        """Until they stand in the queue."""
        seconds = seconds or self.patience
        for caller in callers:
            until(caller.is_answered, seconds=seconds, what=f"answer of {caller}")
            until(caller.hears_something, seconds=seconds, what=f"voice for {caller}")
            caller.phone.mouth.press("0")
        for caller in callers:
            asked = partial(self.is_known_to_routing, caller)
            try:
                until(asked, seconds=seconds / 2, what="place in the queue")
            except AssertionError:
                # A key that is pressed while nobody is there to hear it is lost.
                caller.phone.mouth.press("0")
                until(asked, seconds=seconds / 2, what="place in the queue")

    def leave(self, caller: Caller) -> None:
        """Hangs up, if that is still to be done, and puts the telephone away."""
        if caller.is_answered():
            caller.phone.hang_up()
            until(lambda: not caller.is_answered(), seconds=10, what="end of the call")
            until(
                lambda: not self.is_known_to_routing(caller),
                seconds=10,
                what=f"end of the place of {caller}",
            )
        caller.phone.close()
        self.callers.remove(caller)

    def leave_all(self) -> None:
        """The agents write up and go on a break."""
        for caller in list(self.callers):
            self.leave(caller)
        until(lambda: not self.talks(), seconds=10, what="end of all talks")
        for seat in self.seats.values():
            seat.wrap_up()

    def ended(self, contacts: Collection[str]) -> list[str] | None:
        """How these calls ended; None while one of them has not."""
        rows = self.tables.ask(
            "select contact_id, payload ->> 'by' as how from spine.log"
            " where kind = 'CallEnded' and contact_id = any($1)",
            list(contacts),
        )
        assert len(rows) == len({row["contact_id"] for row in rows}), "ended twice"
        return [str(row["how"]) for row in rows] if len(rows) == len(contacts) else None

    def contact_of(self, caller: Caller) -> str | None:
        if caller.number not in self._known:
            rows = self.tables.ask(
                "select contact_id from channels.calls where number_blind = $1",
                self.tables.keys.blind(caller.number),
            )
            assert len(rows) <= 1, "one call became two contacts"
            if rows:
                self._known[caller.number] = str(rows[0]["contact_id"])
        return self._known.get(caller.number)

    def is_known_to_routing(self, caller: Caller) -> bool:
        contact_id = self.contact_of(caller)
        return contact_id is not None and bool(
            self.tables.ask(
                "select 1 from routing.places where contact_id = $1", contact_id
            )
        )

    def queue(self) -> list[tuple[str, datetime]]:
        """Who waits and is not being rung for, and since when: whoever was transferred
        goes first, and otherwise who came first."""
        rows = self.tables.ask(
            "select contact_id, since from routing.places where agent_id is null"
            " order by contact ->> 'entry' = 'transferred' desc, since, contact_id"
        )
        return [
            (str(row["contact_id"]), datetime.fromisoformat(str(row["since"])))
            for row in rows
        ]

    def caller(self, contact_id: str) -> Caller:
        (found,) = (c for c in self.callers if self.contact_of(c) == contact_id)
        return found

    # --- talks --------------------------------------------------------------------

    def talks(self) -> dict[str, Caller]:
        """Who talks with whom: agent to caller, as the tables say."""
        rows = self.tables.ask(
            "select agent_id, contact_id from channels.legs where state = 'talking'"
        )
        return {
            str(row["agent_id"]): self.caller(str(row["contact_id"])) for row in rows
        }

    def meet(self, seat: Seat, *, seconds: float | None = None) -> Caller:
        """The agent becomes ready, answers, and the caller hears them."""
        seat.phone.habit = "answers"
        if not seat.is_in("ready"):
            seat.be_ready()
        caller = self.joined(seat, seconds=seconds)
        seat.phone.habit = ""
        return caller

    def meet_next(self, *, seconds: float | None = None) -> Seat:
        """The first agent who serves nobody meets the first in the queue."""
        talking = self.talks()
        seat = next(s for name, s in self.seats.items() if name not in talking)
        self.meet(seat, seconds=seconds)
        return seat

    def joined(self, seat: Seat, *, seconds: float | None = None) -> Caller:
        def heard() -> Caller | None:
            caller = self.talks().get(seat.agent_id)
            return caller if caller and caller.hears(seat.hertz) else None

        what = f"voice of {seat.agent_id}"
        return until(heard, seconds=seconds or self.patience, what=what)

    # --- faults -------------------------------------------------------------------

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """It is killed, and whoever would start it again is asleep meanwhile."""
        pid = self.tables.pid()
        assert pid is not None
        with self.centre.nobody_watches():
            os.kill(pid, signal.SIGQUIT)
            yield

    def kill(self, victim: str) -> None:
        """One of our processes, or the `database`."""
        if victim != "database":
            self.centre.kill(victim)
            return
        pid = self.tables.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    def refusal(self) -> urllib.error.HTTPError | None:
        seat = next(iter(self.seats.values()))
        try:
            seat.person.ask("POST", "/api/desk/state", {"state": "ready"})
        except urllib.error.HTTPError as error:
            return error
        return None

    # --- figures ------------------------------------------------------------------

    def command(self, *words: str) -> str:
        """`yingda …` over the same data, until it finds no difference: who counts may
        have been killed a moment ago, and catches up."""
        end = time.monotonic() + 40
        while True:
            done = subprocess.run(
                [sys.executable, "-m", "yingda.app.cli", *words],
                env=self.centre.environment,
                cwd=self.centre.folder,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            if done.returncode == 0:
                return done.stdout
            told = done.stdout[-3000:] + done.stderr[-3000:]
            assert time.monotonic() < end, told
            time.sleep(2)

    def all_figures_agree(self) -> None:
        day = business_date(datetime.now(UTC)).isoformat()
        assert "differences 0" in self.command("routing", "replay", day)
        assert "differences 0" in self.command("analytics", "recompute", day)


@contextmanager
def full_house(
    folder: Path, agents: Sequence[str] = AGENTS, **settings: str
) -> Iterator[House]:
    house = House(folder, agents, **settings)
    try:
        house.open()
        yield house
    finally:
        house.close()


def gaps(talks: Mapping[str, Caller], house: House, since: float) -> dict[str, float]:
    """For each agent the longest time in which the caller did not hear them."""
    return {
        agent_id: caller.phone.mouth.longest_gap(
            house.seats[agent_id].hertz, since=since
        )
        for agent_id, caller in talks.items()
        if agent_id in house.seats
    }


def missing(talks: Mapping[str, Caller], house: House, since: float) -> float:
    """The most seconds of an agent's voice that a caller never got."""
    return max(
        caller.phone.mouth.missing(house.seats[agent_id].hertz, since=since)
        for agent_id, caller in talks.items()
    )


@contextmanager
def meanwhile(does: Callable[[], object]) -> Iterator[None]:
    """Something that goes on while something else happens; it may fail half-way."""

    def run() -> None:
        with contextlib.suppress(OSError, AssertionError):
            does()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join()
