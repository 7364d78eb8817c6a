"""Where in the organisation something belongs, and so who may see it."""

from dataclasses import dataclass

from msgspec import Struct

from yingda.kernel.ids import AgentId, TenantId, UserId
from yingda.kernel.refusal import Refusal


class Scope(Struct, frozen=True, kw_only=True):
    """A tenant, a place in its tree, and the site where it happened."""

    tenant_id: TenantId
    path: str
    """From province to grid, joined by dots: `sn.xa.yanta`."""
    site: str

    @property
    def is_root(self) -> bool:
        """The tenant's own place, below which all others lie."""
        return "." not in self.path


EVERYWHERE = Scope(tenant_id=TenantId("*"), path="", site="*")
"""The system's own scope: the relay, the alarm clock, a floor being rebuilt."""


@dataclass(eq=False)
class NotAllowed(Refusal):
    """The asker's roles do not contain the action."""

    code = "not-allowed"
    status = 403

    action: str


class Asker(Struct, frozen=True, kw_only=True):
    """Who asks, for which part of the tree, and what their roles let them do."""

    user_id: UserId
    agent_id: AgentId | None
    """None for those without a seat."""
    scope: Scope
    actions: frozenset[str]
    """`stage.verb`, for example `recordings.play`. Default deny."""

    def may(self, action: str) -> bool:
        return action in self.actions

    def must(self, action: str) -> None:
        if action not in self.actions:
            raise NotAllowed(action)
