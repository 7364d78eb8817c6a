"""What the desk says."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from yingda.kernel.ids import AgentId, ContactId, LegId, QueueId, ReasonCode, UserId
from yingda.kernel.message import Command, Event
from yingda.messages.channels import Channel


class AgentState(StrEnum):
    """What an agent is doing: exactly one at any moment (AD-08).

    Of an agent with several contacts it is that of the foremost: see docs/chats.md.
    """

    OFFLINE = "offline"
    READY = "ready"
    RESERVED = "reserved"
    RINGING = "ringing"
    TALKING = "talking"
    HOLD = "hold"
    WRAP = "wrap"
    BREAK = "break"
    TRAINING = "training"
    MEETING = "meeting"


class AgentStateChanged(Event, frozen=True, kw_only=True):
    """An agent passed from one state to the next; the states of a day leave no gap.

    Told too when the state is the same and `load` or `takes_more` is another: it then
    begins anew, so that each of these says all there is to know of the agent.
    """

    agent_id: AgentId
    state: AgentState
    was: AgentState
    was_since: datetime
    reason: str | None = None
    """The reason of a break, or `no-answer` when the centre set it itself."""
    contact_id: ContactId | None = None
    """The foremost contact, where several are served."""
    takes_more: bool = False
    """Serves, and would take more of what their seat has room for."""
    load: Mapping[Channel, int] = {}
    """Contacts answered and not written up yet, by channel."""


class AgentForced(Event, frozen=True, kw_only=True):
    """A leader put the agent into a state, at once or after the contact; `offline`: they
    were signed out. What follows from it is told as for any agent."""

    agent_id: AgentId
    user_id: UserId
    """Who did it."""
    state: AgentState
    reason: str | None = None


class WrapUpBegan(Event, frozen=True, kw_only=True):
    """The talk is over and the agent is writing it up."""

    agent_id: AgentId
    contact_id: ContactId
    leg_id: LegId
    until: datetime


class ContactWrappedUp(Event, frozen=True, kw_only=True):
    """The agent has classed the contact, or the countdown did with the default."""

    agent_id: AgentId
    contact_id: ContactId
    leg_id: LegId
    reasons: tuple[ReasonCode, ...]
    timed_out: bool
    has_note: bool


class EndWrapUp(Command, frozen=True, kw_only=True):
    """The countdown of a wrap-up is over."""

    agent_id: AgentId
    contact_id: ContactId


class WorkNow(Struct, frozen=True, kw_only=True, tag=True):
    """One of the contacts that an agent serves at this moment."""

    contact_id: ContactId
    queue_id: QueueId
    channel: Channel = Channel.VOICE
    state: AgentState
    since: datetime


class AgentNow(Struct, frozen=True, kw_only=True, tag=True):
    """One agent's line of the live board."""

    agent_id: AgentId
    state: AgentState
    since: datetime
    reason: str | None
    contact_id: ContactId | None
    queue_id: QueueId | None = None
    """Of the contact."""
    contacts: int = 0
    """How many are being served at once, those being offered included."""
    work: tuple[WorkNow, ...] = ()
    """Each of them, the foremost first."""
