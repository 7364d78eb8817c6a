"""Why work orders may say no."""

from dataclasses import dataclass

from yingda.kernel.ids import OrderId
from yingda.kernel.refusal import Refusal


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
class OrderIsClosed(Refusal):
    """What is closed stays as it was closed."""

    code = "order-is-closed"

    order_id: OrderId
