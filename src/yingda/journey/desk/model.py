"""The nouns of the desk: an agent, what they are doing, and whom they serve."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from yingda.kernel.ids import AgentId, ContactId, LegId, QueueId, ReasonCode
from yingda.kernel.name import Name
from yingda.messages.channels import Channel, LegEnd
from yingda.messages.desk import AgentState

CHOSEN_BY_AGENTS = frozenset(
    {AgentState.READY, AgentState.BREAK, AgentState.TRAINING, AgentState.MEETING}
)
"""The states that an agent may ask for; the others follow from what happens."""

SERVING = frozenset(
    {
        AgentState.RESERVED,
        AgentState.RINGING,
        AgentState.TALKING,
        AgentState.HOLD,
        AgentState.WRAP,
    }
)
"""The states with a contact."""


NO_QUEUE = QueueId("")
"""Of a contact that came from a colleague and not from a queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """One leg that an agent is busy with, from the offer to the end of wrap-up."""

    contact_id: ContactId
    leg_id: LegId
    queue_id: QueueId
    offered_at: datetime
    channel: Channel = Channel.VOICE
    bridged_at: datetime | None = None
    """Since when the caller hears the agent: None also while advice is given."""
    held_since: datetime | None = None
    extended: int = 0
    """How often the wrap-up was made longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the agent wants to be once the contact is done."""

    state: AgentState
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One of the contacts that an agent has: where it stands, and since when."""

    state: AgentState
    """One of SERVING."""
    since: datetime
    serving: Serving
    wrap_until: datetime | None = None
    """Set in WRAP, and only then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDesk:
    """One agent: exactly one state at any moment, that of the foremost contact."""

    agent_id: AgentId
    since: datetime
    state: AgentState = AgentState.OFFLINE
    reason: str | None = None
    serving: Serving | None = None
    """The foremost contact. Set in the states of SERVING, and only then."""
    chosen: Chosen | None = None
    wrap_until: datetime | None = None
    """Set in WRAP, and only then."""
    last_leg_id: LegId | None = None
    """The leg that was over last: news of it is late."""
    beside: tuple[Assignment, ...] = ()
    """The other contacts that are served at the same time."""
    foremost_since: datetime | None = None
    """Since when the foremost contact stands where it is, if not as long as the agent."""

    @property
    def work(self) -> tuple[Assignment, ...]:
        """All contacts, the foremost first."""
        if self.serving is None:
            return ()
        foremost = Assignment(
            state=self.state,
            since=self.foremost_since or self.since,
            serving=self.serving,
            wrap_until=self.wrap_until,
        )
        return (foremost, *self.beside)

    @property
    def load(self) -> dict[Channel, int]:
        """Contacts by channel that nobody need offer any more: answered, or come
        without an offer, and not written up."""
        load: dict[Channel, int] = {}
        for each in self.work:
            is_offered = each.state in (AgentState.RESERVED, AgentState.RINGING)
            if not is_offered or each.serving.queue_id == NO_QUEUE:
                channel = each.serving.channel
                load[channel] = load.get(channel, 0) + 1
        return load

    @property
    def busy_with(self) -> frozenset[tuple[LegId, AgentState]]:
        """Each contact at the desk, and how far it is."""
        return frozenset((each.serving.leg_id, each.state) for each in self.work)

    @property
    def takes_more(self) -> bool:
        """Serves, and has not asked to be anything but ready."""
        wish = self.chosen.state if self.chosen else AgentState.READY
        return self.serving is not None and wish is AgentState.READY

    def on_leg(self, leg_id: LegId) -> Assignment | None:
        return next((a for a in self.work if a.serving.leg_id == leg_id), None)


# What can happen to an agent, in the words of the desk. Each names the leg or contact it
# is about, because news of an earlier one may still be on its way.


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The agent sat down."""


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The agent goes home."""


@dataclass(frozen=True, slots=True)
class SentHome:
    """Somebody else signs the agent out: at once, or after what they serve."""


@dataclass(frozen=True, slots=True)
class Aside:
    """The agent does something else for a while and is given nothing meanwhile."""

    reason: str


@dataclass(frozen=True, slots=True)
class Back:
    """What they did for this reason is over: whoever was ready is ready again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Chose:
    """The agent asked for a state, now or after the contact."""

    state: AgentState
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A contact was given to the agent, who will be rung."""

    contact_id: ContactId
    leg_id: LegId
    queue_id: QueueId
    channel: Channel = Channel.VOICE


@dataclass(frozen=True, slots=True)
class Rang:
    """The telephone rings: for an offer, or because a colleague asks for advice."""

    contact_id: ContactId
    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Consulted:
    """The agent gives a colleague advice; the caller does not hear them."""

    contact_id: ContactId
    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Bridged:
    """Agent and caller hear each other."""

    contact_id: ContactId
    leg_id: LegId
    queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The caller hears music."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The caller is back from hold."""

    leg_id: LegId


@dataclass(frozen=True, slots=True)
class Ended:
    """The leg is over."""

    leg_id: LegId
    why: LegEnd
    was_bridged: bool


@dataclass(frozen=True, slots=True)
class WrappedUp:
    """The agent has classed the contact."""

    contact_id: ContactId
    then: Chosen | None = None
    """What to be next; None keeps what was chosen before, else ready."""


@dataclass(frozen=True, slots=True)
class WrapTimedOut:
    """The countdown rang. It may be that of a wrap-up that was extended since."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class Extended:
    """The agent needs more time to write."""

    contact_id: ContactId


Happening = (
    SignedIn
    | SignedOut
    | SentHome
    | Aside
    | Back
    | Chose
    | Offered
    | Rang
    | Consulted
    | Bridged
    | Held
    | Retrieved
    | Ended
    | WrappedUp
    | WrapTimedOut
    | Extended
)


class Reason(Struct, frozen=True, kw_only=True):
    """One entry of a tree of reasons; found by its name's initials as well."""

    code: ReasonCode
    name: Name
    initials: str
    """The first letters of the name in pinyin: `hfye` for 话费余额."""
    children: tuple["Reason", ...] = ()


class Reasons(Struct, frozen=True, kw_only=True, tag=True):
    """Why contacts came, and why agents are away."""

    wrap_up: tuple[Reason, ...]
    breaks: tuple[Reason, ...]
    """Those that an agent may choose."""
    set_by_centre: tuple[Reason, ...]
    """Reasons of breaks that the centre begins: `no-answer` and the like."""


class Note(Struct, frozen=True, kw_only=True, tag=True):
    """What an agent wrote about a contact."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    at: datetime
    reasons: tuple[ReasonCode, ...]
    timed_out: bool
    note: str
