"""Who gets which contact: one rule a test."""

from datetime import datetime, timedelta

import msgspec
import pytest

from builders import HOME, NOON
from builders_routing import Play, idle, offers, waiting
from yingda.journey.routing.core.turn import decide
from yingda.journey.routing.limits import ChooseBy, Limits, Queue
from yingda.kernel.ids import AgentId, ContactId, LegId, QueueId, Skill
from yingda.messages.channels import LegEnd
from yingda.messages.desk import AgentState
from yingda.messages.routing import (
    Bridge,
    Departed,
    End,
    Entry,
    Expire,
    Joined,
    Miss,
    Offered,
    Rise,
    Sit,
    Wake,
    Withdrawn,
)

CALL = ContactId("call")


def after(seconds: float = 0, minutes: float = 0) -> timedelta:
    return timedelta(seconds=seconds, minutes=minutes)


def turned(name: str, state: AgentState, at: datetime = NOON) -> Rise:
    return Rise(agent_id=AgentId(name), state=state, at=at, scope=HOME)


def test_the_longest_idle_agent_with_the_skill_is_chosen() -> None:
    play = Play()
    play.sit(
        idle("ana", "fault", at=NOON - after(minutes=2)),
        idle("bo", "fault", "billing", at=NOON - after(minutes=5)),
        idle("cy", "billing", at=NOON - after(minutes=9)),
    )

    assert offers(play.join(waiting("call"))) == [("call", "bo")]


def test_equal_agents_are_told_apart_by_their_ids() -> None:
    play = Play()
    play.sit(idle("bo"), idle("ana"), idle("cy"))

    assert offers(play.join(waiting("call"))) == [("call", "ana")]


def test_a_contact_waits_while_nobody_has_the_level() -> None:
    play = Play()
    play.sit(idle("ana", "complaint:2"), idle("cy", "billing:9"))

    assert offers(play.join(waiting("call", "complaint"))) == []


def test_the_first_to_come_is_the_first_to_be_offered() -> None:
    play = Play()
    play.join(waiting("late", at=NOON), waiting("early", at=NOON - after(9)))

    assert offers(play.sit(idle("ana"))) == [("early", "ana")]


def test_a_vip_stands_where_somebody_stands_who_came_two_minutes_earlier() -> None:
    play = Play()
    play.join(
        waiting("old", at=NOON - after(121)),
        waiting("new", at=NOON - after(119)),
        waiting("vip", at=NOON, tier="vip"),
    )
    served = [
        offers(play.sit(idle(name), at=NOON))[0][0] for name in ("ana", "bo", "cy")
    ]

    assert served == ["old", "vip", "new"]


@pytest.mark.row("CT-03")
@pytest.mark.parametrize("entry", [Entry.TRANSFERRED, Entry.RETURNED])
def test_a_transferred_call_overtakes_normal_calls(entry: Entry) -> None:
    play = Play()
    play.join(*(waiting(f"call-{n}", at=NOON - after(n)) for n in range(100, 0, -1)))
    play.join(waiting("given", at=NOON, entry=entry))

    assert offers(play.sit(idle("ana"))) == [("given", "ana")]


@pytest.mark.row("CT-03")
def test_a_long_distance_call_overtakes_calls_of_the_same_minute() -> None:
    play = Play()
    play.join(waiting("near", at=NOON - after(50)))
    play.join(waiting("far", at=NOON, tier="long-distance"))

    assert offers(play.sit(idle("ana"))) == [("far", "ana")]


@pytest.mark.row("CT-03")
def test_nobody_is_overtaken_once_the_longest_wait_is_near() -> None:
    play = Play()
    play.join(waiting("old", at=NOON))
    play.join(waiting("given", at=NOON + after(110), entry=Entry.TRANSFERRED))
    early, due = NOON + after(119), NOON + after(120)

    assert offers(play.sit(idle("ana", at=early))) == [("given", "ana")]
    assert offers(play.sit(idle("bo", at=due))) == [("old", "bo")]


def test_levels_sink_and_neighbours_help_as_the_wait_grows() -> None:
    play = Play()
    play.sit(idle("low", "complaint:1"), idle("near", "general"))
    play.join(waiting("call", "complaint"))

    assert offers(play.take(Wake(contact_id=CALL), NOON + after(19))) == []
    assert offers(play.take(Wake(contact_id=CALL), NOON + after(20))) == [
        ("call", "low")
    ]


def test_a_neighbouring_queue_is_asked_last() -> None:
    play = Play()
    play.sit(idle("near", "general"))
    play.join(waiting("call", "complaint"))
    play.take(Wake(contact_id=CALL), NOON + after(20))

    assert offers(play.take(Wake(contact_id=CALL), NOON + after(60))) == [
        ("call", "near")
    ]


def test_the_floor_says_when_a_contact_must_be_looked_at() -> None:
    play = Play()
    stays = waiting("call", "complaint")
    rules = play.floor.rules

    assert rules.wake(stays) == NOON + after(20)


def test_a_contact_flows_over_when_it_has_waited_long_enough() -> None:
    queue = Queue(
        id=QueueId("fault"),
        skills={Skill("fault"): 1},
        overflow_after=after(30),
        overflow_to=QueueId("general"),
    )
    general = Queue(id=QueueId("general"), skills={Skill("general"): 1})
    play = Play(Limits(queues=(queue, general)))
    play.sit(idle("gil", "general"))
    play.join(waiting("call"))

    changes = play.take(Wake(contact_id=CALL), NOON + after(30))

    left, joined, offered = changes
    assert isinstance(left, Departed)
    assert (left.why, left.to_queue) == ("flowed-out", "general")
    assert isinstance(joined, Joined)
    assert (joined.contact.from_queue, joined.contact.since) == ("fault", NOON)
    assert isinstance(offered, Offered)


def test_an_agent_asked_for_is_chosen_before_one_who_is_idle_longer() -> None:
    play = Play()
    play.sit(idle("bo", at=NOON - after(60)), idle("ana"))

    assert offers(play.join(waiting("call", wants="ana"))) == [("call", "ana")]


def test_whoever_wants_one_agent_only_waits_for_them_and_then_for_anybody() -> None:
    play = Play()
    play.sit(idle("bo"))
    play.take(turned("ana", AgentState.TALKING))
    play.join(waiting("call", wants="ana", only=True))

    assert offers(play.take(Wake(contact_id=CALL), NOON + after(29))) == []
    assert offers(play.take(Wake(contact_id=CALL), NOON + after(30))) == [
        ("call", "bo")
    ]


def test_an_agent_given_a_contact_need_not_have_its_skill() -> None:
    play = Play()
    play.take(turned("ana", AgentState.WRAP))
    play.join(waiting("call", wants="ana", only=True))

    assert offers(play.sit(idle("ana", "billing"))) == [("call", "ana")]


@pytest.mark.parametrize("state", [AgentState.OFFLINE, None])
def test_nobody_waits_for_an_agent_who_is_not_signed_in(
    state: AgentState | None,
) -> None:
    play = Play()
    play.sit(idle("bo"))
    if state:
        play.take(turned("ana", state))

    changes = play.join(waiting("call", wants="ana", only=True))

    assert offers(changes) == [("call", "bo")]


def test_an_agent_who_let_it_ring_is_passed_over_for_the_next() -> None:
    play = Play()
    play.sit(idle("ana"))
    play.join(waiting("call"))
    play.sit(idle("bo"))

    changes = play.take(Expire(contact_id=CALL, leg_id=play.leg("call")), NOON)

    assert offers(changes) == [("call", "bo")]


def test_whoever_declined_is_asked_again_when_there_is_nobody_else() -> None:
    play = Play()
    play.sit(idle("ana"))
    play.join(waiting("call"))
    play.take(Miss(contact_id=CALL, leg_id=play.leg("call"), why=LegEnd.DECLINED))

    assert offers(play.sit(idle("ana"))) == [("call", "ana")]


def test_whoever_declined_a_contact_serves_another_one_first() -> None:
    play = Play()
    play.sit(idle("ana"))
    play.join(waiting("call"))
    play.take(Miss(contact_id=CALL, leg_id=play.leg("call"), why=LegEnd.DECLINED))
    play.join(waiting("later", at=NOON + after(30)))

    assert offers(play.sit(idle("ana", at=NOON + after(40)))) == [("later", "ana")]


def test_a_contact_rung_in_vain_stands_where_it_stood() -> None:
    play = Play()
    play.sit(idle("ana"))
    play.join(waiting("call"), waiting("later", at=NOON + after(5)))
    play.take(
        Miss(contact_id=CALL, leg_id=play.leg("call"), why=LegEnd.NO_ANSWER),
        NOON + after(20),
    )

    assert offers(play.sit(idle("bo", at=NOON + after(21)))) == [("call", "bo")]


def test_an_offer_that_has_moved_on_does_not_expire() -> None:
    play = Play()
    play.sit(idle("ana"))
    play.join(waiting("call"))

    assert play.take(Expire(contact_id=CALL, leg_id=LegId("old"))) == ()


def test_an_agent_called_ready_while_being_rung_is_not_booked_twice() -> None:
    play = Play()
    play.sit(idle("ana"))
    play.join(waiting("call"), waiting("next"))

    again = play.take(Sit(idle=idle("ana", at=NOON + after(1))), NOON + after(1))
    over = play.take(
        Miss(contact_id=CALL, leg_id=play.leg("call"), why=LegEnd.DECLINED),
        NOON + after(2),
    )

    assert offers(again) == []
    assert offers(over) == [("next", "ana")]


def test_a_state_that_is_older_than_the_last_one_changes_nothing() -> None:
    play = Play()
    play.sit(idle("ana", at=NOON))
    late = turned("ana", AgentState.WRAP, NOON - after(1))

    assert play.take(late) == ()
    assert offers(play.join(waiting("call"))) == [("call", "ana")]


def test_a_state_from_before_the_choice_is_old_when_the_talk_has_begun() -> None:
    play = Play()
    play.sit(idle("ana", at=NOON))
    play.join(waiting("call", at=NOON + after(5)))
    leg_id, ana = play.leg("call"), AgentId("ana")
    play.take(Bridge(contact_id=CALL, leg_id=leg_id, agent_id=ana), NOON + after(9))
    play.join(waiting("next", at=NOON + after(10)))

    late = Sit(idle=idle("ana", at=NOON + after(4)))

    assert play.take(late, NOON + after(11)) == ()


def test_an_agent_who_signs_out_while_it_rings_gives_the_contact_back() -> None:
    play = Play()
    play.sit(idle("ana"))
    play.join(waiting("call"))
    play.sit(idle("bo"))
    gone = turned("ana", AgentState.OFFLINE, NOON + after(1))

    assert offers(play.take(gone, NOON + after(1))) == [("call", "bo")]


def test_a_call_taken_by_another_agent_stops_the_ringing() -> None:
    play = Play()
    play.sit(idle("ana"))
    play.join(waiting("call"))
    taken = Bridge(contact_id=CALL, leg_id=LegId("x"), agent_id=AgentId("bo"))

    withdrawn, departed = play.take(taken)

    assert isinstance(withdrawn, Withdrawn)
    assert withdrawn.agent_id == "ana"
    assert isinstance(departed, Departed)
    assert (departed.why, departed.agent_id) == ("answered", "bo")


def test_the_end_of_a_contact_that_is_not_here_changes_nothing() -> None:
    assert Play().take(End(contact_id=CALL)) == ()


def test_an_agent_with_room_for_two_is_given_two_and_no_third() -> None:
    play = Play()
    play.join(waiting("a"), waiting("b"), waiting("c"))

    assert offers(play.sit(idle("ana", capacity=2))) == [("a", "ana"), ("b", "ana")]
    assert offers(play.join(waiting("d"))) == []


def test_an_agent_of_other_queues_is_not_asked() -> None:
    play = Play()
    play.sit(idle("ana", "fault", queues="billing"))

    assert offers(play.join(waiting("call"))) == []


@pytest.mark.parametrize(
    ("by", "chosen"),
    [
        (ChooseBy.LONGEST_IDLE, "old"),
        (ChooseBy.BEST_SKILL, "best"),
        (ChooseBy.SPARING, "plain"),
    ],
)
def test_the_way_of_choosing_is_a_rule_of_the_queue(by: ChooseBy, chosen: str) -> None:
    queue = Queue(id=QueueId("fault"), skills={Skill("fault"): 1}, choose_by=by)
    play = Play(Limits(queues=(queue,)))
    play.sit(
        idle("old", "fault:3", "billing", at=NOON - after(9)),
        idle("best", "fault:9", "billing", "general", at=NOON - after(5)),
        idle("plain", "fault:3", at=NOON - after(1)),
    )

    assert offers(play.join(waiting("call"))) == [("call", chosen)]


def test_a_decision_names_its_candidates_its_rule_and_its_version() -> None:
    play = Play()
    play.sit(*(idle(f"agent-{n:02}", at=NOON - after(n)) for n in range(20)))

    changes = play.join(waiting("call"))
    offered = changes[-1]

    assert isinstance(offered, Offered)
    decision = offered.decision
    assert decision is not None
    assert (decision.rule, decision.able) == ("longest-idle", 20)
    assert len(decision.candidates) == 10
    assert decision.candidates[0].agent_id == offered.agent_id == "agent-19"
    scores = [candidate.score for candidate in decision.candidates]
    assert scores == sorted(scores)


def test_a_tier_without_rules_is_served_like_any_other() -> None:
    play = Play()
    play.sit(idle("ana"))

    assert offers(play.join(waiting("call", tier="new"))) == [("call", "ana")]


def test_deciding_moves_nobody() -> None:
    play = Play()
    play.sit(idle("ana"))
    before = list(play.floor.changes())
    floor, taken = play.floor, Sit(idle=idle("bo"))

    assert decide(floor, taken, NOON) == decide(floor, taken, NOON)
    assert list(floor.changes()) == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"queues": [{"id": "a"}, {"id": "a"}], "tiers": []},
            "a must stand there once",
        ),
        ({"queues": [{"id": "a", "skills": {"a": 10}}]}, "from 1 to 9"),
        ({"queues": [{"id": "a", "overflow_after": "PT9S"}]}, "both"),
        (
            {
                "queues": [
                    {"id": "a", "overflow_after": "PT9S", "overflow_to": "b"},
                ]
            },
            "no rules of queue b",
        ),
        ({"tiers": [{"id": "vip", "longest_wait": "PT30S"}]}, "longer than notice"),
        ({"ring_for": "PT0S"}, "ring_for"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused(
    changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(msgspec.ValidationError, match=sentence):
        msgspec.convert(changes, Limits)
