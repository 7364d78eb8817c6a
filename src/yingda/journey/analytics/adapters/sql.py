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
from yingda.journey.analytics.ports import Shape

GROUPED: Mapping[str, str] = {
    "tenant": "tenant_id",
    "queue": "queue_id",
    "branch": "branch_id",
    "tier": "tier_id",
    "channel": "channel",
    "simulated": "simulated",
    "group": "group_id",
}
"""Grain → the column to group by."""

HALF_HOUR = "half_hour"
"""The grain that has as many columns as there are moments to count by."""

YES = "yes"
PAGE = 100
_VALUES = {
    "day": "date",
    "first_half": "int32",
    "last_half": "int32",
    "queue": "string",
    "branch": "string",
    "tier": "string",
    "channel": "string",
    "simulated": "string",
    "group": "string",
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

    def counts(self, shape: Shape) -> str:
        return _written(_counts(self._registry, shape), "postgres")

    def behind(self, kpi: Kpi, attribution: Attribution) -> str:
        return _written(_behind(self._registry, kpi, attribution), "postgres")


def duckdb_counts(registry: Registry, shape: Shape) -> str:
    return _written(_counts(registry, shape), "duckdb")


def _counts(registry: Registry, shape: Shape) -> _Table:
    for name in shape.grain:
        if name not in (*GROUPED, HALF_HOUR):
            raise BadGrouping(name, ", ".join((*GROUPED, HALF_HOUR)))
    wanted = [
        (measure, by)
        for measure in registry.measures
        for by in attributions(measure)
        if not shape.columns or column(measure.id, by) in shape.columns
    ]
    if HALF_HOUR in shape.grain:
        return _curve(registry, shape, wanted)
    visits = _Visits(registry, _of_the_day(), shape.is_interval)
    sums = {column(each.id, by): visits.summed(each, by) for each, by in wanted}
    if not shape.grain:
        return visits.table.aggregate(**sums)
    keys = {name: visits.table[GROUPED[name]] for name in shape.grain}
    return visits.table.group_by(**keys).aggregate(**sums)


def _curve(
    registry: Registry, shape: Shape, wanted: Sequence[tuple[Measure, Attribution]]
) -> _Table:
    """Each moment groups by its own half hour; who waits at an edge is in none."""
    import ibis

    counted = [
        (measure, by, place)
        for measure, by in wanted
        if (place := _place(measure.moment, by)) is not None
    ]
    parts = []
    for place in sorted({place for _, _, place in counted}):
        table = _all_visits()
        table = table.filter(table[f"{place}_date"] == _value("day"))
        visits = _Visits(registry, table)
        sums = {
            column(measure.id, by): visits.summed(measure, by)
            if place == own
            else ibis.literal(0).cast("int64")
            for measure, by, own in counted
        }
        keys = {name: table[GROUPED[name]] for name in shape.grain if name in GROUPED}
        halves = {HALF_HOUR: table[f"{place}_half"]}
        parts.append(table.group_by(**keys, **halves).aggregate(**sums))
    whole = ibis.union(*parts) if len(parts) > 1 else parts[0]
    names = [column(measure.id, by) for measure, by, _ in counted]
    return whole.group_by(*shape.grain).aggregate(
        **{name: whole[name].sum().cast("int64") for name in names}
    )


def _place(moment: Moment, by: Attribution) -> str | None:
    """Which date and half hour a count goes by."""
    if by is Attribution.ARRIVAL:
        return "arrival"
    return moment.value if moment in (Moment.ENTERED, Moment.LEFT) else None


def _behind(registry: Registry, kpi: Kpi, by: Attribution) -> _Table:
    """One page of the visits that the figure counts, above or below the line."""
    visits = _Visits(registry, _of_the_day(), is_interval=True)
    table = visits.table
    chosen = [
        (_value(name) == "") | (table[GROUPED[name]] == _value(name))
        for name in ("queue", "branch", "tier", "channel", "group")
    ]
    wanted = _value("simulated")
    chosen.append((wanted == "") | (table.simulated == (wanted == YES)))
    later = (table.contact_id > _value("after_contact")) | (
        (table.contact_id == _value("after_contact"))
        & (table.number > _value("after_number"))
    )
    counted = visits.counts_in(kpi.numerator, by) | visits.counts_in(
        kpi.denominator, by
    )
    kept = _Visits(registry, table.filter(counted, later, *chosen), is_interval=True)
    shown = kept.table.select(
        "contact_id",
        "number",
        "queue_id",
        "branch_id",
        "tier_id",
        "entered_at",
        "wait",
        "outcome",
        "agent_id",
        "simulated",
        in_numerator=kept.counts_in(kpi.numerator, by),
    )
    return shown.order_by("contact_id", "number").limit(PAGE)


def _all_visits() -> _Table:
    import ibis

    schema = dict(COLUMNS) | {"entered_at": "timestamp('UTC', 6)"}
    return ibis.table(schema, name="visits", database="analytics")


def _of_the_day() -> _Table:
    """Only the rows that can matter, so that an index can find them."""
    table = _all_visits()
    arrived = table.arrival_date == _value("day")
    there = table.left_date.isnull() | (table.left_date >= _value("day"))
    return table.filter(arrived | ((table.entered_date <= _value("day")) & there))


class _Visits:
    """Rows of the mart, and which of them a measure counts."""

    def __init__(
        self, registry: Registry, table: _Table, is_interval: bool = False
    ) -> None:
        self.table = table
        self._registry = registry
        self._is_interval = is_interval

    def summed(self, measure: Measure, by: Attribution) -> _Column:
        holds = self._holds(measure, by)
        if measure.sum is None:
            return self.table.count(where=holds)
        return self.table[measure.sum].sum(where=holds).fill_null(0).cast("int64")

    def counts_in(self, terms: Sequence[str], by: Attribution) -> _Column:
        """True for a visit that the terms add, and that none of them takes off."""
        added: list[_Column] = []
        taken: list[_Column] = []
        for term in terms:
            measure = self._registry.measure(term.removeprefix("-"))
            holds = self._holds(measure, by)
            (taken if term.startswith("-") else added).append(holds)
        return reduce(and_, [~one for one in taken], reduce(or_, added))

    def _holds(self, measure: Measure, by: Attribution) -> _Column:
        """True for a visit that the measure counts in the interval asked for."""
        where = {
            name: condition
            for name, condition in self._registry.exclude.items()
            if name not in measure.where
        } | dict(measure.where)
        tests = [self._test(name, condition) for name, condition in where.items()]
        return reduce(and_, tests, self._inside(measure.moment, by))

    def _test(self, name: str, condition: Condition) -> _Column:
        value = self.table[name]
        match condition:
            case AtMost():
                return value <= _value(condition.at_most)
            case MoreThan():
                return value > _value(condition.more_than)
            case Present():
                return value.notnull() if condition.present else value.isnull()
            case bool():
                return value if condition else ~value
            case str():
                return value == condition

    def _inside(self, moment: Moment, by: Attribution) -> _Column:
        match moment:
            case Moment.START:
                return self._before("entered") & ~self._gone(self._before("left"))
            case Moment.END:
                came = self._before("entered") | self._within("entered")
                left = self._before("left") | self._within("left")
                return came & ~self._gone(left)
            case _:
                return self._within(_place(moment, by) or moment.value)

    def _within(self, place: str) -> _Column:
        today = self.table[f"{place}_date"] == _value("day")
        if not self._is_interval:
            return today
        half = self.table[f"{place}_half"]
        return today & (half >= _value("first_half")) & (half <= _value("last_half"))

    def _before(self, place: str) -> _Column:
        date = self.table[f"{place}_date"]
        if not self._is_interval:
            return date < _value("day")
        half = self.table[f"{place}_half"]
        earlier = (date == _value("day")) & (half < _value("first_half"))
        return (date < _value("day")) | earlier

    def _gone(self, left: _Column) -> _Column:
        # Who has not left has no date, and `not unknown` would not be true.
        return left & self.table.left_date.notnull()


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
