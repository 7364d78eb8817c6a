"""What routing says, what it does when asked, and the cards it shows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    QueueId,
    Skill,
    TierId,
)
from yingda.kernel.message import Command, Event
from yingda.messages.channels import Channel


class Entry(StrEnum):
    """How a contact comes into a queue; transferred ones may go first."""

    REQUESTED = "requested"
    TRANSFERRED = "transferred"
    RETURNED = "returned"
    """The agent's line was lost in mid-talk; nobody asked for this queueing."""


class ContactQueued(Event, frozen=True, kw_only=True):
    """The contact is waiting in a queue from now on (not again after a vain ring)."""

    contact_id: ContactId
    queue_id: QueueId
    entry: Entry
    tier_id: TierId
    branch_id: BranchId
    since: datetime
    """The start of this wait; the wait of an answer is counted from here."""
    from_queue: QueueId | None = None
    """Set for a transferred contact: the queue it flowed out of."""


class ContactOffered(Event, frozen=True, kw_only=True):
    """An agent has been chosen and will be rung."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    queue_id: QueueId
    channel: Channel
    decision: "Decision"


class OfferFailed(Event, frozen=True, kw_only=True):
    """The agent was rung in vain; the contact waits again where it stood."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    queue_id: QueueId
    rang_for: timedelta
    why: str
    """`declined`, `no-answer`, `unreachable`."""


class ContactLeftQueue(Event, frozen=True, kw_only=True):
    """The contact no longer waits: `answered`, `abandoned`, `flowed-out`."""

    contact_id: ContactId
    queue_id: QueueId
    why: str
    agent_id: AgentId | None = None
    to_queue: QueueId | None = None


class Candidate(Struct, frozen=True, kw_only=True):
    """One able agent, with what was compared."""

    agent_id: AgentId
    score: tuple[float, ...]
    """Compared from left to right, the smallest first; named in the rule."""


class Decision(Struct, frozen=True, kw_only=True):
    """Why this agent for this contact at this moment."""

    rule: str
    """Which comparison decided, for example `last-agent` or `longest-idle`."""
    rules_version: int
    widened: int
    """How many widening steps were in force."""
    able: int
    """How many agents could have been chosen."""
    candidates: tuple[Candidate, ...]
    """The best of them, at most ten."""
    contact_score: tuple[float, ...]
    waiting: int
    """How many contacts were waiting in all."""


class QueueContact(Command, frozen=True, kw_only=True):
    """Find an agent for this contact; answered by ContactQueued, then ContactOffered."""

    contact_id: ContactId
    channel: Channel
    queue_id: QueueId
    entry: Entry
    customer_id: CustomerId | None
    tier_id: TierId
    branch_id: BranchId
    wanted_agent: AgentId | None = None
    """Ask this agent first: a transfer to a person, or the last agent."""
    only_wanted: bool = False
    """True for a transfer to a person: nobody else is asked until it has widened."""
    from_queue: QueueId | None = None
    needs: Mapping[Skill, int] = {}
    """Skills beyond those of the queue, with the level that is needed."""


class ExpireOffer(Command, frozen=True, kw_only=True):
    """The agent has been rung long enough."""

    contact_id: ContactId
    leg_id: LegId


class WidenSearch(Command, frozen=True, kw_only=True):
    """The contact has waited long enough for more agents to be considered."""

    contact_id: ContactId


class Place(Struct, frozen=True, kw_only=True, tag=True):
    """Where a contact stands in its queue."""

    contact_id: ContactId
    queue_id: QueueId
    position: int
    """1 for the next to be served."""
    estimated_wait: timedelta | None
    """None while nothing is known of how fast the queue is served."""


class QueueNow(Struct, frozen=True, kw_only=True, tag=True):
    """One queue at this moment, within one branch of callers."""

    queue_id: QueueId
    branch_id: BranchId
    waiting: int
    longest_since: datetime | None
