"""What a routing decision costs with 10,000 agents in 300 sets of skills.

Half of the decisions are contacts that come while agents are idle, half are agents who
become free while contacts wait; each with its reasons (candidates, scores). `apply` is
what the floor does after the commit. Measured is the time of the thread. Each decision is
taken three times: `first` is the first try, and the quickest is what the decision itself
costs, without what others on the machine do to its caches. The bar is 65 µs at p99.
"""

import gc
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from bench.result import conditions, quantile, show
from yingda.app.editions import HOME
from yingda.journey.routing.core.floor import Changes, Floor
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
TRIES = 3
START = datetime(2026, 1, 1, tzinfo=UTC)
TIERS = ("vip", "group", "contract", "standard", "other-network")


@dataclass(frozen=True, slots=True)
class Took:
    """Microseconds of one turn, and who was chosen."""

    first: float
    best: float
    apply: float
    chosen: list[AgentId]


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

    def take(self, taken: Input) -> Took:
        self.at += timedelta(milliseconds=40)
        tries = [self.decide(taken) for _ in range(TRIES)]
        named = with_legs(tries[0][1], self.ids)
        begun = time.thread_time_ns()
        self.floor.apply(named)
        applied = time.thread_time_ns() - begun
        return Took(
            first=tries[0][0],
            best=min(spent for spent, _ in tries),
            apply=applied / 1000,
            chosen=[each.agent_id for each in named if isinstance(each, Offered)],
        )

    def decide(self, taken: Input) -> tuple[float, Changes]:
        """Microseconds, and what follows. Deciding moves nothing, so it can be repeated."""
        begun = time.thread_time_ns()
        changes = decide(self.floor, taken, self.at)
        return (time.thread_time_ns() - begun) / 1000, changes


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
    joins = [hall.take(hall.contact()) for _ in range(DECISIONS)]
    offered = [agent_id for took in joins for agent_id in took.chosen]
    for agent_id in list(hall.floor.idle):
        hall.floor.apply(gone(hall, agent_id))
    for _ in range(2 * DECISIONS):
        hall.take(hall.contact())
    frees = [
        hall.take(hall.idle(int(agent_id.partition("-")[2]))) for agent_id in offered
    ]
    both = joins + frees
    figures = {
        "p50_us": quantile([took.first for took in both], 0.5),
        "p99_us": quantile([took.first for took in both], 0.99),
        "join_p99_us": quantile([took.first for took in joins], 0.99),
        "free_p99_us": quantile([took.first for took in frees], 0.99),
        "best_of_three_p99_us": quantile([took.best for took in both], 0.99),
        "apply_p99_us": quantile([took.apply for took in both], 0.99),
        "decisions": len(both),
    }
    said = conditions(
        agents=AGENTS,
        skill_sets=SETS,
        queues=QUEUES,
        load=round(os.getloadavg()[0], 1),
    )
    show("route", figures, said, ok=figures["p99_us"] <= BAR)
