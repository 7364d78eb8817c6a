"""Orders go through the shipped flows to their end, which is the province's."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders_flows import (
    FLOWS,
    asks_back,
    cases,
    changed,
    engine,
    faults,
    files,
    finished,
    outcomes_of,
)
from yingda.journey.workorders.adapters.spiff import Spiff
from yingda.journey.workorders.errors.flows import UnknownFlow, WrongNode
from yingda.journey.workorders.model.flows import Facts, Moved, Node

STRAIGHT = {
    "consult": "dispatch answer verify call-back close",
    "complaint": "dispatch investigate cause verify call-back close",
    "fault": "dispatch diagnose verify call-back close",
    "business": "dispatch carry-out verify call-back close",
    "suggestion": "dispatch evaluate adopt tell close",
    "sp-complaint": "dispatch reply refund verify call-back close",
    "maintenance": "dispatch repair verify close",
}


def node(moved: Moved) -> Node:
    assert moved.node is not None
    return moved.node


def after(flow: str, moved: Moved, outcome: str, **facts: str | bool) -> Moved:
    told = {**facts, "outcome": outcome}
    return engine().complete(flow, moved.state, node(moved).id, told)


@pytest.mark.parametrize("flow", FLOWS)
def test_every_shipped_flow_is_sound(flow: str) -> None:
    assert faults(files()[flow], back=asks_back(flow)) == []


@pytest.mark.parametrize("flow", FLOWS)
def test_what_goes_well_goes_straight_to_the_end(flow: str) -> None:
    begun = engine().start(flow, {})

    assert finished(flow, begun, {}) == STRAIGHT[flow].split()


@pytest.mark.parametrize("flow", FLOWS)
def test_every_outcome_of_every_node_leads_on_and_only_the_province_ends_it(
    flow: str,
) -> None:
    seen: set[str] = set()
    for facts in cases():
        ahead = [engine().start(flow, facts)]
        here: set[str] = set()
        while ahead:
            at = ahead.pop()
            if at.node is None or at.node.id in here:
                continue
            here.add(at.node.id)
            for outcome in outcomes_of(at.node):
                then = after(flow, at, outcome, **facts)
                if then.ended:
                    assert (at.node.kind, at.node.lane) == ("close", "province")
                ahead.append(then)
        seen |= here

    drawn = engine().diagram(flow)
    assert seen == {one.id for one in drawn.nodes if one.shape == "userTask"}


@given(
    flow=st.sampled_from(FLOWS),
    facts=st.sampled_from(list(cases())),
    picks=st.lists(st.integers(0, 5), max_size=40),
)
@settings(max_examples=60, deadline=None)
def test_wherever_an_order_has_wandered_it_can_still_end(
    flow: str, facts: Facts, picks: list[int]
) -> None:
    moved = engine().start(flow, facts)
    for pick in picks:
        if moved.node is None:
            return
        ways = outcomes_of(moved.node)
        moved = after(flow, moved, ways[pick % len(ways)], **facts)

    finished(flow, moved, facts)


@pytest.mark.parametrize("flow", [flow for flow in FLOWS if asks_back(flow)])
def test_work_that_does_not_satisfy_the_customer_is_done_again_and_asked_again(
    flow: str,
) -> None:
    moved = engine().start(flow, {})
    while node(moved).kind != "call-back":
        good = {"dispatch": "sent", "handle": "done", "verify": "accepted"}
        moved = after(flow, moved, good[str(node(moved).kind)])

    again = after(flow, moved, "dissatisfied")

    assert node(again).kind == "handle"
    assert node(moved).id in finished(flow, again, {})


@pytest.mark.parametrize("flow", FLOWS)
def test_what_is_returned_is_judged_by_the_province(flow: str) -> None:
    given = after(flow, engine().start(flow, {}), "sent")

    judged = node(after(flow, given, "returned"))

    assert (judged.id, judged.kind, judged.lane) == ("judge", "dispatch", "province")


@pytest.mark.parametrize("flow", FLOWS)
def test_what_is_not_well_done_is_rejected_to_whoever_did_it_first(flow: str) -> None:
    given = after(flow, engine().start(flow, {}), "sent")
    moved = given
    while node(moved).kind == "handle":
        moved = after(flow, moved, "done")

    assert node(after(flow, moved, "rejected")) == node(given)


@pytest.mark.parametrize("flow", ["fault", "maintenance"])
@pytest.mark.parametrize(
    ("visit", "goes"),
    [("county", "visit-county"), ("provider", "visit-provider"), ("none", "verify")],
)
def test_a_visit_is_the_countys_or_a_contractors(
    flow: str, visit: str, goes: str
) -> None:
    given = after(flow, engine().start(flow, {}), "sent")

    assert node(after(flow, given, "done", visit=visit)).id == goes


def test_a_query_that_nobody_need_be_called_about_is_closed_after_verifying() -> None:
    facts: Facts = {"call_back": False}
    begun = engine().start("consult", facts)

    assert finished("consult", begun, facts) == [
        "dispatch",
        "answer",
        "verify",
        "close",
    ]


# --- what is saved ----------------------------------------------------------------------


@pytest.mark.parametrize("flow", FLOWS)
def test_what_is_saved_is_json_stays_small_and_holds_no_spec(flow: str) -> None:
    moved = after(flow, engine().start(flow, {}), "sent")
    for _ in range(50):
        moved = after(flow, after(flow, moved, "returned"), "sent")

    saved = json.dumps(moved.state)

    assert len(saved) < 100
    assert json.loads(saved) == moved.state


def test_a_step_can_be_repeated_because_nothing_is_remembered() -> None:
    begun = engine().start("fault", {})

    assert after("fault", begun, "sent") == after("fault", begun, "sent")


@pytest.mark.parametrize(
    ("node_id", "outcome"),
    [
        ("close", "closed"),
        ("dispatch", "closed"),
        ("dispatch", ""),
        ("nowhere", "sent"),
        ("taken-down", ""),
    ],
)
def test_only_where_an_order_stands_can_be_completed_and_as_its_kind_can(
    node_id: str, outcome: str
) -> None:
    begun = engine().start("fault", {})

    with pytest.raises(WrongNode):
        engine().complete("fault", begun.state, node_id, {"outcome": outcome})


def test_an_order_that_has_ended_goes_nowhere() -> None:
    with pytest.raises(WrongNode):
        engine().complete(
            "fault",
            {"format": 1, "version": 1, "at": None},
            "close",
            {"outcome": "closed"},
        )


def test_an_order_keeps_its_version_while_new_ones_go_in_the_newest() -> None:
    second = changed(
        "consult",
        ('name="version" value="1"', 'name="version" value="2"'),
        ('name="查证解答"', 'name="查证并解答"'),
    )
    both = Spiff([*files().values(), second])
    old = engine().start("consult", {})

    kept = both.complete("consult", old.state, "dispatch", {"outcome": "sent"})
    begun = both.start("consult", {})
    new = both.complete("consult", begun.state, "dispatch", {"outcome": "sent"})

    assert (node(kept).name.zh, node(new).name.zh) == ("查证解答", "查证并解答")
    assert both.diagram("consult").version == 2
    assert both.diagram("consult", 1).version == 1


@pytest.mark.parametrize(("flow", "version"), [("dance", None), ("fault", 7)])
def test_a_flow_that_is_not_loaded_is_refused(flow: str, version: int | None) -> None:
    with pytest.raises(UnknownFlow):
        engine().diagram(flow, version)


# --- the drawing ------------------------------------------------------------------------

SPACES = {
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}


@pytest.mark.parametrize("flow", FLOWS)
def test_the_drawing_has_every_node_lane_and_way_where_the_file_has_it(
    flow: str,
) -> None:
    root = ElementTree.fromstring(files()[flow])
    boxes = {
        shape.attrib["bpmnElement"]: [
            float(bounds.attrib[key]) for key in ("x", "y", "width", "height")
        ]
        for shape in root.iterfind(".//bpmndi:BPMNShape", SPACES)
        for bounds in shape.iterfind("dc:Bounds", SPACES)
    }
    lines = {
        edge.attrib["bpmnElement"]: [
            (float(point.attrib["x"]), float(point.attrib["y"]))
            for point in edge.iterfind("di:waypoint", SPACES)
        ]
        for edge in root.iterfind(".//bpmndi:BPMNEdge", SPACES)
    }

    drawn = engine().diagram(flow)

    areas = {str(one.id): one.area for one in drawn.lanes}
    areas |= {one.id: one.area for one in drawn.nodes}
    shown = {
        name: [area.x, area.y, area.width, area.height] for name, area in areas.items()
    }
    assert shown == {name: box for name, box in boxes.items() if name != "pool"}
    assert lines == {
        edge.id: [(point.x, point.y) for point in edge.points] for edge in drawn.edges
    }


@pytest.mark.parametrize("flow", FLOWS)
def test_every_node_is_drawn_inside_its_lane_and_beside_the_others(flow: str) -> None:
    drawn = engine().diagram(flow)
    lanes = {lane.id: lane.area for lane in drawn.lanes}

    for one in drawn.nodes:
        area, lane = one.area, lanes[one.lane]
        assert lane.y <= area.y, one.id
        assert area.y + area.height <= lane.y + lane.height, one.id
        assert lane.x <= area.x, one.id
        assert area.x + area.width <= lane.x + lane.width, one.id
        for other in drawn.nodes:
            box = other.area
            assert (
                one is other
                or area.x + area.width <= box.x
                or box.x + box.width <= area.x
                or area.y + area.height <= box.y
                or box.y + box.height <= area.y
            ), (one.id, other.id)


@pytest.mark.parametrize("flow", FLOWS)
def test_every_way_is_drawn_from_the_edge_of_a_node_to_the_edge_of_the_next(
    flow: str,
) -> None:
    drawn = engine().diagram(flow)
    areas = {one.id: one.area for one in drawn.nodes}

    for edge in drawn.edges:
        ends = ((edge.source, edge.points[0]), (edge.target, edge.points[-1]))
        for name, point in ends:
            area = areas[name]
            assert area.x <= point.x <= area.x + area.width, edge.id
            assert area.y <= point.y <= area.y + area.height, edge.id
