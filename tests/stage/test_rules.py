"""Rules as data: scope, effective time, history, roll-back, four eyes."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from random import Random  # noqa: TID251  # the dice are the test's

import msgspec
import pytest
from typer.testing import CliRunner

from builders import HOME, NOON, Ground, asker, ground
from builders_audit import Placed
from yingda.app.rules import KINDS
from yingda.journey.desk.limits import Limits
from yingda.journey.people.limits import Roles
from yingda.journey.system import wiring
from yingda.journey.system.cli import parameters as command
from yingda.journey.system.errors import (
    BadParameter,
    NotSetHere,
    NotYourProposal,
    OwnProposal,
    ProposalOver,
    StaleParameter,
    UnknownField,
    UnknownParameter,
    UnknownParameterPlace,
    UnknownProposal,
    UnknownVersion,
)
from yingda.journey.system.limits import FourEyes
from yingda.journey.system.model import ProposalState, Wanted, Wish
from yingda.journey.system.service import Rules, System
from yingda.kernel.org import NotAllowed, Scope
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database
from yingda.platform.sql.parameters import SqlParameters

ADMIN = asker("ada", "system.admin", "system.audit")
OTHER = asker("bo", "system.admin")
OF_XIAN = asker("cy", "system.admin", path="sn.xa")
XIAN = Scope(tenant_id=HOME.tenant_id, path="sn.xa", site="xa-1")
LATER = NOON + timedelta(hours=6)
NAME = "desk.Limits"


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
    return made_on(centre)


def made_on(centre: Ground) -> System:
    return wiring.install(
        work=centre.work,
        clock=centre.clock,
        ids=centre.ids,
        bus=centre.bus,
        parameters=centre.parameters,
        versions=centre.parameters,
        names=Named(),
        places=Placed(),
        kinds=KINDS,
        checks={},
        probes={},
    )


@pytest.fixture
def rules(system: System) -> Rules:
    return system.rules


def wrap(centre: Ground, scope: Scope = HOME) -> int:
    return centre.parameters.get(Limits, scope).wrap_seconds


async def logged(centre: Ground, system: System) -> list[tuple[str, str | None]]:
    await centre.settle()
    found = await system.trail.find(ADMIN, Wanted())
    return [(row.entry.action, row.entry.reason) for row in reversed(found)]


@pytest.mark.row("SM-02")
async def test_a_limit_is_changed_while_all_runs_checked_and_written_down(
    centre: Ground, system: System
) -> None:
    rules = system.rules
    elsewhere = SqlParameters(centre.work, centre.clock)
    assert (await rules.one(ADMIN, NAME)).version == 0

    done = await rules.set(ADMIN, NAME, {"wrap_seconds": 45}, Wish(seen=0))

    assert (done.version, done.set_at, wrap(centre)) == (1, "sn", 45)
    await elsewhere.refresh()
    assert elsewhere.get(Limits, HOME).wrap_seconds == 45, "in the other process, too"
    with pytest.raises(StaleParameter):
        await rules.set(ADMIN, NAME, {}, Wish(seen=0))
    with pytest.raises(UnknownParameter):
        await rules.one(ADMIN, "riddles.Limits")
    with pytest.raises(NotAllowed):
        await rules.set(asker("eve", "system.audit"), NAME, {})
    assert wrap(centre) == 45
    [row] = await logged(centre, system)
    assert row == ("parameters.set", "version 1")


@pytest.mark.row("SM-02")
async def test_every_rule_of_the_centre_can_be_changed_without_a_restart(
    centre: Ground, system: System
) -> None:
    """Each is given back as it is: what counts is that a version comes of it, at once."""
    marked = centre.parameters.get(FourEyes, HOME).names | {"system.FourEyes"}
    for one in await system.rules.all(ADMIN):
        done = await system.rules.set(ADMIN, one.name, one.value)
        assert (done.waiting is not None) == (one.name in marked)
        assert done.value == one.value
    for waiting in await system.rules.proposals.listed(ADMIN):
        await system.rules.proposals.approve(OTHER, waiting.proposal_id)

    for name, kind in KINDS.items():
        assert centre.parameters.version(kind, HOME) > 0, name
        assert centre.parameters.get(kind, HOME) == kind()
    entries = await logged(centre, system)
    assert [one for one, _ in entries].count("parameters.set") == len(KINDS)


async def test_a_wrong_value_is_refused_by_field_with_what_is_allowed(
    rules: Rules, centre: Ground
) -> None:
    with pytest.raises(BadParameter) as wrong:
        await rules.set(ADMIN, NAME, {"wrap_seconds": "x"})
    assert (wrong.value.where, wrong.value.allowed) == ("wrap_seconds", "integer")
    with pytest.raises(UnknownField) as slip:
        await rules.set(ADMIN, NAME, {"wrap_secnds": 5})
    assert slip.value.where == "wrap_secnds"
    assert "wrap_seconds" in slip.value.allowed
    with pytest.raises(BadParameter):
        await rules.set(ADMIN, "system.FourEyes", {"names": ["riddles.Limits"]})
    assert wrap(centre) == Limits().wrap_seconds


@pytest.mark.row("SM-02")
async def test_a_branch_has_its_own_value_until_it_inherits_again(
    rules: Rules, centre: Ground
) -> None:
    await rules.set(ADMIN, NAME, {"wrap_seconds": 40})
    await rules.set(OF_XIAN, NAME, {"wrap_seconds": 50})
    assert (wrap(centre), wrap(centre, XIAN)) == (40, 50)

    shown = await rules.where(ADMIN, NAME)
    assert [(one.place, one.set_at) for one in shown] == [
        ("sn", "sn"),
        ("sn.xa", "sn.xa"),
        ("sn.bj", "sn"),
    ]
    assert [one.place for one in await rules.where(OF_XIAN, NAME)] == ["sn.xa"]

    done = await rules.inherit(ADMIN, NAME, Wish(place="sn.xa"))

    assert (done.set_at, wrap(centre, XIAN)) == ("sn", 40)
    with pytest.raises(NotSetHere):
        await rules.inherit(ADMIN, NAME, Wish(place="sn.xa"))


async def test_nobody_changes_what_holds_beyond_their_place(rules: Rules) -> None:
    for place in ("sn", "sn.bj", "*", "sn.xa.d1", "sn.xa.nowhere"):
        with pytest.raises(UnknownParameterPlace):
            await rules.set(OF_XIAN, NAME, {}, Wish(place=place))
        with pytest.raises(UnknownParameterPlace):
            await rules.one(OF_XIAN, NAME, place)
    await rules.set(ADMIN, NAME, {}, Wish(place="sn.bj"))
    await rules.set(ADMIN, NAME, {}, Wish(place="sn"))
    seen = await rules.history(OF_XIAN, NAME)
    assert [one.place for one in seen] == ["sn"], "what is above holds here, too"


async def test_the_whole_system_lies_above_the_province(
    rules: Rules, centre: Ground
) -> None:
    operator = asker("op", "system.admin", "system.everywhere")
    await rules.set(operator, NAME, {"wrap_seconds": 33}, Wish(place="*"))
    assert (wrap(centre), wrap(centre, XIAN)) == (33, 33)
    await rules.set(ADMIN, NAME, {"wrap_seconds": 44})
    assert (wrap(centre), wrap(centre, XIAN)) == (44, 44)
    await rules.inherit(ADMIN, NAME)
    assert (await rules.one(ADMIN, NAME)).set_at == "*"


@pytest.mark.row("SM-02")
async def test_a_change_made_ahead_holds_from_its_moment_in_every_process(
    rules: Rules, centre: Ground, system: System
) -> None:
    elsewhere = SqlParameters(centre.work, centre.clock)
    await rules.set(ADMIN, NAME, {"wrap_seconds": 40})
    done = await rules.set(ADMIN, NAME, {"wrap_seconds": 50}, Wish(since=LATER))
    await elsewhere.refresh()
    assert (done.version, done.next, wrap(centre)) == (1, LATER, 40)
    ahead = await rules.one(ADMIN, NAME, moment=LATER)
    assert isinstance(ahead.value, dict)
    assert ahead.value["wrap_seconds"] == 50

    centre.clock.move(timedelta(hours=6) - timedelta(seconds=1))
    assert (wrap(centre), elsewhere.get(Limits, HOME).wrap_seconds) == (40, 40)
    centre.clock.move(timedelta(seconds=1))
    # Nobody has read the table anew.
    assert (wrap(centre), elsewhere.get(Limits, HOME).wrap_seconds) == (50, 50)
    assert centre.parameters.version(Limits, XIAN) == 2
    entries = await logged(centre, system)
    assert entries[-1] == ("parameters.set", f"version 2, from {LATER.isoformat()}")


@pytest.mark.row("SM-02")
@pytest.mark.parametrize("seed", range(4))
async def test_what_readers_have_in_memory_is_what_the_table_says_at_every_moment(
    rules: Rules, centre: Ground, seed: int
) -> None:
    """Whatever is set, inherited and called off, at once or ahead, in whatever order."""
    chance = Random(seed)
    elsewhere = SqlParameters(centre.work, centre.clock)
    for _ in range(15):
        place = chance.choice(["sn", "sn.xa", "sn.bj"])
        ahead = timedelta(minutes=chance.choice([0, 0, 3, 10, 30]))
        wish = Wish(place=place, since=centre.clock.now() + ahead)
        planned = [one for one in await rules.history(ADMIN, NAME) if one.is_to_come]
        match chance.randrange(4):
            case 0 if planned:
                await rules.call_off(ADMIN, NAME, chance.choice(planned).version)
            case 1:
                with suppress(NotSetHere):
                    await rules.inherit(ADMIN, NAME, wish)
            case _:
                value = {"wrap_seconds": chance.randint(1, 999)}
                await rules.set(ADMIN, NAME, value, wish)
        await elsewhere.refresh()
        centre.clock.move(timedelta(minutes=chance.randint(0, 6)))
        for path in ("sn", "sn.xa", "sn.bj"):
            scope = Scope(tenant_id=HOME.tenant_id, path=path, site="xa-1")
            told = await rules.one(ADMIN, NAME, path)
            for reader in (centre.parameters, elsewhere):
                held = reader.get(Limits, scope)
                assert msgspec.convert(told.value, Limits) == held
                assert told.version == reader.version(Limits, scope)


async def test_what_was_set_ahead_is_called_off_before_and_not_after(
    rules: Rules, centre: Ground, system: System
) -> None:
    await rules.set(ADMIN, NAME, {"wrap_seconds": 50}, Wish(since=LATER))
    with pytest.raises(UnknownVersion):
        await rules.call_off(OF_XIAN, NAME, 1)
    await rules.call_off(ADMIN, NAME, 1)
    with pytest.raises(UnknownVersion):
        await rules.call_off(ADMIN, NAME, 1)
    await rules.set(ADMIN, NAME, {"wrap_seconds": 60}, Wish(since=LATER))
    centre.clock.move(timedelta(hours=7))

    assert wrap(centre) == 60
    with pytest.raises(UnknownVersion):
        await rules.call_off(ADMIN, NAME, 2)
    [last, first] = await rules.history(ADMIN, NAME)
    assert (last.is_in_force, first.called_off_by) == (True, "ada")
    assert ("parameters.call-off", "version 1") in await logged(centre, system)


async def test_a_moment_that_has_passed_means_at_once_and_never_before(
    rules: Rules, centre: Ground
) -> None:
    await rules.set(ADMIN, NAME, {}, Wish(since=NOON - timedelta(days=1)))
    [one] = await rules.history(ADMIN, NAME)
    assert one.since == centre.clock.now()


@pytest.mark.row("SM-02")
async def test_the_history_says_who_what_when_and_why_and_an_old_value_comes_back(
    rules: Rules, centre: Ground, system: System
) -> None:
    await rules.set(ADMIN, NAME, {"wrap_seconds": 40}, Wish(reason="busy"))
    await rules.set(OTHER, NAME, {"wrap_seconds": 50})
    done = await rules.roll_back(ADMIN, NAME, 1, Wish(seen=2, reason="too long"))

    assert (done.version, wrap(centre)) == (3, 40)
    past = await rules.history(ADMIN, NAME)
    assert [(one.version, one.by, one.reason) for one in past] == [
        (3, "ada", "too long"),
        (2, "bo", None),
        (1, "ada", "busy"),
    ]
    [change] = past[0].differences
    assert (change.where, change.old, change.new) == ("wrap_seconds", 50, 40)
    with pytest.raises(UnknownVersion):
        await rules.roll_back(ADMIN, NAME, 9)
    assert ("parameters.roll-back", "version 3") in await logged(centre, system)


@pytest.mark.row("SM-02")
async def test_a_marked_rule_waits_until_a_second_person_has_approved(
    rules: Rules, centre: Ground, system: System
) -> None:
    value = {"roles": {"admin": {"actions": ["system.admin"], "reach": "path"}}}
    done = await rules.set(ADMIN, "people.Roles", value, Wish(reason="fewer"))
    assert done.waiting is not None
    assert centre.parameters.get(Roles, HOME) == Roles(), "nothing has changed yet"
    with pytest.raises(OwnProposal):
        await rules.proposals.approve(ADMIN, done.waiting)
    with pytest.raises(OwnProposal):
        await rules.proposals.refuse(ADMIN, done.waiting)
    with pytest.raises(NotYourProposal):
        await rules.proposals.withdraw(OTHER, done.waiting)
    with pytest.raises(UnknownProposal):
        await rules.proposals.approve(OF_XIAN, done.waiting)
    with pytest.raises(NotAllowed):
        await rules.proposals.approve(asker("eve"), done.waiting)
    [waiting] = await rules.proposals.listed(OTHER)
    assert {one.where for one in waiting.differences} >= {"roles.agent"}

    decided = await rules.proposals.approve(OTHER, done.waiting, "fine")

    assert (decided.state, decided.decided_by) == (ProposalState.APPROVED, "bo")
    assert set(centre.parameters.get(Roles, HOME).roles) == {"admin"}
    [made] = await rules.history(ADMIN, "people.Roles")
    assert (made.by, made.reason) == ("ada", "fewer")
    with pytest.raises(ProposalOver):
        await rules.proposals.approve(OTHER, done.waiting)
    said = [action for action, _ in await logged(centre, system)]
    assert said == ["parameters.propose", "parameters.set", "parameters.decide"]


async def test_a_proposal_shows_the_one_field_that_it_changes(rules: Rules) -> None:
    held = (await rules.one(ADMIN, "people.Roles")).value
    assert isinstance(held, dict)
    actions = [*held["roles"]["quality"]["actions"], "routing.explain"]
    quality = {"actions": actions, "reach": "path"}
    await rules.set(
        ADMIN, "people.Roles", {"roles": {**held["roles"], "quality": quality}}
    )
    none = {"names": [], "expires_after": "P7D"}
    await rules.set(ADMIN, "system.FourEyes", none)

    eyes, roles = sorted(
        await rules.proposals.listed(OTHER), key=lambda one: one.name, reverse=True
    )
    assert [one.where for one in roles.differences] == ["roles.quality.actions"]
    assert [one.where for one in eyes.differences] == ["names"]


async def test_a_refused_and_a_withdrawn_proposal_change_nothing(
    rules: Rules, centre: Ground
) -> None:
    first = (await rules.set(ADMIN, "people.Roles", {"roles": {}})).waiting
    second = (await rules.set(ADMIN, "people.Roles", {"roles": {}})).waiting
    assert first is not None
    assert second is not None
    await rules.proposals.refuse(OTHER, first, "no")
    await rules.proposals.withdraw(ADMIN, second)
    for one in (first, second):
        with pytest.raises(ProposalOver):
            await rules.proposals.approve(OTHER, one)
    states = {one.state for one in await rules.proposals.listed(ADMIN)}
    assert states == {ProposalState.REFUSED, ProposalState.WITHDRAWN}
    assert centre.parameters.get(Roles, HOME) == Roles()


async def test_a_proposal_expires_and_what_others_changed_meanwhile_is_not_undone(
    rules: Rules, centre: Ground
) -> None:
    old = (await rules.set(ADMIN, "people.Roles", {"roles": {}})).waiting
    centre.clock.move(timedelta(days=7))
    assert old is not None
    with pytest.raises(ProposalOver) as over:
        await rules.proposals.approve(OTHER, old)
    assert over.value.state == "expired"

    kept = {"roles": {"admin": {"actions": ["system.admin"], "reach": "path"}}}
    first = (await rules.set(ADMIN, "people.Roles", kept)).waiting
    second = (await rules.set(OTHER, "people.Roles", {"roles": {}})).waiting
    assert first is not None
    assert second is not None
    await rules.proposals.approve(OTHER, first)
    with pytest.raises(StaleParameter):
        await rules.proposals.approve(ADMIN, second)
    assert set(centre.parameters.get(Roles, HOME).roles) == {"admin"}


async def test_which_rules_are_marked_is_a_rule_that_is_marked_itself(
    rules: Rules, centre: Ground
) -> None:
    none = (await rules.set(ADMIN, "system.FourEyes", {"names": []})).waiting
    assert none is not None
    await rules.proposals.approve(OTHER, none)

    assert (await rules.set(ADMIN, "people.Roles", {"roles": {}})).waiting is None
    assert (await rules.set(ADMIN, "system.FourEyes", {})).waiting is not None


async def test_a_value_that_this_release_cannot_read_stops_nothing_and_is_mended(
    rules: Rules, centre: Ground
) -> None:
    await rules.set(ADMIN, NAME, {"wrap_seconds": 40})
    await rules.set(ADMIN, NAME, {"wrap_seconds": 50}, Wish(place="sn.xa"))
    async with centre.work.system(HOME) as tx:
        await tx.run(
            "update spine.parameters set value = :value, change = default"
            " where scope = 'sn.xa'",
            value={"wrap_seconds": "fifty"},
        )
    fresh = SqlParameters(centre.work, centre.clock)
    await fresh.refresh()

    assert fresh.get(Limits, XIAN).wrap_seconds == 40, "what is above holds"
    shown = await rules.one(ADMIN, NAME, "sn.xa")
    assert shown.value == {"wrap_seconds": "fifty"}
    await rules.set(ADMIN, NAME, {"wrap_seconds": 60}, Wish(place="sn.xa", seen=2))
    await fresh.refresh()
    assert fresh.get(Limits, XIAN).wrap_seconds == 60


async def test_the_command_line_does_what_the_page_does(
    rules: Rules, centre: Ground
) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[System, Scope]]:
        async with Database(centre.database.address, connections=1) as own:
            there = ground(own, centre.clock)
            await there.parameters.refresh()
            yield made_on(there), HOME

    async def run(*words: str) -> str:
        ran = await asyncio.to_thread(CliRunner().invoke, command(opened), words)
        assert ran.exit_code == 0, ran.exception
        return ran.stdout

    said = await run("set", NAME, '{"wrap_seconds": 41}', "--reason", "busy")
    assert said == "desk.Limits\t1\tsn\n"
    await run("set", NAME, '{"wrap_seconds": 61}', "--from", "2026-01-02T08:00")
    assert "desk.Limits\t1\tsn\tnext 2026-01-02T08:00+08:00" in await run("list")
    assert '"wrap_seconds":61' in await run("show", NAME, "--at", "2026-01-02T08:00")
    await run("call-off", NAME, "2")
    await run("set", NAME, '{"wrap_seconds": 51}', "--place", "*")
    await run("inherit", NAME)
    assert "\twrap_seconds: 41 → 51" in await run("history", NAME)
    await run("rollback", NAME, "1")
    await centre.parameters.refresh()
    assert wrap(centre) == 41

    mine = (await rules.set(ADMIN, "people.Roles", {"roles": {}})).waiting
    assert mine is not None
    assert f"{mine}\tpeople.Roles\tsn\tada\twaiting" in await run("proposals")
    assert "refused" in await run("refuse", mine)
    other = (await rules.set(ADMIN, "people.Roles", {"roles": {}})).waiting
    assert other is not None
    assert "approved" in await run("approve", other)
    await centre.parameters.refresh()
    assert centre.parameters.get(Roles, HOME).roles == {}
