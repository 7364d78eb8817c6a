"""Orders that stood in a flow when an earlier release saved them can still go on.

`orders-flows.jsonl` holds what was saved: one line for each flow and version, with the node
that comes next. It is added to and never edited: for a new version of a flow, or a new form
of what is saved, add a line with the `state` that `Moved` had at its second node. A flow
that orders have gone in is not edited either: `sha256` is that of its file. Whoever changes
one gives it the next version in a new file, and the old file stays beside it for as long as
orders go in it.
"""

import hashlib
import json
from pathlib import Path

import pytest

from builders_flows import engine, finished
from yingda.journey.workorders.adapters.bpmn import read, shipped

RECORDED = [
    json.loads(line)
    for line in (Path(__file__).parent / "orders-flows.jsonl")
    .read_text("utf-8")
    .splitlines()
]
FILES = {
    (drawn.flow, drawn.version): xml
    for xml in shipped()
    for drawn in (read(xml).diagram,)
}


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: str(row["flow"]))
def test_a_saved_order_goes_on_to_its_end(row: dict[str, object]) -> None:
    flow, state = str(row["flow"]), row["state"]
    assert isinstance(state, dict)

    moved = engine().complete(flow, state, state["at"], {"outcome": "done"})

    assert moved.node is not None
    assert moved.node.id == row["next"]
    assert finished(flow, moved, {})[-1] == "close"


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: str(row["flow"]))
def test_a_flow_is_what_it_was_when_orders_began_to_go_in_it(
    row: dict[str, object],
) -> None:
    state = row["state"]
    assert isinstance(state, dict)
    xml = FILES[str(row["flow"]), state["version"]]

    assert hashlib.sha256(xml).hexdigest() == row["sha256"]


def test_every_shipped_version_has_a_sample() -> None:
    recorded = {(row["flow"], row["state"]["version"]) for row in RECORDED}

    assert recorded == FILES.keys()
