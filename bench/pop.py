"""What the screen pop takes when 200 telephones ring at once.

Two hundred agents are being rung for customers with earlier contacts and an open work
order, out of 50,000 on file; the desks have news at the same moment, and the time runs
until each page's socket was given the snapshot with its pop. What it shows of the customer
must be what the customer file says; a panel whose stage was late shows what it said last,
and is counted as late. The bar is 500 ms (p95).
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import uvloop
from litestar import Litestar

from bench.result import conditions, quantile, show
from yingda.app.asgi import create
from yingda.app.build import Centre, Parts, build
from yingda.app.editions import (
    HOME,
    Edition,
    address,
    embedded,
    keys,
    make_database,
    postgres,
)
from yingda.app.entrance import entrance
from yingda.app.screens.feed import Feed
from yingda.app.settings import Settings
from yingda.app.world.load import generate, load_organisation
from yingda.app.world.subscribers import Province
from yingda.journey.channels.adapters.simulated.switch import SimulatedSwitch
from yingda.journey.channels.model.phones import Telephony
from yingda.journey.customers.limits import NumberPlan
from yingda.journey.dialogue import wiring as dialogue_wiring
from yingda.journey.dialogue.adapters.silence import SilentSpeech
from yingda.journey.workorders.model import NewOrder
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    MessageId,
    QueueId,
    UserId,
)
from yingda.kernel.message import Event
from yingda.kernel.org import Asker
from yingda.messages.channels import (
    AgentRang,
    CallArrived,
    CallEnded,
    Channel,
    EndedBy,
)
from yingda.messages.customers import Whose
from yingda.messages.desk import AgentState
from yingda.messages.dialogue import (
    CallerIdentified,
    DataAttached,
    MenuChosen,
    MenuEntered,
)
from yingda.messages.routing import ContactOffered, ContactQueued, Decision, Entry
from yingda.platform.http import COOKIE
from yingda.platform.http.wire import EXTENSION
from yingda.platform.sql.migrate import make_months

AGENTS, EARLIER, ROUNDS, SUBSCRIBERS = 200, 3, 10, 50_000
ACTIONS = frozenset({"desk.work", "orders.write", "orders.read", "customers.read"})
FAULT = QueueId("fault")


def agent(number: int) -> Asker:
    name = f"bench-{number}"
    return Asker(
        user_id=UserId(name), agent_id=AgentId(name), scope=HOME, actions=ACTIONS
    )


class Teller:
    """Tells facts as the stages would, many in one transaction."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._facts: list[Event] = []

    def fact(self, kind: Callable[..., Event], contact_id: str, **more: object) -> None:
        self._facts.append(
            kind(
                id=self._edition.ids.new(MessageId),
                at=self._edition.clock.now(),
                scope=HOME,
                contact_id=ContactId(contact_id),
                **more,
            )
        )

    def now(self) -> datetime:
        return self._edition.clock.now()

    async def tell(self) -> None:
        for first in range(0, len(self._facts), 500):
            async with self._edition.work.system(HOME) as tx:
                for fact in self._facts[first : first + 500]:
                    await tx.tell(fact)
        self._facts.clear()
        while await self._edition.bus.carry():
            pass


def arrive(teller: Teller, contact_id: str, whose: Whose) -> None:
    branch_id = whose.branch_id or BranchId("sn.xa")
    teller.fact(
        CallArrived,
        contact_id,
        channel=Channel.VOICE,
        called="96766",
        door="trunk",
        point_id=whose.point_id,
        customer_id=whose.customer_id,
        tier_id=whose.tier_id,
        branch_id=branch_id,
    )
    teller.fact(
        CallerIdentified,
        contact_id,
        customer_id=whose.customer_id,
        tier_id=whose.tier_id,
        branch_id=branch_id,
        how="record",
    )
    teller.fact(MenuEntered, contact_id, node="main")
    teller.fact(MenuChosen, contact_id, node="main", choice="fault")
    teller.fact(DataAttached, contact_id, data={"topic": "broadband"})


def ring(teller: Teller, contact_id: str, whose: Whose, who: Asker) -> None:
    teller.fact(
        ContactQueued,
        contact_id,
        queue_id=FAULT,
        entry=Entry.REQUESTED,
        tier_id=whose.tier_id,
        branch_id=whose.branch_id or BranchId("sn.xa"),
        since=teller.now(),
    )
    leg = {"leg_id": LegId(f"leg-{contact_id}"), "agent_id": who.agent_id}
    decision = Decision(
        rule="longest-idle",
        rules_version=0,
        widened=0,
        able=1,
        candidates=(),
        contact_score=(),
        waiting=1,
    )
    teller.fact(
        ContactOffered,
        contact_id,
        queue_id=FAULT,
        channel=Channel.VOICE,
        decision=decision,
        **leg,
    )
    teller.fact(AgentRang, contact_id, **leg)


async def prepare(centre: Centre) -> dict[str, CustomerId]:
    """All agents ring; whom each rings for."""
    edition = centre.edition
    edition.bus.only(frozenset({"contacts", "desk"}))
    today = business_date(edition.clock.now())
    plan = edition.parameters.get(NumberPlan, HOME)
    people = list(Province(seed=1, today=today, numbers=plan).subscribers(0, AGENTS))
    numbers = [one.numbers[0] for one in people]
    whose = await centre.customers.whose(HOME, numbers)
    teller = Teller(edition)
    rung: dict[str, CustomerId] = {}
    for n, one in enumerate(people):
        who, caller = agent(n), whose[one.numbers[0]]
        await centre.desk.sign_in(who)
        await centre.desk.set_state(who, AgentState.READY, None)
        await centre.workorders.open(
            who,
            NewOrder(
                type="fault",
                description="宽带不通",
                branch_id=one.branch_id,
                customer_id=one.customer_id,
            ),
        )
        for before in range(EARLIER):
            arrive(teller, f"before-{n}-{before}", caller)
            teller.fact(CallEnded, f"before-{n}-{before}", by=EndedBy.CALLER)
        arrive(teller, f"call-{n}", caller)
        ring(teller, f"call-{n}", caller, who)
        rung[str(who.user_id)] = one.customer_id
    await teller.tell()
    return rung


class Page:
    """One agent's page: its WebSocket, without a network under it."""

    def __init__(self, app: Litestar, token: str) -> None:
        self._app = app
        self._scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": "/ws/desk",
            "raw_path": b"/ws/desk",
            "query_string": b"",
            "root_path": "",
            "headers": [(b"cookie", f"{COOKIE}={token}".encode())],
            "client": ("bench", 1),
            "server": ("bench", 80),
            "subprotocols": [],
            "extensions": {EXTENSION: self},
        }
        self._said: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self._said.put_nowait({"type": "websocket.connect"})
        self.shown = asyncio.Event()
        self.at = 0.0
        self.answer = ""

    async def run(self) -> None:
        await cast(Any, self._app)(self._scope, self._said.get, self._hear)

    async def _hear(self, message: Mapping[str, Any]) -> None:
        """Only that it is accepted, or closed."""

    def offer(self, framed: bytes) -> bool:
        # Not at the first brace: the length before the text may be written with one.
        begin = framed.find(b'{"type":"DeskNow"')
        if begin >= 0:
            self.at, self.answer = time.perf_counter(), framed[begin:].decode()
            self.shown.set()
        return True

    async def clear(self) -> None:
        """Whatever is written is taken at once."""

    def close(self) -> None:
        self._said.put_nowait({"type": "websocket.disconnect", "code": 1000})


async def ring_all(pages: Mapping[str, Page], feed: Feed) -> list[float]:
    """All desks have news at one moment: seconds until each has been shown it."""
    for page in pages.values():
        page.shown.clear()
    start = time.perf_counter()
    for name in pages:
        feed.touch(AgentId(name))
    for page in pages.values():
        await page.shown.wait()
    return [page.at - start for page in pages.values()]


async def check(
    centre: Centre, answers: list[str], rung: Mapping[str, CustomerId]
) -> tuple[int, int]:
    """How many panels were late, and how many did not show what the file says."""
    cards = await centre.customers.card(HOME, list(rung.values()))
    late = unequal = 0
    for answer in answers:
        desk = json.loads(answer)
        pop = desk["contact"]["pop"]
        late += sum(panel["type"] != "data" for panel in pop.values())
        shown = pop["customer"]["answer"] or {}
        card = cards[rung[desk["agent_id"]]]
        is_same = (
            shown.get("customer_id") == card.customer_id
            and shown["name"] == card.name
            and shown["tier_id"] == card.tier.id
            and shown["number"] in {point.number for point in card.points}
            and shown["balance_yuan"] == card.balance_fen / 100
        )
        history = pop["history"]["answer"] or {"contacts": ()}
        orders = pop["orders"]["answer"] or {"orders": ()}
        is_all = len(history["contacts"]) == EARLIER and len(orders["orders"]) == 1
        unequal += not (is_same and is_all)
    return late, unequal


async def measure(settings: Settings) -> None:
    own = keys(settings)
    await make_database(settings, own)
    async with embedded(settings) as edition:
        today = business_date(edition.clock.now())
        await make_months(address(settings, own), today)
        centre = build(edition, parts(settings, edition))
        await load_organisation(centre.people, HOME, settings.demo_password)
        await generate(edition, count=SUBSCRIBERS, seed=1, say=lambda _: None)
        rung = await prepare(centre)
        askers = {name: agent(n) for n, name in enumerate(rung)}

        async def who(token: str) -> Asker | None:
            return askers.get(token)

        app = create(centre.routes(), centre.services(), who)
        pages = {name: Page(app, name) for name in rung}
        times: list[float] = []
        spent, late, unequal = 0.0, 0, 0
        async with asyncio.TaskGroup() as tasks:
            for page in pages.values():
                tasks.create_task(page.run())
            for page in pages.values():
                await page.shown.wait()
            for _ in range(ROUNDS):
                await asyncio.sleep(0.5)
                before = time.thread_time()
                times += await ring_all(pages, cast(Feed, centre.screens["feed"]))
                spent += time.thread_time() - before
                answers = [page.answer for page in pages.values()]
                counted = await check(centre, answers, rung)
                late, unequal = late + counted[0], unequal + counted[1]
            for page in pages.values():
                page.close()
    figures = {
        "p50_ms": quantile(times, 0.5) * 1e3,
        "p95_ms": quantile(times, 0.95) * 1e3,
        "max_ms": max(times) * 1e3,
        "cpu_ms_a_pop": spent / len(times) * 1e3,
        "late_panels": late,
        "unequal": unequal,
    }
    ok = figures["p95_ms"] < 500 and unequal == 0
    said = conditions(
        PostgreSQL="embedded", rings=AGENTS, rounds=ROUNDS, subscribers=SUBSCRIBERS
    )
    show("pop", figures, said, ok=ok)


def parts(settings: Settings, edition: Edition) -> Parts:
    return Parts(
        switch=SimulatedSwitch(edition.clock),
        telephony=Telephony(ws=None, realm="centre", hotline="96766"),
        sounds=dialogue_wiring.sounds(
            folder=settings.data / "sounds", speech=SilentSpeech()
        ),
        spool=settings.data / "spool",
        trusts_pages=False,
        entrance=entrance(settings),
    )


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="yb-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        settings = Settings(data=folder, switch="simulated", subscribers=SUBSCRIBERS)
        server = postgres(settings, keys(settings))
        assert server is not None
        server.start()
        try:
            uvloop.run(measure(settings))
        finally:
            server.stop()
