"""What the simulator knows of lines and telephones."""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from yingda.journey.channels.core.sound import RATE, header
from yingda.journey.channels.model import (
    Door,
    Line,
    LineId,
    LineRang,
    Listen,
    Number,
    Ring,
    Say,
    TalkId,
    Unlisten,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a telephone behaves. By itself it rings until somebody moves it."""

    is_registered: bool = True
    answers_after: timedelta | None = None
    declines_after: timedelta | None = None
    is_busy: bool = False


RINGS = Habit()
ANSWERS = Habit(answers_after=timedelta())
DECLINES = Habit(declines_after=timedelta())
AWAY = Habit(is_registered=False)


@dataclass(slots=True, kw_only=True)
class SimulatedLine:
    """A line as nobody but the simulator can see it: what it hears, and from whom."""

    line_id: LineId
    began: datetime
    caller: Number | None = None
    called: str = ""
    door: Door | None = None
    account: str = ""
    ring: Ring | None = None
    is_up: bool = False
    is_told: bool = False
    """Inbound: LineRang was heard by the centre. Made by us: LineAnswered was."""
    talk_id: TalkId | None = None
    saying: Say | None = None
    has_music: bool = False
    answered: datetime | None = None
    listens_to: LineId | None = None
    keys_sent: list[str] = field(default_factory=list, repr=False)

    def rang(self, caller: Number, door: Door, at: datetime) -> LineRang:
        return LineRang(
            line_id=self.line_id,
            at=at,
            caller=caller,
            called=self.called,
            door=door,
            account=self.account,
        )

    def seen(self) -> Line:
        return Line(
            line_id=self.line_id,
            is_up=self.is_up and self.is_told,
            is_inbound=self.ring is None,
            caller=self.caller,
            called=self.called,
            door=self.door,
            talk_id=self.talk_id,
            account=self.account,
        )


def two_seconds(sound: str) -> timedelta:
    """How long any sound lasts, unless the simulator is told better."""
    return timedelta(seconds=2)


def heard(lines: Mapping[LineId, SimulatedLine], line_id: LineId) -> frozenset[LineId]:
    """The lines that this one hears: those of its talk, or whom it listens to with all
    that they hear."""
    line = lines[line_id]
    to = line.listens_to
    if to is not None and to in lines:
        return heard(lines, to) | {to}
    if line.talk_id is None:
        return frozenset()
    return frozenset(
        other.line_id
        for other in lines.values()
        if other.talk_id == line.talk_id and other is not line
    )


def overhear(lines: Mapping[LineId, SimulatedLine], order: Listen | Unlisten) -> None:
    line, to = lines.get(order.line_id), lines.get(order.to)
    if line is None:
        return
    if isinstance(order, Unlisten):
        line.listens_to = None
    elif to is not None and line.is_up and to.is_up:
        line.listens_to = order.to


def record(path: str, lasted: timedelta, sounding: timedelta) -> None:
    """Both directions of an agent's line, as tones: 440 Hz in, 1000 Hz out; and then
    silence, which takes no room on the disk."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    for ending, hertz in (("in", 440), ("out", 1000)):
        with Path(f"{path}-{ending}.wav").open("wb") as out:
            samples = round(lasted.total_seconds() * RATE)
            out.write(header(samples * 2, channels=1))
            head = out.tell()
            out.write(
                _tone(hertz, min(samples, round(sounding.total_seconds() * RATE)))
            )
            out.truncate(head + samples * 2)


def _tone(hertz: int, samples: int) -> bytes:
    turn = 2 * math.pi * hertz / RATE
    waves = (round(8000 * math.sin(turn * n)) for n in range(samples))
    return struct.pack(f"<{samples}h", *waves)
