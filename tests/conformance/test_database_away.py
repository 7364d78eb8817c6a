"""A server that dies under many hands: whatever the driver says, it is away, and that is
all; nothing stays broken when it is back."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from yingda.kernel.org import EVERYWHERE
from yingda.platform.embedded.postgres import Postgres, PostgresFailed
from yingda.platform.ports import DatabaseAway
from yingda.platform.sql.database import Address, Database
from yingda.platform.sql.migrate import extend, prepare_database
from yingda.platform.sql.work import SqlWork

HANDS = 12


@pytest.fixture
async def mortal(tmp_path: Path) -> AsyncIterator[Postgres]:
    """One that may be killed: not that of the other tests."""
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    made = Postgres(tmp_path, "secret", is_durable=False)
    await asyncio.to_thread(made.start)
    yield made
    await asyncio.to_thread(made.stop)


class Hands:
    """They all work without end, and count what they are told."""

    def __init__(self, work: SqlWork) -> None:
        self._work = work
        self.done = self.away = 0
        self.is_enough = False

    async def one(self) -> None:
        while not self.is_enough:
            try:
                async with self._work.system(EVERYWHERE) as tx:
                    await tx.run("select pg_sleep(0.003)")
                self.done += 1
            except DatabaseAway:
                self.away += 1
            await asyncio.sleep(0.005)


async def begin_again(server: Postgres) -> None:
    while True:
        try:
            await asyncio.to_thread(server.start)
        except PostgresFailed:
            await asyncio.sleep(0.2)
        else:
            return


@pytest.mark.parametrize("sign", [signal.SIGQUIT, signal.SIGKILL])
async def test_a_server_that_dies_is_away_and_nothing_else(
    mortal: Postgres, sign: signal.Signals
) -> None:
    place = Address(
        host=str(mortal.place.socket),
        port=5432,
        name="yingda",
        passwords={"owner": "o", "app": "a", "system": "s"},
    )
    await prepare_database(mortal.url(), place)
    await extend(mortal.url("yingda"))
    async with Database(place) as database, asyncio.TaskGroup() as tasks:
        hands = Hands(SqlWork(database))
        for _ in range(HANDS):
            tasks.create_task(hands.one())
        for _ in range(2):
            await asyncio.sleep(0.5)
            pid = mortal.pid()
            assert pid is not None
            os.kill(pid, sign)
            # While it dies it cannot be begun again.
            while mortal.pid() == pid:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.3)
            await begin_again(mortal)
        before = hands.done
        await asyncio.sleep(1)
        hands.is_enough = True
    assert hands.away
    assert hands.done > before, "it works again"
