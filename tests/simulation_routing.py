"""Hours of a centre in a second: callers come, agents answer after a moment and talk."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from builders import NOON
from builders_routing import Play, idle
from yingda.journey.routing.core.floor import Changes
from yingda.journey.routing.core.forecast import estimate, flowed
from yingda.journey.routing.core.pace import paced
from yingda.journey.routing.limits import Limits
from yingda.journey.routing.model import Flow, Pace
from yingda.kernel.ids import ContactId, TierId
from yingda.messages.routing import (
    Bridge,
    Departed,
    Input,
    Join,
    Joined,
    Offered,
    Sit,
    Stays,
    Waiting,
    Wake,
)

RINGS = timedelta(seconds=3)


@dataclass
class Simulation:
    """One queue, `agents` of its skill, and what a call takes by `handle` (seconds)."""

    agents: int
    handle: Callable[[], float]
    limits: Limits = field(default_factory=Limits)
    waits: dict[ContactId, timedelta] = field(default_factory=dict)
    estimates: dict[ContactId, timedelta] = field(default_factory=dict)
    """What a caller who waits was told at first."""

    def __post_init__(self) -> None:
        self._play = Play(self.limits)
        self._events: list[tuple[datetime, int, Input]] = []
        self._numbers = count()
        self._pace: Pace | None = None
        self._flows: dict[TierId, Flow] = {}
        self._since: dict[ContactId, tuple[datetime, datetime | None]] = {}

    def run(self, arrivals: Iterable[Waiting]) -> None:
        for number in range(self.agents):
            self._add(NOON, Sit(idle=idle(f"agent-{number:04}")))
        for contact in arrivals:
            self._add(contact.since, Join(contact=contact))
        while self._events:
            at, _, happening = heappop(self._events)
            if isinstance(happening, Bridge):
                self._answer(happening, at)
            self._follow(self._play.take(happening, at), at)
            if isinstance(happening, Join):
                self._tell(happening.contact, at)

    def _follow(self, changes: Changes, at: datetime) -> None:
        for change in changes:
            match change:
                case Joined(contact=contact) | Stays(contact=contact):
                    self._since.setdefault(contact.contact_id, (contact.since, None))
                    wake = self._play.floor.rules.wake(contact)
                    if wake is not None:
                        self._add(wake, Wake(contact_id=contact.contact_id))
                case Offered(contact_id=contact_id, leg_id=leg_id, agent_id=agent_id):
                    assert leg_id is not None
                    self._since[contact_id] = (self._since[contact_id][0], at)
                    bridge = Bridge(
                        contact_id=contact_id, leg_id=leg_id, agent_id=agent_id
                    )
                    self._add(at + RINGS, bridge)
                case Departed(agent_id=agent_id) if agent_id is not None:
                    back = at + timedelta(seconds=self.handle())
                    self._add(back, Sit(idle=idle(agent_id, at=back)))
                case _:
                    pass

    def _answer(self, bridge: Bridge, at: datetime) -> None:
        since, offered = self._since[bridge.contact_id]
        assert offered is not None
        self.waits[bridge.contact_id] = at - since
        self._pace = paced(
            self._pace, since=since, offered=offered, at=at, places=self.agents
        )

    def _tell(self, contact: Waiting, at: datetime) -> None:
        contact_id, tier_id = contact.contact_id, contact.tier_id
        self._flows[tier_id] = flowed(self._flows.get(tier_id), at)
        waiting = self._play.floor.waiting
        if contact_id not in waiting:
            return
        told = estimate(
            self._pace,
            waiting.values(),
            contact_id,
            at=at,
            places=self.agents,
            flows=self._flows,
            rules=self._play.floor.rules,
        )
        if told is not None:
            self.estimates[contact_id] = told

    def _add(self, at: datetime, happening: Input) -> None:
        heappush(self._events, (at, next(self._numbers), happening))
