"""The nouns of work orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from yingda.journey.workorders.model.flows import Answer, NodeKind
from yingda.journey.workorders.model.states import Act, State
from yingda.kernel.ids import BranchId, ContactId, CustomerId, OrderId, TaskId, UserId

Level = Literal["usual", "major"]
"""Of a supervision: 一般 and 重大."""


class OrderLine(Struct, frozen=True, kw_only=True):
    """One order as the stage keeps it, with its texts opened."""

    order_id: OrderId
    number: str
    type: str
    description: str
    branch_id: BranchId
    due: datetime
    state: State
    flow: str
    node: str | None
    opened_at: datetime
    opened_by: UserId
    owner_id: UserId
    closed_at: datetime | None
    result: str | None
    contact_id: ContactId | None
    customer_id: CustomerId | None
    urges: int
    supervised: Level | None

    @property
    def status(self) -> str:
        """The same word at the desk, on the telephone, by text and on the page."""
        return self.state


class Wanted(Struct, frozen=True, kw_only=True):
    """Which orders to list; what is None does not matter."""

    is_open: bool | None = None
    state: State | None = None
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
    """None: what the limits of its type say."""
    contact_id: ContactId | None = None
    customer_id: CustomerId | None = None
    anyway: bool = False
    """Also if the customer has an open order of this type: it is about something else."""


HolderKind = Literal["place", "group", "person", "provider"]


class Holder(Struct, frozen=True, kw_only=True):
    """Who has to do something: everybody of a place or a group, one person, or a firm
    that serves on our behalf."""

    kind: HolderKind
    id: str


class Given(Struct, frozen=True, kw_only=True):
    """What goes with an act; each act says which of it it needs."""

    note: str = ""
    reason: str | None = None
    """A class of reasons: why it is returned, paused, moved to somebody else."""
    to: Holder | None = None
    answer: Answer | None = None
    """Of a call-back."""
    visit: Literal["none", "county", "provider"] = "none"
    """Who has to go to the customer after what is reported."""
    contact_id: ContactId | None = None
    """The call in which it was done."""
    level: Level = "usual"
    """Of a supervision."""


class Supervision(Struct, frozen=True, kw_only=True):
    """An order on which somebody at the province keeps an eye, or kept."""

    order_id: OrderId
    number: int
    """Of the step that began it."""
    level: Level
    began: datetime
    began_by: UserId
    due: datetime | None
    """When the answer is."""
    answered: datetime | None
    released: datetime | None


class Task(Struct, frozen=True, kw_only=True):
    """What one holder has to do, or did, at one node of an order's flow."""

    task_id: TaskId
    order_id: OrderId
    flow: str
    path: str
    """The holder's place in the tree: who may see it."""
    node: str
    kind: NodeKind
    holder: Holder
    rule: str | None
    """Which rule chose the holder; None if a person did."""
    given_at: datetime
    given_by: UserId
    confirmed_at: datetime | None = None
    limit: str | None = None
    """Which of the time limits runs."""
    due: datetime | None = None
    ended_at: datetime | None = None
    outcome: str | None = None


class StepDone(Struct, frozen=True, kw_only=True):
    """One thing that was done with an order."""

    number: int
    act: str
    """`open`, or an `Act`."""
    at: datetime
    by: UserId
    before: State | None
    after: State
    node: str | None
    reason: str | None
    note: str | None
    contact_id: ContactId | None
    """The call or chat in which it was done."""


@dataclass(frozen=True, slots=True)
class Used:
    """What one holder used of the time."""

    elapsed: timedelta = timedelta()
    counted: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An order with everything that was done with it."""

    line: OrderLine
    used: Mapping[Holder, Used]
    tasks: tuple[Task, ...]
    steps: tuple[StepDone, ...]
    allowed: tuple[Act, ...]
    """What the asker may do with it now."""
