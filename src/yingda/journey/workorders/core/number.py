"""What an order's number is."""

from datetime import date

from yingda.kernel.ids import TenantId


def number(tenant_id: TenantId, day: date, count: int) -> str:
    """`SN20261121-000123`: read out on the telephone, so without letters that sound alike."""
    return f"{tenant_id.upper()}{day:%Y%m%d}-{count:06d}"
