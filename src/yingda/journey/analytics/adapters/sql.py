"""The registry as SQL, written by Ibis: one expression for every engine.

Ibis takes a second to import, so this is done when the first figure is asked for, and in
processes that never count, not at all. It only compiles: our own connections execute.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from yingda.journey.analytics.core.columns import COLUMNS
from yingda.journey.analytics.core.figures import attributions, column
from yingda.journey.analytics.core.registry import PARAMETERS
from yingda.journey.analytics.errors import BadGrouping
from yingda.journey.analytics.model import (
    AtMost,
    Attribution,
    Condition,
    Kpi,
    Measure,
    Moment,
    MoreThan,
    Present,
    Registry,
)

GROUPED: Mapping[str, str] = {
    "tenant": "tenant_id",
    "queue": "queue_id",
    "branch": "branch_id",
    "tier": "tier_id",
    "half_hour": "arrival_half",
}
"""Grain → the column to group by. A half hour is that of the arrival."""

PAGE = 100
_VALUES = {
    "day": "date",
    "first_half": "int32",
    "last_half": "int32",
    "queue": "string",
    "branch": "string",
    "tier": "string",
    "after_contact": "string",
    "after_number": "int32",
} | dict.fromkeys(PARAMETERS, "int64")
_MARK = "§"
# Ibis's tables and columns have no types that mypy could know; they stay in this file.
_Table = Any
_Column = Any


class IbisCompiler:
    """Compiler of yingda.journey.analytics.ports."""

    page = PAGE

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def counts(self, grain: Sequence[str]) -> str:
        return _written(_counts(self._registry, grain), "postgres")

    def behind(self, kpi: Kpi) -> str:
        return _written(_behind(self._registry, kpi), "postgres")


def duckdb_counts(registry: Registry, grain: Sequence[str]) -> str:
    return _written(_counts(registry, grain), "duckdb")


def _counts(registry: Registry, grain: Sequence[str]) -> _Table:
    for name in grain:
        if name not in GROUPED:
            raise BadGrouping(name, ", ".join(GROUPED))
    table = _of_the_day(_visits(), only_arrival="half_hour" in grain)
    sums = {
        column(measure.id, by): _summed(registry, table, measure, by)
        for measure in registry.measures
        for by in attributions(measure)
        if "half_hour" not in grain or by is Attribution.ARRIVAL
    }
    if not grain:
        return table.aggregate(**sums)
    keys = {name: table[GROUPED[name]] for name in grain}
    return table.group_by(**keys).aggregate(**sums)


def _behind(registry: Registry, kpi: Kpi) -> _Table:
    """One page of the visits that the figure counts, above or below the line."""
    table = _of_the_day(_visits(), only_arrival=False)
    above = _any_of(registry, table, kpi, kpi.numerator)
    below = _any_of(registry, table, kpi, kpi.denominator)
    chosen = [
        (_value(name) == "") | (table[GROUPED[name]] == _value(name))
        for name in ("queue", "branch", "tier")
    ]
    later = (table.contact_id > _value("after_contact")) | (
        (table.contact_id == _value("after_contact"))
        & (table.number > _value("after_number"))
    )
    kept = table.filter(above | below, later, *chosen)
    shown = kept.select(
        "contact_id",
        "number",
        "queue_id",
        "branch_id",
        "tier_id",
        "entered_at",
        "wait",
        "outcome",
        "agent_id",
        in_numerator=_any_of(registry, kept, kpi, kpi.numerator),
    )
    return shown.order_by("contact_id", "number").limit(PAGE)


def _any_of(
    registry: Registry, table: _Table, kpi: Kpi, terms: Sequence[str]
) -> _Column:
    """True for a visit that the terms count; one that a term takes off is not counted."""
    added = [
        _holds(registry, table, registry.measure(term), kpi.attribution)
        for term in terms
        if not term.startswith("-")
    ]
    taken = [
        ~_holds(registry, table, registry.measure(term[1:]), kpi.attribution)
        for term in terms
        if term.startswith("-")
    ]
    return reduce(and_, taken, reduce(or_, added))


def _visits() -> _Table:
    import ibis

    schema = dict(COLUMNS) | {"entered_at": "timestamp('UTC', 6)"}
    return ibis.table(schema, name="visits", database="analytics")


def _of_the_day(table: _Table, *, only_arrival: bool) -> _Table:
    """Only the rows that can matter, so that an index can find them."""
    day = _value("day")
    arrived = table.arrival_date == day
    if only_arrival:
        return table.filter(arrived)
    there = table.left_date.isnull() | (table.left_date >= day)
    return table.filter(arrived | ((table.entered_date <= day) & there))


def _summed(
    registry: Registry, table: _Table, measure: Measure, by: Attribution
) -> _Column:
    holds = _holds(registry, table, measure, by)
    if measure.sum is None:
        return table.count(where=holds)
    return table[measure.sum].sum(where=holds).fill_null(0).cast("int64")


def _holds(
    registry: Registry, table: _Table, measure: Measure, by: Attribution
) -> _Column:
    """True for a visit that the measure counts in the interval asked for."""
    where = {
        name: condition
        for name, condition in registry.exclude.items()
        if name not in measure.where
    } | dict(measure.where)
    tests = [_test(table, name, condition) for name, condition in where.items()]
    return reduce(and_, tests, _inside(table, measure.moment, by))


def _test(table: _Table, name: str, condition: Condition) -> _Column:
    match condition:
        case AtMost():
            return table[name] <= _value(condition.at_most)
        case MoreThan():
            return table[name] > _value(condition.more_than)
        case Present():
            return table[name].notnull() if condition.present else table[name].isnull()
        case bool():
            return table[name] if condition else ~table[name]
        case str():
            return table[name] == condition


def _inside(table: _Table, moment: Moment, by: Attribution) -> _Column:
    first, last = _value("first_half"), _value("last_half")
    if moment is Moment.START:
        return _before(table, "entered", first) & ~_has_left(table, "before", first)
    if moment is Moment.END:
        came = _before(table, "entered", first) | _within(table, "entered", first, last)
        return came & ~_has_left(table, "until", last)
    place = "arrival" if by is Attribution.ARRIVAL else moment.value
    return _within(table, place, first, last)


def _within(table: _Table, place: str, first: _Column, last: _Column) -> _Column:
    date, half = table[f"{place}_date"], table[f"{place}_half"]
    return (date == _value("day")) & (half >= first) & (half <= last)


def _before(table: _Table, place: str, first: _Column) -> _Column:
    date, half = table[f"{place}_date"], table[f"{place}_half"]
    return (date < _value("day")) | ((date == _value("day")) & (half < first))


def _has_left(table: _Table, how: str, edge: _Column) -> _Column:
    date, half = table.left_date, table.left_half
    passed = half < edge if how == "before" else half <= edge
    gone = (date < _value("day")) | ((date == _value("day")) & passed)
    return gone & date.notnull()


def _value(name: str) -> _Column:
    """A named value of the query: Ibis knows none, so a marked text stands for it."""
    import ibis

    return ibis.literal(f"{_MARK}{name}").cast(_VALUES[name])


def _written(expression: _Table, engine: str) -> str:
    # The compilers of the back ends, not the back ends: those would import drivers.
    from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
    from ibis.backends.sql.compilers.postgres import PostgresCompiler

    compiler = PostgresCompiler() if engine == "postgres" else DuckDBCompiler()
    text = str(compiler.to_sqlglot(expression).sql(engine))
    sign = ":" if engine == "postgres" else "$"
    for name in _VALUES:
        text = text.replace(f"'{_MARK}{name}'", f"{sign}{name}")
    return text
