"""The relay: reads what was committed and carries it to those who listen.

Each process has one, for the stages whose handlers run in it. It reads the log in windows
of transactions below the oldest that is still running, so that a late commit is never
skipped, and inside a window in the order of the log's numbers, which for one contact is
the order of the commits. Hearing is at least once; a handler asks `first_time`.

While anybody writes, it looks again soon. When nobody does it waits to be woken: by a
commit of its own process, or by the relay of the process that committed.

What its own process has committed it hands on at once (`told`) where it knows every earlier
message about the contact, and moves its cursors past it when it has read it later.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

import asyncpg

from yingda.kernel.message import Command, Event, Message
from yingda.platform.ports import DatabaseAway
from yingda.platform.sql import cursors
from yingda.platform.sql.database import AWAY, AWAY_STATES, SPOILT, Database
from yingda.platform.sql.delivery import Delivery, Together
from yingda.platform.sql.letters import Ahead, Hear, Letter, Window, reading
from yingda.platform.sql.work import Told, about

E = TypeVar("E", bound=Event)
C = TypeVar("C", bound=Command)
log = logging.getLogger(__name__)

CHUNK = 2_000
AHEAD = 10_000
"""Letters that may be under way: a relay that has much to catch up on reads no further."""
SAVED_EVERY = 60.0
"""Seconds after which cursors move though nothing was heard."""
SAVED_AT_MOST = 1.0
"""Seconds between two times that they move: so much is heard again after a crash."""
WOKEN = "yingda_told"
"""The channel on which relays wake one another, after the commit and apart from it."""
WINDOW = (
    "select seq, id, kind, payload::text as payload,"
    " coalesce(contact_id, agent_id, order_id, id) as about from spine.log"
    " where xid >= $1 and xid < $2 and kind = any($3) and seq > $4 order by seq"
)
CALM = 0.25
"""Seconds until it looks by itself though nobody woke it: who should have may have died."""


class Relay:
    """Carries messages of the log to handlers in this process.

    `copies=2` delivers everything twice: for tests, which should all survive it.
    """

    def __init__(
        self,
        database: Database,
        *,
        copies: int = 1,
        pause: float = 0.02,
        at_once: int = 32,
    ) -> None:
        self._database = database
        self._pause = pause
        self._delivery = Delivery(
            copies=copies, at_once=at_once, give_up=partial(cursors.give_up, database)
        )
        self.ears = self._delivery.ears
        self.way = self._delivery.way
        """Urgent messages go first; whoever does what is as urgent takes it too."""
        self._eyes: defaultdict[str, list[Hear]] = defaultdict(list)
        self.doers: dict[str, str] = {}
        self._stages: frozenset[str] | None = None
        self._windows: deque[Window] = deque()
        self._ahead: dict[str, Ahead] = {}
        self._awaited = 0
        """The last transaction of this process whose messages are to be read."""
        # Those that were ahead until the last reading.
        self._lately: frozenset[str] = frozenset()
        self._from: int | None = None
        self._has_caught_up = False
        """Until then there may be more that is unread than what is fresh."""
        self._saved_at = 0.0
        self._news = asyncio.Event()
        self._is_calm = False
        self._has_told = False
        self._told_at = 0.0
        self._connection: asyncpg.Connection | None = None

    def hears(
        self, stage: str, kind: type[E], handler: Callable[[E], Awaitable[None]]
    ) -> None:
        self._delivery.hear(stage, kind, reading(kind, handler))

    def does(
        self, stage: str, kind: type[C], handler: Callable[[C], Awaitable[None]]
    ) -> None:
        if doer := self.doers.get(kind.__name__):
            raise ValueError(f"{kind.__name__} is already done by {doer}")
        self.doers[kind.__name__] = stage
        self._delivery.hear(stage, kind, reading(kind, handler))

    def takes_together(self, stage: str) -> None:
        self._delivery.take_together(stage)

    def in_one(self, together: Together) -> None:
        """The transaction for what is taken together; without it all is taken one by one."""
        self._delivery.in_one(together)

    def watches(self, kind: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
        self._eyes[kind.__name__].append(reading(kind, handler))

    def only(self, stages: frozenset[str]) -> None:
        """The stages whose handlers run here; without it, all that listen."""
        self._stages = stages

    def unread_from(self) -> int | None:
        is_reading = self._delivery.keeps_trying and self._has_caught_up
        return self._from if is_reading else None

    def told(self, told: Told) -> None:
        """Something was committed here: it is handed on now, where its order is known."""
        self._has_told = True
        read = self.unread_from()
        if read is None or told.xid < read or len(self._ahead) > AHEAD:
            self._awaited = max(self._awaited, told.xid)
            self._news.set()
            return
        is_known = told.unread is not None and all(
            one in self._ahead or one in self._lately for one in told.unread
        )
        kinds = self._kinds()
        for message, payload in told.messages:
            # What is about nothing but itself has nothing before it.
            is_alone = about(message) == message.id
            if is_alone or (is_known and getattr(message, "contact_id", None)):
                self._hand_ahead(message, payload, told.xid)
            elif type(message).__name__ in kinds:
                self._awaited = max(self._awaited, told.xid)
        is_due = asyncio.get_running_loop().time() - self._told_at >= self._pause
        if is_due or self._awaited >= read:
            self._news.set()

    def _hand_ahead(self, message: Message, payload: str, xid: int) -> None:
        kind, subject = type(message).__name__, about(message)
        letters = []
        for stage, ears in self._listening().items():
            if kind in ears:
                letter = Letter(message.id, kind, subject, payload, None)
                letters.append(letter)
                self._delivery.deliver(stage, letter)
        self._ahead[message.id] = Ahead(xid, tuple(letters))

    async def carry(self) -> int:
        """Everything committed by now, delivered; what failed waits for the next call."""
        before = self._delivery.arrived
        self._delivery.start()
        await self._collect()
        await self._delivery.settle()
        await self._save()
        return self._delivery.arrived - before

    async def run(self) -> None:
        """For ever: survives the loss of the database and of any handler's patience."""
        self._delivery.keeps_trying = True
        while True:
            try:
                # What was handed on ahead need not be read at once.
                await self.way.give()
                await self._wake_others()
                found = await self._collect()
                if asyncio.get_running_loop().time() - self._saved_at > SAVED_AT_MOST:
                    await self._save()
            except (*AWAY, *AWAY_STATES, *SPOILT, DatabaseAway):
                log.warning("the relay lost the database and looks for it again")
                self._forget_connection()
                await asyncio.sleep(0.5)
                continue
            if found < CHUNK:
                await self._rest()

    async def _wake_others(self) -> None:
        """At most once a pause: meanwhile they look by themselves."""
        now = asyncio.get_running_loop().time()
        if self._has_told and now - self._told_at >= self._pause:
            self._has_told, self._told_at = False, now
            connection = await self._connected()
            await connection.execute(f"notify {WOKEN}")

    def _is_woken(self, connection: object, pid: int, *_: object) -> None:
        if self._connection and pid != self._connection.get_server_pid():
            self._news.set()

    async def _rest(self) -> None:
        is_calm = self._is_calm and not self._has_told
        with suppress(TimeoutError):
            async with asyncio.timeout(CALM if is_calm else self._pause):
                await self._news.wait()
        self._news.clear()

    # --- reading ------------------------------------------------------------------

    async def _collect(self) -> int:
        connection = await self._connected()
        if self._from is None:
            await self._begin(connection)
        horizon, end = await connection.fetchrow(
            "select pg_snapshot_xmin(now), pg_snapshot_xmax(now)"
            " from pg_current_snapshot() as now"
        )
        self._is_calm = horizon == end
        if horizon == self._from or not self._wanted():
            self._has_caught_up = True
            return 0
        window = Window(until=horizon)
        count = await self._read(connection, window)
        self._catch_up(window)
        # Only now: one whose reading was broken off would be open for ever.
        self._windows.append(window)
        self._from = horizon
        self._has_caught_up = True
        return count

    async def _read(self, connection: asyncpg.Connection, window: Window) -> int:
        """A window is short as a rule: one question. One that is long, because nobody
        read for hours, is put in order once and not for every chunk."""
        about = str(self._from), str(window.until), self._wanted()
        rows = await connection.fetch(f"{WINDOW} limit {CHUNK}", *about, 0)
        for row in rows:
            await self._sort(row, window)
        count = len(rows)
        if count < CHUNK:
            return count
        async with connection.transaction(readonly=True):
            rest = connection.cursor(WINDOW, *about, rows[-1]["seq"], prefetch=CHUNK)
            async for row in rest:
                await self._sort(row, window)
                count += 1
                while self._delivery.under_way > AHEAD:
                    self._delivery.has_room.clear()
                    await self._delivery.has_room.wait()
        return count

    def _catch_up(self, window: Window) -> None:
        """What was handed on ahead and is read now belongs to this window."""
        read = {
            message_id: ahead
            for message_id, ahead in self._ahead.items()
            if ahead.xid < window.until
        }
        for message_id, ahead in read.items():
            del self._ahead[message_id]
            for letter in ahead.letters:
                letter.window = window
                window.letters += 1
                window.open += not letter.has_arrived
        self._lately = frozenset(read)

    async def _sort(self, row: asyncpg.Record, window: Window) -> None:
        for stage, ears in self._listening().items():
            if row["kind"] in ears and row["id"] not in self._ahead:
                letter = Letter(
                    row["id"], row["kind"], row["about"], row["payload"], window
                )
                window.letters += 1
                window.open += 1
                self._delivery.deliver(stage, letter)
        for see in self._eyes.get(row["kind"], ()):
            try:
                await see(row["payload"])
            except Exception:
                log.exception("a watcher could not take %s %s", row["kind"], row["id"])

    def _listening(self) -> dict[str, dict[str, Hear]]:
        if self._stages is None:
            return dict(self.ears)
        return {name: ears for name, ears in self.ears.items() if name in self._stages}

    def _kinds(self) -> set[str]:
        """Those that some stage here listens to."""
        return {kind for ears in self._listening().values() for kind in ears}

    def _wanted(self) -> list[str]:
        return sorted(self._kinds() | set(self._eyes))

    async def _connected(self) -> asyncpg.Connection:
        """A server that died may give the numbers of transactions that it had not yet
        written down to others: what a relay remembers of how far it has read is worth
        nothing then, and it begins anew where its cursors are."""
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._database.connect("system")
            self._from = None
            self._has_caught_up = False
            self._windows.clear()
            if self._delivery.keeps_trying:
                await self._connection.add_listener(WOKEN, self._is_woken)
        return self._connection

    def _forget_connection(self) -> None:
        if self._connection:
            self._connection.terminate()
        self._connection = None

    async def _begin(self, connection: asyncpg.Connection) -> None:
        saved = await cursors.saved(connection)
        starts = [saved.get(stage, 0) for stage in self._listening()]
        if starts:
            self._from = min(starts)
        else:
            # Only watchers: they see what happens from now on.
            self._from = await connection.fetchval(
                "select pg_snapshot_xmin(pg_current_snapshot())"
            )

    async def _save(self) -> None:
        """Moves the cursors past the windows that have arrived completely.

        Moving them is a transaction too, whose window is empty: if that one moved them
        again, the relays would keep themselves busy for ever.
        """
        if not (self._windows and self._listening()):
            return
        connection = await self._connected()
        done = letters = 0
        while self._windows and not self._windows[0].open:
            window = self._windows.popleft()
            done, letters = window.until, letters + window.letters
        now = asyncio.get_running_loop().time()
        is_due = letters or now - self._saved_at > SAVED_EVERY
        if not done or not is_due:
            return
        self._saved_at = now
        await cursors.move(connection, self._listening(), done)

    async def forget(self) -> None:
        """Drops the marks of what was heard and cannot come again."""
        await cursors.forget(self._database, self._listening(), self.ears)
