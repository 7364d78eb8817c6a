"""A centre as `yingda run` starts it, with agents who are ready and watch their desks."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
from websockets.asyncio.client import connect

from yingda.app.editions import HOME, address, at_hand, keys, postgres, voices
from yingda.app.settings import Settings
from yingda.app.world.load import load_organisation
from yingda.app.world.subscribers import Province
from yingda.journey.customers.limits import NumberPlan
from yingda.journey.desk.limits import Limits as DeskLimits
from yingda.journey.dialogue.core.reading import read
from yingda.journey.dialogue.wiring import library
from yingda.journey.people import wiring as people_wiring
from yingda.journey.people.model import NewUser, Organisation, SeatOf
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import BranchId, QueueId, Skill, UserId
from yingda.messages.channels import Channel
from yingda.platform.sql.migrate import make_months

CALLED = "96700"
QUEUE = QueueId("general")
PASSWORD = "yingda-bench"
WRAP_SECONDS = 1
FLOW = f"""
flow_id = "straight"
title = "To people without a word"
called = ["{CALLED}"]
start = "identify"
human = "people"
home_branch = "sn.xa"
languages = ["zh-CN"]

[nodes.identify]
kind = "identify"
next = "people"
failed = "people"

[nodes.people]
kind = "queue"
queue = "{QUEUE}"

[prompts.zh-CN]
"""
TELEPHONE = """
[agent-{name}]
type=endpoint
transport=udp
context=nothing
disallow=all
allow=alaw
aors=agent-{name}
direct_media=no
media_address=127.0.0.1
bind_rtp_to_media_address=yes
identify_by=username
[agent-{name}]
type=aor
contact=sip:agent-{name}@127.0.0.1:{port}
"""


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class BenchCentre:
    """On free ports, in a folder of its own."""

    def __init__(self, folder: Path, *, agents: int, subscribers: int) -> None:
        self.folder = folder
        self.names = [f"b{7000 + number}" for number in range(agents)]
        self.telephones_port = free_port(socket.SOCK_DGRAM)
        telephones = folder / "telephones.conf"
        telephones.write_text(
            "".join(
                TELEPHONE.format(name=name, port=self.telephones_port)
                for name in self.names
            )
        )
        http, ari = free_port(), free_port()
        program = os.environ.get("YINGDA_ASTERISK")
        self.settings = Settings(
            data=folder / "var",
            http_port=http,
            ari_port=ari,
            trunk_port=free_port(socket.SOCK_DGRAM),
            rtp_from=14000,
            rtp_to=17998,
            telephones=telephones,
            subscribers=subscribers,
            traffic=0,
            asterisk=Path(program).absolute() if program else None,
            demo_password=PASSWORD,
        )
        self.url = f"http://127.0.0.1:{http}"
        self.etc = self.settings.data / "asterisk" / "etc"
        self._run: subprocess.Popen[bytes] | None = None

    async def found(self) -> None:
        """Agents, their short wrap-up, and a flow that says nothing."""
        async with at_hand(self.settings) as edition:
            today = business_date(edition.clock.now())
            await make_months(address(self.settings, keys(self.settings)), today)
            people = people_wiring.install(
                work=edition.work,
                clock=edition.clock,
                alarms=edition.alarms,
                ids=edition.ids,
                keys=edition.keys,
                parameters=edition.parameters,
                home=HOME,
            )
            await load_organisation(people, HOME, PASSWORD)
            users = tuple(_agent(name) for name in self.names)
            made = Organisation(places=(), groups=(), users=users)
            await people.found(HOME, made, PASSWORD)
            async with edition.work.system(HOME) as tx:
                limits = DeskLimits(wrap_seconds=WRAP_SECONDS)
                await edition.parameters.set(tx, limits, by=UserId("bench"))
            flows = library(
                work=edition.work,
                clock=edition.clock,
                ids=edition.ids,
                sounds=voices(self.settings),
            )
            await flows.open(HOME)
            await flows.publish(HOME, read(FLOW), by=UserId("bench"))
            plan = edition.parameters.get(NumberPlan, HOME)
            province = Province(seed=self.settings.seed, today=today, numbers=plan)
            count = min(2_000, self.settings.subscribers)
            numbers = [one.numbers[0] for one in province.subscribers(0, count)]
        (self.folder / "numbers.csv").write_text("SEQUENTIAL\n" + "\n".join(numbers))

    @contextmanager
    def running(self) -> Iterator[None]:
        log = self.folder / "run.log"
        with log.open("wb") as out:
            self._run = subprocess.Popen(
                [sys.executable, "-m", "yingda.app.cli", "run"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=os.environ | self._environment(),
                cwd=self.folder,
                start_new_session=True,
            )
        try:
            until = time.monotonic() + 300
            while "is up" not in log.read_text():
                if self._run.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(log.read_text())
                time.sleep(0.2)  # noqa: TID251 - another program starts
            yield
        finally:
            self._run.send_signal(signal.SIGINT)
            self._run.wait(60)

    def _environment(self) -> dict[str, str]:
        told = self.settings.model_dump(mode="json", exclude_defaults=True)
        return {
            f"YINGDA_{key.upper()}": value if isinstance(value, str) else str(value)
            for key, value in told.items()
        } | {"PYTHONPATH": os.pathsep.join(sys.path)}

    def ask_switch(self, command: str) -> str:
        """What the switch's own command line answers."""
        return subprocess.run(
            [
                str(self.settings.asterisk or "asterisk"),
                *("-C", str(self.etc / "asterisk.conf"), "-rx", command),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def pids(self) -> dict[str, list[int]]:
        """Of the switch, of our processes, and of the database's server."""
        data = self.settings.data
        server = postgres(self.settings, keys(self.settings))
        assert server is not None
        return {
            "switch": [_pid(data / "asterisk" / "run" / "asterisk.pid")],
            **{name: [_pid(data / "run" / f"{name}.pid")] for name in OURS},
            "database": [server.pid() or 0],
        }


OURS = ("floor", "work", "count")


class Pages:
    """Every agent's desk, open in a page: what pops up is noted by contact."""

    def __init__(self, centre: BenchCentre) -> None:
        self._centre = centre
        self.popped: set[str] = set()
        self._ready: set[str] = set()
        self._are_ready = asyncio.Event()

    @asynccontextmanager
    async def open(self, names: Sequence[str]) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            reading = []
            for name in names:
                cookie = await self._begin(name)
                reading.append(
                    tasks.create_task(self._read(name, cookie, of=len(names)))
                )
            async with asyncio.timeout(60):
                await self._are_ready.wait()
            yield
            for task in reading:
                task.cancel()

    async def _begin(self, name: str) -> str:
        async with httpx.AsyncClient(base_url=self._centre.url, timeout=60) as person:
            for path, body in (
                ("/api/session", {"user": name, "password": PASSWORD}),
                ("/api/desk/sign-in", {}),
                ("/api/desk/state", {"state": "ready"}),
            ):
                (await person.post(path, json=body)).raise_for_status()
            return "; ".join(f"{key}={value}" for key, value in person.cookies.items())

    async def _read(self, name: str, cookie: str, *, of: int) -> None:
        url = self._centre.url.replace("http", "ws") + "/ws/desk"
        headers = {"Cookie": cookie, "Origin": self._centre.url}
        async with connect(
            url, additional_headers=headers, compression=None, max_size=None
        ) as page:
            async for text in page:
                said = json.loads(text)
                if said.get("type") != "DeskNow":
                    continue
                if said["state"] == "ready":
                    self._ready.add(name)
                if len(self._ready) == of:
                    self._are_ready.set()
                contact = said.get("contact") or {}
                pop = contact.get("pop") or {}
                if (pop.get("customer") or {}).get("answer"):
                    self.popped.add(contact["contact_id"])


def _agent(name: str) -> NewUser:
    seat = SeatOf(
        number=name[1:],
        group_id="g1",
        queues=(QUEUE,),
        skills={Skill(QUEUE): 5},
        capacity={Channel.VOICE: 1, Channel.CHAT: 3},
    )
    return NewUser(
        user_id=UserId(name),
        login=name,
        name=name,
        roles=("agent",),
        path=BranchId("sn"),
        seat=seat,
    )


def _pid(file: Path) -> int:
    return int(file.read_text().split()[0])
