"""Why the channels may say no."""

from dataclasses import dataclass

from yingda.kernel.ids import AgentId, ContactId, RecordingId
from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class NotYourCall(Refusal):
    """The asker has no leg in this call, or the call is over."""

    code = "not-your-call"
    status = 404

    contact_id: ContactId


@dataclass(eq=False)
class NotNow(Refusal):
    """The call is not in a state in which this can be done."""

    code = "call-not-now"

    verb: str
    state: str


@dataclass(eq=False)
class AgentBusy(Refusal):
    """The colleague is on a call."""

    code = "agent-busy"

    agent_id: AgentId


@dataclass(eq=False)
class NotTalking(Refusal):
    """The agent is in no talk that could be listened to."""

    code = "not-talking"

    agent_id: AgentId


@dataclass(eq=False)
class NoTelephone(Refusal):
    """Whoever has no seat has no telephone to listen with."""

    code = "no-telephone"
    status = 403


@dataclass(eq=False)
class SwitchAway(Refusal):
    """The switch does not answer: nothing was changed, and the talk goes on."""

    code = "switch-away"
    status = 503


@dataclass(eq=False)
class ReasonNeeded(Refusal):
    """Nobody listens to a recording without saying why."""

    code = "reason-needed"
    status = 400


@dataclass(eq=False)
class UnknownRecording(Refusal):
    """There is none by this id in the asker's part of the tree."""

    code = "unknown-recording"
    status = 404

    recording_id: RecordingId


@dataclass(eq=False)
class RecordingSpoilt(Refusal):
    """The sound is missing or was altered since it was stored (`state`)."""

    code = "recording-spoilt"
    status = 410

    state: str


@dataclass(eq=False)
class TicketOver(Refusal):
    """The address of a sound or a telephone is good for a short while only."""

    code = "ticket-over"
    status = 403


@dataclass(eq=False)
class TooManyPages(Refusal):
    """As many callers' pages have a telephone as the centre allows at a time."""

    code = "too-many-pages"
    status = 429

    allowed: int


@dataclass(eq=False)
class TooManyWebCalls(Refusal):
    """One address has asked for more telephones than the centre gives it (`why`:
    `at-once` or `a-minute`)."""

    code = "too-many-web-calls"
    status = 429

    why: str


@dataclass(eq=False)
class NoTelephones(Refusal):
    """The centre runs without a switch that telephones could register at."""

    code = "no-telephones"
    status = 503


@dataclass(eq=False)
class ChatHeld(Refusal):
    """What was written in the chat is under legal hold: nobody may erase it."""

    code = "chat-held"

    contact_id: ContactId


@dataclass(eq=False)
class UnknownChat(Refusal):
    """There is no such chat, or it is not the asker's to see."""

    code = "unknown-chat"
    status = 404


@dataclass(eq=False)
class TooManyChats(Refusal):
    """As many chats go on as the centre allows at a time."""

    code = "too-many-chats"
    status = 429

    allowed: int


@dataclass(eq=False)
class TooManyChatsHere(Refusal):
    """One address has opened more chats than the centre lets it (`why`: `at-once` or
    `a-minute`)."""

    code = "too-many-chats-here"
    status = 429

    why: str


@dataclass(eq=False)
class WritesTooFast(Refusal):
    """Nobody writes so many messages in a minute by hand."""

    code = "writes-too-fast"
    status = 429

    allowed: int


@dataclass(eq=False)
class TextTooLong(Refusal):
    """One message may not be so long, and not empty."""

    code = "text-too-long"
    status = 400

    allowed: int


@dataclass(eq=False)
class FileNotAllowed(Refusal):
    """Too large, of a kind that is not taken, or not what it says it is."""

    code = "file-not-allowed"
    status = 400

    kinds: str
    kilobytes: int


@dataclass(eq=False)
class NoSuchChannel(Refusal):
    """The channel is not among those that are configured."""

    code = "no-such-channel"
    status = 404

    channel: str
