"""What stands behind the ports, per edition."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from yingda.app.migrations import migrations
from yingda.app.settings import Settings
from yingda.journey.dialogue.adapters.sounds import FileSounds
from yingda.journey.dialogue.wiring import sounds
from yingda.kernel.ids import TenantId
from yingda.kernel.org import Scope
from yingda.platform.embedded.blobs import FolderBlobs
from yingda.platform.embedded.clock import SystemClock
from yingda.platform.embedded.ids import TimeIds
from yingda.platform.embedded.keys import FileKeys
from yingda.platform.embedded.postgres import Postgres
from yingda.platform.ports import (
    Alarms,
    Blobs,
    Clock,
    Ids,
    Keys,
    Leases,
    Parameters,
    Versions,
)
from yingda.platform.sql.alarms import TableAlarms
from yingda.platform.sql.database import Address, Database
from yingda.platform.sql.leases import SqlLeases
from yingda.platform.sql.migrate import extend, migrate, prepare_database
from yingda.platform.sql.parameters import SqlParameters
from yingda.platform.sql.relay import Relay
from yingda.platform.sql.work import SqlWork

HOME = Scope(tenant_id=TenantId("sn"), path="sn", site="xa-1")
"""The province of the demo; a deployment of its own names its own."""

ROLES = ("owner", "app", "system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One of everything that the stages ask the platform for."""

    home: Scope
    clock: Clock
    ids: Ids
    keys: Keys
    work: SqlWork
    alarms: Alarms
    bus: Relay
    leases: Leases
    parameters: Parameters
    versions: Versions
    blobs: Blobs


def keys(settings: Settings) -> FileKeys:
    return FileKeys.at(settings.data / "keys" / "master.key")


def system_clock(settings: Settings) -> SystemClock:
    """The same time for all processes of a centre, however the machine's is set."""
    return SystemClock(settings.data / "clock")


def postgres(settings: Settings, keys: FileKeys) -> Postgres | None:
    """The server that is ours to start, or None if the settings name another."""
    if settings.database_url:
        return None
    return Postgres(settings.data, keys.derive("database", "postgres"))


def address(settings: Settings, keys: FileKeys) -> Address:
    passwords = {role: keys.derive("database", role) for role in ROLES}
    if settings.database_url:
        host, port, name = _parts(settings.database_url)
        return Address(host=host, port=port, name=name, passwords=passwords)
    server = postgres(settings, keys)
    assert server is not None
    socket = str(server.place.socket)
    return Address(host=socket, port=5432, name="yingda", passwords=passwords)


async def make_database(settings: Settings, keys: FileKeys) -> int:
    """Roles, tables and rights; returns how many migrations were run."""
    place = address(settings, keys)
    server = postgres(settings, keys)
    admin = server.url() if server else str(settings.database_url)
    await prepare_database(admin, place)
    await extend(server.url(place.name) if server else str(settings.database_url))
    return await migrate(place, migrations())


@asynccontextmanager
async def embedded(settings: Settings) -> AsyncIterator[Edition]:
    """Everything over one database and one folder; one of these a process."""
    own, clock = keys(settings), system_clock(settings)
    ids = TimeIds(clock)
    async with Database(address(settings, own)) as database:
        work = SqlWork(database)
        bus = Relay(database)
        work.when_told(bus)
        bus.in_one(work.together)
        leases = SqlLeases(database)
        parameters = SqlParameters(work, clock)
        await parameters.refresh()
        try:
            yield Edition(
                home=HOME,
                clock=clock,
                ids=ids,
                keys=own,
                work=work,
                alarms=TableAlarms(work, clock, ids),
                bus=bus,
                leases=leases,
                parameters=parameters,
                versions=parameters,
                blobs=FolderBlobs(settings.data / "blobs", own),
            )
        finally:
            await leases.close()


@asynccontextmanager
async def at_hand(settings: Settings) -> AsyncIterator[Edition]:
    """For a command: the database is started if it does not run, and left as it was."""
    own = keys(settings)
    server = postgres(settings, own)
    is_ours = server is not None and await asyncio.to_thread(server.start)
    try:
        await make_database(settings, own)
        async with embedded(settings) as edition:
            yield edition
    finally:
        if server is not None and is_ours:
            await asyncio.to_thread(server.stop)


def voices(settings: Settings) -> FileSounds:
    """The prompts below the data folder: recorded ones, and those that are rendered."""
    return sounds(
        folder=folder(settings, "sounds"), recorded=folder(settings, "recorded")
    )


def _parts(url: str) -> tuple[str, int, str]:
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query).get("host", ["localhost"])[0]
    return host, parts.port or 5432, parts.path.lstrip("/") or "yingda"


def folder(settings: Settings, *names: str) -> Path:
    """A folder below the data folder, made if need be."""
    made = settings.data.joinpath(*names)
    made.mkdir(parents=True, exist_ok=True)
    return made
