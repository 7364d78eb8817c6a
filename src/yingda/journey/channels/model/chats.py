"""Chats: contacts whose words are written, and wait until somebody reads them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    PointId,
    QueueId,
    TierId,
)
from yingda.kernel.org import Scope
from yingda.messages.channels import Channel, EndedBy, LegEnd
from yingda.messages.routing import Entry


class ChatState(StrEnum):
    """Whom the visitor is with."""

    WAITING = "waiting"
    """In a queue, whether it is being shown to an agent or not."""
    OPEN = "open"
    """An agent has written."""
    ENDED = "ended"


class Author(StrEnum):
    """Who wrote."""

    VISITOR = "visitor"
    AGENT = "agent"
    CENTRE = "centre"


class PostKind(StrEnum):
    """What was written."""

    TEXT = "text"
    NOTE = "note"
    """Between agents: no visitor sees it."""
    FILE = "file"
    """The text is the file's name."""
    NEWS = "news"
    """Something that the centre says of the chat: the text is its code."""


class News(StrEnum):
    """What the centre says in a chat; pages have the sentences."""

    HANDED_OVER = "handed-over"
    VISITOR_SILENT = "visitor-silent"
    AGENT_SILENT = "agent-silent"
    """A word to the agent alone."""
    AGENT_GONE = "agent-gone"
    ENDED = "ended"
    ENDED_SILENT = "ended-silent"
    """The visitor wrote nothing for too long."""


FOR_AGENTS = frozenset({News.AGENT_SILENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One agent's part in a chat: the leg that is shown at a desk, or was last."""

    leg_id: LegId
    agent_id: AgentId
    queue_id: QueueId | None
    bridged: datetime | None = None
    """The agent's first message."""
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """One conversation in writing."""

    contact_id: ContactId
    channel: Channel
    scope: Scope
    door: str
    point_id: PointId
    customer_id: CustomerId | None
    tier_id: TierId
    branch_id: BranchId | None
    queue_id: QueueId
    opened: datetime
    seen: datetime
    """When the visitor's page last asked, to the nearest seconds."""
    state: ChatState = ChatState.WAITING
    share: Share | None = None
    posts: int = 0
    """The number of the last one."""
    awaited: Author | None = None
    """Who is to write next, once the chat is open."""
    awaited_since: datetime | None = None
    is_warned: bool = False
    ended: datetime | None = None
    ended_by: EndedBy | None = None
    legal_hold: bool = False
    """What was written is kept, however old it is."""
    let_go: datetime | None = None
    """Since then nothing of what was written is left."""

    @property
    def is_live(self) -> bool:
        return self.state is not ChatState.ENDED

    @property
    def leg(self) -> Share | None:
        """The agent's part, if it goes on."""
        return None if self.share is None or self.share.is_over else self.share

    def serves(self, agent_id: AgentId) -> Share | None:
        leg = self.leg
        return leg if leg is not None and leg.agent_id == agent_id else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The timer that runs in an open chat: of whoever is to write next."""

    awaited: Author
    since: datetime
    warns_at: datetime
    acts_at: datetime
    """The visitor's chat is ended then, or another agent is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One thing that was written; personal, so it is sealed wherever it lies."""

    author: Author
    kind: PostKind
    text: str
    number: int = 0
    """From 1, without a gap, within the chat; 0 until it is added."""
    at: datetime | None = None
    """None until it is added."""
    agent_id: AgentId | None = None
    media_type: str | None = None
    size: int | None = None
    key: str | None = None
    """Of its sender's making, unique within the chat: sent again, it is there already."""

    @property
    def must_be_delivered(self) -> bool:
        """To customers who have no page of ours open."""
        return self.author is Author.AGENT and self.kind is PostKind.TEXT

    @property
    def is_for_visitor(self) -> bool:
        if self.kind is PostKind.NOTE:
            return False
        return self.kind is not PostKind.NEWS or self.text not in FOR_AGENTS


class File(Struct, frozen=True, kw_only=True):
    """What somebody sent along."""

    name: str
    media_type: str
    data: bytes


# What has become true of a chat, before it is a message with an id and a scope.


@dataclass(frozen=True, slots=True)
class Shown:
    share: Share


@dataclass(frozen=True, slots=True)
class Answered:
    share: Share


@dataclass(frozen=True, slots=True)
class Given:
    share: Share
    to_queue: QueueId
    to_agent: AgentId | None


@dataclass(frozen=True, slots=True)
class ShareOver:
    share: Share
    why: LegEnd


@dataclass(frozen=True, slots=True)
class Closed:
    by: EndedBy


@dataclass(frozen=True, slots=True)
class Asked:
    """An agent must be found: a wish for routing."""

    queue_id: QueueId
    entry: Entry
    from_queue: QueueId | None = None
    agent_id: AgentId | None = None


ChatFact = Shown | Answered | Given | ShareOver | Closed | Asked
