"""Who gets an order, and by which rule."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from yingda.journey.workorders.limits.cells import Numbers, Texts
from yingda.journey.workorders.limits.dispatch import (
    Column,
    Dispatch,
    Hit,
    Rule,
)
from yingda.journey.workorders.model import HolderKind
from yingda.kernel.name import Name

HOLDER = "holder"
"""Failed by a rule whose service provider does not serve there now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an order at the moment in which somebody has to get it. What is
    not known is empty."""

    region: str
    """A place of the tree: `sn.xa.yanta`."""
    type: str = ""
    line: str = ""
    service: str = ""
    tier: str = ""
    urgency: str = ""
    is_open: bool = True
    """Whether the office of the place works now."""
    load: Mapping[tuple[HolderKind, str], int] = field(default_factory=dict)
    """How many open tasks holders have; who is not named has none."""
    serving: Set[str] = frozenset()
    """The service providers who do this service there today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Who gets it, and the rule that says so."""

    rule_id: str
    text: str
    """The rule as it stood then: it is stored with what was dispatched."""
    note: Name
    kind: HolderKind
    holder: str


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Nobody: no rule fits, or several do where one only may."""

    several: tuple[str, ...] = ()
    """Their ids, if there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of one rule."""

    rule_id: str
    text: str
    failed: tuple[str, ...]
    """The columns that do not fit; none, and the rule fits."""


@dataclass(frozen=True, slots=True)
class _Row:
    rule: Rule
    texts: tuple[tuple[Column, Texts], ...]
    load: Numbers | None


class Table:
    """A decision table, read once and asked often."""

    def __init__(self, given: Dispatch) -> None:
        self._hit = given.hit
        self._rows = tuple(map(_row, given.rules))

    def decide(self, facts: Facts) -> Match | NoMatch:
        values = _values(facts)
        fitting = (row.rule for row in self._rows if _fits(row, facts, values))
        if self._hit is Hit.FIRST:
            found = next(fitting, None)
        else:
            every = tuple(fitting)
            if len(every) > 1:
                return NoMatch(tuple(rule.id for rule in every))
            found = every[0] if every else None
        return _match(found) if found else NoMatch()

    def explain(self, facts: Facts) -> tuple[Tried, ...]:
        """Every rule in its order, with all the columns that do not fit."""
        values = _values(facts)
        return tuple(
            Tried(
                rule_id=row.rule.id,
                text=row.rule.text,
                failed=tuple(_failed(row, facts, values)),
            )
            for row in self._rows
        )


def _row(rule: Rule) -> _Row:
    cells = [(column, rule.cell(column)) for column in Column]
    loads = [cell for _, cell in cells if isinstance(cell, Numbers)]
    return _Row(
        rule,
        tuple((column, cell) for column, cell in cells if isinstance(cell, Texts)),
        loads[0] if loads else None,
    )


def _values(facts: Facts) -> Mapping[Column, frozenset[str]]:
    """All that each value is: a place is the places above it, too."""
    return {
        Column.REGION: frozenset(_and_above(facts.region)),
        Column.LINE: frozenset((facts.line,)),
        Column.SERVICE: frozenset((facts.service,)),
        Column.TYPE: frozenset((facts.type,)),
        Column.TIER: frozenset((facts.tier,)),
        Column.URGENCY: frozenset((facts.urgency,)),
        Column.CALENDAR: frozenset(("open" if facts.is_open else "closed",)),
    }


def _and_above(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition(".")[0]


def _fits(row: _Row, facts: Facts, values: Mapping[Column, frozenset[str]]) -> bool:
    for column, cell in row.texts:
        if not cell.holds(values[column]):
            return False
    return not _is_elsewhere(row.rule, facts) and _has_room(row, facts)


def _failed(
    row: _Row, facts: Facts, values: Mapping[Column, frozenset[str]]
) -> Iterator[str]:
    for column, cell in row.texts:
        if not cell.holds(values[column]):
            yield column.value
    if not _has_room(row, facts):
        yield Column.LOAD.value
    if _is_elsewhere(row.rule, facts):
        yield HOLDER


def _has_room(row: _Row, facts: Facts) -> bool:
    load = facts.load.get((row.rule.kind, row.rule.holder), 0)
    return row.load is None or row.load.holds(load)


def _is_elsewhere(rule: Rule, facts: Facts) -> bool:
    return rule.kind == "provider" and rule.holder not in facts.serving


def _match(rule: Rule) -> Match:
    return Match(
        rule_id=rule.id,
        text=rule.text,
        note=rule.note,
        kind=rule.kind,
        holder=rule.holder,
    )
