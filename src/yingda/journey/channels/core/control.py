"""What agents and routing may do with a call, each verb a sequence of orders."""

from dataclasses import replace

from yingda.journey.channels.core.signals import unbridged
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.errors import NotNow
from yingda.journey.channels.model import HangUp, Part, SendKeys
from yingda.journey.channels.model.calls import (
    AgentLine,
    CallState,
    Held,
    Leg,
    LegState,
    Parked,
    Retrieved,
    Role,
    Transferred,
)
from yingda.kernel.ids import AgentId, QueueId
from yingda.messages.channels import LegEnd
from yingda.messages.routing import Entry


def ring(turn: Turn, leg: Leg) -> None:
    """Rings the agent, unless the caller is gone or somebody has them already."""
    call = turn.call
    is_free = call.is_with_machine and call.ending is None
    if leg.role is Role.SERVES and not is_free:
        turn.end_leg(replace(leg, lines=()), LegEnd.WITHDRAWN)
        return
    turn.put(leg)
    turn.ring(leg, leg.lines[0])


def stop_ringing(turn: Turn, leg: Leg, why: LegEnd) -> None:
    """An agent who has just picked up is not cut off: the talk is what counts."""
    if leg.state is LegState.RINGING:
        turn.end_leg(leg, why)


def hold(turn: Turn, leg: Leg) -> None:
    if leg.state is not LegState.TALKING or turn.call.talk_id != leg.talk_id:
        raise NotNow("hold", turn.call.state)
    turn.caller_to_music(CallState.HELD)
    turn.facts.append(Held(leg))


def retrieve(turn: Turn, leg: Leg) -> None:
    """Whoever is being consulted is let go first."""
    if leg.state is not LegState.TALKING or turn.call.state is not CallState.HELD:
        raise NotNow("retrieve", turn.call.state)
    for other in turn.consulted():
        turn.end_leg(other, LegEnd.WITHDRAWN)
    turn.back_from_consulting()
    leg = turn.call.leg(leg.leg_id) or leg
    turn.caller_into(leg.talk_id)
    turn.facts.append(Retrieved(leg))


def send_keys(turn: Turn, leg: Leg, keys: str) -> None:
    if leg.state is not LegState.TALKING or turn.call.talk_id != leg.talk_id:
        raise NotNow("keys", turn.call.state)
    turn.order(SendKeys(line_id=turn.call.line_id, keys=keys))


def hang_up(turn: Turn, leg: Leg) -> None:
    match leg.state:
        case LegState.RINGING:
            turn.end_leg(leg, LegEnd.DECLINED)
        case LegState.ANSWERED:
            unbridged(turn, leg, LegEnd.DECLINED)
        case LegState.TALKING | LegState.AWAY:
            turn.leave(leg)
        case LegState.ENDED:
            pass


def transfer(
    turn: Turn, leg: Leg, *, to_queue: QueueId, to_agent: AgentId | None
) -> None:
    """Blind: the caller hears music until somebody else has picked up."""
    if leg.state is not LegState.TALKING or leg.role is not Role.SERVES:
        raise NotNow("transfer", turn.call.state)
    for other in turn.consulted():
        turn.end_leg(other, LegEnd.WITHDRAWN)
    leg = turn.call.leg(leg.leg_id) or leg
    others = turn.others_with_caller(leg)
    if others:
        raise NotNow("transfer", turn.call.state)
    turn.caller_to_music(CallState.WAITING)
    turn.facts.append(Transferred(leg, to_queue, to_agent))
    turn.end_leg(leg, LegEnd.TRANSFERRED)
    turn.want(to_queue, Entry.TRANSFERRED, from_queue=leg.queue_id, agent_id=to_agent)


def resume(turn: Turn, leg: Leg, line: AgentLine) -> None:
    """Rings the agent's newly loaded page; the caller hears nothing of it."""
    former = leg.next_line_id
    if leg.state is LegState.RINGING:
        former, leg = leg.line_id, replace(leg, line_id=line.line_id)
    else:
        leg = replace(leg, next_line_id=line.line_id)
    leg = turn.put(replace(leg, lines=(*leg.lines, line)))
    if former is not None:
        turn.order(HangUp(line_id=former))
    turn.ring(leg, line, is_resumed=True)


def give_up(turn: Turn, leg: Leg, *, otherwise: QueueId) -> None:
    """The agent did not come back in time: somebody else takes the caller."""
    if leg.state is not LegState.AWAY:
        return
    turn.end_leg(leg, LegEnd.LOST)
    if turn.others_with_caller(leg) or turn.call.ending is not None:
        return
    for other in turn.consulted():
        turn.end_leg(other, LegEnd.WITHDRAWN)
    turn.caller_to_music(CallState.WAITING)
    turn.want(leg.queue_id or otherwise, Entry.RETURNED)


def park(turn: Turn, leg: Leg) -> None:
    """Music until a colleague picks the call up."""
    is_able = leg.state is LegState.TALKING and leg.role is Role.SERVES
    if not is_able or turn.others_with_caller(leg):
        raise NotNow("park", turn.call.state)
    for other in turn.consulted():
        turn.end_leg(other, LegEnd.WITHDRAWN)
    turn.caller_to_music(CallState.PARKED)
    turn.facts.append(Parked(leg))
    turn.end_leg(leg, LegEnd.TRANSFERRED)


def pick_up(turn: Turn, leg: Leg) -> None:
    """Rings whoever picks up: a parked call, or one that rings at a colleague."""
    call = turn.call
    rings = [one for one in call.live_legs if one.state is LegState.RINGING]
    is_there = call.state is CallState.PARKED or (call.is_with_machine and rings)
    is_taken = any(one.role is Role.PICKS_UP for one in call.live_legs)
    if not is_there or is_taken or call.ending is not None:
        raise NotNow("pick-up", call.state)
    queue_id = rings[0].queue_id if rings else None
    ring(turn, replace(leg, role=Role.PICKS_UP, queue_id=queue_id))


def recall(turn: Turn, queue_id: QueueId) -> None:
    """Parked for too long: an agent is looked for."""
    if turn.call.state is CallState.PARKED:
        turn.caller_to_music(CallState.WAITING)
        turn.want(queue_id, Entry.RETURNED)


def consult(turn: Turn, leg: Leg, colleague: Leg) -> None:
    """The caller goes on hold, if not there already, and the colleague is rung."""
    is_able = leg.state is LegState.TALKING and leg.role is Role.SERVES
    if not is_able or turn.consulted() or turn.others_with_caller(leg):
        raise NotNow("consult", turn.call.state)
    if turn.call.state is CallState.TALKING:
        hold(turn, leg)
    ring(turn, replace(colleague, role=Role.CONSULTED))


def hand_over(turn: Turn, leg: Leg, *, otherwise: QueueId) -> None:
    """A consult transfer: the colleague has the caller, and the agent is through."""
    other = _colleague(turn, leg, "hand-over")
    queue_id = leg.queue_id or otherwise
    turn.put(replace(other, role=Role.SERVES, queue_id=queue_id))
    turn.facts.append(Transferred(leg, queue_id, other.agent_id))
    turn.end_leg(leg, LegEnd.TRANSFERRED)
    turn.caller_into(other.talk_id)


def confer(turn: Turn, leg: Leg) -> None:
    """All three in the first agent's own talk."""
    other = _colleague(turn, leg, "confer")
    turn.order(Part(talk_id=other.talk_id, line_id=leg.line_id))
    turn.order(Part(talk_id=other.talk_id, line_id=other.line_id))
    here = turn.put(replace(leg, talk_id=leg.own_talk, in_talk=None))
    turn.put(replace(other, role=Role.JOINED, talk_id=here.talk_id, in_talk=None))
    turn.caller_into(here.talk_id, here.line_id, other.line_id)
    turn.facts.append(Retrieved(here))


def _colleague(turn: Turn, leg: Leg, verb: str) -> Leg:
    for other in turn.consulted():
        if other.state is LegState.ANSWERED and leg.role is Role.SERVES:
            return other
    raise NotNow(verb, turn.call.state)
