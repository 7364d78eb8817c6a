"""What the system must be able to ask."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from yingda.kernel.org import Scope
from yingda.messages.people import BranchCard


class Names(Protocol):
    """What are those called who did it? Asked once a page; strangers are left out."""

    async def names(
        self, scope: Scope, kind: Literal["user"], ids: Sequence[str]
    ) -> Mapping[str, str]: ...


class Places(Protocol):
    """Which places are there, from the province down?"""

    async def branches(self, scope: Scope) -> tuple[BranchCard, ...]: ...
