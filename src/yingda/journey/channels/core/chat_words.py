"""What has become true of a chat, as messages: the same as for a call."""

from collections.abc import Callable
from datetime import datetime

from yingda.journey.channels.model.chats import (
    Answered,
    Asked,
    Author,
    Chat,
    ChatFact,
    Closed,
    Given,
    Post,
    ShareOver,
    Shown,
)
from yingda.kernel.ids import BranchId, MessageId
from yingda.kernel.message import Command, Event
from yingda.messages.channels import (
    SIMULATED,
    AgentRang,
    CallArrived,
    CallBridged,
    CallEnded,
    CallTransferred,
    ChatWritten,
    DeliverPost,
    LegEnded,
)
from yingda.messages.dialogue import HumanRequested
from yingda.messages.routing import QueueContact

NewId = Callable[[], MessageId]


def arrived(chat: Chat, new_id: NewId) -> tuple[Event, Event]:
    """Whoever opens a chat asks for a human: no machine stands before it."""
    came = CallArrived(
        id=new_id(),
        at=chat.opened,
        scope=chat.scope,
        contact_id=chat.contact_id,
        channel=chat.channel,
        called=chat.channel.value,
        door=chat.door,
        point_id=chat.point_id,
        customer_id=chat.customer_id,
        tier_id=chat.tier_id,
        branch_id=chat.branch_id,
        meets_machine=False,
    )
    asked = HumanRequested(
        id=new_id(),
        at=chat.opened,
        scope=chat.scope,
        contact_id=chat.contact_id,
        why=chat.channel.value,
    )
    return came, asked


def written(chat: Chat, post: Post, new_id: NewId, at: datetime) -> ChatWritten:
    return ChatWritten(
        id=new_id(),
        at=at,
        scope=chat.scope,
        contact_id=chat.contact_id,
        number=post.number,
        author=post.author.value,
        agent_id=post.agent_id if post.author is Author.AGENT else None,
    )


def delivery(chat: Chat, post: Post, new_id: NewId, at: datetime) -> DeliverPost:
    return DeliverPost(
        id=new_id(),
        at=at,
        scope=chat.scope,
        contact_id=chat.contact_id,
        number=post.number,
    )


def message(chat: Chat, fact: ChatFact, new_id: NewId, at: datetime) -> Event | Command:
    match fact:
        case Asked():
            return _wish(chat, fact, new_id, at)
        case Closed(by):
            return CallEnded(
                id=new_id(), at=at, scope=chat.scope, contact_id=chat.contact_id, by=by
            )
        case Shown(share):
            return AgentRang(
                id=new_id(),
                at=at,
                scope=chat.scope,
                contact_id=chat.contact_id,
                leg_id=share.leg_id,
                agent_id=share.agent_id,
            )
        case Answered(share):
            return CallBridged(
                id=new_id(),
                at=at,
                scope=chat.scope,
                contact_id=chat.contact_id,
                leg_id=share.leg_id,
                agent_id=share.agent_id,
                queue_id=share.queue_id,
            )
        case Given(share, to_queue, to_agent):
            return CallTransferred(
                id=new_id(),
                at=at,
                scope=chat.scope,
                contact_id=chat.contact_id,
                leg_id=share.leg_id,
                agent_id=share.agent_id,
                to_queue=to_queue,
                to_agent=to_agent,
            )
        case ShareOver(share, why):
            return LegEnded(
                id=new_id(),
                at=at,
                scope=chat.scope,
                contact_id=chat.contact_id,
                leg_id=share.leg_id,
                agent_id=share.agent_id,
                why=why,
                was_bridged=share.bridged is not None,
            )


def _wish(chat: Chat, asked: Asked, new_id: NewId, at: datetime) -> QueueContact:
    return QueueContact(
        id=new_id(),
        at=at,
        scope=chat.scope,
        contact_id=chat.contact_id,
        channel=chat.channel,
        queue_id=asked.queue_id,
        entry=asked.entry,
        customer_id=chat.customer_id,
        tier_id=chat.tier_id,
        branch_id=chat.branch_id or BranchId(chat.scope.path),
        wanted_agent=asked.agent_id,
        only_wanted=asked.agent_id is not None,
        from_queue=asked.from_queue,
        simulated=chat.door == SIMULATED,
    )
