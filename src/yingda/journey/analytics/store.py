"""The mart of queue facts and of presence. Every statement may be repeated."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal

import msgspec

from yingda.journey.analytics.model import (
    ClosedDay,
    Counts,
    Key,
    Span,
    Story,
    Visit,
)
from yingda.journey.analytics.ports import Asked
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import AgentId, ContactId
from yingda.messages.desk import AgentStateChanged
from yingda.platform.ports import Row, Transaction


async def story(tx: Transaction, contact_id: ContactId) -> Story:
    """What is kept of the contact so far; nothing yet if it was never heard of."""
    found = await tx.run(
        "select contact_id, channel, arrived_at, requested_at, ended_at, ended_by,"
        " simulated from analytics.contacts where contact_id = :contact_id",
        contact_id=contact_id,
    )
    if not found:
        return Story(contact_id=contact_id)
    visits = await tx.run(
        "select * from analytics.visits where contact_id = :contact_id order by number",
        contact_id=contact_id,
    )
    kept = msgspec.convert(found[0], Story)
    return replace(kept, visits=tuple(msgspec.convert(row, Visit) for row in visits))


async def keep(
    tx: Transaction,
    story: Story,
    visits: Sequence[tuple[Visit, Mapping[str, object]]],
) -> None:
    """Writes the contact, and those visits, each with its columns for counting."""
    await tx.run(
        "insert into analytics.contacts (tenant_id, scope, contact_id, channel,"
        " arrived_at, requested_at, ended_at, ended_by, simulated) values (:tenant_id,"
        " :path, :contact_id, :channel, :arrived_at, :requested_at, :ended_at, :ended_by,"
        " :simulated)"
        " on conflict (contact_id) do update set channel = excluded.channel,"
        " arrived_at = excluded.arrived_at, requested_at = excluded.requested_at,"
        " ended_at = excluded.ended_at, ended_by = excluded.ended_by,"
        " simulated = excluded.simulated",
        contact_id=story.contact_id,
        channel=story.channel,
        arrived_at=story.arrived_at,
        requested_at=story.requested_at,
        ended_at=story.ended_at,
        ended_by=story.ended_by,
        simulated=story.simulated,
    )
    for visit, columns in visits:
        await _keep_visit(tx, asdict(visit) | dict(columns) | {"legs": [*visit.legs]})


async def forget(tx: Transaction, contact_ids: Sequence[ContactId]) -> None:
    """Takes the contacts out of the mart; the log still has them."""
    ids = list(contact_ids)
    await tx.run(
        "delete from analytics.visits where contact_id = any(:ids)"
        " and tenant_id = :tenant_id",
        ids=ids,
    )
    await tx.run(
        "delete from analytics.contacts where contact_id = any(:ids)"
        " and tenant_id = :tenant_id",
        ids=ids,
    )


async def _keep_visit(tx: Transaction, values: Mapping[str, object]) -> None:
    await tx.run(
        "insert into analytics.visits (tenant_id, scope, contact_id, number, queue_id,"
        " branch_id, tier_id, channel, origin, from_queue, requested, queued,"
        " of_request,"
        " simulated, arrival_at, entered_at, waiting_since, left_at, outcome, to_queue,"
        " wait, given_to, vain_offers, agent_id, leg_id, legs, talk, hold, wrap, talking_since,"
        " held_since, wrapping_since, fold_version, arrival_date, arrival_half,"
        " entered_date, entered_half, left_date, left_half, group_id)"
        " values (:tenant_id, :place, :contact_id, :number, :queue_id, :branch_id,"
        " :tier_id, :channel, :origin, :from_queue, :requested, :queued, :of_request,"
        " :simulated, :arrival_at, :entered_at, :waiting_since, :left_at, :outcome,"
        " :to_queue, :wait, :given_to, :vain_offers, :agent_id, :leg_id, :legs, :talk, :hold,"
        " :wrap, :talking_since, :held_since, :wrapping_since, :fold_version,"
        " :arrival_date, :arrival_half, :entered_date, :entered_half, :left_date,"
        " :left_half, coalesce((select p.group_id from analytics.posts p"
        " where p.tenant_id = :tenant_id and p.agent_id = :agent_id"
        " and p.since <= :left_at order by p.since desc limit 1), ''))"
        " on conflict (contact_id, number) do update set"
        " left_at = excluded.left_at, outcome = excluded.outcome,"
        " to_queue = excluded.to_queue, wait = excluded.wait,"
        " given_to = excluded.given_to, vain_offers = excluded.vain_offers, agent_id = excluded.agent_id,"
        " group_id = excluded.group_id,"
        " leg_id = excluded.leg_id, legs = excluded.legs, talk = excluded.talk,"
        " hold = excluded.hold, wrap = excluded.wrap,"
        " talking_since = excluded.talking_since, held_since = excluded.held_since,"
        " wrapping_since = excluded.wrapping_since, left_date = excluded.left_date,"
        " left_half = excluded.left_half",
        # A branch is named by its place in the tree: whoever sees it sees the visit.
        place=values["branch_id"],
        **values,
    )


async def counts(
    tx: Transaction, compiled: str, asked: Asked, **chosen: object
) -> list[Row]:
    """Runs what the registry's compiler wrote; no other text comes here."""
    return await tx.run(compiled, **msgspec.structs.asdict(asked), **chosen)


async def log(
    tx: Transaction,
    *,
    kinds: Sequence[str],
    start: datetime,
    end: datetime,
    after: int,
) -> list[Row]:
    """The next facts of the log about contacts, in its order."""
    return await tx.run(
        "select seq, payload from spine.log where at >= :start and at < :end"
        " and tenant_id = :tenant_id and kind = any(:kinds) and seq > :after"
        " order by seq limit 5000",
        kinds=list(kinds),
        start=start,
        end=end,
        after=after,
    )


async def waits(tx: Transaction, day: date) -> bool:
    """True while somebody who asked on that day (or before) still waits."""
    found = await tx.run(
        "select 1 from analytics.visits where left_date is null"
        " and entered_date <= :day and tenant_id = :tenant_id limit 1",
        day=day,
    )
    return bool(found)


async def close_day(
    tx: Transaction, closed: ClosedDay, rows: Sequence[tuple[Key, Counts]]
) -> None:
    """Rows by queue, branch, tier and channel. A day that is closed already stays as it is."""
    new = await tx.run(
        "insert into analytics.closed_days (tenant_id, scope, day, closed_at, numbers,"
        " differences, definition) values (:tenant_id, :path, :day, :closed_at,"
        " :numbers, :differences, :definition) on conflict do nothing returning day",
        day=closed.day,
        closed_at=closed.closed_at,
        numbers=closed.numbers,
        differences=closed.differences,
        definition={
            "registry": closed.definition.registry.text,
            "answer_within": closed.definition.answer_within,
            "short_abandon": closed.definition.short_abandon,
        },
    )
    for (queue_id, branch_id, tier_id, channel), counts in rows if new else ():
        await tx.run(
            "insert into analytics.closed_counts (tenant_id, scope, day, queue_id,"
            " branch_id, tier_id, channel, counts) values (:tenant_id, :place, :day,"
            " :queue_id, :branch_id, :tier_id, :channel, :counts)",
            place=branch_id,
            day=closed.day,
            queue_id=queue_id,
            branch_id=branch_id,
            tier_id=tier_id,
            channel=channel,
            counts=dict(counts),
        )


async def closed_day(tx: Transaction, day: date) -> Row | None:
    """The day as it was closed; `definition` holds the registry's text."""
    rows = await tx.run(
        "select day, closed_at, numbers, differences, definition"
        " from analytics.closed_days where day = :day and tenant_id = :tenant_id",
        day=day,
    )
    return rows[0] if rows else None


async def last_closed(tx: Transaction) -> date | None:
    """The latest day that was closed; None before the first."""
    rows = await tx.run(
        "select max(day) as day from analytics.closed_days where tenant_id = :tenant_id"
    )
    return msgspec.convert(rows[0]["day"], date | None)


async def closed_counts(tx: Transaction, day: date) -> list[tuple[Key, Counts]]:
    rows = await tx.run(
        "select queue_id, branch_id, tier_id, channel, counts from analytics.closed_counts"
        " where day = :day",
        day=day,
    )
    return [
        (
            tuple(
                str(row[name])
                for name in ("queue_id", "branch_id", "tier_id", "channel")
            ),
            msgspec.convert(row["counts"], dict[str, int]),
        )
        for row in rows
    ]


async def post(
    tx: Transaction, agent_id: AgentId, group_id: str, since: datetime
) -> None:
    """Visits that were answered since then follow, whichever fact was heard first."""
    await tx.run(
        "insert into analytics.posts (tenant_id, scope, agent_id, group_id, since)"
        " values (:tenant_id, :path, :agent_id, :group_id, :since)"
        " on conflict (tenant_id, agent_id, since) do update"
        " set group_id = excluded.group_id",
        agent_id=agent_id,
        group_id=group_id,
        since=since,
    )
    await tx.run(
        "update analytics.visits v set group_id = (select p.group_id"
        " from analytics.posts p where p.tenant_id = :tenant_id"
        " and p.agent_id = :agent_id and p.since <= v.left_at"
        " order by p.since desc limit 1)"
        " where v.tenant_id = :tenant_id and v.agent_id = :agent_id"
        " and v.left_at >= :since",
        agent_id=agent_id,
        since=since,
    )


async def posts(tx: Transaction) -> dict[AgentId, list[tuple[datetime, str]]]:
    """Agent → since when in which group, the earliest first."""
    rows = await tx.run(
        "select agent_id, since, group_id from analytics.posts"
        " where tenant_id = :tenant_id order by agent_id, since"
    )
    found: dict[AgentId, list[tuple[datetime, str]]] = {}
    for row in rows:
        since = msgspec.convert(row["since"], datetime)
        theirs = found.setdefault(AgentId(str(row["agent_id"])), [])
        theirs.append((since, str(row["group_id"])))
    return found


async def change_state(tx: Transaction, event: AgentStateChanged) -> None:
    """The old state ends and the new one begins, whichever change is heard first."""
    await _span(tx, event, event.was.value, event.was_since, event.at, None)
    await _span(tx, event, event.state.value, event.at, None, event.reason)


async def _span(
    tx: Transaction,
    event: AgentStateChanged,
    state: str,
    began_at: datetime,
    ended_at: datetime | None,
    reason: str | None,
) -> None:
    await tx.run(
        "insert into analytics.presence (tenant_id, scope, agent_id, state, began_at,"
        " ended_at, reason, business_date) values (:tenant_id, :path, :agent_id,"
        " :state, :began_at, :ended_at, :reason, :business_date)"
        " on conflict (agent_id, began_at, state) do update set"
        " ended_at = greatest(presence.ended_at, excluded.ended_at),"
        " reason = coalesce(presence.reason, excluded.reason)",
        agent_id=event.agent_id,
        state=state,
        began_at=began_at,
        ended_at=ended_at,
        reason=reason,
        business_date=business_date(began_at),
    )


async def spans(tx: Transaction, start: datetime, end: datetime) -> list[Span]:
    """Every state that touches the interval, agent by agent, in order."""
    rows = await tx.run(
        "select agent_id, state, began_at, ended_at, reason from analytics.presence"
        " where began_at < :end and (ended_at is null or ended_at > :start)"
        " order by agent_id, began_at, ended_at nulls last",
        start=start,
        end=end,
    )
    return [msgspec.convert(row, Span) for row in rows]


def whole_numbers(row: Row, names: Sequence[str]) -> Mapping[str, int]:
    """The counts of a row; PostgreSQL gives sums as decimals."""
    return {name: int(Decimal(str(row[name]))) for name in names if name in row}
