"""The nouns of work orders."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from yingda.kernel.ids import BranchId, ContactId, CustomerId, OrderId, UserId


class OrderLine(Struct, frozen=True, kw_only=True):
    """One order as the stage keeps it, with its texts opened."""

    order_id: OrderId
    number: str
    type: str
    description: str
    branch_id: BranchId
    due: datetime
    status: str
    """`open` or `closed`."""
    opened_at: datetime
    opened_by: UserId
    closed_at: datetime | None
    result: str | None
    contact_id: ContactId | None
    customer_id: CustomerId | None


class Wanted(Struct, frozen=True, kw_only=True):
    """Which orders to list; what is None does not matter."""

    status: str | None = None
    branch_id: BranchId | None = None
    contact_id: ContactId | None = None
    customer_id: CustomerId | None = None
    before: tuple[datetime, OrderId] | None = None
    """The last line of the page before: the next one begins after it."""
    limit: int = 50


class NewOrder(Struct, frozen=True, kw_only=True):
    """What is to be written down. The description may be personal."""

    type: str
    description: str
    branch_id: BranchId
    due: Annotated[datetime, Meta(tz=True)] | None = None
    """None: as many hours from now as the type says."""
    contact_id: ContactId | None = None
    customer_id: CustomerId | None = None
