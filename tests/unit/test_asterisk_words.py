"""What Asterisk says means what the switch promises, event by event."""

from datetime import UTC, datetime

import msgspec
import pytest

from yingda.journey.channels.adapters.asterisk.ari import Channel, Said, takes_requests
from yingda.journey.channels.adapters.asterisk.legs import Leg, Legs
from yingda.journey.channels.adapters.asterisk.orders import requests
from yingda.journey.channels.adapters.asterisk.words import found, moment, read
from yingda.journey.channels.model import (
    Answer,
    Door,
    EndTalk,
    Gone,
    HangUp,
    Join,
    LineGone,
    LineId,
    LineRang,
    Listen,
    Music,
    Order,
    Part,
    Ring,
    Say,
    SayingEnded,
    TalkId,
    Unlisten,
)

AT = "2026-03-02T09:00:00.250+0800"
IN, AGENT = LineId("in-1"), LineId("leg-1")
TALK = TalkId("talk")


def said(kind: str, **fields: object) -> Said:
    return msgspec.convert({"type": kind, "timestamp": AT, **fields}, Said)


def up(line_id: LineId, door: Door | None = None) -> Leg:
    return Leg(line_id=line_id, is_up=True, has_rung=True, door=door)


def asked(legs: Legs, *orders: Order) -> list[str]:
    talks: set[TalkId] = set()
    return [
        f"{request.method} {request.uri}"
        for order in orders
        for request in requests(order, legs, talks)
    ]


def test_moments_are_utc() -> None:
    assert moment(AT) == datetime(2026, 3, 2, 1, 0, 0, 250_000, tzinfo=UTC)


def test_a_caller_is_told_with_door_and_number() -> None:
    legs: Legs = {}
    channel = {"id": IN, "state": "Ring", "caller": {"number": "13900000001"}}
    signal = read(
        said("StasisStart", channel=channel, args=["web", "page-1", "96766"]), legs
    )
    assert isinstance(signal, LineRang)
    assert (signal.caller, signal.called) == ("13900000001", "96766")
    assert (signal.door, signal.account) == (Door.WEB, "page-1")
    assert IN in legs


@pytest.mark.parametrize(
    ("leg", "cause", "why"),
    [
        (up(IN, Door.TRUNK), 16, Gone.NORMAL),
        (up(IN, Door.TRUNK), 44, Gone.LOST),
        (Leg(line_id=IN, has_rung=True), 17, Gone.BUSY),
        (Leg(line_id=IN, has_rung=True), 21, Gone.DECLINED),
        (Leg(line_id=IN, has_rung=True), 19, Gone.NO_ANSWER),
        (Leg(line_id=IN), 19, Gone.UNREACHABLE),
        (Leg(line_id=IN), 3, Gone.UNREACHABLE),
        (Leg(line_id=IN, is_ended_by_us=True), 26, Gone.NORMAL),
    ],
)
def test_the_cause_of_an_end(leg: Leg, cause: int, why: Gone) -> None:
    legs = {IN: leg}
    end = said("ChannelDestroyed", channel={"id": IN}, cause=cause)
    signal = read(end, legs)
    assert isinstance(signal, LineGone)
    assert signal.why is why
    assert read(end, legs) is None


def test_a_saying_ends_once_and_not_after_the_hang_up() -> None:
    leg = up(IN, Door.TRUNK)
    leg.sayings = {"a", "b"}
    legs = {IN: leg}

    def end(saying_id: str) -> Said:
        playback = {"id": saying_id, "target_uri": f"channel:{IN}"}
        return said("PlaybackFinished", playback=playback)

    assert isinstance(read(end("a"), legs), SayingEnded)
    assert read(end("a"), legs) is None
    assert read(said("ChannelHangupRequest", channel={"id": IN}), legs) is None
    assert read(end("b"), legs) is None


def test_a_caller_who_was_not_given_to_us_is_not_found() -> None:
    waiting = {"context": "wait", "app_name": "Wait", "app_data": "1"}
    data = "yingda,trunk,gateway-2,96766"
    given = {"context": "wait", "app_name": "Stasis", "app_data": data}
    assert found(msgspec.convert({"id": IN, "dialplan": waiting}, Channel)) is None
    leg = found(msgspec.convert({"id": IN, "state": "Up", "dialplan": given}, Channel))
    assert leg is not None
    assert (leg.door, leg.account, leg.called) == (Door.TRUNK, "gateway-2", "96766")
    assert leg.is_up


def test_an_answered_telephone_that_was_not_given_to_us_still_rings() -> None:
    dialplan = {"context": "agent", "app_name": "Wait", "app_data": "1"}
    channel = {"id": AGENT, "state": "Up", "dialplan": dialplan}
    leg = found(msgspec.convert(channel, Channel))
    assert leg is not None
    assert not leg.is_up
    assert leg.door is None


def test_orders_to_lines_that_are_gone_ask_for_nothing() -> None:
    legs: Legs = {}
    assert not asked(
        legs,
        Answer(line_id=IN),
        Say(line_id=IN, saying_id="s", sounds=("/x",)),
        Music(line_id=IN, is_on=True),
        Part(talk_id=TALK, line_id=IN),
        HangUp(line_id=IN),
    )


def test_joining_again_takes_nobody_out_for_a_moment() -> None:
    legs = {IN: up(IN, Door.TRUNK), AGENT: up(AGENT)}
    join = Join(talk_id=TALK, line_ids=(IN, AGENT))
    first = asked(legs, join)
    assert [line.rpartition("/")[2] for line in first] == [
        "talk",
        "addChannel",
        "addChannel",
    ]
    assert "addChannel" not in "".join(asked(legs, join))


def test_what_plays_is_stopped_before_a_line_joins() -> None:
    leg = up(IN, Door.TRUNK)
    legs = {IN: leg}
    say = Say(line_id=IN, saying_id="s 1", sounds=("/x", "/y"))
    assert asked(legs, Music(line_id=IN, is_on=True), say, say) == [
        "POST channels/in-1/moh",
        "DELETE channels/in-1/moh",
        "POST channels/in-1/variable",
        "POST channels/in-1/play/s%201",
    ]
    assert "DELETE playbacks/s%201" in asked(legs, Join(talk_id=TALK, line_ids=(IN,)))


def test_music_can_follow_the_end_of_a_talk_in_one_breath() -> None:
    legs = {IN: up(IN, Door.TRUNK)}
    orders = (
        Join(talk_id=TALK, line_ids=(IN,)),
        EndTalk(talk_id=TALK),
        Music(line_id=IN, is_on=True),
    )
    assert asked(legs, *orders)[-1] == "POST channels/in-1/moh"


def test_a_ring_carries_mask_headers_and_the_place_of_its_recording() -> None:
    order = Ring(
        line_id=AGENT,
        phone="desk-1",
        shown="139****0001",
        record_as="/rec/leg-1",
        headers={"X-Yingda-Contact": "c-1"},
        seconds=20,
    )
    (request,) = requests(order, {}, set())
    assert request.query["callerId"] == '"139****0001" <139****0001>'
    assert request.query["timeout"] == "20"
    assert request.body == {
        "variables": {
            "PJSIP_HEADER(add,X-Yingda-Contact)": "c-1",
            "RECORD_AS": "/rec/leg-1",
        }
    }


@pytest.mark.parametrize(
    ("version", "does"),
    [
        ("20.6.0", False),
        ("20.14.0~dfsg", True),
        ("21.8.1", False),
        ("22.4.0", True),
        ("22.10.1+dfsg", True),
        ("23.0.0", True),
        ("18.10.0", False),
    ],
)
def test_which_releases_take_requests_over_the_websocket(
    version: str, does: bool
) -> None:
    assert takes_requests(version) is does


def test_a_line_hears_another_through_a_channel_that_nobody_counts() -> None:
    own, other = LineId("boss"), LineId("leg-1")
    legs: Legs = {own: up(own), other: up(other)}
    listen = Listen(line_id=own, to=other)

    assert asked(legs, listen, listen) == [
        "POST channels/leg-1/snoop/ear-boss-leg-1",
        "POST bridges/ear-boss",
        "POST bridges/ear-boss/addChannel",
        "POST bridges/ear-boss/addChannel",
    ]
    ear = {"id": "ear-boss-leg-1", "state": "Up"}
    assert read(said("StasisStart", channel=ear, args=["ear"]), legs) is None
    assert found(msgspec.convert(ear, Channel)) is None
    assert set(legs) == {own, other}
    assert asked(legs, Unlisten(line_id=own, to=other)) == [
        "DELETE channels/ear-boss-leg-1",
        "DELETE bridges/ear-boss",
    ]


def test_nobody_listens_to_a_line_that_is_not_up() -> None:
    own, other = LineId("boss"), LineId("leg-1")
    legs: Legs = {own: up(own), other: Leg(line_id=other)}

    assert asked(legs, Listen(line_id=own, to=other)) == []
    assert asked(legs, Listen(line_id=own, to=LineId("gone"))) == []
