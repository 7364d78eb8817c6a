"""Simulated agents and contacts keep to each other, and nobody real waits for that."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from builders import NOON
from builders_routing import Play, idle, offers, waiting
from yingda.journey.routing.limits import ChooseBy, Limits, Queue
from yingda.kernel.ids import QueueId, Skill
from yingda.messages.routing import Idle, Waiting

EVERY_WAY = pytest.mark.parametrize("by", list(ChooseBy))


def play(by: ChooseBy) -> Play:
    queue = Queue(id=QueueId("fault"), skills={Skill("fault"): 1}, choose_by=by)
    return Play(Limits(queues=(queue,)))


def machine(name: str, **words: object) -> Idle:
    return replace(idle(name), simulated=True, **words)


def made_up(name: str) -> Waiting:
    return replace(waiting(name), simulated=True)


@EVERY_WAY
def test_a_real_caller_reaches_the_real_agent_however_long_the_others_were_idle(
    by: ChooseBy,
) -> None:
    floor = play(by)
    late = NOON + timedelta(seconds=5)
    floor.sit(machine("robot"), idle("ana", at=late))

    assert offers(floor.join(waiting("call", at=late))) == [("call", "ana")]


@EVERY_WAY
def test_a_real_caller_is_answered_by_a_simulated_agent_where_nobody_else_is_idle(
    by: ChooseBy,
) -> None:
    floor = play(by)
    floor.sit(machine("robot"))

    assert offers(floor.join(waiting("call"))) == [("call", "robot")]


@EVERY_WAY
def test_a_simulated_caller_leaves_real_agents_to_real_callers(by: ChooseBy) -> None:
    floor = play(by)
    floor.sit(idle("ana"), machine("robot"))

    assert offers(floor.join(made_up("call"))) == [("call", "robot")]
    assert offers(floor.join(made_up("second"))) == [("second", "ana")]
