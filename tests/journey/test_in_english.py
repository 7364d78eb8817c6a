"""What the pages get carries English too; Chinese alone are people and what they wrote."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

import httpx
import pytest

from builders import HOME
from journey.scene import ACTIONS, Scene
from yingda.app.asgi import create
from yingda.app.world import demo
from yingda.app.world.organisation import shaanxi
from yingda.kernel.ids import AgentId, UserId
from yingda.kernel.org import Asker
from yingda.messages.desk import AgentState

CHINESE = re.compile(r"[\u3000-\u9fff]")
FREE_TEXT = {"description", "result", "note", "pinyin", "source"}
"""And the titles of rules that a target is quoted from (`source`)."""
PERSONS = {
    *("agent_name", "agent_names", "customer_name", "user_name"),
    *("opened_by_name", "owner_name", "by_name"),
    # A thing's name is never a string; under `name` stands a person.
    "name",
}
JING = "a1012"


def chinese_alone(answer: object, at: str = "") -> Iterator[str]:
    """Where an answer is Chinese that a reader of English cannot do without."""
    match answer:
        case {"zh": str(), "en": str(en)} if en and not CHINESE.search(en):
            return
        case dict():
            for key, value in answer.items():
                yield from chinese_alone(value, f"{at}.{key}")
        case list():
            for value in answer:
                yield from chinese_alone(value, at)
        case str() if CHINESE.search(answer) and not is_theirs(at):
            yield f"{at}: {answer}"
        case _:
            return


def is_theirs(at: str) -> bool:
    return at.rpartition(".")[2] in PERSONS | FREE_TEXT


def names(answer: object) -> int:
    """How many names in both languages there are in it."""
    match answer:
        case {"zh": str(), "en": str(), **rest} if not rest:
            return 1
        case dict():
            return sum(map(names, answer.values()))
        case list():
            return sum(map(names, answer))
        case _:
            return 0


@pytest.fixture
async def lived(scene: Scene) -> tuple[Scene, Asker]:
    """A demo customer was served, called again and is on the line; an order is open."""
    people = scene.centre.people
    await people.found(HOME, shaanxi(), "correct horse")
    today = scene.ground.clock.now().date()
    fresh = demo.subscribers(today)
    await scene.centre.customers.load(HOME, demo.LOADING, fresh, done=len(fresh))
    who = Asker(
        user_id=UserId(JING), agent_id=AgentId(JING), scope=HOME, actions=ACTIONS
    )
    await scene.centre.desk.sign_in(who)
    await scene.centre.desk.set_state(who, AgentState.READY, None)
    for is_over in (True, False):
        line_id = await scene.call(demo.CALLERS[0].number)
        await scene.pass_time(6)
        await scene.press(line_id, "1")
        await scene.pass_time(5)
        await scene.pick_up(who)
        async with browser(scene, who) as client:
            await open_order(client)
        if is_over:
            await scene.hang_up(line_id)
            await scene.pass_time(120)
    return scene, who


def browser(scene: Scene, who: Asker) -> httpx.AsyncClient:
    async def who_asks(token: str) -> Asker:
        return who

    app = create(scene.centre.routes(), scene.centre.services(), who_asks)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(cast(Any, app)),
        base_url="http://yingda.test",
        headers={"Accept-Language": "en", "Cookie": "yingda_session=who"},
    )


async def open_order(client: httpx.AsyncClient) -> None:
    contact = (await client.get("/api/desk")).json()["contact"]
    order = {
        "type": "fault",
        "description": "宽带不通",
        "branch_id": "sn.xa",
        "contact_id": contact["contact_id"],
        "customer_id": contact["customer_id"],
        "anyway": True,
    }
    assert (await client.post("/api/orders", json=order)).status_code == 201


PAGES: Mapping[str, int] = {
    # Where it is asked, and how many names in both languages there are at least.
    "/api/desk": 10,
    "/api/board": 20,
    "/api/queues": 5,
    "/api/branches": 12,
    "/api/agents": 14,
    "/api/reasons": 30,
    "/api/order-types": 6,
    "/api/flow-words": 20,
    "/api/orders": 4,
    "/api/contacts": 6,
    "/api/recordings": 0,
    "/api/transfer-targets": 5,
    "/api/reports/day?date={day}&by=queue": 5,
    "/api/reports/day?date={day}&by=branch": 5,
    "/api/reports/day?date={day}&by=tier": 5,
    "/api/hotline": 1,
    "/api/contacts/{contact_id}": 4,
}


async def test_no_page_shows_chinese_to_whoever_reads_english(
    lived: tuple[Scene, Asker],
) -> None:
    scene, who = lived
    day = scene.ground.clock.now().date().isoformat()
    async with browser(scene, who) as client:
        contact = (await client.get("/api/desk")).json()["contact"]
        assert contact["stage"] == "talking"
        for path, least in PAGES.items():
            asked = path.format(day=day, contact_id=contact["contact_id"])
            answer = await client.get(asked)
            assert answer.status_code == 200, answer.text
            assert list(chinese_alone(answer.json(), path)) == []
            assert names(answer.json()) >= least, path


async def test_a_refusal_is_said_in_english(lived: tuple[Scene, Asker]) -> None:
    scene, who = lived
    async with browser(scene, who) as client:
        refused = await client.post("/api/desk/sign-out")

    assert refused.status_code == 409
    assert not CHINESE.search(refused.json()["detail"])
