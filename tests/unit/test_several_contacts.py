"""An agent with chats beside a call is in one state too, and everything adds up."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON
from yingda.journey.desk.core import step
from yingda.journey.desk.errors import StillServing
from yingda.journey.desk.limits import Limits
from yingda.journey.desk.model import (
    CHOSEN_BY_AGENTS,
    SERVING,
    AtDesk,
    Bridged,
    Chose,
    Ended,
    Extended,
    Happening,
    Held,
    Offered,
    Rang,
    Retrieved,
    SignedIn,
    SignedOut,
    WrappedUp,
    WrapTimedOut,
)
from yingda.kernel.ids import AgentId, ContactId, LegId, QueueId
from yingda.kernel.refusal import Refusal
from yingda.messages.channels import Channel, LegEnd
from yingda.messages.desk import AgentState

LIMITS = Limits()
FAULT = QueueId("fault")
READY = Chose(AgentState.READY)
LUNCH = Chose(AgentState.BREAK, "meal")
CALL, CALL_LEG = ContactId("call"), LegId("call-leg")
RING = Offered(CALL, CALL_LEG, FAULT)
TALK = Bridged(CALL, CALL_LEG)
HUNG_UP = Ended(CALL_LEG, LegEnd.HUNG_UP, True)


def chat(name: str) -> tuple[ContactId, LegId]:
    return ContactId(name), LegId(f"{name}-leg")


def asked(name: str) -> Offered:
    contact_id, leg_id = chat(name)
    return Offered(contact_id, leg_id, FAULT, Channel.CHAT)


def over(name: str) -> Ended:
    return Ended(chat(name)[1], LegEnd.HUNG_UP, True)


def after(*happenings: Happening) -> AtDesk:
    desk = AtDesk(agent_id=AgentId("ana"), since=NOON)
    for second, what in enumerate((SignedIn(), READY, *happenings), 1):
        desk = step(desk, what, NOON + timedelta(seconds=second), LIMITS)
    return desk


def test_chats_are_served_beside_each_other_and_beside_a_call() -> None:
    desk = after(asked("a"), Bridged(*chat("a")), asked("b"), RING, TALK)

    assert desk.state is AgentState.TALKING
    assert desk.serving is not None
    assert desk.serving.contact_id == CALL
    assert [each.serving.contact_id for each in desk.work] == ["call", "a", "b"]
    assert desk.load == {Channel.VOICE: 1, Channel.CHAT: 1}
    assert desk.takes_more


def test_a_chat_that_is_offered_beside_one_that_rings_is_news() -> None:
    one = after(asked("a"))
    both = after(asked("a"), asked("b"))

    assert (both.state, both.load) == (one.state, one.load)
    assert both.since > one.since


def test_a_second_call_is_not_taken_beside_the_first() -> None:
    other = Offered(ContactId("other"), LegId("other-leg"), FAULT)

    assert after(RING, TALK, other) == after(RING, TALK)


def test_what_is_over_is_written_up_while_the_others_go_on() -> None:
    desk = after(asked("a"), Bridged(*chat("a")), RING, TALK, HUNG_UP)
    assert desk.state is AgentState.TALKING
    assert [each.state for each in desk.work] == [AgentState.TALKING, AgentState.WRAP]

    written = after(
        asked("a"), Bridged(*chat("a")), RING, TALK, HUNG_UP, WrappedUp(CALL)
    )
    assert [each.serving.contact_id for each in written.work] == ["a"]
    assert written.load == {Channel.CHAT: 1}


def test_a_break_begins_when_the_last_contact_is_done_and_nothing_more_comes_before() -> (
    None
):
    two = (asked("a"), Bridged(*chat("a")), asked("b"), Bridged(*chat("b")), LUNCH)
    assert not after(*two).takes_more

    one_left = (*two, over("a"), WrappedUp(chat("a")[0]))
    assert after(*one_left).state is AgentState.TALKING

    done = after(*one_left, over("b"), WrappedUp(chat("b")[0]))
    assert (done.state, done.reason) == (AgentState.BREAK, "meal")


def test_an_unanswered_offer_ends_the_giving_but_not_the_other_chats() -> None:
    missed = Ended(chat("b")[1], LegEnd.NO_ANSWER, False)
    desk = after(asked("a"), Bridged(*chat("a")), asked("b"), missed)

    assert [each.serving.contact_id for each in desk.work] == ["a"]
    assert not desk.takes_more


def test_nobody_goes_home_while_a_chat_goes_on() -> None:
    with pytest.raises(StillServing):
        after(asked("a"), Bridged(*chat("a")), SignedOut())


CALLS = [(ContactId(f"call-{n}"), LegId(f"leg-{n}")) for n in range(3)]
CHATS = [chat(f"chat-{n}") for n in range(3)]
any_one = st.sampled_from(CALLS + CHATS)
happenings = st.one_of(
    st.just(SignedIn()),
    st.just(SignedOut()),
    st.builds(Chose, st.sampled_from(sorted(CHOSEN_BY_AGENTS)), st.just("meal")),
    st.sampled_from(CALLS).map(lambda one: Offered(*one, FAULT)),
    st.sampled_from(CHATS).map(lambda one: Offered(*one, FAULT, Channel.CHAT)),
    any_one.map(lambda one: Rang(*one)),
    any_one.map(lambda one: Bridged(*one)),
    any_one.map(lambda one: Held(one[1])),
    any_one.map(lambda one: Retrieved(one[1])),
    st.builds(
        Ended, any_one.map(lambda one: one[1]), st.sampled_from(LegEnd), st.booleans()
    ),
    any_one.map(lambda one: WrappedUp(one[0])),
    any_one.map(lambda one: WrapTimedOut(one[0])),
    any_one.map(lambda one: Extended(one[0])),
)
moments = st.integers(-5, 40).map(lambda n: timedelta(seconds=n))


@pytest.mark.row("AD-08")
@given(st.lists(st.tuples(happenings, moments), max_size=80))
def test_with_several_contacts_there_is_one_state_and_the_times_add_up(
    news: list[tuple[Happening, timedelta]],
) -> None:
    desk, now = AtDesk(agent_id=AgentId("ana"), since=NOON), NOON
    path = [desk]
    for what, later in news:
        at, now = now + later, max(now, now + later)
        try:
            desk = step(desk, what, at, LIMITS)
        except Refusal:
            continue
        _is_one_thing(desk)
        path.append(desk)

    spent = timedelta(0)
    for before, then in pairwise(path):
        assert then.since >= before.since
        spent += then.since - before.since
    assert spent == path[-1].since - NOON


def _is_one_thing(desk: AtDesk) -> None:
    assert (desk.serving is not None) == (desk.state in SERVING)
    assert desk.serving is not None or not desk.beside
    assert (desk.wrap_until is not None) == (desk.state is AgentState.WRAP)
    assert desk.load.get(Channel.VOICE, 0) <= 1
    legs = [each.serving.leg_id for each in desk.work]
    assert len(legs) == len(set(legs))
    calls = [each for each in desk.work if each.serving.channel.takes_the_ear]
    assert len(calls) <= 1
    for each in desk.work:
        assert each.state in SERVING
        assert (each.wrap_until is not None) == (each.state is AgentState.WRAP)
