"""What is the same for every request: who asks, and what becomes of faults."""

import logging

import pytest
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.testing import AsyncTestClient

from builders import asker
from yingda.app.asgi import create
from yingda.kernel.org import Asker
from yingda.platform.http import COOKIE, NotSignedIn


@get("/broken/{contact_id:str}")
async def broken(contact_id: FromPath[str]) -> None:
    raise ZeroDivisionError(contact_id)


@get("/refused")
async def refused() -> None:
    raise NotSignedIn


async def nobody(token: str) -> Asker | None:
    return None


@get("/mine")
async def mine(asker: NamedDependency[Asker]) -> str:
    return asker.user_id


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        ("http://centre.test:8080", 200),
        ("http://centre.test:3000", 401),
        ("https://elsewhere.test", 401),
        ("null", 401),
    ],
)
async def test_only_our_own_pages_ask_in_the_name_of_whoever_is_signed_in(
    origin: str | None, status: int
) -> None:
    async def ana(token: str) -> Asker:
        return asker("ana")

    app = create([mine], {}, ana)
    headers = {"cookie": f"{COOKIE}=x", "host": "centre.test:8080"}
    async with AsyncTestClient(app) as browser:
        answer = await browser.get(
            "/mine", headers=headers | ({"origin": origin} if origin else {})
        )

    assert answer.status_code == status


async def test_a_fault_is_written_down_and_a_refusal_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = create([broken, refused], {}, nobody)
    async with AsyncTestClient(app, raise_server_exceptions=False) as browser:
        with caplog.at_level(logging.ERROR):
            answers = [await browser.get(path) for path in ("/refused", "/broken/c1")]

    assert [answer.status_code for answer in answers] == [401, 500]
    [line] = [one for one in caplog.records if one.name == "yingda.app.asgi"]
    assert line.getMessage() == "/broken/{contact_id} failed"
    assert line.exc_info
    assert isinstance(line.exc_info[1], ZeroDivisionError)
