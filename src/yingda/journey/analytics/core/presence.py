"""Presence is one line without gaps: its times add up to the signed-in time (rule 12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from yingda.journey.analytics.model import Span
from yingda.kernel.ids import AgentId

OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Gap:
    """From one moment to the next no state, or two states, are on record."""

    agent_id: AgentId
    ended_at: datetime
    began_at: datetime
    """Earlier than `ended_at` for an overlap."""


@dataclass(frozen=True, slots=True)
class Presence:
    """One agent's day: the time in each state, and signed in by the clock of both ends."""

    agent_id: AgentId
    signed_in: timedelta
    states: Mapping[str, timedelta]
    gaps: tuple[Gap, ...]

    @property
    def adds_up(self) -> bool:
        return sum(self.states.values(), timedelta()) == self.signed_in


def presence(
    spans: Iterable[Span], start: datetime, end: datetime
) -> tuple[Presence, ...]:
    """What each agent's spans give between two moments; spans in the order of time."""
    found = []
    for agent_id, theirs in groupby(spans, key=lambda span: span.agent_id):
        found.append(_of_agent(agent_id, list(theirs), start, end))
    return tuple(found)


def _of_agent(
    agent_id: AgentId, spans: Sequence[Span], start: datetime, end: datetime
) -> Presence:
    cut = [
        (span.state, max(span.began_at, start), min(span.ended_at or end, end))
        for span in spans
    ]
    states: dict[str, timedelta] = {}
    signed_in = timedelta()
    since: datetime | None = None
    for state, began, ended in cut:
        if state == OFFLINE:
            # Signed in is measured from sign-in to sign-out, not by adding states.
            signed_in += began - since if since else timedelta()
            since = None
            continue
        since = since or began
        states[state] = states.get(state, timedelta()) + (ended - began)
    if since:
        signed_in += cut[-1][2] - since
    gaps = tuple(
        Gap(agent_id, before[2], after[1])
        for before, after in pairwise(cut)
        if before[2] != after[1]
    )
    return Presence(agent_id, signed_in, states, gaps)
