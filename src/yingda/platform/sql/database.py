"""One PostgreSQL database and the three roles in which it is spoken to."""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import asyncpg
import msgspec

from yingda.platform.ports import DatabaseAway

AWAY = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)
"""What a statement raises when the server is gone, restarting, or not yet there."""

AWAY_STATES = (
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    # Its disk is full, say: asking again is safe, and right once there is room.
    asyncpg.InsufficientResourcesError,
)

SPOILT = (asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a statement raises, too, on a connection whose server has just died. On one that
is well the first is a mistake of ours; the second never happens there."""

TOO_FAR = (asyncpg.NumericValueOutOfRangeError, asyncpg.DatetimeFieldOverflowError)


MANY = 2**62
"""A connection is not made anew for having been used often."""
STATEMENTS = 400
"""More than the stores have: none is prepared twice on one connection."""


async def _as_it_is(connection: asyncpg.Connection) -> None:
    """A transaction leaves nothing on its connection that would have to be undone: scope
    and locks are its own. That saves a question to the server a transaction."""


def is_lost(connection: asyncpg.Connection, error: Exception) -> bool:
    """Whether one of SPOILT means that the server is gone."""
    if isinstance(error, asyncpg.InternalClientError):
        return True
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        # The pool has taken it back by itself, as it does with those that were lost.
        return True


def is_too_far(error: asyncpg.DataError) -> bool:
    """Whether a value is one that its column cannot hold: the server's word, or the
    driver's, which does not even send it."""
    return isinstance(error, TOO_FAR) or isinstance(error.__cause__, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the database is, and as whom.

    `owner` migrates, `app` is what people's requests run as (row-level security),
    `system` is what handlers run as.
    """

    host: str
    """A name, or the folder of a socket."""
    port: int
    name: str
    passwords: dict[str, str] = field(repr=False)
    """By role: `owner`, `app`, `system`."""

    def role(self, role: str) -> dict[str, object]:
        return {
            "host": self.host,
            "port": self.port,
            "database": self.name,
            "user": f"yingda_{role}",
            "password": self.passwords[role],
        }


async def prepare(connection: asyncpg.Connection) -> None:
    """Values as the stores give and take them: JSON as objects, ltree as text."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: msgspec.json.encode(value).decode(),
        decoder=msgspec.json.decode,
    )
    await connection.set_type_codec(
        "ltree", schema="public", encoder=str, decoder=str, format="text"
    )
    await connection.set_type_codec(
        "xid8", schema="pg_catalog", encoder=str, decoder=int, format="text"
    )


class Database:
    """Pools of connections for `app` and `system`; opened once a process."""

    def __init__(self, address: Address, *, connections: int = 8, patience: float = 5):
        self.address = address
        self._size = connections
        self.patience = patience
        self._pools: dict[str, asyncpg.Pool] = {}
        self._others: list[asyncpg.Connection] = []

    async def __aenter__(self) -> Self:
        for role in ("app", "system"):
            self._pools[role] = await asyncpg.create_pool(
                **self.address.role(role),
                min_size=1,
                max_size=self._size,
                init=prepare,
                reset=_as_it_is,
                command_timeout=60,
                max_inactive_connection_lifetime=0,
                max_queries=MANY,
                statement_cache_size=STATEMENTS,
                max_cached_statement_lifetime=0,
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close_own()
        for pool in self._pools.values():
            try:
                await asyncio.wait_for(pool.close(), 2)
            except TimeoutError:
                pool.terminate()

    async def close_own(self) -> None:
        """Ends what `connect` has given."""
        for connection in self._others:
            if not connection.is_closed():
                await connection.close(timeout=2)

    def pool(self, role: str) -> asyncpg.Pool:
        return self._pools[role]

    async def connect(self, role: str) -> asyncpg.Connection:
        """A connection of one's own, for leases and for the relay; closed with the rest."""
        try:
            connection = await asyncpg.connect(**self.address.role(role), timeout=5)
        except (*AWAY, *AWAY_STATES) as error:
            raise DatabaseAway from error
        await prepare(connection)
        self._others = [one for one in self._others if not one.is_closed()]
        self._others.append(connection)
        return connection
