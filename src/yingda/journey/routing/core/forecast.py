"""How long a place in a queue will take: the queue is played forward by its own rules.

One contact is served after each interval; those who are expected to come in the meantime
come, each tier at its present rate, and those with a head start go before.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import heappop, heappush, merge
from math import exp

from yingda.journey.routing.core.pace import FEWEST
from yingda.journey.routing.core.rules import TICK, Rules, moment
from yingda.journey.routing.model import Flow, Moment, Pace, Standing
from yingda.kernel.ids import ContactId, TierId

SECOND = 1_000_000
MEMORY = timedelta(minutes=10)
"""Arrivals of so long ago count a third."""
FURTHEST = 2_000
"""Contacts served before ours: beyond, the rest of the way is by the mean."""

Place = tuple[Moment, Moment | None, str]
"""Order, due, id; expected contacts have ids that sort after real ones."""


def flowed(flow: Flow | None, at: datetime) -> Flow:
    """After one more contact of the tier has come."""
    if flow is None:
        return Flow(count=1.0, begin=at, last=at)
    return Flow(count=flow.count * _faded(flow, at) + 1, begin=flow.begin, last=at)


def rate(flow: Flow, at: datetime) -> float:
    """Contacts a second. A young flow is divided by its age, an old one by its memory."""
    age, memory = (at - flow.begin).total_seconds(), MEMORY.total_seconds()
    seen = memory * (1 - exp(-age / memory))
    return flow.count * _faded(flow, at) / max(seen, 60.0)


def estimate(
    pace: Pace | None,
    queue: Iterable[Standing],
    contact_id: ContactId,
    *,
    at: datetime,
    places: int,
    flows: Mapping[TierId, Flow],
    rules: Rules,
) -> timedelta | None:
    """How long until the contact is answered; None while too little is known."""
    if pace is None or pace.answers < FEWEST or places < 1:
        return None
    interval = max(1, round(pace.work_seconds / places * SECOND))
    waiting = [(each.order, each.due, each.contact.contact_id) for each in queue]
    coming = merge(
        *(_coming(tier, rate(flow, at), at, rules) for tier, flow in flows.items())
    )
    served = _served(waiting, coming, contact_id, moment(at), interval)
    return timedelta(seconds=round(served * interval / SECOND))


def _served(
    waiting: Iterable[Place],
    coming: Iterator[tuple[Moment, Place]],
    contact_id: ContactId,
    now: Moment,
    interval: int,
) -> int:
    """How many are served until it is the contact's turn, itself included."""
    orders: list[tuple[Moment, str]] = []
    dues: list[tuple[Moment, str]] = []
    gone: set[str] = set()
    for place in waiting:
        _stand(orders, dues, place)
    following = next(coming, None)
    for served in range(1, FURTHEST):
        now += interval
        while following is not None and following[0] <= now:
            _stand(orders, dues, following[1])
            following = next(coming, None)
        name = _next(orders, dues, gone, now)
        if name == contact_id:
            return served
    return FURTHEST


def _stand(
    orders: list[tuple[Moment, str]], dues: list[tuple[Moment, str]], place: Place
) -> None:
    order, due, name = place
    heappush(orders, (order, name))
    if due is not None:
        heappush(dues, (due, name))


def _next(
    orders: list[tuple[Moment, str]],
    dues: list[tuple[Moment, str]],
    gone: set[str],
    now: Moment,
) -> str | None:
    """Whoever is due, else the first by order: the rule of the floor."""
    for heap, limit in ((dues, now), (orders, None)):
        while heap and heap[0][1] in gone:
            heappop(heap)
        if heap and (limit is None or heap[0][0] <= limit):
            _, name = heappop(heap)
            gone.add(name)
            return name
    return None


def _coming(
    tier_id: TierId, per_second: float, at: datetime, rules: Rules
) -> Iterator[tuple[Moment, Place]]:
    """Those of a tier who are expected, evenly spaced."""
    if per_second <= 0:
        return
    tier, gap, now = rules.tier(tier_id), SECOND / per_second, moment(at)
    ahead = tier.head_start // TICK
    bound = tier.longest_wait
    late = None if bound is None else (bound - rules.limits.notice) // TICK
    number = 0
    while True:
        came = now + round(gap * (number + 0.5))
        due = None if late is None else came + late
        yield came, (came - ahead, due, f"~{tier_id}-{number}")
        number += 1


def _faded(flow: Flow, at: datetime) -> float:
    return exp(-max(timedelta(0), at - flow.last) / MEMORY)
