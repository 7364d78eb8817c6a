"""Each way of choosing on its own: who is rung, and which rule is said to have decided."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from builders import NOON
from builders_routing import Play, idle, offers, waiting
from yingda.journey.routing.core.ways import WAYS
from yingda.journey.routing.limits import ChooseBy, Limits, Queue, Widening
from yingda.kernel.ids import ContactId, QueueId, Skill
from yingda.messages.routing import End, Offered, Waiting, Wake

SECOND = timedelta(seconds=1)


def chosen(by: ChooseBy) -> Limits:
    queue = Queue(id=QueueId("fault"), skills={Skill("fault"): 1}, choose_by=by)
    return Limits(queues=(queue,))


def rules(play: Play) -> list[str]:
    return [
        change.decision.rule
        for changes in play.changes
        for change in changes
        if isinstance(change, Offered) and change.decision is not None
    ]


def after_work(play: Play, name: str, contact: str, *, at: int) -> None:
    """The agent was with somebody and is ready again at this second."""
    moment = NOON + at * SECOND
    play.take(End(contact_id=ContactId(contact)), moment)
    play.sit(idle(name, at=moment))


def test_every_way_that_can_be_set_is_known() -> None:
    assert WAYS.keys() == set(ChooseBy)


@pytest.mark.row("CT-04")
def test_round_robin_asks_everybody_in_turn_however_long_each_was_busy() -> None:
    play = Play(chosen(ChooseBy.ROUND_ROBIN))
    play.sit(idle("ana"), idle("bo"), idle("cy"))
    assert offers(play.join(waiting("one", at=NOON + SECOND))) == [("one", "ana")]
    assert offers(play.join(waiting("two", at=NOON + 2 * SECOND))) == [("two", "bo")]
    # Bo is back before Ana, and idle for longer: it is Cy's turn, then Ana's all the same.
    after_work(play, "bo", "two", at=10)
    after_work(play, "ana", "one", at=20)

    served = [
        offers(play.join(waiting(f"next-{n}", at=NOON + (30 + n) * SECOND)))[0][1]
        for n in range(3)
    ]
    assert served == ["cy", "ana", "bo"]
    assert set(rules(play)) == {"round-robin"}


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=30),
    st.integers(2, 5),
)
@pytest.mark.row("CT-04")
def test_round_robin_never_rings_anybody_twice_before_all_who_stayed_ready(
    returns: list[int], agents: int
) -> None:
    """All are ready whenever a contact comes: each is rung once a round."""
    play, names = Play(chosen(ChooseBy.ROUND_ROBIN)), "abcde"[:agents]
    play.sit(*(idle(name) for name in names))
    served = []
    for n, pause in enumerate(returns):
        at = NOON + timedelta(seconds=10 * n + pause + 1)
        ((_, agent),) = offers(play.join(waiting(f"call-{n}", at=at)))
        served.append(agent)
        after_work(play, agent, f"call-{n}", at=10 * n + pause + 2)

    for first in range(0, len(served), agents):
        one_round = served[first : first + agents]
        assert len(set(one_round)) == len(one_round)


@pytest.mark.row("CT-04")
def test_the_best_at_it_is_rung_where_levels_count() -> None:
    play = Play(chosen(ChooseBy.BEST_SKILL))
    play.sit(idle("ana", "fault:4"), idle("bo", "fault:9"), idle("cy", "fault:8"))

    assert offers(play.join(waiting("call"))) == [("call", "bo")]
    assert rules(play) == ["best-skill"]


@pytest.mark.row("CT-04")
def test_the_least_busy_is_rung_where_several_are_served_at_once() -> None:
    play = Play(chosen(ChooseBy.LEAST_BUSY))
    play.sit(idle("ana", capacity=3), idle("bo", at=NOON + SECOND, capacity=3))
    at = NOON + 2 * SECOND

    pairs = play.join(*(waiting(name, at=at) for name in ("a", "b", "c", "d")))

    assert [agent for _, agent in offers(pairs)] == ["ana", "bo", "ana", "bo"]
    assert set(rules(play)) == {"least-busy"}


@pytest.mark.row("CT-04")
def test_the_last_agent_is_asked_first_and_nobody_waits_for_one_who_is_busy() -> None:
    play = Play(chosen(ChooseBy.LONGEST_IDLE))
    play.sit(idle("ana"), idle("bo", at=NOON + SECOND))
    at = NOON + 2 * SECOND
    again = waiting("again", at=at, wants="bo")
    busy = waiting("busy", at=at, wants="bo")

    assert offers(play.join(last(again))) == [("again", "bo")]
    assert offers(play.join(last(busy))) == [("busy", "ana")]
    assert rules(play) == ["last-agent", "longest-idle"]


def last(contact: Waiting) -> Waiting:
    return replace(contact, wants_last=True)


@pytest.mark.row("CT-04")
def test_a_widened_search_goes_by_the_same_rule_of_the_queue() -> None:
    wide = Widening(after=20 * SECOND, lower_levels_by=2)
    queue = Queue(
        id=QueueId("fault"),
        skills={Skill("fault"): 6},
        choose_by=ChooseBy.ROUND_ROBIN,
        widen=(wide,),
    )
    play = Play(Limits(queues=(queue,)))
    play.sit(idle("ana", "fault:4"), idle("bo", "fault:5"))
    play.join(waiting("call"))

    late = play.take(Wake(contact_id=ContactId("call")), NOON + 20 * SECOND)

    assert offers(late) == [("call", "ana")]
    assert rules(play) == ["round-robin"]
