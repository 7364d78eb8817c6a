"""Changes of rules that wait for somebody else."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from yingda.journey.system.model import Proposal, ProposalState
from yingda.kernel.ids import UserId
from yingda.platform.ports import Row, Transaction


async def add(tx: Transaction, one: Proposal) -> None:
    """Belongs to the transaction's place."""
    await tx.run(
        "insert into system.proposals (tenant_id, scope, proposal_id, name, place, how,"
        " value, since, reason, seen, by, at, expires, state)"
        " values (:tenant_id, :path, :proposal_id, :name, :place, :how, :value, :since,"
        " :reason, :seen, :by, :at, :expires, :state)",
        proposal_id=one.proposal_id,
        name=one.name,
        place=one.place,
        how=one.how,
        value=one.value,
        since=one.since,
        reason=one.reason,
        seen=one.seen,
        by=one.by,
        at=one.at,
        expires=one.expires,
        state=one.state,
    )


async def locked(tx: Transaction, proposal_id: str) -> Proposal | None:
    """Whoever else decides about it waits; None if it is not within the scope."""
    rows = await tx.run(
        "select * from system.proposals where tenant_id = :tenant_id"
        " and proposal_id = :proposal_id for update",
        proposal_id=proposal_id,
    )
    return _proposal(rows[0]) if rows else None


async def decide(
    tx: Transaction,
    proposal_id: str,
    state: ProposalState,
    *,
    by: UserId,
    at: datetime,
    note: str | None,
) -> None:
    await tx.run(
        "update system.proposals set state = :state, decided_by = :by,"
        " decided_at = :at, note = :note"
        " where tenant_id = :tenant_id and proposal_id = :proposal_id",
        proposal_id=proposal_id,
        state=state,
        by=by,
        at=at,
        note=note,
    )


async def listed(
    tx: Transaction, names: Sequence[str], *, at_most: int
) -> list[Proposal]:
    """Of the scope: what waits first, then the last decided."""
    rows = await tx.run(
        "select * from system.proposals where tenant_id = :tenant_id"
        " and name = any(:names)"
        " order by state <> 'waiting', coalesce(decided_at, at) desc, proposal_id"
        " limit :at_most",
        names=list(names),
        at_most=at_most,
    )
    return [_proposal(row) for row in rows]


def _proposal(row: Row) -> Proposal:
    return msgspec.convert(row, Proposal)
