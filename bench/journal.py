"""What a fact costs: one transaction that changes a row and tells an event.

Beside it, in the same run, the same statements by bare asyncpg, prepared and on one
connection; fsync and synchronous_commit are on. Then 64 writers with a relay reading
along, against the same without it; every fact told must have been heard.
"""

import asyncio
import os
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import msgspec

from bench.result import conditions, quantile, show
from yingda.app.editions import HOME
from yingda.app.migrations import migrations
from yingda.kernel.ids import ContactId, MessageId
from yingda.messages.channels import CallEnded, EndedBy
from yingda.platform.embedded.clock import SystemClock
from yingda.platform.embedded.ids import TimeIds
from yingda.platform.embedded.postgres import Postgres
from yingda.platform.sql.database import Address, Database
from yingda.platform.sql.migrate import (
    extend,
    make_months,
    migrate,
    prepare_database,
)
from yingda.platform.sql.relay import Relay
from yingda.platform.sql.work import TELL, SqlWork, lock

ROUND, ROUNDS, WRITERS, SECONDS = 300, 5, 64, 4.0
NOTE = "insert into spine.heard (stage, id) values ($1, $2) on conflict do nothing"
NO_ALARMS: list[list[str]] = [[]] * 5
ids = TimeIds(SystemClock())


def fact(now: datetime) -> CallEnded:
    return CallEnded(
        id=ids.new(MessageId),
        at=now,
        scope=HOME,
        contact_id=ids.new(ContactId),
        by=EndedBy.CALLER,
    )


async def ours(work: SqlWork, now: datetime) -> str:
    """One verb's shape: a row of the stage and its event, in one transaction."""
    event = fact(now)
    async with work.system(HOME) as tx:
        await tx.first_time(event.id, by="bench")
        await tx.tell(event)
    return event.id


async def bare(connection: asyncpg.Connection, now: datetime) -> None:
    """The same two statements and nothing around them."""
    event = fact(now)
    await connection.execute("begin")
    await connection.fetchval(NOTE, "bench", event.id)
    await connection.fetchrow(
        TELL,
        [lock(event.contact_id)],
        [event.id],
        [event.at],
        ["channels"],
        ["CallEnded"],
        [event.contact_id],
        [None],
        [None],
        [HOME.tenant_id],
        [HOME.path],
        [HOME.site],
        [1],
        [msgspec.json.encode(event).decode()],
        *NO_ALARMS,
        None,
    )
    await connection.execute("commit")


async def alone(database: Database, now: datetime) -> dict[str, float]:
    work = SqlWork(database)
    connection = await database.connect("system")
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        for _ in range(ROUND):
            start = time.perf_counter()
            await bare(connection, now)
            theirs.append(time.perf_counter() - start)
        for _ in range(ROUND):
            start = time.perf_counter()
            await ours(work, now)
            mine.append(time.perf_counter() - start)
    await connection.close()
    p50, bare_p50 = quantile(mine, 0.5), quantile(theirs, 0.5)
    return {
        "p50_ms": p50 * 1e3,
        "bare_p50_ms": bare_p50 * 1e3,
        "p50_ratio_1": p50 / bare_p50,
    }


async def crowd(database: Database, now: datetime) -> list[str]:
    """Facts that 64 writers commit in a few seconds."""
    work = SqlWork(database)
    until = time.perf_counter() + SECONDS
    told: list[str] = []

    async def writer() -> None:
        while time.perf_counter() < until:
            told.append(await ours(work, now))

    await asyncio.gather(*(writer() for _ in range(WRITERS)))
    return told


async def beside_relay(database: Database, now: datetime) -> dict[str, float]:
    rates: dict[bool, list[float]] = {True: [], False: []}
    told: list[str] = []
    heard: set[str] = set()

    async def hear(event: CallEnded) -> None:
        heard.add(event.id)

    for is_on in (False, True, True, False):
        relay = Relay(database)
        relay.hears("bench_relay", CallEnded, hear)
        await relay.carry()
        reading = asyncio.ensure_future(relay.run()) if is_on else None
        facts = await crowd(database, now)
        rates[is_on].append(len(facts) / SECONDS)
        told += facts
        if reading:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        while await relay.carry():
            pass
    off, on = (sum(rates[is_on]) / len(rates[is_on]) for is_on in (False, True))
    return {
        "facts_per_second_64": on,
        "relay_ratio_64": on / off,
        "lost": len(set(told) - heard),
    }


def fdatasync_p50_ms(folder: Path) -> float:
    times = []
    with (folder / "sync").open("wb", buffering=0) as out:
        for _ in range(200):
            out.write(b"x" * 512)
            start = time.perf_counter()
            os.fdatasync(out.fileno())
            times.append(time.perf_counter() - start)
    return quantile(times, 0.5) * 1e3


async def measure(server: Postgres, folder: Path) -> None:
    address = Address(
        host=str(server.place.socket),
        port=5432,
        name="bench",
        passwords=dict.fromkeys(("owner", "app", "system"), "bench"),
    )
    await prepare_database(server.url(), address)
    await extend(server.url("bench"))
    await migrate(address, [one for one in migrations() if one.stage == "spine"])
    await make_months(address, date.today())  # noqa: DTZ011 - months, not moments
    now = datetime.now(UTC)  # noqa: TID251 - facts of the benchmark happen now
    async with Database(replace(address), connections=WRITERS // 2) as database:
        figures = await alone(database, now) | await beside_relay(database, now)
    figures["fdatasync_p50_ms"] = fdatasync_p50_ms(folder)
    ok = (
        figures["p50_ratio_1"] <= 4
        and figures["relay_ratio_64"] >= 0.8
        and figures["lost"] == 0
    )
    said = conditions(PostgreSQL="embedded", writers=WRITERS, fsync="on")
    show("journal", figures, said, ok=ok)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="yb-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Postgres(folder, "bench")
        server.start()
        try:
            asyncio.run(measure(server, folder))
        finally:
            server.stop()
