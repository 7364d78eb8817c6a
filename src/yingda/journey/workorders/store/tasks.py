"""What holders have to do."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from yingda.journey.workorders.model import Task
from yingda.kernel.ids import OrderId, TaskId, UserId
from yingda.platform.ports import Row, Transaction


async def add_task(tx: Transaction, task: Task) -> None:
    await tx.run(
        "insert into workorders.tasks (tenant_id, scope, task_id, order_id, flow, node, kind,"
        " holder_kind, holder_id, rule, time_limit, given_at, given_by, confirmed_at,"
        " confirmed_by, due)"
        " values (:tenant_id, :place::ltree, :task_id, :order_id, :flow, :node, :kind,"
        " :holder_kind, :holder_id, :rule, :time_limit, :given_at, :given_by, :confirmed_at,"
        " case when :confirmed_at::timestamptz is not null then :given_by end, :due)",
        place=task.path,
        task_id=task.task_id,
        order_id=task.order_id,
        flow=task.flow,
        node=task.node,
        kind=task.kind,
        holder_kind=task.holder.kind,
        holder_id=task.holder.id,
        rule=task.rule,
        time_limit=task.limit,
        given_at=task.given_at,
        given_by=task.given_by,
        confirmed_at=task.confirmed_at,
        due=task.due,
    )


async def confirm_task(
    tx: Transaction, task_id: TaskId, *, at: datetime, by: UserId
) -> None:
    await tx.run(
        "update workorders.tasks set confirmed_at = :at, confirmed_by = :by"
        " where tenant_id = :tenant_id and task_id = :task_id",
        task_id=task_id,
        at=at,
        by=by,
    )


async def end_task(
    tx: Transaction, task_id: TaskId, *, at: datetime, by: UserId, outcome: str
) -> None:
    await tx.run(
        "update workorders.tasks set ended_at = :at, ended_by = :by, outcome = :outcome"
        " where tenant_id = :tenant_id and task_id = :task_id",
        task_id=task_id,
        at=at,
        by=by,
        outcome=outcome,
    )


_TASK = (
    "select task_id, order_id, flow, scope as path, node, kind,"
    " jsonb_build_object('kind', holder_kind, 'id', holder_id) as holder, rule, time_limit as limit,"
    " given_at, given_by, confirmed_at, due, ended_at, outcome from workorders.tasks"
)


def _tasks(rows: Sequence[Row]) -> list[Task]:
    return msgspec.convert(rows, list[Task])


async def tasks(tx: Transaction, order_id: OrderId) -> list[Task]:
    """All of an order that may be seen, the first given first."""
    return _tasks(
        await tx.run(
            _TASK + " where tenant_id = :tenant_id and order_id = :order_id"
            " order by given_at, task_id",
            order_id=order_id,
        )
    )


async def task(tx: Transaction, task_id: TaskId) -> Task | None:
    rows = await tx.run(
        _TASK + " where tenant_id = :tenant_id and task_id = :task_id", task_id=task_id
    )
    return _tasks(rows)[0] if rows else None


async def to_do(
    tx: Transaction,
    *,
    places: Sequence[str],
    groups: Sequence[str],
    person: UserId,
    after: tuple[datetime, TaskId] | None,
    limit: int,
) -> list[Task]:
    """What those have to do, the first due first."""
    after_due, after_id = after or (None, None)
    return _tasks(
        await tx.run(
            _TASK + " where tenant_id = :tenant_id and ended_at is null"
            " and (holder_kind = 'place' and holder_id = any(:places::text[])"
            "  or holder_kind = 'group' and holder_id = any(:groups::text[])"
            "  or holder_kind = 'person' and holder_id = :person)"
            " and (:after_due::timestamptz is null"
            "  or (coalesce(due, '9999-12-31Z'), task_id)"
            "   > (:after_due, :after_id::text))"
            " order by coalesce(due, '9999-12-31Z'), task_id limit :limit",
            places=list(places),
            groups=list(groups),
            person=person,
            after_due=after_due,
            after_id=after_id,
            limit=limit,
        )
    )


async def move_task(tx: Transaction, task_id: TaskId, due: datetime) -> None:
    await tx.run(
        "update workorders.tasks set due = :due where tenant_id = :tenant_id"
        " and task_id = :task_id",
        task_id=task_id,
        due=due,
    )


async def has_task(tx: Transaction, order_id: OrderId) -> bool:
    """Whether somebody within the scope has, or had, to do with it."""
    rows = await tx.run(
        "select 1 from workorders.tasks where tenant_id = :tenant_id"
        " and order_id = :order_id limit 1",
        order_id=order_id,
    )
    return bool(rows)
