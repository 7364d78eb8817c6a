"""Whoever is nobody real is marked wherever their contact stands in a list."""

from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest
from msgspec.structs import replace

from builders import HOME
from journey.scene import ACTIONS, Scene
from journey.test_floor import staff
from yingda.app.asgi import create
from yingda.app.screens.floor import FloorScreen
from yingda.journey.channels.model import Door, LineId
from yingda.kernel.org import Asker
from yingda.platform.http import COOKIE

REAL, MADE_UP = "13909110001", "13909110002"


@pytest.fixture
async def sup(scene: Scene) -> Asker:
    """Looks at everybody's of the place."""
    made = await staff(scene, "sup", "supervisor")
    return replace(made, actions=ACTIONS | {"floor.watch"})


@pytest.fixture
async def web(scene: Scene, sup: Asker) -> AsyncIterator[httpx.AsyncClient]:
    async def who_asks(token: str) -> Asker | None:
        return sup

    app = create(scene.centre.routes(), scene.centre.services(), who_asks)
    transport = httpx.ASGITransport(cast(Any, app))  # the same protocol, named twice
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://here",
        headers={"Cookie": f"{COOKIE}=sup"},
    ) as made:
        yield made


async def served(scene: Scene, ana: Asker, number: str, door: Door) -> LineId:
    """A call that Ana answers and that goes on; returns its line."""
    line_id = scene.switch.call(number, door=door)
    await scene.settle()
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    await scene.pass_time(3)
    await scene.pick_up(ana)
    await scene.pass_time(10)
    return line_id


async def lived(scene: Scene) -> Asker:
    """Ana has served somebody real, then somebody simulated."""
    ana = await scene.agent("ana", "general")
    for number, door in ((REAL, Door.TRUNK), (MADE_UP, Door.SIMULATED)):
        line_id = await served(scene, ana, number, door)
        await scene.hang_up(line_id)
        await scene.pass_time(60)
    await scene.centre.channels.recordings.keep()
    await scene.settle()
    return ana


async def listed(web: httpx.AsyncClient, path: str, **asked: str) -> list[Any]:
    answer = await web.get(path, params=asked)
    assert answer.status_code == 200
    return next(rows for rows in answer.json().values() if isinstance(rows, list))


async def test_recordings_carry_the_mark_and_leave_the_simulated_out_on_request(
    scene: Scene, web: httpx.AsyncClient
) -> None:
    await lived(scene)

    everybody = await listed(web, "/api/recordings")
    real = await listed(web, "/api/recordings", simulated="no")
    made_up = await listed(web, "/api/recordings", simulated="yes")

    assert [one["simulated"] for one in everybody] == [True, False]
    assert everybody == [*made_up, *real]
    assert len(made_up) == len(real) == 1
    contact = await web.get(f"/api/contacts/{made_up[0]['contact_id']}")
    assert [one["simulated"] for one in contact.json()["recordings"]] == [True]


async def test_the_floor_says_whose_customer_is_simulated(
    scene: Scene, sup: Asker
) -> None:
    ana = await scene.agent("ana", "general")
    bo = await scene.agent("bo", "general")
    await served(scene, ana, REAL, Door.TRUNK)
    await served(scene, bo, MADE_UP, Door.SIMULATED)
    screen = cast(FloorScreen, scene.centre.services()["floor_screen"])

    now = await screen.now(sup)

    assert {
        one.agent_id: [work.simulated for work in one.work]
        for one in now.agents
        if one.work
    } == {"ana": [False], "bo": [True]}


async def test_orders_and_what_was_before_carry_the_mark(
    scene: Scene, web: httpx.AsyncClient
) -> None:
    await lived(scene)
    before = await listed(web, "/api/contacts")
    for row in before:
        order = {
            "type": "fault",
            "description": "家里宽带不通",
            "branch_id": "sn.xa",
            "contact_id": row["contact_id"],
        }
        made = await web.post("/api/orders", json=order)
        assert made.json()["simulated"] == row["simulated"]

    orders = await listed(web, "/api/orders")

    assert {one["contact_id"]: one["simulated"] for one in orders} == {
        one["contact_id"]: one["simulated"] for one in before
    }
    assert {one["simulated"] for one in orders} == {True, False}


async def test_a_parked_caller_carries_the_mark(
    scene: Scene, web: httpx.AsyncClient
) -> None:
    ana = await scene.agent("ana", "general")
    await served(scene, ana, MADE_UP, Door.SIMULATED)
    assert ana.agent_id
    at_desk = (await scene.centre.desk.desks(HOME, [ana.agent_id]))[ana.agent_id]
    assert at_desk.serving

    await scene.centre.channels.control.park(ana, at_desk.serving.contact_id)
    await scene.settle()

    (waiting,) = (await web.get("/api/calls/parked")).json()
    assert waiting["simulated"] is True
