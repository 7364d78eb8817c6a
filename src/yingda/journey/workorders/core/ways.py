"""Where a flow can lead: every outcome of every node, with every value that its conditions
tell apart."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import product

from yingda.journey.workorders.core.conditions import asks
from yingda.journey.workorders.errors.flows import (
    FlowConditionsMeet,
    FlowFault,
    FlowSpins,
    FlowTooLarge,
)
from yingda.journey.workorders.model.flows import (
    ASKED,
    OUTCOMES,
    VISITS,
    Diagram,
    Edge,
    Facts,
    Node,
)

MOST_CASES = 500
"""Combinations of values that the conditions of a flow may tell apart."""
OTHER = "…"
"""Any value that no condition names."""

Holds = Callable[[str, Facts], bool]
"""The engine's own evaluator, so that what is walked here is what will be gone."""


@dataclass(frozen=True, slots=True)
class Turn:
    """After a node was completed with an outcome, this one may be next."""

    source: str
    outcome: str
    target: str
    asks_back: bool
    """The fact `call_back` with which it is gone."""


@dataclass(slots=True)
class Walked:
    """What was found: each turn once."""

    turns: dict[Turn, None] = field(default_factory=dict)
    edges: set[str] = field(default_factory=set)
    """Those that were gone."""
    faults: list[FlowFault] = field(default_factory=list)

    def after(
        self,
        first: Collection[str],
        stops: Set[str] = frozenset(),
        *,
        asked: bool = False,
    ) -> frozenset[str]:
        """All that can be reached from these, not going on from `stops`; `asked`: only
        as orders go whose customers are asked back."""
        seen: set[str] = set()
        ahead = list(first)
        while ahead:
            here = ahead.pop()
            for turn in self.turns:
                if turn.source != here or (asked and not turn.asks_back):
                    continue
                if turn.target not in seen:
                    seen.add(turn.target)
                    if turn.target not in stops:
                        ahead.append(turn.target)
        return frozenset(seen)


class Walker:
    """Goes through a drawing whose frame is sound: its ways begin and end at nodes, and
    conditions can be read."""

    def __init__(self, drawn: Diagram, lines: Mapping[str, int], holds: Holds) -> None:
        self._lines = lines
        self._holds = holds
        self._known: dict[tuple[str, tuple[str | bool, ...]], bool] = {}
        self._nodes = {node.id: node for node in drawn.nodes}
        self._out: dict[str, list[Edge]] = {node.id: [] for node in drawn.nodes}
        for edge in drawn.edges:
            self._out[edge.source].append(edge)
        self._asks = {
            edge.condition: tuple(asks(edge.condition))
            for edge in drawn.edges
            if edge.condition is not None
        }
        self._cases = _cases(drawn)
        self.found = Walked()

    def walk(self) -> Walked:
        """Everything that can happen after each node."""
        if self._cases is None:
            self.found.faults.append(FlowTooLarge("process", 1, "cases", MOST_CASES))
            return self.found
        for node in self._nodes.values():
            for outcome in outcomes(node):
                for case in self._cases:
                    self._go(node, {**case, "outcome": outcome})
        return self.found

    def _go(self, node: Node, facts: Facts) -> None:
        passed: list[str] = []
        edges: Sequence[Edge] = self._out[node.id][:1]
        while edges:
            edge = edges[0]
            self.found.edges.add(edge.id)
            at = self._nodes[edge.target]
            if at.shape != "exclusiveGateway":
                turn = Turn(
                    node.id, str(facts["outcome"]), at.id, bool(facts["call_back"])
                )
                self.found.turns[turn] = None
                return
            if at.id in passed:
                self._tell(FlowSpins(at.id, self._lines.get(at.id, 1)))
                return
            passed.append(at.id)
            edges = self._chosen(at, facts)

    def _chosen(self, gateway: Node, facts: Facts) -> Sequence[Edge]:
        """The way whose condition holds, else the default."""
        ways = self._out[gateway.id]
        true = [edge for edge in ways if edge.condition and self._does(edge, facts)]
        if len(true) > 1:
            shown = ", ".join(f"{name}={facts[name]}" for name in self._named(true))
            line = self._lines.get(gateway.id, 1)
            self._tell(FlowConditionsMeet(gateway.id, line, shown))
        return true or [edge for edge in ways if edge.is_default]

    def _does(self, edge: Edge, facts: Facts) -> bool:
        condition = edge.condition or ""
        case = tuple(facts[name] for name in self._asks[condition])
        if (condition, case) not in self._known:
            self._known[condition, case] = self._holds(condition, facts)
        return self._known[condition, case]

    def _named(self, edges: Collection[Edge]) -> list[str]:
        return sorted(
            {name for one in edges for name in self._asks[one.condition or ""]}
        )

    def _tell(self, fault: FlowFault) -> None:
        """Of each element, each kind of fault once."""
        if all(
            (one.element, type(one)) != (fault.element, type(fault))
            for one in self.found.faults
        ):
            self.found.faults.append(fault)


def outcomes(node: Node) -> tuple[str, ...]:
    """With what a node can be left by whoever stands there."""
    if node.shape == "startEvent":
        return ("",)
    return OUTCOMES[node.kind] if node.kind else ()


def _cases(drawn: Diagram) -> list[Facts] | None:
    """Every combination of values that conditions tell apart, without outcomes."""
    named: dict[str, frozenset[str]] = {}
    for edge in drawn.edges:
        if edge.condition is not None:
            for fact, values in asks(edge.condition).items():
                named[fact] = named.get(fact, frozenset()) | values
    columns = {fact: _domain(fact, named.get(fact)) for fact in ASKED}
    size = 1
    for column in columns.values():
        size *= len(column)
    if size > MOST_CASES:
        return None
    return [dict(zip(columns, row, strict=True)) for row in product(*columns.values())]


def _domain(fact: str, named: frozenset[str] | None) -> Sequence[str | bool]:
    match fact:
        case "call_back":
            return (True, False)
        case "outcome":
            return ("",)
        case _ if named is None:
            return (ASKED[fact],)
        case "visit":
            return VISITS
        case _:
            return (*sorted(named), OTHER)


def first_of(drawn: Diagram) -> Iterator[Node]:
    return (node for node in drawn.nodes if node.shape == "startEvent")
