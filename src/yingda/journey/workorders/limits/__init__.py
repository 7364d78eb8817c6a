"""Which work orders a centre knows."""

from collections.abc import Mapping

from msgspec import Struct, field

from yingda.kernel.name import Name


class OrderType(Struct, frozen=True, kw_only=True):
    """A kind of order, and how soon it is due unless somebody says otherwise."""

    type: str
    name: Name
    due_hours: int


class Limits(Struct, frozen=True, kw_only=True):
    """The types of orders, in the order in which they are offered."""

    types: tuple[OrderType, ...] = (
        OrderType(type="consult", name=Name("咨询", "Advice"), due_hours=24),
        OrderType(type="query", name=Name("查询", "Query"), due_hours=24),
        OrderType(type="complaint", name=Name("投诉", "Complaint"), due_hours=48),
        OrderType(type="suggestion", name=Name("建议", "Suggestion"), due_hours=72),
        OrderType(type="business", name=Name("受理", "Request"), due_hours=24),
        OrderType(type="fault", name=Name("报障", "Fault"), due_hours=24),
    )
    longest_text: int = 4_000
    """Characters of a description or a result."""

    def named(self, order_type: str) -> OrderType | None:
        return next((one for one in self.types if one.type == order_type), None)


def _nodes() -> Mapping[str, Name]:
    return {
        "open": Name("已经受理，等待派单。", "has been received."),
        "dispatched": Name("已经派单。", "has been dispatched."),
        "in-progress": Name("正在处理。", "is being worked on."),
        "overdue": Name("已经超过时限，正在督办。", "is late and has been escalated."),
    }


class Nodes(Struct, frozen=True, kw_only=True):
    """How far an order is, in the words that a customer is told: the same wherever they
    ask."""

    words: Mapping[str, Name] = field(default_factory=_nodes)
    """By the order's status."""
    otherwise: Name = Name("正在处理中。", "is being worked on.")
