"""What the work orders must be able to ask."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from yingda.kernel.org import Scope


class Names(Protocol):
    """What are these called? Asked once a page; an unknown id is left out."""

    async def names(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, str]:
        """`kind`: `user`, `branch` or `customer` (masked)."""
        ...
