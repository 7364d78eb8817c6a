"""The rules of dispatch on the real database: changed while the centre runs."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from builders import HOME, asker, ground
from builders_audit import system_on
from builders_dispatch import rule, table
from builders_record import PASSWORD
from builders_screens import Scene, scene
from journey.scene import edition
from yingda.app.rules import KINDS
from yingda.app.world.load import load_dispatch
from yingda.app.world.organisation import shaanxi
from yingda.app.world.providers import providers
from yingda.journey.system.errors import BadParameter
from yingda.journey.system.service import System
from yingda.journey.workorders.core.dispatch import Facts, Match, NoMatch
from yingda.journey.workorders.errors import RulesOverlap, UnknownHolder
from yingda.journey.workorders.limits.dispatch import Dispatch, Hit
from yingda.kernel.org import EVERYWHERE, Scope
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ROOT = asker("root", "system.admin")
BAOJI = Scope(tenant_id=HOME.tenant_id, path="sn.bj", site=HOME.site)
NAME = "workorders.Dispatch"
RULES = table(rule("a", "group g1", region='"sn"', type='"fault"'))


@pytest.fixture
async def there(database: Database, clock: HandClock) -> Scene:
    return await scene(ground(database, clock))


@pytest.fixture
def system(there: Scene) -> System:
    check = there.workorders.dispatching.check
    return system_on(there.ground, KINDS, {Dispatch: check})


async def test_rules_hold_from_the_moment_they_are_set_and_the_log_says_by_whom(
    there: Scene, system: System
) -> None:
    dispatching, fault = there.workorders.dispatching, Facts(region="sn", type="fault")
    assert dispatching.decide(HOME, fault) == NoMatch()

    await system.rules.set(ROOT, NAME, msgspec.to_builtins(RULES))

    found = dispatching.decide(BAOJI, fault)
    assert isinstance(found, Match)
    assert (found.rule_id, found.holder) == ("a", "g1")
    assert dispatching.explain(HOME, Facts(region="sn"))[0].failed == ("type",)
    async with there.ground.work.system(EVERYWHERE) as tx:
        (told,) = await tx.run(
            "select payload from spine.log where kind = 'ParameterChanged'"
        )
    assert NAME in str(told["payload"])
    assert "root" in str(told["payload"])


async def test_rules_that_cannot_be_are_refused_by_rule_and_column(
    system: System,
) -> None:
    wrong = msgspec.to_builtins(RULES)
    wrong["rules"][0]["when"]["load"] = "lots"

    with pytest.raises(BadParameter) as refused:
        await system.rules.set(ROOT, NAME, wrong)

    assert "rule a, column load" in refused.value.allowed


async def test_rules_that_overlap_or_name_strangers_are_not_put_in_force(
    there: Scene, system: System
) -> None:
    both = table(rule("a", "group g1"), rule("b", "group g2"), hit=Hit.UNIQUE)
    ghosts = table(rule("a", "group ghosts"))
    for wrong, refusal in ((both, RulesOverlap), (ghosts, UnknownHolder)):
        with pytest.raises(refusal):
            await system.rules.set(ROOT, NAME, msgspec.to_builtins(wrong))

    assert there.workorders.dispatching.rules(HOME) == Dispatch()


async def test_a_holder_who_is_not_there_is_named_by_row(there: Scene) -> None:
    given = table(
        rule("a", "place sn.xa"),
        rule("b", "group g1"),
        rule("c", "person ana"),
        rule("d", "group ghosts"),
        rule("e", "place sn.mars"),
    )

    found = await there.workorders.dispatching.strangers(HOME, given)

    assert [(one.row, one.holder) for one in found] == [(4, "ghosts"), (5, "sn.mars")]


async def test_the_demo_begins_with_the_province_s_rules_and_keeps_others(
    there: Scene, tmp_path: Path
) -> None:
    place = edition(there.ground, tmp_path)
    assert await load_dispatch(place)

    found = there.workorders.dispatching.decide(HOME, Facts(region="sn.hz"))
    assert isinstance(found, Match)
    assert (found.rule_id, found.holder) == ("branch-hz", "sn.hz")
    assert not await load_dispatch(place)


async def test_everybody_whom_the_demo_s_rules_name_is_there(
    there: Scene, tmp_path: Path
) -> None:
    await there.people.found(HOME, replace(shaanxi(), users=()), PASSWORD)
    await there.partners.found(HOME, providers())
    await load_dispatch(edition(there.ground, tmp_path))
    dispatching = there.workorders.dispatching

    await dispatching.check(HOME, dispatching.rules(HOME))
