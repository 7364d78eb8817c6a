"""The logs of a centre, and somebody who may read them."""

from collections.abc import Mapping, Sequence

import asyncpg
from msgspec import Struct

from builders import Ground, asker
from yingda.journey.system import wiring
from yingda.journey.system.service import System
from yingda.journey.system.service.changes import Check
from yingda.kernel.ids import BranchId
from yingda.kernel.name import Name
from yingda.kernel.org import Scope
from yingda.messages.people import BranchCard
from yingda.platform.embedded.postgres import Postgres
from yingda.platform.sql.database import Database

ADMIN = asker("admin", "system.audit")


class Named:
    async def names(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, str]:
        return {}


class Placed:
    """A province with two branches and a department."""

    async def branches(self, scope: Scope) -> tuple[BranchCard, ...]:
        kinds = {"sn": "province", "sn.xa": "branch", "sn.bj": "branch"}
        kinds["sn.xa.d1"] = "department"
        return tuple(
            BranchCard(branch_id=BranchId(path), name=Name(path, path), kind=kind)
            for path, kind in kinds.items()
        )


def system_on(
    base: Ground,
    kinds: Mapping[str, type[Struct]] | None = None,
    checks: Mapping[type[Struct], Check] | None = None,
) -> System:
    """Without rules that may be changed unless they are named."""
    return wiring.install(
        work=base.work,
        clock=base.clock,
        ids=base.ids,
        bus=base.bus,
        parameters=base.parameters,
        versions=base.parameters,
        names=Named(),
        places=Placed(),
        kinds=kinds or {},
        checks=checks or {},
        probes={},
    )


async def behind_the_back(server: Postgres, database: Database, sql: str) -> None:
    """As a superuser, with every trigger asleep."""
    root = await asyncpg.connect(server.url(database.address.name))
    try:
        await root.execute(f"set session_replication_role = replica; {sql}")
    finally:
        await root.close()
