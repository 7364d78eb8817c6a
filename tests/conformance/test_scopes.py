"""Nobody reads a row of another place or tenant, in any table that there is or will be."""

from collections.abc import Mapping

import asyncpg
import pytest

from yingda.kernel.ids import TenantId
from yingda.kernel.org import Scope
from yingda.platform.sql.database import Address, Database, prepare
from yingda.platform.sql.work import SqlWork

HERE = Scope(tenant_id=TenantId("sn"), path="sn.xa", site="xa-1")
INSIDE = Scope(tenant_id=TenantId("sn"), path="sn.xa.yanta", site="xa-1")
ABOVE = Scope(tenant_id=TenantId("sn"), path="sn", site="xa-1")
OTHERS = (
    Scope(tenant_id=TenantId("sn"), path="sn.bj", site="xa-1"),
    Scope(tenant_id=TenantId("sn"), path="sn.x", site="xa-1"),
    Scope(tenant_id=TenantId("gs"), path="sn.xa", site="xa-1"),
    Scope(tenant_id=TenantId("*"), path="", site="*"),
    INSIDE,
)

COLUMNS = """
    select n.nspname || '.' || c.relname as table, a.attname as column,
           format_type(a.atttypid, null) as type
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition
      and pg_get_userbyid(c.relowner) = 'yingda_owner'
      and a.attidentity = '' and a.attgenerated = ''
      and exists (select 1 from pg_attribute s
                  where s.attrelid = c.oid and s.attname = 'scope')
    order by 1, a.attnum
"""

SAMPLES: Mapping[str, str] = {
    "text": "'x'",
    "character varying": "'x'",
    "bytea": "'\\x00'",
    "jsonb": "'{}'",
    "json": "'{}'",
    "boolean": "false",
    "integer": "1",
    "smallint": "1",
    "bigint": "1",
    "numeric": "1",
    "double precision": "1",
    "xid8": "pg_current_xact_id()",
    "date": "'2026-01-01'",
    "timestamp with time zone": "'2026-01-01T04:00:00Z'",
    "interval": "'1 second'",
    "text[]": "'{}'",
    "integer[]": "'{}'",
    "bigint[]": "'{}'",
    "ltree": "'sn.xa'",
    "ltree[]": "'{}'",
    "uuid": "gen_random_uuid()",
}
REFUSED = (asyncpg.InsufficientPrivilegeError, asyncpg.RaiseError)
"""By row-level security or for want of the right; a table that only grows says so itself."""
OWN: Mapping[tuple[str, str], str] = {
    ("people.places", "kind"): "'branch'",
    ("workorders.tasks", "holder_kind"): "'place'",
    ("workorders.supervisions", "level"): "'usual'",
}
"""Values for columns that take certain words only."""


async def scoped_tables(connection: asyncpg.Connection) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for row in await connection.fetch(COLUMNS):
        tables.setdefault(row["table"], {})[row["column"]] = row["type"]
    return tables


async def fill(address: Address) -> list[str]:
    """One row of Xi'an in every scoped table there is; returns the tables."""
    connection = await asyncpg.connect(**address.role("owner"))
    await prepare(connection)
    try:
        tables = await scoped_tables(connection)
        for table, columns in tables.items():
            values = [
                f"'{HERE.tenant_id}'"
                if column == "tenant_id"
                else OWN.get((table, column)) or SAMPLES[kind]
                for column, kind in columns.items()
            ]
            names = ", ".join(f'"{column}"' for column in columns)
            await connection.execute(
                f"insert into {table} ({names}) values ({', '.join(values)})"
            )
        return list(tables)
    finally:
        await connection.close()


async def test_no_table_shows_a_row_of_another_scope_on_a_reused_connection(
    database: Database,
) -> None:
    tables = await fill(database.address)
    assert len(tables) > 15
    work = SqlWork(database)

    async def seen(scope: Scope) -> dict[str, int]:
        async with work.begin(scope) as tx:
            return {
                table: len(await tx.run(f"select * from {table}")) for table in tables
            }

    everything = dict.fromkeys(tables, 1)
    nothing = dict.fromkeys(tables, 0)
    # The pool has one connection, so each look is made where the one before was.
    for other in OTHERS:
        assert await seen(HERE) == everything
        assert await seen(other) == nothing
        assert await seen(ABOVE) == everything


async def test_without_a_scope_there_are_no_rows(database: Database) -> None:
    tables = await fill(database.address)
    async with database.pool("app").acquire() as connection:
        for table in tables:
            assert await connection.fetch(f"select * from {table}") == []


async def test_nobody_writes_into_another_scope_as_a_person(database: Database) -> None:
    tables = await fill(database.address)
    async with database.pool("app").acquire() as connection:
        for table in tables:
            with pytest.raises(REFUSED):
                await write_elsewhere(connection, table)


async def write_elsewhere(connection: asyncpg.Connection, table: str) -> None:
    """Moves the row of Xi'an to another branch, or adds one there if it may not."""
    async with connection.transaction():
        await connection.execute(
            "select set_config('yingda.tenant', 'sn', true),"
            " set_config('yingda.scope', 'sn.xa', true)"
        )
        await connection.execute(f"update {table} set scope = 'sn.bj'")


async def test_the_people_s_role_owns_nothing_and_passes_no_rule_by(
    database: Database,
) -> None:
    async with database.pool("system").acquire() as connection:
        owned = await connection.fetchval(
            "select count(*) from pg_class"
            " where pg_get_userbyid(relowner) in ('yingda_app', 'yingda_system')"
        )
        bypassing = await connection.fetchval(
            "select count(*) from pg_roles where rolname in"
            " ('yingda_app', 'yingda_system', 'yingda_owner')"
            " and (rolbypassrls or rolsuper)"
        )
        unguarded = await connection.fetch(
            "select c.oid::regclass::text as name from pg_class c"
            " join pg_attribute a on a.attrelid = c.oid and a.attname = 'scope'"
            " where c.relkind in ('r', 'p') and not c.relispartition"
            " and pg_get_userbyid(c.relowner) = 'yingda_owner'"
            " and not c.relrowsecurity"
        )
    assert (owned, bypassing, unguarded) == (0, 0, [])
