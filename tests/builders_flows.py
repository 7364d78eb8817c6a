"""Flows of orders for tests: those that are shipped, and the same with a piece changed."""

from collections.abc import Iterator
from functools import cache

from yingda.journey.workorders.adapters.bpmn import read, shipped
from yingda.journey.workorders.adapters.spiff import Spiff
from yingda.journey.workorders.errors.flows import FlowFault
from yingda.journey.workorders.model.flows import (
    CLOCKS,
    OUTCOMES,
    Facts,
    Moved,
    Node,
)

GOOD = {
    "dispatch": "sent",
    "handle": "done",
    "verify": "accepted",
    "call-back": "satisfied",
    "close": "closed",
}
"""The outcome of each kind of node with which an order goes straight on."""


@cache
def engine() -> Spiff:
    return Spiff(shipped())


@cache
def files() -> dict[str, bytes]:
    return {read(xml).diagram.flow: xml for xml in shipped()}


FLOWS = sorted(files())


def asks_back(flow: str) -> bool:
    return flow != "maintenance"


def changed(flow: str, *edits: tuple[str, str]) -> bytes:
    """The shipped file with each piece replaced, which must be there exactly once."""
    text = files()[flow].decode()
    for old, new in edits:
        assert text.count(old) == 1, f"{old}: {text.count(old)} times"
        text = text.replace(old, new)
    return text.encode()


def faults(xml: bytes, *, back: bool = True) -> list[tuple[str, str]]:
    """Code and element of each."""
    found = engine().check(xml, clocks=CLOCKS, asks_back=back)
    assert all(isinstance(one, FlowFault) for one in found)
    return [(one.code, one.element) for one in found]


def outcomes_of(node: Node) -> tuple[str, ...]:
    assert node.kind is not None
    return OUTCOMES[node.kind]


def finished(flow: str, moved: Moved, facts: Facts) -> list[str]:
    """The nodes on the straight way from here to the end."""
    passed: list[str] = []
    while moved.node is not None:
        assert len(passed) < 20, passed
        kind = moved.node.kind
        assert kind is not None
        passed.append(moved.node.id)
        moved = engine().complete(
            flow, moved.state, moved.node.id, {**facts, "outcome": GOOD[kind]}
        )
    return passed


def cases() -> Iterator[Facts]:
    for visit in ("none", "county", "provider"):
        for call_back in (True, False):
            yield {"visit": visit, "call_back": call_back, "type": "x", "tier": "vip"}
