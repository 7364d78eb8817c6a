"""Orders, what is to be done about them, and what was done."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

import msgspec

from yingda.journey.workorders.model import Task, Wanted
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
    closed_at: datetime | None,
    closed_by: UserId | None,
    result: bytes | None,
) -> None:
    """Writes down where the order stands now."""
    await tx.run(
        "update workorders.orders set state = :state, node = :node,"
        " task_id = :task_id, engine = :engine, steps = :steps, urges = :urges,"
        " returns = :returns, closed_at = :closed_at,"
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
        closed_at=closed_at,
        closed_by=closed_by,
        result=result,
    )


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
) -> None:
    await tx.run(
        "insert into workorders.steps (tenant_id, scope, order_id, number, act, at, by,"
        " before, after, node, task_id, reason, note)"
        " values (:tenant_id, :path::ltree, :order_id, :number, :act, :at, :by,"
        " :before, :after, :node, :task_id, :reason, :note)",
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


async def pause(
    tx: Transaction, order_id: OrderId, *, since: datetime, reason: str, by: UserId
) -> None:
    await tx.run(
        "insert into workorders.pauses (tenant_id, scope, order_id, since, reason,"
        " approved_by) values (:tenant_id, :path::ltree, :order_id, :since, :reason,"
        " :by)",
        order_id=order_id,
        since=since,
        reason=reason,
        by=by,
    )


async def resume(tx: Transaction, order_id: OrderId, until: datetime) -> None:
    await tx.run(
        "update workorders.pauses set until = :until where tenant_id = :tenant_id"
        " and order_id = :order_id and until is null",
        order_id=order_id,
        until=until,
    )


async def move_due(tx: Transaction, order_id: OrderId, due: datetime) -> None:
    await tx.run(
        "update workorders.orders set due = :due where tenant_id = :tenant_id"
        " and order_id = :order_id",
        order_id=order_id,
        due=due,
    )


async def move_task(tx: Transaction, task_id: TaskId, due: datetime) -> None:
    await tx.run(
        "update workorders.tasks set due = :due where tenant_id = :tenant_id"
        " and task_id = :task_id",
        task_id=task_id,
        due=due,
    )


async def pauses(
    tx: Transaction, order_id: OrderId
) -> list[tuple[datetime, datetime | None]]:
    rows = await tx.run(
        "select since, until from workorders.pauses where tenant_id = :tenant_id"
        " and order_id = :order_id order by since",
        order_id=order_id,
    )
    return [
        (cast(datetime, row["since"]), cast(datetime | None, row["until"]))
        for row in rows
    ]


async def warned(
    tx: Transaction, order_id: OrderId, clock: str, percent: int, at: datetime
) -> bool:
    """False if it had been warned of before."""
    rows = await tx.run(
        "insert into workorders.warnings values (:tenant_id, :path::ltree, :order_id,"
        " :clock, :percent, :at) on conflict do nothing returning percent",
        order_id=order_id,
        clock=clock,
        percent=percent,
        at=at,
    )
    return bool(rows)


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


async def has_task(tx: Transaction, order_id: OrderId) -> bool:
    """Whether somebody within the scope has, or had, to do with it."""
    rows = await tx.run(
        "select 1 from workorders.tasks where tenant_id = :tenant_id"
        " and order_id = :order_id limit 1",
        order_id=order_id,
    )
    return bool(rows)


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
