"""The database of the tests: one server and its connections a session, emptied for every
test."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from inspect import iscoroutinefunction
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


@pytest.fixture(scope="session")
async def standing(template: Address) -> AsyncIterator[Database]:
    """Open for all tests: a new connection learns every table and type anew, which takes
    longer than most tests do. One a role: a question inside a transaction fails."""
    async with Database(template, connections=1, patience=1) as opened:
        yield opened


@pytest.fixture(scope="session")
async def admin(
    server: Postgres, template: Address
) -> AsyncIterator[asyncpg.Connection]:
    """Has `empty()`, a function so that its statements are planned once."""
    made = await asyncpg.connect(
        server.url(template.name), server_settings={"lock_timeout": "5s"}
    )
    tables = await made.fetch(
        "select oid::regclass::text as name from pg_class"
        " where relkind in ('r', 'p') and not relispartition"
        " and pg_get_userbyid(relowner) = 'yingda_owner'"
        " and relname <> 'migrations'"
    )
    steps = " ".join(f"delete from {name};" for (name,) in tables)
    await made.execute(
        f"create function empty() returns void language plpgsql as"
        f" $$ begin {steps} end $$"
    )
    yield made
    await made.close()


@pytest.fixture
async def database(
    standing: Database, admin: asyncpg.Connection
) -> AsyncIterator[Database]:
    """Empty. What fails here after five seconds waits for somebody who did not stop."""
    await admin.fetchval("select empty()")
    yield standing
    await standing.close_own()


@pytest.fixture
async def nothing_runs_on() -> AsyncIterator[None]:
    """The tests share one loop, as their connections belong to it: what a test has
    started ends with it."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    for _ in range(5):  # one that was about to be done may swallow a cancellation
        for task in left:
            task.cancel()
        if left:
            _, left = await asyncio.wait(left, timeout=2)
    assert not left, f"it does not end: {left}"


@pytest.fixture(autouse=True)
def what_ends_with_a_test(request: pytest.FixtureRequest) -> None:
    if iscoroutinefunction(request.function):
        request.getfixturevalue("nothing_runs_on")


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def keys() -> FileKeys:
    return FileKeys(b"k" * 32)
