"""The five logs: sealed, kept by rule, and whoever gets at them is found out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from builders import HOME, Ground, asker, ground
from builders_audit import ADMIN, behind_the_back, system_on
from builders_people import ADMIN as PERSONNEL
from builders_record import PASSWORD, SMALL, people_on
from yingda.journey.people.model import Group
from yingda.journey.system.cli import commands
from yingda.journey.system.core import sealing
from yingda.journey.system.limits import LEAST, Retention
from yingda.journey.system.model import Entry, Kind, Line, Wanted, Wrong
from yingda.journey.system.service import System
from yingda.journey.system.store import trail as store
from yingda.kernel.ids import BranchId, MessageId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import NotAllowed, Scope
from yingda.platform.embedded.clock import HandClock
from yingda.platform.embedded.postgres import Postgres
from yingda.platform.sql.database import Database


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def system(centre: Ground) -> System:
    return system_on(centre)


async def written(system: System, clock: HandClock, *, lines: int = 5) -> None:
    """So many lines in every log, sealed."""
    for kind in Kind:
        for number in range(1, lines + 1):
            line = Line(
                at=clock.now() + timedelta(seconds=number),
                by=UserId("bo"),
                action="look",
                subject=f"thing/{number}",
            )
            await system.trail.write(HOME, kind, [line])
    await system.trail.seal()


async def found(system: System) -> dict[str, tuple[int, Wrong]]:
    return {
        state.chain: (state.finding.number, state.finding.wrong)
        for state in await system.trail.verify(ADMIN)
        if state.finding
    }


SWAPPED_WORDS = (
    "with two as (select * from system.audit where {where} and number in (2, 4))"
    " update system.audit a set id = '~' || b.id, at = b.at, subject = b.subject"
    " from two b where a.{where} and a.number in (2, 4) and b.number = 6 - a.number;"
    " update system.audit set id = substr(id, 2) where id like '~%'"
)
TAMPERED = [
    ("update system.audit set user_id = 'nobody' where {where} and number = 3", 3, Wrong.ALTERED),
    ("update system.audit set reason = 'x' where {where} and number = 5", 5, Wrong.ALTERED),
    ("update system.audit set at = at + interval '1 us' where {where} and number = 1", 1, Wrong.ALTERED),
    ("update system.audit set prev_hash = 'x' where {where} and number = 3", 3, Wrong.ALTERED),
    ("update system.audit set hash = 'x' where {where} and number = 3", 3, Wrong.ALTERED),
    ("delete from system.audit where {where} and number = 1", 1, Wrong.MISSING),
    ("delete from system.audit where {where} and number = 3", 3, Wrong.MISSING),
    ("delete from system.audit where {where} and number = 5", 5, Wrong.MISSING),
    ("delete from system.audit where {where}", 1, Wrong.MISSING),
    (
        "delete from system.audit where {where} and number = 3;"
        " update system.audit set number = number - 1 where {where} and number > 3;"
        " update system.heads set number = 4 where {where}",
        3,
        Wrong.MISSING,
    ),
    (
        "update system.audit set number = -number where {where} and number in (2, 4);"
        " update system.audit set number = 6 + number where {where} and number < 0",
        2,
        Wrong.REORDERED,
    ),
    (SWAPPED_WORDS, 2, Wrong.REORDERED),
    (
        "update system.heads set number = 4, hash = (select hash from system.audit"
        " where {where} and number = 4) where {where}",
        5,
        Wrong.ADDED,
    ),
    (
        "update system.heads set first_number = 2, first_hash = (select hash from"
        " system.audit where {where} and number = 2) where {where};"
        " delete from system.audit where {where} and number <= 2",
        1,
        Wrong.MISSING,
    ),
]  # fmt: skip


@pytest.mark.row("SM-03")
@pytest.mark.parametrize(("sql", "number", "wrong"), TAMPERED)
async def test_the_first_row_that_was_tampered_with_is_named(
    server: Postgres,
    centre: Ground,
    system: System,
    sql: str,
    number: int,
    wrong: Wrong,
) -> None:
    await written(system, centre.clock)
    assert await found(system) == {}

    kind = list(Kind)[number % len(Kind)]
    hidden = sql.replace("{where}", f"chain = '{kind}'")
    await behind_the_back(server, centre.database, hidden)

    assert await found(system) == {kind: (number, wrong)}


async def test_a_row_sealed_anew_after_it_was_altered_is_named(
    server: Postgres, centre: Ground, system: System
) -> None:
    await written(system, centre.clock)
    [third] = [
        row
        for row in await system.trail.find(ADMIN, Wanted(kind=Kind.ACCESS))
        if row.number == 3
    ]
    await behind_the_back(
        server,
        centre.database,
        "update system.audit set user_id = 'nobody'"
        " where chain = 'access' and number = 3",
    )
    [altered] = [
        row.entry
        for row in await system.trail.find(ADMIN, Wanted(kind=Kind.ACCESS))
        if row.number == 3
    ]
    forged = sealing.digest(3, third.prev_hash or b"", altered).hex()
    await behind_the_back(
        server,
        centre.database,
        f"update system.audit set hash = '\\x{forged}'"
        " where chain = 'access' and number = 3",
    )

    assert await found(system) == {"access": (3, Wrong.ALTERED)}


async def test_what_was_sealed_before_there_were_kinds_still_holds(
    centre: Ground, system: System
) -> None:
    entry = Entry(
        kind=Kind.ACCESS,
        chain="",
        id=MessageId("m-1"),
        at=centre.clock.now(),
        tenant_id=HOME.tenant_id,
        path="sn",
        user_id=UserId("bo"),
        action="recordings.play",
        subject="recording/1",
        reason=None,
    )
    # As it was computed when all kinds had one chain.
    own = "10411da0e3f19de531cdefa38d502662c193d23ab4d5c56090857507599249f1"
    assert sealing.digest(1, b"", entry).hex() == own
    async with centre.work.system(HOME) as tx:
        await store.add(tx, entry)
    await system.trail.seal()
    assert [one.chain for one in await system.trail.verify(ADMIN)] == ["all"]
    assert await found(system) == {}


async def test_a_log_is_let_go_by_its_rule_and_the_rest_still_holds(
    server: Postgres, centre: Ground, system: System
) -> None:
    await written(system, centre.clock)
    centre.clock.move(LEAST + timedelta(days=1))
    await written(system, centre.clock, lines=2)

    assert await system.trail.let_go(HOME) == 10, "interface and system, five each"
    await system.trail.seal()
    assert await system.trail.let_go(HOME) == 0
    assert await found(system) == {}
    listed = await system.trail.find(ADMIN, Wanted(action="logs.let-go"))
    assert sorted(row.entry.subject for row in listed) == [
        "log/interface",
        "log/system",
    ]
    assert len(await system.trail.find(ADMIN, Wanted(kind=Kind.SYSTEM))) == 2
    await behind_the_back(
        server, centre.database, "delete from system.audit where action = 'logs.let-go'"
    )
    assert (await found(system))["system"] == (1, Wrong.MISSING)


async def test_no_rule_lets_a_log_go_before_the_law_does(
    centre: Ground, system: System
) -> None:
    rule = Retention(keep={kind: timedelta(days=1) for kind in Kind})
    async with centre.work.system(HOME) as tx:
        await centre.parameters.set(tx, rule, by=UserId("admin"))
    await centre.parameters.refresh()
    await written(system, centre.clock)
    centre.clock.move(timedelta(days=180))

    assert await system.trail.let_go(HOME) == 0


async def test_the_centre_itself_removes_nothing_that_the_rule_keeps(
    centre: Ground, system: System
) -> None:
    await written(system, centre.clock)
    with pytest.raises(asyncpg.RaiseError):
        async with centre.work.system(HOME) as tx:
            await tx.run("delete from system.audit where number = 1")


async def test_who_was_moved_added_or_changed_is_in_the_operation_log(
    centre: Ground, system: System
) -> None:
    people = people_on(centre)
    await people.found(HOME, SMALL, PASSWORD)
    await people.staffing.move(PERSONNEL, [UserId("ana")], "g2")
    name = Name("夜班", "Night")
    await people.tree.set_group(
        PERSONNEL, Group(group_id="g9", name=name, path=BranchId("sn"))
    )
    await centre.settle()

    rows = await system.trail.find(ADMIN, Wanted(kind=Kind.OPERATION, limit=3))
    by_root = [row.entry for row in rows if row.entry.user_id == "root"]
    assert {(one.action, one.subject, one.reason) for one in by_root} == {
        ("people.tree", "group/g9", None),
        ("people.move", "user/ana", "g1 → g2"),
        ("people.change", "user/ana", "group"),
    }


async def test_logs_are_searched_by_kind_time_user_and_right(
    centre: Ground, system: System
) -> None:
    await written(system, centre.clock)
    at = centre.clock.now()
    rows = await system.trail.find(
        ADMIN,
        Wanted(
            kind=Kind.SIGN_IN,
            user_id=UserId("bo"),
            since=at + timedelta(seconds=2),
            until=at + timedelta(seconds=4),
        ),
    )
    assert [row.entry.subject for row in rows] == ["thing/3", "thing/2"]
    elsewhere = asker("eve", "system.audit", path="sn.bj")
    assert await system.trail.find(elsewhere, Wanted()) == []
    for call in (
        system.trail.find(asker("x"), Wanted()),
        system.trail.verify(asker("x")),
    ):
        with pytest.raises(NotAllowed):
            await call


async def test_the_command_line_verifies_and_compares_with_a_seal_kept_elsewhere(
    server: Postgres, centre: Ground, system: System, tmp_path: Path
) -> None:
    await written(system, centre.clock)

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[System, Scope]]:
        async with Database(centre.database.address, connections=1) as own:
            yield system_on(ground(own, centre.clock)), HOME

    async def run(*words: str) -> tuple[int, str]:
        ran = await asyncio.to_thread(CliRunner().invoke, commands(opened), words)
        return ran.exit_code, ran.output

    code, said = await run("verify")
    assert (code, said.count("whole")) == (0, 5)
    seals = tmp_path / "seals"
    seals.write_text(said)
    assert (await run("verify", "--seals", str(seals)))[0] == 0
    _, listed = await run("list", "--kind", "access", "--limit", "1")
    assert listed.endswith("access\tbo\tlook\tthing/5\tdone\t-\t\n")

    await behind_the_back(
        server,
        centre.database,
        "delete from system.audit where chain = 'access' and number > 3;"
        " update system.heads set number = 3, hash = (select hash from system.audit"
        " where chain = 'access' and number = 3) where chain = 'access'",
    )
    assert (await run("verify"))[0] == 0, "the end was cut off, and its seal with it"
    code, said = await run("verify", "--seals", str(seals))
    assert code == 1
    assert "access\tis not what the kept seal says" in said
    await behind_the_back(
        server, centre.database, "delete from system.audit where number = 2"
    )
    code, said = await run("verify")
    assert code == 1
    assert said.count("entry 2 is missing") == 5
