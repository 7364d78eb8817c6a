"""Nothing is counted outside the registry."""

from pathlib import Path

import pytest
from tools.rules.metrics import in_page, in_python, in_sql, is_allowed, offences

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "text",
    [
        "select count(*) from contacts.history where ended is not null",
        "select queue_id, avg(wait) from routing.places group by queue_id",
        "SELECT SUM(talk) AS talk FROM desk.talks",
        "select answered::float / requested as rate from desk.totals",
        "select percentile_cont(0.95) within group (order by wait) from x.y",
        "create view x.y as select sum(a) as a from x.z",
        "select a from x.y group by a",
    ],
)
@pytest.mark.row("AN-04")
def test_a_figure_in_sql_is_found(text: str) -> None:
    assert in_sql(text)
    assert list(in_python(f"async def f():\n    await tx.run({text!r})\n"))


@pytest.mark.parametrize(
    "text",
    [
        "select name, kind from people.staff where path like 'sn/%' order by name",
        "select max(since) as since from routing.places",
        "update desk.states set state = :state where agent_id = :agent_id",
        "select a from x.y -- the sum (of all) / count",
        "The queue counts (and sums) what came / went",
        "insert into workorders.counters (branch, last) values (:branch, 1)",
    ],
)
def test_other_statements_and_texts_are_not(text: str) -> None:
    assert in_sql(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "rate = len(answered) / len(requested)",
        "mean = sum(waits, start) / n",
        "from statistics import mean",
        "import statistics",
    ],
)
def test_a_quotient_of_counts_in_python_is_found(line: str) -> None:
    assert list(in_python(line))


@pytest.mark.parametrize(
    "line",
    [
        "path = folder / name",
        "half = seconds / 2",
        "pages = len(rows) // size",
    ],
)
def test_other_arithmetic_is_not(line: str) -> None:
    assert not list(in_python(line))


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("const rate = row.answered / row.requested;", True),
        ("const rate = figure.numerator / figure.denominator;", True),
        ("const mean = total / calls.length;", True),
        ("const half = width / 2;", False),
        ('import { a } from "../answered/requested";', False),
        ("const shown = format(figure.value);", False),
    ],
)
def test_a_page_shows_figures_and_divides_none(line: str, is_found: bool) -> None:
    assert bool(list(in_page(line))) is is_found


def test_the_registry_may() -> None:
    assert is_allowed(Path("src/yingda/journey/analytics/core/figures.py"))
    assert is_allowed(ROOT / "src/yingda/journey/analytics/store.py")
    assert not is_allowed(Path("src/yingda/journey/desk/store.py"))


def test_what_is_allowed_is_one_function_and_has_a_reason() -> None:
    store = Path("src/yingda/journey/routing/store.py")

    assert is_allowed(store, "queues_now")
    assert not is_allowed(store, "answered_today")
    assert not is_allowed(Path("src/yingda/journey/desk/store.py"), "queues_now")


@pytest.mark.row("AN-04")
def test_nothing_in_the_house_counts_outside_the_registry() -> None:
    files = [
        file
        for folder in ("src", "web/src")
        for file in (ROOT / folder).rglob("*.*")
        if file.suffix in (".py", ".sql", ".ts", ".tsx") and not is_allowed(file)
    ]

    assert files
    assert [(file.name, *one) for file in files for one in offences(file)] == []
