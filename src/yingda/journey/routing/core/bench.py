"""Idle agents, found by what they can do without walking past those who cannot."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace

from yingda.journey.routing.core.rules import fits
from yingda.journey.routing.core.ways import WAYS, Key, Order
from yingda.journey.routing.limits import ChooseBy
from yingda.journey.routing.model import SIMULATED, Ask, Moment, Profile
from yingda.kernel.ids import AgentId

LAST = 1_000_000
"""Beyond what any way of choosing counts."""

Entry = tuple[Moment, AgentId]
"""Since when idle, or when last offered a contact: as the line is ordered."""


@dataclass(slots=True)
class Rank:
    """Lines whose agents are equally good by the rule: their order decides."""

    value: int
    lines: list[list[Entry]] = field(default_factory=list)


class Bench:
    """One line per profile and load, the longest idle first, and where queues go round
    a second one of the same agents, in the order of their turns.

    A centre has thousands of agents but few different profiles, and which lines will do
    for an ask is remembered, so a choice looks at the heads of the right lines only.
    """

    def __init__(self, *, goes_round: bool = False) -> None:
        self._goes_round = goes_round
        self._lines: dict[Key, list[Entry]] = {}
        self._turns: dict[Key, list[Entry]] = {}
        self._places: dict[AgentId, tuple[Key, Entry]] = {}
        self._last: dict[AgentId, Entry] = {}
        self._ranks: dict[tuple[Ask, ChooseBy], list[Rank]] = {}

    def __contains__(self, agent_id: AgentId) -> bool:
        return agent_id in self._places

    def add(
        self,
        agent_id: AgentId,
        *,
        profile: Profile,
        load: int,
        since: Moment,
        turn: Moment = 0,
    ) -> None:
        self.discard(agent_id)
        key, entry = (profile, load), (since, agent_id)
        if key not in self._lines:
            self._open(key)
        self._places[agent_id] = key, entry
        insort(self._lines[key], entry)
        if self._goes_round:
            last = self._last[agent_id] = turn, agent_id
            insort(self._turns[key], last)

    def discard(self, agent_id: AgentId) -> None:
        if agent_id in self._places:
            key, entry = self._places.pop(agent_id)
            line = self._lines[key]
            del line[bisect_left(line, entry)]
            if self._goes_round:
                turns = self._turns[key]
                del turns[bisect_left(turns, self._last.pop(agent_id))]

    def entry(self, agent_id: AgentId) -> tuple[Key, Entry]:
        return self._places[agent_id]

    def ranks(self, ask: Ask, by: ChooseBy) -> list[Rank]:
        """The lines that will do, the best first. They may be empty."""
        found = self._ranks.get((ask, by))
        if found is None:
            found = self._ranks[ask, by] = []
            for key in self._lines:
                self._rank(found, ask, by, key)
        return found

    def _open(self, key: Key) -> None:
        self._lines[key], self._turns[key] = [], []
        for (ask, by), ranks in self._ranks.items():
            self._rank(ranks, ask, by, key)

    def _rank(self, ranks: list[Rank], ask: Ask, by: ChooseBy, key: Key) -> None:
        if not fits(ask, key[0]):
            return
        value = goodness(ask, by, key)
        rank = next((rank for rank in ranks if rank.value == value), None)
        if rank is None:
            rank = Rank(value)
            ranks.append(rank)
            ranks.sort(key=lambda each: each.value)
        is_idle = WAYS[by].order is Order.IDLE
        rank.lines.append(self._lines[key] if is_idle else self._turns[key])


def goodness(ask: Ask, by: ChooseBy, key: Key) -> int:
    """The smaller the better: whoever is simulated and not asked for comes last."""
    value = WAYS[by].goodness(ask, key)
    return value + LAST if SIMULATED in key[0] and SIMULATED not in ask else value


def first(lines: list[list[Entry]], count: int) -> list[Entry]:
    """The longest idle of all lines, in order; the lines stay as they are."""
    heap = [(line[0], 0, line) for line in lines if line]
    heapify(heap)
    found: list[Entry] = []
    while heap and len(found) < count:
        entry, index, line = heap[0]
        found.append(entry)
        if index + 1 < len(line):
            heapreplace(heap, (line[index + 1], index + 1, line))
        else:
            heappop(heap)
    return found
