"""What a need can be about: the catalogue as it stands for somebody's place."""

import msgspec

from yingda.journey.workorders.core.catalogue import Entry, Shelf
from yingda.journey.workorders.errors import (
    ReasonsTakenOut,
    UnknownCatalogue,
    UnknownOrderType,
)
from yingda.journey.workorders.limits import Limits
from yingda.journey.workorders.limits.catalogue import Catalogue
from yingda.kernel.org import Asker, Scope
from yingda.platform.ports import Parameters, Versions, Work

READ, WRITE = "orders.read", "orders.write"


class Shelves:
    """Each version of the catalogue is laid out once."""

    def __init__(
        self, *, work: Work, parameters: Parameters, versions: Versions
    ) -> None:
        self._work = work
        self._parameters = parameters
        self._versions = versions
        self._ready: dict[tuple[str, str], tuple[Catalogue, Shelf]] = {}

    async def catalogue(
        self, asker: Asker, version: int | None = None
    ) -> tuple[int, Catalogue]:
        """With the version that an order keeps; or as it was in that version."""
        _may(asker)
        scope = asker.scope
        now = self._parameters.version(Catalogue, scope)
        if version is None or version == now:
            return now, self._parameters.get(Catalogue, scope)
        return version, await self._before(scope, version)

    def search(
        self, asker: Asker, text: str, *, order_type: str | None, at_most: int
    ) -> tuple[Entry, ...]:
        _may(asker)
        shelf = self.shelf(asker.scope)
        return shelf.search(text, order_type=order_type, at_most=at_most)

    def shelf(self, scope: Scope) -> Shelf:
        """Answered from memory: it may be asked within a transaction."""
        place = scope.tenant_id, scope.path
        catalogue = self._parameters.get(Catalogue, scope)
        known = self._ready.get(place)
        if known is None or known[0] is not catalogue:
            known = self._ready[place] = catalogue, Shelf(catalogue)
        return known[1]

    async def check(self, scope: Scope, given: object) -> None:
        """Refuses a catalogue whose reasons lead to no order, or which leaves out what
        orders may be about."""
        assert isinstance(given, Catalogue)
        limits = self._parameters.get(Limits, scope)
        for reason in given.reasons:
            if limits.named(reason.type) is None:
                raise UnknownOrderType(reason.type)
        known = {one.id for one in given.reasons}
        before = self._parameters.get(Catalogue, scope).reasons
        if missing := tuple(one.id for one in before if one.id not in known):
            raise ReasonsTakenOut(missing)

    async def _before(self, scope: Scope, version: int) -> Catalogue:
        """Version 0 is what comes with the program."""
        if version == 0:
            return Catalogue()
        async with self._work.system(scope) as tx:
            kept = await self._versions.history(tx, [Catalogue])
        for one in kept:
            if one.version == version and one.value is not None:
                return msgspec.convert(one.value, Catalogue)
        raise UnknownCatalogue(version)


def _may(asker: Asker) -> None:
    if not asker.may(WRITE):
        asker.must(READ)
