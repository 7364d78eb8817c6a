"""An order under lock, as an act finds it."""

from collections.abc import Set
from dataclasses import dataclass
from typing import cast

from yingda.journey.workorders.core.dispatch import Facts as Asked
from yingda.journey.workorders.model import Task
from yingda.journey.workorders.model.states import Side, State
from yingda.kernel.ids import OrderId
from yingda.platform.ports import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An order under lock, with whoever has it now."""

    row: Row
    task: Task | None
    sides: Set[Side]
    asked: Asked
    """For the dispatch tables."""

    @property
    def order_id(self) -> OrderId:
        return OrderId(cast(str, self.row["order_id"]))

    @property
    def state(self) -> State:
        return State(cast(str, self.row["state"]))

    def number(self, field: str) -> int:
        return cast(int, self.row[field])
