"""A leader's telephone on an agent's leg, from the ring to the end."""

from dataclasses import replace

from yingda.journey.channels.core.turn import Turn, phone_of
from yingda.journey.channels.errors import NotNow
from yingda.journey.channels.model import (
    HangUp,
    Line,
    LineAnswered,
    LineGone,
    LineId,
    LineJoined,
    LineRinging,
    Listen,
    Ring,
    Say,
    Unlisten,
)
from yingda.journey.channels.model.calls import (
    Ear,
    EarClosed,
    EarOpened,
    Leg,
    LegState,
)
from yingda.messages.channels import Tone

RINGS_FOR = 20
"""Seconds."""


def listen(turn: Turn, leg: Leg, ear: Ear) -> None:
    """Rings the leader; a page that knows the header answers by itself."""
    if leg.state is not LegState.TALKING:
        raise NotNow("listen", turn.call.state)
    turn.call = replace(turn.call, ears=(*turn.call.ears, ear))
    turn.order(
        Ring(
            line_id=ear.line_id,
            phone=phone_of(ear.listener_id),
            shown=turn.call.shown,
            record_as=None,
            headers={
                "X-Yingda-Contact": turn.call.contact_id,
                "X-Yingda-Listen": ear.agent_id,
                "X-Yingda-Resume": "1",
            },
            seconds=RINGS_FOR,
        )
    )


def hear(
    turn: Turn, ear: Ear, news: LineRinging | LineAnswered | LineJoined | LineGone
) -> None:
    match news:
        case LineAnswered():
            answered(turn, ear)
        case LineGone():
            gone(turn, ear)
        case _:
            pass


def answered(turn: Turn, ear: Ear) -> None:
    leg = turn.call.leg(ear.leg_id)
    if ear.began is not None:
        return
    if leg is None or not leg.is_live:
        turn.order(HangUp(line_id=ear.line_id))
        return
    begun = put(turn, replace(ear, began=turn.at, to=leg.line_id))
    turn.order(Listen(line_id=ear.line_id, to=leg.line_id))
    for line_id in _told(turn, leg, ear.tone):
        saying_id = f"{ear.ear_id}-{line_id}"
        turn.order(Say(line_id=line_id, saying_id=saying_id, sounds=(ear.sound,)))
    turn.facts.append(EarOpened(begun))


def follow(turn: Turn, leg: Leg) -> None:
    """The agent's page was loaded anew: what is heard is the new line."""
    for ear in turn.call.ears:
        if ear.leg_id == leg.leg_id and ear.began and ear.gone is None:
            put(turn, replace(ear, to=leg.line_id))
            turn.order(Listen(line_id=ear.line_id, to=leg.line_id))


def gone(turn: Turn, ear: Ear) -> None:
    if ear.gone is not None:
        return
    over = put(turn, replace(ear, gone=turn.at))
    turn.order(Unlisten(line_id=ear.line_id, to=ear.to))
    if over.began is not None:
        turn.facts.append(EarClosed(over))


def repair(turn: Turn, ear: Ear, seen: Line | None) -> None:
    """Held against what the switch has."""
    leg = turn.call.leg(ear.leg_id)
    if seen is None:
        if ear.asked <= turn.at:
            gone(turn, ear)
    elif leg is None or not leg.is_live or not turn.call.is_live:
        turn.order(HangUp(line_id=ear.line_id))
    elif seen.is_up and ear.began is None:
        answered(turn, ear)
    elif seen.is_up and seen.talk_id is None:
        turn.order(Listen(line_id=ear.line_id, to=leg.line_id))


def _told(turn: Turn, leg: Leg, tone: Tone) -> tuple[LineId, ...]:
    match tone:
        case Tone.NOBODY:
            return ()
        case Tone.AGENT:
            return (leg.line_id,)
        case Tone.BOTH:
            return leg.line_id, turn.call.line_id


def put(turn: Turn, ear: Ear) -> Ear:
    others = (one for one in turn.call.ears if one.ear_id != ear.ear_id)
    turn.call = replace(turn.call, ears=(*others, ear))
    return ear
