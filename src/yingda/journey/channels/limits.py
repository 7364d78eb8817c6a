"""The numbers of the channels that a centre may set for itself."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct, field

from yingda.kernel.ids import QueueId
from yingda.kernel.name import Name
from yingda.messages.channels import Tone


class Limits(Struct, frozen=True, kw_only=True):
    """Calls, telephones and recordings."""

    resume_within: timedelta = timedelta(seconds=20)
    """An agent whose line broke may be back for so long; then somebody else is found."""
    listening_tone: Tone = Tone.NOBODY
    """Who is told by a tone when a leader begins to listen in."""
    park_for: timedelta = timedelta(minutes=3)
    """A parked caller whom nobody picks up is queued again after so long."""
    longest_note: int = 1_000
    """Characters that an agent may write to the next one."""
    queue_otherwise: QueueId = QueueId("general")
    """Where a caller goes whose agent had been rung for no queue."""
    agent_phone_lasts: timedelta = timedelta(hours=14)
    """An agent's telephone may register for so long after it was asked for."""
    page_phone_lasts: timedelta = timedelta(minutes=30)
    """A caller's page may call for so long after it was opened."""
    pages_at_a_time: int = 50
    """Callers' pages that may have a telephone at one moment."""
    phone_messages_a_second: Annotated[int, Meta(ge=1)] = 50
    """What one browser's telephone may say to the switch; more of it has to wait."""
    ticket_lasts: timedelta = timedelta(minutes=10)
    """The address of a sound is good for so long."""
    sound_settles: timedelta = timedelta(seconds=3)
    """The switch may still be writing a file for so long after a line has ended."""
    sound_missing_after: timedelta = timedelta(minutes=10)
    """A recording whose files have not appeared by then is noted as missing."""
    sound_may_lack: timedelta = timedelta(seconds=3)
    """A recording that is shorter than the talk by no more than this has no gap: after a
    crash the end of a talk is known by so much less exactly."""
    keep_recordings: timedelta = timedelta(days=190)
    """At least six months; what is under legal hold is kept beyond."""
    recordings_a_page: int = 50


class CallCap(Struct, frozen=True, kw_only=True):
    """What one account may have; with a zero it may not call at all."""

    at_once: Annotated[int, Meta(ge=0)]
    a_minute: Annotated[int, Meta(ge=0)]
    """Calls or chats that it may begin within any minute."""


class CallCaps(Struct, frozen=True, kw_only=True):
    """How many calls, or chats, an account may hold and begin; one that is not named may
    any."""

    accounts: Mapping[str, CallCap] = field(
        default_factory=lambda: {
            # All calls of one trunk.
            "trunk": CallCap(at_once=1000, a_minute=6000),
            # One caller's number, through a trunk; a firm may have many under one.
            "number": CallCap(at_once=10, a_minute=30),
            # One caller's page.
            "web": CallCap(at_once=2, a_minute=10),
            # One address from which callers' pages ask for telephones; behind one there
            # may be a whole office.
            "client": CallCap(at_once=20, a_minute=10),
            # One address from which visitors' pages open chats.
            "visitor": CallCap(at_once=50, a_minute=30),
            # An agent's telephone is rung. One that dials is not in the agent's hands.
            "desk": CallCap(at_once=0, a_minute=0),
        }
    )
    told_again_after: timedelta = timedelta(seconds=10)
    """An account that goes on is told of again after so long, with how often it tried."""


class ChatRules(Struct, frozen=True, kw_only=True):
    """How contacts of one written channel are served."""

    queue_id: QueueId = QueueId("general")
    """Where they wait if the visitor has chosen nothing."""
    queues: tuple[QueueId, ...] = (
        QueueId("fault"),
        QueueId("business"),
        QueueId("billing"),
        QueueId("general"),
    )
    """What a visitor may choose."""
    visitor_warned_after: timedelta = timedelta(minutes=3)
    """A visitor from whom an answer is awaited is asked whether they are still there …"""
    visitor_ended_after: timedelta = timedelta(minutes=5)
    """… and the chat is ended."""
    agent_warned_after: timedelta = timedelta(minutes=1)
    """An agent whom a visitor waits for is reminded …"""
    agent_given_up_after: timedelta = timedelta(minutes=3)
    """… and somebody else is found."""
    gone_after: timedelta | None = timedelta(minutes=2)
    """So long a page may be closed while its visitor waits in a queue; None where there
    is no page that could be open."""
    page_reads_for: timedelta = timedelta(days=1)
    """So long after the end the visitor's page still shows the chat."""
    keep_for: timedelta = timedelta(days=190)
    """So long after the end what was written and sent is kept; what is under legal hold
    is kept beyond."""
    posts_a_minute: int = 30
    """What one visitor may write in a minute."""
    longest_text: int = 2000
    file_bytes: int = 1_000_000
    file_types: tuple[str, ...] = (
        "image/png",
        "image/jpeg",
        "application/pdf",
        "text/plain",
    )

    def __post_init__(self) -> None:
        if self.visitor_ended_after <= self.visitor_warned_after:
            raise ValueError("visitor_ended_after must be after visitor_warned_after")
        if self.agent_given_up_after <= self.agent_warned_after:
            raise ValueError("agent_given_up_after must be after agent_warned_after")
        if self.keep_for < self.page_reads_for:
            raise ValueError("keep_for must not be less than page_reads_for")


class Canned(Struct, frozen=True, kw_only=True):
    """A reply that is ready to be sent, found by typing its code."""

    code: str
    text: Name


def _canned() -> tuple[Canned, ...]:
    return (
        Canned(
            code="hello",
            text=Name(
                "您好，很高兴为您服务，请问有什么可以帮您？",
                "Hello, how can I help you?",
            ),
        ),
        Canned(
            code="wait",
            text=Name(
                "请稍等，我为您查询一下。", "One moment please, I am looking it up."
            ),
        ),
        Canned(
            code="number",
            text=Name(
                "请提供您的业务号码，以便核实。",
                "Please tell me your service number, so that I can check.",
            ),
        ),
        Canned(
            code="bye",
            text=Name(
                "感谢您的咨询，祝您生活愉快，再见。",
                "Thank you for writing to us. Goodbye.",
            ),
        ),
    )


class Chats(Struct, frozen=True, kw_only=True):
    """Everything written. A channel that stands here exists."""

    channels: Mapping[str, ChatRules] = field(
        default_factory=lambda: {"chat": ChatRules()}
    )
    chats_at_a_time: int = 2000
    canned: tuple[Canned, ...] = field(default_factory=_canned)
