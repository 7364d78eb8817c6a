"""Orders over HTTP: opened, listed, closed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct

from yingda.journey.workorders.model import (
    Given,
    Holder,
    Level,
    NewOrder,
    OrderLine,
    Task,
    Wanted,
)
from yingda.journey.workorders.model.states import Act, State
from yingda.journey.workorders.service import Workorders
from yingda.kernel.ids import BranchId, ContactId, CustomerId, OrderId, TaskId
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
    state: State
    told: Name
    """What a customer is told of it, by whichever way they ask."""
    flow: str
    node: str | None
    """Where it stands in its flow; None at the end."""
    opened_at: datetime
    opened_by_name: str
    owner_name: str
    """首问负责: who sees to it until it is closed."""
    closed_at: datetime | None
    result: str | None
    contact_id: ContactId | None
    customer_id: CustomerId | None
    customer_name: str | None
    supervised: Level | None
    """督办: it is not closed before it is released."""
    urges: int
    """How often the customer, or the province, has asked after it."""
    simulated: bool
    """Whoever it was opened for in a contact is."""


class OrderPage(Struct, frozen=True, kw_only=True):
    """Orders, the newest first."""

    orders: tuple[Order, ...]
    next: str | None
    """What to ask for the next page with; None at the end."""


class TaskShown(Struct, frozen=True, kw_only=True):
    """What one holder has to do, or did."""

    task_id: TaskId
    node: str
    node_name: Name
    holder: Holder
    holder_name: Name
    rule: str | None
    given_at: datetime
    confirmed_at: datetime | None
    due: datetime | None
    ended_at: datetime | None
    outcome: str | None


class StepShown(Struct, frozen=True, kw_only=True):
    """One thing that was done with an order."""

    number: int
    act: str
    at: datetime
    by_name: str
    before: State | None
    after: State
    node_name: Name | None
    reason: str | None
    note: str | None
    contact_id: ContactId | None
    """The call or chat in which it was done."""


class TimeUsed(Struct, frozen=True, kw_only=True):
    """How long one holder had it."""

    holder: Holder
    holder_name: Name
    elapsed_seconds: float
    counted_seconds: float


class OrderWhole(Struct, frozen=True, kw_only=True):
    """An order with everything that was done with it."""

    order: Order
    tasks: tuple[TaskShown, ...]
    steps: tuple[StepShown, ...]
    used: tuple[TimeUsed, ...]
    """By holder, in the order in which they first had it; what elapsed adds up to the
    time since the opening."""
    allowed: tuple[Act, ...]
    """What the asker may do now."""


class Inbox(Struct, frozen=True, kw_only=True):
    """What the asker has to do, the first due first."""

    items: tuple["InboxItem", ...]
    next: str | None


class InboxItem(Struct, frozen=True, kw_only=True):
    """One task with its order."""

    task: TaskShown
    order: Order


NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""When what nothing limits is due: after everything else."""


async def shown(
    workorders: Workorders, asker: Asker, lines: Sequence[OrderLine]
) -> tuple[Order, ...]:
    """One question a kind of name, however many lines there are."""
    scope, names = asker.scope, workorders.names
    people = {one.opened_by for one in lines} | {one.owner_id for one in lines}
    users = await names.names(scope, "user", sorted(people))
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
            state=one.state,
            told=workorders.node_text(scope, one.state),
            flow=one.flow,
            node=one.node,
            opened_at=one.opened_at,
            opened_by_name=users.get(one.opened_by, one.opened_by),
            owner_name=users.get(one.owner_id, one.owner_id),
            urges=one.urges,
            supervised=one.supervised,
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
    is_open: FromQuery[bool | None] = None,
    in_state: FromQuery[State | None] = None,
    branch_id: FromQuery[str | None] = None,
    contact_id: FromQuery[str | None] = None,
    customer_id: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> OrderPage:
    size = max(1, min(limit, 200))
    wanted = Wanted(
        is_open=is_open,
        state=in_state,
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
) -> OrderWhole:
    return await _whole(workorders, asker, OrderId(order_id))


@post("/api/orders/{order_id:str}/acts/{act:str}", status_code=200)
async def act_on_order(
    order_id: FromPath[str],
    act: FromPath[Act],
    data: JSONBody[Given],
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
) -> OrderWhole:
    """What is not allowed now, or not to the asker, is refused with who did what last."""
    await workorders.loop.act(asker, OrderId(order_id), act, data)
    return await _whole(workorders, asker, OrderId(order_id))


@get("/api/inbox")
async def inbox(
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> Inbox:
    size = max(1, min(limit, 200))
    before = _before(cursor)
    after = (before[0], TaskId(before[1])) if before else None
    found = await workorders.inbox(asker, after, size + 1)
    page = found[:size]
    more = page[-1][0] if len(found) > size else None
    tasks = await shown_tasks(workorders, asker, [task for task, _ in page])
    orders = await shown(workorders, asker, [line for _, line in page])
    return Inbox(
        items=tuple(
            InboxItem(task=task, order=order)
            for task, order in zip(tasks, orders, strict=True)
        ),
        next=f"{(more.due or NEVER).isoformat()}|{more.task_id}" if more else None,
    )


async def _whole(workorders: Workorders, asker: Asker, order_id: OrderId) -> OrderWhole:
    whole = await workorders.whole(asker, order_id)
    order = (await shown(workorders, asker, [whole.line]))[0]
    nodes = workorders.node_names(whole.line.flow)
    users = await workorders.names.names(
        asker.scope, "user", sorted({step.by for step in whole.steps})
    )
    holders = await holder_names(workorders, asker, [one.holder for one in whole.tasks])
    return OrderWhole(
        order=order,
        tasks=await shown_tasks(workorders, asker, whole.tasks),
        steps=tuple(
            StepShown(
                number=step.number,
                act=step.act,
                at=step.at,
                by_name=users.get(step.by, step.by),
                before=step.before,
                after=step.after,
                node_name=nodes.get(step.node or ""),
                reason=step.reason,
                note=step.note,
                contact_id=step.contact_id,
            )
            for step in whole.steps
        ),
        used=tuple(
            TimeUsed(
                holder=holder,
                holder_name=holders[holder],
                elapsed_seconds=used.elapsed.total_seconds(),
                counted_seconds=used.counted.total_seconds(),
            )
            for holder, used in whole.used.items()
        ),
        allowed=whole.allowed,
    )


async def shown_tasks(
    workorders: Workorders, asker: Asker, tasks: Sequence[Task]
) -> tuple[TaskShown, ...]:
    holders = await holder_names(workorders, asker, [one.holder for one in tasks])
    return tuple(
        TaskShown(
            task_id=one.task_id,
            node=one.node,
            node_name=workorders.node_names(one.flow).get(one.node)
            or Name.by_id(one.node),
            holder=one.holder,
            holder_name=holders[one.holder],
            rule=one.rule,
            given_at=one.given_at,
            confirmed_at=one.confirmed_at,
            due=one.due,
            ended_at=one.ended_at,
            outcome=one.outcome,
        )
        for one in tasks
    )


async def holder_names(
    workorders: Workorders, asker: Asker, holders: Sequence[Holder]
) -> Mapping[Holder, Name]:
    """One question a kind of holder."""
    scope, names = asker.scope, workorders.names
    ids = {
        kind: sorted({one.id for one in holders if one.kind == kind})
        for kind in ("place", "group", "person")
    }
    places = await names.called(scope, "branch", ids["place"])
    groups = await names.called(scope, "group", ids["group"])
    people = await names.names(scope, "user", ids["person"])
    known = {
        **{("place", key): name for key, name in places.items()},
        **{("group", key): name for key, name in groups.items()},
        **{("person", key): Name(name, name) for key, name in people.items()},
    }
    return {one: known.get((one.kind, one.id)) or Name.by_id(one.id) for one in holders}


ROUTES = [
    open_order,
    list_orders,
    show_order,
    act_on_order,
    inbox,
]
