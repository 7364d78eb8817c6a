"""What routing says about a change, and what it asks the channels for."""

from datetime import datetime, timedelta

from yingda.kernel.ids import AgentId, LegId, MessageId
from yingda.messages.channels import LegEnd, RingAgent, StopRinging
from yingda.messages.routing import (
    ContactLeftQueue,
    ContactOffered,
    ContactQueued,
    Decision,
    Departed,
    ExpireOffer,
    Missed,
    Offered,
    OfferFailed,
    QueueContact,
    Waiting,
    WidenSearch,
    Withdrawn,
)


def waiting(command: QueueContact, last_agent: AgentId | None = None) -> Waiting:
    """The contact as it enters the floor: its wait begins when it was asked for."""
    return Waiting(
        contact_id=command.contact_id,
        channel=command.channel,
        queue_id=command.queue_id,
        entry=command.entry,
        customer_id=command.customer_id,
        tier_id=command.tier_id,
        branch_id=command.branch_id,
        scope=command.scope,
        since=command.at,
        looked_at=command.at,
        wanted_agent=command.wanted_agent or last_agent,
        only_wanted=command.only_wanted,
        from_queue=command.from_queue,
        needs=command.needs,
        simulated=command.simulated,
        wants_last=command.wanted_agent is None and last_agent is not None,
    )


def queued(contact: Waiting, new_id: MessageId, at: datetime) -> ContactQueued:
    return ContactQueued(
        id=new_id,
        at=at,
        scope=contact.scope,
        contact_id=contact.contact_id,
        queue_id=contact.queue_id,
        entry=contact.entry,
        tier_id=contact.tier_id,
        branch_id=contact.branch_id,
        since=contact.since,
        from_queue=contact.from_queue,
    )


def offered(
    contact: Waiting,
    offer: Offered,
    leg_id: LegId,
    decision: Decision,
    new_id: MessageId,
) -> ContactOffered:
    return ContactOffered(
        id=new_id,
        at=offer.at,
        scope=contact.scope,
        contact_id=contact.contact_id,
        leg_id=leg_id,
        agent_id=offer.agent_id,
        queue_id=contact.queue_id,
        channel=contact.channel,
        decision=decision,
    )


def ring(
    contact: Waiting, offer: Offered, leg_id: LegId, new_id: MessageId
) -> RingAgent:
    return RingAgent(
        id=new_id,
        at=offer.at,
        scope=contact.scope,
        contact_id=contact.contact_id,
        leg_id=leg_id,
        agent_id=offer.agent_id,
        queue_id=contact.queue_id,
        channel=contact.channel,
    )


def expire(
    contact: Waiting, leg_id: LegId, new_id: MessageId, at: datetime
) -> ExpireOffer:
    return ExpireOffer(
        id=new_id,
        at=at,
        scope=contact.scope,
        contact_id=contact.contact_id,
        leg_id=leg_id,
    )


def widen(contact: Waiting, new_id: MessageId, at: datetime) -> WidenSearch:
    return WidenSearch(
        id=new_id, at=at, scope=contact.scope, contact_id=contact.contact_id
    )


def failed(
    contact: Waiting,
    missed: Missed,
    rang_for: timedelta,
    new_id: MessageId,
    at: datetime,
) -> OfferFailed:
    return OfferFailed(
        id=new_id,
        at=at,
        scope=contact.scope,
        contact_id=contact.contact_id,
        leg_id=missed.leg_id,
        agent_id=missed.agent_id,
        queue_id=contact.queue_id,
        rang_for=rang_for,
        why=missed.why,
    )


def stop(
    change: Missed | Withdrawn, contact: Waiting, new_id: MessageId, at: datetime
) -> StopRinging:
    why = LegEnd.NO_ANSWER if isinstance(change, Missed) else LegEnd.WITHDRAWN
    return StopRinging(
        id=new_id,
        at=at,
        scope=contact.scope,
        contact_id=change.contact_id,
        leg_id=change.leg_id,
        why=why,
        channel=contact.channel,
    )


def left(
    contact: Waiting, departed: Departed, new_id: MessageId, at: datetime
) -> ContactLeftQueue:
    return ContactLeftQueue(
        id=new_id,
        at=at,
        scope=contact.scope,
        contact_id=contact.contact_id,
        queue_id=contact.queue_id,
        why=departed.why,
        agent_id=departed.agent_id,
        to_queue=departed.to_queue,
    )
