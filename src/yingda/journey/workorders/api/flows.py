"""Which kinds of orders there are, and how they go, over HTTP."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from yingda.journey.workorders.limits import OrderType
from yingda.journey.workorders.model.flows import Diagram
from yingda.journey.workorders.service import Workorders
from yingda.kernel.org import Asker


class OrderTypes(Struct, frozen=True, kw_only=True):
    """The types that may be opened."""

    types: tuple[OrderType, ...]


@get("/api/order-flows/{flow:str}", sync_to_thread=False)
def order_flow(
    flow: FromPath[str],
    workorders: NamedDependency[Workorders],
    asker: NamedDependency[Asker],
) -> Diagram:
    """As it is drawn: lanes, nodes and ways, with their places in the picture."""
    return workorders.flow(asker, flow)


@get("/api/order-types")
async def order_types(
    workorders: NamedDependency[Workorders], asker: NamedDependency[Asker]
) -> OrderTypes:
    if not asker.may("orders.write"):
        asker.must("orders.read")
    return OrderTypes(types=workorders.types(asker.scope))


ROUTES = [order_flow, order_types]
