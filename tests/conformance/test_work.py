"""What every Work, Bus, Alarms and Leases promises, on the real database."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from itertools import count

import asyncpg
import pytest

from builders import HOME, NOON, Ground
from yingda.kernel.ids import AgentId, ContactId, LegId, MessageId
from yingda.kernel.message import Event
from yingda.kernel.org import EVERYWHERE
from yingda.messages.channels import CallEnded, EndedBy, RingAgent
from yingda.messages.desk import EndWrapUp
from yingda.platform.ports import DatabaseAway
from yingda.platform.sql import relay
from yingda.platform.sql.leases import SqlLeases
from yingda.platform.sql.letters import Window
from yingda.platform.sql.relay import Relay
from yingda.platform.sql.work import SqlTransaction, about, lock

_numbers = count(1)


def ended(contact: str) -> CallEnded:
    return CallEnded(
        id=MessageId(f"m-{next(_numbers)}"),
        at=NOON,
        scope=HOME,
        contact_id=ContactId(contact),
        by=EndedBy.CALLER,
    )


def ringing(contact: str) -> RingAgent:
    return RingAgent(
        id=MessageId(f"m-{next(_numbers)}"),
        at=NOON,
        scope=HOME,
        contact_id=ContactId(contact),
        leg_id=LegId("leg"),
        agent_id=AgentId("ada"),
        queue_id=None,
    )


def end_wrap_up(contact: str) -> EndWrapUp:
    return EndWrapUp(
        id=MessageId(f"m-{next(_numbers)}"),
        at=NOON,
        scope=HOME,
        agent_id=AgentId("ana"),
        contact_id=ContactId(contact),
    )


class Ear:
    """Hears what it is told; fails as often as it was asked to, contact by contact."""

    def __init__(self, **failures: int) -> None:
        self.heard: list[str] = []
        self._failures = failures

    async def hear(self, message: CallEnded | EndWrapUp) -> None:
        if self._failures.get(message.contact_id, 0):
            self._failures[message.contact_id] -= 1
            raise ConnectionError(message.contact_id)
        self.heard.append(message.id)


class Stumble(Exception):
    """Something went wrong in the middle of a transaction."""


async def tell(embedded: Ground, *events: Event) -> None:
    async with embedded.work.system(HOME) as tx:
        for event in events:
            await tx.tell(event)


async def test_a_transaction_that_raises_leaves_no_trace(embedded: Ground) -> None:
    event = ended("call")

    with suppress(Stumble):
        async with embedded.work.system(HOME) as tx:
            await tx.first_time(event.id, by="contacts")
            await tx.tell(event)
            raise Stumble

    assert await embedded.said() == []
    async with embedded.work.system(HOME) as tx:
        assert await tx.first_time(event.id, by="contacts")


async def test_a_message_is_new_to_each_stage_once(embedded: Ground) -> None:
    event = ended("call")
    async with embedded.work.system(HOME) as tx:
        seen = [
            await tx.first_time(event.id, by=one) for one in ("desk", "desk", "floor")
        ]

    assert seen == [True, False, True]


async def test_a_transaction_inside_a_transaction_fails(embedded: Ground) -> None:
    async with embedded.work.system(HOME):
        with pytest.raises(DatabaseAway):
            async with embedded.work.system(HOME):
                pass


async def test_what_concerns_one_contact_arrives_in_order(embedded: Ground) -> None:
    ear, first, second = Ear(), ended("call"), ended("call")
    embedded.bus.hears("desk", CallEnded, ear.hear)

    await tell(embedded, first, second)
    await embedded.settle()

    assert ear.heard == [first.id, second.id]


async def test_a_handler_that_raises_hears_it_again_and_holds_up_nobody_else(
    embedded: Ground,
) -> None:
    ear, other = Ear(a=1), Ear()
    embedded.bus.hears("desk", CallEnded, ear.hear)
    embedded.bus.hears("contacts", CallEnded, other.hear)
    first, second, elsewhere = ended("a"), ended("a"), ended("b")

    await tell(embedded, first, second, elsewhere)
    await embedded.bus.carry()
    assert ear.heard == [elsewhere.id]
    assert sorted(other.heard) == sorted([first.id, second.id, elsewhere.id])

    await embedded.bus.carry()
    assert ear.heard == [elsewhere.id, first.id, second.id]


async def interleaved(embedded: Ground, early: CallEnded, late: CallEnded) -> None:
    """Two transactions at once; the one that began first is committed last."""
    slow = await embedded.database.connect("system")
    quick = await embedded.database.connect("system")
    try:
        slow_commit, quick_commit = slow.transaction(), quick.transaction()
        await slow_commit.start()
        await slow.fetchval("select pg_current_xact_id()")
        await quick_commit.start()
        in_quick = SqlTransaction(quick, HOME)
        await in_quick.tell(early)
        await in_quick.flush()
        await quick_commit.commit()
        await embedded.bus.carry()
        in_slow = SqlTransaction(slow, HOME)
        await in_slow.tell(late)
        await in_slow.flush()
        await slow_commit.commit()
        await embedded.settle()
    finally:
        await slow.close()
        await quick.close()


async def test_two_interleaved_commits_are_both_heard_in_the_order_of_their_commits(
    embedded: Ground,
) -> None:
    ear, early, late = Ear(), ended("call"), ended("call")
    embedded.bus.hears("desk", CallEnded, ear.hear)

    await interleaved(embedded, early, late)

    assert ear.heard == [early.id, late.id]


async def test_facts_of_one_contact_wait_for_each_others_commit(
    embedded: Ground,
) -> None:
    first = await embedded.database.connect("system")
    second = await embedded.database.connect("system")
    one, two = SqlTransaction(first, HOME), SqlTransaction(second, HOME)
    try:
        await first.execute("begin")
        await second.execute("begin; set local lock_timeout = '100ms'")
        await one.tell(ended("call"))
        await two.tell(ended("call"))
        await one.flush()
        with pytest.raises(asyncpg.LockNotAvailableError):
            await two.flush()
    finally:
        await first.close()
        await second.close()


async def test_an_alarm_rings_at_its_moment_and_once(embedded: Ground) -> None:
    ear, command = Ear(), end_wrap_up("call")
    embedded.bus.does("desk", EndWrapUp, ear.hear)
    async with embedded.work.system(HOME) as tx:
        at = NOON + timedelta(minutes=1)
        await embedded.alarms.set(tx, command, key="k", at=NOON)
        await embedded.alarms.set(tx, command, key="k", at=at)

    assert await embedded.alarms.ring() == at
    embedded.clock.move(timedelta(minutes=1))
    assert await embedded.alarms.ring() is None
    await embedded.settle()

    assert ear.heard == [command.id]


async def test_a_cleared_alarm_stays_silent(embedded: Ground) -> None:
    async with embedded.work.system(HOME) as tx:
        await embedded.alarms.set(tx, end_wrap_up("call"), key="k", at=NOON)
        await embedded.alarms.clear(tx, "k")

    assert await embedded.alarms.ring() is None
    assert await embedded.said() == []


async def test_a_lease_has_one_owner_until_it_is_given_back(embedded: Ground) -> None:
    other = SqlLeases(embedded.database)
    assert await embedded.leases.take("routing/main")
    assert not await other.take("routing/main")

    await embedded.leases.give_back("routing/main")

    assert await other.take("routing/main")
    await other.close()
    await embedded.leases.close()


async def test_one_owner_takes_several_leases_at_the_same_moment(
    embedded: Ground,
) -> None:
    assert await embedded.leases.take("a")

    taken = await asyncio.gather(*(embedded.leases.take(one) for one in ("a", "b")))

    assert taken == [True, True]
    await embedded.leases.close()


async def test_an_alarm_that_nobody_knows_does_not_silence_the_others(
    embedded: Ground,
) -> None:
    ear, command = Ear(), end_wrap_up("call")
    embedded.bus.does("desk", EndWrapUp, ear.hear)
    async with embedded.work.system(HOME) as tx:
        await embedded.alarms.set(tx, command, key="k", at=NOON)
        await tx.run(
            "insert into spine.alarms (key, due, kind, payload)"
            " values ('old', :now, 'yingda.messages.desk.Forgotten', '{}')",
            now=NOON,
        )

    assert await embedded.alarms.ring() is None
    await embedded.settle()

    assert ear.heard == [command.id]


class Interrupted(Relay):
    """Loses the database once, while it reads."""

    is_well = False

    async def _read(self, connection: asyncpg.Connection, window: Window) -> int:
        found = await super()._read(connection, window)
        if not self.is_well:
            self.is_well = True
            raise ConnectionResetError
        return found


async def test_a_reading_that_was_broken_off_is_done_again_and_remembered(
    embedded: Ground,
) -> None:
    ear, event, bus = Ear(), ended("call"), Interrupted(embedded.database)
    bus.hears("desk", CallEnded, ear.hear)
    await tell(embedded, event)

    with suppress(ConnectionResetError):
        await bus.carry()
    await bus.carry()

    assert set(ear.heard) == {event.id}
    async with embedded.work.system(EVERYWHERE) as tx:
        [cursor] = await tx.run("select xid from spine.cursors where stage = 'desk'")
        [row] = await tx.run("select xid from spine.log where id = :id", id=event.id)
    assert int(str(cursor["xid"])) > int(str(row["xid"]))


async def test_a_relay_with_much_to_catch_up_on_reads_as_it_is_heard(
    embedded: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "CHUNK", 5)
    monkeypatch.setattr(relay, "AHEAD", 10)
    heard, most = list[str](), 0

    async def hear(event: CallEnded) -> None:
        nonlocal most
        most = max(most, embedded.bus._delivery.under_way)
        heard.append(event.id)

    embedded.bus.hears("desk", CallEnded, hear)
    events = [ended(f"call-{n}") for n in range(60)]
    await tell(embedded, *events)
    await embedded.settle()

    assert sorted(heard) == sorted(event.id for event in events)
    assert most <= 10 + 5


async def test_a_relay_that_hears_nothing_writes_nothing(embedded: Ground) -> None:
    embedded.bus.hears("desk", CallEnded, Ear().hear)
    await tell(embedded, ended("call"))
    await embedded.settle()

    async def cursors() -> object:
        async with embedded.work.system(EVERYWHERE) as tx:
            return await tx.run("select stage, xid::text from spine.cursors")

    before = await cursors()
    for _ in range(3):
        await embedded.bus.carry()
    assert await cursors() == before


async def test_a_relay_is_woken_by_that_of_the_process_that_committed(
    embedded: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "CALM", 60.0)
    here = Relay(embedded.database)
    there = Relay(embedded.database, pause=60.0)
    embedded.work.when_told(here)
    heard = asyncio.Event()

    async def hear(event: CallEnded) -> None:
        heard.set()

    there.hears("desk", CallEnded, hear)
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(one.run()) for one in (here, there)]
        while there._from is None:  # noqa: ASYNC110 - it tells nobody of its first look
            await asyncio.sleep(0)
        await tell(embedded, ended("call"))
        await heard.wait()
        for one in running:
            one.cancel()


class Running:
    """A relay that runs and looks by itself only when it must."""

    def __init__(self, embedded: Ground) -> None:
        self.relay = Relay(embedded.database, pause=60.0)
        self.heard: list[str] = []
        self._news = asyncio.Event()
        self._work = embedded.work
        self._tasks = asyncio.TaskGroup()

    async def hear(self, event: CallEnded) -> None:
        self.heard.append(event.id)
        self._news.set()

    async def __aenter__(self) -> "Running":
        self.relay.hears("desk", CallEnded, self.hear)
        self._work.when_told(self.relay)
        await self._tasks.__aenter__()
        self._task = self._tasks.create_task(self.relay.run())
        while self.relay.unread_from() is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        return self

    async def has_heard(self, count: int) -> list[str]:
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                await self._news.wait()
                self._news.clear()
        return self.heard

    async def __aexit__(self, *why: object) -> None:
        self._task.cancel()
        await self._tasks.__aexit__(None, None, None)


async def test_what_a_process_commits_is_handed_on_there_though_others_still_write(
    embedded: Ground,
) -> None:
    slow = await embedded.database.connect("system")
    await slow.execute("begin; select pg_current_xact_id()")
    async with Running(embedded) as running:
        first, second = ended("call"), ended("call")
        await tell(embedded, first)
        await tell(embedded, second)

        assert await running.has_heard(2) == [first.id, second.id]
        await slow.execute("commit")
    await slow.close()


async def test_what_another_process_told_of_a_contact_before_is_heard_before(
    embedded: Ground,
) -> None:
    other = await embedded.database.connect("system")
    open_one = await embedded.database.connect("system")
    async with Running(embedded) as running:
        # The reader cannot pass this one, and so has not read what the other tells.
        await open_one.execute("begin; select pg_current_xact_id()")
        theirs, ours, more = ended("call"), ended("call"), ended("call")
        await other.execute("begin")
        told = SqlTransaction(other, HOME)
        await told.tell(theirs)
        await told.flush()
        await other.execute("commit")
        await tell(embedded, ours)
        await tell(embedded, more)
        await asyncio.sleep(0.05)
        assert running.heard == []
        await open_one.execute("commit")
        await tell(embedded, ended("elsewhere"))

        heard = await running.has_heard(4)
        mine = [one for one in heard if one in {theirs.id, ours.id, more.id}]
        assert mine == [theirs.id, ours.id, more.id]
    await other.close()
    await open_one.close()


async def test_the_cursor_waits_for_what_was_handed_on_and_has_not_arrived(
    embedded: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "SAVED_AT_MOST", 0.0)
    may_arrive = asyncio.Event()

    class Slow(Running):
        async def hear(self, event: CallEnded) -> None:
            await super().hear(event)
            await may_arrive.wait()

    async def cursor() -> int:
        async with embedded.work.system(EVERYWHERE) as tx:
            rows = await tx.run("select xid from spine.cursors where stage = 'desk'")
        return int(str(rows[0]["xid"])) if rows else 0

    async with Slow(embedded) as running:
        event = ended("call")
        await tell(embedded, event)
        await running.has_heard(1)
        async with embedded.work.system(EVERYWHERE) as tx:
            [row] = await tx.run(
                "select xid from spine.log where id = :id", id=event.id
            )
        while running.relay._ahead:
            running.relay._news.set()
            await asyncio.sleep(0.01)
        assert await cursor() <= int(str(row["xid"]))
        may_arrive.set()
        async with asyncio.timeout(10):
            while await cursor() <= int(str(row["xid"])):
                running.relay._news.set()
                await asyncio.sleep(0.01)
    assert running.heard == [event.id]


async def test_without_a_scope_the_app_role_sees_no_row(embedded: Ground) -> None:
    await tell(embedded, ended("call"))
    async with embedded.work.begin(HOME) as tx:
        assert await tx.run("select id from spine.log")
    async with embedded.database.pool("app").acquire() as connection:
        assert await connection.fetch("select id from spine.log") == []
    async with embedded.work.system(EVERYWHERE) as tx:
        assert await tx.run("select id from spine.log")


def test_a_message_is_about_its_contact_first() -> None:
    assert about(end_wrap_up("call")) == "call"
    assert lock("call") == lock("call") != lock("other")


async def test_a_relay_that_lost_its_connection_begins_where_its_cursors_are(
    embedded: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "CALM", 60.0)
    async with Running(embedded) as running:
        first, second = ended("call"), ended("call")
        await tell(embedded, first)
        await running.has_heard(1)
        # Another process tells it.
        monkeypatch.setattr(embedded.work, "_reader", None)
        await tell(embedded, second)
        owner = await embedded.database.connect("owner")
        xid = await owner.fetchval(
            "select xid::text from spine.log where id = $1", second.id
        )
        await owner.close()
        # As if the server had died and taken back a number that the relay had seen.
        running.relay._from = int(xid) + 1
        assert running.relay._connection is not None
        running.relay._connection.terminate()
        running.relay._news.set()

        heard = await running.has_heard(2)
        assert set(heard) == {first.id, second.id}


async def test_what_somebody_waits_for_is_handed_on_before_what_was_told_with_it(
    embedded: Ground,
) -> None:
    async with Running(embedded) as running:
        order: list[str] = []

        async def hear(message: CallEnded | RingAgent) -> None:
            order.append(message.id)
            if len(order) == 3:
                done.set()

        done = asyncio.Event()
        running.relay.hears("routing", CallEnded, hear)
        running.relay.does("channels", RingAgent, hear)
        first, ring, second = ended("a"), ringing("a"), ended("b")
        async with embedded.work.system(HOME) as tx:
            await tx.tell(first)
            await tx.ask_later(ring)
            await tx.tell(second)
        async with asyncio.timeout(10):
            await done.wait()
        assert order[0] == ring.id
        assert set(order[1:]) == {first.id, second.id}
