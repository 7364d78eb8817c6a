"""What simulated people decide follows from chance and time alone."""

from datetime import timedelta
from itertools import pairwise
from random import Random  # noqa: TID251  # the dice are the test's

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON
from yingda.app.traffic import plan
from yingda.app.traffic.people import agents, telephones
from yingda.app.traffic.talks import written
from yingda.app.world.organisation import shaanxi
from yingda.journey.desk.wiring import reasons
from yingda.journey.routing.limits import Limits

SEEDS = st.integers(0, 2**32)
LEVELS = st.floats(0.1, 20)


def calls(level: float, hours: float, seed: int = 1) -> int:
    chance, at, end = Random(seed), NOON, NOON + timedelta(hours=hours)
    count = 0
    while (following := plan.next_call(chance, level=level, now=at)) is not None:
        if following > end:
            break
        at, count = following, count + 1
    return count


@given(SEEDS, LEVELS)
def test_the_same_dice_give_the_same_day(seed: int, level: float) -> None:
    one, two = Random(seed), Random(seed)
    assert plan.next_call(one, level=level, now=NOON) == plan.next_call(
        two, level=level, now=NOON
    )
    assert plan.call(one, subscribers=100) == plan.call(two, subscribers=100)


@given(SEEDS, LEVELS)
def test_callers_come_one_after_the_other(seed: int, level: float) -> None:
    chance, at, moments = Random(seed), NOON, [NOON]
    for _ in range(50):
        following = plan.next_call(chance, level=level, now=at)
        assert following is not None
        at = following
        moments.append(at)
    assert all(one < two for one, two in pairwise(moments))


def test_nobody_calls_while_it_is_quiet() -> None:
    assert plan.next_call(Random(1), level=0, now=NOON) is None


def test_five_times_the_level_is_five_times_the_calls() -> None:
    """Ten hours are 1,800 calls at level 1: four standard deviations are a tenth."""
    usual, busy = calls(1, hours=10), calls(5, hours=10)
    assert usual == pytest.approx(600 * plan.CALLS_A_MINUTE, rel=0.11)
    assert busy / usual == pytest.approx(5, rel=0.12)


@given(st.integers(0, 100_000))
def test_traffic_swells_and_ebbs_but_never_stops(seconds: int) -> None:
    busy = plan.swell(NOON + timedelta(seconds=seconds))
    assert 1 - plan.SWELL <= busy <= 1 + plan.SWELL


@given(SEEDS, st.integers(0, 100_000))
def test_what_a_caller_is_going_to_do_can_be_done(seed: int, subscribers: int) -> None:
    call = plan.call(Random(seed), subscribers=subscribers)

    assert 0 <= call.subscriber < max(1, subscribers)
    assert 20 <= call.talks <= 120
    assert call.patience > 0
    assert call.topic in written().talks
    moments = [press.after for press in call.presses]
    assert moments == sorted(moments)
    assert all(press.key in "0123458" for press in call.presses)


def test_the_mix_has_everybody_in_it() -> None:
    chance = Random(7)
    many = [plan.call(chance, subscribers=10) for _ in range(2_000)]

    assert 0.05 < sum(not call.presses for call in many) / 2_000 < 0.2
    assert 0.05 < sum(call.patience < 40 for call in many) / 2_000 < 0.2
    assert 0.1 < sum(not call.hangs_up for call in many) / 2_000 < 0.3
    assert {call.topic for call in many} == set(plan.QUEUES)
    given_away = [
        plan.handling(chance, topic=call.topic, talks=call.talks) for call in many
    ]
    assert 0.04 < sum(bool(one.to_queue) for one in given_away) / 2_000 < 0.14
    assert 0.9 < sum(plan.pickup(chance).answers for _ in many) / 2_000 < 1


@given(SEEDS, st.sampled_from(plan.QUEUES))
def test_nobody_gives_a_caller_to_the_queue_they_came_from(
    seed: int, topic: str
) -> None:
    does = plan.handling(Random(seed), topic=topic, talks=60)
    assert does.to_queue != topic
    assert does.gives_away_at is None or does.gives_away_at < 60


@given(SEEDS, st.sampled_from(plan.QUEUES))
def test_contacts_are_classed_by_reasons_that_the_desk_knows_within_the_countdown(
    seed: int, topic: str
) -> None:
    known = reasons()
    classes = {one.code for top in known.wrap_up for one in (top, *top.children)}
    how = plan.closing(Random(seed), topic=topic)

    assert set(how.reasons) <= classes
    assert 0 < how.after < 30
    assert bool(how.rest) == (how.rests_for > 0)
    assert not how.rest or how.rest in {one.code for one in known.breaks}


DESKS = st.sampled_from(
    [
        "offline",
        "ready",
        "reserved",
        "ringing",
        "talking",
        "hold",
        "wrap",
        "break",
        "training",
        "meeting",
    ]
)


@given(SEEDS, DESKS, st.booleans(), st.floats(-100, 400))
def test_whatever_the_desk_says_there_is_something_to_do_next(
    seed: int, state: str, is_open: bool, rests: float
) -> None:
    unwritten = ("c1", "fault") if state == "wrap" else None
    act = plan.look(
        Random(seed), state=state, unwritten=unwritten, is_open=is_open, rests=rests
    )
    match act:
        case plan.Look(after=after):
            assert after > 0
        case plan.SitDown():
            assert state == "offline"
            assert is_open
        case plan.GoHome():
            assert not is_open
            assert unwritten is None
        case plan.BeReady():
            assert state in ("break", "training", "meeting")
            assert rests <= 0
        case plan.WriteUp():
            assert state == "wrap"


def test_forty_agents_work_in_the_demo_and_nobody_is_two_of_them() -> None:
    people = [one for one in shaanxi().users if one.roles == ("agent",)]
    everybody = [*shaanxi().users, *agents()]
    numbers = [one.seat.number for one in everybody if one.seat is not None]

    assert len(people) + len(agents()) == 40
    assert len({one.user_id for one in everybody}) == len(everybody)
    assert len(set(numbers)) == len(numbers)
    assert len(telephones()) == len(agents())


def test_every_queue_has_simulated_agents_who_can_serve_it_at_once() -> None:
    for queue in Limits().queues:
        able = [
            one
            for one in agents()
            if one.seat is not None
            and queue.id in one.seat.queues
            and all(
                one.seat.skills.get(skill, 0) >= level
                for skill, level in queue.skills.items()
            )
        ]
        assert len(able) >= 8
