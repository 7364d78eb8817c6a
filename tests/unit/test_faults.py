"""A fault of ours is answered with 500 and written down; a refusal is no fault."""

import logging

import pytest
from litestar import get
from litestar.params import FromPath
from litestar.testing import AsyncTestClient

from yingda.app.asgi import create
from yingda.kernel.org import Asker
from yingda.platform.http import NotSignedIn


@get("/broken/{contact_id:str}")
async def broken(contact_id: FromPath[str]) -> None:
    raise ZeroDivisionError(contact_id)


@get("/refused")
async def refused() -> None:
    raise NotSignedIn


async def nobody(token: str) -> Asker | None:
    return None


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
