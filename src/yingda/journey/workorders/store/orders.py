"""Orders and their numbers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from yingda.journey.workorders.model import Wanted
from yingda.kernel.ids import BranchId, ContactId, CustomerId, OrderId, TaskId, UserId
from yingda.platform.ports import Row, Transaction


async def next_number(tx: Transaction, day: date) -> int:
    """Whoever opens at the same time waits for this transaction to end."""
    rows = await tx.run(
        "insert into workorders.numbers values (:tenant_id, :path, :day, 1)"
        " on conflict (tenant_id, day) do update set last = numbers.last + 1"
        " returning last",
        day=day,
    )
    return cast(int, rows[0]["last"])


async def add(
    tx: Transaction,
    *,
    order_id: OrderId,
    number: str,
    order_type: str,
    description: bytes,
    branch_id: BranchId,
    due: datetime,
    opened_at: datetime,
    opened_by: UserId,
    contact_id: ContactId | None,
    customer_id: CustomerId | None,
    flow: str,
    promised: datetime | None,
) -> None:
    await tx.run(
        "insert into workorders.orders (tenant_id, scope, order_id, number, type,"
        " description, branch_id, due, opened_at, opened_by, owner_id, contact_id,"
        " customer_id, flow, promised)"
        " values (:tenant_id, :branch_id::text::ltree, :order_id, :number, :order_type,"
        " :description, :branch_id::text, :due, :opened_at, :opened_by, :opened_by,"
        " :contact_id, :customer_id, :flow, :promised)",
        order_id=order_id,
        number=number,
        order_type=order_type,
        description=description,
        branch_id=branch_id,
        due=due,
        opened_at=opened_at,
        opened_by=opened_by,
        contact_id=contact_id,
        customer_id=customer_id,
        flow=flow,
        promised=promised,
    )


async def stand(
    tx: Transaction,
    order_id: OrderId,
    *,
    state: str,
    node: str | None,
    task_id: TaskId | None,
    engine: object,
    steps: int,
    urges: int,
    returns: int,
    supervised: str | None,
    closed_at: datetime | None,
    closed_by: UserId | None,
    result: bytes | None,
) -> None:
    """Writes down where the order stands now."""
    await tx.run(
        "update workorders.orders set state = :state, node = :node,"
        " task_id = :task_id, engine = :engine, steps = :steps, urges = :urges,"
        " returns = :returns, supervised = :supervised, closed_at = :closed_at,"
        " closed_by = :closed_by, result = coalesce(:result, result)"
        " where tenant_id = :tenant_id and order_id = :order_id",
        order_id=order_id,
        state=state,
        node=node,
        task_id=task_id,
        engine=engine,
        steps=steps,
        urges=urges,
        returns=returns,
        supervised=supervised,
        closed_at=closed_at,
        closed_by=closed_by,
        result=result,
    )


async def one(
    tx: Transaction, order_id: OrderId, *, opened_by: UserId | None = None
) -> Row | None:
    """The order, if `opened_by` is given only if that user opened it."""
    rows = await tx.run(
        "select * from workorders.orders where tenant_id = :tenant_id"
        " and order_id = :order_id"
        " and (:opened_by::text is null or opened_by = :opened_by)",
        order_id=order_id,
        opened_by=opened_by,
    )
    return rows[0] if rows else None


async def alike(
    tx: Transaction, customer_id: CustomerId, order_type: str
) -> Row | None:
    """The newest open order of the customer that is of this type."""
    rows = await tx.run(
        "select order_id, number, state from workorders.orders"
        " where tenant_id = :tenant_id and customer_id = :customer_id"
        " and type = :order_type and closed_at is null"
        " order by opened_at desc limit 1",
        customer_id=customer_id,
        order_type=order_type,
    )
    return rows[0] if rows else None


async def several(tx: Transaction, order_ids: Sequence[OrderId]) -> list[Row]:
    return await tx.run(
        "select * from workorders.orders where tenant_id = :tenant_id"
        " and order_id = any(:order_ids::text[])",
        order_ids=list(order_ids),
    )


async def taken(tx: Transaction, order_id: OrderId) -> Row | None:
    """The order, locked until the commit."""
    rows = await tx.run(
        "select * from workorders.orders where tenant_id = :tenant_id"
        " and order_id = :order_id for update",
        order_id=order_id,
    )
    return rows[0] if rows else None


async def listed(tx: Transaction, wanted: Wanted) -> list[Row]:
    before_at, before_id = wanted.before or (None, None)
    return await tx.run(
        "select * from workorders.orders where tenant_id = :tenant_id"
        " and (:is_open::boolean is null or (closed_at is null) = :is_open)"
        " and (:state::text is null or state = :state)"
        " and (:branch_id::text is null or branch_id = :branch_id)"
        " and (:contact_id::text is null or contact_id = :contact_id)"
        " and (:customer_id::text is null or customer_id = :customer_id)"
        " and (:before_at::timestamptz is null"
        "  or (opened_at, order_id) < (:before_at, :before_id::text))"
        " order by opened_at desc, order_id desc limit :limit",
        is_open=wanted.is_open,
        state=wanted.state,
        branch_id=wanted.branch_id,
        contact_id=wanted.contact_id,
        customer_id=wanted.customer_id,
        before_at=before_at,
        before_id=before_id,
        limit=wanted.limit,
    )


async def open_of(tx: Transaction, customer_ids: Sequence[CustomerId]) -> list[Row]:
    return await tx.run(
        "select * from workorders.orders where tenant_id = :tenant_id"
        " and customer_id = any(:customer_ids::text[]) and closed_at is null"
        " order by opened_at desc limit 200",
        customer_ids=list(customer_ids),
    )
