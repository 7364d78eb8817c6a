"""What a routing decision costs with 10,000 agents in 300 sets of skills.

Half of the decisions are contacts that come while agents are idle, half are agents who
become free while contacts wait; each with its reasons (candidates, scores). `apply` is
what the floor does after the commit. Measured is the time of the thread, so that others
on the machine count little; p99 is the median of five stretches. The bar is 65 µs.
"""

import gc
import time
from datetime import UTC, datetime, timedelta
from statistics import median

import numpy as np

from bench.result import conditions, quantile, show
from yingda.app.editions import HOME
from yingda.journey.routing.core.floor import Floor
from yingda.journey.routing.core.rules import Rules
from yingda.journey.routing.core.turn import decide
from yingda.journey.routing.limits import Limits, Queue
from yingda.journey.routing.service.record import with_legs
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    QueueId,
    Skill,
    TierId,
)
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentState
from yingda.messages.routing import (
    Entry,
    Idle,
    Input,
    Join,
    Offered,
    Rose,
    Sit,
    Waiting,
)
from yingda.platform.embedded.ids import CountedIds

AGENTS, SETS, QUEUES, WARM, DECISIONS, BAR = 10_000, 300, 20, 500, 4_000, 65.0
STRETCHES = 5
START = datetime(2026, 1, 1, tzinfo=UTC)
TIERS = ("vip", "group", "contract", "standard", "other-network")


class Hall:
    """The agents, the rules, and a stream of contacts from one seed."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(7)
        skills = [Skill(f"skill-{n}") for n in range(QUEUES)]
        self.queues = tuple(
            Queue(id=QueueId(skill), skills={skill: 4}) for skill in skills
        )
        self.sets = [
            {
                skills[each]: int(self.rng.integers(1, 10))
                for each in self.rng.choice(QUEUES, 6, replace=False)
            }
            for _ in range(SETS)
        ]
        self.floor = Floor(Rules(Limits(queues=self.queues)))
        self.ids = CountedIds()
        self.at = START
        self.contacts = 0

    def idle(self, number: int) -> Sit:
        idle = Idle(
            agent_id=AgentId(f"agent-{number:05}"),
            scope=HOME,
            skills=self.sets[number % SETS],
            queues=(),
            since=self.at,
            capacity={Channel.VOICE: 1},
        )
        return Sit(idle=idle)

    def contact(self) -> Join:
        self.contacts += 1
        contact = Waiting(
            contact_id=ContactId(f"contact-{self.contacts:08}"),
            channel=Channel.VOICE,
            queue_id=self.queues[int(self.rng.integers(QUEUES))].id,
            entry=Entry.REQUESTED,
            customer_id=None,
            tier_id=TierId(TIERS[int(self.rng.integers(len(TIERS)))]),
            branch_id=BranchId("sn.xa"),
            scope=HOME,
            since=self.at,
            looked_at=self.at,
        )
        return Join(contact=contact)

    def take(self, taken: Input) -> tuple[float, float, list[AgentId]]:
        """Microseconds to decide, to apply, and who was chosen."""
        self.at += timedelta(milliseconds=40)
        begun = time.thread_time_ns()
        changes = decide(self.floor, taken, self.at)
        decided = time.thread_time_ns()
        named = with_legs(changes, self.ids)
        named_at = time.thread_time_ns()
        self.floor.apply(named)
        applied = time.thread_time_ns()
        chosen = [each.agent_id for each in named if isinstance(each, Offered)]
        return (decided - begun) / 1000, (applied - named_at) / 1000, chosen


def gone(hall: Hall, agent_id: AgentId) -> list[Rose]:
    state = AgentState.BREAK
    return [Rose(agent_id=agent_id, state=state, at=hall.at, scope=HOME)]


def main() -> None:
    hall = Hall()
    for number in range(AGENTS):
        hall.take(hall.idle(number))
    for _ in range(WARM):
        hall.take(hall.contact())
    gc.collect()
    gc.freeze()
    joins, frees, applies = list[float](), list[float](), list[float]()
    offered: list[AgentId] = []
    for _ in range(DECISIONS):
        decided, applied, chosen = hall.take(hall.contact())
        joins.append(decided)
        applies.append(applied)
        offered.extend(chosen)
    idle = [agent_id for agent_id in hall.floor.idle if agent_id not in set(offered)]
    for agent_id in idle:
        hall.floor.apply(gone(hall, agent_id))
    for _ in range(2 * DECISIONS):
        hall.take(hall.contact())
    for agent_id in offered:
        decided, applied, _ = hall.take(hall.idle(int(agent_id.partition("-")[2])))
        frees.append(decided)
        applies.append(applied)
    figures = {
        "p50_us": quantile(joins + frees, 0.5),
        "p99_us": usual(joins, frees),
        "join_p50_us": quantile(joins, 0.5),
        "join_p99_us": usual(joins),
        "free_p50_us": quantile(frees, 0.5),
        "free_p99_us": usual(frees),
        "apply_p99_us": usual(applies),
        "decisions": len(joins) + len(frees),
    }
    said = conditions(
        agents=AGENTS, skill_sets=SETS, queues=QUEUES, warm=WARM, time="of the thread"
    )
    show("route", figures, said, ok=figures["p99_us"] <= BAR)


def usual(*kinds: list[float]) -> float:
    """The median of the p99 of five stretches: one storm of the machine is not ours."""
    return median(
        quantile([each for times in kinds for each in _stretch(times, n)], 0.99)
        for n in range(STRETCHES)
    )


def _stretch(times: list[float], number: int) -> list[float]:
    size = len(times) // STRETCHES
    return times[number * size : (number + 1) * size]
