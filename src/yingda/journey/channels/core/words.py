"""What has become true of a call, as messages."""

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from yingda.journey.channels.model.calls import (
    Bridged,
    Call,
    Consulted,
    Ear,
    EarClosed,
    EarOpened,
    Fact,
    Held,
    Leg,
    LegOver,
    Over,
    Parked,
    Rang,
    Retrieved,
    Transferred,
    Wanted,
)
from yingda.journey.channels.model.lines import Door
from yingda.kernel.ids import AgentId, BranchId, ContactId, LegId, MessageId
from yingda.kernel.message import Command, Event
from yingda.kernel.org import Scope
from yingda.messages.channels import (
    AgentConsulted,
    AgentRang,
    CallArrived,
    CallBridged,
    CallEnded,
    CallHeld,
    CallParked,
    CallRetrieved,
    CallTransferred,
    Channel,
    LegEnd,
    LegEnded,
    ListeningBegan,
    ListeningEnded,
)
from yingda.messages.routing import QueueContact

NewId = Callable[[], MessageId]


PLAIN = {
    Rang: AgentRang,
    Consulted: AgentConsulted,
    Held: CallHeld,
    Retrieved: CallRetrieved,
    Parked: CallParked,
}
"""Facts of which nothing is to be said but whose and when."""


class _Stamp(TypedDict):
    id: MessageId
    at: datetime
    scope: Scope
    contact_id: ContactId


class _LegStamp(_Stamp):
    leg_id: LegId
    agent_id: AgentId


def arrived(call: Call, new_id: NewId) -> CallArrived:
    return CallArrived(
        **_stamp(call, new_id, call.arrived),
        channel=Channel.VOICE,
        called=call.called,
        door=call.door,
        point_id=call.point_id,
        customer_id=call.customer_id,
        tier_id=call.tier_id,
        branch_id=call.branch_id,
    )


def message(
    call: Call, fact: Fact, new_id: NewId, at: datetime
) -> Event | Command | None:
    """None for what concerns nobody but the channels."""
    match fact:
        case (
            Rang()
            | Consulted()
            | Bridged()
            | Held()
            | Retrieved()
            | Transferred()
            | Parked()
            | LegOver()
        ):
            return _of_leg(call, fact, new_id, at)
        case EarOpened(ear):
            return ListeningBegan(
                **_ear_stamp(call, ear, new_id, at), user_id=ear.user_id, tone=ear.tone
            )
        case EarClosed(ear):
            return ListeningEnded(
                **_ear_stamp(call, ear, new_id, at),
                user_id=ear.user_id,
                lasted=at - (ear.began or at),
            )
        case Over(by):
            return CallEnded(**_stamp(call, new_id, at), by=by)
        case Wanted():
            return QueueContact(
                **_stamp(call, new_id, at),
                channel=Channel.VOICE,
                queue_id=fact.queue_id,
                entry=fact.entry,
                customer_id=call.customer_id,
                tier_id=call.tier_id,
                branch_id=call.branch_id or BranchId(call.scope.path),
                wanted_agent=fact.agent_id,
                only_wanted=fact.agent_id is not None,
                from_queue=fact.from_queue,
                simulated=call.door is Door.SIMULATED,
            )
        case _:
            return None


def _of_leg(
    call: Call,
    fact: Rang
    | Consulted
    | Bridged
    | Held
    | Retrieved
    | Transferred
    | Parked
    | LegOver,
    new_id: NewId,
    at: datetime,
) -> Event:
    stamp = _leg_stamp(call, fact.leg, new_id, at)
    match fact:
        case Bridged(leg):
            return CallBridged(**stamp, queue_id=leg.queue_id)
        case Rang() | Consulted() | Held() | Retrieved() | Parked():
            return PLAIN[type(fact)](**stamp)
        case Transferred():
            return CallTransferred(
                **stamp, to_queue=fact.to_queue, to_agent=fact.to_agent
            )
        case LegOver(leg):
            return LegEnded(
                **stamp,
                why=leg.why or LegEnd.LOST,
                was_bridged=leg.bridged is not None,
            )


def _stamp(call: Call, new_id: NewId, at: datetime) -> _Stamp:
    return {
        "id": new_id(),
        "at": at,
        "scope": call.scope,
        "contact_id": call.contact_id,
    }


def _ear_stamp(call: Call, ear: Ear, new_id: NewId, at: datetime) -> _LegStamp:
    return {
        **_stamp(call, new_id, at),
        "leg_id": ear.leg_id,
        "agent_id": ear.agent_id,
    }


def _leg_stamp(call: Call, leg: Leg, new_id: NewId, at: datetime) -> _LegStamp:
    return {
        **_stamp(call, new_id, at),
        "leg_id": leg.leg_id,
        "agent_id": leg.agent_id,
    }
