"""Brings the demo world into a centre. Done again it brings in only what is missing."""

from collections.abc import Callable
from datetime import date
from importlib import resources

from yingda.app.editions import Edition
from yingda.app.settings import Settings
from yingda.app.traffic.people import agents, agents_password
from yingda.app.world import demo
from yingda.app.world.organisation import shaanxi
from yingda.app.world.providers import providers
from yingda.app.world.subscribers import Province
from yingda.journey.customers import wiring as customers_wiring
from yingda.journey.customers.limits import NumberPlan
from yingda.journey.customers.service import Customers
from yingda.journey.partners import wiring as partners_wiring
from yingda.journey.people import wiring as people_wiring
from yingda.journey.people.model import Organisation
from yingda.journey.people.service import People
from yingda.journey.workorders import wiring as workorders_wiring
from yingda.journey.workorders.limits.dispatch import Dispatch
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import UserId
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
    named = demo.subscribers(today)
    if await customers.loaded(scope, demo.LOADING) < len(named):
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


async def load_dispatch(edition: Edition) -> bool:
    """The province's rules by which orders are given out, unless there are some; returns
    whether they are new."""
    if edition.parameters.version(Dispatch, edition.home):
        return False
    folder = resources.files("yingda.journey.workorders") / "data" / "dispatch"
    read = workorders_wiring.tables().read((folder / "province.dmn").read_bytes())
    assert read.table is not None
    async with edition.work.system(edition.home) as tx:
        await edition.parameters.set(tx, read.table, by=UserId(demo.LOADING))
    await edition.parameters.refresh()
    return True


async def load_world(
    edition: Edition, settings: Settings, say: Callable[[str], None]
) -> None:
    """All of the demo that the settings ask for; says what takes long."""
    if not settings.demo:
        return
    people = people_wiring.install(
        work=edition.work,
        clock=edition.clock,
        ids=edition.ids,
        keys=edition.keys,
        parameters=edition.parameters,
        home=edition.home,
        alarms=edition.alarms,
    )
    await load_organisation(people, edition.home, settings.demo_password)
    partners = partners_wiring.install(
        work=edition.work, clock=edition.clock, ids=edition.ids, keys=edition.keys
    )
    await partners.found(edition.home, providers())
    await load_dispatch(edition)
    simulated = Organisation(places=(), groups=(), users=agents())
    await people.found(edition.home, simulated, agents_password(edition.keys))
    await generate(edition, count=settings.subscribers, seed=settings.seed, say=say)


async def generate(
    edition: Edition, *, count: int, seed: int, say: Callable[[str], None]
) -> int:
    """Subscribers only; returns how many are new. Says how far it has come."""

    def progress(done: int, of: int) -> None:
        if done % (10 * CHUNK) == 0 or done == of:
            say(f"Subscribers: {done:,} of {of:,}")

    return await load_subscribers(
        customers_wiring.install(
            work=edition.work,
            clock=edition.clock,
            ids=edition.ids,
            keys=edition.keys,
            parameters=edition.parameters,
        ),
        edition.parameters,
        edition.home,
        count=count,
        seed=seed,
        today=business_date(edition.clock.now()),
        progress=progress,
    )
