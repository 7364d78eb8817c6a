"""The nouns of flows: what is drawn, and where an order stands in it."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from yingda.kernel.name import Name

NodeKind = Literal["dispatch", "handle", "verify", "call-back", "close"]
"""What somebody does at a node."""
Shape = Literal["startEvent", "endEvent", "userTask", "exclusiveGateway"]
Answer = Literal["satisfied", "dissatisfied", "no-answer"]
"""What came of calling the customer back."""
LaneId = Literal["province", "city", "county", "department", "provider"]

Facts = Mapping[str, str | bool]
"""What conditions may ask about; nothing of a person."""
Saved = Mapping[str, object]
"""Where an order stands, as JSON; the engine alone reads it."""

ASKED: Facts = {
    "outcome": "",
    "type": "",
    "tier": "",
    "urgency": "normal",
    "visit": "none",
    "call_back": True,
}
"""All facts there are, with what holds unless it is said."""

VISITS = ("none", "county", "provider")
"""Who goes to see the customer: values of the fact `visit`."""

OUTCOMES: Mapping[NodeKind, tuple[str, ...]] = {
    "dispatch": ("sent",),
    "handle": ("done", "returned"),
    "verify": ("accepted", "rejected"),
    "call-back": ("satisfied", "dissatisfied", "no-call-back"),
    "close": ("closed",),
}
"""With what a node of a kind is completed: values of the fact `outcome`."""

CLOCKS = frozenset(
    ("dispatch", "judge", "handle", "visit", "verify", "call-back", "close")
)
"""Limits that the shipped flows name; how long each is, is data."""


LARGEST = 256 * 1024
"""Bytes of a flow's file."""


class Spot(Struct, frozen=True):
    """A point of the drawing, in its pixels, from the upper left corner."""

    x: float
    y: float


class Area(Struct, frozen=True):
    """Where something is drawn."""

    x: float
    y: float
    width: float
    height: float


class Lane(Struct, frozen=True, kw_only=True):
    """Whose nodes lie in it: 泳道."""

    id: LaneId
    name: Name
    area: Area


class Node(Struct, frozen=True, kw_only=True):
    """One station of a flow."""

    id: str
    shape: Shape
    """By BPMN's word; what follows `area` is set for user tasks only."""
    name: Name
    """Empty for a gateway that has none."""
    lane: LaneId
    area: Area
    kind: NodeKind | None = None
    holder: str | None = None
    """The rule by which its holder is found: `province`, `branch`, `county`, `provider`,
    `owner`, `department:<id>`, or `decision` for the dispatch tables."""
    limit: str | None = None
    """Which of the time limits runs here."""


class Edge(Struct, frozen=True, kw_only=True):
    """A way from node to node."""

    id: str
    source: str
    target: str
    name: Name | None
    condition: str | None
    """When it is gone; asked at gateways only."""
    is_default: bool
    """Gone when no condition of its gateway holds."""
    points: tuple[Spot, ...]


class Diagram(Struct, frozen=True, kw_only=True):
    """A flow as it is drawn."""

    flow: str
    version: int
    name: Name
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


class Moved(Struct, frozen=True, kw_only=True):
    """Where an order stands after a step."""

    state: Saved
    """To be kept until the next step, and dropped at the end."""
    node: Node | None
    """What is to be done now; None: the flow has ended."""

    @property
    def ended(self) -> bool:
        return self.node is None
