"""What becomes of a call by what the switch says. News heard twice changes nothing."""

from dataclasses import replace

from yingda.journey.channels.core import listening
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.model import (
    Answer,
    Gone,
    HangUp,
    Join,
    LineAnswered,
    LineGone,
    LineId,
    LineJoined,
    LineRinging,
    Part,
    TalkId,
)
from yingda.journey.channels.model.calls import (
    Bridged,
    CallState,
    Consulted,
    Leg,
    LegState,
    Parked,
    Rang,
    Role,
)
from yingda.messages.channels import CallerDid, EndedBy, Left, LegEnd

LineNews = LineRinging | LineAnswered | LineJoined | LineGone

UNANSWERED = {
    Gone.NORMAL: LegEnd.DECLINED,
    Gone.BUSY: LegEnd.DECLINED,
    Gone.DECLINED: LegEnd.DECLINED,
    Gone.NO_ANSWER: LegEnd.NO_ANSWER,
    Gone.UNREACHABLE: LegEnd.UNREACHABLE,
    Gone.LOST: LegEnd.UNREACHABLE,
}


def hear(turn: Turn, news: LineNews) -> CallerDid | None:
    """Takes one signal about one of the call's lines; what the caller did, if so."""
    if not turn.call.is_live and news.line_id == turn.call.line_id:
        return None
    if ear := turn.call.ear_on(news.line_id):
        listening.hear(turn, ear, news)
        return None
    match news:
        case LineRinging():
            rang(turn, news.line_id)
        case LineAnswered():
            answered(turn, news.line_id)
        case LineJoined():
            joined(turn, news.line_id, news.talk_id)
        case LineGone():
            return gone(turn, news.line_id, news.why)
    return None


def rang(turn: Turn, line_id: LineId) -> None:
    leg = turn.call.leg_on(line_id)
    if leg is None or leg.rang or leg.state is not LegState.RINGING:
        return
    turn.facts.append(Rang(turn.put(replace(leg, rang=turn.at))))


def answered(turn: Turn, line_id: LineId) -> None:
    leg = turn.call.leg_on(line_id)
    line = leg.line(line_id) if leg is not None else None
    if leg is None or line is None or line.answered:
        return
    leg = turn.put_line(leg, replace(line, answered=turn.at))
    if leg.is_live and leg.next_line_id == line_id:
        _take_over(turn, leg, line_id)
    elif leg.state is LegState.RINGING and leg.line_id == line_id:
        _picked_up(turn, replace(leg, state=LegState.ANSWERED))
    else:
        turn.order(HangUp(line_id=line_id))


def _picked_up(turn: Turn, leg: Leg) -> None:
    turn.put(leg)
    asking = _asking(turn, leg)
    if leg.role is Role.CONSULTED and asking is not None:
        turn.put(replace(asking, talk_id=leg.talk_id, in_talk=None))
        turn.facts.append(Consulted(leg))
        turn.order(
            Part(talk_id=asking.talk_id, line_id=asking.line_id),
            Join(talk_id=leg.talk_id, line_ids=(asking.line_id, leg.line_id)),
        )
    else:
        # A pick-up and the ring that it is for may be answered in the same moment.
        _stop_others(turn, leg)
        # A flow may queue a caller without a word; answering twice changes nothing.
        turn.order(Answer(line_id=turn.call.line_id))
        turn.caller_into(leg.talk_id, leg.line_id)


def _stop_others(turn: Turn, leg: Leg) -> None:
    for other in turn.call.live_legs:
        if other.leg_id != leg.leg_id and other.state is LegState.RINGING:
            turn.end_leg(other, LegEnd.WITHDRAWN)


def _asking(turn: Turn, consulted: Leg) -> Leg | None:
    return next((one for one in turn.call.live_legs if one.role is Role.SERVES), None)


def _take_over(turn: Turn, leg: Leg, line_id: LineId) -> None:
    """The page was loaded anew: its line takes the place of the old one."""
    old = leg.line(leg.line_id)
    leg = turn.put(replace(leg, line_id=line_id, next_line_id=None))
    listening.follow(turn, leg)
    if leg.state is LegState.AWAY:
        turn.back(leg)
    else:
        turn.order(Join(talk_id=leg.talk_id, line_ids=(line_id,)))
    if old is not None and old.gone is None:
        turn.order(HangUp(line_id=old.line_id))


def joined(turn: Turn, line_id: LineId, talk_id: TalkId) -> None:
    """News of a talk in which the line is no longer wanted is old."""
    call = turn.call
    if line_id == call.line_id:
        if talk_id != call.talk_id or talk_id == call.in_talk:
            return
        turn.call = replace(call, in_talk=talk_id, joined=turn.at)
    elif leg := call.leg_on(line_id):
        if not leg.is_live or line_id != leg.line_id:
            return
        if talk_id != leg.talk_id or talk_id == leg.in_talk:
            return
        turn.put(replace(leg, in_talk=talk_id, joined=turn.at))
    for leg in turn.call.live_legs:
        _bridge(turn, leg)


def _bridge(turn: Turn, leg: Leg) -> None:
    """Caller and agent hear each other from the moment when the second one is in,
    whichever of the two was told first."""
    call = turn.call
    together = leg.in_talk == call.in_talk == leg.talk_id == call.talk_id
    if together and leg.state is LegState.ANSWERED:
        role = Role.SERVES if leg.role is Role.PICKS_UP else leg.role
        turn.at = max(turn.at, call.joined or turn.at, leg.joined or turn.at)
        talking = replace(leg, state=LegState.TALKING, bridged=turn.at, role=role)
        turn.facts.append(Bridged(turn.put(talking)))


def gone(turn: Turn, line_id: LineId, why: Gone) -> CallerDid | None:
    if line_id != turn.call.line_id:
        leg = turn.call.leg_on(line_id)
        if leg is not None:
            agent_line_gone(turn, leg, line_id, why)
        return None
    call = turn.call
    turn.caller_gone(call.ending or EndedBy.CALLER)
    if call.is_with_machine and call.ending is None:
        return Left(contact_id=call.contact_id)
    return None


def agent_line_gone(turn: Turn, leg: Leg, line_id: LineId, why: Gone) -> None:
    line = leg.line(line_id)
    if line is None or line.gone:
        return
    leg = turn.put_line(leg, replace(line, gone=turn.at))
    if leg.next_line_id == line_id:
        leg = turn.put(replace(leg, next_line_id=None))
    if leg.line_id != line_id:
        return
    match leg.state:
        case LegState.RINGING:
            turn.end_leg(leg, UNANSWERED[why])
        case LegState.ANSWERED:
            unbridged(turn, leg, UNANSWERED[why])
        case LegState.TALKING:
            _talker_gone(turn, leg, why)
        case LegState.AWAY | LegState.ENDED:
            pass


def _talker_gone(turn: Turn, leg: Leg, why: Gone) -> None:
    """An agent who hangs up ends the call; one who is cut off, or whose page is being
    loaded anew, may be back."""
    is_wish = why in (Gone.NORMAL, Gone.BUSY, Gone.DECLINED)
    if is_wish and leg.next_line_id is None:
        turn.leave(leg)
    else:
        turn.away(leg)


def unbridged(turn: Turn, leg: Leg, why: LegEnd) -> None:
    """Picked up, and gone before the caller was there: the caller waits on."""
    if leg.role is Role.CONSULTED:
        # Whoever has given advice and goes has declined nothing.
        turn.end_leg(leg, LegEnd.HUNG_UP)
        turn.back_from_consulting()
        return
    turn.end_leg(leg, why)
    if turn.call.talk_id == leg.talk_id and not turn.others_with_caller(leg):
        if leg.role is Role.PICKS_UP:
            turn.caller_to_music(CallState.PARKED)
            turn.facts.append(Parked(leg))
        else:
            turn.caller_to_music(CallState.WAITING)
