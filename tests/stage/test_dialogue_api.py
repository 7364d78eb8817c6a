"""Flows as a page looks at them and publishes them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from builders import asker, ground
from builders_dialogue import SMALL
from builders_machine import machine_on
from yingda.app.asgi import create
from yingda.journey.dialogue.api import ROUTES
from yingda.kernel.org import Asker
from yingda.platform.embedded.clock import HandClock
from yingda.platform.http import COOKIE
from yingda.platform.sql.database import Database

WHO = {"root": asker("root", "system.admin"), "ana": asker("ana", "desk.work")}


@pytest.fixture
async def browser(
    database: Database, clock: HandClock, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    machine = machine_on(ground(database, clock), tmp_path)

    async def who_asks(token: str) -> Asker | None:
        return WHO.get(token)

    app = create(ROUTES, {"dialogue": machine.dialogue}, who_asks)
    transport = httpx.ASGITransport(cast(Any, app))  # the same protocol, named twice
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yingda.test", cookies={COOKIE: "root"}
    ) as client:
        yield client


async def test_flows_are_listed_and_shown_in_full(browser: httpx.AsyncClient) -> None:
    (card,) = (await browser.get("/api/flows")).json()
    page = (await browser.get("/api/flows/hotline")).json()

    assert (card["flow_id"], card["flow_version"]) == ("hotline", 1)
    assert page["newest"] == card
    assert page["versions"] == [card]
    assert page["body"]["nodes"]["menu-guest"]["kind"] == "menu"


async def test_a_flow_is_published_as_its_next_version(
    browser: httpx.AsyncClient,
) -> None:
    text = SMALL.replace('flow_id = "small"', 'flow_id = "hotline"')
    await browser.get("/api/flows")

    answer = await browser.post(
        "/api/flows", json={"type": "PublishFlow", "text": text}
    )

    assert answer.status_code == 201, answer.text
    page = (await browser.get("/api/flows/hotline")).json()
    assert [one["flow_version"] for one in page["versions"]] == [2, 1]
    assert page["newest"]["by"] == "root"


async def test_an_unsound_flow_is_refused_with_node_and_reason(
    browser: httpx.AsyncClient,
) -> None:
    text = SMALL.replace('no_key = "people"', "")

    answer = await browser.post(
        "/api/flows",
        json={"type": "PublishFlow", "text": text},
        headers={"Accept-Language": "en"},
    )

    assert answer.status_code == 422
    assert "choose: no-way-after-silence" in answer.text


async def test_an_unknown_flow_is_not_found(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/api/flows/none")).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("ana", 403), ("nobody", 401)])
async def test_flows_are_shown_to_nobody_else(
    browser: httpx.AsyncClient, who: str, status: int
) -> None:
    browser.cookies.set(COOKIE, who)

    assert (await browser.get("/api/flows")).status_code == status
