"""Routing's own nouns. What the others see of the floor is in messages.routing."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from yingda.kernel.ids import AgentId, LegId, QueueId, Skill
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentState
from yingda.messages.routing import Waiting

Ask = tuple[tuple[str, int], ...]
"""What an agent must have: names with the level that is needed, sorted by name.

Names are skills, and queues with an `@` before them (level 1: the agent is of the queue).
"""

SIMULATED = ("~simulated", 1)
"""What simulated agents have and simulated contacts ask for first."""

Profile = frozenset[tuple[str, int]]
"""What an agent has, in the same words."""

Moment = int
"""Microseconds since 1970, UTC: compared faster than a datetime, and as exact."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A waiting contact and where the rules put it: derived, so in no table and no log.

    Nothing here changes while it waits, so an index never has to be sorted again.
    """

    contact: Waiting
    order: Moment
    """When it would have come if it had no head start: the earliest is the next."""
    due: Moment | None
    """From then on it goes before all who are not due."""
    asks: tuple[Ask, ...]
    """Any of them will do; the earlier ones are asked first. Empty: `only` will do."""
    only: AgentId | None
    """The one agent who may be rung now."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """A contact that an agent is being rung for."""

    contact: Waiting
    agent_id: AgentId
    leg_id: LegId
    at: datetime


class Pace(Struct, frozen=True, kw_only=True):
    """How fast one queue is served, as far as is known."""

    answers: int
    work_seconds: float
    """Mean agent-seconds for one answer."""
    last_answer: datetime


AT_WORK = frozenset(
    {
        AgentState.READY,
        AgentState.RESERVED,
        AgentState.RINGING,
        AgentState.TALKING,
        AgentState.HOLD,
        AgentState.WRAP,
    }
)
"""States from which the agent comes back to the queue without anybody's help."""


class Flow(Struct, frozen=True, kw_only=True):
    """How many contacts of one tier come into one queue, the older the less counted."""

    count: float
    begin: datetime
    last: datetime


class Crew(Struct, frozen=True, kw_only=True):
    """Agents who can do the same."""

    skills: dict[Skill, int]
    queues: tuple[QueueId, ...]
    capacity: dict[Channel, int]
    agents: int
