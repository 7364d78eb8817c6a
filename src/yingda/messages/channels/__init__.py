"""What the channels say, what they do when asked, and what a caller may do meanwhile."""

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    PointId,
    QueueId,
    RecordingId,
    TierId,
    UserId,
)
from yingda.kernel.message import Command, Event

CHANNEL_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")

SIMULATED = "simulated"
"""The entrance of simulated people: who comes in there has shown the simulation's own
password, so the mark hangs on nothing that a caller could say of themselves."""


class Channel(StrEnum):
    """How a need reaches us. Those named here come with the house; any other is named by
    a centre's configuration, and nothing behind the channels asks which one it is."""

    VOICE = "voice"
    CHAT = "chat"

    @classmethod
    def _missing_(cls, value: object) -> "Channel | None":
        if not isinstance(value, str) or not CHANNEL_NAME.fullmatch(value):
            return None
        named = str.__new__(cls, value)
        named._name_ = named._value_ = value
        return named

    @property
    def takes_the_ear(self) -> bool:
        """Only one contact of it at a time, whatever else an agent does: a call."""
        return self == Channel.VOICE


class EndedBy(StrEnum):
    """Who or what ended a contact's call or chat."""

    CALLER = "caller"
    AGENT = "agent"
    FLOW = "flow"
    SWITCH = "switch"
    """The switch was lost with the call."""
    UNHEARD = "unheard"
    """The line ended while nobody of us listened: by whom cannot be known."""
    SILENCE = "silence"
    """Whoever had been answered in writing wrote nothing more for too long."""
    SYSTEM = "system"


class LegEnd(StrEnum):
    """Why an agent's leg is over."""

    DECLINED = "declined"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"
    """The agent's telephone could not be rung at all."""
    WITHDRAWN = "withdrawn"
    """The caller left, or the offer was taken back, while it rang."""
    HUNG_UP = "hung-up"
    TRANSFERRED = "transferred"
    CALLER_LEFT = "caller-left"
    LOST = "lost"
    """The line broke in mid-talk: the switch or the network, nobody's wish."""
    SENT_HOME = "sent-home"
    """The agent of a chat was signed out by somebody else."""
    SILENT = "silent"
    """The agent of a chat wrote nothing for too long."""


# A contact is carried in the same words whatever its channel: the caller is whoever
# writes, a leg is one agent's share, and it is bridged when the agent's first words have
# reached the caller. See docs/decisions/0010.


class CallArrived(Event, frozen=True, kw_only=True):
    """A caller has reached us, by telephone or in writing; nobody has answered yet."""

    is_urgent: ClassVar[bool] = True
    contact_id: ContactId
    channel: Channel
    called: str
    """The service number that was dialled: ours, so not personal."""
    door: str
    """Which entrance: `trunk`, `web`, `simulated`."""
    point_id: PointId
    customer_id: CustomerId | None
    """None when nobody is known by the caller's number."""
    tier_id: TierId
    branch_id: BranchId | None
    """None when neither record nor number says where the caller belongs."""
    meets_machine: bool = True
    """Whether the dialogue has the caller first; whoever writes has asked for a human."""

    @property
    def simulated(self) -> bool:
        return self.door == SIMULATED


class CallsRefused(Event, frozen=True, kw_only=True):
    """An account wanted more calls, or chats, than it may have. They became no contacts."""

    account: str
    """An entrance (`trunk`, `web`, `desk`), a caller's `number`, or the address of pages
    that ask for telephones (`client`) or chats (`visitor`)."""
    name: str
    """At the switch; of a number, its point; of an address, its blind form."""
    why: str
    """The cap that the last one would have broken: `at-once` or `a-minute`."""
    refused: int
    """So many since this was told the last time."""


class AgentRang(Event, frozen=True, kw_only=True):
    """The agent's telephone rings, or the chat is shown at the agent's desk."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId


class AgentConsulted(Event, frozen=True, kw_only=True):
    """A colleague who is asked for advice has picked up: the two agents hear each other,
    the caller hears music."""

    contact_id: ContactId
    leg_id: LegId
    """The colleague's."""
    agent_id: AgentId


class CallBridged(Event, frozen=True, kw_only=True):
    """Caller and agent hear each other; in a chat, the agent's first message."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    queue_id: QueueId | None


class CallHeld(Event, frozen=True, kw_only=True):
    """The agent put the caller on hold; the caller hears music."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId


class CallRetrieved(Event, frozen=True, kw_only=True):
    """The agent took the caller off hold."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId


class CallTransferred(Event, frozen=True, kw_only=True):
    """The agent gave the caller away; a new segment begins in the named queue."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    to_queue: QueueId
    to_agent: AgentId | None
    """The agent asked for, or None for anyone of the queue."""


class CallParked(Event, frozen=True, kw_only=True):
    """The agent left the caller with music, for a colleague to pick up."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId


class LegEnded(Event, frozen=True, kw_only=True):
    """The agent's share is over, whether it was ever answered or not."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    why: LegEnd
    was_bridged: bool


class CallEnded(Event, frozen=True, kw_only=True):
    """The caller's line is gone, or the chat is closed, whoever ended it."""

    contact_id: ContactId
    by: EndedBy


class ChatWritten(Event, frozen=True, kw_only=True):
    """Something was added to a chat. What it says stays in the channels, sealed."""

    contact_id: ContactId
    number: int
    """Counted from 1 within the contact."""
    author: str
    """`visitor`, `agent` or `centre`."""
    agent_id: AgentId | None = None


class ChatLetGo(Event, frozen=True, kw_only=True):
    """What was written and sent in a chat, and where its customer was written to, is gone
    for ever."""

    contact_id: ContactId
    posts: int
    files: int
    why: str
    """`kept-long-enough`, or `erased` by somebody."""
    user_id: UserId | None = None
    """Who erased it; None when it was the rule."""


class Tone(StrEnum):
    """Who is told by a sound that somebody begins to listen in."""

    NOBODY = "nobody"
    AGENT = "agent"
    BOTH = "both"


class ListeningBegan(Event, frozen=True, kw_only=True):
    """A leader hears an agent's talk from now on, and is heard by nobody."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    """Who is listened to."""
    user_id: UserId
    """Who listens."""
    tone: Tone


class ListeningEnded(Event, frozen=True, kw_only=True):
    """The leader hears no more of it."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    user_id: UserId
    lasted: timedelta


class RecordingKept(Event, frozen=True, kw_only=True):
    """The sound of one leg is stored."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    recording_id: RecordingId
    length: timedelta
    gap: timedelta = timedelta(0)
    """So much of the leg is not in it: the switch could not write it."""


class RecordingMissing(Event, frozen=True, kw_only=True):
    """The switch could write nothing of what was said on a leg."""

    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    recording_id: RecordingId
    gap: timedelta
    """How long the leg was."""


class RecordingsCovered(Event, frozen=True, kw_only=True):
    """A day's connected legs were held against its recordings, each of them opened."""

    day: date
    legs: int
    recordings: int
    missing: tuple[LegId, ...]
    altered: tuple[RecordingId, ...]


class RingAgent(Command, frozen=True, kw_only=True):
    """Ring this agent for this contact; answered by CallBridged or LegEnded."""

    is_urgent: ClassVar[bool] = True
    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    queue_id: QueueId | None
    channel: Channel = Channel.VOICE


class StopRinging(Command, frozen=True, kw_only=True):
    """Take the ringing leg back; answered by LegEnded."""

    contact_id: ContactId
    leg_id: LegId
    why: LegEnd
    channel: Channel = Channel.VOICE


class MindChat(Command, frozen=True, kw_only=True):
    """Somebody may have been silent for too long in this chat, or have left it."""

    contact_id: ContactId


class GiveUpLeg(Command, frozen=True, kw_only=True):
    """An agent whose line broke is not back: answered by LegEnded and QueueContact,
    or by nothing if they are."""

    contact_id: ContactId
    leg_id: LegId


class RecallParked(Command, frozen=True, kw_only=True):
    """Nobody has picked the parked caller up: answered by QueueContact, or by nothing."""

    contact_id: ContactId
    queue_id: QueueId


class DeliverPost(Command, frozen=True, kw_only=True):
    """Hand what an agent wrote to the medium of its channel."""

    contact_id: ContactId
    number: int


# What a caller does while a machine serves them. It is on its way for a moment only: it is
# answered at once and is no message of the log, because keys may be personal.


class Pressed(Struct, frozen=True, kw_only=True, tag=True):
    """One key: 0–9, *, #."""

    contact_id: ContactId
    key: str


class HeardOut(Struct, frozen=True, kw_only=True, tag=True):
    """All that was to be said has been said."""

    contact_id: ContactId
    saying_id: str


class Left(Struct, frozen=True, kw_only=True, tag=True):
    """The caller hung up."""

    contact_id: ContactId


CallerDid = Pressed | HeardOut | Left


# What a machine may do with a caller's line: the instructions that dialogue gives.


class Answer(Struct, frozen=True, kw_only=True, tag=True):
    """Take the call: from now on the caller hears us and pays."""


class Say(Struct, frozen=True, kw_only=True, tag=True):
    """Play prompts one after the other; stops the one before."""

    saying_id: str
    prompts: tuple[str, ...]
    """Names of sounds that the speech port has rendered."""


class Hush(Struct, frozen=True, kw_only=True, tag=True):
    """Stop what is being said."""

    saying_id: str


class PlayMusic(Struct, frozen=True, kw_only=True, tag=True):
    """Queue music until something is said or somebody answers."""


class EndCall(Struct, frozen=True, kw_only=True, tag=True):
    """Hang up."""


LineAct = Answer | Say | Hush | PlayMusic | EndCall
