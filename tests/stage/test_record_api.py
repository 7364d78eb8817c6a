"""Signing in and looking at customers as a browser does it."""

from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from typing import Any, cast

import httpx
import pytest

from builders import HOME, Ground, ground
from builders_record import PASSWORD, SMALL, customers_on, enter, people_on, subscriber
from yingda.app.asgi import create
from yingda.journey.customers.api import ROUTES as CUSTOMERS
from yingda.journey.people.api import ROUTES as PEOPLE
from yingda.journey.people.limits import Limits
from yingda.platform.embedded.clock import HandClock
from yingda.platform.http import COOKIE
from yingda.platform.sql.database import Database

WANG = subscriber("王建国", "13891990001")


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
async def browser(centre: Ground) -> AsyncIterator[httpx.AsyncClient]:
    people, customers = people_on(centre), customers_on(centre)
    await people.found(HOME, SMALL, PASSWORD)
    await enter(customers, WANG)
    app = create(
        [*PEOPLE, *CUSTOMERS],
        {"people": people, "customers": customers},
        people.asker_of,
    )
    transport = httpx.ASGITransport(cast(Any, app))  # the same protocol, named twice
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yingda.test"
    ) as client:
        yield client


async def sign_in(browser: httpx.AsyncClient, name: str = "ana") -> httpx.Response:
    return await browser.post("/api/session", json={"user": name, "password": PASSWORD})


async def test_signing_in_sets_a_cookie_that_no_script_can_read(
    browser: httpx.AsyncClient,
) -> None:
    answer = await sign_in(browser)

    assert answer.status_code == 201
    body = answer.json()
    assert (body["user_id"], body["name"]) == ("ana", "张雨桐")
    assert (body["agent_id"], body["branch_id"]) == ("ana", "sn")
    assert "desk.work" in body["actions"]
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/"
    assert not cookie["secure"]
    again = (await browser.get("/api/session")).json()
    assert again == body


async def test_over_https_the_cookie_is_for_https_only(
    browser: httpx.AsyncClient,
) -> None:
    answer = await browser.post(
        "https://yingda.test/api/session", json={"user": "ana", "password": PASSWORD}
    )
    assert SimpleCookie(answer.headers["set-cookie"])[COOKIE]["secure"]


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(
    browser: httpx.AsyncClient,
) -> None:
    await sign_in(browser)
    token = browser.cookies[COOKIE]

    assert (await browser.delete("/api/session")).status_code == 204
    assert COOKIE not in browser.cookies
    answer = await browser.get("/api/session", headers={"cookie": f"{COOKIE}={token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


async def test_a_wrong_password_is_refused_and_too_many_lock(
    browser: httpx.AsyncClient, centre: Ground
) -> None:
    async def fail() -> httpx.Response:
        return await browser.post(
            "/api/session", json={"user": "ana", "password": "wrong"}
        )

    answer = await fail()
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong-password")
    for _ in range(Limits().failures):
        answer = await fail()
    assert (answer.status_code, answer.json()["code"]) == (423, "locked-out")
    until = centre.clock.now() + Limits().locked_for
    assert answer.json()["until"] == until.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("body", [{}, {"user": "ana"}, {"user": "", "password": ""}])
async def test_a_form_that_is_not_filled_in_gets_a_clear_answer(
    browser: httpx.AsyncClient, body: dict[str, str]
) -> None:
    answer = await browser.post("/api/session", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-input")


async def test_a_customer_is_found_by_number_and_shown_masked(
    browser: httpx.AsyncClient,
) -> None:
    await sign_in(browser)
    found = await browser.get("/api/customers", params={"number": "+86 13891990001"})
    looked = await browser.get(f"/api/customers/{WANG.customer_id}")

    assert found.status_code == looked.status_code == 200
    assert found.json() == looked.json()
    assert found.json()["name"] == "王**"
    assert "王建国" not in found.text
    assert "13891990001" not in found.text.replace(WANG.customer_id, "")


@pytest.mark.parametrize(
    "path",
    [
        "/api/customers/x",
        "/api/customers?number=1",
        "/api/customer-words",
        "/api/branches",
    ],
)
async def test_nobody_who_is_not_signed_in_is_told_anything(
    browser: httpx.AsyncClient, path: str
) -> None:
    answer = await browser.get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


async def test_branches_and_words_are_told_to_whoever_is_signed_in(
    browser: httpx.AsyncClient,
) -> None:
    await sign_in(browser)
    branches = (await browser.get("/api/branches")).json()
    words = (await browser.get("/api/customer-words")).json()

    assert [one["branch_id"] for one in branches] == ["sn", "sn.xa", "sn.bj"]
    assert words["tiers"][0]["id"] == "vip"
    assert (await browser.get("/api/customers/nobody")).status_code == 404
