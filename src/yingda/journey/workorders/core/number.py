"""What an order's number and due time are."""

from datetime import date, datetime, timedelta

from yingda.journey.workorders.limits import OrderType
from yingda.kernel.ids import TenantId


def number(tenant_id: TenantId, day: date, count: int) -> str:
    """`SN20261121-000123`: read out on the telephone, so without letters that sound alike."""
    return f"{tenant_id.upper()}{day:%Y%m%d}-{count:06d}"


def due(order_type: OrderType, opened: datetime, wished: datetime | None) -> datetime:
    return wished or opened + timedelta(hours=order_type.due_hours)
