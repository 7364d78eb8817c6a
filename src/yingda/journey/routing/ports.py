"""What routing must be able to ask."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from yingda.kernel.ids import AgentId
from yingda.kernel.org import Scope
from yingda.messages.people import Seat


class Staff(Protocol):
    """What can these agents do? Those without a seat are left out."""

    async def seats(
        self, scope: Scope, agent_ids: Sequence[AgentId]
    ) -> Mapping[AgentId, Seat]: ...
