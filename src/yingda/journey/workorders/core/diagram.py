"""What a flow of orders may contain: each fault names its element and its reason.

The next phase is looked at only when the one before found nothing, because what is unknown,
nameless or unconnected cannot be walked.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from yingda.journey.workorders.core.conditions import RunsCode, Unreadable, asks
from yingda.journey.workorders.core.ways import Holds, Walked, Walker, first_of
from yingda.journey.workorders.errors import flows as errors
from yingda.journey.workorders.errors.flows import FlowFault
from yingda.journey.workorders.model.flows import Diagram, Edge, Node, NodeKind
from yingda.kernel.name import Name

MOST_NODES, MOST_EDGES, LONGEST_NAME = 100, 300, 60

_ANYTHING_ELSE = frozenset(("documentation", "extensionElements"))
_NODE = _ANYTHING_ELSE | {"incoming", "outgoing"}
CHILDREN: Mapping[str, frozenset[str]] = {
    "definitions": frozenset(("collaboration", "process", "di:BPMNDiagram")),
    "collaboration": _ANYTHING_ELSE | {"participant"},
    "participant": _ANYTHING_ELSE,
    "process": _ANYTHING_ELSE
    | {
        "laneSet",
        "sequenceFlow",
        "startEvent",
        "endEvent",
        "userTask",
        "exclusiveGateway",
    },
    "laneSet": frozenset(("lane",)),
    "lane": _ANYTHING_ELSE | {"flowNodeRef"},
    "startEvent": _NODE,
    "endEvent": _NODE,
    "userTask": _NODE,
    "exclusiveGateway": _NODE,
    "sequenceFlow": _ANYTHING_ELSE | {"conditionExpression"},
    "extensionElements": frozenset(("camunda:properties",)),
    "camunda:properties": frozenset(("camunda:property",)),
    "di:BPMNDiagram": frozenset(("di:BPMNPlane",)),
    "di:BPMNPlane": frozenset(("di:BPMNShape", "di:BPMNEdge")),
    "di:BPMNShape": frozenset(("dc:Bounds", "di:BPMNLabel")),
    "di:BPMNEdge": frozenset(("dd:waypoint", "di:BPMNLabel")),
    "di:BPMNLabel": frozenset(("dc:Bounds",)),
}
"""Which elements may lie in which; everything else is refused."""

_STRANGE: Mapping[Callable[[str, int, str], FlowFault], frozenset[str]] = {
    errors.FlowRunsCode: frozenset(
        (
            "scriptTask",
            "serviceTask",
            "businessRuleTask",
            "sendTask",
            "receiveTask",
            "intermediateThrowEvent",
            "intermediateCatchEvent",
            "boundaryEvent",
            "messageEventDefinition",
            "signalEventDefinition",
            "camunda:executionListener",
            "camunda:taskListener",
            "camunda:connector",
            "camunda:inputOutput",
        )
    ),
    errors.FlowSplits: frozenset(
        (
            "multiInstanceLoopCharacteristics",
            "standardLoopCharacteristics",
            "parallelGateway",
            "inclusiveGateway",
            "complexGateway",
            "eventBasedGateway",
        )
    ),
    errors.FlowCallsAnother: frozenset(
        ("callActivity", "subProcess", "transaction", "adHocSubProcess", "import")
    ),
}

_HOLDERS: Mapping[str, frozenset[str]] = {
    "province": frozenset(("province", "owner", "decision")),
    "city": frozenset(("branch", "decision")),
    "county": frozenset(("county", "decision")),
    "department": frozenset(("department:<id>", "decision")),
    "provider": frozenset(("provider", "decision")),
}
"""By lane: the rules that can find a holder there."""

_FOLLOWS: Mapping[str, frozenset[NodeKind | None]] = {
    "": frozenset(("dispatch",)),
    "sent": frozenset(("handle",)),
    "done": frozenset(("handle", "verify")),
    "returned": frozenset(("dispatch",)),
    "accepted": frozenset(("call-back", "close")),
    "rejected": frozenset(("handle",)),
    "satisfied": frozenset(("close",)),
    "no-call-back": frozenset(("close",)),
    "dissatisfied": frozenset(("handle",)),
    "closed": frozenset((None,)),
}
"""Outcome → what may come next, by the life of an order; None: the end."""

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_DEPARTMENT = re.compile(r"department:[a-z][a-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True)
class Stranger:
    """An element that is not one of its parent's."""

    element: str
    line: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a file says, whether or not it may."""

    diagram: Diagram
    strangers: tuple[Stranger, ...]
    ids: tuple[tuple[str, int], ...]
    """Of every element that has one, with its line."""
    lanes_of: Mapping[str, int]
    """In how many lanes each node lies."""
    processes: int

    @property
    def lines(self) -> Mapping[str, int]:
        return dict(reversed(self.ids))


def check(
    read: Read, holds: Holds, clocks: Collection[str], *, asks_back: bool
) -> tuple[FlowFault, ...]:
    """Every fault; a flow without one may be followed by orders."""
    lines = read.lines
    drawn = read.diagram
    for phase in (
        lambda: (*_strange(read), *_counts(read)),
        lambda: (*_ids(read), *_names(drawn, lines), *_places(read, lines)),
        lambda: (*_tasks(drawn, lines, clocks), *_edges(drawn, lines)),
        lambda: _ways(drawn, lines),
        lambda: _walked(drawn, lines, holds, asks_back=asks_back),
    ):
        if found := tuple(phase()):
            return found
    return ()


def _strange(read: Read) -> Iterator[FlowFault]:
    for one in read.strangers:
        for kind, names in _STRANGE.items():
            if one.name in names:
                yield kind(one.element, one.line, one.name)
                break
        else:
            yield errors.FlowElementUnknown(one.element, one.line, one.name)


def _counts(read: Read) -> Iterator[FlowFault]:
    drawn = read.diagram
    for name, count in (
        ("process", read.processes),
        ("startEvent", len(list(first_of(drawn)))),
    ):
        if count != 1:
            yield errors.FlowNotOnce("process", 1, name, count)
    for what, most, count in (
        ("nodes", MOST_NODES, len(drawn.nodes)),
        ("sequenceFlow", MOST_EDGES, len(drawn.edges)),
    ):
        if count > most:
            yield errors.FlowTooLarge("process", 1, what, most)


# --- ids, names, lanes, places ----------------------------------------------------------


def _ids(read: Read) -> Iterator[FlowFault]:
    seen: set[str] = set()
    for name, line in read.ids:
        if not _ID.fullmatch(name):
            yield errors.FlowAttributeWrong(name, line, "id", name, _ID.pattern)
        if name in seen:
            yield errors.FlowIdTwice(name, line)
        seen.add(name)


def _names(drawn: Diagram, lines: Mapping[str, int]) -> Iterator[FlowFault]:
    yield from _named(drawn.flow, drawn.name, lines, is_needed=True)
    if drawn.version < 1:
        yield _attribute(drawn.flow, "version", str(drawn.version), "1 …", lines)
    for lane in drawn.lanes:
        yield from _named(lane.id, lane.name, lines, is_needed=True)
        if lane.id not in _HOLDERS:
            yield _attribute(lane.id, "id", lane.id, ", ".join(_HOLDERS), lines)
    for node in drawn.nodes:
        is_task = node.shape == "userTask"
        yield from _named(node.id, node.name, lines, is_needed=is_task)
    for edge in drawn.edges:
        if edge.name is not None:
            yield from _named(edge.id, edge.name, lines, is_needed=False)


def _named(
    element: str, name: Name, lines: Mapping[str, int], *, is_needed: bool
) -> Iterator[FlowFault]:
    """In both languages, or in none where it may be nameless."""
    if not is_needed and not name.zh and not name.en:
        return
    for attribute, word in (("name", name.zh), ("en", name.en)):
        if not 0 < len(word.strip()) <= LONGEST_NAME:
            allowed = f"1–{LONGEST_NAME}"
            yield _attribute(element, attribute, word[:LONGEST_NAME], allowed, lines)


def _places(read: Read, lines: Mapping[str, int]) -> Iterator[FlowFault]:
    drawn = read.diagram
    for node in drawn.nodes:
        if read.lanes_of.get(node.id) != 1:
            yield errors.FlowLaneMissing(node.id, _line(node.id, lines))
    areas = [(str(one.id), one.area) for one in drawn.lanes]
    areas += [(one.id, one.area) for one in drawn.nodes]
    for name, area in areas:
        if area.width <= 0 or area.height <= 0:
            yield errors.FlowNotDrawn(name, _line(name, lines))
    for edge in drawn.edges:
        if len(edge.points) < 2:
            yield errors.FlowNotDrawn(edge.id, _line(edge.id, lines))


# --- node by node -----------------------------------------------------------------------


def _tasks(
    drawn: Diagram, lines: Mapping[str, int], clocks: Collection[str]
) -> Iterator[FlowFault]:
    for node in drawn.nodes:
        if node.shape == "userTask":
            yield from _task(node, lines, clocks)
        elif node.shape != "exclusiveGateway" and node.lane != "province":
            yield errors.FlowOutsideProvince(node.id, _line(node.id, lines))


def _task(
    node: Node, lines: Mapping[str, int], clocks: Collection[str]
) -> Iterator[FlowFault]:
    kinds = ("dispatch", "handle", "verify", "call-back", "close")
    if node.kind not in kinds:
        yield _attribute(node.id, "kind", node.kind or "", ", ".join(kinds), lines)
    elif node.kind != "handle" and node.lane != "province":
        yield errors.FlowOutsideProvince(node.id, _line(node.id, lines))
    holders = _HOLDERS[node.lane]
    holder = node.holder or ""
    rule = "department:<id>" if _DEPARTMENT.fullmatch(holder) else holder
    if rule not in holders:
        allowed = ", ".join(sorted(holders))
        yield _attribute(node.id, "holder", holder, allowed, lines)
    if node.limit not in clocks:
        allowed = ", ".join(sorted(clocks))
        yield _attribute(node.id, "limit", node.limit or "", allowed, lines)


def _edges(drawn: Diagram, lines: Mapping[str, int]) -> Iterator[FlowFault]:
    nodes = {node.id: node for node in drawn.nodes}
    for edge in drawn.edges:
        line = _line(edge.id, lines)
        if edge.source not in nodes or edge.target not in nodes:
            yield errors.FlowLeadsNowhere(edge.id, line)
            continue
        is_asked = nodes[edge.source].shape == "exclusiveGateway"
        if edge.condition is None:
            if is_asked and not edge.is_default:
                yield errors.FlowConditionMissing(edge.id, line)
        elif edge.is_default or not is_asked:
            yield errors.FlowConditionNeedless(edge.id, line)
        else:
            yield from _condition(edge, edge.condition, line)


def _condition(edge: Edge, condition: str, line: int) -> Iterator[FlowFault]:
    try:
        asks(condition)
    except RunsCode as refused:
        yield errors.FlowConditionRunsCode(edge.id, line, refused.what)
    except Unreadable as refused:
        yield errors.FlowConditionUnreadable(edge.id, line, refused.why)


def _ways(drawn: Diagram, lines: Mapping[str, int]) -> Iterator[FlowFault]:
    for node in drawn.nodes:
        line = _line(node.id, lines)
        out = [edge for edge in drawn.edges if edge.source == node.id]
        into = [edge for edge in drawn.edges if edge.target == node.id]
        match node.shape:
            case "endEvent" if out:
                yield errors.FlowWaysWrong(node.id, line, len(out), "0")
            case "exclusiveGateway" if not out:
                yield errors.FlowWaysWrong(node.id, line, 0, "1 …")
            case "exclusiveGateway":
                if sum(edge.is_default for edge in out) != 1:
                    yield errors.FlowDefaultMissing(node.id, line)
            case "startEvent" | "userTask" if len(out) != 1:
                yield errors.FlowWaysWrong(node.id, line, len(out), "1")
            case _:
                pass
        if node.shape == "startEvent" and into:
            yield errors.FlowWaysWrong(node.id, line, len(into), "0")


# --- where it leads ---------------------------------------------------------------------


def _walked(
    drawn: Diagram, lines: Mapping[str, int], holds: Holds, *, asks_back: bool
) -> Iterator[FlowFault]:
    walked = Walker(drawn, lines, holds).walk()
    yield from walked.faults
    if walked.faults:
        return
    for edge in drawn.edges:
        if edge.id not in walked.edges:
            yield errors.FlowNeverTaken(edge.id, _line(edge.id, lines))
    yield from _turns(drawn, lines, walked)
    yield from _reached(drawn, lines, walked)
    if asks_back:
        yield from _unasked(drawn, lines, walked)


def _turns(
    drawn: Diagram, lines: Mapping[str, int], walked: Walked
) -> Iterator[FlowFault]:
    """Also: an end comes after closing only, and closing after the province has looked."""
    kinds = {node.id: node.kind for node in drawn.nodes}
    wrong = {
        (turn.source, turn.outcome, turn.target): None
        for turn in walked.turns
        if kinds[turn.target] not in _FOLLOWS[turn.outcome]
    }
    for source, outcome, target in wrong:
        yield errors.FlowWrongTurn(source, _line(source, lines), outcome, target)


def _reached(
    drawn: Diagram, lines: Mapping[str, int], walked: Walked
) -> Iterator[FlowFault]:
    starts = [node.id for node in first_of(drawn)]
    reached = walked.after(starts)
    ends = {node.id for node in drawn.nodes if node.shape == "endEvent"}
    for node in drawn.nodes:
        if node.shape in ("endEvent", "userTask") and node.id not in reached:
            yield errors.FlowUnreachable(node.id, _line(node.id, lines))
        if node.shape in ("startEvent", "userTask") and not (
            walked.after([node.id]) & ends
        ):
            yield errors.FlowNeverEnds(node.id, _line(node.id, lines))


def _unasked(
    drawn: Diagram, lines: Mapping[str, int], walked: Walked
) -> Iterator[FlowFault]:
    """From the start and from every piece of work, closing lies behind a call-back."""
    kinds = {node.id: node.kind for node in drawn.nodes}
    calls = {name for name, kind in kinds.items() if kind == "call-back"}
    before = [node.id for node in first_of(drawn)]
    before += [name for name, kind in kinds.items() if kind == "handle"]
    for name in sorted(walked.after(before, calls, asked=True)):
        if kinds[name] == "close":
            yield errors.FlowClosesUnasked(name, _line(name, lines))


def _line(element: str, lines: Mapping[str, int]) -> int:
    return lines.get(element, 1)


def _attribute(
    element: str, attribute: str, value: str, allowed: str, lines: Mapping[str, int]
) -> FlowFault:
    line = _line(element, lines)
    return errors.FlowAttributeWrong(element, line, attribute, value, allowed)
