"""Whatever callers, back ends and agents do: nothing is raised and nobody is forgotten."""

from hypothesis import given, settings
from hypothesis import strategies as st

from builders_dialogue import CALL, CALLERS, HOTLINE, Walk, caller
from yingda.journey.dialogue.core.checking import QUESTIONS
from yingda.journey.dialogue.core.steps import pending
from yingda.journey.dialogue.model.session import (
    Answered,
    BackEndFailed,
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
from yingda.messages.channels import Answer, HeardOut, Pressed, Say

KEYS = st.sampled_from("0123456789*#")
OUTCOMES = st.sampled_from(
    [name for outcomes in QUESTIONS.values() for name in outcomes] + ["known"]
)
DOES = st.one_of(
    st.tuples(st.just("press"), KEYS),
    st.tuples(st.just("hear out"), st.booleans()),
    st.tuples(st.just("time out"), st.booleans()),
    st.tuples(st.just("answer"), OUTCOMES, st.sampled_from(CALLERS)),
    st.tuples(st.just("fail"), st.booleans()),
    st.tuples(st.just("news"), st.sampled_from([News.WAITING, News.BRIDGED])),
    st.tuples(st.just("news"), st.just(News.RESUMED)),
)


def do(walk: Walk, did: tuple[object, ...]) -> None:
    """Carries one thing out; a false flag makes it a late one."""
    turn = walk.session.turn
    match did:
        case ("press", str(key)):
            walk.give(Pressed(contact_id=CALL, key=key))
        case ("hear out", bool(is_now)):
            saying = walk.session.saying if is_now else "call-1-1"
            walk.give(HeardOut(contact_id=CALL, saying_id=saying or "none"))
        case ("time out", bool(is_now)):
            walk.give(TimedOut(turn=turn if is_now else turn - 1))
        case ("answer", str(outcome), dict(known)):
            values = caller(**known) | {"order_number": "A1", "order_count": "3"}
            walk.give(Answered(turn=turn, outcome=outcome, values=values))
        case ("fail", bool(is_now)):
            walk.give(BackEndFailed(turn=turn if is_now else turn - 1))
        case ("news", News() as news):
            walk.give(news)
        case _:
            raise AssertionError(did)


WALKS = st.lists(DOES, max_size=60)


@settings(max_examples=300, deadline=None)
@given(WALKS)
def test_a_live_dialogue_always_waits_for_something_that_will_come(
    dids: list[tuple[object, ...]],
) -> None:
    walk = Walk()
    for did in dids:
        do(walk, did)

        phase = walk.session.phase
        assert phase in (Phase.SERVED, Phase.ENDED) or walk.step.wake is not None
        if phase is Phase.ASKING:
            assert pending(HOTLINE, walk.session) is not None


@settings(max_examples=300, deadline=None)
@given(WALKS)
def test_who_is_left_alone_comes_to_a_human_or_an_end(
    dids: list[tuple[object, ...]],
) -> None:
    walk = Walk()
    for did in dids:
        do(walk, did)
    for _ in range(100):
        if walk.session.phase in (Phase.QUEUED, Phase.SERVED, Phase.ENDED):
            break
        walk.wait()

    assert walk.session.phase in (Phase.QUEUED, Phase.SERVED, Phase.ENDED)
    assert len(walk.told(Over)) == 1


@settings(max_examples=300, deadline=None)
@given(WALKS)
def test_facts_are_told_once_and_in_order(dids: list[tuple[object, ...]]) -> None:
    walk = Walk()
    for did in dids:
        do(walk, did)
    walk.leave()

    assert len(walk.told(Started)) <= 1
    assert len(walk.told(Identified)) <= 1
    assert len(walk.told(Wanted)) <= 1
    assert len(walk.told(Over)) == len(walk.told(Started))
    assert len(walk.told(Entered)) - len(walk.told(Chosen)) in (0, 1)
    kinds = [type(fact) for fact in walk.facts]
    if Wanted in kinds:
        assert kinds.index(Identified) < kinds.index(Wanted) < kinds.index(Over)


@settings(max_examples=200, deadline=None)
@given(WALKS)
def test_no_saying_has_the_name_of_another(dids: list[tuple[object, ...]]) -> None:
    walk = Walk()
    for did in dids:
        do(walk, did)
    said = [act for act in walk.acts if isinstance(act, Say)]

    assert len({act.saying_id for act in said}) == len(said)
    crashes = sum(News.RESUMED in did for did in dids)
    assert sum(isinstance(act, Answer) for act in walk.acts) <= 1 + crashes
    assert walk.acts[:1] == [Answer()][: len(walk.acts)]


@settings(max_examples=100, deadline=None)
@given(WALKS)
def test_the_same_inputs_make_the_same_dialogue(
    dids: list[tuple[object, ...]],
) -> None:
    one, other = Walk(), Walk()
    for did in dids:
        do(one, did)
        do(other, did)

    assert one.step == other.step
    assert one.facts == other.facts
