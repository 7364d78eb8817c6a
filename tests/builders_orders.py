"""A stage of work orders whose names are their ids, and the people of its loop."""

from collections.abc import Mapping, Sequence

from builders import Ground, asker
from builders_partners import partners_on
from yingda.journey.workorders import wiring
from yingda.journey.workorders.service import Workorders
from yingda.kernel.ids import ContactId
from yingda.kernel.name import Name
from yingda.kernel.org import Scope

AGENT = asker("ana", "orders.write", "orders.read", "orders.handle", "desk.work")
PROVINCE = asker("lead", "orders.write", "orders.read", "orders.handle", "orders.steer")
BRANCH = asker("bao", "orders.read", "orders.handle", path="sn.bj")
COUNTY = asker("mei", "orders.read", "orders.handle", path="sn.bj.meixian")
ELSEWHERE = asker("xia", "orders.read", "orders.handle", path="sn.xy")


class Named:
    """Everything is called what it is, and everybody is real."""

    async def names(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, str]:
        return {one: one for one in ids}

    async def simulated(
        self, scope: Scope, contact_ids: Sequence[ContactId]
    ) -> frozenset[ContactId]:
        return frozenset()

    async def called(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, Name]:
        return {one: Name.by_id(one) for one in ids if one.startswith("sn")}


def orders_on(centre: Ground) -> Workorders:
    return wiring.install(
        work=centre.work,
        clock=centre.clock,
        ids=centre.ids,
        keys=centre.keys,
        parameters=centre.parameters,
        versions=centre.parameters,
        names=Named(),
        history=Named(),
        providers=partners_on(centre),
        bus=centre.bus,
        alarms=centre.alarms,
    )
