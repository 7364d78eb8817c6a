"""Service providers as they are wanted, and whoever administers them."""

from datetime import date
from typing import Any

import msgspec

from builders import Ground, asker
from yingda.journey.partners import wiring
from yingda.journey.partners.model import Draft, NewProvider
from yingda.journey.partners.service import Partners
from yingda.kernel.name import Name

ADMIN = asker("root", "partners.admin", "partners.read")
OF_BAOJI = asker("fay", "partners.admin", "partners.read", path="sn.bj")
FIRM = Draft(
    name=Name("秦岭光网", "Qinling Fibre"),
    service=Name("上门维修", "repair at home"),
    regions=("sn.xa", "sn.bj"),
    skills=("broadband", "wifi"),
    contract_from=date(2025, 1, 1),
    phone="02988990101",
    code="20101",
)


def partners_on(base: Ground) -> Partners:
    return wiring.install(
        work=base.work, clock=base.clock, ids=base.ids, keys=base.keys
    )


def firm(provider_id: str = "fibre", **changes: Any) -> NewProvider:
    """Changes may be sent as they come over the wire."""
    body = {**msgspec.to_builtins(FIRM), **changes}
    return msgspec.convert(
        {"provider_id": provider_id, "provider": body}, NewProvider, strict=False
    )
