"""What each fact changes in the projections.

Rows of a contact carry the contact's scope, which becomes that of the branch as soon as
it is known where the caller belongs.
"""

from collections.abc import Mapping
from datetime import datetime

from yingda.kernel.ids import AgentId, ContactId
from yingda.kernel.message import Event, teller
from yingda.messages.channels import (
    AgentRang,
    CallArrived,
    CallBridged,
    CallEnded,
    CallHeld,
    CallRetrieved,
    LegEnded,
)
from yingda.messages.desk import ContactWrappedUp
from yingda.messages.dialogue import CallerIdentified
from yingda.messages.people import AgentPosted
from yingda.messages.routing import ContactOffered, ContactQueued
from yingda.platform.ports import Transaction


async def arrived(tx: Transaction, event: CallArrived) -> None:
    await tx.run(
        "insert into contacts.history (tenant_id, scope, site, contact_id, channel,"
        " called, door, arrived_at, point_id, customer_id, tier_id, branch_id)"
        " values (:tenant_id, coalesce(:branch_id::text, :path::text)::ltree, :site,"
        " :contact_id, :channel, :called, :door, :at, :point_id, :customer_id,"
        " :tier_id, :branch_id::text) on conflict (contact_id) do nothing",
        contact_id=event.contact_id,
        channel=event.channel.value,
        called=event.called,
        door=event.door,
        at=event.at,
        point_id=event.point_id,
        customer_id=event.customer_id,
        tier_id=event.tier_id,
        branch_id=event.branch_id,
    )


async def step(
    tx: Transaction, event: Event, contact_id: ContactId, detail: Mapping[str, object]
) -> None:
    await tx.run(
        "insert into contacts.steps (tenant_id, scope, id, contact_id, at, stage,"
        " kind, detail)"
        " values (:tenant_id, coalesce((select scope from contacts.history"
        "  where contact_id = :contact_id), :path::text::ltree),"
        " :id, :contact_id, :at, :stage, :kind, :detail) on conflict (id) do nothing",
        id=event.id,
        contact_id=contact_id,
        at=event.at,
        stage=teller(type(event)),
        kind=type(event).__name__,
        detail=detail,
    )


async def identified(tx: Transaction, event: CallerIdentified) -> None:
    await tx.run(
        "update contacts.history set customer_id = :customer_id, tier_id = :tier_id,"
        " branch_id = :branch_id::text, scope = :branch_id::text::ltree"
        " where contact_id = :contact_id",
        contact_id=event.contact_id,
        customer_id=event.customer_id,
        tier_id=event.tier_id,
        branch_id=event.branch_id,
    )
    await tx.run(
        "update contacts.steps set scope = :branch_id::text::ltree"
        " where contact_id = :contact_id",
        contact_id=event.contact_id,
        branch_id=event.branch_id,
    )


async def started(tx: Transaction, contact_id: ContactId, variant: str) -> None:
    await tx.run(
        "update contacts.history set variant = :variant where contact_id = :contact_id",
        contact_id=contact_id,
        variant=variant,
    )


async def entered(
    tx: Transaction, contact_id: ContactId, node: str, at: datetime
) -> None:
    await _walk(tx, contact_id, {"at": at.isoformat(), "node": node, "choice": None})


async def chosen(
    tx: Transaction, contact_id: ContactId, node: str, choice: str, at: datetime
) -> None:
    """The choice takes the place of the question it answers."""
    await tx.run(
        "update contacts.history set path = path - (-1) where contact_id = :contact_id"
        " and path -> -1 ->> 'node' = :node and path -> -1 ->> 'choice' is null",
        contact_id=contact_id,
        node=node,
    )
    await _walk(tx, contact_id, {"at": at.isoformat(), "node": node, "choice": choice})


async def _walk(
    tx: Transaction, contact_id: ContactId, one: Mapping[str, str | None]
) -> None:
    await tx.run(
        "update contacts.history set path = path || :one::jsonb"
        " where contact_id = :contact_id and jsonb_array_length(path) < 500",
        contact_id=contact_id,
        one=[one],
    )


async def attached(
    tx: Transaction, contact_id: ContactId, data: Mapping[str, str]
) -> None:
    await tx.run(
        "update contacts.history set data = data || :data::jsonb"
        " where contact_id = :contact_id",
        contact_id=contact_id,
        data=dict(data),
    )


async def requested(tx: Transaction, contact_id: ContactId, at: datetime) -> None:
    await tx.run(
        "update contacts.history set requested_at = coalesce(requested_at, :at)"
        " where contact_id = :contact_id",
        contact_id=contact_id,
        at=at,
    )


async def queued(tx: Transaction, event: ContactQueued) -> None:
    await tx.run(
        "update contacts.history set queue_id = :queue_id::text,"
        " queue_ids = case when queue_ids @> array[:queue_id::text] then queue_ids"
        "  else queue_ids || :queue_id::text end,"
        " waiting_since = :since, requested_at = coalesce(requested_at, :since)"
        " where contact_id = :contact_id",
        contact_id=event.contact_id,
        queue_id=event.queue_id,
        since=event.since,
    )


async def offered(tx: Transaction, event: ContactOffered) -> None:
    await tx.run(
        "insert into contacts.segments (tenant_id, scope, leg_id, contact_id, agent_id,"
        " queue_id, rule, offered_at) values (:tenant_id, coalesce((select scope from"
        "  contacts.history where contact_id = :contact_id), :path::text::ltree),"
        " :leg_id, :contact_id, :agent_id, :queue_id, :rule, :at)"
        " on conflict (leg_id) do nothing",
        leg_id=event.leg_id,
        contact_id=event.contact_id,
        agent_id=event.agent_id,
        queue_id=event.queue_id,
        rule=event.decision.rule,
        at=event.at,
    )


async def rang(tx: Transaction, event: AgentRang) -> None:
    """A leg that was never offered is that of a colleague who is asked for advice."""
    await tx.run(
        "insert into contacts.segments (tenant_id, scope, leg_id, contact_id, agent_id,"
        " queue_id, rule, offered_at, rang_at) values (:tenant_id, coalesce((select"
        "  scope from contacts.history where contact_id = :contact_id),"
        "  :path::text::ltree), :leg_id, :contact_id, :agent_id, '', 'advice', :at, :at)"
        " on conflict (leg_id) do update set rang_at = excluded.rang_at",
        leg_id=event.leg_id,
        contact_id=event.contact_id,
        agent_id=event.agent_id,
        at=event.at,
    )


async def bridged(tx: Transaction, event: CallBridged) -> None:
    await tx.run(
        "update contacts.segments set bridged_at = coalesce(bridged_at, :at)"
        " where leg_id = :leg_id",
        leg_id=event.leg_id,
        at=event.at,
    )
    await _group(tx, event.agent_id, event.at)
    await tx.run(
        "update contacts.history set agent_id = :agent_id::text,"
        " answered_at = coalesce(answered_at, :at),"
        " agent_ids = case when agent_ids @> array[:agent_id::text] then agent_ids"
        "  else agent_ids || :agent_id::text end"
        " where contact_id = :contact_id",
        contact_id=event.contact_id,
        agent_id=event.agent_id,
        at=event.at,
    )


async def posted(tx: Transaction, event: AgentPosted) -> None:
    """What was answered before stays with the group of then."""
    await tx.run(
        "insert into contacts.posts (tenant_id, scope, agent_id, group_id, since)"
        " values (:tenant_id, :path, :agent_id, :group_id, :since)"
        " on conflict (tenant_id, agent_id, since) do update"
        " set group_id = excluded.group_id",
        agent_id=event.agent_id,
        group_id=event.group_id,
        since=event.at,
    )
    await _group(tx, event.agent_id, event.at)


async def _group(tx: Transaction, agent_id: AgentId, since: datetime) -> None:
    """What the agent answered from then on is their group's of each moment."""
    rows = await tx.run(
        "update contacts.segments s set group_id = (select p.group_id"
        " from contacts.posts p where p.tenant_id = :tenant_id"
        " and p.agent_id = :agent_id and p.since <= s.bridged_at"
        " order by p.since desc limit 1) where s.tenant_id = :tenant_id"
        " and s.agent_id = :agent_id and s.bridged_at >= :since returning contact_id",
        agent_id=agent_id,
        since=since,
    )
    await tx.run(
        "update contacts.history h set group_ids = coalesce((select"
        " array_agg(distinct s.group_id) from contacts.segments s"
        " where s.contact_id = h.contact_id and s.group_id is not null), '{}')"
        " where h.contact_id = any(:contact_ids::text[])",
        contact_ids=[row["contact_id"] for row in rows],
    )


async def held(tx: Transaction, event: CallHeld) -> None:
    await tx.run(
        "update contacts.segments set held_since = :at where leg_id = :leg_id",
        leg_id=event.leg_id,
        at=event.at,
    )


async def retrieved(tx: Transaction, event: CallRetrieved) -> None:
    await tx.run(
        "update contacts.segments set held_since = null,"
        " held = held + coalesce(:at::timestamptz - held_since, '0')"
        " where leg_id = :leg_id",
        leg_id=event.leg_id,
        at=event.at,
    )


async def leg_ended(tx: Transaction, event: LegEnded) -> None:
    rows = await tx.run(
        "update contacts.segments set ended_at = :at, why = :why, held_since = null,"
        " held = held + coalesce(:at::timestamptz - held_since, '0')"
        " where leg_id = :leg_id and ended_at is null"
        " returning coalesce(ended_at - bridged_at, '0'::interval) as talk",
        leg_id=event.leg_id,
        at=event.at,
        why=event.why.value,
    )
    for row in rows:
        await tx.run(
            "update contacts.history set talk = talk + :talk::interval"
            " where contact_id = :contact_id",
            contact_id=event.contact_id,
            talk=row["talk"],
        )


async def failed(tx: Transaction, leg_id: str, why: str, at: datetime) -> None:
    await tx.run(
        "update contacts.segments set ended_at = coalesce(ended_at, :at),"
        " why = coalesce(why, :why) where leg_id = :leg_id",
        leg_id=leg_id,
        why=why,
        at=at,
    )


async def ended(tx: Transaction, event: CallEnded, outcome: str) -> None:
    await tx.run(
        "update contacts.history set ended_at = :at, ended_by = :by,"
        " outcome = :outcome where contact_id = :contact_id",
        contact_id=event.contact_id,
        at=event.at,
        by=event.by.value,
        outcome=outcome,
    )


async def wrapped(tx: Transaction, event: ContactWrappedUp) -> None:
    await tx.run(
        "update contacts.segments set wrapped_at = :at, reasons = :reasons,"
        " timed_out = :timed_out, has_note = :has_note where leg_id = :leg_id",
        leg_id=event.leg_id,
        at=event.at,
        reasons=list(event.reasons),
        timed_out=event.timed_out,
        has_note=event.has_note,
    )
    await tx.run(
        "update contacts.history set reasons = (select coalesce(array_agg(distinct r),"
        "  '{}') from unnest(reasons || :reasons::text[]) as r)"
        " where contact_id = :contact_id",
        contact_id=event.contact_id,
        reasons=list(event.reasons),
    )


async def recorded(tx: Transaction, contact_id: ContactId) -> None:
    await tx.run(
        "update contacts.history set recordings = recordings + 1"
        " where contact_id = :contact_id",
        contact_id=contact_id,
    )
