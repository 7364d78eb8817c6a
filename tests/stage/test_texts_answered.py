"""Customers' texts: answered once, in the words that are the same everywhere."""

import tomllib
from collections.abc import AsyncIterator
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest

from builders import HOME, asker, ground
from builders_record import change
from builders_texts import ADAS, Post, carrier, post
from yingda.journey.channels.adapters.smpp.stub import StubCentre
from yingda.journey.channels.limits import ChatRules, Chats, Texts
from yingda.journey.channels.model.texts import Received
from yingda.journey.channels.ports import OrderTold
from yingda.journey.channels.service.texts_medium import SMS
from yingda.journey.workorders.limits import Nodes
from yingda.kernel.ids import ContactId, OrderId
from yingda.kernel.org import NotAllowed, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.channels import CallArrived, ChatWritten
from yingda.messages.channels.texts import TextFailed, TextReceived
from yingda.messages.system import PersonalDataSeen
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

WORDS = Texts().words
ONE = OrderTold(number="SN20260101-000001", node=Nodes().words["new"])
TWO = OrderTold(number="SN20260101-000002", node=Nodes().words["held"])
LEADER = asker("lea", "orders.read", "contacts.read")


@pytest.fixture
async def office(
    database: Database, clock: HandClock, tmp_path: Path
) -> AsyncIterator[Post]:
    async with post(database, clock, tmp_path) as made:
        made.exchange.book.orders = (TWO, ONE)
        yield made


async def answers(office: Post, words: str) -> list[str]:
    before = len(office.stub.texts())
    await office.write(words)
    return [said for _, said in office.stub.texts()[before:]]


@pytest.mark.row("AC-05")
async def test_a_customer_learns_how_far_their_orders_are(office: Post) -> None:
    assert await answers(office, "CX") == [
        "工单SN20260101-000002，正在处理。\n工单SN20260101-000001，已经受理，等待派单。"
    ]
    assert await answers(office, "查询sn20260101-000001") == [
        "工单SN20260101-000001，已经受理，等待派单。"
    ]
    assert await answers(office, "status SN20260101-000002") == [
        "Order SN20260101-000002 is being worked on."
    ]


async def test_nobody_learns_of_the_orders_of_others(office: Post) -> None:
    (said,) = await answers(office, "SN20260101-000009")
    assert said == WORDS["order-unknown"].zh.format(number="SN20260101-000009")

    office.exchange.book.orders = ()
    assert await answers(office, "CX") == [WORDS["orders-none"].zh]


def test_the_words_of_a_node_are_those_that_callers_hear() -> None:
    """The flow of the hotline says what is written, letter by letter."""
    file = resources.files("yingda.journey.dialogue") / "data/flows/hotline.toml"
    prompts = tomllib.loads(file.read_text("utf-8"))["prompts"]
    nodes = Nodes()
    named = {**nodes.words, "other": nodes.otherwise}

    for language in ("zh", "en"):
        spoken = next(said for name, said in prompts.items() if name[:2] == language)
        heard = {
            name.removeprefix("order-status-"): said
            for name, said in spoken.items()
            if name.startswith("order-status-")
        }
        assert heard == {name: getattr(one, language) for name, one in named.items()}


@pytest.mark.row("AC-05")
async def test_who_wants_no_notices_gets_none_until_they_want_them_again(
    office: Post,
) -> None:
    assert await answers(office, "退订") == [WORDS["stopped"].zh]
    await office.ask("notice")
    await office.ask("owed")
    await office.beat()
    assert await office.whys() == ["wants-none"]
    assert [said for _, said in office.stub.texts()[1:]] == [WORDS["help"].zh]

    assert await answers(office, "START") == [WORDS["started"].en]
    await office.ask("notice")
    await office.beat()
    assert await office.whys() == ["wants-none"]
    assert len(office.stub.texts()) == 4


async def test_what_waited_for_the_morning_is_not_sent_to_whom_wants_none_by_then(
    office: Post, clock: HandClock
) -> None:
    clock.move(timedelta(hours=11))
    await office.ask("notice")
    await office.beat()
    assert await answers(office, "TD") == [WORDS["stopped"].zh]
    clock.move(timedelta(hours=10))
    await office.beat()

    assert await office.told(TextFailed) == ["TextFailed"]
    assert len(office.stub.texts()) == 1


async def test_a_text_that_is_brought_twice_is_answered_once(office: Post) -> None:
    again = Received(number=ADAS, words="CX")
    await office.write("CX")
    await office.exchange.channels.answering.hear(again)
    await office.exchange.channels.answering.hear(again)
    await office.beat()
    assert len(office.stub.texts()) == 1
    assert await office.told(TextReceived) == ["TextReceived"]

    office.ground.clock.move(Texts().same_within)
    await office.write("CX")
    assert len(office.stub.texts()) == 2


async def test_two_machines_do_not_write_to_each_other_for_ever(office: Post) -> None:
    for number in range(Texts().answers_an_hour + 5):
        await office.write(f"自动回复{number}")
    assert len(office.stub.texts()) == Texts().answers_an_hour
    assert len(await office.told(TextReceived)) == Texts().answers_an_hour + 5

    office.ground.clock.move(timedelta(hours=1))
    assert await answers(office, "你好") == [WORDS["help"].zh]


async def test_a_long_text_is_read_whole_whatever_the_order_of_its_pieces(
    office: Post,
) -> None:
    hear = office.exchange.channels.answering.hear
    pieces = ["查询", "SN20260101-", "000001"]
    for place in (3, 1, 1, 2):
        await hear(
            Received(
                number=ADAS,
                words=pieces[place - 1],
                reference=9,
                piece=place,
                pieces=3,
            )
        )
    await office.beat()

    assert [said for _, said in office.stub.texts()] == [
        "工单SN20260101-000001，已经受理，等待派单。"
    ]


async def test_a_long_text_comes_over_the_link(office: Post) -> None:
    await office.write("长" * 100 + "SN20260101-000001")

    assert [said for _, said in office.stub.texts()] == [
        "工单SN20260101-000001，已经受理，等待派单。"
    ]


async def test_who_withholds_their_number_gets_no_answer(office: Post) -> None:
    await office.write("CX", number="YINGDA")

    assert await office.told(TextReceived) == []


async def test_nothing_that_was_written_or_to_whom_is_in_the_log(office: Post) -> None:
    await office.write("我的密码是swordfish")
    await office.ask("notice")
    await office.beat()
    async with office.ground.work.system(HOME) as tx:
        rows = await tx.run("select payload::text as said from spine.log")
    log = " ".join(str(row["said"]) for row in rows)

    assert "swordfish" not in log
    assert ADAS not in log
    assert WORDS["help"].zh not in log


async def test_staff_see_what_was_written_with_the_number_masked_and_that_is_told(
    office: Post,
) -> None:
    xa = Scope(tenant_id=HOME.tenant_id, path="sn.xa", site=HOME.site)
    await office.ask(order_id=OrderId("order-1"), scope=xa)
    await office.ask(contact_id=ContactId("contact-1"))
    await office.beat()
    kept = office.exchange.channels.kept_texts

    (one,) = await kept.page(LEADER, "order/order-1", 50)
    assert (one.number_masked, one.said) == ("138****0001", WORDS["help"].zh)
    assert one.text.state == "delivered"
    (other,) = await kept.page(LEADER, "contact/contact-1", 50)
    assert other.text.contact_id == "contact-1"
    assert len(await kept.page(LEADER, None, 50)) == 2
    assert len(await office.told(PersonalDataSeen)) == 4

    elsewhere = asker("bo", "orders.read", path="sn.bj")
    assert await kept.page(elsewhere, "order/order-1", 50) == []
    with pytest.raises(NotAllowed):
        await kept.page(elsewhere, "contact/contact-1", 50)
    with pytest.raises(BadInput):
        await kept.page(LEADER, "customer/1", 50)


async def test_texts_that_nobody_carries_are_an_illness(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    base = ground(database, clock)
    office = Post(base, tmp_path, StubCentre(now=clock.now), carrier(1))
    kept = office.exchange.channels.kept_texts
    await office.ask()
    await kept.probe()
    clock.move(timedelta(minutes=6))

    with pytest.raises(ConnectionError):
        await kept.probe()


async def test_what_was_written_is_let_go_in_its_time(
    office: Post, clock: HandClock
) -> None:
    await office.ask()
    await office.write("CX")
    clock.move(Texts().keep_for - timedelta(minutes=1))
    kept = office.exchange.channels.kept_texts
    assert await kept.let_go() == 0
    clock.move(timedelta(minutes=2))

    assert await kept.let_go() == 2
    async with office.ground.work.system(HOME) as tx:
        for row in await tx.run(
            "select (select count(*) from channels.texts) as sent,"
            " (select count(*) from channels.text_parts) as parts,"
            " (select count(*) from channels.texts_received) as received"
        ):
            assert set(row.values()) == {0}


async def test_what_is_written_to_people_comes_to_people_where_texts_are_a_channel(
    office: Post,
) -> None:
    rules = ChatRules(gone_after=None, longest_text=500)
    chats = Chats(channels={"chat": ChatRules(), "sms": rules})
    await change(office.ground, chats)
    await office.write("宽带又断了")
    await office.write("请尽快")
    await office.write("CX")

    assert await office.told(CallArrived) == ["CallArrived"]
    (came,) = await office.exchange.payloads(CallArrived)
    assert (came["channel"], came["door"]) == ("sms", "sms")
    assert await office.told(ChatWritten) == ["ChatWritten"] * 2
    assert len(office.stub.texts()) == 1

    medium = office.exchange.channels.room.media[SMS]
    await medium.deliver("13800000001", "已为您催办。")
    await office.beat()
    assert office.stub.texts()[-1] == (ADAS, "已为您催办。")
