"""What a need can be about: the catalogue as it stands for somebody's place."""

from yingda.journey.workorders.core.catalogue import Entry, Shelf
from yingda.journey.workorders.limits.catalogue import Catalogue
from yingda.kernel.org import Asker, Scope
from yingda.platform.ports import Parameters

READ, WRITE = "orders.read", "orders.write"


class Shelves:
    """Each version of the catalogue is laid out once."""

    def __init__(self, *, parameters: Parameters) -> None:
        self._parameters = parameters
        self._ready: dict[tuple[str, str], tuple[Catalogue, Shelf]] = {}

    def catalogue(self, asker: Asker) -> tuple[int, Catalogue]:
        """With the version that an order keeps."""
        _may(asker)
        scope = asker.scope
        version = self._parameters.version(Catalogue, scope)
        return version, self._parameters.get(Catalogue, scope)

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


def _may(asker: Asker) -> None:
    if not asker.may(WRITE):
        asker.must(READ)
