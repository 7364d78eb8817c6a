"""How far each stage has heard, what it could not take, and what it need not know twice."""

from collections.abc import Iterable

import asyncpg

from yingda.platform.sql.database import AWAY, AWAY_STATES, SPOILT, Database
from yingda.platform.sql.letters import Letter


async def saved(connection: asyncpg.Connection) -> dict[str, int]:
    """By stage: everything that was told before this transaction has arrived."""
    rows = await connection.fetch("select stage, xid from spine.cursors")
    return {row["stage"]: row["xid"] for row in rows}


async def move(
    connection: asyncpg.Connection, stages: Iterable[str], until: int
) -> None:
    """Forward only."""
    await connection.execute(
        "insert into spine.cursors (stage, xid) select stage, $2"
        " from unnest($1::text[]) as stage"
        " on conflict (stage) do update set xid = excluded.xid"
        " where spine.cursors.xid < excluded.xid",
        sorted(stages),
        str(until),
    )


async def give_up(
    database: Database, stage: str, letter: Letter, error: Exception
) -> bool:
    """Puts it aside for people to look at; False while the database is away."""
    try:
        async with database.pool("system").acquire() as connection:
            await connection.execute(
                "insert into spine.undelivered (stage, id, kind, at, error)"
                " select $1, $2, $3, at, $4 from spine.log where id = $2 limit 1"
                " on conflict do nothing",
                stage,
                letter.id,
                letter.kind,
                type(error).__name__,
            )
    except (*AWAY, *AWAY_STATES, *SPOILT):
        return False
    return True


async def forget(
    database: Database, stages: Iterable[str], everywhere: Iterable[str]
) -> None:
    """Drops the marks of what `stages` heard and cannot come again, and what all who hear
    `everywhere` have read. A stage of an earlier release that is gone keeps nothing."""
    async with database.pool("system").acquire() as connection:
        await connection.execute(
            "delete from spine.fresh where xid < (select min(xid) from spine.cursors"
            " where stage = any($1::text[]))",
            sorted(everywhere),
        )
        await connection.execute(
            "delete from spine.heard h using spine.cursors c"
            " where c.stage = h.stage and h.xid < c.xid"
            " and h.stage = any($1::text[])",
            sorted(stages),
        )
