"""A small centre with people, customers and screens; queues and figures are told to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import httpx
from litestar import Litestar

from builders import HOME, Ground
from builders_desk import Phones, contacts_on, desk_on
from builders_partners import partners_on
from builders_record import PASSWORD, SMALL, customers_on, people_on
from yingda.app.asgi import create
from yingda.app.jobs import again, every
from yingda.app.screens import wiring as screens_wiring
from yingda.app.screens.herald import SECOND, Herald
from yingda.app.screens.words import Words
from yingda.journey.contacts.service import Contacts
from yingda.journey.customers.service import Customers
from yingda.journey.desk.api import ROUTES as DESK
from yingda.journey.desk.service import Desk
from yingda.journey.floor.model import Note
from yingda.journey.partners.api import ROUTES as PARTNERS
from yingda.journey.partners.service import Partners
from yingda.journey.people.api import ROUTES as PEOPLE
from yingda.journey.people.service import People
from yingda.journey.workorders import wiring as workorders_wiring
from yingda.journey.workorders.api import ROUTES as WORKORDERS
from yingda.journey.workorders.service import Workorders
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import ContactId, QueueId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.messages.analytics import Aim, Column, Figure, FigureRow, Only, Today
from yingda.messages.people import AgentCard
from yingda.messages.routing import QueueNow
from yingda.platform.http import COOKIE
from yingda.platform.http.wire import EXTENSION

K01 = Column(
    id="K01",
    name=Name("15秒人工接通率", "Human answer rate in 15 s"),
    unit="ratio",
    attribution="arrival",
    version=1,
    owner="operations",
    aims=(
        Aim(scope="all", at_least=0.85, at_most=None, shown_as="rule", source="rule"),
    ),
)


@dataclass
class Floor:
    """What routing would say of its queues."""

    rows: list[QueueNow] = field(default_factory=list)
    ready: dict[QueueId, int] = field(default_factory=dict)
    looks: int = 0

    async def queues_now(self, scope: Scope) -> Sequence[QueueNow]:
        self.looks += 1
        return self.rows

    async def ready_by_queue(self, scope: Scope) -> Mapping[QueueId, int]:
        return self.ready

    async def decisions(self, asker: Asker, contact_id: ContactId) -> Sequence[Any]:
        return ()


class Day:
    """Today's figures: 90 of 100 callers were answered in time."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def figures(self) -> Sequence[Column]:
        return (K01,)

    async def today(self, scope: Scope, only: Only) -> Today:
        row = FigureRow(
            key="total",
            figures={"K01": Figure(value=0.9, numerator=90, denominator=100)},
            counts={"requested": 100, "answered": 95, "abandoned": 5},
        )
        return Today(
            date=business_date(self._clock()),
            at=self._clock().astimezone(UTC),
            total=row,
            queues=(),
            branches=(),
            half_hours=(),
        )


@dataclass
class Scene:
    """The stages, the screens over them, and the application that shows them."""

    ground: Ground
    floor: Floor
    phones: Phones
    people: People
    customers: Customers
    contacts: Contacts
    desk: Desk
    workorders: Workorders
    partners: Partners
    screens: Mapping[str, object]
    app: Litestar

    @asynccontextmanager
    async def browser(self, name: str) -> AsyncIterator[httpx.AsyncClient]:
        """Somebody's browser, signed in."""
        transport = httpx.ASGITransport(cast(Any, self.app))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://yingda.test"
        ) as client:
            body = {"user": name, "password": PASSWORD}
            assert (await client.post("/api/session", json=body)).status_code == 201
            yield client

    async def asker(self, name: str) -> Asker:
        async with self.browser(name) as browser:
            found = await self.people.asker_of(browser.cookies[COOKIE])
        assert found is not None
        return found


class Nobody:
    """Leads nobody, and nobody writes to anybody."""

    async def led(self, asker: Asker, cards: tuple[AgentCard, ...]) -> list[AgentCard]:
        return []

    async def notes(self, asker: Asker) -> list[Note]:
        return []


async def scene(ground: Ground) -> Scene:
    phones, floor = Phones(), Floor()
    people, customers = people_on(ground), customers_on(ground)
    await people.found(HOME, SMALL, PASSWORD)
    contacts, desk = contacts_on(ground), desk_on(ground, phones)
    words = Words(
        staff=people,
        customers=customers,
        parameters=ground.parameters,
        clock=ground.clock,
    )
    partners = partners_on(ground)
    workorders = workorders_wiring.install(
        work=ground.work,
        clock=ground.clock,
        ids=ground.ids,
        keys=ground.keys,
        parameters=ground.parameters,
        versions=ground.parameters,
        names=words,
        history=contacts,
        providers=partners,
        bus=ground.bus,
        alarms=ground.alarms,
    )
    screens = screens_wiring.install(
        clock=ground.clock,
        bus=ground.bus,
        words=words,
        contacts=contacts,
        customers=customers,
        desk=desk,
        workorders=workorders,
        routing=floor,
        figures=Day(ground.clock.now),
        people=people,
        leading=Nobody(),
    )
    app = create(
        [*PEOPLE, *DESK, *WORKORDERS, *PARTNERS, *screens_wiring.ROUTES],
        {
            "people": people,
            "desk": desk,
            "workorders": workorders,
            "partners": partners,
            **screens,
        },
        people.asker_of,
    )
    return Scene(
        ground=ground,
        floor=floor,
        phones=phones,
        people=people,
        customers=customers,
        contacts=contacts,
        desk=desk,
        workorders=workorders,
        partners=partners,
        screens=screens,
        app=app,
    )


class Paper:
    """A wire without a network under it."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.reads = asyncio.Event()
        """While it is not set, nothing is taken from the line."""
        self.reads.set()

    def offer(self, framed: bytes) -> bool:
        if self.reads.is_set():
            said = {"type": "websocket.send", "text": _text(framed)}
            self.heard.put_nowait(said)
        return self.reads.is_set()

    async def clear(self) -> None:
        await self.reads.wait()


def _text(framed: bytes) -> bytes:
    """What stands in a frame of a server (RFC 6455, section 5.2)."""
    length = framed[1] & 0x7F
    return framed[{126: 4, 127: 10}.get(length, 2) :]


class Tab:
    """One WebSocket of one browser tab, without a network under it."""

    def __init__(self, app: Litestar, path: str, cookie: str) -> None:
        path, _, query = path.partition("?")
        self._app = app
        self._wire = Paper()
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._said.put_nowait({"type": "websocket.connect"})
        self.reads = self._wire.reads
        self._scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"cookie", f"{COOKIE}={cookie}".encode())],
            "client": ("test", 1),
            "server": ("test", 80),
            "subprotocols": [],
            "extensions": {EXTENSION: self._wire},
        }

    async def run(self) -> None:
        app = cast(Any, self._app)
        await app(self._scope, self._said.get, self._take)

    async def _take(self, event: dict[str, Any]) -> None:
        await self.reads.wait()
        await self._wire.heard.put(event)

    async def next(self, kind: str | None = None) -> dict[str, Any]:
        """The next message, or the next of a kind."""
        async with asyncio.timeout(5):
            while True:
                event = await self._wire.heard.get()
                if event["type"] == "websocket.close":
                    return {"type": "closed", "code": event["code"]}
                if event["type"] != "websocket.send":
                    continue
                message = cast(dict[str, Any], json.loads(event["text"]))
                if kind in (None, message.get("type")):
                    return message

    def say(self, text: str) -> None:
        self._said.put_nowait({"type": "websocket.receive", "text": text})

    def close(self) -> None:
        self._said.put_nowait({"type": "websocket.disconnect", "code": 1000})


@asynccontextmanager
async def tab(scene: Scene, name: str, path: str = "/ws/desk") -> AsyncIterator[Tab]:
    async with scene.browser(name) as browser:
        opened = Tab(scene.app, path, browser.cookies[COOKIE])
    herald = cast(Herald, scene.screens["herald"])
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(opened.run())
        beats = tasks.create_task(again("beats", every(SECOND, herald.beat)))
        yield opened
        opened.close()
        async with asyncio.timeout(5):
            await running
        beats.cancel()
