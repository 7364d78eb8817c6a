"""The file of figures, read and checked. What is wrong is said before anything is counted."""

import tomllib
from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from yingda.journey.analytics.core.columns import COLUMNS
from yingda.journey.analytics.errors import BadRegistry
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
    Target,
)

PARAMETERS = ("answer_within", "short_abandon")
"""Names of thresholds that a condition may need; their values come from `limits`."""

GRAINS = ("queue", "branch", "tier", "channel", "simulated", "group", "half_hour")
UNITS = ("ratio", "seconds")
SUMMED = ("wait", "talk", "hold", "wrap")
KINDS = {"P": "public rule", "I": "internal habit", "T": "to be set by the centre"}
CONFIDENCES = ("A", "B", "C")


class _Measure(Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    zh: str
    en: str
    moment: Moment
    sum: str | None = None
    where: dict[str, bool | str | dict[str, str | bool]] = {}
    is_count: bool = False


class _Target(Struct, kw_only=True, forbid_unknown_fields=True):
    scope: str = "*"
    at_least: float | None = None
    at_most: float | None = None
    kind: str
    confidence: str
    source: str


class _Kpi(Struct, kw_only=True, forbid_unknown_fields=True):
    id: str
    zh: str
    en: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    unit: str
    attribution: Attribution
    grain: tuple[str, ...]
    window: str
    calendar: str
    version: int
    owner: str
    filters: dict[str, str] = {}
    targets: tuple[_Target, ...] = ()


class _File(Struct, kw_only=True, forbid_unknown_fields=True):
    version: int
    exclude: dict[str, bool | str] = {}
    measures: tuple[_Measure, ...]
    kpis: tuple[_Kpi, ...]


def read(text: str) -> Registry:
    """Raises BadRegistry with the place and what is allowed there."""
    try:
        file = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise BadRegistry("kpis.toml", str(wrong)) from wrong
    _once("measure", [each.id for each in file.measures])
    _once("kpi", [each.id for each in file.kpis])
    measures = tuple(_measure(each) for each in file.measures)
    for name in file.exclude:
        _one_of("exclude", name, COLUMNS)
    names = {each.id for each in measures}
    kpis = tuple(_kpi(each, names) for each in file.kpis)
    return Registry(
        version=file.version,
        exclude=file.exclude,
        measures=measures,
        kpis=kpis,
        text=text,
    )


def shown_as(target: Target) -> str:
    """`rule`, `reported-rule`, `internal`, `own` or `unverified`.

    What nobody has read in the rule itself is never shown as law.
    """
    if target.confidence == "C":
        return "unverified"
    if target.kind == "P":
        return "rule" if target.confidence == "A" else "reported-rule"
    return "internal" if target.kind == "I" else "own"


def _measure(raw: _Measure) -> Measure:
    if raw.sum is not None:
        _one_of(f"{raw.id}.sum", raw.sum, SUMMED)
    return Measure(
        id=raw.id,
        zh=raw.zh,
        en=raw.en,
        moment=raw.moment,
        sum=raw.sum,
        where={name: _condition(raw.id, name, raw.where[name]) for name in raw.where},
        is_count=raw.is_count,
    )


def _condition(
    measure: str, column: str, raw: bool | str | dict[str, str | bool]
) -> Condition:
    _one_of(f"{measure}.where", column, COLUMNS)
    place = f"{measure}.where.{column}"
    match raw:
        case {"at_most": str(name), **rest} if not rest:
            _one_of(place, name, PARAMETERS)
            return AtMost(at_most=name)
        case {"more_than": str(name), **rest} if not rest:
            _one_of(place, name, PARAMETERS)
            return MoreThan(more_than=name)
        case {"present": bool(present), **rest} if not rest:
            return Present(present=present)
        case bool() if COLUMNS[column] == "boolean":
            return raw
        case str() if COLUMNS[column] == "string":
            return raw
        case _:
            raise BadRegistry(
                place, f"a {COLUMNS[column]}, at_most, more_than or present"
            )


def _kpi(raw: _Kpi, measures: set[str]) -> Kpi:
    for term in (*raw.numerator, *raw.denominator):
        _one_of(f"{raw.id}: numerator, denominator", term.removeprefix("-"), measures)
    if not raw.numerator or not raw.denominator:
        raise BadRegistry(raw.id, "at least one measure above and below the line")
    for grain in raw.grain:
        _one_of(f"{raw.id}.grain", grain, GRAINS)
    _one_of(f"{raw.id}.unit", raw.unit, UNITS)
    for name in raw.filters:
        _one_of(f"{raw.id}.filters", name, PARAMETERS)
    targets = tuple(_target(raw.id, each) for each in raw.targets)
    fields = {name: getattr(raw, name) for name in raw.__struct_fields__}
    return Kpi(**(fields | {"targets": targets}))


def _target(kpi: str, raw: _Target) -> Target:
    place = f"{kpi}.targets"
    _one_of(f"{place}.kind", raw.kind, KINDS)
    _one_of(f"{place}.confidence", raw.confidence, CONFIDENCES)
    if (raw.at_least is None) == (raw.at_most is None):
        raise BadRegistry(place, "either at_least or at_most")
    if raw.scope != "*" and not raw.scope.startswith(("tier:", "queue:", "branch:")):
        raise BadRegistry(f"{place}.scope", "*, tier:…, queue:… or branch:…")
    return Target(**{name: getattr(raw, name) for name in raw.__struct_fields__})


def _once(kind: str, names: Iterable[str]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise BadRegistry(f"{kind} {', '.join(twice)}", "each id once")


def _one_of(place: str, name: str, allowed: Iterable[str]) -> None:
    if name not in allowed:
        raise BadRegistry(f"{place}: {name}", ", ".join(sorted(allowed)))
