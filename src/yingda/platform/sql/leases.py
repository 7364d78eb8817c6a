"""Leases by advisory locks: the owner's death ends its session, and so its leases."""

import asyncio
import zlib

import asyncpg

from yingda.platform.ports import DatabaseAway
from yingda.platform.sql.database import AWAY, AWAY_STATES, Database

SPACE = 7306
"""Keeps the numbers of leases apart from other advisory locks."""
BELIEVED = 1.0
"""Seconds for which a session that is not known to have ended is taken to hold its locks:
what may only be done by one is besides refused by its own row, see `routing.floors`."""


class SqlLeases:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: asyncpg.Connection | None = None
        self._held: set[str] = set()
        self._seen = 0.0
        # One connection holds them all, and answers one question at a time.
        self._turn = asyncio.Lock()

    async def take(self, name: str) -> bool:
        async with self._turn:
            try:
                connection = await self._connected()
                now = asyncio.get_running_loop().time()
                if name in self._held:
                    if now - self._seen > BELIEVED:
                        await connection.fetchval("select 1")
                        self._seen = now
                elif await connection.fetchval(
                    "select pg_try_advisory_lock($1, $2)", SPACE, _number(name)
                ):
                    self._held.add(name)
            except (*AWAY, *AWAY_STATES) as error:
                self._lose()
                raise DatabaseAway from error
            return name in self._held

    async def give_back(self, name: str) -> None:
        async with self._turn:
            if name in self._held and self._connection:
                self._held.discard(name)
                await self._connection.fetchval(
                    "select pg_advisory_unlock($1, $2)", SPACE, _number(name)
                )

    async def close(self) -> None:
        self._lose()

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._lose()
            self._connection = await self._database.connect("system")
        return self._connection

    def _lose(self) -> None:
        """The session is ended, too: what it holds must be free for whoever is next."""
        if self._connection:
            self._connection.terminate()
        self._held.clear()
        self._connection = None


def _number(name: str) -> int:
    return zlib.crc32(name.encode()) - 2**31
