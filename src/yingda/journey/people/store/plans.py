"""Moves that are still to come."""

from datetime import datetime

import msgspec

from yingda.journey.people.model import Plan
from yingda.kernel.ids import BranchId, UserId
from yingda.platform.ports import Row, Transaction


async def add(tx: Transaction, plan: Plan, place: BranchId) -> None:
    await tx.run(
        "insert into people.plans (tenant_id, scope, site, plan_id, agent_id, group_id,"
        " at, made_by) values (:tenant_id, :place::ltree, :site, :plan_id, :user_id,"
        " :group_id, :at, :made_by)",
        place=place,
        plan_id=plan.plan_id,
        user_id=plan.user_id,
        group_id=plan.group_id,
        at=plan.at,
        made_by=plan.made_by,
    )


async def of_agent(tx: Transaction, user_id: UserId) -> tuple[Plan, ...]:
    """The next first."""
    rows = await tx.run(
        "select plan_id, agent_id as user_id, group_id, at, made_by from people.plans"
        " where tenant_id = :tenant_id and agent_id = :user_id order by at, plan_id",
        user_id=user_id,
    )
    return tuple(_plan(row) for row in rows)


async def take(tx: Transaction, plan_id: str) -> Plan | None:
    """It is taken off the list; None if it is not there, or not within the scope."""
    rows = await tx.run(
        "delete from people.plans where tenant_id = :tenant_id and plan_id = :plan_id"
        " returning plan_id, agent_id as user_id, group_id, at, made_by",
        plan_id=plan_id,
    )
    return _plan(rows[0]) if rows else None


async def leads_to(tx: Transaction, group_id: str, after: datetime) -> bool:
    """Is anybody to come into the group?"""
    rows = await tx.run(
        "select 1 from people.plans where tenant_id = :tenant_id"
        " and group_id = :group_id and at > :after limit 1",
        group_id=group_id,
        after=after,
    )
    return bool(rows)


def _plan(row: Row) -> Plan:
    return msgspec.convert(row, Plan)
