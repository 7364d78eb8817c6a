"""Texts to customers over a real link: what comes of them, whatever the centre does."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from builders import HOME, ground
from builders_channels import Killed, MortalWork
from builders_texts import ADA, ADAS, LONGEST, Post, carrier, post, until
from yingda.journey.channels.adapters.smpp.client import SmppCarrier
from yingda.journey.channels.adapters.smpp.stub import StubCentre
from yingda.journey.channels.limits import TextPurpose, Texts
from yingda.journey.channels.model.texts import Outcome, Part
from yingda.kernel.ids import CustomerId, MessageId, OrderId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Scope
from yingda.messages.channels.texts import (
    SendText,
    TextDelivered,
    TextFailed,
    TextSent,
)
from yingda.platform.embedded.clock import HandClock
from yingda.platform.ports import Transaction
from yingda.platform.sql.database import Database

WORDS = Texts().words
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def office(
    database: Database, clock: HandClock, tmp_path: Path
) -> AsyncIterator[Post]:
    async with post(database, clock, tmp_path) as made:
        yield made


@pytest.fixture
async def hasty(
    database: Database, clock: HandClock, tmp_path: Path
) -> AsyncIterator[Post]:
    """One that does not wait for answers."""
    async with post(database, clock, tmp_path, answer_within=0.5) as made:
        yield made


async def test_a_text_is_sent_and_its_receipt_is_heard(office: Post) -> None:
    await office.ask(words="order-node", values={"number": "SN1", "node": "已经派单。"})
    await office.beat()

    assert office.stub.texts() == [(ADAS, "工单SN1，已经派单。")]
    assert await office.states() == ["delivered"]
    assert await office.told() == ["TextSent", "TextDelivered"]


async def test_an_english_text_needs_half_the_room(office: Post) -> None:
    await office.ask(words="stopped", language="en")
    await office.beat()

    (kept,) = office.stub.kept
    assert kept.coding == 0
    assert kept.words == Texts().words["stopped"].en
    assert kept.validity == "000001000000000R"


async def test_one_command_sends_one_text_however_often_it_is_heard(
    office: Post,
) -> None:
    """Every message comes twice in these tests; a third time after a restart."""
    command = SendText(
        id=MessageId("the-one"),
        at=office.ground.clock.now(),
        scope=HOME,
        purpose="notice",
        words="help",
        customer_id=ADA,
    )
    await office.ground.say(command)
    await office.exchange.channels.texts.send_text(command)
    await office.beat()

    assert len(office.stub.kept) == 1


async def test_a_number_that_cannot_be_reached_is_told_of(office: Post) -> None:
    office.stub.behaviour.fails = "1$"
    await office.ask()
    await office.beat()

    assert await office.states() == ["failed"]
    assert await office.told() == ["TextSent", "TextFailed"]
    assert await office.whys() == ["receipt-undeliv"]


async def test_a_centre_that_says_everything_twice_is_heard_once(office: Post) -> None:
    office.stub.behaviour.twice = True
    for _ in range(3):
        await office.ask()
    await office.write("CX")

    assert len(office.stub.kept) == 4
    told = await office.told(TextSent, TextDelivered, TextFailed)
    assert sorted(told) == ["TextDelivered"] * 4 + ["TextSent"] * 4


async def test_a_slow_centre_is_believed_when_it_answers_late(hasty: Post) -> None:
    hasty.stub.behaviour.slow = 1.5
    await hasty.ask()
    await hasty.exchange.channels.texts.beat()

    assert await hasty.states() == ["unsure"]
    await until(lambda: bool(hasty.stub.kept))
    hasty.stub.behaviour.slow = 0
    await hasty_states(hasty, "delivered")
    assert len(hasty.stub.kept) == 1
    assert await hasty.told() == ["TextSent", "TextDelivered"]
    (sent,) = await hasty.exchange.payloads(TextSent)
    assert sent["is_unsure"] is True


async def hasty_states(office: Post, state: str) -> None:
    async with asyncio.timeout(LONGEST):
        while await office.states() != [state]:  # noqa: ASYNC110 - of a socket
            await asyncio.sleep(0.01)


async def test_a_notice_whose_answer_was_lost_is_not_sent_again(hasty: Post) -> None:
    hasty.stub.behaviour.loses_answers = True
    hasty.stub.behaviour.loses_receipts = True
    await hasty.ask("notice")
    await hasty.beat()
    hasty.ground.clock.move(timedelta(hours=2))
    await hasty.beat()

    assert len(hasty.stub.kept) == 1
    assert await hasty.states() == ["unsure"]


async def test_what_is_owed_is_sent_again_when_its_answer_was_lost(
    hasty: Post,
) -> None:
    hasty.stub.behaviour.loses_answers = True
    hasty.stub.behaviour.loses_receipts = True
    await hasty.ask("owed")
    await hasty.beat()
    assert await hasty.states() == ["queued"]

    hasty.stub.behaviour.loses_answers = hasty.stub.behaviour.loses_receipts = False
    hasty.ground.clock.move(Texts().unsure_for - MINUTE)
    await hasty.beat()
    assert len(hasty.stub.kept) == 1
    hasty.ground.clock.move(MINUTE)
    await hasty.beat()

    assert len(hasty.stub.kept) == 2
    assert await hasty.states() == ["delivered"]
    assert await hasty.told() == ["TextSent", "TextDelivered"]


async def test_a_full_centre_is_asked_again_and_a_wrong_number_is_not(
    office: Post,
) -> None:
    office.stub.behaviour.rejects = 0x58
    await office.ask()
    await office.beat()
    assert await office.states() == ["queued"]
    await office.beat()

    office.stub.behaviour.rejects = 0
    office.ground.clock.move(Texts().retries[0])
    await office.beat()
    assert await office.states() == ["delivered"]

    office.stub.behaviour.rejects = 0x0B
    await office.ask()
    await office.beat()
    assert await office.states() == ["delivered", "failed"]
    assert await office.whys() == ["smpp-0xb"]


async def test_what_nobody_takes_expires_and_is_told_of(office: Post) -> None:
    office.stub.behaviour.rejects = 0x14
    await office.ask("fault")
    while (await office.states()) == ["queued"]:
        await office.beat()
        office.ground.clock.move(timedelta(hours=1))

    assert await office.states() == ["expired"]
    assert await office.whys() == ["expired"]
    assert not office.stub.kept


async def test_a_centre_that_was_down_gets_what_waited(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    stub = StubCentre(now=clock.now)
    async with stub.serving() as port:
        pass
    base = ground(database, clock)
    office = Post(base, tmp_path, stub, carrier(port))
    await office.ask()
    following = asyncio.ensure_future(office.exchange.channels.answering.follow())
    assert await office.exchange.channels.texts.beat() == 0
    stub.behaviour.is_down = True
    async with stub.serving(port=port):
        await until(lambda: stub.refused > 0)
        assert await office.exchange.channels.texts.beat() == 0
        stub.behaviour.is_down = False
        await until(lambda: office.link.is_bound)
        await office.beat()
        assert await office.states() == ["delivered"]
    await until(lambda: not office.link.is_bound)
    following.cancel()
    await asyncio.wait([following])
    await base.leases.close()


async def test_a_long_text_of_rare_letters_comes_whole(office: Post) -> None:
    words = "故障已修复，感谢您的耐心等待😀𠮷野家的用户。" * 6
    await _says(office, words)
    await office.ask(words="long")
    await office.beat()

    assert office.stub.texts() == [(ADAS, words)]
    (sent,) = await office.exchange.payloads(TextSent)
    assert sent["parts"] == len(office.stub.kept) == 3
    assert await office.states() == ["delivered"]


async def test_a_text_of_too_many_parts_is_not_begun(office: Post) -> None:
    await _says(office, "长" * 67 * 9)
    await office.ask(words="long")
    await office.beat()

    assert await office.whys() == ["too-long"]
    assert not office.stub.kept


async def _says(
    office: Post, words: str, purposes: Mapping[str, TextPurpose] | None = None
) -> None:
    rules = Texts(
        words={"long": Name(words, words)}, purposes=purposes or Texts().purposes
    )
    async with office.ground.work.system(HOME) as tx:
        await office.ground.parameters.set(tx, rules, by=UserId("chief"))
    await office.ground.parameters.refresh()


async def test_who_has_no_mobile_telephone_gets_no_text(office: Post) -> None:
    await office.ask(
        customer_id=CustomerId("customer-none"), order_id=OrderId("order-1")
    )

    assert await office.whys() == ["no-mobile"]
    assert await office.states() == ["failed"]


async def test_a_notice_of_the_night_is_sent_in_the_morning(
    office: Post, clock: HandClock
) -> None:
    clock.move(timedelta(hours=11))
    await office.ask("notice")
    await office.ask("fault", customer_id=CustomerId("customer-2"))
    await office.beat()
    assert [to for to, _ in office.stub.texts()] == ["8613800000002"]

    clock.move(timedelta(hours=8, minutes=59))
    await office.beat()
    assert len(office.stub.kept) == 1
    clock.move(MINUTE)
    await office.beat()

    assert [to for to, _ in office.stub.texts()] == ["8613800000002", ADAS]


class Dying:
    """The process dies when the centre has the part, before it is noted."""

    def __init__(self, link: SmppCarrier) -> None:
        self._link = link
        self.run = link.run
        self.window = link.window

    @property
    def is_bound(self) -> bool:
        return self._link.is_bound

    async def submit(self, part: Part, *, a_second: float) -> Outcome:
        await self._link.submit(part, a_second=a_second)
        raise Died


@pytest.mark.parametrize(("purpose", "times"), [("notice", 1), ("owed", 2)])
async def test_a_process_killed_between_handing_over_and_noting_sends_no_notice_twice(
    office: Post, purpose: str, times: int
) -> None:
    await office.ask(purpose)
    office.exchange.carrier = Dying(office.link)
    dying = office.exchange.install()
    with pytest.raises(BaseExceptionGroup):
        await dying.texts.beat()
    await office.heard()
    assert len(office.stub.kept) == 1

    await office.beat()
    office.ground.clock.move(Texts().unsure_for)
    await office.beat()

    assert len(office.stub.kept) == times
    assert await office.states() == ["unsure" if times == 1 else "delivered"]


async def test_many_texts_go_at_once_and_each_once(office: Post) -> None:
    for number in range(30):
        await office.ask("fault", customer_id=CustomerId(f"customer-{number}"))
    await office.beat()

    assert len(office.stub.kept) == 30
    assert await office.states() == ["delivered"] * 30
    assert await office.told(TextDelivered) == ["TextDelivered"] * 30
    assert await office.told(TextFailed) == []


async def test_who_does_not_hold_the_lease_is_not_bound(
    office: Post, database: Database, clock: HandClock, tmp_path: Path
) -> None:
    base = ground(database, clock)
    other = Post(base, tmp_path, office.stub, office.link)
    following = asyncio.ensure_future(other.exchange.channels.answering.follow())
    await office.ask()
    await office.beat()
    following.cancel()
    await asyncio.wait([following])
    await base.leases.close()

    assert len(office.stub.sessions) == 1
    assert len(office.stub.kept) == 1


async def test_a_text_that_nobody_can_read_holds_up_no_other(office: Post) -> None:
    await office.ask("fault")
    async with office.ground.work.system(HOME) as tx:
        await tx.run("update channels.texts set said = '\\x00'")
    await office.ask("fault", customer_id=CustomerId("customer-2"))
    await office.beat()

    assert [to for to, _ in office.stub.texts()] == ["8613800000002"]
    assert await office.states() == ["queued", "delivered"]


async def test_whoever_waits_for_an_answer_is_not_behind_a_thousand_notices(
    office: Post,
) -> None:
    for number in range(25):
        await office.ask("fault", customer_id=CustomerId(f"customer-{number}"))
    await office.ask("answer", "stopped", customer_id=ADA)
    await office.exchange.channels.texts.beat()

    assert WORDS["stopped"].zh in [said for _, said in office.stub.texts()]


class Died(BaseException):
    """The process dies after a commit."""


class Mortal(MortalWork):
    """As its base does, but nothing of ours can catch it."""

    @asynccontextmanager
    async def system(self, scope: Scope, /) -> AsyncIterator[Transaction]:
        try:
            async with super().system(scope) as tx:
                yield tx
        except Killed as killed:
            raise Died from killed


@pytest.mark.parametrize("purpose", ["notice", "owed"])
@pytest.mark.parametrize("commits", range(1, 8))
async def test_after_any_commit_a_killed_process_leaves_nothing_lost_that_is_owed(
    office: Post, purpose: str, commits: int
) -> None:
    """And no notice comes twice. A text of two parts: seven commits until it is gone."""
    await _says(office, "长" * 80, {purpose: Texts().purposes[purpose]})
    await office.ask(purpose, "long")
    office.exchange.work = Mortal(office.ground.work)
    dying = office.exchange.install()
    office.exchange.work.dies_after = commits
    with suppress(Died, BaseExceptionGroup):
        await dying.texts.beat()
    office.exchange.work = MortalWork(office.ground.work)
    again = office.exchange.install()
    for _ in range(3):
        await again.texts.beat()
        await office.heard()
        office.ground.clock.move(Texts().unsure_for)

    (state,) = await office.states()
    pieces = [one.piece for one in office.stub.kept]
    if purpose == "owed":
        assert set(pieces) == {1, 2}
        assert state in ("delivered", "submitted")
    else:
        assert len(pieces) == len(set(pieces))
        assert state in ("delivered", "unsure")
        assert (state == "delivered") is (pieces == [1, 2] and commits not in (3, 4))
    assert await office.told(TextSent) == ["TextSent"]
