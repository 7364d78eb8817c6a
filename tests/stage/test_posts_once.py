"""A post whose answer was lost is sent again, and is there once."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from builders import HOME, asker, ground
from builders_channels import ANA, FAULT, Exchange
from builders_record import change
from yingda.journey.channels.errors import NotNow, NotYourCall
from yingda.journey.channels.limits import ChatRules, Chats
from yingda.journey.channels.model.chats import File, PostKind
from yingda.kernel.ids import ContactId, LegId, MessageId
from yingda.messages.channels import (
    CallArrived,
    CallBridged,
    Channel,
    ChatWritten,
    RingAgent,
)
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

OPENS, SAYS, ANSWERS = "opens-0123456789abcdef", "says-0123456789abcdef", "a" * 32
WRITER = asker(ANA, "desk.work")
FILE = File(name="账单.txt", media_type="text/plain", data="一百元".encode())


@pytest.fixture
def exchange(database: Database, clock: HandClock, tmp_path: Path) -> Exchange:
    return Exchange(ground(database, clock), tmp_path)


async def opened(exchange: Exchange, key: str = OPENS) -> str:
    return await exchange.channels.visitors.open(
        number=None, queue_id=None, text="你好", host="127.0.0.1", key=key
    )


async def texts(exchange: Exchange, token: str) -> list[str]:
    seen = await exchange.channels.visitors.look(token, after=0)
    return [one.text for one in seen.posts if one.kind is PostKind.TEXT]


async def contact(exchange: Exchange, token: str) -> ContactId:
    return (await exchange.channels.visitors.look(token, after=0)).chat.contact_id


async def test_a_chat_that_is_opened_again_by_the_same_key_is_the_same(
    exchange: Exchange,
) -> None:
    first, second = await asyncio.gather(opened(exchange), opened(exchange))
    third = await opened(exchange)

    assert first == second == third
    assert await texts(exchange, first) == ["你好"]
    assert await exchange.told(CallArrived, ChatWritten) == [
        "CallArrived",
        "ChatWritten",
    ]
    assert await opened(exchange, "another-0123456789abcdef") != first


async def test_where_there_is_no_room_who_is_in_is_told_so_again(
    exchange: Exchange,
) -> None:
    await change(exchange.ground, Chats(chats_at_a_time=1))

    assert await opened(exchange) == await opened(exchange)


async def test_what_a_visitor_sends_twice_is_there_once(exchange: Exchange) -> None:
    token = await opened(exchange)
    says = exchange.channels.visitors.say

    await asyncio.gather(*(says(token, "没网了", key=SAYS) for _ in range(3)))
    await says(token, "没网了", key=SAYS)
    await says(token, "没网了")

    assert await texts(exchange, token) == ["你好", "没网了", "没网了"]
    assert len(await exchange.told(ChatWritten)) == 3


async def test_a_repeated_post_counts_for_no_limit(exchange: Exchange) -> None:
    await change(exchange.ground, Chats(channels={"chat": ChatRules(posts_a_minute=2)}))
    token = await opened(exchange)

    for _ in range(5):
        await exchange.channels.visitors.say(token, "没网了", key=SAYS)

    assert await texts(exchange, token) == ["你好", "没网了"]


async def test_a_file_that_is_sent_twice_is_there_once(exchange: Exchange) -> None:
    token = await opened(exchange)

    for _ in range(2):
        await exchange.channels.visitors.send_file(token, FILE, key=SAYS)

    seen = await exchange.channels.visitors.look(token, after=0)
    (post,) = [one for one in seen.posts if one.kind is PostKind.FILE]
    assert await exchange.channels.visitors.file(token, post.number) == FILE
    assert stored(exchange) == 1


def stored(exchange: Exchange) -> int:
    return len(list((exchange.folder / "blobs").rglob("*.sealed")))


async def test_of_two_files_that_race_with_one_key_the_post_and_its_bytes_are_one(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await opened(exchange)
    visitors, put = exchange.channels.visitors, exchange.blobs.put
    winner = File(name="流量.txt", media_type="text/plain", data=b"2 GB")

    async def overtaken(key: str, data: bytes) -> str:
        monkeypatch.setattr(exchange.blobs, "put", put)
        await visitors.send_file(token, winner, key=SAYS)
        return await put(key, data)

    monkeypatch.setattr(exchange.blobs, "put", overtaken)
    await visitors.send_file(token, FILE, key=SAYS)

    seen = await visitors.look(token, after=0)
    (post,) = [one for one in seen.posts if one.kind is PostKind.FILE]
    assert post.size == len(winner.data)
    assert await visitors.file(token, post.number) == winner
    assert stored(exchange) == 1


async def test_a_file_that_comes_after_the_end_is_not_kept(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await opened(exchange)
    visitors, put = exchange.channels.visitors, exchange.blobs.put

    async def too_late(key: str, data: bytes) -> str:
        await visitors.end(token)
        return await put(key, data)

    monkeypatch.setattr(exchange.blobs, "put", too_late)
    with pytest.raises(NotNow):
        await visitors.send_file(token, FILE, key=SAYS)

    assert stored(exchange) == 0


async def test_what_an_agent_sends_twice_is_there_once_even_after_the_end(
    exchange: Exchange,
) -> None:
    token = await opened(exchange)
    contact_id = await contact(exchange, token)
    await exchange.ground.say(
        RingAgent(
            id=MessageId("ring"),
            at=exchange.ground.clock.now(),
            scope=HOME,
            contact_id=contact_id,
            leg_id=LegId("leg"),
            agent_id=ANA,
            queue_id=FAULT,
            channel=Channel.CHAT,
        )
    )
    writers = exchange.channels.writers

    await asyncio.gather(
        *(writers.say(WRITER, contact_id, "您好", key=ANSWERS) for _ in range(3))
    )
    exchange.ground.clock.move(timedelta(seconds=5))
    await writers.end(WRITER, contact_id)
    await writers.say(WRITER, contact_id, "您好", key=ANSWERS)

    assert await texts(exchange, token) == ["你好", "您好"]
    assert await exchange.told(CallBridged) == ["CallBridged"]
    with pytest.raises(NotYourCall):
        await writers.say(WRITER, contact_id, "您好", key="b" * 32)


async def test_the_table_itself_takes_a_key_once_in_a_chat(exchange: Exchange) -> None:
    token, other = await opened(exchange), await opened(exchange, "x" * 32)
    for one in (token, other):
        await exchange.channels.visitors.say(one, "没网了", key=SAYS)
    assert await texts(exchange, other) == ["你好", "没网了"]

    with pytest.raises(Exception, match="posts_once"):
        async with exchange.ground.work.system(HOME) as tx:
            await tx.run(
                "insert into channels.posts (tenant_id, scope, contact_id, number, at,"
                " author, kind, text, key) select tenant_id, scope, contact_id, 99, at,"
                " author, kind, text, key from channels.posts where key = :key limit 1",
                key=SAYS,
            )
