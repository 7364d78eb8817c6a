"""One address that wants more chats than it may have: refused, told, seen in the log."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from builders import ground
from builders_audit import ADMIN, system_on
from builders_channels import Exchange
from builders_record import change
from yingda.app.asgi import create
from yingda.journey.channels.api import ROUTES
from yingda.journey.channels.errors import TooManyChats, TooManyChatsHere
from yingda.journey.channels.limits import CallCap, CallCaps, Chats
from yingda.journey.channels.service.visitors import simulation_password
from yingda.journey.system.model import Kind, Wanted
from yingda.kernel.org import Asker
from yingda.messages.channels import CallsRefused
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

HERE, THERE = "203.0.113.7", "203.0.113.8"
REFUSED = "too-many-chats-here"


@pytest.fixture
def exchange(database: Database, clock: HandClock, tmp_path: Path) -> Exchange:
    return Exchange(ground(database, clock), tmp_path)


async def cap(exchange: Exchange, **caps: CallCap) -> None:
    await change(exchange.ground, CallCaps(accounts=caps))


async def opened(
    exchange: Exchange, host: str = HERE, *, key: str | None = None, text: str = "你好"
) -> str:
    return await exchange.channels.visitors.open(
        number=None, queue_id=None, text=text, host=host, key=key
    )


async def chats(exchange: Exchange, times: int, host: str = HERE) -> list[str]:
    """What each page that opens a chat is told."""
    told = []
    for _ in range(times):
        try:
            await opened(exchange, host)
        except (TooManyChatsHere, TooManyChats) as refused:
            told.append(refused.code)
        else:
            told.append("")
    return told


async def test_one_address_opens_so_many_chats_a_minute_and_another_its_own(
    exchange: Exchange,
) -> None:
    assert await chats(exchange, 32) == [*[""] * 30, REFUSED, REFUSED]
    assert await chats(exchange, 1, THERE) == [""]
    exchange.ground.clock.move(timedelta(seconds=61))
    assert await chats(exchange, 1) == [""]


async def test_one_address_alone_does_not_fill_the_centre(exchange: Exchange) -> None:
    await change(exchange.ground, Chats(chats_at_a_time=6))
    await cap(exchange, visitor=CallCap(at_once=4, a_minute=100))

    assert await chats(exchange, 9) == [*[""] * 4, *[REFUSED] * 5]
    assert await chats(exchange, 2, THERE) == ["", ""]


async def test_a_chat_counts_until_it_is_over(exchange: Exchange) -> None:
    await cap(exchange, visitor=CallCap(at_once=2, a_minute=100))
    visitors = exchange.channels.visitors
    token, _ = await opened(exchange), await opened(exchange)
    await visitors.tidy()
    assert await chats(exchange, 1) == [REFUSED]

    await visitors.end(token)
    await visitors.tidy()

    assert await chats(exchange, 2) == ["", REFUSED]


async def test_a_chat_that_is_opened_again_by_its_key_counts_once(
    exchange: Exchange,
) -> None:
    await cap(exchange, visitor=CallCap(at_once=1, a_minute=1))
    key = "opens-0123456789abcdef"

    assert await opened(exchange, key=key) == await opened(exchange, key=key)
    assert await chats(exchange, 1) == [REFUSED]


async def test_a_page_whose_chat_was_not_opened_holds_none(exchange: Exchange) -> None:
    await change(exchange.ground, Chats(chats_at_a_time=1))
    await cap(exchange, visitor=CallCap(at_once=2, a_minute=100))

    assert await chats(exchange, 4) == ["", *["too-many-chats"] * 3]


async def test_chats_and_telephones_of_one_address_are_counted_apart(
    exchange: Exchange,
) -> None:
    one = CallCap(at_once=1, a_minute=9)
    await cap(exchange, visitor=one, client=one)

    await exchange.channels.phones.admit_page(None, host=HERE)
    assert await chats(exchange, 2) == ["", REFUSED]


async def test_visitors_who_are_nobody_real_are_not_held_to_it(
    exchange: Exchange,
) -> None:
    await cap(exchange, visitor=CallCap(at_once=0, a_minute=0))

    await exchange.channels.visitors.open(
        number=None,
        queue_id=None,
        text="你好",
        host=HERE,
        simulation=simulation_password(exchange.ground.keys),
    )

    assert await chats(exchange, 1) == [REFUSED]


async def test_refused_chats_raise_the_alarm_without_the_address(
    exchange: Exchange,
) -> None:
    system = system_on(exchange.ground)
    await chats(exchange, 33)
    await exchange.channels.gate.tell()
    await exchange.ground.settle()

    (told,) = await exchange.payloads(CallsRefused)
    assert (told["account"], told["why"], told["refused"]) == ("visitor", "a-minute", 3)
    assert HERE not in str(told)
    wanted = Wanted(kind=Kind.SYSTEM, action="alarm.calls-refused", limit=10)
    (row,) = await system.trail.find(ADMIN, wanted)
    assert row.entry.subject == f"visitor/{told['name']}"


@pytest.fixture
async def page(exchange: Exchange) -> AsyncIterator[httpx.AsyncClient]:
    async def nobody(token: str) -> Asker | None:
        return None

    app = create(ROUTES, {"channels": exchange.channels}, nobody)
    transport = httpx.ASGITransport(cast(Any, app))  # the same protocol, named twice
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yingda.test"
    ) as client:
        yield client


@pytest.mark.parametrize(
    ("language", "advice"), [("en", "dial the hotline"), ("zh-CN", "拨打热线")]
)
async def test_the_page_is_told_what_to_do_in_its_language(
    exchange: Exchange, page: httpx.AsyncClient, language: str, advice: str
) -> None:
    await cap(exchange, visitor=CallCap(at_once=1, a_minute=9))
    said = {"accept-language": language}
    made = await page.post("/api/chat", json={"text": "你好"}, headers=said)
    refused = await page.post("/api/chat", json={"text": "你好"}, headers=said)

    body = refused.json()
    assert (made.status_code, refused.status_code) == (201, 429)
    assert body["code"] == REFUSED
    assert advice in body["detail"]
