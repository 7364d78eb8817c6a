"""What each agent is, and how contacts were classed."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

import msgspec

from yingda.journey.desk.model import Assignment, AtDesk, Chosen, Serving
from yingda.kernel.ids import (
    AgentId,
    ContactId,
    LegId,
    ReasonCode,
    TenantId,
)
from yingda.kernel.org import Scope
from yingda.messages.desk import AgentState
from yingda.platform.ports import Row, Transaction


async def open_row(tx: Transaction, agent_id: AgentId, at: datetime) -> None:
    """A first row for an agent who never sat here; no change if there is one."""
    await tx.run(
        "insert into desk.agents (tenant_id, scope, site, agent_id, state, since)"
        " values (:tenant_id, :path, :site, :agent_id, 'offline', :at)"
        " on conflict do nothing",
        agent_id=agent_id,
        at=at,
    )


async def take(tx: Transaction, agent_id: AgentId) -> tuple[AtDesk, Scope] | None:
    """The agent, locked until the commit, so that two happenings queue up."""
    rows = await tx.run(
        "select * from desk.agents where tenant_id = :tenant_id"
        " and agent_id = :agent_id for update",
        agent_id=agent_id,
    )
    return (_desk(rows[0]), _scope(rows[0])) if rows else None


async def look(tx: Transaction, agent_ids: Sequence[AgentId]) -> list[AtDesk]:
    rows = await tx.run(
        "select * from desk.agents where tenant_id = :tenant_id"
        " and agent_id = any(:agent_ids::text[])",
        agent_ids=list(agent_ids),
    )
    return [_desk(row) for row in rows]


async def present(tx: Transaction) -> list[AtDesk]:
    """Whoever is signed in, as far as the transaction's scope sees."""
    rows = await tx.run(
        "select * from desk.agents where tenant_id = :tenant_id and state <> 'offline'"
        " order by agent_id"
    )
    return [_desk(row) for row in rows]


async def write(tx: Transaction, desk: AtDesk) -> None:
    chosen = desk.chosen
    await tx.run(
        "update desk.agents set state = :state, since = :since, reason = :reason,"
        " work = :work, next_state = :next_state, next_reason = :next_reason,"
        " last_leg_id = :last_leg_id, seq = seq + 1"
        " where tenant_id = :tenant_id and agent_id = :agent_id",
        agent_id=desk.agent_id,
        state=desk.state.value,
        since=desk.since,
        reason=desk.reason,
        work=msgspec.to_builtins(desk.work),
        next_state=chosen and chosen.state.value,
        next_reason=chosen and chosen.reason,
        last_leg_id=desk.last_leg_id,
    )


async def add_wrapup(
    tx: Transaction,
    *,
    desk: AtDesk,
    serving: Serving,
    at: datetime,
    reasons: Sequence[ReasonCode],
    timed_out: bool,
    note: bytes | None,
) -> None:
    await tx.run(
        "insert into desk.wrapups select tenant_id, scope, :contact_id, :leg_id,"
        " agent_id, :at, :reasons, :timed_out, :note from desk.agents"
        " where tenant_id = :tenant_id and agent_id = :agent_id"
        " on conflict (leg_id) do nothing",
        contact_id=serving.contact_id,
        leg_id=serving.leg_id,
        agent_id=desk.agent_id,
        at=at,
        reasons=list(reasons),
        timed_out=timed_out,
        note=note,
    )


async def wrapups(tx: Transaction, contact_id: ContactId) -> list[Row]:
    return await tx.run(
        "select * from desk.wrapups where tenant_id = :tenant_id"
        " and contact_id = :contact_id order by at",
        contact_id=contact_id,
    )


def _scope(row: Row) -> Scope:
    return Scope(
        tenant_id=TenantId(cast(str, row["tenant_id"])),
        path=cast(str, row["scope"]),
        site=cast(str, row["site"]),
    )


def _desk(row: Row) -> AtDesk:
    """The contacts are kept as they are ranked: the foremost first."""
    work = msgspec.convert(row["work"], tuple[Assignment, ...])
    foremost = work[0] if work else None
    return AtDesk(
        agent_id=AgentId(cast(str, row["agent_id"])),
        state=AgentState(cast(str, row["state"])),
        since=cast(datetime, row["since"]),
        reason=cast(str | None, row["reason"]),
        serving=foremost.serving if foremost else None,
        foremost_since=foremost.since if foremost else None,
        chosen=_chosen(row),
        wrap_until=foremost.wrap_until if foremost else None,
        last_leg_id=cast(LegId | None, row["last_leg_id"]),
        beside=work[1:],
    )


def _chosen(row: Row) -> Chosen | None:
    if row["next_state"] is None:
        return None
    return Chosen(
        state=AgentState(cast(str, row["next_state"])),
        reason=cast(str | None, row["next_reason"]),
    )
