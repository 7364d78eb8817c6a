"""What people lend to one another."""

from datetime import datetime

import msgspec

from yingda.journey.people.model import Delegation
from yingda.kernel.ids import BranchId, UserId
from yingda.platform.ports import Row, Transaction


async def add(tx: Transaction, one: Delegation, place: BranchId) -> None:
    await tx.run(
        "insert into people.delegations (tenant_id, scope, delegation_id, from_user,"
        " to_user, actions, since, until, reason, made_at) values (:tenant_id,"
        " :place::ltree, :delegation_id, :from_user, :to_user, :actions, :since, :until,"
        " :reason, :made_at)",
        place=place,
        delegation_id=one.delegation_id,
        from_user=one.from_user,
        to_user=one.to_user,
        actions=list(one.actions),
        since=one.since,
        until=one.until,
        reason=one.reason,
        made_at=one.made_at,
    )


async def going_on(
    tx: Transaction, delegation_id: str, now: datetime
) -> Delegation | None:
    """Locked; None if it is over, or not there."""
    rows = await tx.run(
        "select * from people.delegations where tenant_id = :tenant_id"
        " and delegation_id = :delegation_id and ended_at is null and until > :now"
        " for update",
        delegation_id=delegation_id,
        now=now,
    )
    return _delegation(rows[0]) if rows else None


async def end(tx: Transaction, delegation_id: str, *, by: UserId, at: datetime) -> None:
    await tx.run(
        "update people.delegations set ended_at = :at, ended_by = :by"
        " where tenant_id = :tenant_id and delegation_id = :delegation_id",
        delegation_id=delegation_id,
        by=by,
        at=at,
    )


async def listed(
    tx: Transaction, *, of: UserId | None, at_most: int
) -> list[Delegation]:
    """The last made first: those that somebody gave or has, or all of the scope."""
    rows = await tx.run(
        "select * from people.delegations where tenant_id = :tenant_id"
        " and scope <@ :path::ltree"
        " and (:of::text is null or from_user = :of or to_user = :of)"
        " order by made_at desc, delegation_id desc limit :at_most",
        of=of,
        at_most=at_most,
    )
    return [_delegation(row) for row in rows]


def _delegation(row: Row) -> Delegation:
    return msgspec.convert(row, Delegation)
