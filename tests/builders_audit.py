"""The logs of a centre, and somebody who may read them."""

from collections.abc import Mapping, Sequence

from builders import Ground, asker
from yingda.journey.system import wiring
from yingda.journey.system.service import System
from yingda.kernel.org import Scope

ADMIN = asker("admin", "system.audit")


class Named:
    async def names(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, str]:
        return {}


def system_on(base: Ground) -> System:
    return wiring.install(
        work=base.work,
        clock=base.clock,
        ids=base.ids,
        bus=base.bus,
        parameters=base.parameters,
        names=Named(),
        kinds={},
        probes={},
    )
