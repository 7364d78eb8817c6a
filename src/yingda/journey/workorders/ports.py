"""What the work orders must be able to ask."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from yingda.kernel.ids import ContactId
from yingda.kernel.name import Name
from yingda.kernel.org import Scope


class Names(Protocol):
    """What are these called? Asked once a page; an unknown id is left out."""

    async def names(
        self, scope: Scope, kind: Literal["user", "customer"], ids: Sequence[str]
    ) -> Mapping[str, str]:
        """Customers' are masked."""
        ...

    async def called(
        self, scope: Scope, kind: Literal["branch"], ids: Sequence[str]
    ) -> Mapping[str, Name]: ...


class History(Protocol):
    """Whose customers, of these contacts, are nobody real? Asked once a page."""

    async def simulated(
        self, scope: Scope, contact_ids: Sequence[ContactId]
    ) -> frozenset[ContactId]: ...
