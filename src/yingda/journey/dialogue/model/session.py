"""One caller in one flow: where they are, what is known, what they may do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from yingda.kernel.ids import (
    BranchId,
    ContactId,
    CustomerId,
    PointId,
    QueueId,
    Skill,
    TierId,
)
from yingda.messages.channels import HeardOut, Left, LineAct, Pressed


class Phase(StrEnum):
    """What the session waits for."""

    SAYING = "saying"
    LISTENING = "listening"
    """For keys, while a prompt is heard or after it."""
    ASKING = "asking"
    """For a back end."""
    QUEUED = "queued"
    """For an agent; music and announcements."""
    SERVED = "served"
    """An agent has the caller; they may come back."""
    CLOSING = "closing"
    """The last words are being said."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    contact_id: ContactId
    point_id: PointId
    customer_id: CustomerId | None
    tier_id: TierId
    node: str = ""
    phase: Phase = Phase.SAYING
    turn: int = 0
    """Raised by everything that matters; what is late names an older one."""
    saying: str | None = None
    """What is being said now."""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    digits: str = field(default="", repr=False)
    """Of the entry that is being keyed."""
    tries: int = 0
    visits: int = 0
    """Nodes entered and prompts repeated: a caller in a circle comes to a human."""
    why: str = "flow"
    """Why a human would be asked for now: `key`, `flow`, `back-end`, `timeout`; a queue may
    say another."""
    path: tuple[str, ...] = ()
    """Names of the choices made."""
    is_answered: bool = False
    is_started: bool = False
    is_identified: bool = False
    is_over: bool = False
    """DialogueEnded has been told."""
    is_asking_place: bool = False
    announced: int = 0
    """Announcements made in this wait."""

    @property
    def language(self) -> str:
        return self.variables["language"]


# --- what happens to a session: Pressed, HeardOut and Left, and these ---------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedOut:
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The back end has answered; `outcome` picks the way, the rest are variables."""

    turn: int
    outcome: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackEndFailed:
    turn: int


class News(StrEnum):
    """What the rest of the centre does with the contact."""

    WAITING = "waiting"
    """In a queue, for the first time or again."""
    BRIDGED = "bridged"
    RESUMED = "resumed"
    """This process or the switch is back: say again where we are."""
    GONE = "gone"


Input = Pressed | HeardOut | Left | TimedOut | Answered | BackEndFailed | News

# --- what becomes of it --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    variant: str


@dataclass(frozen=True, slots=True)
class Identified:
    branch_id: BranchId
    how: str


@dataclass(frozen=True, slots=True)
class Entered:
    node: str


@dataclass(frozen=True, slots=True)
class Chosen:
    node: str
    choice: str


@dataclass(frozen=True, slots=True)
class Attached:
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A human is wanted: said first, and then the queue is asked for one."""

    why: str
    queue_id: QueueId
    branch_id: BranchId
    needs: Mapping[Skill, int]


@dataclass(frozen=True, slots=True)
class Over:
    outcome: str


Fact = Started | Identified | Entered | Chosen | Attached | Wanted | Over


@dataclass(frozen=True, slots=True)
class Question:
    """To be put to a back end now; the answer names the turn."""

    name: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """What one input leads to."""

    session: Session
    acts: tuple[LineAct, ...] = ()
    facts: tuple[Fact, ...] = ()
    wake: timedelta | None = None
    """TimedOut is due after so long, unless something else happens before."""
    question: Question | None = None
