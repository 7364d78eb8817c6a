"""Is it well, and who changed what?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from yingda.journey.system.model import Check, Health
from yingda.journey.system.service.rules import Rules
from yingda.journey.system.service.trail import Trail
from yingda.journey.system.store import trail as store
from yingda.kernel.org import EVERYWHERE
from yingda.kernel.refusal import Refusal
from yingda.platform.ports import Work

PATIENCE = 1.0
"""Seconds for a part of the centre to answer."""

Probe = Callable[[], Awaitable[None]]
"""Returns if a part of the centre answers, raises if it does not."""


class System:
    """Its logs are the trail, its parameters the rules."""

    def __init__(
        self, *, work: Work, trail: Trail, rules: Rules, probes: Mapping[str, Probe]
    ) -> None:
        self._work = work
        self._probes = probes
        self.trail = trail
        self.rules = rules

    async def health(self) -> Health:
        """Asks each part; a part that cannot answer is not well, and the rest goes on."""
        database = await _check("database", self._probe)
        others = [await _check(*part) for part in self._probes.items()]
        checks = (database, *others)
        return Health(
            is_well=all(one.is_well for one in checks),
            is_serving=database.is_well,
            checks=checks,
        )

    async def _probe(self) -> None:
        async with self._work.system(EVERYWHERE) as tx:
            await store.probe(tx)


async def _check(name: str, probe: Probe) -> Check:
    try:
        async with asyncio.timeout(PATIENCE):
            await probe()
    except (Refusal, OSError):
        return Check(name=name, is_well=False)
    return Check(name=name, is_well=True)
