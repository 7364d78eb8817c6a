"""What ought to be, held against what the switch says is: after any crash, of anybody.

Whatever was committed and not done is done now; whatever happened while nobody listened
is concluded from what is left. Doing it twice changes nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from yingda.journey.channels.core import listening
from yingda.journey.channels.core.signals import (
    agent_line_gone,
    answered,
    joined,
    rang,
)
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.model import (
    EndTalk,
    Gone,
    HangUp,
    Join,
    Line,
    LineId,
    Music,
    Part,
)
from yingda.journey.channels.model.calls import (
    AgentLine,
    CallState,
    Leg,
    LegState,
)
from yingda.messages.channels import EndedBy, LegEnd

Lines = Mapping[LineId, Line]


def repair(turn: Turn, found: Lines, *, began: datetime) -> None:
    """`turn.at` is the moment at which the switch was found, `began` that since which
    it runs."""
    caller = found.get(turn.call.line_id)
    if turn.call.is_live and caller is None:
        _caller_gone(turn, began)
    for leg in turn.call.legs:
        for line in leg.lines:
            current = turn.call.leg(leg.leg_id) or leg
            _repair_line(turn, current, line, found.get(line.line_id))
    for ear in turn.call.ears:
        listening.repair(turn, ear, found.get(ear.line_id))
    if turn.call.is_live and caller is not None:
        for leg in turn.call.live_legs:
            _repair_place(turn, leg, found)
        _repair_caller(turn, caller)


def _caller_gone(turn: Turn, began: datetime) -> None:
    if turn.call.arrived < began:
        turn.caller_gone(EndedBy.SWITCH, LegEnd.LOST)
    else:
        turn.caller_gone(turn.call.ending or EndedBy.UNHEARD)


def _repair_line(turn: Turn, leg: Leg, line: AgentLine, seen: Line | None) -> None:
    if line.gone or line.asked > turn.at:
        return
    if seen is None and _was_perhaps_not_ordered(turn, leg, line):
        turn.ring(leg, line)
    elif seen is None:
        was_answered = line.answered is not None
        why = Gone.LOST if was_answered else Gone.UNREACHABLE
        agent_line_gone(turn, leg, line.line_id, why)
    elif not leg.is_live:
        turn.order(HangUp(line_id=line.line_id), EndTalk(talk_id=leg.own_talk))
    elif not seen.is_up:
        rang(turn, line.line_id)
    elif line.answered is None:
        rang(turn, line.line_id)
        answered(turn, line.line_id)
    elif line.line_id not in (leg.line_id, leg.next_line_id):
        turn.order(HangUp(line_id=line.line_id))


def _was_perhaps_not_ordered(turn: Turn, leg: Leg, line: AgentLine) -> bool:
    """Wanted just before a crash, and never heard to ring: nobody is to blame. A telephone
    that cannot be rung is told as such by the switch."""
    is_first = leg.state is LegState.RINGING and leg.line_id == line.line_id
    return turn.call.is_live and is_first and leg.rang is None


def _repair_place(turn: Turn, leg: Leg, found: Lines) -> None:
    seen = found.get(leg.line_id)
    if seen is None or leg.state not in (LegState.ANSWERED, LegState.TALKING):
        return
    if seen.talk_id == leg.talk_id:
        joined(turn, leg.line_id, leg.talk_id)
    else:
        turn.order(Join(talk_id=leg.talk_id, line_ids=(leg.line_id,)))


def _repair_caller(turn: Turn, seen: Line) -> None:
    call = turn.call
    if call.ending is not None:
        turn.order(HangUp(line_id=call.line_id))
    elif call.talk_id is not None:
        if seen.talk_id == call.talk_id:
            joined(turn, call.line_id, call.talk_id)
        else:
            turn.order(Join(talk_id=call.talk_id, line_ids=(call.line_id,)))
    else:
        if seen.talk_id is not None:
            turn.order(Part(talk_id=seen.talk_id, line_id=call.line_id))
        if call.state is not CallState.MACHINE:
            turn.order(Music(line_id=call.line_id, is_on=True))
        turn.call = replace(call, in_talk=None)
