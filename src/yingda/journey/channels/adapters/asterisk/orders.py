"""Our orders as what Asterisk is asked to do, given what we know of its lines."""

from collections.abc import Iterator

from yingda.journey.channels.adapters.asterisk.ari import Request, name
from yingda.journey.channels.adapters.asterisk.legs import Leg, Legs
from yingda.journey.channels.model import (
    Answer,
    EndTalk,
    HangUp,
    Hush,
    Join,
    LineId,
    Listen,
    Music,
    Order,
    Part,
    Refuse,
    Refused,
    Ring,
    Say,
    SendKeys,
    TalkId,
    Unlisten,
)

TALK = "mixing,dtmf_events"
"""Plain mixing hands keys over from line to line without telling us."""


CAUSES = {Refused.BUSY: 17, Refused.CONGESTED: 42, Refused.FORBIDDEN: 21}
"""By Q.850; over SIP they are 486, 503 and 403."""

EAR = "ear"
"""What channels that hear for a line are marked by."""


def requests(  # noqa: C901  one line for each kind of order
    order: Order, legs: Legs, talks: set[TalkId], *, app: str = ""
) -> Iterator[Request]:
    """Changes `legs` and `talks` to what will be so when the requests are carried out.

    An order to a line that is gone asks for nothing.
    """
    match order:
        case Ring():
            yield from _ring(order, legs)
        case Join():
            yield from _join(order, legs, talks)
        case EndTalk():
            yield from _end_talk(order, legs, talks)
        case Part():
            yield from _part(order, legs)
        case Listen():
            yield from _listen(order, legs, talks, app)
        case Unlisten():
            yield from _unlisten(order, legs, talks)
        case Say() | Hush() | Music():
            if leg := legs.get(order.line_id):
                yield from _sound(order, leg)
        case _:
            if leg := legs.get(order.line_id):
                yield from _line(order, leg)


def _line(order: Answer | SendKeys | Refuse | HangUp, leg: Leg) -> Iterator[Request]:
    match order:
        case Answer():
            if leg.door is not None and not leg.is_up:
                leg.is_up = True
                yield _channel(leg.line_id, "answer")
        case SendKeys(keys=keys):
            yield _channel(leg.line_id, "dtmf", dtmf=keys)
        case Refuse() | HangUp():
            leg.is_ending = leg.is_ended_by_us = True
            yield Request(
                method="DELETE",
                uri=f"channels/{name(leg.line_id)}",
                query={"reason_code": str(CAUSES[order.why])}
                if isinstance(order, Refuse)
                else {},
            )


def _sound(order: Say | Hush | Music, leg: Leg) -> Iterator[Request]:
    match order:
        case Say():
            yield from _say(order, leg)
        case Hush(saying_id=saying_id):
            if saying_id in leg.sayings:
                yield _stop(saying_id)
        case Music(is_on=is_on):
            if leg.talk_id is None:
                yield from _music(leg, is_on=is_on)


def _ring(ring: Ring, legs: Legs) -> Iterator[Request]:
    if ring.line_id in legs:
        return
    legs[ring.line_id] = Leg(line_id=ring.line_id, called=ring.phone)
    shown = ring.shown.replace('"', "")
    variables = {
        f"PJSIP_HEADER(add,{header})": text for header, text in ring.headers.items()
    }
    if ring.record_as is not None:
        variables["RECORD_AS"] = ring.record_as
    yield Request(
        method="POST",
        uri=f"channels/{name(ring.line_id)}",
        query={
            "endpoint": f"PJSIP/{ring.phone}",
            "context": "agent",
            "extension": "s",
            "priority": "1",
            "callerId": f'"{shown}" <{shown}>',
            "timeout": str(ring.seconds),
        },
        body={"variables": variables},
    )


def _say(say: Say, leg: Leg) -> Iterator[Request]:
    if say.saying_id in leg.said or not say.sounds:
        return
    yield from _silence(leg)
    leg.said.add(say.saying_id)
    leg.sayings.add(say.saying_id)
    # Kept with the line, so that whoever comes after us knows what it hears.
    yield _channel(leg.line_id, "variable", variable="SAYING", value=say.saying_id)
    media = ",".join(f"sound:{sound}" for sound in say.sounds)
    yield _channel(leg.line_id, f"play/{name(say.saying_id)}", media=media)


def _music(leg: Leg, *, is_on: bool) -> Iterator[Request]:
    if is_on:
        for saying_id in sorted(leg.sayings):
            yield _stop(saying_id)
        leg.may_have_music = True
        yield _channel(leg.line_id, "moh")
    else:
        yield from _silence(leg)


def _join(join: Join, legs: Legs, talks: set[TalkId]) -> Iterator[Request]:
    if join.talk_id not in talks:
        talks.add(join.talk_id)
        yield Request(
            method="POST", uri=f"bridges/{name(join.talk_id)}", query={"type": TALK}
        )
    for line_id in join.line_ids:
        leg = legs.get(line_id)
        # Joining again would take the line out for a moment.
        if leg is None or not leg.is_up or leg.talk_id == join.talk_id:
            continue
        yield from _silence(leg)
        leg.talk_id = join.talk_id
        yield Request(
            method="POST",
            uri=f"bridges/{name(join.talk_id)}/addChannel",
            query={"channel": line_id},
        )


def _part(part: Part, legs: Legs) -> Iterator[Request]:
    leg = legs.get(part.line_id)
    if leg is not None and leg.talk_id == part.talk_id:
        leg.talk_id = None
        yield Request(
            method="POST",
            uri=f"bridges/{name(part.talk_id)}/removeChannel",
            query={"channel": part.line_id},
        )


def _end_talk(end: EndTalk, legs: Legs, talks: set[TalkId]) -> Iterator[Request]:
    talks.discard(end.talk_id)
    for leg in legs.values():
        if leg.talk_id == end.talk_id:
            leg.talk_id = None
    yield Request(method="DELETE", uri=f"bridges/{name(end.talk_id)}")


def ear(line_id: LineId) -> str:
    """What the channel that hears for this line is named after."""
    return f"{EAR}-{line_id}"


def _listen(
    order: Listen, legs: Legs, talks: set[TalkId], app: str
) -> Iterator[Request]:
    """A channel that hears both ways of the other's, together with the line in a bridge
    of their own: what the line says goes no further."""
    leg, other = legs.get(order.line_id), legs.get(order.to)
    if leg is None or other is None or not (leg.is_up and other.is_up):
        return
    if leg.listens_to == order.to:
        return
    leg.listens_to = order.to
    talk_id, snoop = TalkId(ear(order.line_id)), _snoop(order)
    yield Request(
        method="POST",
        uri=f"channels/{name(order.to)}/snoop/{name(snoop)}",
        query={"spy": "both", "whisper": "none", "app": app, "appArgs": EAR},
    )
    yield from _join(Join(talk_id=talk_id, line_ids=(order.line_id,)), legs, talks)
    yield Request(
        method="POST",
        uri=f"bridges/{name(talk_id)}/addChannel",
        query={"channel": snoop},
    )


def _unlisten(order: Unlisten, legs: Legs, talks: set[TalkId]) -> Iterator[Request]:
    if leg := legs.get(order.line_id):
        leg.listens_to = None
    yield Request(method="DELETE", uri=f"channels/{name(_snoop(order))}")
    yield from _end_talk(EndTalk(talk_id=TalkId(ear(order.line_id))), legs, talks)


def _snoop(order: Listen | Unlisten) -> str:
    return f"{ear(order.line_id)}-{order.to}"


def _silence(leg: Leg) -> Iterator[Request]:
    for saying_id in sorted(leg.sayings):
        yield _stop(saying_id)
    if leg.may_have_music:
        leg.may_have_music = False
        yield Request(method="DELETE", uri=f"channels/{name(leg.line_id)}/moh")


def _stop(saying_id: str) -> Request:
    return Request(method="DELETE", uri=f"playbacks/{name(saying_id)}")


def _channel(line_id: LineId, what: str, **query: str) -> Request:
    return Request(method="POST", uri=f"channels/{name(line_id)}/{what}", query=query)
