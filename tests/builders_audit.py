"""The logs of a centre, and somebody who may read them."""

from collections.abc import Mapping, Sequence

import asyncpg

from builders import Ground, asker
from yingda.journey.system import wiring
from yingda.journey.system.service import System
from yingda.kernel.org import Scope
from yingda.platform.embedded.postgres import Postgres
from yingda.platform.sql.database import Database

ADMIN = asker("admin", "system.audit")


class Named:
    async def names(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, str]:
        return {}


def system_on(base: Ground) -> System:
    return wiring.install(
        work=base.work,
        clock=base.clock,
        ids=base.ids,
        bus=base.bus,
        parameters=base.parameters,
        names=Named(),
        kinds={},
        probes={},
    )


async def behind_the_back(server: Postgres, database: Database, sql: str) -> None:
    """As a superuser, with every trigger asleep."""
    root = await asyncpg.connect(server.url(database.address.name))
    try:
        await root.execute(f"set session_replication_role = replica; {sql}")
    finally:
        await root.close()
