"""Rows of counts as what people read: the day's report and the board's figures."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from yingda.journey.analytics.core.figures import add_up, cut, figures, plain
from yingda.journey.analytics.core.registry import shown_as
from yingda.journey.analytics.model import (
    Attribution,
    ClosedDay,
    Counts,
    Key,
    Kpi,
    Registry,
)
from yingda.kernel.name import Name
from yingda.messages.analytics import (
    Aim,
    Column,
    DayReport,
    FigureRow,
    Only,
    Proof,
    Today,
)

TOTAL = "total"
HALF_HOUR = "half_hour"
CHANNEL = "channel"
SIMULATED = "simulated"
"""`yes` and `no`: whether the caller is."""
GROUP = "group"
"""Of the agents who answered: what nobody answered is in no group."""


def heads(registry: Registry) -> tuple[Column, ...]:
    return tuple(_head(kpi) for kpi in registry.kpis)


def count_heads(registry: Registry) -> tuple[Column, ...]:
    return tuple(
        Column(
            id=measure.id,
            name=Name(measure.zh, measure.en),
            unit="contacts",
            attribution=Attribution.EVENT.value,
            version=registry.version,
            owner="operations",
        )
        for measure in registry.measures
        if measure.is_count
    )


def day_report(
    registry: Registry,
    rows: Sequence[tuple[Key, Counts]],
    whole: Sequence[tuple[Key, Counts]],
    *,
    day: date,
    by: str,
    only: Only,
    attribution: Attribution,
    is_finished: bool,
    names: Mapping[str, Name],
) -> DayReport:
    """`whole` adds up to the day; it is `rows` unless they are parts of the day."""
    total = _total(registry, whole, attribution)
    parts: tuple[FigureRow, ...] = ()
    if by == HALF_HOUR:
        parts = _intervals(registry, rows, total, attribution)
    elif by != TOTAL:
        parts = _rows(registry, rows, 0, names, attribution)
    if by == GROUP:
        kept = {kpi.id for kpi in registry.kpis if GROUP in kpi.grain}
        parts = tuple(_only(row, kept) for row in parts if row.key)
    return DayReport(
        date=day,
        by=by,
        only=only,
        attribution=attribution.value,
        finished=is_finished,
        registry_version=registry.version,
        columns=heads(registry),
        counts=count_heads(registry),
        rows=(total, *parts),
    )


def proof(
    report: DayReport,
    closed: ClosedDay,
    kept: Sequence[tuple[Key, Counts]] | None,
    grain: Sequence[str],
    attribution: Attribution,
) -> DayReport:
    """The report of a closed day; `kept` are its numbers if they were defined otherwise."""
    proved = Proof(
        at=closed.closed_at, numbers=closed.numbers, differences=closed.differences
    )
    if kept is None:
        return replace(report, proof=proved)
    parts = () if report.by == TOTAL else (report.by,)
    rows = cut(kept, grain, report.only, parts)
    before = day_report(
        closed.definition.registry,
        rows,
        rows,
        day=report.date,
        by=report.by,
        only=report.only,
        attribution=attribution,
        is_finished=True,
        names={row.key: row.name for row in report.rows if row.name},
    )
    return replace(before, proof=proved, recounted=report.rows)


def today(
    registry: Registry,
    rows: Sequence[tuple[Key, Counts]],
    halves: Sequence[tuple[Key, Counts]],
    *,
    at: datetime,
    day: date,
    names: Mapping[str, Name],
) -> Today:
    """`rows` by queue and branch, `halves` by half hour of arrival."""
    return Today(
        date=day,
        at=at,
        total=_total(registry, rows),
        queues=_rows(registry, rows, 0, names),
        branches=_rows(registry, rows, 1, names),
        half_hours=_half_hours(registry, halves),
    )


def _head(kpi: Kpi) -> Column:
    aims = tuple(
        Aim(
            scope=target.scope,
            at_least=target.at_least,
            at_most=target.at_most,
            shown_as=shown_as(target),
            source=target.source,
        )
        for target in kpi.targets
    )
    return Column(
        id=kpi.id,
        name=Name(kpi.zh, kpi.en),
        unit=kpi.unit,
        attribution=kpi.attribution.value,
        version=kpi.version,
        owner=kpi.owner,
        aims=aims,
    )


def _total(
    registry: Registry,
    rows: Iterable[tuple[Key, Counts]],
    attribution: Attribution | None = None,
) -> FigureRow:
    counts = add_up(rows, ()).get((), {})
    return _row(registry, TOTAL, None, counts, attribution)


def _rows(
    registry: Registry,
    rows: Iterable[tuple[Key, Counts]],
    place: int,
    names: Mapping[str, Name],
    attribution: Attribution | None = None,
) -> tuple[FigureRow, ...]:
    sums = add_up(rows, (place,))
    return tuple(
        _row(
            registry, key, names.get(key) or Name.by_id(key), sums[(key,)], attribution
        )
        for (key,) in sorted(sums)
    )


def _intervals(
    registry: Registry,
    rows: Sequence[tuple[Key, Counts]],
    total: FigureRow,
    attribution: Attribution,
) -> tuple[FigureRow, ...]:
    """The half hours in which anything happened; who waits goes on from one to the next."""
    sums = {int(key): counts for (key,), counts in add_up(rows, (0,)).items()}
    waiting = total.counts["waiting_start"]
    found = []
    for half in sorted(sums):
        counts = dict(plain(registry, sums[half]))
        came = counts["requested"] + counts["flowed_in"]
        went = counts["answered"] + counts["abandoned"] + counts["flowed_out"]
        counts["waiting_start"] = waiting
        waiting += came - went
        counts["waiting_end"] = waiting
        found.append(
            FigureRow(
                key=str(half),
                figures=figures(registry, sums[half], attribution),
                counts=counts,
            )
        )
    return tuple(found)


def _only(row: FigureRow, kept: Collection[str]) -> FigureRow:
    """Without the figures that a group has not: nobody asks for one, nobody leaves it."""
    figures = {name: row.figures[name] for name in row.figures if name in kept}
    return replace(row, figures=figures, counts={"answered": row.counts["answered"]})


def _half_hours(
    registry: Registry, rows: Iterable[tuple[Key, Counts]]
) -> tuple[FigureRow, ...]:
    """Plain counts too are by arrival here: a curve of who came and what became of it."""
    by = Attribution.ARRIVAL
    sums = add_up(rows, (0,))
    return tuple(
        FigureRow(
            key=key,
            figures=figures(registry, sums[(key,)], by),
            counts=plain(registry, sums[(key,)], by),
        )
        for (key,) in sorted(sums, key=lambda each: int(each[0]))
    )


def _row(
    registry: Registry,
    key: str,
    name: Name | None,
    counts: Counts,
    attribution: Attribution | None,
) -> FigureRow:
    return FigureRow(
        key=key,
        name=name,
        figures=figures(registry, counts, attribution),
        counts=plain(registry, counts),
    )
