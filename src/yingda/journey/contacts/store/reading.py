"""Contacts as they are read: one, its parts, and lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from yingda.journey.contacts.model import Card, PathStep, Segment, Step, Story, Wanted
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    PointId,
    QueueId,
    ReasonCode,
    TenantId,
    TierId,
)
from yingda.kernel.org import Scope
from yingda.messages.channels import SIMULATED
from yingda.platform.ports import Row, Transaction


async def cards(
    tx: Transaction, contact_ids: Sequence[ContactId]
) -> dict[ContactId, Story]:
    rows = await tx.run(
        "select * from contacts.history"
        " where tenant_id = :tenant_id and contact_id = any(:contact_ids::text[])",
        contact_ids=list(contact_ids),
    )
    stories = map(_story, rows)
    return {story.card.contact_id: story for story in stories}


async def own(
    tx: Transaction, contact_id: ContactId, agent_id: AgentId
) -> Story | None:
    """The contact, if this agent was ever offered it."""
    rows = await tx.run(
        "select * from contacts.history where tenant_id = :tenant_id"
        " and contact_id = :contact_id and exists (select from contacts.segments s"
        "  where s.contact_id = :contact_id and s.agent_id = :agent_id)",
        contact_id=contact_id,
        agent_id=agent_id,
    )
    return _story(rows[0]) if rows else None


async def segments(tx: Transaction, contact_id: ContactId) -> list[Segment]:
    rows = await tx.run(
        "select * from contacts.segments where tenant_id = :tenant_id"
        " and contact_id = :contact_id order by offered_at, leg_id",
        contact_id=contact_id,
    )
    return [_segment(row) for row in rows]


async def steps(tx: Transaction, contact_id: ContactId) -> list[Step]:
    rows = await tx.run(
        "select at, stage, kind, detail from contacts.steps where tenant_id = :tenant_id"
        " and contact_id = :contact_id order by number limit 2000",
        contact_id=contact_id,
    )
    return [
        Step(
            at=cast(datetime, row["at"]),
            stage=cast(str, row["stage"]),
            kind=cast(str, row["kind"]),
            detail=cast(Mapping[str, object], row["detail"]),
        )
        for row in rows
    ]


async def last_of(
    tx: Transaction, customer_ids: Sequence[CustomerId], *, limit: int
) -> list[Card]:
    """The last contacts of each, the newest first."""
    rows = await tx.run(
        "select last.* from unnest(:customer_ids::text[]) as wanted (customer_id)"
        " cross join lateral (select * from contacts.history h"
        "  where h.tenant_id = :tenant_id and h.customer_id = wanted.customer_id"
        "  order by h.arrived_at desc limit :limit) as last",
        customer_ids=list(customer_ids),
        limit=limit,
    )
    return [_card(row) for row in rows]


async def last_agents(
    tx: Transaction, customer_ids: Sequence[CustomerId], since: datetime
) -> dict[CustomerId, AgentId]:
    rows = await tx.run(
        "select wanted.customer_id, last.agent_id"
        " from unnest(:customer_ids::text[]) as wanted (customer_id)"
        " cross join lateral (select h.agent_id from contacts.history h"
        "  where h.tenant_id = :tenant_id and h.customer_id = wanted.customer_id"
        "  and h.arrived_at >= :since and h.agent_id is not null"
        "  order by h.arrived_at desc limit 1) as last",
        customer_ids=list(customer_ids),
        since=since,
    )
    return {
        CustomerId(cast(str, row["customer_id"])): AgentId(cast(str, row["agent_id"]))
        for row in rows
    }


async def group_of(tx: Transaction, agent_id: AgentId, at: datetime) -> str | None:
    rows = await tx.run(
        "select group_id from contacts.posts where tenant_id = :tenant_id"
        " and agent_id = :agent_id and since <= :at order by since desc limit 1",
        agent_id=agent_id,
        at=at,
    )
    return cast(str, rows[0]["group_id"]) if rows else None


async def simulated(
    tx: Transaction, contact_ids: Sequence[ContactId]
) -> frozenset[ContactId]:
    rows = await tx.run(
        "select contact_id from contacts.history where tenant_id = :tenant_id"
        " and contact_id = any(:contact_ids::text[]) and door = :simulated",
        contact_ids=list(contact_ids),
        simulated=SIMULATED,
    )
    return frozenset(ContactId(cast(str, row["contact_id"])) for row in rows)


async def listed(tx: Transaction, wanted: Wanted) -> list[Card]:
    before_at, before_id = wanted.before or (None, None)
    rows = await tx.run(
        "select * from contacts.history where tenant_id = :tenant_id"
        " and (:contact_id::text is null or contact_id = :contact_id)"
        " and (:customer_id::text is null or customer_id = :customer_id)"
        " and (:point_id::text is null or point_id = :point_id)"
        " and (:agent_id::text is null or agent_ids @> array[:agent_id::text])"
        " and (:among::text[] is null or (:groups::text[] is null"
        "  and agent_ids && :among::text[]) or group_ids && :groups::text[]"
        "  or agent_ids @> array[:own::text]"
        "  or (group_ids = '{}' and agent_ids && :among::text[]))"
        " and (:queue_id::text is null or queue_ids @> array[:queue_id::text])"
        " and (:branch_id::text is null or branch_id = :branch_id)"
        " and (:outcome::text is null or outcome = :outcome)"
        " and (:is_simulated::boolean is null"
        "  or (door = :simulated) = :is_simulated::boolean)"
        " and (:since::timestamptz is null or arrived_at >= :since)"
        " and (:until::timestamptz is null or arrived_at < :until)"
        " and (:before_at::timestamptz is null"
        "  or (arrived_at, contact_id) < (:before_at, :before_id::text))"
        " order by arrived_at desc, contact_id desc limit :limit",
        contact_id=wanted.contact_id,
        customer_id=wanted.customer_id,
        point_id=wanted.point_id,
        agent_id=wanted.agent_id,
        among=None if wanted.among is None else list(wanted.among),
        groups=None if wanted.groups is None else list(wanted.groups),
        own=wanted.own,
        queue_id=wanted.queue_id,
        branch_id=wanted.branch_id,
        outcome=wanted.outcome,
        is_simulated=wanted.is_simulated,
        simulated=SIMULATED,
        since=wanted.since,
        until=wanted.until,
        before_at=before_at,
        before_id=before_id,
        limit=wanted.limit,
    )
    return [_card(row) for row in rows]


def _story(row: Row) -> Story:
    data = cast(Mapping[str, str], row["data"])
    return Story(
        card=_card(row),
        variant=cast(str | None, row["variant"]),
        path=tuple(
            PathStep(
                at=datetime.fromisoformat(one["at"]),
                node=one["node"],
                choice=one["choice"],
            )
            for one in cast(Sequence[Mapping[str, str]], row["path"])
        ),
        data=data,
        waiting_since=cast(datetime | None, row["waiting_since"]),
        place=Scope(
            tenant_id=TenantId(cast(str, row["tenant_id"])),
            path=cast(str, row["scope"]),
            site=cast(str, row["site"]),
        ),
    )


def _card(row: Row) -> Card:
    requested = cast(datetime | None, row["requested_at"])
    answered = cast(datetime | None, row["answered_at"])
    ended = cast(datetime | None, row["ended_at"])
    until = answered or ended
    return Card(
        contact_id=ContactId(cast(str, row["contact_id"])),
        channel=cast(str, row["channel"]),
        called=cast(str, row["called"]),
        door=cast(str, row["door"]),
        arrived_at=cast(datetime, row["arrived_at"]),
        point_id=PointId(cast(str, row["point_id"])),
        customer_id=cast(CustomerId | None, row["customer_id"]),
        tier_id=TierId(cast(str, row["tier_id"])),
        branch_id=cast(BranchId | None, row["branch_id"]),
        queue_id=cast(QueueId | None, row["queue_id"]),
        agent_id=cast(AgentId | None, row["agent_id"]),
        agent_ids=tuple(cast(list[AgentId], row["agent_ids"])),
        requested_at=requested,
        answered_at=answered,
        ended_at=ended,
        ended_by=cast(str | None, row["ended_by"]),
        outcome=cast(str, row["outcome"]),
        wait_seconds=(until - requested).total_seconds()
        if requested and until
        else None,
        talk_seconds=_seconds(row["talk"]),
        recordings=cast(int, row["recordings"]),
        reasons=tuple(cast(list[ReasonCode], row["reasons"])),
    )


def _segment(row: Row) -> Segment:
    return Segment(
        leg_id=LegId(cast(str, row["leg_id"])),
        agent_id=AgentId(cast(str, row["agent_id"])),
        queue_id=QueueId(cast(str, row["queue_id"])),
        rule=cast(str, row["rule"]),
        offered_at=cast(datetime, row["offered_at"]),
        rang_at=cast(datetime | None, row["rang_at"]),
        bridged_at=cast(datetime | None, row["bridged_at"]),
        ended_at=cast(datetime | None, row["ended_at"]),
        why=cast(str | None, row["why"]),
        held_seconds=_seconds(row["held"]),
        wrapped_at=cast(datetime | None, row["wrapped_at"]),
        reasons=tuple(cast(list[ReasonCode], row["reasons"])),
        timed_out=cast(bool, row["timed_out"]),
        has_note=cast(bool, row["has_note"]),
    )


def _seconds(length: object) -> float:
    return cast(timedelta, length).total_seconds()
