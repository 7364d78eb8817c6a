"""BPMN 2.0 files as drawings. Everything in a file is kept or named as a stranger, and
nothing of it is judged here."""

from collections.abc import Iterator, Mapping
from importlib import resources
from typing import cast
from xml.etree import ElementTree as Tree

from yingda.journey.workorders.adapters import xml
from yingda.journey.workorders.adapters.xml import Element
from yingda.journey.workorders.core.diagram import CHILDREN, Read, Stranger
from yingda.journey.workorders.errors.flows import (
    FlowDeclaresEntities,
    FlowNotBpmn,
    FlowTooLarge,
)
from yingda.journey.workorders.model.flows import (
    LARGEST,
    Area,
    Diagram,
    Edge,
    Lane,
    LaneId,
    Node,
    NodeKind,
    Shape,
    Spot,
)
from yingda.kernel.name import Name

BOUNDS = xml.Bounds(bytes=LARGEST, elements=4_000, levels=12)

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD = "{http://www.omg.org/spec/DD/20100524/DI}"
_PREFIXES = {_BPMN: "", _CAMUNDA: "camunda:", _DI: "di:", _DC: "dc:", _DD: "dd:"}
_SHAPES = ("startEvent", "endEvent", "userTask", "exclusiveGateway")
_NAMELESS = frozenset(("documentation", "extensionElements", "laneSet"))
_NOWHERE = Area(0, 0, 0, 0)


def read(data: bytes) -> Read:
    """Raises FlowTooLarge, FlowNotBpmn or FlowDeclaresEntities."""
    root = _root(data)
    processes = list(_all(root, "process"))
    process = processes[0] if processes else Element("process", {})
    lanes_of = _lanes_of(process)
    return Read(
        diagram=_diagram(process, _Drawing(root), lanes_of),
        strangers=tuple(_strangers(root)),
        ids=tuple(_ids(process, *_all(root, "collaboration"))),
        lanes_of={name: len(lanes) for name, lanes in lanes_of.items()},
        processes=len(processes),
    )


def plain(data: bytes) -> bytes:
    """The same as we read it, for whoever reads it after us: two readers might differ."""
    text: bytes = Tree.tostring(_root(data), "utf-8")
    return text


def _root(data: bytes) -> Element:
    try:
        root = xml.read(data, BOUNDS)
    except xml.TooLarge as error:
        raise FlowTooLarge("file", error.line, error.what, error.most) from error
    except xml.NotXml as error:
        if str(error) == "entities":
            raise FlowDeclaresEntities("DOCTYPE", error.line) from error
        raise FlowNotBpmn("file", error.line) from error
    if _name_of(root) != "definitions":
        raise FlowNotBpmn("file", root.line)
    return root


def _name_of(element: Element) -> str:
    """`lane`, `di:BPMNShape`, …; of an unknown name space it comes whole."""
    space, brace, local = element.tag.rpartition("}")
    prefix = _PREFIXES.get(space + brace)
    return element.tag if prefix is None else prefix + local


def _below(element: Element) -> Iterator[Element]:
    return (child for child in element if isinstance(child, Element))


def _all(element: Element, *way: str) -> Iterator[Element]:
    """Those children, and theirs, that are called like this."""
    first, *rest = way
    for child in _below(element):
        if _name_of(child) == first:
            if rest:
                yield from _all(child, *rest)
            else:
                yield child


def _ids(*parts: Element) -> Iterator[tuple[str, int]]:
    needed = CHILDREN["process"] - _NAMELESS
    for part in parts:
        for one in part.iter():
            if isinstance(one, Element) and (
                "id" in one.attrib or _name_of(one) in needed
            ):
                yield one.get("id", ""), one.line


def _strangers(element: Element, around: str = "file") -> Iterator[Stranger]:
    """Whatever is not among its parent's children; what lies in it is not looked at."""
    known = CHILDREN.get(_name_of(element), frozenset())
    named = element.get("id") or around
    for child in _below(element):
        name = _name_of(child)
        if name in known:
            yield from _strangers(child, named)
        else:
            yield Stranger(child.get("id") or named, child.line, name)


# --- the drawing ------------------------------------------------------------------------


class _Drawing:
    """Where each element is drawn, by its id."""

    def __init__(self, root: Element) -> None:
        self._drawn = {
            one.attrib["bpmnElement"]: one
            for one in root.iter()
            if isinstance(one, Element) and "bpmnElement" in one.attrib
        }

    def area(self, name: str) -> Area:
        shape = self._drawn.get(name)
        for bounds in _all(shape, "dc:Bounds") if shape is not None else ():
            return Area(
                *(_number(bounds.attrib, key) for key in ("x", "y", "width", "height"))
            )
        return _NOWHERE

    def points(self, name: str) -> tuple[Spot, ...]:
        edge = self._drawn.get(name)
        return tuple(
            Spot(_number(one.attrib, "x"), _number(one.attrib, "y"))
            for one in (_all(edge, "dd:waypoint") if edge is not None else ())
        )


def _number(attributes: Mapping[str, str], name: str) -> float:
    """0 for what is none: then it is not drawn."""
    try:
        number = float(attributes.get(name, ""))
    except ValueError:
        return 0.0
    return number if abs(number) < 100_000 else 0.0


def _lanes_of(process: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for lane in _all(process, "laneSet", "lane"):
        for reference in _all(lane, "flowNodeRef"):
            node = (reference.text or "").strip()
            found.setdefault(node, []).append(lane.get("id", ""))
    return found


def _diagram(
    process: Element, drawing: _Drawing, lanes_of: Mapping[str, list[str]]
) -> Diagram:
    version = _properties(process).get("version", "")
    parts = list(_below(process))
    defaults = {one.get("default") for one in parts}
    return Diagram(
        flow=process.get("id", ""),
        version=int(version) if version.isdecimal() and len(version) < 6 else 0,
        name=_name(process),
        lanes=tuple(_lane(one, drawing) for one in _all(process, "laneSet", "lane")),
        nodes=tuple(
            _node(one, drawing, lanes_of.get(one.get("id", ""), []))
            for one in parts
            if _name_of(one) in _SHAPES
        ),
        edges=tuple(
            _edge(one, drawing, is_default=one.get("id") in defaults)
            for one in _all(process, "sequenceFlow")
        ),
    )


def _properties(element: Element) -> dict[str, str]:
    way = ("extensionElements", "camunda:properties", "camunda:property")
    return {one.get("name", ""): one.get("value", "") for one in _all(element, *way)}


def _name(element: Element) -> Name:
    return Name(element.get("name", ""), _properties(element).get("en", ""))


def _lane(element: Element, drawing: _Drawing) -> Lane:
    name = element.get("id", "")
    return Lane(id=cast(LaneId, name), name=_name(element), area=drawing.area(name))


def _node(element: Element, drawing: _Drawing, lanes: list[str]) -> Node:
    """What is not allowed in it is kept as it is: it is checked before it is used."""
    given = _properties(element)
    name = element.get("id", "")
    return Node(
        id=name,
        shape=cast(Shape, _name_of(element)),
        name=_name(element),
        lane=cast(LaneId, lanes[0] if lanes else ""),
        area=drawing.area(name),
        kind=cast(NodeKind | None, given.get("kind")),
        holder=given.get("holder"),
        limit=given.get("limit"),
    )


def _edge(element: Element, drawing: _Drawing, *, is_default: bool) -> Edge:
    name, called = element.get("id", ""), _name(element)
    conditions = [
        (one.text or "").strip() for one in _all(element, "conditionExpression")
    ]
    return Edge(
        id=name,
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        name=called if called.zh or called.en else None,
        condition=conditions[0] if conditions else None,
        is_default=is_default,
        points=drawing.points(name),
    )


def shipped() -> tuple[bytes, ...]:
    """The flows that come with the program: every version that orders may still go in."""
    folder = resources.files("yingda.journey.workorders") / "data" / "flows"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(file.read_bytes() for file in files)
