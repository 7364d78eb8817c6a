"""What routing must be able to ask."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from yingda.kernel.ids import AgentId, CustomerId
from yingda.kernel.org import Scope
from yingda.messages.people import Seat


class Staff(Protocol):
    """What can these agents do? Those without a seat are left out."""

    async def seats(
        self, scope: Scope, agent_ids: Sequence[AgentId]
    ) -> Mapping[AgentId, Seat]: ...


class History(Protocol):
    """Who served these customers last, since then? Those nobody served are left out."""

    async def last_agents(
        self, scope: Scope, customer_ids: Sequence[CustomerId], since: datetime
    ) -> Mapping[CustomerId, AgentId]: ...
