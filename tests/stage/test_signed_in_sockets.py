"""A desk that is open keeps its session, and shows nothing after the session is over."""

import asyncio
from datetime import timedelta
from typing import cast

import pytest

from builders import HOME, Ground, ground
from builders_screens import Scene, Tab, scene
from yingda.app.screens.attendance import Attendance
from yingda.journey.people.limits import Limits
from yingda.platform.embedded.clock import HandClock
from yingda.platform.http import COOKIE
from yingda.platform.sql.database import Database


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
async def there(centre: Ground) -> Scene:
    return await scene(centre)


async def look(there: Scene) -> None:
    """As the process does every few seconds."""
    await cast(Attendance, there.screens["attendance"]).look()


async def token_of(there: Scene, name: str) -> str:
    async with there.browser(name) as browser:
        return browser.cookies[COOKIE]


async def closed(tab: Tab) -> object:
    while (message := await tab.next())["type"] != "closed":
        pass
    return message["code"]


async def last_seen(centre: Ground) -> object:
    async with centre.work.system(HOME) as tx:
        rows = await tx.run("select last_seen from people.sessions")
    return rows[0]["last_seen"]


async def test_signing_out_closes_what_is_open(there: Scene) -> None:
    token = await token_of(there, "ana")
    tab = Tab(there.app, "/ws/desk", token)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(tab.run())
        await tab.next()
        await there.people.entry.sign_out(token)
        await look(there)

        assert await closed(tab) == 4401
        await running


async def test_an_open_desk_is_in_use_for_as_long_as_a_session_may_last(
    there: Scene, centre: Ground
) -> None:
    token = await token_of(there, "ana")
    limits = Limits()
    tab = Tab(there.app, "/ws/desk", token)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(tab.run())
        await tab.next()
        for _ in range(4):
            centre.clock.move(limits.idle - timedelta(minutes=1))
            await look(there)
            assert await last_seen(centre) == centre.clock.now()
        assert await there.people.asker_of(token)
        centre.clock.move(limits.longest)
        await look(there)

        assert await closed(tab) == 4401
        await running
