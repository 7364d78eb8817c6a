"""Where an order belongs, and what its sealed texts belong to."""

from typing import cast

from yingda.kernel.ids import OrderId
from yingda.kernel.org import Scope
from yingda.platform.ports import Row


def place_of(scope: Scope, row: Row) -> Scope:
    """Where the order belongs."""
    return Scope(
        tenant_id=scope.tenant_id, path=cast(str, row["branch_id"]), site=scope.site
    )


def of(order_id: OrderId) -> str:
    """What its sealed texts belong to."""
    return f"order/{order_id}"
