"""The whole API against its own description: what it is sent is made up, and no answer is
a fault or other than described."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from itertools import cycle, islice
from typing import Any, cast

import httpx
import pytest
from msgspec.structs import replace
from tools.describe import description

from journey import fuzz
from journey.province import ROLES, Province
from yingda.app.asgi import create
from yingda.kernel.org import Asker
from yingda.platform.http import COOKIE

EVERYTHING = "everything"
"""Somebody who holds every role at once: no right stands before a fault."""


@pytest.fixture
async def web(province: Province) -> AsyncIterator[httpx.AsyncClient]:
    """The sign-in sessions are as they were at first, whatever becomes of them."""
    staff = {province.tokens[role]: asker for role, asker in province.askers.items()}
    rights = frozenset[str]().union(*(one.actions for one in staff.values()))
    staff[EVERYTHING] = replace(province.askers["leader"], actions=rights)

    async def who_asks(token: str) -> Asker | None:
        return staff.get(token)

    centre = province.scene.centre
    app = create(centre.routes(), centre.services(), who_asks)
    transport = httpx.ASGITransport(
        cast(Any, app),  # the same protocol, named twice
        raise_app_exceptions=False,
    )
    async with httpx.AsyncClient(transport=transport, base_url=fuzz.BASE) as made:
        yield made


def known(province: Province) -> dict[str, str]:
    """What is there, by the names that parameters and fields have."""
    rows = province.rows["own"]
    other = {"to_agent": "agent-near", "to_queue": "general", "token": rows.token}
    return {**rows.ids, **other}


WHO = tuple(who for role in (*ROLES, None) for who in (role, EVERYTHING))
"""Each role, and nobody; between them somebody with all rights."""


def signed_in(province: Province, who: str | None) -> dict[str, str]:
    if who is None:
        return {}
    token = EVERYTHING if who == EVERYTHING else province.tokens[who]
    return {"Cookie": f"{COOKIE}={token}"}


async def wrong(
    province: Province, web: httpx.AsyncClient, *, others: int, seed: int
) -> list[str]:
    found = []
    asked = Counter[tuple[str, str | None]]()
    operations = fuzz.operations(description())
    for operation in operations:
        made = fuzz.cases(operation, known(province), others=others, seed=seed)
        turns = max(len(made), len(WHO))
        for who, case in zip(cycle(WHO), islice(cycle(made), turns), strict=False):
            answer = await fuzz.send(web, case, signed_in(province, who))
            asked[operation.label, who] += 1
            if told := fuzz.problem(case, answer):
                found.append(told)
    assert len(operations) > 90
    assert all(asked[one.label, who] for one in operations for who in WHO)
    return found


async def test_every_answer_is_as_described_whoever_asks(
    province: Province, web: httpx.AsyncClient
) -> None:
    found = await wrong(province, web, others=2, seed=1)
    assert not found, "\n\n".join(found[:5])


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 4))
async def test_many_more_answers_are_as_described(
    province: Province, web: httpx.AsyncClient, seed: int
) -> None:
    found = await wrong(province, web, others=60, seed=seed)
    assert not found, "\n\n".join(found[:5])


async def test_what_machines_stumble_over_is_refused_with_a_sentence(
    province: Province, web: httpx.AsyncClient
) -> None:
    headers = {"Cookie": f"{COOKIE}={EVERYTHING}", "Content-Type": "application/json"}
    found = []
    for operation in fuzz.operations(description()):
        for method, address, body in fuzz.rough(operation, known(province), seed=1):
            answer = await web.request(method, address, content=body, headers=headers)
            is_fault = answer.status_code >= 500 and "health" not in address
            is_told = answer.status_code < 400 or re.fullmatch(
                "[a-z0-9-]+", answer.json()["code"]
            )
            if is_fault or not is_told:
                found.append((method, address, body and body[:200], answer.text))
    assert not found, found[:5]


async def test_each_kind_of_impossible_thing_has_its_own_code(
    web: httpx.AsyncClient,
) -> None:
    codes = {
        "/api/people?q=a%00": "nul-in-text",
        "/api/customers/a%00": "nul-in-text",
        "/api/contacts?from=0001-01-01": "out-of-range",
        "/api/audit?since=0001-01-01T00:00:00%2B14:00": "out-of-range",
        "/api/there-is-no-such-thing": "http-404",
    }
    for path, code in codes.items():
        answer = await web.get(path, headers={"Cookie": f"{COOKIE}={EVERYTHING}"})
        assert answer.headers["content-type"] == "application/problem+json", path
        assert answer.json()["code"] == code, path


async def test_so_has_a_body_that_nobody_can_keep(web: httpx.AsyncClient) -> None:
    codes = {
        b'{"text":"a\\u0000b"}': "nul-in-text",
        b'{"text":"a","a\\u0000b":1}': "nul-in-text",
        b"[" * 100_000: "too-deep",
        b'{"text":"\\ud800"}': "http-400",
        b'{"text":': "http-400",
    }
    for body, code in codes.items():
        answer = await web.post(
            "/api/chat", content=body, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (400, code)
    only_looks_so = await web.post("/api/chat", json={"text": "C:\\u0000"})
    assert only_looks_so.status_code == 201
