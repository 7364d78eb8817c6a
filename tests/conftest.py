"""The database of the tests: one server a session, one fresh database a test."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import count
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

_numbers = count(1)
_tidy = "yingda_template"


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
    """A database with all tables and nothing in it, which every test copies."""
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
    """Fresh, with one connection a role: a question inside a transaction fails."""
    name = f"test_{next(_numbers)}"
    admin = await asyncpg.connect(server.url())
    await admin.execute(
        f'create database "{name}" template "{_tidy}" strategy file_copy'
    )
    try:
        address = replace(template, name=name)
        async with Database(address, connections=1, patience=1) as opened:
            yield opened
    finally:
        await admin.execute(f'drop database "{name}" with (force)')
        await admin.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def keys() -> FileKeys:
    return FileKeys(b"k" * 32)
