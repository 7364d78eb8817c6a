"""Makes a database what the stages expect: roles, schemas, tables, rights.

Migrations are plain SQL files `data/NNNN_what.sql` of a stage, run once in order by the
owner. After them the rights are made from the catalogue, the same for every table: row-
level security, `app` sees its scope only, `system` sees all, nobody but the owner owns.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import asyncpg

from yingda.platform.sql.database import Address, prepare

UNSCOPED = frozenset(
    {"heard", "fresh", "cursors", "undelivered", "alarms", "migrations"}
)
"""Tables of the spine that hold no data of a tenant: they have no scope to check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    stage: str
    name: str
    sql: str


async def prepare_database(admin_url: str, address: Address) -> None:
    """Roles, the database and its extensions; `admin_url` may create them."""
    connection = await asyncpg.connect(admin_url)
    try:
        for role, password in address.passwords.items():
            name = f"yingda_{role}"
            known = await connection.fetchval(
                "select 1 from pg_roles where rolname = $1", name
            )
            verb = "alter" if known else "create"
            secret = password.replace("'", "''")
            await connection.execute(f"{verb} role {name} login password '{secret}'")
        known = await connection.fetchval(
            "select 1 from pg_database where datname = $1", address.name
        )
        if not known:
            await connection.execute(
                f'create database "{address.name}" owner yingda_owner encoding utf8'
                " template template0 locale 'C.UTF-8'"
            )
    finally:
        await connection.close()


async def extend(admin_url: str) -> None:
    """The extensions; `admin_url` names the centre's own database."""
    connection = await asyncpg.connect(admin_url)
    try:
        for extension in ("ltree", "pg_trgm", "btree_gist"):
            await connection.execute(
                f"create extension if not exists {extension} schema public"
            )
    finally:
        await connection.close()


async def migrate(address: Address, migrations: Iterable[Migration]) -> int:
    """Runs what has not been run and returns how many; refuses what was changed since.

    All of them and the rights are one transaction: tables without rights are never seen.
    """
    connection = await asyncpg.connect(**address.role("owner"))
    await prepare(connection)
    try:
        await connection.execute("select pg_advisory_lock(7305)")
        done = 0
        known: dict[tuple[str, str], str] = {}
        if await connection.fetchval("select to_regclass('spine.migrations')"):
            rows = await connection.fetch("select * from spine.migrations")
            known = {(row["stage"], row["name"]): row["sha256"] for row in rows}
        async with connection.transaction():
            for one in migrations:
                digest = sha256(one.sql.encode()).hexdigest()
                if before := known.get((one.stage, one.name)):
                    if before != digest:
                        raise ValueError(
                            f"{one.stage}/{one.name} was changed after it had been run:"
                            " write a new migration instead"
                        )
                    continue
                await connection.execute(f"create schema if not exists {one.stage}")
                await connection.execute(one.sql)
                await connection.execute(
                    "insert into spine.migrations values ($1, $2, $3)",
                    one.stage,
                    one.name,
                    digest,
                )
                done += 1
            if done:
                await _grant(connection)
        return done
    finally:
        await connection.close()


async def make_months(address: Address, today: date) -> None:
    """The log's partitions from last month to three months ahead."""
    connection = await asyncpg.connect(**address.role("owner"))
    try:
        for ahead in range(-1, 4):
            month = today.year * 12 + today.month - 1 + ahead
            first = date(month // 12, month % 12 + 1, 1)
            await connection.fetchval("select spine.month($1)", first)
    finally:
        await connection.close()


async def _grant(connection: asyncpg.Connection) -> None:
    tables = await connection.fetch(
        """
        select n.nspname as schema, c.relname as name,
               bool_or(a.attname = 'tenant_id') as has_tenant,
               bool_or(a.attname = 'scope') as has_scope
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        where c.relkind in ('r', 'p') and not c.relispartition
          and pg_get_userbyid(c.relowner) = 'yingda_owner'
        group by 1, 2
        """
    )
    for schema in {row["schema"] for row in tables}:
        await connection.execute(
            f"grant usage on schema {schema} to yingda_app, yingda_system;"
            f"grant usage on all sequences in schema {schema}"
            " to yingda_app, yingda_system"
        )
    for row in tables:
        await _grant_table(connection, row)


async def _grant_table(connection: asyncpg.Connection, row: asyncpg.Record) -> None:
    table = f"{row['schema']}.{row['name']}"
    rights = (
        "select, insert" if row["name"] == "log" else "select, insert, update, delete"
    )
    await connection.execute(f"grant {rights} on {table} to yingda_app, yingda_system")
    if not (row["has_tenant"] and row["has_scope"]):
        if row["schema"] != "spine" or row["name"] not in UNSCOPED:
            raise ValueError(
                f"{table} has no tenant_id and scope: who may see its rows?"
            )
        return
    await connection.execute(
        f"""
        alter table {table} enable row level security;
        drop policy if exists scoped on {table};
        create policy scoped on {table} to yingda_app
            using (tenant_id = current_setting('yingda.tenant', true)
                   and scope <@ nullif(current_setting('yingda.scope', true), '')::ltree);
        drop policy if exists everything on {table};
        create policy everything on {table} to yingda_system using (true) with check (true)
        """
    )
