"""Lines and telephones: all that may be asked of a switch, and all that it may say.

`Order` is all that may be asked of a switch and `Signal` all that it may say: the
interface of call control, in our words, whatever the make of the switch (CT-05).
Composed actions (hold, blind and consult transfer, conference, park, pick-up) are
sequences of orders and are written once, in the service.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

LineId = NewType("LineId", str)
"""The switch's name for one leg of a call, chosen by us for legs we make ourselves."""

TalkId = NewType("TalkId", str)
"""A place where lines hear each other."""

Number = NewType("Number", str)
"""A caller's number: personal, so it is in no message and in no log line."""


class Door(StrEnum):
    """Which entrance an inbound line came through."""

    TRUNK = "trunk"
    WEB = "web"
    SIMULATED = "simulated"
    """Of the demo's simulated callers: its own account, with a password."""
    DESK = "desk"
    """A telephone of an agent, which is rung and has dialled itself."""


class Refused(StrEnum):
    """What a caller is told who is not let in."""

    BUSY = "busy"
    CONGESTED = "congested"
    """We can take no more: whoever has another way to us may try that."""
    FORBIDDEN = "forbidden"


class Gone(StrEnum):
    """Why a line is gone, as far as the switch can tell."""

    NORMAL = "normal"
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"
    LOST = "lost"
    """No sound for too long, or the switch itself was lost."""


# --- orders -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Take an inbound line."""

    line_id: LineId


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Play sounds one after the other; stops what the line heard before, music too."""

    line_id: LineId
    saying_id: str
    sounds: tuple[str, ...]
    """Absolute paths of sound files without their ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hush:
    """Stop a saying. No error if it has ended."""

    line_id: LineId
    saying_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Music:
    """Queue or hold music on or off, on a line that is in no talk."""

    line_id: LineId
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Make a new line to an agent's telephone. Ringing twice with one id rings once."""

    line_id: LineId
    phone: str
    """The name under which the telephone was admitted."""
    shown: str
    """What the telephone displays as caller: masked already."""
    record_as: str | None
    """Path (without ending) of the recording to be made of what this line hears and
    says; it begins when the line is answered and ends with the line."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Told to the telephone with the ring, for example `X-Yingda-Contact`."""
    seconds: int = 90_000
    """The switch gives up by itself after so long: far later than we do, and than by what
    anybody sets the clock that it counts by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Let lines hear each other. Makes the talk if it is not there; joining a line that
    is in it changes nothing; music and sayings of the lines stop."""

    talk_id: TalkId
    line_ids: tuple[LineId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Take a line out of a talk; both stay up. No error if it is not in it."""

    talk_id: TalkId
    line_id: LineId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTalk:
    """Remove the talk; its lines stay up. No error if it is not there."""

    talk_id: TalkId


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Let a line that is in no talk hear all that another line hears and says; nobody
    hears it. Asked again, and for lines that are not up, nothing changes."""

    line_id: LineId
    to: LineId


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlisten:
    """The end of Listen; both lines stay up, if they are. No error if it is over."""

    line_id: LineId
    to: LineId


@dataclass(frozen=True, slots=True, kw_only=True)
class SendKeys:
    """Send keys (DTMF) to whoever is at the end of the line."""

    line_id: LineId
    keys: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """End an inbound line that was not answered, and say why. No error if it is gone."""

    line_id: LineId
    why: Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    """End a line. No error if it is gone."""

    line_id: LineId


Order = (
    Answer
    | Say
    | Hush
    | Music
    | Ring
    | Join
    | Part
    | EndTalk
    | Listen
    | Unlisten
    | SendKeys
    | Refuse
    | HangUp
)

# --- signals ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRang:
    """Somebody is calling us."""

    line_id: LineId
    at: datetime
    caller: Number
    called: str
    door: Door
    account: str = ""
    """Under which name it speaks to the switch: the trunk's, or its telephone's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRinging:
    """The telephone of a line we made is ringing."""

    line_id: LineId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswered:
    """A line we made was picked up; it hears nobody yet."""

    line_id: LineId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineJoined:
    """The line is in the talk."""

    line_id: LineId
    talk_id: TalkId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGone:
    """The line has ended, whoever hung up. Told once for every line."""

    line_id: LineId
    at: datetime
    why: Gone = Gone.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPressed:
    """One key, by RFC 4733 or SIP INFO. Never in a log line."""

    line_id: LineId
    at: datetime
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SayingEnded:
    """All sounds of a saying were played, or it was stopped."""

    line_id: LineId
    saying_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchFound:
    """The switch is there (at start, and again after it was lost). Whoever hears it
    compares `lines` with what ought to be; signals in between are lost for ever."""

    at: datetime
    began: datetime
    """Since when this switch runs: lines of before ended with the one before it."""
    lines: tuple["Line", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchLost:
    """The switch does not answer. Its calls may well go on."""

    at: datetime


Signal = (
    LineRang
    | LineRinging
    | LineAnswered
    | LineJoined
    | LineGone
    | KeyPressed
    | SayingEnded
    | SwitchFound
    | SwitchLost
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as the switch sees it now."""

    line_id: LineId
    is_up: bool
    """False while it rings."""
    is_inbound: bool
    caller: Number | None
    """Of inbound lines."""
    called: str
    door: Door | None
    talk_id: TalkId | None
    account: str = ""
    """Of inbound lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone that may register and be rung: an agent's, or a caller's page."""

    name: str
    password: str = field(repr=False)
    is_agent: bool
    """An agent's telephone is rung; a caller's page may only call the hotline."""
    caller: Number | None = None
    """The number under which calls of a caller's page arrive."""
