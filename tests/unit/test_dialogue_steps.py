"""What the machine does next: one test for each kind of node and of mishap."""

from datetime import timedelta

import pytest

from builders_dialogue import (
    CALL,
    HOTLINE,
    Walk,
    along,
    every_step,
    flow,
    with_nodes,
)
from yingda.journey.dialogue.core.steps import pending
from yingda.journey.dialogue.model.flow import Published
from yingda.journey.dialogue.model.session import (
    Answered,
    Attached,
    Chosen,
    Entered,
    Identified,
    News,
    Over,
    Phase,
    Started,
    TimedOut,
    Wanted,
)
from yingda.kernel.ids import BranchId, QueueId
from yingda.messages.channels import Answer, EndCall, HeardOut, Hush, PlayMusic, Say

STEPS = every_step(HOTLINE)
BRANCHES = {
    "0917": "sn.bj",
    "0919": "sn.tc",
    "0913": "sn.wn",
    "0911": "sn.ya",
    "0912": "sn.yl",
    "0916": "sn.hz",
    "0915": "sn.ak",
    "0914": "sn.sl",
}
SHARED = {"1": "sn.xa", "2": "sn.xy", "3": "sn.ylq"}
BRANDS = {
    "quanqiutong": "quanqiutong",
    "dongdidai": "dongdidai",
    "shenzhouxing": "shenzhouxing",
    "none": "guest",
}


def small(**nodes: object) -> Walk:
    published = Published(flow=with_nodes(**nodes) if nodes else flow(), version=1)
    return Walk(published).identified()


# --- identify -----------------------------------------------------------------------------


def test_a_caller_is_identified_before_anything_is_said() -> None:
    walk = Walk()

    assert walk.step.question is not None
    assert walk.step.question.name == "caller"
    assert not walk.acts
    assert not walk.facts


def test_where_a_caller_belongs_is_told_once() -> None:
    walk = Walk().identified().to_menu().press("1")

    assert walk.told(Identified) == [Identified(BranchId("sn.xa"), "record")]


def test_nothing_known_of_a_caller_who_is_queued_counts_for_the_home_branch() -> None:
    walk = Walk()
    walk.fail()
    walk.hear_out()

    assert walk.told(Identified) == [Identified(BranchId("sn.xa"), "default")]
    assert walk.told(Wanted)[0].why == "back-end"


@pytest.mark.row("AC-01")
@pytest.mark.parametrize("branch", [*BRANCHES.values(), *SHARED.values()])
@pytest.mark.parametrize("how", ["record", "segment", "area-code"])
def test_a_branch_known_by_record_or_number_is_not_asked_for(
    branch: str, how: str
) -> None:
    walk = Walk().identified(branch=branch, known_by=how)

    assert walk.told(Identified) == [Identified(BranchId(branch), how)]
    assert not {"ask-branch", "ask-area"} & set(walk.heard())


@pytest.mark.row("AC-01")
@pytest.mark.parametrize(("key", "branch"), SHARED.items())
def test_branches_that_share_an_area_code_are_asked_by_key(
    key: str, branch: str
) -> None:
    walk = Walk().identified(
        branch="", branches="sn.xa sn.xy sn.ylq", known_by="several"
    )
    assert walk.heard() == ["ask-branch"]

    walk.press(key).to_menu().press("1")

    assert walk.told(Identified) == [Identified(BranchId(branch), "key")]
    assert walk.told(Wanted)[0].branch_id == branch


@pytest.mark.row("AC-01")
@pytest.mark.parametrize(("area", "branch"), BRANCHES.items())
def test_who_calls_without_a_number_keys_an_area_code(area: str, branch: str) -> None:
    walk = Walk().identified(branch="", known_by="nothing", customer_id="")

    walk.press(*area).to_menu().press("1")

    assert walk.told(Wanted)[0].branch_id == branch


@pytest.mark.row("AC-01")
@pytest.mark.parametrize(("key", "branch"), SHARED.items())
def test_a_keyed_area_code_that_is_shared_leads_to_the_choice(
    key: str, branch: str
) -> None:
    walk = Walk().identified(branch="", known_by="nothing")

    walk.press(*"029#", key).to_menu().press("1")

    assert walk.told(Wanted)[0].branch_id == branch


# --- variants ---------------------------------------------------------------------------


def said_to(brand: str) -> set[str]:
    """All prompts on every way that a caller of the brand can go."""
    heard: set[str] = set()
    for way in STEPS.values():
        mine = [
            Answered(
                turn=one.turn,
                outcome=one.outcome,
                values={**one.values, "brand": brand, "tier": "contract"},
            )
            if isinstance(one, Answered) and "brand" in one.values
            else one
            for one in way
        ]
        heard |= set(along(HOTLINE, mine).heard())
    return heard


@pytest.mark.row("CT-11")
@pytest.mark.parametrize(("brand", "variant"), BRANDS.items())
def test_a_brand_hears_only_its_own_branch(brand: str, variant: str) -> None:
    heard = {
        name
        for name in said_to(brand)
        if name.startswith(("greeting-", "menu-")) and name != "menu-any"
    }

    assert heard == {f"greeting-{variant}", f"menu-{variant}"}


@pytest.mark.row("CT-11")
def test_the_variant_is_told_with_the_start() -> None:
    told = [Walk().identified(brand=brand).told(Started) for brand in BRANDS]

    assert told == [[Started(variant)] for variant in BRANDS.values()]


def test_a_vip_of_any_brand_goes_straight_to_a_human() -> None:
    walk = Walk().identified(tier="vip", brand="shenzhouxing")
    walk.hear_out()

    assert walk.session.phase is Phase.QUEUED
    assert not walk.told(Entered)
    assert walk.told(Wanted)[0].why == "flow"


# --- say, menu --------------------------------------------------------------------------


def test_the_call_is_answered_once_before_the_first_word() -> None:
    walk = Walk().identified().to_menu().press("1")

    assert isinstance(walk.acts[0], Answer)
    assert sum(isinstance(act, Answer) for act in walk.acts) == 1


def test_a_key_skips_the_greeting_and_counts_for_the_menu() -> None:
    walk = Walk().identified().press("4")

    assert walk.told(Wanted)[0].queue_id == "complaint"
    assert "menu-guest" not in walk.heard()


def test_a_key_in_mid_prompt_stops_it() -> None:
    walk = small()
    saying = walk.session.saying
    walk.press("1")

    assert Hush(saying_id=str(saying)) in walk.step.acts


def test_the_time_for_a_key_begins_when_the_prompt_is_over() -> None:
    walk = small()
    assert walk.step.wake == timedelta(seconds=120)

    walk.hear_out()

    assert walk.step.wake == timedelta(seconds=6)


@pytest.mark.parametrize(
    ("key", "queue"),
    {
        "1": "fault",
        "2": "business",
        "3": "billing",
        "4": "complaint",
        "0": "general",
    }.items(),
)
def test_a_key_leads_to_its_queue_with_what_was_learned(key: str, queue: str) -> None:
    walk = Walk().identified(brand="quanqiutong").to_menu().press(key)

    assert walk.told(Wanted) == [Wanted("key", QueueId(queue), BranchId("sn.xa"), {})]
    data = walk.told(Attached)[0].data
    assert data["variant"] == "quanqiutong"
    assert data["path"] == walk.told(Chosen)[-1].choice
    assert walk.told(Over) == [Over("queued")]


def test_a_wrong_key_is_asked_again_and_then_leads_to_a_human() -> None:
    walk = small()

    walk.press("7", "7")
    assert walk.session.phase is Phase.LISTENING
    walk.press("7")

    assert [one.choice for one in walk.told(Chosen)] == ["wrong"] * 3
    assert walk.told(Wanted)[0].why == "timeout"


def test_no_key_is_asked_again_and_then_leads_to_a_human() -> None:
    walk = small()
    for _ in range(3):
        walk.hear_out()
        walk.wait()

    assert [one.choice for one in walk.told(Chosen)] == ["timeout"] * 3
    assert walk.told(Wanted)[0].why == "timeout"


def test_every_question_has_one_answer() -> None:
    walk = Walk().identified().to_menu().press("7", "*", "7", "0")

    assert len(walk.told(Entered)) == len(walk.told(Chosen)) == 4


def test_who_hears_it_again_for_ever_comes_to_a_human() -> None:
    walk = Walk().identified().to_menu()
    for _ in range(200):
        walk.press("*")

    assert walk.session.phase is Phase.QUEUED


def test_a_doubled_key_does_nothing_more_in_the_queue() -> None:
    walk = Walk().identified().to_menu().press("1")
    before = walk.step

    walk.press("1")

    assert walk.step is before


def test_english_is_spoken_from_the_key_on() -> None:
    walk = Walk().identified().to_menu().press("9")
    said = [act for act in walk.acts if isinstance(act, Say)]

    assert said[-1].prompts[0] == "hotline.1/en/menu-guest"
    walk.press("1")
    assert walk.told(Attached)[0].data["language"] == "en"


# --- late inputs ------------------------------------------------------------------------


def test_what_is_late_changes_nothing() -> None:
    walk = small()
    old_turn, old_saying = walk.session.turn, str(walk.session.saying)
    walk.press("7")
    now = walk.step

    walk.give(TimedOut(turn=old_turn))
    walk.give(Answered(turn=old_turn, outcome="known"))
    walk.give(HeardOut(contact_id=CALL, saying_id=old_saying))

    assert walk.step is now


def test_nothing_happens_after_the_end() -> None:
    walk = small()
    walk.leave()
    now = walk.step

    walk.press("1")
    walk.leave()
    walk.bridge()

    assert walk.step is now
    assert walk.told(Over) == [Over("left")]


# --- collect, lookup, set ---------------------------------------------------------------

COLLECT = {
    "kind": "collect",
    "prompts": ["choose"],
    "into": "code",
    "longest": 4,
    "shortest": 2,
    "next": "find",
    "no_key": "people",
    "wrong_key": "people",
}
BEGIN = {"kind": "identify", "next": "code", "failed": "people"}
FIND = {
    "kind": "branch",
    "on": "code",
    "cases": {"12": "bye"},
    "otherwise": "people",
}


@pytest.mark.parametrize("keys", ["12#", "12"])
def test_an_entry_ends_with_its_key_or_with_silence(keys: str) -> None:
    walk = small(who=BEGIN, code=COLLECT, find=FIND).press(*keys)
    if keys == "12":
        walk.wait()

    assert walk.node == "bye"


def test_an_entry_ends_when_it_is_long_enough() -> None:
    walk = small(who=BEGIN, code=COLLECT, find=FIND).press(*"1234")

    assert walk.node == "people"


def test_too_short_an_entry_is_asked_again() -> None:
    walk = small(who=BEGIN, code=COLLECT, find=FIND).press(*"1#")

    assert walk.node == "code"
    assert walk.session.digits == ""
    assert walk.told(Chosen) == [Chosen("code", "wrong")]


def test_digits_are_in_no_fact() -> None:
    walk = Walk().identified().to_menu().press(*"6")
    walk.press(*"98765#")

    assert "98765" not in str([*walk.told(Chosen), *walk.told(Entered)])


# --- ask ----------------------------------------------------------------------------------


@pytest.mark.row("CT-08")
def test_the_order_status_that_is_heard_is_the_one_answered() -> None:
    walk = Walk().identified().to_menu().press("5")
    walk.answer("one", order_number="A102", order_status="sent", order_id="o1")

    assert walk.heard()[-7:] == [
        "order-one",
        "order-number",
        "letter-a",
        "digit-1",
        "digit-0",
        "digit-2",
        "order-status-sent",
    ]


def test_a_status_without_a_prompt_of_its_own_is_still_spoken() -> None:
    walk = Walk().identified().to_menu().press("5")
    walk.answer("one", order_number="1", order_status="never-heard-of", order_id="o1")

    assert walk.heard()[-1] == "order-status-other"


@pytest.mark.row("CT-08")
@pytest.mark.parametrize("how", ["failed", "late"])
def test_a_back_end_that_fails_leads_to_a_human_with_context(how: str) -> None:
    walk = Walk().identified().to_menu().press("5")
    walk.fail() if how == "failed" else walk.wait()
    walk.hear_out()

    assert walk.session.phase is Phase.QUEUED
    assert walk.told(Wanted)[0].why == "back-end"
    assert walk.told(Attached)[0].data["intent"] == "order-status"
    assert not any(isinstance(act, EndCall) for act in walk.acts)


@pytest.mark.row("CT-08")
def test_the_provider_of_a_keyed_code_is_told() -> None:
    walk = Walk().identified().to_menu().press("6", *"10233#")
    walk.answer(
        "found",
        provider_name="秦岭天气",
        provider_service="天气",
        provider_phone="029",
    )

    assert walk.heard()[-8:] == [
        "provider-is",
        "秦岭天气",
        "provider-serves",
        "天气",
        "provider-phone",
        "digit-0",
        "digit-2",
        "digit-9",
    ]
    walk.press("0")
    assert walk.told(Attached)[0].data["provider_code"] == "10233"


def test_an_answer_that_no_way_is_made_for_is_a_failure() -> None:
    walk = Walk().identified().to_menu().press("5")
    walk.answer("a thousand")

    assert walk.node == "apology"


# --- queue --------------------------------------------------------------------------------


def queued() -> Walk:
    walk = Walk().identified().to_menu().press("1")
    walk.hear_out()
    return walk


def test_a_queued_caller_hears_music_and_where_they_stand() -> None:
    walk = queued()
    assert isinstance(walk.acts[-1], PlayMusic)
    assert walk.step.wake == timedelta(seconds=8)

    walk.wait()
    assert pending(HOTLINE, walk.session) is not None
    walk.answer("known", position="12", minutes="3")

    assert walk.heard()[-6:] == [
        "queue-place",
        "number-12",
        "queue-place-end",
        "queue-estimate",
        "number-3",
        "queue-minutes",
    ]
    walk.hear_out()
    assert isinstance(walk.acts[-1], PlayMusic)
    assert walk.step.wake == timedelta(seconds=30)


def test_an_unknown_estimate_is_not_announced() -> None:
    walk = queued()
    walk.wait()
    walk.answer("known", position="2", minutes="")

    assert walk.heard()[-1] == "queue-place-end"


def test_an_unknown_place_costs_nobody_their_place() -> None:
    walk = queued()
    walk.wait()
    walk.fail()

    assert walk.heard()[-1] == "queue-hold"
    assert walk.session.phase is Phase.QUEUED


def test_a_bridged_caller_hears_no_more_of_the_machine() -> None:
    walk = queued()
    walk.bridge()

    assert walk.session.phase is Phase.SERVED
    assert walk.step.wake is None
    assert not walk.step.acts


def test_a_caller_who_comes_back_to_a_queue_hears_music_again() -> None:
    walk = queued()
    walk.bridge()
    walk.give(News.WAITING)

    assert walk.step.acts == (PlayMusic(),)
    assert walk.step.wake == timedelta(seconds=8)


def test_that_the_contact_waits_is_no_news_to_the_queued() -> None:
    walk = queued()

    assert walk.give(News.WAITING) is None


# --- end ----------------------------------------------------------------------------------


def test_the_end_says_goodbye_and_hangs_up() -> None:
    walk = small().press("1")
    assert walk.told(Over) == [Over("done")]

    walk.hear_out()

    assert walk.acts[-1] == EndCall()


# --- every step ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", STEPS)
def test_a_caller_may_hang_up_at_every_step(name: str) -> None:
    walk = along(HOTLINE, STEPS[name])
    was_queued = bool(walk.told(Wanted))
    was_over = bool(walk.told(Over))
    had_started = bool(walk.told(Started))

    walk.leave()

    assert walk.session.phase is Phase.ENDED
    assert walk.step.wake is None
    assert not walk.step.acts
    assert bool(walk.told(Over)) == had_started
    assert walk.told(Over)[-1:] == (
        [Over("queued" if was_queued else "done" if was_over else "left")]
        if had_started
        else []
    )


@pytest.mark.parametrize("name", STEPS)
def test_every_step_goes_on_after_a_crash(name: str) -> None:
    walk = along(HOTLINE, STEPS[name])
    phase = walk.session.phase

    walk.give(News.RESUMED)

    assert walk.session.phase is phase
    assert phase is Phase.SERVED or walk.step.wake is not None
    assert not walk.step.acts or isinstance(walk.step.acts[0], Answer), (
        "it may have died before it answered"
    )


def test_every_node_of_the_demo_flow_is_walked() -> None:
    waiting = {
        name
        for name, node in HOTLINE.flow.nodes.items()
        if type(node).__name__ not in {"Branch", "Lookup", "Attach", "Assign"}
    }

    assert {name.partition("/")[0] for name in STEPS} == waiting
