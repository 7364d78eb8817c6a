"""Orders on which somebody at the province keeps an eye."""

from datetime import datetime

import msgspec

from yingda.journey.workorders.model import Supervision
from yingda.kernel.ids import OrderId, UserId
from yingda.platform.ports import Transaction


async def supervise(tx: Transaction, one: Supervision) -> None:
    await tx.run(
        "insert into workorders.supervisions (tenant_id, scope, order_id, number, level,"
        " began, began_by, due) values (:tenant_id, :path::ltree, :order_id, :number,"
        " :level, :began, :began_by, :due)",
        order_id=one.order_id,
        number=one.number,
        level=one.level,
        began=one.began,
        began_by=one.began_by,
        due=one.due,
    )


async def answer(tx: Transaction, order_id: OrderId, at: datetime, by: UserId) -> None:
    """The first answer counts."""
    await tx.run(
        "update workorders.supervisions set answered = :at, answered_by = :by"
        " where tenant_id = :tenant_id and order_id = :order_id"
        " and released is null and answered is null",
        order_id=order_id,
        at=at,
        by=by,
    )


async def release(tx: Transaction, order_id: OrderId, at: datetime, by: UserId) -> None:
    await tx.run(
        "update workorders.supervisions set released = :at, released_by = :by"
        " where tenant_id = :tenant_id and order_id = :order_id and released is null",
        order_id=order_id,
        at=at,
        by=by,
    )


_SUPERVISION = (
    "select order_id, number, level, began, began_by, due, answered, released"
    " from workorders.supervisions"
)


async def supervision(tx: Transaction, order_id: OrderId) -> Supervision | None:
    """The one that is not released."""
    rows = await tx.run(
        _SUPERVISION + " where tenant_id = :tenant_id and order_id = :order_id"
        " and released is null",
        order_id=order_id,
    )
    return msgspec.convert(rows[0], Supervision) if rows else None


async def supervisions(
    tx: Transaction, since: datetime, until: datetime
) -> list[Supervision]:
    """Those that began then, the first one first."""
    rows = await tx.run(
        _SUPERVISION + " where tenant_id = :tenant_id and began >= :since"
        " and began < :until order by began, order_id limit 5000",
        since=since,
        until=until,
    )
    return msgspec.convert(rows, list[Supervision])
