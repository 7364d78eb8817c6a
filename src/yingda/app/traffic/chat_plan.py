"""What simulated people decide when they write: as `plan` does for those who call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random  # noqa: TID251  # only the type: chance is an argument

from msgspec import Struct

TOPICS = ("fault", "business", "billing", "general")
"""Queues that a visitor may choose."""
THINKS = (2.0, 5.0)
"""Seconds before somebody begins to type."""


class Post(Struct, frozen=True):
    """As much of what stands in a chat as decides what comes next."""

    number: int
    author: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one visitor is going to do, all of it drawn when they open the page."""

    subscriber: int
    """Which of the demo's subscribers writes."""
    topic: str
    seconds_a_letter: float
    patience: float
    """Seconds in which an agent must have answered."""
    says_so: bool
    """Who gives up ends the chat; else the page is only closed."""
    away_for: float
    """Seconds for which the page is closed in mid-talk; 0: it stays open."""
    ends: bool
    """Else the agent does."""


class Turn(StrEnum):
    """What somebody in a chat does next."""

    WAITS = "waits"
    BEGINS = "begins"
    SAYS = "says"
    PARTS = "parts"


def visit(chance: Random, *, subscribers: int) -> Visit:
    """One in seven gives up soon, one in five closes the page and comes back."""
    is_hasty, comes_back = chance.random() < 0.14, chance.random() < 0.2
    return Visit(
        subscriber=chance.randrange(max(1, subscribers)),
        topic=chance.choices(TOPICS, weights=(30, 26, 26, 18))[0],
        seconds_a_letter=chance.uniform(0.11, 0.25),
        patience=chance.uniform(6, 30) if is_hasty else chance.uniform(120, 300),
        says_so=chance.random() < 0.5,
        away_for=chance.uniform(6, 20) if comes_back else 0.0,
        ends=chance.random() < 0.5,
    )


def writing(chance: Random, text: str, seconds_a_letter: float) -> float:
    """Seconds until it is sent."""
    return chance.uniform(*THINKS) + len(text) * seconds_a_letter


def texts_of(posts: Iterable[Post], author: str) -> int:
    return sum(one.author == author and one.kind == "text" for one in posts)


def visitor_turn(lines: Sequence[str], *, own: int, others: int) -> tuple[Turn, str]:
    """After so many texts of their own, the opening one among them, and of the agent's,
    who greets before answering."""
    if others <= own:
        return Turn.WAITS, ""
    if own < len(lines[::2]):
        return Turn.SAYS, lines[::2][own]
    return Turn.PARTS, ""


def agent_turn(lines: Sequence[str], *, own: int, others: int) -> tuple[Turn, str]:
    """The other side of `visitor_turn`."""
    if own == 0:
        return Turn.BEGINS, ""
    if others < own:
        return Turn.WAITS, ""
    if own <= len(lines[1::2]):
        return Turn.SAYS, lines[1::2][own - 1]
    return Turn.PARTS, ""
