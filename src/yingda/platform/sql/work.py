"""Transactions: tables and messages together, within the scope of whoever asks."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from hashlib import blake2b
from typing import LiteralString

import asyncpg
import msgspec

from yingda.kernel.ids import MessageId
from yingda.kernel.message import Command, Event, Message
from yingda.kernel.org import Scope
from yingda.platform.ports import DatabaseAway, Row, Transaction
from yingda.platform.sql.database import (
    AWAY,
    AWAY_STATES,
    SPOILT,
    Database,
    is_lost,
)
from yingda.platform.sql.placeholders import compiled

log = logging.getLogger(__name__)

APPEND = "select spine.append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)"
SCOPE = "select set_config('yingda.tenant',$1,true),set_config('yingda.scope',$2,true)"


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
    def __init__(self, connection: asyncpg.Connection, scope: Scope) -> None:
        self._connection = connection
        self._given: dict[str, object] = {
            "tenant_id": scope.tenant_id,
            "path": scope.path,
            "site": scope.site,
        }
        self._messages: list[Message] = []

    async def run(self, sql: LiteralString, /, **values: object) -> list[Row]:
        text, names = compiled(sql)
        given = self._given | values
        records = await self._connection.fetch(text, *[given[name] for name in names])
        return [dict(record) for record in records]

    async def copy(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], /
    ) -> None:
        schema, name = table.split(".")
        await self._connection.copy_records_to_table(
            name, schema_name=schema, columns=list(columns), records=rows
        )

    async def tell(self, event: Event) -> None:
        self._messages.append(event)

    async def ask_later(self, command: Command) -> None:
        self._messages.append(command)

    async def first_time(self, message_id: MessageId, *, by: str) -> bool:
        new = await self._connection.fetchval(
            "insert into spine.heard (stage, id) values ($1, $2)"
            " on conflict do nothing returning true",
            by,
            message_id,
        )
        return bool(new)

    async def flush(self) -> bool:
        """Appends what was told; the last statement before the commit."""
        messages = self._messages
        if not messages:
            return False
        await self._connection.fetchval(
            APPEND,
            sorted({lock(about(one)) for one in messages}),
            [one.id for one in messages],
            [one.at for one in messages],
            [type(one).__module__.rpartition(".")[2] for one in messages],
            [type(one).__name__ for one in messages],
            [getattr(one, "contact_id", None) for one in messages],
            [getattr(one, "agent_id", None) for one in messages],
            [getattr(one, "order_id", None) for one in messages],
            [one.scope.tenant_id for one in messages],
            [one.scope.path for one in messages],
            [one.scope.site for one in messages],
            [one.version for one in messages],
            [msgspec.json.encode(one).decode() for one in messages],
        )
        return True


class SqlWork:
    """Opens transactions as `app` (people, scoped) or as `system` (handlers)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._told: list[Callable[[], None]] = []

    def when_told(self, wake: Callable[[], None]) -> None:
        """`wake` is called after each commit that left messages: it must not block."""
        self._told.append(wake)

    @asynccontextmanager
    async def begin(self, scope: Scope, /) -> AsyncIterator[Transaction]:
        async with self._transaction("app", scope) as tx:
            yield tx

    @asynccontextmanager
    async def system(self, scope: Scope, /) -> AsyncIterator[Transaction]:
        async with self._transaction("system", scope) as tx:
            yield tx

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
            tx = SqlTransaction(connection, scope)
            try:
                async with connection.transaction():
                    if role == "app":
                        await connection.fetchval(SCOPE, scope.tenant_id, scope.path)
                    yield tx
                    has_told = await tx.flush()
            except (OSError, asyncpg.PostgresConnectionError, *AWAY_STATES) as error:
                raise DatabaseAway from error
            except SPOILT as error:
                if is_lost(connection, error):
                    raise DatabaseAway from error
                raise
        finally:
            await _give_back(pool, connection)
        if has_told:
            for wake in self._told:
                wake()


async def _give_back(pool: asyncpg.Pool, connection: asyncpg.Connection) -> None:
    """A connection that breaks meanwhile is the pool's to replace: what was committed
    on it stays committed, and whatever failed on it has been told."""
    try:
        await asyncio.shield(pool.release(connection))
    except (*AWAY, *AWAY_STATES, *SPOILT) as error:
        log.info("a connection broke as it was given back", extra={"why": repr(error)})
