"""Decision tables as DMN 1.3 files: taken whole, or refused by row, column and reason."""

import re
from importlib import resources
from typing import cast

import msgspec
import pytest
from hypothesis import given

from builders_dispatch import Made, made_up, rule, table
from yingda.app.language import LANGUAGES, load
from yingda.app.world.organisation import shaanxi
from yingda.journey.workorders.core.dispatch import Facts, Match, NoMatch, Table
from yingda.journey.workorders.limits.dispatch import Dispatch, Hit
from yingda.journey.workorders.model import HolderKind
from yingda.journey.workorders.ports import TableRead
from yingda.journey.workorders.wiring import tables
from yingda.kernel.name import Name
from yingda.kernel.refusal import Refusal

SMALL = table(
    rule("far", "place sn.bj", Name("宝鸡", "Baoji"), region='"sn.bj"', load="< 5"),
    rule("near", "group g1", type='not("fault")'),
)
TEXT = tables().written(SMALL).decode()


def read(text: str | bytes) -> TableRead:
    return tables().read(text.encode() if isinstance(text, str) else text)


def refused(text: str | bytes) -> Refusal:
    (problem,) = read(text).problems
    for language in LANGUAGES:
        assert load(language).say(problem)
    return problem


def details(problem: Refusal) -> dict[str, object]:
    return {"code": problem.code, **problem.details()}


def demo() -> Dispatch:
    folder = resources.files("yingda.journey.workorders") / "data" / "dispatch"
    found = read((folder / "province.dmn").read_bytes())
    assert found.problems == ()
    return cast(Dispatch, found.table)


def test_what_is_written_is_read_as_the_same_table() -> None:
    assert read(TEXT).table == SMALL


@given(made_up())
def test_whatever_rules_there_are_they_are_read_as_they_were_written(
    made: list[Made],
) -> None:
    given_table = table(*(one.rule for one in made))
    assert read(tables().written(given_table)).table == given_table


def test_an_empty_cell_is_taken_as_whatever_it_is() -> None:
    emptied = TEXT.replace("<text>-</text>", "<text></text>")
    assert read(emptied).table == SMALL


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "&lt; 5",
            "&lt; many",
            {"code": "cell-unreadable", "row": 1, "column": "load", "cell": "< many"},
        ),
        (
            "&lt; 5",
            '"5"',
            {"code": "cell-of-other-kind", "row": 1, "column": "load", "cell": '"5"'},
        ),
        (
            "&lt; 5",
            "[5..1]",
            {"code": "cell-holds-nothing", "row": 1, "column": "load"},
        ),
        (
            '<text>"group"</text>',
            '<text>"ghost"</text>',
            {"code": "unknown-in-table", "row": 2, "column": "kind", "found": "ghost"},
        ),
        (
            '<text>"g1"</text>',
            "<text></text>",
            {"code": "cell-unreadable", "row": 2, "column": "holder", "cell": ""},
        ),
        ('id="near"', 'id="far"', {"code": "rule-twice", "row": 2, "rule_id": "far"}),
        (
            "<text>calendar</text>",
            "<text>weather</text>",
            {"code": "unknown-in-table", "row": 0, "column": "input"},
        ),
        (
            "<text>calendar</text>",
            "<text>load</text>",
            {"code": "unknown-in-table", "row": 0, "found": "load"},
        ),
        (
            'name="holder"',
            'name="owner"',
            {"code": "unknown-in-table", "row": 0, "column": "output"},
        ),
        (
            'hitPolicy="FIRST"',
            'hitPolicy="COLLECT"',
            {"code": "unknown-in-table", "column": "hitPolicy", "found": "COLLECT"},
        ),
        (
            'hitPolicy="FIRST"',
            'hitPolicy="UNIQUE"',
            {"code": "rules-overlap", "row": 1, "other": 2},
        ),
        ("20191111", "20151101", {"code": "table-unreadable", "reason": "not-dmn-1.3"}),
        ("</definitions>", "", {"code": "table-unreadable"}),
    ],
)
def test_a_bad_file_is_refused_by_table_row_column_and_reason(
    old: str, new: str, expected: dict[str, object]
) -> None:
    assert old in TEXT

    problem = details(refused(TEXT.replace(old, new, 1)))

    assert expected.items() <= problem.items()
    assert problem.get("table", "test") == "test"


def test_a_row_with_too_few_cells_is_refused() -> None:
    short = re.sub(r"<inputEntry>\s*<text>-</text>\s*</inputEntry>", "", TEXT, count=1)
    assert details(refused(short)) == {
        "code": "row-lacks-cells",
        "table": "test",
        "row": 1,
        "found": 9,
        "expected": 10,
    }


def test_every_mistake_of_a_file_is_named_at_once() -> None:
    wrong = TEXT.replace("&lt; 5", "many").replace('not("fault")', "fault")
    found = read(wrong)
    assert found.table is None
    assert [details(one)["row"] for one in found.problems] == [1, 2]


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>
<definitions>&lol2;</definitions>"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOMB, "entities"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "entities"),
        ("<x>&undeclared;</x>", "line-1"),
        ("no xml", "line-1"),
        ("", "line-1"),
        (BOMB.encode("utf-16"), "not-utf-8"),
        (b"<x>" + b" " * 2_000_000 + b"</x>", "too-large"),
    ],
)
def test_no_file_expands_fetches_or_fills_anything(
    text: str | bytes, reason: str
) -> None:
    assert details(refused(text)) == {"code": "table-unreadable", "reason": reason}


def test_a_file_holds_one_table() -> None:
    body = TEXT.partition("<decision ")[2].partition("</definitions>")[0]
    two = TEXT.replace("</definitions>", f"<decision {body}</definitions>")
    assert details(refused(two))["found"] == 2
    none = re.sub(r"<decision .*</decision>", "", TEXT, flags=re.DOTALL)
    assert details(refused(none))["found"] == 0


# --- the demo's -------------------------------------------------------------------------


def test_the_demo_sends_every_branch_its_orders() -> None:
    rules, branches = Table(demo()), shaanxi().places
    for place in branches:
        found = rules.decide(Facts(region=place.path, type="business"))
        if place.kind == "province":
            assert found == NoMatch()
        else:
            assert isinstance(found, Match)
            assert (found.kind, found.holder) == ("place", place.path)


def test_the_demo_sends_field_visits_to_the_firm_of_the_region_until_it_is_full() -> (
    None
):
    rules = Table(demo())
    firms = frozenset({"qinling-fibre", "loess-lines", "hanjiang-works"})
    full: dict[tuple[HolderKind, str], int] = {("provider", one): 300 for one in firms}
    for region, firm in (
        ("sn.xa.yanta", "qinling-fibre"),
        ("sn.yl", "loess-lines"),
        ("sn.hz", "hanjiang-works"),
    ):
        fault = Facts(region=region, type="fault", line="cable-tv", serving=firms)
        found = rules.decide(fault)
        assert isinstance(found, Match)
        assert (found.kind, found.holder) == ("provider", firm)
        busy = rules.decide(
            Facts(
                region=region, type="fault", line="cable-tv", serving=firms, load=full
            )
        )
        assert isinstance(busy, Match)
        assert busy.kind == "place"


def test_the_demo_s_rules_say_why_in_both_languages() -> None:
    for one in demo().rules:
        assert one.note.zh, one.id
        assert one.note.en, one.id
        assert not re.search(r"[\u3000-\u9fff]", one.note.en)


def test_the_demo_s_file_is_as_it_would_be_written() -> None:
    written = tables().written(demo())
    assert read(written).table == demo()
    assert demo().hit is Hit.FIRST
    assert msgspec.to_builtins(demo())["table"] == "province"
