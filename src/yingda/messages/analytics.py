"""The cards that analytics shows: figures with what they were divided from."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from yingda.kernel.name import Name


class Aim(Struct, frozen=True, kw_only=True):
    """A target, with how sure it is: only `rule` may be printed as one."""

    scope: str
    at_least: float | None
    at_most: float | None
    shown_as: str
    """`rule`, `reported-rule`, `internal`, `own` or `unverified`."""
    source: str


class Column(Struct, frozen=True, kw_only=True):
    """One figure of the registry, as the head of a column."""

    id: str
    name: Name
    unit: str
    """`ratio` (0–1), `seconds` or `contacts`."""
    attribution: str
    version: int
    owner: str
    aims: tuple[Aim, ...] = ()


Simulated = Literal["", "no", "yes"]
"""All callers, those who are not simulated, those who are."""


class Only(Struct, frozen=True, kw_only=True):
    """Which contacts a board or report is about: one field for each column of a visit that
    can be chosen by; what is empty takes all."""

    channel: str = ""
    simulated: Simulated = ""


class Figure(Struct, frozen=True, kw_only=True):
    """A ratio that was divided last; both parts can be added up."""

    value: float | None
    """None where the denominator is zero: there is no such figure then."""
    numerator: int | float
    """Contacts (a whole number), or seconds where that is the unit."""
    denominator: int


class FigureRow(Struct, frozen=True, kw_only=True):
    """One queue's (branch's, tier's, half hour's, or all) figures and plain counts."""

    key: str
    """`total`, or the id of the queue, branch or tier, or 0–47."""
    name: Name | None = None
    """None for the total and for half hours, which need none."""
    figures: Mapping[str, Figure]
    counts: Mapping[str, int]
    """Whatever the attribution: by the moment of the event, so that they add up."""


class Proof(Struct, frozen=True, kw_only=True):
    """That a day was closed: its numbers were counted again from the log and kept."""

    at: datetime
    numbers: int
    differences: int


class DayReport(Struct, frozen=True, kw_only=True):
    """A day's figures. The first row is the total."""

    date: date
    by: str
    only: Only = Only()
    attribution: str
    """`arrival` or `event`: which interval a contact's outcome is counted in."""
    finished: bool
    """False while the day is still going on."""
    registry_version: int
    columns: tuple[Column, ...]
    counts: tuple[Column, ...]
    """The heads of the plain counts; their unit is `contacts`."""
    rows: tuple[FigureRow, ...]
    proof: Proof | None = None
    """None until the day is closed, some minutes after it is over."""
    recounted: tuple[FigureRow, ...] = ()
    """Only where figures are defined otherwise since the day was closed: `rows` are as
    published, these are by today's definition."""


class Today(Struct, frozen=True, kw_only=True):
    """The figures of this day so far, for a board: in all, by queue and by branch."""

    date: date
    at: datetime
    """The moment of the one query that fed all boards."""
    total: FigureRow
    queues: tuple[FigureRow, ...]
    branches: tuple[FigureRow, ...]
    half_hours: tuple[FigureRow, ...]
    """By arrival; only half hours in which somebody asked for a human."""


class Behind(Struct, frozen=True, kw_only=True):
    """One visit of a queue that a figure is made of."""

    contact_id: str
    number: int
    queue_id: str
    branch_id: str
    tier_id: str
    entered_at: datetime
    wait_seconds: float | None
    outcome: str
    agent_id: str | None
    simulated: bool
    in_numerator: bool


class BehindPage(Struct, frozen=True, kw_only=True):
    """A page of them, the oldest first."""

    rows: tuple[Behind, ...]
    next: str | None
    """What to ask for the next page with; None at the end."""
