"""What the floor must be able to ask, and what it has others do."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from yingda.kernel.ids import AgentId
from yingda.kernel.org import Asker, Scope
from yingda.messages.desk import AgentState
from yingda.messages.people import AgentCard


class Staff(Protocol):
    """Who works here, and whom does this asker lead?"""

    async def cards(
        self, scope: Scope, agent_ids: Sequence[AgentId]
    ) -> Mapping[AgentId, AgentCard]: ...

    async def within_reach(self, asker: Asker) -> frozenset[AgentId] | None:
        """None: everybody of the asker's place."""
        ...


class Desks(Protocol):
    """Agents' desks. Each says in the log who it was that did it."""

    async def force(
        self, asker: Asker, agent_id: AgentId, state: AgentState, reason: str | None
    ) -> None: ...

    async def send_home(self, asker: Asker, agent_id: AgentId) -> None: ...

    async def step_aside(self, asker: Asker) -> None:
        """The asker's own desk: nothing is given to them until they are back."""
        ...

    async def step_back(self, asker: Asker) -> None: ...


class Chats(Protocol):
    """What an agent writes in."""

    async def give_back(self, scope: Scope, agent_id: AgentId) -> int:
        """To the queues; whoever writes waits for another agent."""
        ...


class Ears(Protocol):
    """The leader's own telephone, on an agent's talk: heard by nobody."""

    async def listen(self, asker: Asker, agent_id: AgentId) -> None: ...

    async def stop(self, asker: Asker) -> None:
        """Nothing to stop is no error."""
        ...
