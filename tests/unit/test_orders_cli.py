"""`yingda orders dispatch`: check, load and show the rules."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import msgspec
import pytest
from typer.testing import CliRunner, Result

from builders import HOME
from builders_dispatch import rule, table
from yingda.app.language import load
from yingda.journey.workorders.cli import Desk, commands
from yingda.journey.workorders.core.dispatch import Facts, Table, Tried
from yingda.journey.workorders.errors import UnknownHolder
from yingda.journey.workorders.limits.dispatch import Dispatch
from yingda.journey.workorders.service import Dispatching
from yingda.journey.workorders.wiring import tables
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope

SMALL = table(rule("far", "place sn.bj", Name("宝鸡", "Baoji"), region='"sn.bj"'))


class Kept:
    """The rules of a centre in which there is no place but Baoji."""

    def __init__(self) -> None:
        self.table = Dispatch()
        self.by: list[tuple[str, str]] = []

    def rules(self, scope: Scope) -> Dispatch:
        return self.table

    async def informed(self, scope: Scope, facts: Facts) -> Facts:
        return replace(facts, serving=frozenset({"fibre"}))

    def explain(self, scope: Scope, facts: Facts) -> tuple[Tried, ...]:
        return Table(self.table).explain(facts)

    async def strangers(self, scope: Scope, given: Dispatch) -> Sequence[UnknownHolder]:
        return [
            UnknownHolder(given.table, row, one.kind, one.holder)
            for row, one in enumerate(given.rules, 1)
            if one.holder != "sn.bj"
        ]

    async def set(self, asker: Asker, name: str, value: object) -> object:
        asker.must("system.admin")
        self.by.append((asker.user_id, asker.scope.path))
        assert name == "workorders.Dispatch"
        self.table = msgspec.convert(value, Dispatch)
        return self.table


@pytest.fixture
def kept() -> Kept:
    return Kept()


def run(kept: Kept, *words: str) -> Result:
    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Desk, Scope]]:
        yield (cast(Dispatching, kept), kept), HOME

    app = commands(opened, tables, load("en").say)
    return CliRunner().invoke(app, ["dispatch", *words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "rules.dmn"
    made.write_bytes(tables().written(SMALL))
    return made


def test_a_file_that_can_be_taken_is_said_to_be(kept: Kept, file: Path) -> None:
    result = run(kept, "check", str(file))

    assert (result.exit_code, result.output) == (0, "test\tFIRST\trules 1\n")
    assert kept.by == []


def test_a_file_that_cannot_is_told_mistake_by_mistake(kept: Kept, file: Path) -> None:
    file.write_text(file.read_text().replace('"sn.bj"', "Baoji"))

    result = run(kept, "load", str(file))

    assert result.exit_code == 1
    assert "test, row 1, column region: Baoji is no test" in result.output
    assert "test, row 1, column holder: Baoji is no test" in result.output
    assert kept.by == []


def test_a_file_that_is_loaded_is_in_force_and_shown(kept: Kept, file: Path) -> None:
    loaded = run(kept, "load", str(file), "--place", "sn.bj")
    again = file.with_name("again.dmn")
    shown = run(kept, "show", "--into", str(again))

    assert (loaded.exit_code, kept.by) == (0, [("command-line", "sn.bj")])
    assert shown.output == 'far\tregion "sn.bj" → place sn.bj\t宝鸡\n'
    assert again.read_bytes() == file.read_bytes()


def test_nobody_gets_orders_who_is_not_there(kept: Kept, file: Path) -> None:
    file.write_bytes(tables().written(table(rule("x", "place sn.mars"))))

    result = run(kept, "load", str(file))

    assert result.exit_code == 1
    assert "test, row 1: there is no place sn.mars" in result.output
    assert kept.by == []


def test_every_rule_says_on_which_columns_it_fails(kept: Kept) -> None:
    kept.table = table(
        rule("far", "place sn.bj", region='"sn.bj"', type='"fault"'),
        rule("firm", "provider fibre"),
        rule("rest", "place sn.bj"),
    )

    result = run(kept, "explain", "sn.xa", "--type", "complaint")

    assert result.output.splitlines() == [
        'far\tregion,type\tregion "sn.bj", type "fault" → place sn.bj',
        "firm\tfits\t- → provider fibre",
        "rest\tfits\t- → place sn.bj",
    ]
