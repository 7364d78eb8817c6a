"""The ways of choosing among able agents: each is a row, and nothing else knows them.

A way says how good a line of agents is (they all have the same skills and load) and in
which order those of one line are asked. Both are pure, and the agent's id breaks ties.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from yingda.journey.routing.limits import ChooseBy
from yingda.journey.routing.model import Ask, Profile

Key = tuple[Profile, int]
"""A profile, and how many contacts its agents are serving."""


class Order(Enum):
    """Whom to ask first of those who are equally good."""

    IDLE = auto()
    """Who has been idle longest."""
    TURN = auto()
    """Who was offered a contact longest ago."""


@dataclass(frozen=True, slots=True)
class Way:
    goodness: Callable[[Ask, Key], int]
    """The smaller the better."""
    order: Order = Order.IDLE


def _level(ask: Ask, key: Key) -> int:
    have = dict(key[0])
    return -sum(have[name] for name, _ in ask)


WAYS: Mapping[ChooseBy, Way] = {
    ChooseBy.LONGEST_IDLE: Way(lambda ask, key: 0),
    ChooseBy.BEST_SKILL: Way(_level),
    ChooseBy.SPARING: Way(lambda ask, key: len(key[0])),
    ChooseBy.LEAST_BUSY: Way(lambda ask, key: key[1]),
    ChooseBy.ROUND_ROBIN: Way(lambda ask, key: 0, Order.TURN),
}
