"""The database of the tests: one server a session, emptied for every test."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from builders import NOON
from yingda.app.migrations import migrations
from yingda.platform.embedded.clock import HandClock
from yingda.platform.embedded.keys import FileKeys
from yingda.platform.embedded.postgres import Postgres
from yingda.platform.sql.database import Address, Database
from yingda.platform.sql.migrate import extend, migrate, prepare_database

_tidy = "yingda_tests"


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="yd-") as folder:
        os.chmod(folder, 0o755)
        made = Postgres(Path(folder), "test", is_durable=False)
        made.start()
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="session")
def template(server: Postgres) -> Address:
    """The database with all tables and nothing in it."""
    address = Address(
        host=str(server.place.socket),
        port=5432,
        name=_tidy,
        passwords=dict.fromkeys(("owner", "app", "system"), "test"),
    )

    async def make() -> None:
        await prepare_database(server.url(), address)
        await extend(server.url(_tidy))
        await migrate(address, migrations())
        owner = await asyncpg.connect(**address.role("owner"))
        for month in ("2025-12-01", "2026-01-01", "2026-02-01"):
            await owner.execute(f"select spine.month('{month}')")
        await owner.close()

    asyncio.run(make())
    return address


@pytest.fixture
async def database(server: Postgres, template: Address) -> AsyncIterator[Database]:
    """Empty, with one connection a role: a question inside a transaction fails.

    Emptying what a test wrote takes a millisecond; a new database takes 300.
    """
    admin = await asyncpg.connect(server.url(_tidy))
    try:
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        await admin.execute(await _emptying(admin))
    finally:
        await admin.close()
    async with Database(template, connections=1, patience=1) as opened:
        yield opened


async def _emptying(admin: asyncpg.Connection) -> str:
    tables = await admin.fetch(
        "select c.oid::regclass::text as name from pg_class c"
        " where c.relkind in ('r', 'p') and not c.relispartition"
        " and pg_get_userbyid(c.relowner) = 'yingda_owner'"
        " and c.relname <> 'migrations'"
    )
    steps = [
        f"if exists (select 1 from {name}) then delete from {name}; end if;"
        for (name,) in tables
    ]
    return f"do $$ begin {' '.join(steps)} end $$"


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def keys() -> FileKeys:
    return FileKeys(b"k" * 32)
