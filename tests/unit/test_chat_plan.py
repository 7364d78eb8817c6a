"""Simulated visitors and agents write in turn, and come to an end."""

from random import Random  # noqa: TID251  # the dice are the test's

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.app.traffic import chat_plan
from yingda.app.traffic.chat_plan import TOPICS, Turn, agent_turn, visitor_turn
from yingda.app.traffic.people import agents
from yingda.app.traffic.plan import QUEUES
from yingda.app.traffic.texts import texts
from yingda.journey.channels.limits import ChatRules
from yingda.messages.channels import Channel

SEEDS = st.integers(0, 2**32)


@given(SEEDS)
def test_the_same_dice_make_the_same_visitor_with_a_human_pace(seed: int) -> None:
    one = chat_plan.visit(Random(seed), subscribers=100)

    assert one == chat_plan.visit(Random(seed), subscribers=100)
    assert one.patience > 0
    assert chat_plan.writing(Random(seed), "你好", one.seconds_a_letter) >= 2


def test_some_give_up_and_some_close_the_page_and_come_back() -> None:
    chance = Random(1)
    visits = [chat_plan.visit(chance, subscribers=100) for _ in range(1000)]

    assert 90 < sum(one.patience < 60 for one in visits) < 200
    assert 150 < sum(one.away_for > 0 for one in visits) < 260
    assert {one.topic for one in visits} == set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_everything_that_is_to_be_said_is_said_in_turn_and_then_they_part(
    topic: str,
) -> None:
    lines = texts().talks[topic]
    said, visitor, agent, turn = [lines[0]], 1, 0, Turn.WAITS
    for _ in range(20):
        turn, text = agent_turn(lines, own=agent, others=visitor)
        if turn is Turn.PARTS:
            break
        if turn is not Turn.WAITS:
            agent += 1
            said.append(text)
            continue
        turn, text = visitor_turn(lines, own=visitor, others=agent)
        assert turn is not Turn.WAITS, "both wait for ever"
        visitor += 1
        said.append(text)

    assert turn is Turn.PARTS
    # The agent's greeting comes second, and the visitor's thanks last.
    assert said == [lines[0], "", *lines[1:], ""]


def test_there_is_something_to_say_of_whatever_a_visitor_may_choose() -> None:
    assert set(texts().talks) == set(TOPICS) == set(ChatRules().queues)


def test_in_every_queue_some_of_the_simulated_agents_write() -> None:
    seats = [one.seat for one in agents() if one.seat]
    write = [seat for seat in seats if seat.capacity.get(Channel.CHAT)]

    assert 0 < len(write) < len(seats)
    assert {queue for seat in write for queue in seat.queues} == set(QUEUES)
