"""Transactions: tables and messages together, within the scope of whoever asks."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import LiteralString, Protocol

import asyncpg
import msgspec

from yingda.kernel.ids import MessageId
from yingda.kernel.message import Command, Event, Message, teller
from yingda.kernel.org import EVERYWHERE, Scope
from yingda.kernel.refusal import OutOfRange
from yingda.platform.ports import DatabaseAway, Row, Transaction
from yingda.platform.sql.database import (
    AWAY,
    AWAY_STATES,
    SPOILT,
    Database,
    is_lost,
    is_too_far,
)
from yingda.platform.sql.placeholders import compiled

log = logging.getLogger(__name__)

TELL = (
    "select xid, unread from spine.tell($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,"
    "$14,$15,$16,$17,$18,$19)"
)
HEARD = "insert into spine.heard (stage, id) values ({}, {}) on conflict do nothing"
SCOPE = (
    "select set_config('yingda.tenant', {}, true), set_config('yingda.scope', {}, true)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one commit has left in the log."""

    messages: Sequence[tuple[Message, str]]
    """With what they read as."""
    xid: int
    unread: frozenset[str] | None
    """Ids of earlier messages about the same contacts that the relay of this process had
    not read; None where there was no relay to ask."""


class Reader(Protocol):
    """The relay of this process, told of every commit of its own."""

    def unread_from(self) -> int | None:
        """The first transaction that it has not read; None while it does not run."""

    def told(self, told: Told) -> None:
        """After the commit. Must not block."""


@dataclass(frozen=True, slots=True)
class Alarm:
    due: datetime
    kind: str
    payload: str


def about(message: Message) -> str:
    """The one whose story this belongs to: messages about one are kept in order."""
    for name in ("contact_id", "agent_id", "order_id"):
        if one := getattr(message, name, None):
            return str(one)
    return message.id


def lock(subject: str) -> int:
    return int.from_bytes(
        blake2b(subject.encode(), digest_size=8).digest(), signed=True
    )


class SqlTransaction:
    """Begins at its first statement that is more than a look: a look sees the same before
    the beginning as after it (read committed), and many only look."""

    def __init__(
        self, connection: asyncpg.Connection, scope: Scope, *, has_begun: bool = True
    ) -> None:
        self._connection = connection
        self._has_begun = has_begun
        self._given: dict[str, object] = {
            "tenant_id": scope.tenant_id,
            "path": scope.path,
            "site": scope.site,
        }
        self._messages: list[Message] = []
        self._alarms: dict[str, Alarm | None] = {}

    def part(self, scope: Scope) -> "SqlTransaction":
        """The same transaction for whoever acts in another scope."""
        part = SqlTransaction(self._connection, scope)
        part._messages, part._alarms = self._messages, self._alarms
        return part

    async def begin(self, also: str = "") -> str:
        """With a statement more on the same way; its status."""
        self._has_begun = True
        return str(await self._connection.execute(f"begin; {also}"))

    async def end(self, how: str) -> None:
        if self._has_begun:
            await self._connection.execute(how)

    async def run(self, sql: LiteralString, /, **values: object) -> list[Row]:
        statement = compiled(sql)
        if not (self._has_begun or statement.is_look):
            await self.begin()
        given = self._given | values
        arguments = [given[name] for name in statement.names]
        try:
            records = await self._connection.fetch(statement.text, *arguments)
        except asyncpg.DataError as error:
            if is_too_far(error):
                raise OutOfRange from error
            raise
        return [dict(record) for record in records]

    async def copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], /
    ) -> None:
        if not self._has_begun:
            await self.begin()
        schema, name = table.split(".")
        await self._connection.copy_records_to_table(
            name, schema_name=schema, columns=list(columns), records=rows
        )

    async def tell(self, event: Event) -> None:
        self._messages.append(event)

    async def ask_later(self, command: Command) -> None:
        self._messages.append(command)

    def alarm(self, key: str, alarm: Alarm | None) -> None:
        """Set, or cleared, with the commit."""
        self._alarms[key] = alarm

    async def first_time(self, message_id: MessageId, *, by: str) -> bool:
        note = HEARD.format(quoted(by), quoted(message_id))
        if not self._has_begun:
            return await self.begin(note) == NEW
        return bool(await self._connection.execute(note) == NEW)

    async def flush(self, unread_from: int | None = None) -> Told | None:
        """Leaves what was told; the last statement before the commit."""
        messages, alarms = self._messages, self._alarms
        if not (messages or alarms):
            return None
        if not self._has_begun:
            await self.begin()
        payloads = [msgspec.json.encode(one).decode() for one in messages]
        set_ones = [(key, one) for key, one in sorted(alarms.items()) if one]
        left = await self._connection.fetchrow(
            TELL,
            sorted({lock(about(one)) for one in messages}),
            [one.id for one in messages],
            [one.at for one in messages],
            [teller(type(one)) for one in messages],
            [type(one).__name__ for one in messages],
            [getattr(one, "contact_id", None) for one in messages],
            [getattr(one, "agent_id", None) for one in messages],
            [getattr(one, "order_id", None) for one in messages],
            [one.scope.tenant_id for one in messages],
            [one.scope.path for one in messages],
            [one.scope.site for one in messages],
            [one.version for one in messages],
            payloads,
            sorted(key for key, one in alarms.items() if one is None),
            [key for key, _ in set_ones],
            [one.due for _, one in set_ones],
            [one.kind for _, one in set_ones],
            [one.payload for _, one in set_ones],
            None if unread_from is None else str(unread_from),
        )
        if not messages:
            return None
        unread = None if left["unread"] is None else frozenset(left["unread"])
        return Told(tuple(zip(messages, payloads, strict=True)), left["xid"], unread)


_WHOLE: ContextVar[SqlTransaction | None] = ContextVar("_WHOLE", default=None)


class SqlWork:
    """Opens transactions as `app` (people, scoped) or as `system` (handlers)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reader: Reader | None = None

    def when_told(self, reader: Reader) -> None:
        """Whom each commit that left messages is told to."""
        self._reader = reader

    @asynccontextmanager
    async def begin(self, scope: Scope, /) -> AsyncIterator[Transaction]:
        async with self._transaction("app", scope) as tx:
            yield tx

    @asynccontextmanager
    async def system(self, scope: Scope, /) -> AsyncIterator[Transaction]:
        if whole := _WHOLE.get():
            yield whole.part(scope)
            return
        async with self._transaction("system", scope) as tx:
            yield tx

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """Whatever `system` opens inside is part of one transaction. So nothing in it is
        committed before its end: not for those who act on what they have committed."""
        async with self._transaction("system", EVERYWHERE) as tx:
            await tx.begin()
            token = _WHOLE.set(tx)
            try:
                yield
            finally:
                _WHOLE.reset(token)

    @asynccontextmanager
    async def _transaction(
        self, role: str, scope: Scope
    ) -> AsyncIterator[SqlTransaction]:
        pool = self._database.pool(role)
        try:
            connection = await pool.acquire(timeout=self._database.patience)
        except (*AWAY, *AWAY_STATES) as error:
            raise DatabaseAway from error
        try:
            tx = SqlTransaction(connection, scope, has_begun=False)
            try:
                if role == "app":
                    place = SCOPE.format(quoted(scope.tenant_id), quoted(scope.path))
                    await tx.begin(place)
                yield tx
                reader = self._reader
                told = await tx.flush(reader.unread_from() if reader else None)
                await tx.end("commit")
            except BaseException as error:
                await _undo(tx, connection)
                if isinstance(error, AWAY_NOW) or (
                    isinstance(error, SPOILT) and is_lost(connection, error)
                ):
                    raise DatabaseAway from error
                raise
            if told is not None and reader is not None:
                reader.told(told)
        finally:
            await _give_back(pool, connection)


AWAY_NOW = (OSError, asyncpg.PostgresConnectionError, *AWAY_STATES)
NEW = "INSERT 0 1"


async def _undo(tx: SqlTransaction, connection: asyncpg.Connection) -> None:
    """Whoever cannot be told to roll back is gone, and has done so by that."""
    try:
        if not connection.is_closed():
            await tx.end("rollback")
    except (*AWAY, *AWAY_STATES, *SPOILT) as error:
        log.info("a transaction broke as it was undone", extra={"why": repr(error)})


def quoted(text: str) -> str:
    """As a literal, for statements that are sent together and so take no values."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


async def _give_back(pool: asyncpg.Pool, connection: asyncpg.Connection) -> None:
    """A connection that breaks meanwhile is the pool's to replace: what was committed
    on it stays committed, and whatever failed on it has been told."""
    try:
        await asyncio.shield(pool.release(connection))
    except (*AWAY, *AWAY_STATES, *SPOILT) as error:
        log.info("a connection broke as it was given back", extra={"why": repr(error)})
