"""One agent is in one state at any moment, whatever order the news comes in."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON
from yingda.journey.desk.core import step
from yingda.journey.desk.errors import (
    ExtendedEnough,
    NotAtDesk,
    NotForAgents,
    NotWrapping,
    StillServing,
)
from yingda.journey.desk.limits import Limits
from yingda.journey.desk.model import (
    CHOSEN_BY_AGENTS,
    SERVING,
    AtDesk,
    Bridged,
    Chose,
    Chosen,
    Consulted,
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
from yingda.messages.channels import LegEnd
from yingda.messages.desk import AgentState

LIMITS = Limits()
CALL, OTHER = ContactId("call"), ContactId("other")
LEG, LATER = LegId("leg"), LegId("later")
FAULT = QueueId("fault")
OFFER = Offered(CALL, LEG, FAULT)
LUNCH = Chose(AgentState.BREAK, "meal")
READY = Chose(AgentState.READY)
TALK: tuple[Happening, ...] = (
    SignedIn(),
    READY,
    OFFER,
    Bridged(CALL, LEG),
    Ended(LEG, LegEnd.HUNG_UP, True),
)


def after(*happenings: Happening, limits: Limits = LIMITS) -> AtDesk:
    """An agent to whom this happened, one second apart."""
    desk = AtDesk(agent_id=AgentId("ana"), since=NOON)
    for second, what in enumerate(happenings, 1):
        desk = step(desk, what, NOON + timedelta(seconds=second), limits)
    return desk


def test_who_signs_in_is_on_a_break_until_they_say_that_they_are_ready() -> None:
    assert after(SignedIn()).reason == "signed-in"
    assert after(SignedIn(), READY).state is AgentState.READY


def test_a_call_goes_through_every_state_in_turn() -> None:
    story: list[Happening] = [
        SignedIn(),
        READY,
        OFFER,
        Rang(CALL, LEG),
        Bridged(CALL, LEG),
        Held(LEG),
    ]
    story += [Retrieved(LEG), Ended(LEG, LegEnd.HUNG_UP, True), WrappedUp(CALL)]

    states = [after(*story[:n]).state for n in range(2, len(story) + 1)]

    assert states == [
        AgentState.READY,
        AgentState.RESERVED,
        AgentState.RINGING,
        AgentState.TALKING,
        AgentState.HOLD,
        AgentState.TALKING,
        AgentState.WRAP,
        AgentState.READY,
    ]


def test_who_went_on_break_as_the_offer_came_is_rung_and_has_the_break_after() -> None:
    rung = after(SignedIn(), READY, LUNCH, OFFER, Rang(CALL, LEG))
    assert (rung.state, rung.chosen) == (
        AgentState.RINGING,
        Chosen(state=AgentState.BREAK, reason="meal"),
    )

    done = after(
        SignedIn(),
        READY,
        LUNCH,
        OFFER,
        Bridged(CALL, LEG),
        Ended(LEG, LegEnd.HUNG_UP, True),
        WrappedUp(CALL),
    )
    assert (done.state, done.reason) == (AgentState.BREAK, "meal")


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        (LegEnd.NO_ANSWER, "no-answer"),
        (LegEnd.DECLINED, "declined"),
        (LegEnd.UNREACHABLE, "unreachable"),
    ],
)
def test_who_does_not_answer_is_not_rung_again_by_itself(
    why: LegEnd, reason: str
) -> None:
    desk = after(SignedIn(), READY, OFFER, Rang(CALL, LEG), Ended(LEG, why, False))

    assert (desk.state, desk.reason) == (AgentState.BREAK, reason)


def test_a_ring_that_was_taken_back_leaves_the_agent_ready() -> None:
    gone = Ended(LEG, LegEnd.WITHDRAWN, False)

    assert (
        after(SignedIn(), READY, OFFER, Rang(CALL, LEG), gone).state is AgentState.READY
    )


def test_news_of_a_leg_that_is_over_changes_nothing() -> None:
    gone: list[Happening] = [
        SignedIn(),
        READY,
        OFFER,
        Ended(LEG, LegEnd.WITHDRAWN, False),
    ]
    rung: list[Happening] = [*gone, Offered(OTHER, LATER, FAULT)]

    for late in (
        Rang(CALL, LEG),
        Bridged(CALL, LEG),
        Held(LEG),
        Ended(LEG, LegEnd.LOST, True),
    ):
        assert after(*gone, late) == after(*gone)
        assert after(*rung, late) == after(*rung)


def test_a_colleague_who_is_asked_for_advice_is_busy_until_it_is_given() -> None:
    asked = after(SignedIn(), READY, LUNCH, Rang(CALL, LEG))
    taken = step(asked, Bridged(CALL, LEG, FAULT), NOON + timedelta(minutes=1), LIMITS)
    left = after(
        SignedIn(), READY, Rang(CALL, LEG), Ended(LEG, LegEnd.WITHDRAWN, False)
    )

    assert asked.state is AgentState.RINGING
    assert asked.chosen == Chosen(state=AgentState.BREAK, reason="meal")
    assert taken.state is AgentState.TALKING
    assert taken.serving is not None
    assert taken.serving.queue_id == FAULT
    assert left.state is AgentState.READY


def test_who_gives_advice_talks_and_writes_nothing_up_unless_the_caller_is_theirs() -> (
    None
):
    advising = after(SignedIn(), READY, Rang(CALL, LEG), Consulted(CALL, LEG))
    gone = step(
        advising,
        Ended(LEG, LegEnd.HUNG_UP, False),
        NOON + timedelta(minutes=1),
        LIMITS,
    )
    given = step(
        advising, Bridged(CALL, LEG, FAULT), NOON + timedelta(minutes=1), LIMITS
    )

    assert advising.state is AgentState.TALKING
    assert gone.state is AgentState.READY
    assert (given.state, given.since) == (AgentState.TALKING, advising.since)
    assert given.serving is not None
    assert given.serving.bridged_at == NOON + timedelta(minutes=1)


def test_who_picks_up_another_call_has_finished_writing() -> None:
    rung = after(*TALK, Rang(OTHER, LATER))
    taken = step(
        rung, Bridged(OTHER, LATER, FAULT), NOON + timedelta(minutes=1), LIMITS
    )

    assert rung == after(*TALK)
    assert taken.state is AgentState.TALKING
    assert taken.serving is not None
    assert taken.serving.contact_id == OTHER
    assert taken.last_leg_id == LEG


def test_a_newer_offer_takes_the_place_of_a_ring_whose_end_is_still_on_its_way() -> (
    None
):
    desk = after(
        SignedIn(), READY, OFFER, Rang(CALL, LEG), Offered(OTHER, LATER, FAULT)
    )

    assert desk.state is AgentState.RESERVED
    assert desk.serving is not None
    assert desk.serving.leg_id == LATER


def test_wrap_up_lasts_as_long_as_its_queue_allows() -> None:
    longer = Limits(wrap_seconds_of={FAULT: 90})
    none = Limits(wrap_seconds_of={FAULT: 0})

    end = NOON + timedelta(seconds=len(TALK))
    assert after(*TALK).wrap_until == end + timedelta(seconds=30)
    assert after(*TALK, limits=longer).wrap_until == end + timedelta(seconds=90)
    assert after(*TALK, limits=none).state is AgentState.READY


def test_a_countdown_of_before_the_extension_ends_nothing() -> None:
    extended = after(*TALK, Extended(CALL))

    early = step(extended, WrapTimedOut(CALL), NOON + timedelta(seconds=40), LIMITS)
    late = step(extended, WrapTimedOut(CALL), NOON + timedelta(seconds=95), LIMITS)

    assert early == extended
    assert late.state is AgentState.READY
    with pytest.raises(ExtendedEnough):
        after(*TALK, Extended(CALL), Extended(CALL), Extended(CALL))


def test_wishes_that_cannot_be_met_are_refused() -> None:
    with pytest.raises(NotAtDesk):
        after(READY)
    with pytest.raises(NotForAgents):
        after(SignedIn(), Chose(AgentState.TALKING))
    with pytest.raises(StillServing):
        after(SignedIn(), READY, OFFER, SignedOut())
    with pytest.raises(NotWrapping):
        after(SignedIn(), READY, OFFER, Bridged(CALL, LEG), WrappedUp(CALL))
    with pytest.raises(NotForAgents):
        after(*TALK, WrappedUp(CALL, Chosen(state=AgentState.TALKING)))
    with pytest.raises(NotForAgents):
        after(*TALK, WrappedUp(CALL, Chosen(state=AgentState.OFFLINE)))


LEGS = [LegId(f"leg-{n}") for n in range(4)]
CALLS = [ContactId(f"call-{n}") for n in range(4)]
one_leg = st.sampled_from(LEGS)
one_call = st.sampled_from(CALLS)
happenings = st.one_of(
    st.just(SignedIn()),
    st.just(SignedOut()),
    st.builds(Chose, st.sampled_from(sorted(CHOSEN_BY_AGENTS)), st.just("meal")),
    st.integers(0, 3).map(lambda n: Offered(CALLS[n], LEGS[n], FAULT)),
    st.integers(0, 3).map(lambda n: Rang(CALLS[n], LEGS[n])),
    st.integers(0, 3).map(lambda n: Consulted(CALLS[n], LEGS[n])),
    st.integers(0, 3).map(lambda n: Bridged(CALLS[n], LEGS[n])),
    st.builds(Held, one_leg),
    st.builds(Retrieved, one_leg),
    st.builds(Ended, one_leg, st.sampled_from(LegEnd), st.booleans()),
    st.builds(WrappedUp, one_call),
    st.builds(WrapTimedOut, one_call),
    st.builds(Extended, one_call),
)
moments = st.integers(-5, 40).map(lambda n: timedelta(seconds=n))


@pytest.mark.row("AD-08")
@given(st.lists(st.tuples(happenings, moments), max_size=60))
def test_in_any_order_of_news_there_is_one_state_and_the_times_add_up(
    news: list[tuple[Happening, timedelta]],
) -> None:
    desk, now = AtDesk(agent_id=AgentId("ana"), since=NOON), NOON
    path, shifts = [desk], list[datetime]()
    for what, later in news:
        # News may tell of a moment before the last change, as it does when it is late.
        at, now = now + later, max(now, now + later)
        was_offline = desk.state is AgentState.OFFLINE
        try:
            desk = step(desk, what, at, LIMITS)
        except Refusal:
            continue
        _is_one_thing(desk)
        # A shift begins and ends by the agent's own word only.
        if (desk.state is AgentState.OFFLINE) != was_offline:
            assert isinstance(what, SignedIn if was_offline else SignedOut)
            shifts.append(max(at, path[-1].since))
        if (desk.state, desk.since) != (path[-1].state, path[-1].since):
            path.append(desk)

    spent = {state: timedelta(0) for state in AgentState}
    for before, then in pairwise(path):
        assert then.since >= before.since
        spent[before.state] += then.since - before.since
    if len(shifts) % 2:
        shifts.append(path[-1].since)
    signed_in = sum(
        (end - begin for begin, end in zip(shifts[::2], shifts[1::2], strict=True)),
        timedelta(0),
    )
    assert signed_in == sum(
        (time for state, time in spent.items() if state is not AgentState.OFFLINE),
        timedelta(0),
    )


def _is_one_thing(desk: AtDesk) -> None:
    """What is kept beside the state never tells of another one."""
    serving = desk.serving
    assert (serving is not None) == (desk.state in SERVING)
    assert (desk.wrap_until is not None) == (desk.state is AgentState.WRAP)
    assert desk.chosen is None or serving is not None
    if serving is not None:
        has_talked = desk.state in (
            AgentState.TALKING,
            AgentState.HOLD,
            AgentState.WRAP,
        )
        is_bridged = serving.bridged_at is not None
        # Whoever gives advice talks, and not to the caller.
        assert is_bridged == has_talked or desk.state is AgentState.TALKING
        assert (serving.held_since is not None) == (desk.state is AgentState.HOLD)
