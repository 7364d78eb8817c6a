"""A small catalogue, and a large one."""

from typing import Any

import msgspec

from yingda.journey.workorders.limits.catalogue import (
    Catalogue,
    Form,
    Line,
    Reason,
    Service,
)
from yingda.kernel.name import Name


def reason(
    id_: str, zh: str = "宽带不通", en: str = "Broadband is down", **more: Any
) -> Reason:
    given = {"service": "broadband", "type": "fault", "form": "visit", **more}
    return Reason(id=id_, name=Name(zh, en), **given)


def small(*reasons: Reason) -> Catalogue:
    """The shipped lines, services and forms, with these reasons only."""
    return msgspec.structs.replace(Catalogue(), reasons=reasons)


def large(count: int) -> Catalogue:
    """So many reasons, spelled in many ways."""
    signs = "宽带电视信号中断缓慢掉线马赛克遥控器移机新装账单费用争议套餐流量"
    return Catalogue(
        lines=(Line(id="data", name=Name("数据业务", "Data")),),
        services=tuple(
            Service(
                id=f"s{n}",
                line="data",
                name=Name(f"{signs[n % 30]}业务{n}", f"Service {n}"),
            )
            for n in range(40)
        ),
        forms=(Form(id="visit", fields=()),),
        reasons=tuple(
            reason(
                f"r{n}",
                "".join(
                    signs[(n * step + step) % len(signs)] for step in (1, 7, 11, 3)
                ),
                f"Reason {n}",
                service=f"s{n % 40}",
            )
            for n in range(count)
        ),
    )
