"""Who looked and who changed, on the real database."""

from collections.abc import Mapping, Sequence

import asyncpg
import pytest

from builders import HOME, Ground, asker, ground
from builders_audit import Placed
from yingda.journey.desk.limits import Limits
from yingda.journey.system import wiring
from yingda.journey.system.model import Wanted
from yingda.journey.system.service import System
from yingda.kernel.ids import FlowId, MessageId, UserId
from yingda.kernel.org import EVERYWHERE, NotAllowed, Scope
from yingda.messages.dialogue import FlowPublished
from yingda.messages.system import PersonalDataSeen
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ADMIN = asker("admin", "system.admin", "system.audit")


class Named:
    async def names(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, str]:
        return {one: one.upper() for one in ids}


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def system(centre: Ground) -> System:
    async def away() -> None:
        raise ConnectionError

    return wiring.install(
        work=centre.work,
        clock=centre.clock,
        ids=centre.ids,
        bus=centre.bus,
        parameters=centre.parameters,
        versions=centre.parameters,
        names=Named(),
        places=Placed(),
        kinds={"desk.Limits": Limits},
        checks={},
        probes={"switch": away},
    )


async def look(centre: Ground, subject: str) -> None:
    await centre.say(
        PersonalDataSeen(
            id=centre.ids.new(MessageId),
            at=centre.clock.now(),
            scope=HOME,
            user_id=UserId("bo"),
            action="recordings.play",
            subject=subject,
            reason="complaint",
        )
    )


async def test_every_look_is_one_entry_and_is_chained_to_the_one_before(
    centre: Ground, system: System
) -> None:
    await look(centre, "recording/1")
    await look(centre, "recording/2")
    assert await system.trail.seal() == 2
    await look(centre, "recording/3")
    assert await system.trail.seal() == 1

    rows = await system.trail.find(ADMIN, Wanted())

    assert [(row.number, row.entry.subject) for row in rows] == [
        (3, "recording/3"),
        (2, "recording/2"),
        (1, "recording/1"),
    ]
    assert rows[0].prev_hash == rows[1].hash
    assert [one.finding for one in await system.trail.verify(ADMIN)] == [None]


async def test_nobody_changes_or_removes_an_entry(
    centre: Ground, system: System
) -> None:
    await look(centre, "recording/1")
    await system.trail.seal()
    for wrong in (
        "update system.audit set user_id = 'nobody'",
        "delete from system.audit",
    ):
        with pytest.raises(asyncpg.RaiseError):
            async with centre.work.system(EVERYWHERE) as tx:
                await tx.run(wrong)


async def test_a_flow_that_was_published_is_written_down(
    centre: Ground, system: System
) -> None:
    await centre.say(
        FlowPublished(
            id=centre.ids.new(MessageId),
            at=centre.clock.now(),
            scope=HOME,
            flow_id=FlowId("hotline"),
            flow_version=2,
            user_id=UserId("admin"),
        )
    )

    [row] = await system.trail.find(ADMIN, Wanted(action="flows.publish"))
    assert (row.entry.subject, row.entry.reason) == ("flow/hotline", "version 2")


async def test_only_those_who_may_look_at_the_trail_do(system: System) -> None:
    with pytest.raises(NotAllowed):
        await system.trail.find(asker("bo", "system.admin"), Wanted())
    with pytest.raises(NotAllowed):
        await system.rules.all(asker("bo", "system.audit"))


async def test_health_names_the_part_that_does_not_answer(system: System) -> None:
    health = await system.health()

    assert not health.is_well
    assert health.is_serving, "pages need the database and nothing else"
    assert [(one.name, one.is_well) for one in health.checks] == [
        ("database", True),
        ("switch", False),
    ]
