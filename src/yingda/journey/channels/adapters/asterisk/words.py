"""Asterisk's words into ours."""

from collections.abc import Callable
from datetime import UTC, datetime

from yingda.journey.channels.adapters.asterisk.ari import Channel, Said
from yingda.journey.channels.adapters.asterisk.legs import Leg, Legs
from yingda.journey.channels.adapters.asterisk.orders import EAR
from yingda.journey.channels.model import (
    Door,
    Gone,
    KeyPressed,
    LineAnswered,
    LineGone,
    LineId,
    LineJoined,
    LineRang,
    LineRinging,
    Number,
    SayingEnded,
    Signal,
    TalkId,
)

INBOUND = frozenset({"trunk", "web", "simulated", "wait"})
"""Contexts of the dialplan in which there are callers only."""

REFUSALS = {
    17: Gone.BUSY,
    21: Gone.DECLINED,
    18: Gone.NO_ANSWER,
    19: Gone.NO_ANSWER,
    16: Gone.DECLINED,
    1: Gone.UNREACHABLE,
    3: Gone.UNREACHABLE,
    20: Gone.UNREACHABLE,
    27: Gone.UNREACHABLE,
    34: Gone.UNREACHABLE,
    38: Gone.UNREACHABLE,
}
"""Causes (Q.850) of lines that were never answered."""

SILENT = 44
"""The cause that Asterisk gives when no sound has come for too long."""


def read(said: Said, legs: Legs) -> Signal | None:
    """What one event means to us, or None for the many we have no use for."""
    reader = _READERS.get(said.type)
    return reader(said, legs) if reader is not None else None


HEARD = (
    "StasisStart",
    "ChannelDestroyed",
    "ChannelHangupRequest",
    "ChannelDtmfReceived",
    "ChannelEnteredBridge",
    "ChannelLeftBridge",
    "PlaybackFinished",
    "Dial",
)
"""The events that have a meaning here; all others stay with Asterisk."""


def moment(text: str) -> datetime:
    """Asterisk writes the zone of its machine behind the time: `…12:00:00.000+0800`."""
    return datetime.fromisoformat(text).astimezone(UTC)


def is_ear(channel: Channel) -> bool:
    """A channel that only hears for a line (Listen): no line of its own."""
    return channel.id.startswith(f"{EAR}-")


def found(channel: Channel) -> Leg | None:
    """A line as it is in the survey; None for a caller whom we have not been given.

    That caller is kept ringing by the dialplan and will be given to us within a second.
    """
    if is_ear(channel):
        return None
    is_ours = channel.dialplan.app_name == "Stasis"
    args = channel.dialplan.app_data.split(",")[1:]
    if channel.dialplan.context not in INBOUND:
        return Leg(
            line_id=LineId(channel.id),
            is_up=is_ours and channel.state == "Up",
            has_rung=channel.state in ("Ringing", "Up"),
            may_have_music=True,
        )
    if not is_ours or len(args) < 3:
        return None
    return Leg(
        line_id=LineId(channel.id),
        caller=Number(channel.caller.number),
        door=Door(args[0]),
        account=args[1],
        called=args[2],
        is_up=channel.state == "Up",
        may_have_music=True,
    )


def _entered(said: Said, legs: Legs) -> Signal | None:
    """A line was given to us: a caller, or the answered line to a telephone."""
    if said.channel is None or not said.args or is_ear(said.channel):
        return None
    line_id, at = LineId(said.channel.id), moment(said.timestamp)
    if said.args[0] == "agent":
        leg = legs.setdefault(line_id, Leg(line_id=line_id))
        leg.is_up = True
        return LineAnswered(line_id=line_id, at=at)
    rang = LineRang(
        line_id=line_id,
        at=at,
        caller=Number(said.channel.caller.number),
        door=Door(said.args[0]),
        account=said.args[1] if len(said.args) > 1 else "",
        called=said.args[2] if len(said.args) > 2 else "",
    )
    legs[line_id] = Leg(
        line_id=line_id,
        caller=rang.caller,
        called=rang.called,
        door=rang.door,
        account=rang.account,
    )
    return rang


def _rang(said: Said, legs: Legs) -> Signal | None:
    leg = _leg(said.peer, legs)
    if leg is None or said.dialstatus != "RINGING" or leg.has_rung:
        return None
    leg.has_rung = True
    return LineRinging(line_id=leg.line_id, at=moment(said.timestamp))


def _ending(said: Said, legs: Legs) -> Signal | None:
    leg = _leg(said.channel, legs)
    if leg is not None:
        leg.is_ending = True
    return None


def _gone(said: Said, legs: Legs) -> Signal | None:
    leg = _leg(said.channel, legs)
    if leg is None:
        return None
    del legs[leg.line_id]
    return LineGone(
        line_id=leg.line_id, at=moment(said.timestamp), why=_why(leg, said.cause)
    )


def _why(leg: Leg, cause: int) -> Gone:
    if leg.is_ended_by_us:
        return Gone.NORMAL
    if leg.is_up or leg.door is not None:
        return Gone.LOST if cause == SILENT else Gone.NORMAL
    why = REFUSALS.get(cause, Gone.UNREACHABLE)
    # Nobody can have let a telephone ring that did not ring.
    is_silent = why is Gone.NO_ANSWER and not leg.has_rung
    return Gone.UNREACHABLE if is_silent else why


def _pressed(said: Said, legs: Legs) -> Signal | None:
    leg = _leg(said.channel, legs)
    if leg is None or leg.is_ending:
        return None
    return KeyPressed(line_id=leg.line_id, at=moment(said.timestamp), key=said.digit)


def _joined(said: Said, legs: Legs) -> Signal | None:
    leg = _leg(said.channel, legs)
    if leg is None or said.bridge is None:
        return None
    talk_id = leg.talk_id = TalkId(said.bridge.id)
    if leg.told_talk_id == talk_id:
        return None
    leg.told_talk_id = talk_id
    return LineJoined(line_id=leg.line_id, talk_id=talk_id, at=moment(said.timestamp))


def _parted(said: Said, legs: Legs) -> Signal | None:
    leg = _leg(said.channel, legs)
    if leg is not None and said.bridge is not None:
        left = TalkId(said.bridge.id)
        if leg.told_talk_id == left:
            leg.told_talk_id = None
        if leg.talk_id == left:
            leg.talk_id = None
    return None


def _said(said: Said, legs: Legs) -> Signal | None:
    if said.playback is None:
        return None
    line_id = LineId(said.playback.target_uri.removeprefix("channel:"))
    leg, saying_id = legs.get(line_id), said.playback.id
    if leg is None or saying_id not in leg.sayings:
        return None
    leg.sayings.discard(saying_id)
    if leg.is_ending:
        return None
    return SayingEnded(line_id=line_id, saying_id=saying_id, at=moment(said.timestamp))


def _leg(channel: Channel | None, legs: Legs) -> Leg | None:
    return legs.get(LineId(channel.id)) if channel is not None else None


_READERS: dict[str, Callable[[Said, Legs], Signal | None]] = {
    "StasisStart": _entered,
    "Dial": _rang,
    "ChannelHangupRequest": _ending,
    "ChannelDestroyed": _gone,
    "ChannelDtmfReceived": _pressed,
    "ChannelEnteredBridge": _joined,
    "ChannelLeftBridge": _parted,
    "PlaybackFinished": _said,
}
