"""Texts on the command line."""

from datetime import timedelta

from builders import HOME, NOON
from yingda.app.stubs import told as kept_told
from yingda.journey.channels.adapters.smpp.stub import Kept
from yingda.journey.channels.cli import told
from yingda.journey.channels.model.texts import SentText, Text, TextState
from yingda.kernel.ids import TextId


def test_a_line_says_when_to_whom_and_how_far_but_not_what() -> None:
    text = Text(
        text_id=TextId("t"),
        scope=HOME,
        purpose="notice",
        words="help",
        state=TextState.FAILED,
        asked=NOON,
        due=NOON,
        expires=NOON + timedelta(days=1),
        tries=1,
        parts=1,
        reference=0,
        goes_first=False,
        wants_none=False,
        why="smpp-0xb",
    )
    line = told(SentText(text=text, number_masked="138****0001", said="秘密"))

    assert line == "2026-01-01T12:00:00+08:00\t138****0001\tnotice\tfailed\tsmpp-0xb"


def test_the_stand_in_shows_each_piece_as_it_comes() -> None:
    kept = Kept(
        centre_id="1",
        to="8613800000001",
        sender="96766",
        words="您好",
        reference=7,
        piece=1,
        pieces=2,
        coding=8,
        validity="",
    )

    assert kept_told(kept) == "8613800000001\t1/2\t您好"
