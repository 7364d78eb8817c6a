"""A floor and its people, so that a test of routing shows only what matters."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Self

from msgspec.structs import replace

from builders import HOME, NOON, Ground
from yingda.journey.routing import wiring
from yingda.journey.routing.core.floor import Changes, Floor
from yingda.journey.routing.core.rules import Rules
from yingda.journey.routing.core.turn import decide
from yingda.journey.routing.limits import Limits
from yingda.journey.routing.service import Routing
from yingda.journey.routing.service.record import with_legs
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    MessageId,
    QueueId,
    Skill,
    TierId,
    UserId,
)
from yingda.kernel.org import Scope
from yingda.messages.channels import (
    CallBridged,
    CallEnded,
    Channel,
    EndedBy,
    LegEnd,
    LegEnded,
)
from yingda.messages.desk import AgentState, AgentStateChanged
from yingda.messages.people import Seat
from yingda.messages.routing import (
    Entry,
    Idle,
    Input,
    Join,
    Offered,
    QueueContact,
    Sit,
    Waiting,
)
from yingda.platform.embedded.ids import CountedIds
from yingda.platform.ports import Transaction, Work

_numbers = count(1)


def _id() -> MessageId:
    return MessageId(f"sent-{next(_numbers)}")


def levels(*skills: str) -> dict[Skill, int]:
    """`fault` (level 5) or `fault:7`."""
    parts = (skill.partition(":") for skill in skills)
    return {Skill(name): int(level or 5) for name, _, level in parts}


def waiting(
    name: str,
    queue: str = "fault",
    *,
    at: datetime = NOON,
    tier: str = "standard",
    entry: Entry = Entry.REQUESTED,
    wants: str | None = None,
    only: bool = False,
) -> Waiting:
    return Waiting(
        contact_id=ContactId(name),
        channel=Channel.VOICE,
        queue_id=QueueId(queue),
        entry=entry,
        customer_id=None,
        tier_id=TierId(tier),
        branch_id=BranchId("sn.xa"),
        scope=HOME,
        since=at,
        looked_at=at,
        wanted_agent=None if wants is None else AgentId(wants),
        only_wanted=only,
    )


def idle(
    name: str, *skills: str, at: datetime = NOON, capacity: int = 1, queues: str = ""
) -> Idle:
    return Idle(
        agent_id=AgentId(name),
        scope=HOME,
        skills=levels(*(skills or ("fault",))),
        queues=tuple(map(QueueId, queues.split())),
        since=at,
        capacity={Channel.VOICE: capacity},
    )


class Play:
    """A floor that takes things in, one after the other."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.floor = Floor(Rules(limits or Limits()))
        self.ids = CountedIds()
        self.changes: list[Changes] = []

    def take(self, taken: Input, at: datetime = NOON) -> Changes:
        changes = with_legs(decide(self.floor, taken, at), self.ids)
        self.floor.apply(changes)
        self.changes.append(changes)
        return changes

    def join(self, *contacts: Waiting, at: datetime | None = None) -> Changes:
        every: Changes = ()
        for contact in contacts:
            every += self.take(Join(contact=contact), at or contact.since)
        return every

    def sit(self, *agents: Idle, at: datetime | None = None) -> Changes:
        every: Changes = ()
        for agent in agents:
            every += self.take(Sit(idle=agent), at or agent.since)
        return every

    def leg(self, contact: str) -> LegId:
        return self.floor.ringing[ContactId(contact)].leg_id


def offers(changes: Changes) -> list[tuple[str, str]]:
    return [
        (change.contact_id, change.agent_id)
        for change in changes
        if isinstance(change, Offered)
    ]


@dataclass
class Staff:
    """Everybody whose skills anybody knows."""

    skills: dict[AgentId, dict[Skill, int]] = field(default_factory=dict)

    async def seats(
        self, scope: Scope, agent_ids: Sequence[AgentId]
    ) -> Mapping[AgentId, Seat]:
        return {
            agent_id: Seat(
                agent_id=agent_id,
                skills=self.skills[agent_id],
                queues=(),
                capacity={Channel.VOICE: 1},
                group_id="day",
                branch_id=BranchId("sn.xa"),
            )
            for agent_id in agent_ids
            if agent_id in self.skills
        }


@dataclass
class History:
    """Who served whom last, and how often it was asked."""

    last: dict[CustomerId, AgentId] = field(default_factory=dict)
    asked: list[datetime] = field(default_factory=list)

    async def last_agents(
        self, scope: Scope, customer_ids: Sequence[CustomerId], since: datetime
    ) -> Mapping[CustomerId, AgentId]:
        self.asked.append(since)
        return {one: self.last[one] for one in customer_ids if one in self.last}


class Scene:
    """Routing on its own, with Ana (fault) and Bo (fault, billing)."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.work = UnluckyWork(ground.work)
        self.staff = Staff(
            {AgentId("ana"): levels("fault"), AgentId("bo"): levels("fault", "billing")}
        )
        self.history = History()
        self.routing: Routing = wiring.install(
            work=self.work,
            clock=ground.clock,
            ids=ground.ids,
            bus=ground.bus,
            alarms=ground.alarms,
            leases=ground.leases,
            parameters=ground.parameters,
            staff=self.staff,
            history=self.history,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """As if the process were gone: the next scene finds the tables only."""
        await self.ground.leases.close()
        self.ground.bus._forget_connection()

    @property
    def now(self) -> datetime:
        return self.ground.clock.now()

    async def queue(
        self,
        name: str,
        queue: str = "fault",
        *,
        tier: str = "standard",
        entry: Entry = Entry.REQUESTED,
        wants: str | None = None,
        customer: str | None = None,
        channel: Channel = Channel.VOICE,
    ) -> None:
        command = asks(name, queue, at=self.now, tier=tier, entry=entry, wants=wants)
        command = replace(command, channel=channel)
        if customer is not None:
            command = replace(command, customer_id=CustomerId(customer))
        await self.ground.say(command)

    async def agent(self, name: str, state: AgentState = AgentState.READY) -> None:
        await self.ground.say(turns(name, state, at=self.now))

    async def bridge(self, name: str, agent: str) -> None:
        leg_id = (await self.legs()).get((name, agent), LegId("another"))
        await self.ground.say(
            CallBridged(
                id=_id(),
                at=self.now,
                scope=HOME,
                contact_id=ContactId(name),
                leg_id=leg_id,
                agent_id=AgentId(agent),
                queue_id=None,
            )
        )

    async def rule(self, limits: Limits) -> None:
        """The rules are different from now on."""
        async with self.ground.work.system(HOME) as tx:
            await self.ground.parameters.set(tx, limits, by=UserId("chief"))
        await self.ground.parameters.refresh()

    async def miss(self, name: str, agent: str, why: LegEnd) -> None:
        await self.ground.say(
            LegEnded(
                id=_id(),
                at=self.now,
                scope=HOME,
                contact_id=ContactId(name),
                leg_id=(await self.legs())[name, agent],
                agent_id=AgentId(agent),
                why=why,
                was_bridged=False,
            )
        )

    async def end(self, name: str) -> None:
        await self.ground.say(ended(name, self.now))

    async def wait(self, seconds: float) -> None:
        await self.ground.pass_time(timedelta(seconds=seconds))

    async def legs(self) -> dict[tuple[str, str], LegId]:
        """The line of the last ring, by contact and agent."""
        rows = await self.rows("ContactOffered", "RingAgent")
        return {
            (str(row["contact_id"]), str(row["agent_id"])): LegId(str(row["leg_id"]))
            for row in rows
        }

    async def rows(self, *kinds: str) -> list[dict[str, object]]:
        """What was said, in its order."""
        async with self.ground.work.system(HOME) as tx:
            rows = await tx.run(
                "select kind, payload from spine.log where kind = any(:kinds)"
                " order by seq",
                kinds=list(kinds),
            )
        found = []
        for row in rows:
            payload = row["payload"]
            assert isinstance(payload, dict)
            found.append({"kind": row["kind"], **payload})
        return found

    async def told(self) -> list[str]:
        """A short line for each thing said about a contact. A ring stands behind its offer,
        though the log has it before."""
        rows = await self.rows(
            "ContactQueued",
            "ContactOffered",
            "OfferFailed",
            "ContactLeftQueue",
            "StopRinging",
            "RingAgent",
        )
        said: list[str] = []
        rings: dict[object, str] = {}
        for row in rows:
            if row["kind"] == "RingAgent":
                rings[row["leg_id"]] = _line(row)
                continue
            said.append(_line(row))
            if row["kind"] == "ContactOffered":
                said.append(rings.pop(row["leg_id"]))
        return said


def _line(row: Mapping[str, object]) -> str:
    words = (
        row[key] for key in ("kind", "contact_id", "agent_id", "why") if row.get(key)
    )
    return " ".join(map(str, words))


def ended(name: str, at: datetime) -> CallEnded:
    return CallEnded(
        id=_id(), at=at, scope=HOME, contact_id=ContactId(name), by=EndedBy.CALLER
    )


class UnluckyWork:
    """Loses the connection when told to: before the next commit, or just after it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.lose = ""
        self._every = 0
        self._moment = ""
        self._count = 0

    def lose_every(self, every: int, moment: str) -> None:
        """One transaction of `every`; 0 for none."""
        self._every, self._moment = every, moment

    def begin(self, scope: Scope, /) -> AbstractAsyncContextManager[Transaction]:
        return self._work.begin(scope)

    @asynccontextmanager
    async def system(self, scope: Scope, /) -> AsyncIterator[Transaction]:
        lose, self.lose = self.lose, ""
        self._count += 1
        if self._every and self._count % self._every == 0:
            lose = self._moment
        async with self._work.system(scope) as tx:
            yield tx
            if lose == "before":
                raise ConnectionError("lost before the commit")
        if lose == "after":
            raise ConnectionError("lost after the commit")


def asks(
    name: str,
    queue: str = "fault",
    *,
    at: datetime,
    tier: str = "standard",
    entry: Entry = Entry.REQUESTED,
    wants: str | None = None,
) -> QueueContact:
    return QueueContact(
        id=_id(),
        at=at,
        scope=HOME,
        contact_id=ContactId(name),
        channel=Channel.VOICE,
        queue_id=QueueId(queue),
        entry=entry,
        customer_id=None,
        tier_id=TierId(tier),
        branch_id=BranchId("sn.xa"),
        wanted_agent=None if wants is None else AgentId(wants),
        only_wanted=wants is not None,
    )


def turns(name: str, state: AgentState, *, at: datetime) -> AgentStateChanged:
    return AgentStateChanged(
        id=_id(),
        at=at,
        scope=HOME,
        agent_id=AgentId(name),
        state=state,
        was=AgentState.OFFLINE,
        was_since=at,
    )
