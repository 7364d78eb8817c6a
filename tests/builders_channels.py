"""A small exchange: the channels over a fresh database and a simulated switch."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from builders import HOME, Ground, asker
from yingda.journey.channels import wiring
from yingda.journey.channels.adapters.simulated import Habit, SimulatedSwitch
from yingda.journey.channels.model import LineId, Number, Phone, Signal, SwitchFound
from yingda.journey.channels.model.phones import Telephony
from yingda.journey.channels.ports import Naming, OrderTold, TextCarrier
from yingda.journey.channels.service import Channels
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    MessageId,
    PointId,
    QueueId,
    TierId,
)
from yingda.kernel.message import Message
from yingda.kernel.org import EVERYWHERE, Asker, Scope
from yingda.messages.channels import CallerDid, LegEnd, RingAgent, StopRinging
from yingda.messages.customers import Whose
from yingda.messages.people import Sight
from yingda.platform.embedded.blobs import FolderBlobs
from yingda.platform.ports import C, E, Transaction, Work
from yingda.platform.sql.relay import Relay

ANA, BO, CY = AgentId("ana"), AgentId("bo"), AgentId("cy")
FAULT, BILLING = QueueId("fault"), QueueId("billing")
ADA = Number("13800000001")
_numbers = count(1)

SPEAKS = ("calls.control", "recordings.play", "system.admin")


def agent(agent_id: AgentId) -> Asker:
    return asker(agent_id, *SPEAKS)


class Everywhere:
    """Whoever has the right looks at everybody's."""

    async def sight(self, asker: Asker) -> Sight | None:
        return None

    async def sees_contact(self, asker: Asker, contact_id: ContactId) -> bool:
        return True


class Nowhere:
    """Nobody waits."""

    async def position(self, scope: Scope, contact_id: ContactId) -> int | None:
        return None


class Book:
    """Everybody is a standard customer of 西安, and prompts lie in one folder."""

    orders: Sequence[OrderTold] = ()
    """Of everybody, the newest first."""

    async def whose(
        self, scope: Scope, numbers: Sequence[Number]
    ) -> Mapping[Number, Whose]:
        return {
            number: Whose(
                point_id=PointId(f"point-{number}"),
                customer_id=CustomerId(f"customer-{number[-1:]}"),
                tier_id=TierId("standard"),
                branch_id=BranchId("sn.xa"),
            )
            for number in numbers
        }

    def queues(self, scope: Scope) -> frozenset[QueueId]:
        return frozenset({FAULT, BILLING})

    async def mobile(
        self, scope: Scope, *, point_id: PointId | None, customer_id: CustomerId | None
    ) -> tuple[PointId, str] | None:
        """A customer's number ends with the last digit of their id, as in `whose`."""
        if customer_id is None:
            return (point_id, point_id.removeprefix("point-")) if point_id else None
        number = f"1380000000{customer_id[-1]}"
        return None if customer_id.endswith("-none") else (PointId("p"), number)

    async def told(self, scope: Scope, customer_id: CustomerId) -> list[OrderTold]:
        return list(self.orders)

    async def group_of(
        self, scope: Scope, agent_id: AgentId, at: datetime
    ) -> str | None:
        return None

    def sound(self, prompt: str) -> str:
        return f"/sounds/{prompt}"

    async def names(
        self,
        asker: Asker,
        *,
        agents: Sequence[AgentId],
        customers: Sequence[CustomerId],
        points: Sequence[PointId],
        queues: Sequence[QueueId],
    ) -> Naming:
        return Naming(
            agents={one: one.title() for one in agents},
            customers=dict.fromkeys(customers, "张**"),
        )


class Killed(Exception):
    """The process dies here."""


class MortalWork:
    """Dies after the next commits of those who were told of it, before they can act."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.dies_after = 0

    @asynccontextmanager
    async def begin(self, scope: Scope, /) -> AsyncIterator[Transaction]:
        async with self._work.begin(scope) as tx:
            yield tx

    @asynccontextmanager
    async def system(self, scope: Scope, /) -> AsyncIterator[Transaction]:
        async with self._work.system(scope) as tx:
            yield tx
        if self.dies_after:
            self.dies_after -= 1
            if not self.dies_after:
                raise Killed


class Exchange:
    """Signals are taken when a test says so, each as often as `copies`."""

    def __init__(
        self,
        ground: Ground,
        folder: Path,
        *,
        copies: int = 1,
        carrier: TextCarrier | None = None,
    ) -> None:
        self.ground = ground
        self.carrier = carrier
        self.book = Book()
        self.folder = folder
        self.copies = copies
        self.work = MortalWork(ground.work)
        self.switch = SimulatedSwitch(ground.clock)
        self.blobs = FolderBlobs(folder / "blobs", ground.keys)
        self.bus = _Line(ground.bus)
        self.telephony = Telephony(
            ws="ws://127.0.0.1:1/ws", realm="yingda", hotline="96766"
        )
        self.channels = self.install()
        self.did: list[CallerDid] = []
        self.with_machine: tuple[ContactId, ...] = ()

    def install(self) -> Channels:
        book = self.book
        return wiring.install(
            home=HOME,
            work=self.work,
            clock=self.ground.clock,
            ids=self.ground.ids,
            bus=self.bus,
            alarms=self.ground.alarms,
            parameters=self.ground.parameters,
            keys=self.ground.keys,
            blobs=self.blobs,
            switch=self.switch,
            callers=book,
            prompts=book,
            queues=book,
            names=book,
            telephony=self.telephony,
            spool=self.folder / "spool",
            trusts_pages=True,
            places=Nowhere(),
            reach=Everywhere(),
            posts=book,
            leases=self.ground.leases,
            numbers=book,
            orders=book,
            carrier=self.carrier,
        )

    async def pump(self) -> None:
        """Until the switch has nothing more to say and nobody anything to hear."""
        while True:
            signals = self.switch.take()
            for signal in signals:
                for _ in range(self.copies):
                    await self._take(signal)
            await self.ground.settle()
            if not signals:
                return

    async def _take(self, signal: Signal) -> None:
        if isinstance(signal, SwitchFound):
            self.with_machine = await self.channels.reconcile(signal)
        elif did := await self.channels.take(signal):
            self.did.append(did)

    async def restart(self) -> None:
        """Our process is killed and started again; the switch has gone on meanwhile.

        What the switch said in between is lost for ever.
        """
        self.work.dies_after = 0
        self.switch.lose()
        self.switch.take()
        self.channels = self.install()
        self.switch.come_back()
        await self.pump()

    async def pass_time(self, seconds: float) -> None:
        await self.ground.pass_time(timedelta(seconds=seconds))
        await self.pump()

    # --- what people do -------------------------------------------------------------

    async def call(self, number: str = ADA) -> tuple[ContactId, LineId]:
        line_id = self.switch.call(number)
        await self.pump()
        return await self.contact(line_id), line_id

    async def contact(self, line_id: LineId) -> ContactId:
        async with self.ground.work.system(EVERYWHERE) as tx:
            rows = await tx.run(
                "select contact_id from channels.calls where line_id = :line_id",
                line_id=line_id,
            )
        return ContactId(str(rows[0]["contact_id"]))

    async def seat(self, agent_id: AgentId, habit: Habit | None = None) -> None:
        await self.switch.admit(
            Phone(name=f"agent-{agent_id}", password="p", is_agent=True)
        )
        if habit is not None:
            self.switch.phone(f"agent-{agent_id}", habit)

    async def ring(
        self, contact_id: ContactId, agent_id: AgentId, queue_id: QueueId = FAULT
    ) -> LegId:
        leg_id = LegId(f"leg-{agent_id}-{next(_numbers)}")
        await self.ground.say(
            RingAgent(
                id=MessageId(f"ring-{leg_id}"),
                at=self.ground.clock.now(),
                scope=HOME,
                contact_id=contact_id,
                leg_id=leg_id,
                agent_id=agent_id,
                queue_id=queue_id,
            )
        )
        await self.pump()
        return leg_id

    async def stop(
        self, contact_id: ContactId, leg_id: LegId, why: LegEnd = LegEnd.NO_ANSWER
    ) -> None:
        await self.ground.say(
            StopRinging(
                id=MessageId(f"stop-{leg_id}"),
                at=self.ground.clock.now(),
                scope=HOME,
                contact_id=contact_id,
                leg_id=leg_id,
                why=why,
            )
        )
        await self.pump()

    async def bridge(
        self, contact_id: ContactId, agent_id: AgentId, queue_id: QueueId = FAULT
    ) -> LegId:
        await self.seat(agent_id)
        leg_id = await self.ring(contact_id, agent_id, queue_id)
        self.switch.pick_up(LineId(f"{leg_id}-1"))
        await self.pump()
        return leg_id

    # --- what can be seen -----------------------------------------------------------

    async def told(self, *kinds: type[Message]) -> list[str]:
        """The kinds of what was told so far (of `kinds`, if given), in order."""
        names = [kind for kind, _ in await self.ground.said()]
        wanted = {kind.__name__ for kind in kinds}
        return [name for name in names if not wanted or name in wanted]

    async def payloads(self, kind: type[Message]) -> list[Mapping[str, object]]:
        async with self.ground.work.system(EVERYWHERE) as tx:
            rows = await tx.run(
                "select payload from spine.log where kind = :kind order by seq",
                kind=kind.__name__,
            )
        return [row["payload"] for row in rows if isinstance(row["payload"], dict)]

    def hear_each_other(self, *line_ids: LineId) -> bool:
        return all(
            self.switch.hears(one) == frozenset(line_ids) - {one} for one in line_ids
        )

    def has_music(self, line_id: LineId) -> bool:
        return self.switch.lines[line_id].has_music


class _Line:
    """A bus on which a new process takes the place of the old one."""

    def __init__(self, bus: Relay) -> None:
        self._bus = bus
        self._handlers: dict[type[Message], Callable[..., Awaitable[None]]] = {}

    def hears(
        self, stage: str, kind: type[E], handler: Callable[[E], Awaitable[None]]
    ) -> None:
        if self._is_new(kind, handler):
            self._bus.hears(stage, kind, self._pass_on)

    def does(
        self, stage: str, kind: type[C], handler: Callable[[C], Awaitable[None]]
    ) -> None:
        if self._is_new(kind, handler):
            self._bus.does(stage, kind, self._pass_on)

    def takes_together(self, stage: str) -> None:
        self._bus.takes_together(stage)

    def watches(self, kind: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
        self._bus.watches(kind, handler)

    async def carry(self) -> int:
        return await self._bus.carry()

    def _is_new(
        self, kind: type[Message], handler: Callable[..., Awaitable[None]]
    ) -> bool:
        is_new = kind not in self._handlers
        self._handlers[kind] = handler
        return is_new

    async def _pass_on(self, message: Message) -> None:
        await self._handlers[type(message)](message)
