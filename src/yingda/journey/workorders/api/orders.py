"""Orders over HTTP: opened, listed, closed."""

from collections.abc import Sequence
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct

from yingda.journey.workorders.limits import OrderType
from yingda.journey.workorders.model import NewOrder, OrderLine, Wanted
from yingda.journey.workorders.service import Workorders
from yingda.kernel.ids import BranchId, ContactId, CustomerId, OrderId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput


class Order(Struct, frozen=True, kw_only=True):
    """An order as shown, with the names of whoever and whatever is in it."""

    order_id: OrderId
    number: str
    type: str
    type_name: Name
    description: str
    branch_id: BranchId
    branch_name: Name
    due: datetime
    status: str
    opened_at: datetime
    opened_by_name: str
    closed_at: datetime | None
    result: str | None
    contact_id: ContactId | None
    customer_id: CustomerId | None
    customer_name: str | None
    simulated: bool
    """Whoever it was opened for in a contact is."""


class OrderPage(Struct, frozen=True, kw_only=True):
    """Orders, the newest first."""

    orders: tuple[Order, ...]
    next: str | None
    """What to ask for the next page with; None at the end."""


class OrderTypes(Struct, frozen=True, kw_only=True):
    """The types that may be opened."""

    types: tuple[OrderType, ...]


class Close(Struct, frozen=True, kw_only=True):
    """What was done."""

    result: str


async def shown(
    workorders: Workorders, asker: Asker, lines: Sequence[OrderLine]
) -> tuple[Order, ...]:
    """One question a kind of name, however many lines there are."""
    scope, names = asker.scope, workorders.names
    users = await names.names(scope, "user", [one.opened_by for one in lines])
    branches = await names.called(scope, "branch", [one.branch_id for one in lines])
    customers = await names.names(
        scope, "customer", [one.customer_id for one in lines if one.customer_id]
    )
    made_up = await workorders.history.simulated(
        scope, [one.contact_id for one in lines if one.contact_id]
    )
    types = {one.type: one.name for one in workorders.types(scope)}
    return tuple(
        Order(
            order_id=one.order_id,
            number=one.number,
            type=one.type,
            type_name=types.get(one.type) or Name.by_id(one.type),
            description=one.description,
            branch_id=one.branch_id,
            branch_name=branches.get(one.branch_id) or Name.by_id(one.branch_id),
            due=one.due,
            status=one.status,
            opened_at=one.opened_at,
            opened_by_name=users.get(one.opened_by, one.opened_by),
            closed_at=one.closed_at,
            result=one.result,
            contact_id=one.contact_id,
            customer_id=one.customer_id,
            customer_name=customers.get(one.customer_id or ""),
            simulated=one.contact_id in made_up,
        )
        for one in lines
    )


async def _one(workorders: Workorders, asker: Asker, order_id: OrderId) -> Order:
    line = await workorders.own(asker, order_id)
    return (await shown(workorders, asker, [line]))[0]


@post("/api/orders")
async def open_order(
    data: JSONBody[NewOrder],
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
) -> Order:
    return await _one(workorders, asker, await workorders.open(asker, data))


@get("/api/orders")
async def list_orders(
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
    status: FromQuery[str | None] = None,
    branch_id: FromQuery[str | None] = None,
    contact_id: FromQuery[str | None] = None,
    customer_id: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> OrderPage:
    size = max(1, min(limit, 200))
    wanted = Wanted(
        status=status,
        branch_id=BranchId(branch_id) if branch_id else None,
        contact_id=ContactId(contact_id) if contact_id else None,
        customer_id=CustomerId(customer_id) if customer_id else None,
        before=_before(cursor),
        limit=size,
    )
    lines, has_more = await workorders.page(asker, wanted)
    more = lines[-1] if has_more else None
    return OrderPage(
        orders=await shown(workorders, asker, lines),
        next=f"{more.opened_at.isoformat()}|{more.order_id}" if more else None,
    )


def _before(cursor: str | None) -> tuple[datetime, OrderId] | None:
    if cursor is None:
        return None
    at, _, order_id = cursor.partition("|")
    try:
        return datetime.fromisoformat(at), OrderId(order_id)
    except ValueError as error:
        raise BadInput("cursor", "the value of `next` of the page before") from error


@get("/api/orders/{order_id:str}")
async def show_order(
    order_id: FromPath[str],
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
) -> Order:
    line = await workorders.order(asker, OrderId(order_id))
    return (await shown(workorders, asker, [line]))[0]


@post("/api/orders/{order_id:str}/close", status_code=200)
async def close_order(
    order_id: FromPath[str],
    data: JSONBody[Close],
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
) -> Order:
    await workorders.close(asker, OrderId(order_id), data.result)
    return await _one(workorders, asker, OrderId(order_id))


@get("/api/order-types")
async def order_types(
    workorders: NamedDependency[Workorders], asker: NamedDependency[Asker]
) -> OrderTypes:
    if not asker.may("orders.write"):
        asker.must("orders.read")
    return OrderTypes(types=workorders.types(asker.scope))


ROUTES = [open_order, list_orders, show_order, close_order, order_types]
