"""Routing's tables: the floor, the pace of each queue, the decisions."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from yingda.journey.routing.model import AT_WORK, Crew, Flow, Pace
from yingda.kernel.ids import AgentId, ContactId, LegId, QueueId, TierId
from yingda.kernel.org import Scope
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentState
from yingda.messages.routing import (
    Change,
    Decision,
    Idle,
    Offered,
    QueueNow,
    Rose,
    Sat,
    Stays,
    Waiting,
)
from yingda.platform.ports import Row, Transaction

LOG_PAGE = 1_000


class Count(Struct, frozen=True, kw_only=True):
    """How far a tenant's floor has come."""

    turn: int
    day: date
    rules_version: int


class Decided(Struct, frozen=True, kw_only=True):
    """Why an agent was chosen, as the contact's page shows it."""

    at: datetime
    leg_id: LegId
    agent_id: AgentId
    queue_id: QueueId
    decision: Decision


# --- the floor ----------------------------------------------------------------------


async def put_place(tx: Transaction, contact: Waiting) -> None:
    """Waiting, and nobody is being rung."""
    await tx.run(
        "insert into routing.places (contact_id, tenant_id, scope, queue_id, branch_id,"
        " since, contact) values (:contact_id, :tenant_id, :scope, :queue_id, :branch_id,"
        " :since, :contact) on conflict (contact_id) do update set"
        " queue_id = excluded.queue_id, contact = excluded.contact, agent_id = null,"
        " leg_id = null, offered_at = null",
        contact_id=contact.contact_id,
        tenant_id=contact.scope.tenant_id,
        scope=contact.scope.path,
        queue_id=contact.queue_id,
        branch_id=contact.branch_id,
        since=contact.since,
        contact=msgspec.to_builtins(contact),
    )


async def put_offer(
    tx: Transaction,
    contact: Waiting,
    offered: Offered,
    decision: Decision,
    *,
    is_turn_noted: bool,
) -> None:
    """An agent is being rung, and why that one; all in one, for the caller waits for it.
    The turn of an agent who may be given more is noted here, the others' with their
    state."""
    await tx.run(
        "with placed as (insert into routing.places (contact_id, tenant_id, scope,"
        "  queue_id, branch_id, since, contact, agent_id, leg_id, offered_at)"
        "  values (:contact_id, :tenant_id, :scope, :queue_id, :branch_id, :since,"
        "  :contact, :agent_id, :leg_id, :at) on conflict (contact_id) do update set"
        "  queue_id = excluded.queue_id, contact = excluded.contact,"
        "  agent_id = excluded.agent_id, leg_id = excluded.leg_id,"
        "  offered_at = excluded.offered_at),"
        " noted as (update routing.seats set offered_at = :at"
        "  where agent_id = :agent_id and :is_turn_noted::boolean)"
        " insert into routing.decisions (leg_id, tenant_id, scope, contact_id, agent_id,"
        " queue_id, at, decision) values (:leg_id, :tenant_id, :scope, :contact_id,"
        " :agent_id, :queue_id, :at, :decision)",
        contact_id=contact.contact_id,
        tenant_id=contact.scope.tenant_id,
        scope=contact.scope.path,
        queue_id=contact.queue_id,
        branch_id=contact.branch_id,
        since=contact.since,
        contact=msgspec.to_builtins(contact),
        agent_id=offered.agent_id,
        leg_id=offered.leg_id,
        at=offered.at,
        is_turn_noted=is_turn_noted,
        decision=msgspec.to_builtins(decision),
    )


async def delete_place(tx: Transaction, contact_id: ContactId) -> None:
    await tx.run(
        "delete from routing.places where contact_id = :contact_id",
        contact_id=contact_id,
    )


async def put_idle(tx: Transaction, idle: Idle) -> None:
    await tx.run(
        "insert into routing.seats (agent_id, tenant_id, scope, state, at, is_idle, idle)"
        " values (:agent_id, :tenant_id, :scope, :state, :at, true, :idle)"
        " on conflict (agent_id) do update set scope = excluded.scope,"
        " state = excluded.state, at = excluded.at, is_idle = true, idle = excluded.idle",
        agent_id=idle.agent_id,
        tenant_id=idle.scope.tenant_id,
        scope=idle.scope.path,
        state=AgentState.READY.value,
        at=idle.since,
        idle=msgspec.to_builtins(idle),
    )


async def put_state(tx: Transaction, rose: Rose) -> None:
    await tx.run(
        "insert into routing.seats (agent_id, tenant_id, scope, state, at, is_idle,"
        " offered_at) values (:agent_id, :tenant_id, :scope, :state, :at, false,"
        " :offered_at) on conflict (agent_id) do update set state = excluded.state,"
        " at = excluded.at, is_idle = false,"
        " offered_at = coalesce(excluded.offered_at, seats.offered_at)",
        agent_id=rose.agent_id,
        tenant_id=rose.scope.tenant_id,
        scope=rose.scope.path,
        state=rose.state.value,
        at=rose.at,
        offered_at=rose.offered_at,
    )


async def floor(tx: Transaction) -> tuple[Change, ...]:
    """The changes that make an empty floor what the tenant's is."""
    places = await tx.run(
        "select contact, agent_id, leg_id, offered_at from routing.places"
        " where tenant_id = :tenant_id order by contact_id"
    )
    seats = await tx.run(
        "select agent_id, tenant_id, scope as path, :site::text as site, state, at,"
        " is_idle, idle, offered_at from routing.seats where tenant_id = :tenant_id order by agent_id"
    )
    placed = (change for row in places for change in _placed(row))
    return (*placed, *map(_seated, seats))


def _placed(row: Row) -> Iterator[Change]:
    contact = msgspec.convert(row["contact"], Waiting)
    yield Stays(contact=contact)
    if row["agent_id"] is not None:
        yield Offered(
            contact_id=contact.contact_id,
            agent_id=AgentId(str(row["agent_id"])),
            leg_id=LegId(str(row["leg_id"])),
            at=msgspec.convert(row["offered_at"], datetime),
        )


def _seated(row: Row) -> Sat | Rose:
    offered_at = msgspec.convert(row["offered_at"], datetime | None)
    if row["is_idle"]:
        idle = msgspec.convert(row["idle"], Idle)
        return Sat(idle=replace(idle, offered_at=offered_at))
    return Rose(
        agent_id=AgentId(str(row["agent_id"])),
        state=AgentState(str(row["state"])),
        at=msgspec.convert(row["at"], datetime),
        scope=msgspec.convert(row, Scope),
        offered_at=offered_at,
    )


async def count(tx: Transaction) -> Count | None:
    rows = await tx.run(
        "select turn, day, rules_version from routing.floors"
        " where tenant_id = :tenant_id"
    )
    return msgspec.convert(rows[0], Count) if rows else None


async def put_count(tx: Transaction, made: Count) -> None:
    """Where a floor begins that was built from the tables."""
    await tx.run(
        "insert into routing.floors (tenant_id, scope, turn, day, rules_version)"
        " values (:tenant_id, :path, :turn, :day, :rules_version)"
        " on conflict (tenant_id) do update set turn = excluded.turn,"
        " day = excluded.day, rules_version = excluded.rules_version",
        turn=made.turn,
        day=made.day,
        rules_version=made.rules_version,
    )


async def count_on(tx: Transaction, made: Count) -> bool:
    """False if somebody else has moved the floor since."""
    moved = await tx.run(
        "update routing.floors set turn = :turn, day = :day,"
        " rules_version = :rules_version where tenant_id = :tenant_id"
        " and turn = :turn::bigint - 1 returning turn",
        turn=made.turn,
        day=made.day,
        rules_version=made.rules_version,
    )
    return bool(moved)


# --- what the floor does not need to decide -------------------------------------------


async def note_end(tx: Transaction, contact_id: ContactId, at: datetime) -> None:
    await tx.run(
        "insert into routing.ended (contact_id, tenant_id, scope, at)"
        " values (:contact_id, :tenant_id, :path, :at) on conflict do nothing",
        contact_id=contact_id,
        at=at,
    )


async def has_ended(tx: Transaction, contact_id: ContactId) -> bool:
    return bool(
        await tx.run(
            "select 1 from routing.ended where contact_id = :contact_id",
            contact_id=contact_id,
        )
    )


async def forget_before(
    tx: Transaction, *, decisions: datetime, endings: datetime
) -> None:
    await tx.run("delete from routing.decisions where at < :at", at=decisions)
    await tx.run("delete from routing.ended where at < :at", at=endings)


async def decisions(tx: Transaction, contact_id: ContactId) -> list[Decided]:
    rows = await tx.run(
        "select at, leg_id, agent_id, queue_id, decision from routing.decisions"
        " where contact_id = :contact_id order by at, leg_id",
        contact_id=contact_id,
    )
    return msgspec.convert(rows, list[Decided])


async def pace(tx: Transaction, queue_id: QueueId, channel: Channel) -> Pace | None:
    rows = await tx.run(
        "select answers, work_seconds, last_answer from routing.paces"
        " where tenant_id = :tenant_id and queue_id = :queue_id"
        " and channel = :channel",
        queue_id=queue_id,
        channel=channel.value,
    )
    return msgspec.convert(rows[0], Pace) if rows else None


async def put_pace(
    tx: Transaction, queue_id: QueueId, channel: Channel, made: Pace
) -> None:
    await tx.run(
        "insert into routing.paces (tenant_id, scope, queue_id, channel, answers,"
        " work_seconds, last_answer) values (:tenant_id, subpath(:path, 0, 1),"
        " :queue_id, :channel, :answers, :work_seconds, :last_answer)"
        " on conflict (tenant_id, queue_id, channel) do update set"
        " answers = excluded.answers, work_seconds = excluded.work_seconds,"
        " last_answer = excluded.last_answer",
        queue_id=queue_id,
        channel=channel.value,
        answers=made.answers,
        work_seconds=made.work_seconds,
        last_answer=made.last_answer,
    )


async def flows(
    tx: Transaction, queue_id: QueueId, channel: Channel
) -> dict[TierId, Flow]:
    rows = await tx.run(
        "select tier_id, count, begin, last from routing.flows"
        " where tenant_id = :tenant_id and queue_id = :queue_id"
        " and channel = :channel",
        queue_id=queue_id,
        channel=channel.value,
    )
    return {TierId(str(row["tier_id"])): msgspec.convert(row, Flow) for row in rows}


async def put_flow(
    tx: Transaction,
    queue_id: QueueId,
    channel: Channel,
    tier_id: TierId,
    made: Flow,
) -> None:
    await tx.run(
        "insert into routing.flows (tenant_id, scope, queue_id, channel, tier_id, count,"
        " begin, last) values (:tenant_id, subpath(:path, 0, 1), :queue_id, :channel,"
        " :tier_id, :count, :begin, :last)"
        " on conflict (tenant_id, queue_id, channel, tier_id) do update set"
        " count = excluded.count, last = excluded.last",
        queue_id=queue_id,
        channel=channel.value,
        tier_id=tier_id,
        count=made.count,
        begin=made.begin,
        last=made.last,
    )


async def crews(tx: Transaction, *, only_idle: bool = False) -> list[Crew]:
    """Agents at work (or idle), counted by what they can do."""
    rows = await tx.run(
        "select idle->'skills' as skills, idle->'queues' as queues,"
        " idle->'capacity' as capacity, count(*) as agents"
        " from routing.seats where tenant_id = :tenant_id and idle is not null"
        " and case when :only_idle::boolean then is_idle and coalesce(idle->'load',"
        " '{}') = '{}' else state = any(:states) end"
        " group by 1, 2, 3",
        only_idle=only_idle,
        states=[state.value for state in AT_WORK],
    )
    return msgspec.convert(rows, list[Crew])


# --- questions ------------------------------------------------------------------------


async def waiting(
    tx: Transaction, contact_id: ContactId
) -> tuple[Waiting, bool] | None:
    """The contact, and whether an agent is being rung for it."""
    rows = await tx.run(
        "select contact, agent_id is not null as is_rung from routing.places"
        " where contact_id = :contact_id and tenant_id = :tenant_id",
        contact_id=contact_id,
    )
    if not rows:
        return None
    return msgspec.convert(rows[0]["contact"], Waiting), bool(rows[0]["is_rung"])


async def queue(tx: Transaction, queue_id: QueueId, channel: Channel) -> list[Waiting]:
    """Those of the queue for whom nobody is being rung, in the line of one channel."""
    rows = await tx.run(
        "select contact from routing.places where tenant_id = :tenant_id"
        " and queue_id = :queue_id and agent_id is null"
        " and contact->>'channel' = :channel",
        queue_id=queue_id,
        channel=channel.value,
    )
    return [msgspec.convert(row["contact"], Waiting) for row in rows]


async def queues_now(tx: Transaction) -> list[QueueNow]:
    """Waiting includes ringing (kpis section 2, rule 2)."""
    rows = await tx.run(
        "select queue_id, branch_id, contact->>'channel' as channel,"
        " coalesce((contact->>'simulated')::boolean, false) as simulated,"
        " count(*) as waiting, min(since) as longest_since"
        " from routing.places group by 1, 2, 3, 4 order by 1, 2, 3, 4"
    )
    return [msgspec.convert({**row, "type": "QueueNow"}, QueueNow) for row in rows]


async def log_of(
    tx: Transaction, *, end: datetime, after: tuple[datetime, int]
) -> Sequence[Row]:
    """A page of turns and snapshots before `end`, in the order in which they were."""
    at, seq = after
    return await tx.run(
        "select at, seq, kind, payload from spine.log"
        " where (at, seq) > (:at, :seq) and at >= :at and at < :end"
        " and stage = 'routing' and kind in ('FloorTurned', 'FloorSnapshot')"
        " and tenant_id = :tenant_id order by at, seq limit :count",
        at=at,
        seq=seq,
        end=end,
        count=LOG_PAGE,
    )
