"""People out of a file: all or nobody, and the same file twice changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from builders import HOME, Ground, ground
from builders_people import ADMIN, OF_BAOJI
from builders_record import PASSWORD, SMALL, people_on
from yingda.app.language import load
from yingda.journey.people.cli import commands
from yingda.journey.people.core.table import rows
from yingda.journey.people.errors import UnreadableFile
from yingda.journey.people.model import Problem, Row, Sought, Taking
from yingda.journey.people.service import People
from yingda.kernel.org import Scope
from yingda.platform.embedded.clock import HandClock
from yingda.platform.embedded.ids import CountedIds
from yingda.platform.sql.database import Database

HEAD = "登录名,姓名,角色,工号,班组,技能,队列\n"
GOOD = (
    HEAD + "new1,王㐂龙,agent,2101,二组,fault:9；general：5,fault\n"
    'new2,"𠮷田, 某",agent leader,2102,g1,billing:3,\n'
    "ana,张雨桐,agent,1001,g2,fault:9;general:5,fault;general\n"
)


@pytest.fixture
async def people(database: Database, clock: HandClock) -> People:
    made = people_on(ground(database, clock))
    await made.found(HOME, SMALL, PASSWORD)
    return made


async def take(people: People, text: str, *, is_meant: bool = True) -> Taking:
    return await people.files.take(ADMIN, text.encode(), is_meant=is_meant)


def problems(taking: Taking) -> list[tuple[int, str]]:
    return [(one.line, one.refusal.code) for one in taking.problems]


@pytest.mark.row("SM-05")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_a_file_of_either_encoding_is_taken_once(
    people: People, encoding: str
) -> None:
    data = GOOD.encode(encoding)

    seen = await people.files.take(ADMIN, data, is_meant=False)
    assert (seen.added, seen.changed, seen.moved, seen.is_done) == (2, 1, 1, False)
    assert (await people.staffing.page(ADMIN, Sought(typed="21"))).people == ()
    done = await people.files.take(ADMIN, data, is_meant=True, password="a-long-secret")
    assert (done.added, done.changed, done.moved) == (2, 1, 1)
    again = await people.files.take(ADMIN, data, is_meant=True)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)

    page = await people.staffing.page(ADMIN, Sought(typed="21"))
    assert [one.name for one in page.people] == ["王㐂龙", "𠮷田, 某"]
    first = page.people[0].seat
    assert first is not None
    assert (first.group_id, first.skills) == ("g2", {"fault": 9, "general": 5})
    _, session = await people.entry.sign_in("new2", "a-long-secret")
    assert session.roles == ("agent", "leader")


@pytest.mark.parametrize("head", ["坐席类型", "座席类型", "seat_type"])
def test_both_chinese_words_for_a_seat_are_read(head: str) -> None:
    text = f"登录名,姓名,角色,班组,{head}\nnew1,王,agent,g1,expert\n"
    (row,) = rows(text.encode())
    assert isinstance(row, Row)
    assert row.draft.seat is not None
    assert row.draft.seat.seat_type == "expert"


async def test_every_wrong_line_is_named_and_nobody_is_taken(people: People) -> None:
    text = (
        HEAD + "new1,王,agent,2101,g1,fault:9,\n"
        "new2,李,agent,2102,g9,,\n"
        "\n"
        "new3,赵,agent,2101,g1,,\n"
        "new4,钱,king,2104,g1,,\n"
        "new5,孙,agent,2105,g1,fault:12,\n"
        "new6,周,agent\n"
        "new1,吴,agent,2107,g1,,\n"
        "new8,,agent,1002,g1,,\n"
        ",郑,agent,2109,g1,,\n"
    )

    taking = await take(people, text)

    assert problems(taking) == [
        (3, "unknown-group"),
        (5, "taken"),
        (6, "unknown-word"),
        (7, "bad-level"),
        (8, "wrong-cells"),
        (9, "taken"),
        (10, "field-missing"),
        (10, "taken"),
        (11, "field-missing"),
    ]
    assert not taking.is_done
    assert (await people.staffing.page(ADMIN, Sought(typed="21"))).people == ()


async def test_two_change_their_numbers_with_each_other(people: People) -> None:
    text = (
        HEAD + "ana,张雨桐,agent,1002,g1,fault:9 general:5,\n"
        "bo,𠅤李,agent,1001,g1,billing:4,\n"
    )
    assert (await take(people, text)).changed == 2
    page = await people.staffing.page(ADMIN, Sought(typed="100", limit=2))
    assert [one.user_id for one in page.people] == ["bo", "ana"]


async def test_a_branch_takes_no_people_of_others(people: People) -> None:
    text = HEAD + "ana,张雨桐,agent,1001,g3,,\nnew1,王,agent,2101,g1,,\n"
    taking = await people.files.take(OF_BAOJI, text.encode(), is_meant=True)
    assert problems(taking) == [(2, "taken"), (3, "unknown-group")]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe\x00", "工号,姓名\n1,x\n".encode(), b'login,name,roles\n"a'],
)
def test_what_is_no_table_of_people_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        list(rows(data))


def test_a_line_is_known_by_the_number_an_editor_shows() -> None:
    text = 'login,name,roles\n\na,"two\nlines",agent\nb,x\n'
    last = list(rows(text.encode()))[-1]
    assert isinstance(last, Problem)
    assert last.line == 5


def test_the_command_line_does_what_the_pages_do(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    ids = CountedIds()

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[People, Scope]]:
        async with Database(database.address, connections=1) as own:
            yield people_on(replace(ground(own, clock), ids=ids)), HOME

    app = commands(opened, load("en").say)
    file = tmp_path / "people.csv"
    file.write_text(GOOD, "gb18030")

    def run(*words: str, code: int = 0) -> str:
        ran = CliRunner().invoke(app, words)
        assert ran.exit_code == code, (ran.output, ran.exception)
        return ran.output

    run("place", "sn", "陕西", "Shaanxi", code=1)
    _found(database, clock)
    assert "added 2\tchanged 1\tmoved 1" in run("import", str(file))
    assert run("import", str(file), "--do").endswith("done\n")
    assert "unchanged 3" in run("import", str(file), "--do")
    assert run("list", "--group", "g2").splitlines()[0].startswith("1001\tana\t张雨桐")
    assert run("move", "g1", "1001", "2101") == "moved 2\n"
    run("group", "g8", "sn.bj", "夜班", "Night")
    run("place", "sn.bj.care", "客服部", "Care")
    assert "  g8\t夜班\t0" in run("tree")
    assert "1177" in run(
        "add", "new9", "李", "--number", "1177", "--group", "g8", "--skills", "fault:4"
    )
    edited = run("edit", "1177", "--skills", "billing:2", "--roles", "agent leader")
    assert "agent,leader\tbilling:2" in edited
    assert "李" in edited
    run("leave", "1177")
    assert "1177" not in run("list")
    run("return", "1177")
    assert "1177" in run("list", "--typed", "1177")
    file.write_text(HEAD + "new1,王,king,2101,g1,,\n", "utf-8")
    assert ":2: king is not one of roles" in run("import", str(file), code=1)


def _found(database: Database, clock: HandClock) -> None:
    """In a loop of its own, as each command has."""

    async def founded() -> None:
        async with Database(database.address, connections=1) as own:
            base: Ground = ground(own, clock)
            await people_on(base).found(HOME, SMALL, PASSWORD)

    asyncio.run(founded())
