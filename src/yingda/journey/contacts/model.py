"""The nouns of a contact's history."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    PointId,
    QueueId,
    ReasonCode,
    TierId,
)
from yingda.kernel.org import Scope
from yingda.messages.channels import SIMULATED


class Card(Struct, frozen=True, kw_only=True, tag="ContactCard"):
    """One contact in a line."""

    contact_id: ContactId
    channel: str
    called: str
    door: str
    arrived_at: datetime
    point_id: PointId
    customer_id: CustomerId | None
    tier_id: TierId
    branch_id: BranchId | None
    queue_id: QueueId | None
    """The last queue."""
    agent_id: AgentId | None
    """The last agent."""
    agent_ids: tuple[AgentId, ...]
    """All who spoke with the caller."""
    requested_at: datetime | None
    """When the caller asked for a human."""
    answered_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    outcome: str
    """`open`, `answered`, `abandoned`, `self-service`, `lost`."""
    wait_seconds: float | None
    """From asking for a human to the first agent, or to giving up."""
    talk_seconds: float
    recordings: int
    reasons: tuple[ReasonCode, ...]

    @property
    def simulated(self) -> bool:
        """The caller is."""
        return self.door == SIMULATED


class PathStep(Struct, frozen=True, kw_only=True):
    """Where the caller was in the flow, and which branch they took."""

    at: datetime
    node: str
    choice: str | None
    """None while the caller has not chosen."""


class Story(Struct, frozen=True, kw_only=True):
    """All that travels with a contact to whoever serves it next."""

    card: Card
    variant: str | None
    path: tuple[PathStep, ...]
    data: Mapping[str, str]
    waiting_since: datetime | None
    """The start of the last wait for an agent, over or not."""
    place: Scope
    """Where the contact belongs: who serves it may ask other stages for this place."""


class Segment(Struct, frozen=True, kw_only=True, tag=True):
    """One agent's part in a contact."""

    leg_id: LegId
    agent_id: AgentId
    queue_id: QueueId
    rule: str
    offered_at: datetime
    rang_at: datetime | None
    bridged_at: datetime | None
    ended_at: datetime | None
    why: str | None
    held_seconds: float
    wrapped_at: datetime | None
    reasons: tuple[ReasonCode, ...]
    timed_out: bool
    has_note: bool


class Step(Struct, frozen=True, kw_only=True):
    """One thing that was told of the contact."""

    at: datetime
    stage: str
    """Who told it."""
    kind: str
    detail: Mapping[str, object]


class Wanted(Struct, frozen=True, kw_only=True):
    """Which contacts to list; what is None does not matter."""

    contact_id: ContactId | None = None
    customer_id: CustomerId | None = None
    point_id: PointId | None = None
    agent_id: AgentId | None = None
    among: tuple[AgentId, ...] | None = None
    """Contacts that any of these spoke in."""
    groups: tuple[str, ...] | None = None
    """With `among`: those that these groups served, whoever is in them today; `among`
    counts where no group is known."""
    own: AgentId | None = None
    """With `groups`: and whatever this agent served."""
    queue_id: QueueId | None = None
    branch_id: BranchId | None = None
    outcome: str | None = None
    is_simulated: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, ContactId] | None = None
    """The last line of the page before: the next one begins after it."""
    limit: int = 50
