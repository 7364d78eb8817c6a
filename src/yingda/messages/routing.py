"""What routing says, what it does when asked, and the cards it shows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

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
from yingda.kernel.org import Scope
from yingda.messages.channels import Channel, LegEnd
from yingda.messages.desk import AgentState


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
    """Which comparison decided, for example `wanted-agent` or `longest-idle`."""
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

    is_urgent: ClassVar[bool] = True
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
    simulated: bool = False
    """Nobody real: served by simulated agents first."""


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
    """One queue at this moment, within one branch of callers and one channel; simulated
    callers apart."""

    queue_id: QueueId
    branch_id: BranchId
    channel: Channel = Channel.VOICE
    simulated: bool = False
    waiting: int
    longest_since: datetime | None


# What the floor is made of, what it takes in, and how it moves. Every turn that had an
# effect is in the log, so that any day can be decided again (NF-21).


class Waiting(Struct, frozen=True, kw_only=True, tag=True):
    """A contact that wants an agent, in line since it asked."""

    contact_id: ContactId
    channel: Channel
    queue_id: QueueId
    entry: Entry
    customer_id: CustomerId | None
    tier_id: TierId
    branch_id: BranchId
    scope: Scope
    since: datetime
    looked_at: datetime
    """Up to which moment its waiting has been taken into account (widening)."""
    wanted_agent: AgentId | None = None
    only_wanted: bool = False
    from_queue: QueueId | None = None
    needs: Mapping[Skill, int] = {}
    passed: tuple[AgentId, ...] = ()
    """Agents who were rung in vain: asked again only when there is nobody else."""
    simulated: bool = False
    wants_last: bool = False
    """`wanted_agent` is who served the customer last: asked first, waited for by nobody."""


class Idle(Struct, frozen=True, kw_only=True, tag=True):
    """An agent who may be rung, since the desk said so."""

    agent_id: AgentId
    scope: Scope
    skills: Mapping[Skill, int]
    queues: tuple[QueueId, ...]
    """Empty: every queue for which the skills are enough."""
    since: datetime
    capacity: Mapping[Channel, int]
    """Contacts of each channel at a time; the channels do not count for each other."""
    load: Mapping[Channel, int] = {}
    """Contacts being served; those being offered are not among them."""
    offered_at: datetime | None = None
    """When the agent was last offered a contact; in a floor's own account only."""
    simulated: bool = False
    """Rung for real callers only where nobody real is idle."""


class Join(Struct, frozen=True, kw_only=True, tag=True):
    """A contact asks for an agent."""

    contact: Waiting


class Sit(Struct, frozen=True, kw_only=True, tag=True):
    """An agent is ready."""

    idle: Idle


class Rise(Struct, frozen=True, kw_only=True, tag=True):
    """An agent is in any other state, since `at`."""

    agent_id: AgentId
    state: AgentState
    at: datetime
    scope: Scope


class Bridge(Struct, frozen=True, kw_only=True, tag=True):
    """The contact and an agent hear each other."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    at: datetime | None = None
    """Since when: what the desk said of the agent before is old. None: not recorded."""


class End(Struct, frozen=True, kw_only=True, tag=True):
    """The contact is over."""

    contact_id: ContactId


class Miss(Struct, frozen=True, kw_only=True, tag=True):
    """The agent's line ended before it was answered."""

    contact_id: ContactId
    leg_id: LegId
    why: LegEnd


class Expire(Struct, frozen=True, kw_only=True, tag=True):
    """The agent has been rung long enough."""

    contact_id: ContactId
    leg_id: LegId


class Wake(Struct, frozen=True, kw_only=True, tag=True):
    """The contact has waited long enough for something to be tried."""

    contact_id: ContactId


Input = Join | Sit | Rise | Bridge | End | Miss | Expire | Wake


class Joined(Struct, frozen=True, kw_only=True, tag=True):
    """The contact is in a queue from now on."""

    contact: Waiting


class Stays(Struct, frozen=True, kw_only=True, tag=True):
    """The contact is in line where it stood, looked at anew."""

    contact: Waiting


class Sat(Struct, frozen=True, kw_only=True, tag=True):
    """The agent may be rung."""

    idle: Idle


class Rose(Struct, frozen=True, kw_only=True, tag=True):
    """The agent may not be rung."""

    agent_id: AgentId
    state: AgentState
    at: datetime
    scope: Scope
    offered_at: datetime | None = None
    """As in Idle."""


class Offered(Struct, frozen=True, kw_only=True, tag=True):
    """The agent is being rung for the contact."""

    contact_id: ContactId
    agent_id: AgentId
    at: datetime
    leg_id: LegId | None = None
    """None only between the decision and its commit: ids are not the core's to make."""
    decision: Decision | None = None
    """In the log it stands in ContactOffered."""


class Missed(Struct, frozen=True, kw_only=True, tag=True):
    """The agent was rung in vain."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    why: str
    is_still_ringing: bool


class Withdrawn(Struct, frozen=True, kw_only=True, tag=True):
    """The agent's telephone must stop: the contact is no longer theirs to take."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId


class Departed(Struct, frozen=True, kw_only=True, tag=True):
    """The contact waits in its queue no longer; `why` as in ContactLeftQueue."""

    contact_id: ContactId
    why: str
    agent_id: AgentId | None = None
    to_queue: QueueId | None = None


Change = Joined | Stays | Sat | Rose | Offered | Missed | Withdrawn | Departed


class FloorTurned(Event, frozen=True, kw_only=True):
    """The floor took something in at `at`, and this is how it moved."""

    turn: int
    """Counted without a gap for each tenant."""
    rules_version: int
    input: Input
    changes: tuple[Change, ...]


class FloorSnapshot(Event, frozen=True, kw_only=True):
    """The whole floor as it stands after a turn: a day's first word, and a rebuild's."""

    turn: int
    rules_version: int
    rules: str
    """The rules in force, as JSON."""
    changes: tuple[Change, ...]
    """Those that make an empty floor what it is."""
