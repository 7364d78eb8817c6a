"""Decide, commit, apply: the floor of each tenant takes one message at a time."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
from msgspec.structs import replace

from yingda.journey.routing import store
from yingda.journey.routing.core.floor import Changes, Floor, built
from yingda.journey.routing.core.rules import Rules
from yingda.journey.routing.core.turn import decide
from yingda.journey.routing.limits import Limits
from yingda.journey.routing.service.crews import Crews
from yingda.journey.routing.service.record import Record, bare, with_legs
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import AgentId, MessageId, TenantId
from yingda.kernel.message import Message
from yingda.kernel.org import Scope
from yingda.messages.routing import End, FloorSnapshot, FloorTurned, Idle, Input, Join
from yingda.platform.ports import (
    Alarms,
    Clock,
    Ids,
    Leases,
    Parameters,
    Transaction,
    Work,
)

ENDINGS_KEPT = timedelta(days=1)
"""Long after a contact's end, nobody asks to queue it any more."""


@dataclass(slots=True)
class Domain:
    """A tenant's floor in memory, and how far it has come."""

    floor: Floor
    turn: int
    day: date

    def count(self) -> store.Count:
        version = self.floor.rules.version
        return store.Count(turn=self.turn, day=self.day, rules_version=version)


def province(scope: Scope) -> Scope:
    """Where a tenant's rules hold and its floor belongs: the root of its tree."""
    return replace(scope, path=scope.path.partition(".")[0])


class Turns:
    """Owns the floors; whoever holds a tenant's lease is the only one to move it."""

    def __init__(
        self,
        *,
        work: Work,
        alarms: Alarms,
        clock: Clock,
        ids: Ids,
        leases: Leases,
        parameters: Parameters,
    ) -> None:
        self._work = work
        self._alarms = alarms
        self._clock = clock
        self._ids = ids
        self._leases = leases
        self._parameters = parameters
        self._crews = Crews(clock)
        self._domains: dict[TenantId, Domain] = {}
        self._turns: defaultdict[TenantId, asyncio.Lock] = defaultdict(asyncio.Lock)

    def rules(self, scope: Scope) -> Rules:
        at = province(scope)
        version = self._parameters.version(Limits, at)
        return Rules(self._parameters.get(Limits, at), version)

    async def take(self, cause: Message, taken: Input) -> None:
        """A commit that fails may still have reached the disk. Until it is known to
        have succeeded there is no floor, and the next turn rebuilds it."""
        tenant_id = cause.scope.tenant_id
        async with self._turns[tenant_id]:
            domain = await self._domain(cause.scope)
            domain.floor.apply(await self._commit(domain, cause, taken))
            self._domains[tenant_id] = domain

    async def idle(self, scope: Scope, agent_id: AgentId) -> Idle | None:
        """The agent as they sit on the floor; None for whoever may not be rung."""
        async with self._turns[scope.tenant_id]:
            domain = self._domains[scope.tenant_id] = await self._domain(scope)
            return domain.floor.idle.get(agent_id)

    async def _commit(
        self,
        domain: Domain,
        cause: Message,
        taken: Input,
    ) -> Changes:
        """Nothing, if the message was heard before or means nothing to the floor."""
        at = self._clock.now()
        async with self._work.system(province(cause.scope)) as tx:
            if not await tx.first_time(cause.id, by="routing"):
                return ()
            if isinstance(taken, End):
                await store.note_end(tx, taken.contact_id, at)
            if isinstance(taken, Join) and await store.has_ended(
                tx, taken.contact.contact_id
            ):
                return ()
            changes = with_legs(decide(domain.floor, taken, at), self._ids)
            if changes:
                await self._turn(tx, domain, cause, taken, changes, at=at)
        return changes

    async def _turn(
        self,
        tx: Transaction,
        domain: Domain,
        cause: Message,
        taken: Input,
        changes: Changes,
        *,
        at: datetime,
    ) -> None:
        scope = province(cause.scope)
        if business_date(at) != domain.day:
            await self._begin_day(tx, domain, scope, at)
        domain.turn += 1
        if not await store.count_on(tx, domain.count()):
            raise ConnectionError("another process has moved this tenant's floor")
        record = self._record(tx, domain.floor, at)
        await record.write(changes)
        turned = FloorTurned(
            id=self._ids.new(MessageId),
            at=at,
            scope=scope,
            turn=domain.turn,
            rules_version=domain.floor.rules.version,
            input=taken,
            changes=bare(changes),
        )
        await tx.tell(turned)

    async def _begin_day(
        self, tx: Transaction, domain: Domain, scope: Scope, at: datetime
    ) -> None:
        domain.day = business_date(at)
        await tx.tell(self._snapshot(domain, scope, at))
        await store.forget_before(
            tx,
            decisions=at - domain.floor.rules.limits.keep_decisions,
            endings=at - ENDINGS_KEPT,
        )

    # --- having a floor -------------------------------------------------------------

    async def _domain(self, scope: Scope) -> Domain:
        # Whoever loses the lease, or cannot tell, has no floor any more.
        known = self._domains.pop(scope.tenant_id, None)
        if not await self._leases.take(f"routing/{scope.tenant_id}"):
            raise ConnectionError("another process has this tenant's floor")
        rules = self.rules(scope)
        if known is not None and known.floor.rules.version == rules.version:
            return known
        return await self._rebuilt(province(scope), rules)

    async def _rebuilt(self, scope: Scope, rules: Rules) -> Domain:
        at = self._clock.now()
        async with self._work.system(scope) as tx:
            floor = built(rules, await store.floor(tx))
            before = await store.count(tx)
            turn = before.turn if before else 0
            domain = Domain(floor=floor, turn=turn, day=business_date(at))
            await tx.tell(self._snapshot(domain, scope, at))
            await store.put_count(tx, domain.count())
            record = self._record(tx, floor, at)
            has_new_rules = before is None or before.rules_version != rules.version
            for standing in floor.waiting.values():
                # By new rules somebody idle may do for them: they are looked at now.
                wake = at if has_new_rules else rules.wake(standing.contact)
                await record.set_search(standing.contact, wake)
        return domain

    def _record(self, tx: Transaction, floor: Floor, at: datetime) -> Record:
        return Record(
            tx, floor, at, ids=self._ids, alarms=self._alarms, crews=self._crews
        )

    def _snapshot(self, domain: Domain, scope: Scope, at: datetime) -> FloorSnapshot:
        rules = domain.floor.rules
        return FloorSnapshot(
            id=self._ids.new(MessageId),
            at=at,
            scope=scope,
            turn=domain.turn,
            rules_version=rules.version,
            rules=msgspec.json.encode(rules.limits).decode(),
            changes=tuple(domain.floor.changes()),
        )
