"""When clocks stood, and of what was warned."""

from datetime import datetime
from typing import cast

from yingda.kernel.ids import OrderId, UserId
from yingda.platform.ports import Transaction


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
