"""Which work orders a centre knows."""

from collections.abc import Mapping

from msgspec import Struct, field

from yingda.journey.workorders.model.states import State
from yingda.kernel.name import Name


class OrderType(Struct, frozen=True, kw_only=True):
    """A kind of order, and the flow that it goes through."""

    type: str
    name: Name
    flow: str


class Limits(Struct, frozen=True, kw_only=True):
    """The types of orders, in the order in which they are offered."""

    types: tuple[OrderType, ...] = (
        OrderType(type="consult", name=Name("咨询", "Advice"), flow="consult"),
        OrderType(type="query", name=Name("查询", "Query"), flow="consult"),
        OrderType(type="complaint", name=Name("投诉", "Complaint"), flow="complaint"),
        OrderType(
            type="suggestion", name=Name("建议", "Suggestion"), flow="suggestion"
        ),
        OrderType(type="business", name=Name("受理", "Request"), flow="business"),
        OrderType(type="fault", name=Name("报障", "Fault"), flow="fault"),
    )
    longest_text: int = 4_000
    """Characters of a description or a note."""

    def named(self, order_type: str) -> OrderType | None:
        return next((one for one in self.types if one.type == order_type), None)


def _nodes() -> Mapping[str, Name]:
    return {
        State.NEW: Name("已经受理，等待派单。", "has been received."),
        State.SENT: Name("已经派单，等待签收。", "has been dispatched."),
        State.HELD: Name("正在处理。", "is being worked on."),
        State.PAUSED: Name("应您的要求，暂停处理。", "is waiting, as you asked."),
        State.RETURNED: Name("正在重新安排。", "is being arranged anew."),
        State.DONE: Name("已经处理完毕，正在审核。", "is done and being checked."),
        State.CALLING: Name(
            "已经处理完毕，等待回访。", "is done; we shall call you back."
        ),
        State.VERIFIED: Name(
            "已经处理完毕，正在办结。", "is done and about to be closed."
        ),
    }


class Nodes(Struct, frozen=True, kw_only=True):
    """How far an order is, in the words that a customer is told: the same wherever they
    ask."""

    words: Mapping[str, Name] = field(default_factory=_nodes)
    """By the order's status."""
    otherwise: Name = Name("正在处理中。", "is being worked on.")
