"""What most tests need: a noon, a place, and the ground of a centre under a hand clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from yingda.kernel.ids import AgentId, TenantId, UserId
from yingda.kernel.message import Command, Event
from yingda.kernel.org import EVERYWHERE, Asker, Scope
from yingda.platform.embedded.clock import HandClock
from yingda.platform.embedded.ids import CountedIds
from yingda.platform.embedded.keys import FileKeys
from yingda.platform.sql.alarms import TableAlarms
from yingda.platform.sql.database import Database
from yingda.platform.sql.leases import SqlLeases
from yingda.platform.sql.parameters import SqlParameters
from yingda.platform.sql.relay import Relay
from yingda.platform.sql.work import SqlWork

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)
"""Twelve o'clock in Shanghai, on a public holiday."""

HOME = Scope(tenant_id=TenantId("sn"), path="sn", site="xa-1")


def asker(name: str, *actions: str, path: str = "sn") -> Asker:
    """Somebody with a seat, who may do what is named."""
    return Asker(
        user_id=UserId(name),
        agent_id=AgentId(name),
        scope=Scope(tenant_id=TenantId("sn"), path=path, site="xa-1"),
        actions=frozenset(actions),
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """The ports over a fresh database; every delivery comes twice unless told otherwise."""

    database: Database
    clock: HandClock
    ids: CountedIds
    keys: FileKeys
    work: SqlWork
    alarms: TableAlarms
    bus: Relay
    leases: SqlLeases
    parameters: SqlParameters

    async def say(self, *messages: Event | Command) -> None:
        """Commits messages as if a stage had said them, and lets everybody hear."""
        async with self.work.system(HOME) as tx:
            for message in messages:
                match message:
                    case Event():
                        await tx.tell(message)
                    case Command():
                        await tx.ask_later(message)
        await self.settle()

    async def settle(self) -> None:
        """Until nobody has anything more to hear."""
        while await self.bus.carry():
            pass

    async def pass_time(self, by: timedelta) -> None:
        """Time passes from alarm to alarm, and each is heard before the next."""
        until = self.clock.now() + by
        while True:
            due = await self.alarms.ring()
            if await self.bus.carry():
                continue
            if due is None or due > until:
                break
            self.clock.move(max(timedelta(0), due - self.clock.now()))
        self.clock.move(until - self.clock.now())
        await self.alarms.ring()
        await self.settle()

    async def said(self) -> list[tuple[str, str]]:
        """Kind and subject (contact, agent or order) of all that is in the log."""
        async with self.work.system(EVERYWHERE) as tx:
            rows = await tx.run(
                "select kind, coalesce(contact_id, agent_id, order_id) as who"
                " from spine.log order by seq"
            )
        return [(str(row["kind"]), str(row["who"])) for row in rows]


def ground(database: Database, clock: HandClock, *, copies: int = 2) -> Ground:
    ids, work = CountedIds(), SqlWork(database)
    bus = Relay(database, copies=copies)
    bus.in_one(work.together)
    return Ground(
        database=database,
        clock=clock,
        ids=ids,
        keys=FileKeys(b"k" * 32),
        work=work,
        alarms=TableAlarms(work, clock, ids),
        bus=bus,
        leases=SqlLeases(database),
        parameters=SqlParameters(work, clock),
    )
