"""督办 over HTTP: which orders were supervised in a month."""

from datetime import date, datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Struct

from yingda.journey.workorders.api.orders import Order, shown
from yingda.journey.workorders.model import Level
from yingda.journey.workorders.service import Workorders
from yingda.kernel.org import Asker


class SupervisionShown(Struct, frozen=True, kw_only=True):
    """One supervision, with its order."""

    order: Order
    level: Level
    began: datetime
    began_by_name: str
    due: datetime | None
    answered: datetime | None
    released: datetime | None
    is_late: bool
    """The answer came after it was due, or it is due and has not come."""


class SupervisionList(Struct, frozen=True, kw_only=True):
    """Those that began in the month, the first one first."""

    supervisions: tuple[SupervisionShown, ...]


@get("/api/supervisions")
async def list_supervisions(
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
    month: FromQuery[date],
) -> SupervisionList:
    """`month`: any day of it."""
    found = await workorders.supervisions(asker, month)
    orders = await shown(workorders, asker, [line for _, line in found])
    users = await workorders.names.names(
        asker.scope, "user", sorted({one.began_by for one, _ in found})
    )
    now = workorders.now()
    return SupervisionList(
        supervisions=tuple(
            SupervisionShown(
                order=order,
                level=one.level,
                began=one.began,
                began_by_name=users.get(one.began_by, one.began_by),
                due=one.due,
                answered=one.answered,
                released=one.released,
                is_late=one.due is not None and (one.answered or now) > one.due,
            )
            for (one, _), order in zip(found, orders, strict=True)
        )
    )


ROUTES = [list_supervisions]
