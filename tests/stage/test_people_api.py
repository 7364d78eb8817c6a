"""Administering people as a browser does it."""

from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest

from builders import HOME, asker, ground
from builders_people import ADMIN
from builders_record import PASSWORD, SMALL, people_on
from yingda.app.asgi import create
from yingda.journey.people.api import ROUTES
from yingda.journey.people.limits import Roles
from yingda.kernel.org import Asker
from yingda.platform.embedded.clock import HandClock
from yingda.platform.http import COOKIE
from yingda.platform.sql.database import Database

XIE = {
    "name": "谢㭎",
    "login": "xie",
    "roles": ["agent"],
    "seat": {"number": "1100", "group_id": "g1", "skills": {"fault": 7}},
}


@pytest.fixture
async def browser(
    database: Database, clock: HandClock
) -> AsyncIterator[httpx.AsyncClient]:
    people = people_on(ground(database, clock))
    await people.found(HOME, SMALL, PASSWORD)

    async def who(token: str) -> Asker | None:
        kind, _, name = token.partition(":")
        if kind == "role":
            role = Roles().roles.get(name)
            return asker("cy", *(role.actions if role else ()))
        return ADMIN if token == "root" else None

    app = create(ROUTES, {"people": people}, who)
    transport = httpx.ASGITransport(cast(Any, app))  # the same protocol, named twice
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yingda.test", cookies={COOKIE: "root"}
    ) as client:
        yield client


async def test_a_person_is_added_changed_moved_and_dismissed(
    browser: httpx.AsyncClient,
) -> None:
    made = await browser.post("/api/people", json={"person": XIE})
    assert made.status_code == 201
    one = made.json()
    at = f"/api/people/{one['user_id']}"

    changed = await browser.put(
        at, json={"person": {**XIE, "roles": ["agent", "leader"]}, "version": 1}
    )
    assert changed.json()["roles"] == ["agent", "leader"]
    moved = await browser.post(
        "/api/people/move", json={"user_ids": [one["user_id"]], "group_id": "g2"}
    )
    assert moved.json() == {"moved": 1}
    password = await browser.post(f"{at}/password", json={"password": "a-long-one"})
    assert password.status_code == 204
    profile = (await browser.get(at)).json()
    assert profile["posts"][0]["group_id"] == "g2"
    assert (await browser.delete(at)).status_code == 204
    page = (await browser.get("/api/people", params={"q": "1100"})).json()
    assert page == {"people": [], "next": None}
    assert (await browser.post(f"{at}/return")).status_code == 204


async def test_the_tree_grows_and_says_its_words(browser: httpx.AsyncClient) -> None:
    name = {"zh": "客服部", "en": "Care"}
    place = {"kind": "department", "name": name}
    assert (await browser.put("/api/places/sn.care", json=place)).status_code == 204
    group = {"path": "sn.care", "name": name}
    assert (await browser.put("/api/groups/g7", json=group)).status_code == 204

    tree = (await browser.get("/api/people/tree")).json()
    care = next(one for one in tree["places"] if one["path"] == "sn.care")
    assert care["groups"] == [{"group_id": "g7", "name": name, "people": 0}]
    assert tree["vocabulary"]["skills"]["fault"]["zh"] == "报障"
    wrong = await browser.put("/api/places/sn.xa'--", json=place)
    assert wrong.status_code == 400


async def test_a_file_is_previewed_and_its_wrong_lines_are_sentences(
    browser: httpx.AsyncClient,
) -> None:
    async def sent(text: str, *, is_meant: bool) -> dict[str, Any]:
        data = b64encode(text.encode("gb18030")).decode()
        answer = await browser.post(
            "/api/people/import",
            json={"data": data, "is_meant": is_meant},
            headers={"accept-language": "en"},
        )
        assert answer.status_code == 200
        return cast(dict[str, Any], answer.json())

    text = "登录名,姓名,角色,工号,班组\nn1,王,agent,2101,g1\n"
    assert (await sent(text, is_meant=False))["added"] == 1
    wrong = await sent(text + "n2,李,agent,2102,g9\n", is_meant=True)
    assert wrong["problems"] == [
        {
            "line": 3,
            "code": "unknown-group",
            "detail": "There is no group g9. Make it in the tree first.",
        }
    ]
    assert (await sent(text, is_meant=True))["is_done"]
    assert (await sent(text, is_meant=True))["unchanged"] == 1


NAMED = {"name": {"zh": "x", "en": "x"}}
LOOKING = [
    ("GET", "/api/people", None),
    ("GET", "/api/people/tree", None),
    ("GET", "/api/people/bo", None),
]
CHANGING = [
    ("POST", "/api/people", {"person": XIE}),
    ("PUT", "/api/people/bo", {"person": XIE, "version": 1}),
    ("DELETE", "/api/people/bo", None),
    ("POST", "/api/people/bo/return", None),
    ("POST", "/api/people/bo/password", {"password": "a-long-one"}),
    ("POST", "/api/people/move", {"user_ids": ["bo"], "group_id": "g2"}),
    ("POST", "/api/people/import", {"data": "eA=="}),
    ("PUT", "/api/places/sn.x", {"kind": "branch", **NAMED}),
    ("PUT", "/api/groups/g9", {"path": "sn", **NAMED}),
]


@pytest.mark.parametrize("role", ["none", *Roles().roles])
async def test_each_role_does_what_it_names_and_nothing_else(
    browser: httpx.AsyncClient, role: str
) -> None:
    actions = Roles().roles[role].actions if role != "none" else ()
    browser.cookies.set(COOKIE, f"role:{role}")
    for wanted, requests in (("people.read", LOOKING), ("people.admin", CHANGING)):
        for method, path, body in requests:
            answer = await browser.request(method, path, json=body)
            is_refused = (
                answer.json().get("code") == "not-allowed" if answer.content else False
            )
            assert is_refused == (wanted not in actions), (method, path)
            assert answer.status_code < 500


async def test_who_is_not_signed_in_does_nothing(browser: httpx.AsyncClient) -> None:
    browser.cookies.clear()
    for method, path, body in (*LOOKING, *CHANGING):
        answer = await browser.request(method, path, json=body)
        assert answer.status_code == 401, (method, path)


@pytest.mark.parametrize("typed", ["\x00", "%", "'; --", "\\", "𠮷", "ﷺ" * 50])
async def test_nothing_that_is_typed_makes_the_list_fail(
    browser: httpx.AsyncClient, typed: str
) -> None:
    for field in ("q", "group", "place", "cursor"):
        answer = await browser.get("/api/people", params={field: typed})
        assert answer.status_code in (200, 400)
