"""What the work orders say."""

from datetime import datetime

from yingda.kernel.ids import BranchId, ContactId, CustomerId, OrderId, TaskId, UserId
from yingda.kernel.message import Command, Event


class OrderOpened(Event, frozen=True, kw_only=True):
    """A need has been written down for a branch to do."""

    order_id: OrderId
    contact_id: ContactId | None
    customer_id: CustomerId | None
    order_type: str
    branch_id: BranchId
    due: datetime
    by: UserId


class OrderClosed(Event, frozen=True, kw_only=True):
    """What had to be done is done, or will not be."""

    order_id: OrderId
    result: str
    by: UserId


class OrderMoved(Event, frozen=True, kw_only=True):
    """Somebody did something with an order."""

    order_id: OrderId
    number: int
    """Of the step: the order's first is 1, and none is left out."""
    act: str
    before: str
    after: str
    node: str | None
    task_id: TaskId | None
    """Who has it now is the holder of this task."""
    holder: str | None
    """Kind and id: `place/sn.xa`."""
    reason: str | None
    by: UserId


class OrderWarned(Event, frozen=True, kw_only=True):
    """So much of the limit of an order's clock is used."""

    order_id: OrderId
    clock: str
    percent: int


class WarnOfOrder(Command, frozen=True, kw_only=True):
    """Look whether so much of the limit of an order's clock is really used."""

    order_id: OrderId
    clock: str
    """`order`, `outer`, `supervise`, or the id of the task that somebody has to do."""
    percent: int
