"""A desk that is open keeps its session, and shows nothing after the session is over."""

import asyncio
from datetime import timedelta

import pytest

from builders import HOME, Ground, ground
from builders_screens import Scene, Tab, scene
from yingda.app.screens import sockets
from yingda.journey.people.limits import Limits
from yingda.platform.embedded.clock import HandClock
from yingda.platform.http import COOKIE
from yingda.platform.sql.database import Database


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
async def there(centre: Ground, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(sockets, "LOOKS_AGAIN", 0.02)
    return await scene(centre)


async def token_of(there: Scene, name: str) -> str:
    async with there.browser(name) as browser:
        return browser.cookies[COOKIE]


async def closed(tab: Tab) -> object:
    while (message := await tab.next())["type"] != "closed":
        pass
    return message["code"]


async def seen_now(centre: Ground) -> None:
    """Until the session counts as used at this moment."""
    async with asyncio.timeout(5):
        while True:
            async with centre.work.system(HOME) as tx:
                rows = await tx.run("select last_seen from people.sessions")
            if rows[0]["last_seen"] == centre.clock.now():
                return
            await asyncio.sleep(0)


async def test_signing_out_closes_what_is_open(there: Scene) -> None:
    token = await token_of(there, "ana")
    tab = Tab(there.app, "/ws/desk", token)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(tab.run())
        await tab.next()
        await there.people.entry.sign_out(token)

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
            await seen_now(centre)
        assert await there.people.asker_of(token)
        centre.clock.move(limits.longest)

        assert await closed(tab) == 4401
        await running
