"""What the desk must be able to ask."""

from typing import Protocol

from msgspec import Struct

from yingda.kernel.ids import AgentId
from yingda.kernel.org import Scope


class PhoneAccount(Struct, frozen=True, kw_only=True):
    """With what the agent's browser registers as a telephone."""

    name: str
    password: str
    uri: str
    ws: str
    """Path or address of the WebSocket that speaks SIP."""
    realm: str


class Phones(Protocol):
    """The telephones of agents. Both may be asked again without harm."""

    async def admit(self, scope: Scope, agent_id: AgentId) -> PhoneAccount:
        """From now on the agent's telephone may register with this account."""
        ...

    async def dismiss(self, scope: Scope, agent_id: AgentId) -> None:
        """It may no longer; a call that it is in goes on."""
        ...

    async def resume(self, scope: Scope, agent_id: AgentId) -> None:
        """Rings the agent's telephone for the call whose sound was lost by a reload."""
        ...
