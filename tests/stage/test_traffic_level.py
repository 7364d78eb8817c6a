"""How busy the demo is: a rule that is checked, kept and audited; and empty seats."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from builders import HOME, Ground, asker, ground
from builders_audit import Placed
from builders_desk import Phones, desk_on
from yingda.app.rules import KINDS
from yingda.app.settings import Settings
from yingda.app.traffic import outskirts
from yingda.app.traffic.cli import turned
from yingda.app.traffic.limits import Limits
from yingda.app.traffic.people import agents
from yingda.app.traffic.seats import empty
from yingda.journey.people import wiring as people_wiring
from yingda.journey.people.model import Organisation
from yingda.journey.people.service import People
from yingda.journey.system import wiring as system_wiring
from yingda.journey.system.errors import BadParameter
from yingda.journey.system.model import Wanted
from yingda.journey.system.service import System
from yingda.kernel.org import Scope
from yingda.messages.desk import AgentState
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ADMIN = asker("admin", "system.admin", "system.audit")


class Nameless:
    async def names(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, str]:
        return {}


@pytest.fixture
def base(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def system(base: Ground) -> System:
    return system_wiring.install(
        work=base.work,
        clock=base.clock,
        ids=base.ids,
        bus=base.bus,
        parameters=base.parameters,
        versions=base.parameters,
        places=Placed(),
        checks={},
        names=Nameless(),
        kinds=KINDS,
        probes={},
    )


@pytest.fixture
async def people(base: Ground) -> People:
    made = people_wiring.install(
        work=base.work,
        clock=base.clock,
        ids=base.ids,
        keys=base.keys,
        parameters=base.parameters,
        home=HOME,
        alarms=base.alarms,
    )
    everybody = Organisation(places=(), groups=(), users=agents()[:2])
    await made.found(HOME, everybody, "a password of theirs")
    return made


async def test_traffic_is_turned_in_a_version_of_its_own_and_written_down(
    base: Ground, system: System
) -> None:
    await system.rules.set(ADMIN, "traffic.Limits", {"level": 5})
    await base.settle()

    assert base.parameters.get(Limits, HOME).level == 5
    found = await system.trail.find(ADMIN, Wanted())
    assert "parameter/traffic.Limits" in [row.entry.subject for row in found]


@pytest.mark.parametrize("chats", [-0.1, 1.1, "many"])
async def test_a_share_of_chats_that_cannot_be_is_refused(
    system: System, chats: object
) -> None:
    value = {"level": 1, "chats": chats}
    with pytest.raises(BadParameter):
        await system.rules.set(ADMIN, "traffic.Limits", value)


@pytest.mark.parametrize("level", [-1, 21, "busy"])
async def test_a_level_that_cannot_be_is_refused(system: System, level: object) -> None:
    with pytest.raises(BadParameter):
        await system.rules.set(ADMIN, "traffic.Limits", {"level": level})


async def test_the_command_line_asks_and_turns_the_same_rule(
    base: Ground, system: System
) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[System, Scope]]:
        yield system, HOME

    assert await turned(opened, None) == 0
    value = {"level": 1, "chats": 0.5}
    await system.rules.set(ADMIN, "traffic.Limits", value)
    assert await turned(opened, 2.5) == 2.5
    assert await turned(opened, None) == 2.5
    assert base.parameters.get(Limits, HOME) == Limits(level=2.5, chats=0.5)
    with pytest.raises(BadParameter):
        await turned(opened, 21)


async def test_each_start_begins_as_busy_as_the_settings_say(
    base: Ground, system: System, tmp_path: Path
) -> None:
    settings = Settings.model_validate({"data": tmp_path / "var", "traffic": 2})
    await system.rules.set(ADMIN, "traffic.Limits", {"level": 5})

    await outskirts.settle(base.work, base.parameters, HOME, settings)

    assert base.parameters.get(Limits, HOME).level == 2
    assert outskirts.noted(settings).level == 2


async def test_whoever_was_left_behind_by_a_simulation_is_signed_out_and_nobody_else(
    base: Ground, people: People
) -> None:
    desk = desk_on(base, Phones())
    robot = asker(agents()[0].user_id, "desk.work")
    for one in (robot, asker("ana", "desk.work")):
        await desk.sign_in(one)
        await desk.set_state(one, AgentState.READY, None)

    await empty(desk, people, HOME)

    present = {one.agent_id for one in await desk.now(HOME)}
    assert present == {"ana"}
