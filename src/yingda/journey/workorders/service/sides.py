"""Which parts somebody has in an order."""

from collections.abc import Set

from yingda.journey.workorders.model import Task
from yingda.journey.workorders.model.states import Side
from yingda.kernel.org import Asker
from yingda.platform.ports import Row

WRITE, HANDLE, STEER = "orders.write", "orders.handle", "orders.steer"


def sides_of(asker: Asker, row: Row, task: Task | None) -> Set[Side]:
    """Which parts the asker has in the order."""
    sides: set[Side] = set()
    is_owner = row["owner_id"] == asker.user_id and asker.may(WRITE)
    if asker.scope.is_root and (is_owner or asker.may(STEER)):
        sides.add(Side.PROVINCE)
    if asker.scope.is_root and asker.may(WRITE):
        sides.add(Side.DESK)
    if task and asker.may(HANDLE) and holds(asker, task):
        sides.add(Side.HOLDER)
    return frozenset(sides)


def holds(asker: Asker, task: Task) -> bool:
    match task.holder.kind:
        case "place":
            return task.holder.id == asker.scope.path
        case "person":
            return task.holder.id == asker.user_id
        case _:
            return False
