"""The numbers of the channels that a centre may set for itself."""

import re
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Annotated

from msgspec import Meta, Struct, field

from yingda.journey.channels.model.texts import Meaning
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


class TextPurpose(Struct, frozen=True, kw_only=True):
    """Why customers are written to, and so when and whether."""

    name: Name
    passes_quiet_hours: bool = False
    goes_to_all: bool = False
    """Also to those who want no texts: what the law or they themselves ask for."""
    goes_first: bool = False
    """Somebody waits for it: others that may go, too, come after it."""
    again_if_unsure: bool = False
    """Where the message centre's answer was lost it is handed over again: it may come
    twice. Else it is not: it may not come at all."""
    lasts: timedelta = timedelta(hours=24)
    """Of no more use after so long."""


def _purposes() -> Mapping[str, TextPurpose]:
    return {
        "notice": TextPurpose(name=Name("工单进展通知", "News of an order")),
        "fault": TextPurpose(
            name=Name("故障通知", "News of a fault"), passes_quiet_hours=True
        ),
        "answer": TextPurpose(
            name=Name("短信查询回复", "Answer to a text"),
            goes_first=True,
            passes_quiet_hours=True,
            goes_to_all=True,
            lasts=timedelta(hours=1),
        ),
        "chat": TextPurpose(
            name=Name("在线会话短信", "Words of an agent"),
            goes_first=True,
            passes_quiet_hours=True,
            goes_to_all=True,
            lasts=timedelta(hours=1),
        ),
        "owed": TextPurpose(
            name=Name("依法必须告知", "What must be told by law"),
            goes_to_all=True,
            again_if_unsure=True,
            lasts=timedelta(days=3),
        ),
        "alarm": TextPurpose(
            name=Name("内部时限告警", "Alarm to our own people"),
            goes_first=True,
            passes_quiet_hours=True,
            goes_to_all=True,
            again_if_unsure=True,
            lasts=timedelta(hours=4),
        ),
    }


def _words() -> Mapping[str, Name]:
    return {
        "order-node": Name("工单{number}，{node}", "Order {number} {node}"),
        "order-opened": Name(
            "您反映的问题已受理，工单{number}。回复工单号可查询进度。",
            "We have taken down your request as order {number}. Send its number to"
            " learn how far it is.",
        ),
        "order-closed": Name(
            "工单{number}已办结，感谢您的反映。", "Order {number} is done. Thank you."
        ),
        "fault-mended": Name(
            "工单{number}反映的故障已修复，给您带来不便，敬请谅解。",
            "The fault of order {number} is mended. We are sorry for the trouble.",
        ),
        "orders-none": Name("您目前没有处理中的工单。", "You have no open orders."),
        "order-unknown": Name(
            "没有查到您名下处理中的工单{number}。",
            "You have no open order {number}.",
        ),
        "stopped": Name(
            "已退订，不再向您发送通知短信。回复KT恢复。",
            "You will get no more notices. Send START to get them again.",
        ),
        "started": Name(
            "已恢复向您发送通知短信。回复TD退订。",
            "You will get our notices again. Send STOP to end them.",
        ),
        "help": Name(
            "回复CX查询工单，回复工单号查询该工单，回复TD退订通知。人工服务请拨打热线。",
            "Send STATUS or an order's number to learn how far it is, STOP to get no"
            " more notices. To speak with us please call the hotline.",
        ),
    }


class Keyword(Struct, frozen=True, kw_only=True):
    """A word that says what a customer's text asks for."""

    word: str
    meaning: Meaning
    language: str = "zh"


def _keywords() -> tuple[Keyword, ...]:
    return (
        Keyword(word="CX", meaning=Meaning.STATUS),
        Keyword(word="查询", meaning=Meaning.STATUS),
        Keyword(word="STATUS", meaning=Meaning.STATUS, language="en"),
        Keyword(word="TD", meaning=Meaning.STOP),
        Keyword(word="退订", meaning=Meaning.STOP),
        Keyword(word="STOP", meaning=Meaning.STOP, language="en"),
        Keyword(word="KT", meaning=Meaning.START),
        Keyword(word="恢复", meaning=Meaning.START),
        Keyword(word="START", meaning=Meaning.START, language="en"),
    )


class Texts(Struct, frozen=True, kw_only=True):
    """Short messages, to customers and from them."""

    purposes: Mapping[str, TextPurpose] = field(default_factory=_purposes)
    words: Mapping[str, Name] = field(default_factory=_words)
    """What is written, by name; values stand in braces."""
    keywords: tuple[Keyword, ...] = field(default_factory=_keywords)
    order_number: str = r"[A-Z]{2}\d{8}-\d{6}"
    """What an order's number looks like in a customer's text."""
    quiet_from: time = time(22)
    quiet_until: time = time(8)
    """By the clock of Shanghai; the same moment twice: no quiet hours."""
    retries: Annotated[tuple[timedelta, ...], Meta(min_length=1)] = (
        timedelta(seconds=30),
        timedelta(minutes=2),
        timedelta(minutes=10),
        timedelta(hours=1),
    )
    """So long after the first, second … refusal it is tried again; the last one stays."""
    unsure_for: timedelta = timedelta(minutes=10)
    """So long an answer that did not come may still come, before a text whose purpose
    allows it is handed over again."""
    a_second: Annotated[float, Meta(gt=0)] = 20.0
    """Short messages that are handed over in a second at most."""
    most_parts: Annotated[int, Meta(ge=1, le=255)] = 8
    """Of how many short messages one text may consist."""
    same_within: timedelta = timedelta(minutes=1)
    """The same words from the same number within so long are one text."""
    answers_an_hour: int = 10
    """One number gets so many answers to its texts, lest two machines write to each
    other for ever."""
    orders_at_once: int = 3
    """Of so many orders the state is written in one answer, the newest first."""
    keep_for: timedelta = timedelta(days=190)
    """So long what was written is kept."""

    def __post_init__(self) -> None:
        try:
            re.compile(self.order_number)
        except re.error as error:
            raise ValueError("order_number must be a regular expression") from error

    def purpose(self, name: str) -> TextPurpose:
        """One that a centre does not know waits for the morning, and asks for leave."""
        return self.purposes.get(name) or TextPurpose(name=Name.by_id(name))
