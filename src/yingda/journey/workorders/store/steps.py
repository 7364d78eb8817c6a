"""What was done, in order."""

from datetime import datetime

from yingda.kernel.ids import ContactId, OrderId, TaskId, UserId
from yingda.platform.ports import Row, Transaction


async def add_step(
    tx: Transaction,
    order_id: OrderId,
    number: int,
    *,
    act: str,
    at: datetime,
    by: UserId,
    before: str | None,
    after: str,
    node: str | None,
    task_id: TaskId | None,
    reason: str | None,
    note: bytes | None,
    contact_id: ContactId | None,
) -> None:
    await tx.run(
        "insert into workorders.steps (tenant_id, scope, order_id, number, act, at, by,"
        " before, after, node, task_id, reason, note, contact_id)"
        " values (:tenant_id, :path::ltree, :order_id, :number, :act, :at, :by,"
        " :before, :after, :node, :task_id, :reason, :note, :contact_id)",
        order_id=order_id,
        number=number,
        act=act,
        at=at,
        by=by,
        before=before,
        after=after,
        node=node,
        task_id=task_id,
        reason=reason,
        note=note,
        contact_id=contact_id,
    )


async def steps(tx: Transaction, order_id: OrderId) -> list[Row]:
    return await tx.run(
        "select * from workorders.steps where tenant_id = :tenant_id"
        " and order_id = :order_id order by number",
        order_id=order_id,
    )


async def last_step(tx: Transaction, order_id: OrderId) -> Row | None:
    rows = await tx.run(
        "select * from workorders.steps where tenant_id = :tenant_id"
        " and order_id = :order_id order by number desc limit 1",
        order_id=order_id,
    )
    return rows[0] if rows else None
