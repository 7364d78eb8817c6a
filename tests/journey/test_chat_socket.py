"""A visitor's page that is open is told what is new; it need not ask."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from builders_screens import Tab
from journey.scene import Scene
from yingda.app.asgi import create
from yingda.journey.channels.service import readers
from yingda.kernel.ids import ContactId
from yingda.kernel.org import Asker
from yingda.platform.http import COOKIE


@pytest.fixture
def staff() -> dict[str, Asker]:
    return {}


@pytest.fixture
def app(scene: Scene, staff: Mapping[str, Asker]) -> Litestar:
    async def who_asks(token: str) -> Asker | None:
        return staff.get(token)

    return create(scene.centre.routes(), scene.centre.services(), who_asks)


@pytest.fixture
async def web(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(cast(Any, app))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as made:
        yield made


async def begun(scene: Scene, web: httpx.AsyncClient, text: str = "你好") -> str:
    made = await web.post("/api/chat", json={"text": text, "number": "13909110001"})
    await scene.settle()
    return str(made.json()["token"])


@asynccontextmanager
async def page(app: Litestar, token: str, after: int = 0) -> AsyncIterator[Tab]:
    tab = Tab(app, "/ws/chat", "")
    tab.say(json.dumps({"token": token, "after": after}))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(tab.run())
        yield tab
        tab.close()
        async with asyncio.timeout(5):
            await running


async def chat_of(scene: Scene, who: Asker) -> ContactId:
    desk = await scene.centre.desk.at(who)
    assert desk is not None
    return desk.work[0].serving.contact_id


def texts(told: Mapping[str, Any]) -> list[str]:
    return [one["text"] for one in told["posts"]]


async def test_a_page_is_told_what_an_agent_writes_and_that_the_chat_is_over(
    scene: Scene, app: Litestar, web: httpx.AsyncClient
) -> None:
    token = await begun(scene, web)
    async with page(app, token) as visitor:
        first = await visitor.next()
        assert (first["state"], first["position"], texts(first)) == (
            "waiting",
            1,
            ["你好"],
        )
        ana = await scene.agent("ana", "general", beside={"chat": 1})
        contact_id = await chat_of(scene, ana)
        await scene.centre.channels.writers.say(ana, contact_id, "内部", is_note=True)
        await scene.centre.channels.writers.say(ana, contact_id, "您好")
        await scene.settle()
        answered = await told(visitor, "open")
        assert texts(answered) == ["您好"]

        await scene.centre.channels.writers.end(ana, contact_id)
        await scene.settle()
        assert texts(await told(visitor, "ended")) == ["ended"]


async def told(visitor: Tab, state: str) -> dict[str, Any]:
    """The first word in this state; what was said of the queue before is passed over."""
    while True:
        now = await visitor.next()
        if now["state"] == state:
            return now


async def test_a_page_that_comes_back_is_told_what_it_has_not_seen(
    scene: Scene, app: Litestar, web: httpx.AsyncClient
) -> None:
    token = await begun(scene, web)
    async with page(app, token) as visitor:
        await visitor.next()
    await web.post("/api/chat/say", json={"token": token, "text": "还在吗"})
    async with page(app, token, after=1) as visitor:
        assert texts(await visitor.next()) == ["还在吗"]


async def test_a_page_that_takes_nothing_is_shown_all_at_once_and_holds_nobody_up(
    scene: Scene, app: Litestar, web: httpx.AsyncClient
) -> None:
    slow, quick = await begun(scene, web), await begun(scene, web, "在吗")
    async with page(app, slow) as still, page(app, quick) as other:
        await still.next()
        await other.next()
        still.reads.clear()
        for number in range(5):
            for token in (slow, quick):
                body = {"token": token, "text": str(number)}
                await web.post("/api/chat/say", json=body)
            await scene.settle()
            assert texts(await other.next()) == [str(number)]
        still.reads.set()

        seen: list[str] = []
        while len(seen) < 5:
            seen += texts(await still.next())
    assert seen == ["0", "1", "2", "3", "4"]


async def test_whoever_waits_is_told_that_the_queue_has_moved(
    scene: Scene,
    app: Litestar,
    web: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readers, "MOVES", 0.01)
    first, second = await begun(scene, web), await begun(scene, web, "在吗")
    async with page(app, second) as visitor:
        assert (await visitor.next())["position"] == 2
        await web.post("/api/chat/end", json={"token": first})
        await scene.settle()
        assert (await visitor.next())["position"] == 1


async def test_an_unknown_token_and_a_silent_page_are_shown_nothing(
    scene: Scene, app: Litestar, web: httpx.AsyncClient
) -> None:
    for said, code in (('{"token": "0000"}', 4404), ("hello", 4400)):
        tab = Tab(app, "/ws/chat", "")
        tab.say(said)
        async with asyncio.timeout(5):
            await tab.run()
        assert await tab.next() == {"type": "closed", "code": code}


async def test_of_many_pages_of_one_chat_the_oldest_is_given_up(
    scene: Scene, app: Litestar, web: httpx.AsyncClient
) -> None:
    token = await begun(scene, web)
    async with page(app, token) as oldest:
        await oldest.next()
        async with (
            page(app, token) as a,
            page(app, token) as b,
            page(app, token) as c,
            page(app, token) as d,
        ):
            for tab in (a, b, c, d):
                await tab.next()
            assert await oldest.next() == {"type": "closed", "code": 4001}


async def test_a_visitor_chooses_among_the_queues_that_the_rules_name(
    scene: Scene, web: httpx.AsyncClient, staff: dict[str, Asker]
) -> None:
    offered = (await web.get("/api/chat/queues")).json()["queues"]
    assert [one["queue_id"] for one in offered] == [
        "general",
        "fault",
        "business",
        "billing",
    ]
    assert offered[1]["name"] == {"zh": "报障", "en": "Faults"}

    made = await web.post("/api/chat", json={"text": "断网", "queue_id": "fault"})
    await scene.settle()
    staff["bo"] = await scene.agent("bo", "fault", beside={"chat": 1})
    seen = await web.post("/api/chat/look", json={"token": made.json()["token"]})
    assert seen.json()["state"] == "waiting"
    desk = await web.get("/api/desk", headers={"Cookie": f"{COOKIE}=bo"})
    assert [one["queue_id"] for one in desk.json()["contacts"]] == ["fault"]
