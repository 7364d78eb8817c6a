"""The verbs of the system: parameters and health; its logs are the trail."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import msgspec
from msgspec import Struct

from yingda.journey.system import store
from yingda.journey.system.errors import (
    BadParameter,
    StaleParameter,
    UnknownParameter,
)
from yingda.journey.system.model import Check, Health, ParameterNow
from yingda.journey.system.service.trail import Trail
from yingda.kernel.ids import MessageId
from yingda.kernel.org import EVERYWHERE, Asker
from yingda.kernel.refusal import Refusal
from yingda.messages.system import ParameterChanged
from yingda.platform.ports import Clock, Ids, Parameters, Work

ADMIN = "system.admin"

PATIENCE = 1.0
"""Seconds for a part of the centre to answer."""

Probe = Callable[[], Awaitable[None]]
"""Returns if a part of the centre answers, raises if it does not."""


class System:
    """Is it well, and who changed what?"""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        parameters: Parameters,
        trail: Trail,
        kinds: Mapping[str, type[Struct]],
        probes: Mapping[str, Probe],
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._parameters = parameters
        self._kinds = kinds
        self._probes = probes
        self.trail = trail

    # --- parameters -----------------------------------------------------------------

    def parameters(self, asker: Asker) -> list[ParameterNow]:
        """All rules of the centre as they stand for the asker's place."""
        asker.must(ADMIN)
        return [self.parameter(asker, name) for name in sorted(self._kinds)]

    def parameter(self, asker: Asker, name: str) -> ParameterNow:
        asker.must(ADMIN)
        kind = self._kind(name)
        return ParameterNow(
            name=name,
            version=self._parameters.version(kind, asker.scope),
            value=msgspec.to_builtins(self._parameters.get(kind, asker.scope)),
        )

    def schema(self, asker: Asker, name: str) -> Mapping[str, object]:
        """What the rules may look like, as JSON Schema."""
        asker.must(ADMIN)
        return msgspec.json.schema(self._kind(name))

    async def set_parameter(
        self, asker: Asker, name: str, value: object, *, seen: int | None
    ) -> ParameterNow:
        """A new version for the asker's place; `seen` is the version that was edited."""
        asker.must(ADMIN)
        kind = self._kind(name)
        try:
            fresh = msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            raise BadParameter(name, str(error)) from error
        current = self._parameters.version(kind, asker.scope)
        if seen is not None and seen != current:
            raise StaleParameter(name, current)
        async with self._work.system(asker.scope) as tx:
            version = await self._parameters.set(tx, fresh, by=asker.user_id)
            await tx.tell(
                ParameterChanged(
                    id=self._ids.new(MessageId),
                    at=self._clock.now(),
                    scope=asker.scope,
                    user_id=asker.user_id,
                    name=name,
                    parameter_version=version,
                )
            )
        await self._parameters.refresh()
        return self.parameter(asker, name)

    def _kind(self, name: str) -> type[Struct]:
        if name not in self._kinds:
            raise UnknownParameter(name)
        return self._kinds[name]

    # --- health ---------------------------------------------------------------------

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
