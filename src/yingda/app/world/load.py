"""Brings the demo world into a centre. Done again it brings in only what is missing."""

from collections.abc import Callable
from datetime import date

from yingda.app.world import demo
from yingda.app.world.organisation import shaanxi
from yingda.app.world.subscribers import Province
from yingda.journey.customers.limits import NumberPlan
from yingda.journey.customers.service import Customers
from yingda.journey.people.service import People
from yingda.kernel.org import Scope
from yingda.platform.ports import Parameters

CHUNK = 1_000
"""Subscribers a transaction: a long one would hold up the event relay."""


async def load_organisation(people: People, scope: Scope, password: str) -> int:
    """The province and those who work there; returns how many users are new."""
    return await people.found(scope, shaanxi(), password)


async def load_subscribers(
    customers: Customers,
    parameters: Parameters,
    scope: Scope,
    *,
    count: int,
    seed: int,
    today: date,
    progress: Callable[[int, int], None] = lambda done, count: None,
) -> int:
    """The named demo subscribers and `count` others; returns how many are new.

    Goes on where it was broken off. `progress` is told how many of how many are in.
    """
    if await customers.loaded(scope, demo.LOADING) == 0:
        named = demo.subscribers(today)
        await customers.load(scope, demo.LOADING, named, done=len(named))
    loading = f"subscribers/{seed}"
    first = done = await customers.loaded(scope, loading)
    if done >= count:
        return 0
    numbers = parameters.get(NumberPlan, scope)
    province = Province(seed=seed, today=today, numbers=numbers)
    while done < count:
        last = min(done + CHUNK, count)
        fresh = list(province.subscribers(done, last))
        await customers.load(scope, loading, fresh, done=last)
        done = last
        progress(done, count)
    return count - first
