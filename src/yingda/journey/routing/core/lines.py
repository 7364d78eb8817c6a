"""Waiting contacts, found by who could serve them, in the order of service."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain

from yingda.journey.routing.core.rules import fits
from yingda.journey.routing.model import Ask, Moment, Profile, Standing
from yingda.kernel.ids import AgentId, ContactId

Entry = tuple[Moment, ContactId]


@dataclass(slots=True)
class Line:
    """The same contacts twice: by their order, and by when they are due to be first."""

    orders: list[Entry] = field(default_factory=list)
    dues: list[Entry] = field(default_factory=list)


class Lines:
    """One line for each way of asking, and one for each agent who alone is asked."""

    def __init__(self) -> None:
        self._lines: dict[Ask, Line] = {}
        self._only: dict[AgentId, Line] = {}
        self._fitting: dict[Profile, list[Line]] = {}

    def add(self, standing: Standing) -> None:
        contact_id = standing.contact.contact_id
        for line in self._of(standing):
            insort(line.orders, (standing.order, contact_id))
            if standing.due is not None:
                insort(line.dues, (standing.due, contact_id))

    def discard(self, standing: Standing) -> None:
        contact_id = standing.contact.contact_id
        for line in self._of(standing):
            _remove(line.orders, (standing.order, contact_id))
            if standing.due is not None:
                _remove(line.dues, (standing.due, contact_id))
        if standing.only is not None and not self._only[standing.only].orders:
            del self._only[standing.only]

    def in_turn(
        self, profile: Profile, agent_id: AgentId, now: Moment
    ) -> Iterator[ContactId]:
        """Whom this agent can serve: first those who are due, then by order. A contact
        that stands in several lines, or is due, comes again."""
        lines = [line for line in self._for(profile) if line.orders]
        if agent_id in self._only:
            lines.append(self._only[agent_id])
        due = [
            line.dues[: bisect_right(line.dues, (now + 1, ContactId("")))]
            for line in lines
            if line.dues and line.dues[0][0] <= now
        ]
        orders = merge(*(line.orders for line in lines))
        return (contact_id for _, contact_id in chain(merge(*due), orders))

    def _of(self, standing: Standing) -> Iterator[Line]:
        if standing.only is not None:
            yield self._only.setdefault(standing.only, Line())
        for ask in standing.asks:
            if ask not in self._lines:
                self._open(ask)
            yield self._lines[ask]

    def _for(self, profile: Profile) -> list[Line]:
        found = self._fitting.get(profile)
        if found is None:
            found = [line for ask, line in self._lines.items() if fits(ask, profile)]
            self._fitting[profile] = found
        return found

    def _open(self, ask: Ask) -> None:
        line = self._lines[ask] = Line()
        for profile, lines in self._fitting.items():
            if fits(ask, profile):
                lines.append(line)


def _remove(entries: list[Entry], entry: Entry) -> None:
    del entries[bisect_left(entries, entry)]
