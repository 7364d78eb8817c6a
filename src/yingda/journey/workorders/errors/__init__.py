"""Why work orders may say no."""

from dataclasses import dataclass

from yingda.kernel.ids import OrderId
from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class UnknownCatalogue(Refusal):
    """The catalogue never had this version."""

    code = "unknown-catalogue"
    status = 404

    version: int


@dataclass(eq=False)
class ReasonsTakenOut(Refusal):
    """Orders may be about these reasons, so they stay in the catalogue."""

    code = "reasons-taken-out"

    reasons: tuple[str, ...]


@dataclass(eq=False)
class TableUnreadable(Refusal):
    """The file is no decision table that we read."""

    code = "table-unreadable"
    status = 400

    reason: str
    """`too-large`, `not-utf-8`, `entities`, `not-dmn-1.3`, or the line: `line-7`."""


@dataclass(eq=False)
class NotOneTable(Refusal):
    """A file holds one decision with one table."""

    code = "not-one-table"
    status = 400

    found: int


@dataclass(eq=False)
class UnknownInTable(Refusal):
    """A hit policy, a column or a kind of holder that tables do not have, or have once
    only."""

    code = "unknown-in-table"
    status = 400

    table: str
    row: int
    """Counted from 1; 0 is the head."""
    column: str
    found: str
    allowed: tuple[str, ...]


@dataclass(eq=False)
class RowLacksCells(Refusal):
    """A row has more or fewer cells than the table has columns."""

    code = "row-lacks-cells"
    status = 400

    table: str
    row: int
    found: int
    expected: int


@dataclass(eq=False)
class CellUnreadable(Refusal):
    """What stands in the cell is no test that tables may have."""

    code = "cell-unreadable"
    status = 400

    table: str
    row: int
    column: str
    cell: str


@dataclass(eq=False)
class CellOfOtherKind(Refusal):
    """Texts where the column has numbers, or the other way round."""

    code = "cell-of-other-kind"
    status = 400

    table: str
    row: int
    column: str
    cell: str


@dataclass(eq=False)
class CellHoldsNothing(Refusal):
    """No value could ever pass the test."""

    code = "cell-holds-nothing"
    status = 400

    table: str
    row: int
    column: str
    cell: str


@dataclass(eq=False)
class RuleTwice(Refusal):
    """Two rows have the same id, so nobody could tell which one matched."""

    code = "rule-twice"
    status = 400

    table: str
    row: int
    rule_id: str


@dataclass(eq=False)
class RulesOverlap(Refusal):
    """One rule only may fit an order (hit policy UNIQUE), and these two rows can both."""

    code = "rules-overlap"
    status = 400

    table: str
    row: int
    other: int


@dataclass(eq=False)
class UnknownHolder(Refusal):
    """A row gives orders to somebody who is not there."""

    code = "unknown-holder"
    status = 400

    table: str
    row: int
    kind: str
    holder: str


@dataclass(eq=False)
class AlreadyOpen(Refusal):
    """The customer has an open order of this type. It is urged, or the new one is said to
    be about something else (`anyway`)."""

    code = "already-open"

    order_id: OrderId
    number: str
    state: str


@dataclass(eq=False)
class NoSuchHolder(Refusal):
    """Nobody has that kind and id, or it is not below whoever gives the order on."""

    code = "no-such-holder"
    status = 400

    kind: str
    holder: str


@dataclass(eq=False)
class StillSupervised(Refusal):
    """It is released first, and ends then."""

    code = "still-supervised"

    order_id: OrderId


@dataclass(eq=False)
class UnknownOrder(Refusal):
    """There is no such order, or not in the asker's scope."""

    code = "unknown-order"
    status = 404

    order_id: OrderId


@dataclass(eq=False)
class UnknownOrderType(Refusal):
    """The centre has no orders of this type."""

    code = "unknown-order-type"
    status = 400

    order_type: str


@dataclass(eq=False)
class ActNotAllowed(Refusal):
    """The order does not stand where this can be done, or not by this asker. Who did
    what last is told, because it is often why."""

    code = "act-not-allowed"

    act: str
    state: str
    last_act: str
    last_by: str
    last_at: str


@dataclass(eq=False)
class FlowLeadsElsewhere(Refusal):
    """The order's flow goes on to where this act must not lead."""

    code = "flow-leads-elsewhere"

    flow: str
    act: str
    state: str


@dataclass(eq=False)
class NoTimeLimit(Refusal):
    """The rules do not say how long orders of this type may take."""

    code = "no-time-limit"

    order_type: str


@dataclass(eq=False)
class NobodyChosen(Refusal):
    """Neither the flow nor a rule of dispatch says who gets the order at its next node."""

    code = "nobody-chosen"
    status = 400

    act: str
    node: str
