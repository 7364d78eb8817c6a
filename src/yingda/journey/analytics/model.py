"""The nouns of analytics: what a contact lived through, and how it is added up.

Durations that are summed are whole microseconds, because sums of whole numbers are equal
on every engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from yingda.kernel.ids import AgentId, BranchId, ContactId, LegId, QueueId, TierId

FOLD_VERSION = 3
"""Raised when the fold gives other visits for the same events."""


class Outcome(StrEnum):
    """How a visit of a queue ended, or that it has not."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    FLOWED_OUT = "flowed-out"


class Origin(StrEnum):
    """Where a visit came from."""

    REQUEST = "request"
    """The contact's first queue: the one visit that counts as requested."""
    QUEUE = "queue"
    """Flowed in from another queue's waiting."""
    TRANSFER = "transfer"
    """An agent gave the contact away; no queue's waiting lost it."""
    RETURN = "return"
    """The agent's line was lost in mid-talk, or the contact came back from elsewhere."""
    HAND_OVER = "hand-over"
    """A colleague who had been consulted took the contact: it did not wait again, so no
    queue counts this segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One contact's stay in one queue, with the service it led to: a segment."""

    contact_id: ContactId
    number: int
    """1 for the contact's first visit of any queue."""
    queue_id: QueueId
    branch_id: BranchId
    tier_id: TierId
    channel: str
    origin: Origin
    from_queue: QueueId | None = None
    of_request: bool
    """True until somebody has answered the contact: this visit serves the request."""
    arrival_at: datetime
    """The moment of attribution by arrival: of the request, or of a later segment."""
    entered_at: datetime
    waiting_since: datetime
    left_at: datetime | None = None
    outcome: Outcome = Outcome.WAITING
    to_queue: QueueId | None = None
    """None with flowed-out is a named exit: the contact left all queues."""
    wait: int | None = None
    """Microseconds from `waiting_since` to `left_at`, ringing included."""
    given_to: QueueId | None = None
    """The queue named by the agent who gave the contact away after answering it."""
    vain_offers: int = 0
    agent_id: AgentId | None = None
    leg_id: LegId | None = None
    legs: tuple[LegId, ...] = ()
    """Every leg that was offered or bridged in this visit."""
    talk: int = 0
    hold: int = 0
    wrap: int = 0
    talking_since: datetime | None = None
    held_since: datetime | None = None
    wrapping_since: datetime | None = None
    simulated: bool = False
    fold_version: int = FOLD_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that analytics keeps of one contact: the state of the fold."""

    contact_id: ContactId
    channel: str = "voice"
    arrived_at: datetime | None = None
    requested_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    simulated: bool = False
    """The caller is."""
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An agent in one state, from a moment to the next change."""

    agent_id: AgentId
    state: str
    began_at: datetime
    ended_at: datetime | None
    reason: str | None = None


# --- the registry -------------------------------------------------------------------


class Moment(StrEnum):
    """Which moment puts a visit into an interval when counting by event."""

    ENTERED = "entered"
    LEFT = "left"
    START = "start"
    """Waiting at the first moment of the interval."""
    END = "end"
    """Waiting at the end of the interval."""


class Attribution(StrEnum):
    """Rule 3: by the interval of arrival, or by the interval of the event itself."""

    ARRIVAL = "arrival"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMost:
    """A condition on a column that needs the value of a named parameter."""

    at_most: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreThan:
    more_than: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A condition that a column has a value, or has none."""

    present: bool


Condition = bool | str | AtMost | MoreThan | Present


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A count of visits, or the sum of one of their columns. It can be added up."""

    id: str
    zh: str
    en: str
    moment: Moment
    sum: str | None = None
    where: Mapping[str, Condition] = field(default_factory=dict)
    is_count: bool = False
    """Shown among the plain counts of a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a figure should reach, and how sure we are that anybody demands it."""

    scope: str = "*"
    """`*`, or `tier:vip`."""
    at_least: float | None = None
    at_most: float | None = None
    kind: str
    """P public rule, I internal habit, T to be set by the centre."""
    confidence: str
    """A read in the rule, B second-hand, C from memory."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One figure: a numerator over a denominator, both sums of measures."""

    id: str
    zh: str
    en: str
    numerator: tuple[str, ...]
    """Ids of measures to be added; a leading `-` subtracts."""
    denominator: tuple[str, ...]
    unit: str
    """`ratio` or `seconds`."""
    attribution: Attribution
    grain: tuple[str, ...] = field(compare=False)
    """What it may be split by: no number is another one for that."""
    window: str
    calendar: str
    version: int
    owner: str
    filters: Mapping[str, str] = field(default_factory=dict)
    """Parameter → what it means here; shown, and part of the version."""
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Every figure of the centre, defined once."""

    version: int
    exclude: Mapping[str, Condition]
    measures: tuple[Measure, ...]
    kpis: tuple[Kpi, ...]
    text: str = field(default="", compare=False, repr=False)
    """The file it was read from: other comments make no other registry."""

    def measure(self, name: str) -> Measure:
        return next(each for each in self.measures if each.id == name)

    def kpi(self, name: str) -> Kpi | None:
        return next((each for each in self.kpis if each.id == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """All that decides what a number is: where it is equal, so is the number."""

    registry: Registry
    answer_within: int
    """Microseconds, as is the next."""
    short_abandon: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDay:
    """A finished day as it was published."""

    day: date
    closed_at: datetime
    numbers: int
    """How many were compared with a recomputation from the log."""
    differences: int
    definition: Definition


Key = tuple[str, ...]
"""What a row of counts is for: one text a grouping column, in their order."""

Counts = Mapping[str, int]
"""Column → number: the measures, each by event and by arrival."""
