"""From counts to figures: add up first, divide once, last (kpis section 2, rule 10)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import asdict

from yingda.journey.analytics.model import (
    Attribution,
    Counts,
    Key,
    Kpi,
    Measure,
    Moment,
    Registry,
)
from yingda.messages.analytics import Figure, Only

MICROSECONDS = 1_000_000


def column(measure: str, attribution: Attribution) -> str:
    """The name of a measure's column in a row of counts."""
    return f"{measure}_by_{attribution.value}"


def attributions(measure: Measure) -> tuple[Attribution, ...]:
    """Who waits at an edge belongs to that edge only, so there is no arrival to go by."""
    if measure.moment in (Moment.START, Moment.END):
        return (Attribution.EVENT,)
    return (Attribution.EVENT, Attribution.ARRIVAL)


def all_columns(registry: Registry) -> tuple[str, ...]:
    return tuple(
        column(measure.id, attribution)
        for measure in registry.measures
        for attribution in attributions(measure)
    )


def board_columns(registry: Registry) -> tuple[str, ...]:
    """What a board shows: each figure by its own attribution, the counts by event."""
    shown = {
        column(term.removeprefix("-"), kpi.attribution)
        for kpi in registry.kpis
        for term in (*kpi.numerator, *kpi.denominator)
    } | {
        column(measure.id, Attribution.EVENT)
        for measure in registry.measures
        if measure.is_count
    }
    return tuple(name for name in all_columns(registry) if name in shown)


def curve_columns(registry: Registry) -> tuple[str, ...]:
    """What a board's curve over the day shows: all by arrival."""
    return tuple(
        column(measure.id, Attribution.ARRIVAL)
        for measure in registry.measures
        if Attribution.ARRIVAL in attributions(measure)
    )


def add_up(
    rows: Iterable[tuple[Key, Counts]], keep: Sequence[int]
) -> dict[Key, Counts]:
    """Rows of a finer grain into those of a coarser one: only the kept parts of the key."""
    sums: dict[Key, dict[str, int]] = {}
    for key, counts in rows:
        short = tuple(key[place] for place in keep)
        total = sums.setdefault(short, defaultdict(int))
        for name, number in counts.items():
            total[name] += number
    return {key: dict(total) for key, total in sums.items()}


def chosen(only: Only) -> Mapping[str, str]:
    """Grain → the one value of it that is asked for."""
    return {name: value for name, value in asdict(only).items() if value}


def cut(
    rows: Iterable[tuple[Key, Counts]],
    grain: Sequence[str],
    only: Only,
    keep: Sequence[str],
) -> list[tuple[Key, Counts]]:
    """The rows of the chosen contacts, added up over all grains but those to keep."""
    wanted = [(grain.index(name), value) for name, value in chosen(only).items()]
    within = (
        (key, counts)
        for key, counts in rows
        if all(key[place] == value for place, value in wanted)
    )
    return list(add_up(within, [grain.index(name) for name in keep]).items())


def figure(kpi: Kpi, counts: Counts, attribution: Attribution | None = None) -> Figure:
    """None is the value where there was nothing to divide by."""
    by = attribution or kpi.attribution
    numerator = _sum(kpi.numerator, counts, by)
    denominator = _sum(kpi.denominator, counts, by)
    above = numerator / MICROSECONDS if kpi.unit == "seconds" else numerator
    value = above / denominator if denominator else None
    return Figure(value=value, numerator=above, denominator=denominator)


def figures(
    registry: Registry, counts: Counts, attribution: Attribution | None = None
) -> Mapping[str, Figure]:
    return {kpi.id: figure(kpi, counts, attribution) for kpi in registry.kpis}


def plain(
    registry: Registry, counts: Counts, by: Attribution = Attribution.EVENT
) -> Mapping[str, int]:
    """The counts of rule 2; by the moment of the event they obey its identity."""
    return {
        measure.id: counts.get(column(measure.id, by), 0)
        for measure in registry.measures
        if measure.is_count and by in attributions(measure)
    }


def imbalance(counts: Mapping[str, int]) -> int:
    """What the identity of rule 2 lacks in one queue and interval: 0, or it is a fault."""
    came = counts["waiting_start"] + counts["requested"] + counts["flowed_in"]
    went = counts["answered"] + counts["abandoned"] + counts["flowed_out"]
    return came - went - counts["waiting_end"]


def _sum(terms: Iterable[str], counts: Counts, by: Attribution) -> int:
    total = 0
    for term in terms:
        name = term.removeprefix("-")
        number = counts.get(column(name, by), 0)
        total += -number if term.startswith("-") else number
    return total
