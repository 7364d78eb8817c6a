"""Which work orders a centre knows."""

from msgspec import Struct


class OrderType(Struct, frozen=True, kw_only=True):
    """A kind of order, and how soon it is due unless somebody says otherwise."""

    type: str
    name: str
    name_en: str
    due_hours: int


class Limits(Struct, frozen=True, kw_only=True):
    """The types of orders, in the order in which they are offered."""

    types: tuple[OrderType, ...] = (
        OrderType(type="consult", name="咨询", name_en="Advice", due_hours=24),
        OrderType(type="query", name="查询", name_en="Query", due_hours=24),
        OrderType(type="complaint", name="投诉", name_en="Complaint", due_hours=48),
        OrderType(type="suggestion", name="建议", name_en="Suggestion", due_hours=72),
        OrderType(type="business", name="受理", name_en="Request", due_hours=24),
        OrderType(type="fault", name="报障", name_en="Fault", due_hours=24),
    )
    longest_text: int = 4_000
    """Characters of a description or a result."""

    def named(self, order_type: str) -> OrderType | None:
        return next((one for one in self.types if one.type == order_type), None)
