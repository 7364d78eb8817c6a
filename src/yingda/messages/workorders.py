"""What the work orders say."""

from datetime import datetime

from yingda.kernel.ids import BranchId, ContactId, CustomerId, OrderId, UserId
from yingda.kernel.message import Event


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
