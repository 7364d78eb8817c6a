"""Which flows are accepted, and what is said against the others."""

from datetime import datetime

import msgspec
import pytest

from builders_dialogue import HOTLINE, QUEUES, Walk, faults, flow, with_nodes
from yingda.journey.dialogue.core.checking import check
from yingda.journey.dialogue.core.reading import accept, convert, read
from yingda.journey.dialogue.errors import FlowRefused, FlowUnreadable
from yingda.journey.dialogue.model.flow import Published
from yingda.kernel.calendar import SHANGHAI

MENU = {
    "kind": "menu",
    "prompts": ["choose"],
    "no_key": "people",
    "wrong_key": "people",
    "choices": {"1": {"to": "bye", "name": "bye"}},
}


def menu(**changes: object) -> dict[str, object]:
    return {**MENU, **changes}


def test_the_demo_flow_is_sound() -> None:
    assert check(HOTLINE.flow, QUEUES) == ()


def test_the_small_flow_is_sound() -> None:
    assert faults(flow()) == []


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        (menu(no_key=None), "choose: no-way-after-silence"),
        (menu(wrong_key=None), "choose: no-way-after-wrong-key"),
        (menu(no_key="nowhere"), "choose: unknown-node (nowhere)"),
        (menu(prompts=["unheard"]), "choose: unknown-prompt (en/unheard)"),
        (menu(prompts=["number(unset)"]), "choose: unknown-variable (unset)"),
        (menu(prompts=["Choose!"]), "choose: unreadable-prompt (Choose!)"),
        (menu(repeat="1"), "choose: key-twice (1)"),
        (menu(no_key="choose"), "choose: never-ends"),
        (
            menu(choices={"1": {"to": "bye", "name": "b", "sets": {"language": "fr"}}}),
            "choose: unknown-language (fr)",
        ),
        (
            menu(choices={"x": {"to": "bye", "name": "bye"}}),
            "choose: unknown-key (x)",
        ),
    ],
)
def test_a_menu_that_would_lose_callers_is_refused(
    node: dict[str, object], fault: str
) -> None:
    assert fault in faults(with_nodes(choose=node))


def test_a_node_that_nobody_comes_to_is_refused() -> None:
    spare = {"kind": "say", "prompts": ["bye"], "next": "bye"}

    assert faults(with_nodes(spare=spare)) == ["spare: unreachable"]


def test_an_unknown_queue_is_refused() -> None:
    people = {"kind": "queue", "queue": "nobody"}

    assert faults(with_nodes(people=people)) == ["people: unknown-queue (nobody)"]


@pytest.mark.row("AC-16")
def test_what_a_flow_does_for_the_old_is_checked_like_all_of_it() -> None:
    care = {"kind": "branch", "on": "care", "cases": {"old": "people"}}
    who = {"kind": "identify", "next": "care", "failed": "people"}
    people = {"kind": "queue", "queue": "general", "why": "65"}

    found = faults(
        with_nodes(care={**care, "otherwise": "choose"}, who=who, people=people)
    )
    assert found == ["people: unknown-reason (65)", "care: unknown-case (old)"]


@pytest.mark.row("CT-08")
def test_a_question_whose_failure_hangs_up_is_refused() -> None:
    ask = {
        "kind": "ask",
        "question": "orders",
        "cases": dict.fromkeys(("none", "one", "several"), "people"),
        "failed": "bye",
    }
    who = {"kind": "identify", "next": "orders", "failed": "choose"}

    assert faults(with_nodes(who=who, orders=ask)) == [
        "orders: failure-without-human (bye)"
    ]


def test_a_question_without_a_way_for_each_outcome_is_refused() -> None:
    ask = {
        "kind": "ask",
        "question": "provider",
        "cases": {"found": "choose"},
        "failed": "people",
    }
    who = {"kind": "identify", "next": "code", "failed": "people"}

    assert "code: outcome-without-way (missing)" in faults(
        with_nodes(who=who, code=ask)
    )


def test_a_circle_that_waits_for_nobody_is_refused() -> None:
    nodes = {
        "who": {"kind": "identify", "next": "a", "failed": "people"},
        "a": {
            "kind": "branch",
            "on": "tier",
            "cases": {"vip": "choose"},
            "otherwise": "b",
        },
        "b": {"kind": "set", "values": {"x": "1"}, "next": "a"},
    }

    found = faults(with_nodes(**nodes))

    assert {"a: never-ends", "b: never-ends"} <= set(found)


def test_what_is_sensitive_is_neither_attached_nor_spoken() -> None:
    nodes = {
        "who": {"kind": "identify", "next": "pin", "failed": "people"},
        "pin": {
            "kind": "collect",
            "prompts": ["choose"],
            "into": "pin",
            "longest": 6,
            "is_sensitive": True,
            "next": "pass-on",
            "no_key": "people",
            "wrong_key": "people",
        },
        "pass-on": {"kind": "attach", "variables": ["pin"], "next": "say"},
        "say": {"kind": "say", "prompts": ["digits(pin)"], "next": "choose"},
    }

    assert faults(with_nodes(**nodes)) == [
        "pass-on: sensitive-variable (pin)",
        "say: sensitive-variable (pin)",
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"start": "choose"}, "flow: must-start-by-identifying (choose)"),
        ({"human": "bye"}, "flow: human-is-no-queue (bye)"),
        ({"languages": ["en", "xx"]}, "flow: unknown-language (xx)"),
        ({"silent_prompt": "hm"}, "flow: unknown-prompt (en/hm)"),
        (
            {"hours": {"day": [{"days": "1-9", "opens": "08:00", "closes": "18:00"}]}},
            "hours: unreadable-hours (day)",
        ),
    ],
)
def test_a_frame_that_does_not_hold_is_refused(
    changes: dict[str, object], fault: str
) -> None:
    assert fault in faults(flow(**changes))


@pytest.mark.parametrize(("hour", "node"), [(12, "choose"), (22, "people")])
def test_opening_hours_decide_at_the_moment_of_the_call(hour: int, node: str) -> None:
    body = msgspec.to_builtins(flow())
    body["hours"] = {"day": [{"days": "1-7", "opens": "08:00", "closes": "20:00"}]}
    body["nodes"] |= {
        "who": {"kind": "identify", "next": "is-open", "failed": "people"},
        "is-open": {
            "kind": "branch",
            "on": "hours:day",
            "cases": {"open": "choose"},
            "otherwise": "people",
        },
    }
    given = convert(body)
    assert faults(given) == []
    moment = datetime(2026, 1, 2, hour, tzinfo=SHANGHAI)

    walk = Walk(Published(flow=given, version=1), moment).identified()

    assert walk.node == node


def test_a_refusal_names_flow_node_and_reason() -> None:
    with pytest.raises(FlowRefused) as refused:
        accept(with_nodes(choose=menu(no_key="nowhere")), QUEUES)

    assert refused.value.flow_id == "small"
    assert refused.value.faults == ("choose: unknown-node (nowhere)",)


@pytest.mark.parametrize("text", ["flow_id = ", "flow_id = 3", 'flow_id = "x"'])
def test_a_text_that_is_no_flow_says_where(text: str) -> None:
    with pytest.raises(FlowUnreadable) as refused:
        read(text)

    assert refused.value.reason
