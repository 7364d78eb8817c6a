"""What a flow of orders must not contain is refused by element and reason."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders_flows import changed, engine, faults, files
from yingda.app.language import LANGUAGES, load
from yingda.journey.workorders.adapters.expressions import Conditions
from yingda.journey.workorders.core.conditions import RunsCode, Unreadable, asks
from yingda.journey.workorders.model.flows import ASKED, CLOCKS, LARGEST

Edit = tuple[str, str]


def condition(text: str) -> list[Edit]:
    """That of the way by which what is returned goes back."""
    return [('>outcome == "returned"<', f">{text}<")]


def node(name: str, extra: str = "") -> Edit:
    """A node of another make in the place of the one that answers."""
    return (
        '<bpmn:userTask id="answer" name="查证解答">',
        f'<bpmn:{name} id="scr"/><bpmn:userTask id="answer" name="查证解答">{extra}',
    )


CASES: dict[str, tuple[list[Edit], str, str]] = {
    "a script task": ([node("scriptTask")], "runs-code", "scr"),
    "a service task": ([node("serviceTask")], "runs-code", "scr"),
    "a task that sends": ([node("sendTask")], "runs-code", "scr"),
    "a business rule": ([node("businessRuleTask")], "runs-code", "scr"),
    "a timer on a task": ([node("boundaryEvent")], "runs-code", "scr"),
    "a call activity": ([node("callActivity")], "calls-another", "scr"),
    "a sub-process": ([node("subProcess")], "calls-another", "scr"),
    "a parallel gateway": ([node("parallelGateway")], "splits", "scr"),
    "a task that nobody named does": ([node("task")], "element-unknown", "scr"),
    "several at once": (
        [
            (
                '<bpmn:userTask id="answer" name="查证解答">',
                '<bpmn:userTask id="answer" name="查证解答">'
                "<bpmn:multiInstanceLoopCharacteristics/>",
            )
        ],
        "splits",
        "answer",
    ),
    "a listener": (
        [
            (
                '<bpmn:laneSet id="lanes">',
                "<bpmn:extensionElements><camunda:executionListener/>"
                '</bpmn:extensionElements><bpmn:laneSet id="lanes">',
            )
        ],
        "runs-code",
        "consult",
    ),
    "an element of nobody's": (
        [('<bpmn:laneSet id="lanes">', '<dance xmlns="x"/><bpmn:laneSet id="lanes">')],
        "element-unknown",
        "consult",
    ),
    "a start below the province": (
        [
            ("        <bpmn:flowNodeRef>taken-down</bpmn:flowNodeRef>\n", ""),
            (
                "<bpmn:flowNodeRef>answer</bpmn:flowNodeRef>",
                "<bpmn:flowNodeRef>answer</bpmn:flowNodeRef>"
                "<bpmn:flowNodeRef>taken-down</bpmn:flowNodeRef>",
            ),
        ],
        "outside-province",
        "taken-down",
    ),
    "an end below the province": (
        [
            ("        <bpmn:flowNodeRef>ended</bpmn:flowNodeRef>\n", ""),
            (
                "<bpmn:flowNodeRef>answer</bpmn:flowNodeRef>",
                "<bpmn:flowNodeRef>answer</bpmn:flowNodeRef>"
                "<bpmn:flowNodeRef>ended</bpmn:flowNodeRef>",
            ),
        ],
        "outside-province",
        "ended",
    ),
    "a branch that closes": (
        [
            ("        <bpmn:flowNodeRef>close</bpmn:flowNodeRef>\n", ""),
            (
                "<bpmn:flowNodeRef>answer</bpmn:flowNodeRef>",
                "<bpmn:flowNodeRef>answer</bpmn:flowNodeRef>"
                "<bpmn:flowNodeRef>close</bpmn:flowNodeRef>",
            ),
        ],
        "outside-province",
        "close",
    ),
    "a node in no lane": (
        [("        <bpmn:flowNodeRef>judge</bpmn:flowNodeRef>\n", "")],
        "lane-missing",
        "judge",
    ),
    "a lane of nobody": (
        [
            ('<bpmn:lane id="city"', '<bpmn:lane id="village"'),
            ('bpmnElement="city"', 'bpmnElement="village"'),
        ],
        "attribute-wrong",
        "village",
    ),
    "a task without a kind": (
        [('<camunda:property name="kind" value="verify"/>', "")],
        "attribute-wrong",
        "verify",
    ),
    "a holder of no rule": (
        [('name="holder" value="decision"', 'name="holder" value="somebody"')],
        "attribute-wrong",
        "answer",
    ),
    "a holder of another lane": (
        [('name="holder" value="decision"', 'name="holder" value="county"')],
        "attribute-wrong",
        "answer",
    ),
    "a limit that there is not": (
        [('name="limit" value="handle"', 'name="limit" value="soon"')],
        "attribute-wrong",
        "answer",
    ),
    "a task without an English name": (
        [('<camunda:property name="en" value="Find the answer"/>', "")],
        "attribute-wrong",
        "answer",
    ),
    "a flow without a version": (
        [('<camunda:property name="version" value="1"/>', "")],
        "attribute-wrong",
        "consult",
    ),
    "an id twice": (
        [('<bpmn:sequenceFlow id="close_ended"', '<bpmn:sequenceFlow id="judge"')],
        "id-twice",
        "judge",
    ),
    "a task that is not drawn": (
        [('bpmnElement="answer"', 'bpmnElement="gone"')],
        "not-drawn",
        "answer",
    ),
    "a way to nowhere": (
        [('sourceRef="judge" targetRef="answer"', 'sourceRef="judge" targetRef="x"')],
        "leads-nowhere",
        "judge_answer",
    ),
    "a dead end": (
        [
            (
                'sourceRef="judge" targetRef="answer"',
                'sourceRef="close" targetRef="answer"',
            )
        ],
        "ways-wrong",
        "judge",
    ),
    "a gateway without a default": (
        [(' default="answer-out_verify"', "")],
        "condition-missing",
        "answer-out_verify",
    ),
    "a gateway that only asks": (
        [
            (' default="answer-out_verify"', ""),
            (
                ' sourceRef="answer-out" targetRef="verify">',
                ' sourceRef="answer-out" targetRef="verify"><bpmn:conditionExpression>'
                'outcome == "done"</bpmn:conditionExpression>',
            ),
        ],
        "default-missing",
        "answer-out",
    ),
    "a condition of a task": (
        [
            (
                ' sourceRef="judge" targetRef="answer"/>',
                ' sourceRef="judge" targetRef="answer"><bpmn:conditionExpression>'
                "call_back</bpmn:conditionExpression></bpmn:sequenceFlow>",
            )
        ],
        "condition-needless",
        "judge_answer",
    ),
    "two starts": (
        [node("startEvent")],
        "not-once",
        "process",
    ),
    "a condition that calls": (
        condition("__import__('os').system('true')"),
        "condition-runs-code",
        "answer-out_judge",
    ),
    "a condition that reaches in": (
        condition("outcome.__class__ == 'x'"),
        "condition-runs-code",
        "answer-out_judge",
    ),
    "a condition that loops": (
        condition("[1 for x in outcome] == 'x'"),
        "condition-runs-code",
        "answer-out_judge",
    ),
    "a condition about a person": (
        condition("customer == 'x'"),
        "condition-unreadable",
        "answer-out_judge",
    ),
    "a condition that is no sentence": (
        condition("outcome =="),
        "condition-unreadable",
        "answer-out_judge",
    ),
    "a condition that is long": (
        condition("outcome == 'x' or " * 40 + "call_back"),
        "condition-unreadable",
        "answer-out_judge",
    ),
    "a condition that never holds": (
        condition("outcome == 'mislaid'"),
        "never-taken",
        "answer-out_judge",
    ),
    "two ways at once": (
        [('>outcome == "rejected"<', ">outcome in ('rejected', 'accepted')<")],
        "conditions-meet",
        "verified",
    ),
    "a loop without an exit": (
        [
            (
                ' sourceRef="close" targetRef="ended"',
                ' sourceRef="close" targetRef="judge"',
            )
        ],
        "wrong-turn",
        "close",
    ),
    "a branch whose work nobody looks at": (
        [
            (
                ' sourceRef="answer-out" targetRef="verify"',
                ' sourceRef="answer-out" targetRef="close"',
            )
        ],
        "wrong-turn",
        "answer",
    ),
    "gateways that only lead to each other": (
        [
            (
                ' sourceRef="answer-out" targetRef="verify"',
                ' sourceRef="answer-out" targetRef="answer-out"',
            )
        ],
        "spins",
        "answer-out",
    ),
    "closing without asking": (
        [('outcome == "accepted" and not call_back', 'outcome == "accepted"')],
        "closes-unasked",
        "close",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_by_element_and_reason(case: str) -> None:
    edits, code, element = CASES[case]

    found = faults(changed("consult", *edits))

    assert (f"order-flow-{code}", element) in found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_every_reason_is_a_sentence_that_names_the_element(
    case: str, language: str
) -> None:
    edits, _, _ = CASES[case]
    spoken = load(language)
    for fault in engine().check(
        changed("consult", *edits), clocks=CLOCKS, asks_back=True
    ):
        sentence = spoken.say(fault)
        assert fault.element in sentence or fault.code == "order-flow-not-once"
        assert fault.line > 0


def test_a_loop_from_which_nobody_comes_out_is_refused_at_each_of_its_nodes() -> None:
    """Verifying always rejects, so the work goes round for ever."""
    found = faults(
        changed(
            "suggestion",
            (
                'sourceRef="verified" targetRef="tell"',
                'sourceRef="verified" targetRef="evaluate"',
            ),
        )
    )

    stuck = {element for code, element in found if code == "order-flow-never-ends"}
    assert {"taken-down", "dispatch", "judge", "evaluate", "adopt"} <= stuck
    assert ("order-flow-unreachable", "tell") in found


def test_a_flow_without_call_backs_is_for_orders_without_customers() -> None:
    flow = files()["maintenance"]

    assert faults(flow, back=False) == []
    assert faults(flow) == [("order-flow-closes-unasked", "close")]


def test_the_limits_are_those_that_the_centre_has() -> None:
    found = engine().check(files()["fault"], clocks={"handle"}, asks_back=True)

    assert {fault.code for fault in found} == {"order-flow-attribute-wrong"}
    assert "visit-county" in {fault.element for fault in found}


# --- files that are no flows ------------------------------------------------------------

BOMB = """<?xml version="1.0"?>
<!DOCTYPE bomb [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<definitions>&d;</definitions>"""
THIEF = """<?xml version="1.0"?>
<!DOCTYPE t [<!ENTITY file SYSTEM "file:///etc/passwd">]>
<definitions>&file;</definitions>"""
REMOTE = """<?xml version="1.0"?>
<!DOCTYPE definitions SYSTEM "http://example.org/flow.dtd"><definitions/>"""


@pytest.mark.parametrize("text", [BOMB, THIEF, REMOTE])
def test_a_file_that_declares_entities_is_refused_before_any_is_read(text: str) -> None:
    assert faults(text.encode()) == [("order-flow-declares-entities", "DOCTYPE")]


NOT_FLOWS: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not-bpmn"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not-bpmn"),
    "another page": (lambda: b"<html><body/></html>", "not-bpmn"),
    "another script": (lambda: files()["fault"].decode().encode("gb18030"), "not-bpmn"),
    "half a file": (lambda: files()["fault"][:4000], "not-bpmn"),
    "an entity of nowhere": (lambda: b"<definitions>&x;</definitions>", "not-bpmn"),
    "a large file": (lambda: b"<x>" + b" " * LARGEST + b"</x>", "too-large"),
    "a deep file": (lambda: b"<x>" * 5_000 + b"</x>" * 5_000, "too-large"),
    "a broad file": (lambda: b"<x>" + b"<y/>" * 20_000 + b"</x>", "too-large"),
}


@pytest.mark.parametrize("what", NOT_FLOWS)
def test_what_is_no_flow_is_refused_at_once(what: str) -> None:
    made, code = NOT_FLOWS[what]

    assert [found for found, _ in faults(made())] == [f"order-flow-{code}"]


def test_a_file_is_read_as_utf_8_whatever_it_says_of_itself() -> None:
    assert faults(changed("consult", ('encoding="UTF-8"', 'encoding="GBK"'))) == []


def test_a_flow_of_more_nodes_than_anybody_draws_is_refused() -> None:
    many = "".join(f'<bpmn:endEvent id="e{n}"/>' for n in range(100))
    edit = (
        '<bpmn:startEvent id="taken-down"',
        f'{many}<bpmn:startEvent id="taken-down"',
    )

    assert ("order-flow-too-large", "process") in faults(changed("consult", edit))


def test_conditions_that_tell_too_many_cases_apart_are_refused_in_time() -> None:
    names = ", ".join(f"'{letter}'" for letter in "abcdefghijklmnop")
    asked = f"type in ({names}) and tier in ({names})".replace(", ", ",")
    began = time.process_time()

    found = faults(changed("consult", *condition(asked)))

    assert found == [("order-flow-too-large", "process")]
    assert time.process_time() - began < 2


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_file_whatever_is_in_it_gets_further_than_a_refusal(noise: bytes) -> None:
    assert faults(noise)


@given(
    at=st.integers(0, 13_000), length=st.integers(0, 400), noise=st.binary(max_size=40)
)
@settings(max_examples=150, deadline=None)
def test_a_file_with_a_piece_torn_out_is_sound_or_refused(
    at: int, length: int, noise: bytes
) -> None:
    whole = files()["consult"]

    faults(whole[:at] + noise + whole[at + length :])


# --- conditions -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ('outcome == "done"', {"outcome": "done"}, True),
        ('outcome != "done"', {"outcome": "done"}, False),
        ('visit in ("county", "provider")', {"visit": "county"}, True),
        ('visit not in ["county"]', {"visit": "county"}, False),
        ("call_back", {"call_back": False}, False),
        ("not call_back", {"call_back": False}, True),
        ('outcome == "done" and visit == "none"', {"outcome": "done"}, True),
        ('tier == "vip" or urgency == "high"', {"urgency": "high"}, True),
    ],
)
def test_a_condition_compares_facts(
    text: str, facts: dict[str, str | bool], holds: bool
) -> None:
    assert Conditions().hold(text, {**ASKED, **facts}) is holds


@pytest.mark.parametrize(
    "text",
    [
        "open('x')",
        "outcome.upper() == 'X'",
        "outcome[0] == 'x'",
        "(lambda: 1)()",
        "[x for x in outcome]",
        "(outcome := 'x') == 'x'",
        "f'{outcome}' == 'x'",
        "outcome in (*'ab',)",
        "().__class__.__bases__[0].__subclasses__() == 'x'",
    ],
)
def test_a_condition_never_runs_anything(text: str) -> None:
    with pytest.raises(RunsCode):
        Conditions().hold(text, ASKED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "True",
        "'x'",
        "outcome",
        "outcome == visit",
        "'done' == outcome",
        "outcome == 'a' == 'b'",
        "outcome < 'x'",
        "outcome in 'done'",
        "outcome == ('done',)",
        "call_back == 'yes'",
        "1 + 1 == 2",
        "9 ** 9 ** 9",
        "outcome is None",
        "x if call_back else y",
        "outcome == 'a'; outcome == 'b'",
        "(" * 99 + "call_back" + ")" * 99,
        "\0",
    ],
)
def test_what_is_not_of_the_language_is_not_evaluated(text: str) -> None:
    with pytest.raises(Unreadable):
        asks(text)


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_is_more_than_unreadable(text: str) -> None:
    with suppress(RunsCode, Unreadable):
        assert set(asks(text)) <= set(ASKED)
