"""Routing among the other stages: what it says, and what it survives."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

import pytest
from msgspec.structs import replace

from builders import HOME, NOON, asker, ground
from builders_routing import Scene, asks, levels, turns, waiting
from yingda.journey.routing.cli import told
from yingda.journey.routing.core.rules import Rules, moment
from yingda.journey.routing.errors import NothingToReplay, NotWaiting
from yingda.journey.routing.limits import ChooseBy, Limits, Queue
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import (
    AgentId,
    ContactId,
    CustomerId,
    MessageId,
    QueueId,
    Skill,
    UserId,
)
from yingda.kernel.org import NotAllowed
from yingda.messages.channels import Channel, LegEnd
from yingda.messages.desk import AgentState
from yingda.messages.people import PersonChanged
from yingda.messages.routing import Entry
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
async def scene(database: Database, clock: HandClock) -> AsyncIterator[Scene]:
    async with Scene(ground(database, clock)) as made:
        yield made


async def test_a_queued_contact_rings_the_idle_agent(scene: Scene) -> None:
    await scene.agent("ana")
    await scene.queue("call")

    assert await scene.told() == [
        "ContactQueued call",
        "ContactOffered call ana",
        "RingAgent call ana",
    ]


async def test_an_agent_who_lets_it_ring_loses_the_contact_to_the_next(
    scene: Scene,
) -> None:
    await scene.agent("ana")
    await scene.queue("call")
    await scene.agent("bo")
    await scene.wait(20)

    assert (await scene.told())[3:] == [
        "OfferFailed call ana no-answer",
        "StopRinging call no-answer",
        "ContactOffered call bo",
        "RingAgent call bo",
    ]


async def test_an_agent_who_sits_ready_is_given_what_a_new_skill_is_for(
    scene: Scene,
) -> None:
    await scene.agent("ana")
    await scene.queue("call", "billing")
    assert await scene.told() == ["ContactQueued call"]

    scene.staff.skills[AgentId("ana")] = levels("billing")
    await scene.ground.say(
        PersonChanged(
            id=MessageId("changed"),
            at=scene.now,
            scope=HOME,
            person=UserId("ana"),
            what=("skills",),
            user_id=UserId("root"),
        )
    )

    assert (await scene.told())[1:] == ["ContactOffered call ana", "RingAgent call ana"]


async def test_an_answered_contact_is_not_offered_again(scene: Scene) -> None:
    await scene.agent("ana")
    await scene.queue("call")
    await scene.bridge("call", "ana")
    await scene.agent("bo")
    await scene.wait(90)

    assert (await scene.told())[3:] == ["ContactLeftQueue call ana answered"]


async def test_a_caller_who_leaves_while_it_rings_stops_the_ringing(
    scene: Scene,
) -> None:
    await scene.agent("ana")
    await scene.queue("call")
    await scene.end("call")

    assert (await scene.told())[3:] == [
        "StopRinging call withdrawn",
        "ContactLeftQueue call abandoned",
    ]


async def test_whoever_declines_is_not_rung_again_before_the_desk_says_so(
    scene: Scene,
) -> None:
    await scene.agent("ana")
    await scene.queue("call")
    await scene.miss("call", "ana", LegEnd.DECLINED)

    assert (await scene.told())[3:] == ["OfferFailed call ana declined"]


async def test_a_contact_that_ended_before_it_was_queued_never_waits(
    scene: Scene,
) -> None:
    await scene.end("call")
    await scene.queue("call")
    await scene.agent("ana")

    assert await scene.told() == []


async def test_an_agent_who_is_not_ready_is_not_rung(scene: Scene) -> None:
    await scene.agent("ana")
    await scene.agent("ana", AgentState.BREAK)
    await scene.queue("call")

    assert await scene.told() == ["ContactQueued call"]


async def test_a_contact_with_nobody_to_serve_it_flows_over_with_its_wait(
    scene: Scene,
) -> None:
    overflow = Queue(
        id=QueueId("fault"),
        skills={Skill("fault"): 1},
        overflow_after=timedelta(seconds=30),
        overflow_to=QueueId("billing"),
    )
    billing = Queue(id=QueueId("billing"), skills={Skill("billing"): 1})
    await scene.rule(Limits(queues=(overflow, billing)))
    await scene.queue("call")
    await scene.wait(40)

    queued = await scene.rows("ContactQueued")
    left = await scene.rows("ContactLeftQueue")
    assert [(row.get("from_queue"), row["queue_id"]) for row in queued] == [
        (None, "fault"),
        ("fault", "billing"),
    ]
    assert queued[0]["since"] == queued[1]["since"]
    assert [(row["why"], row["to_queue"]) for row in left] == [
        ("flowed-out", "billing")
    ]


async def test_a_lost_agents_contact_goes_before_those_who_came_earlier(
    scene: Scene,
) -> None:
    await scene.queue("early")
    await scene.wait(5)
    await scene.queue("back", entry=Entry.RETURNED)
    await scene.agent("ana")

    assert (await scene.told())[-1] == "RingAgent back ana"


BUSY_DAY = [
    "ContactQueued one",
    "ContactQueued two",
    "ContactQueued three",
    "ContactQueued asking",
    "ContactOffered one ana",
    "RingAgent one ana",
    "ContactOffered asking bo",
    "RingAgent asking bo",
    "OfferFailed one ana no-answer",
    "StopRinging one no-answer",
    "OfferFailed asking bo no-answer",
    "StopRinging asking no-answer",
    "ContactOffered one bo",
    "RingAgent one bo",
    "ContactLeftQueue one bo answered",
    "ContactLeftQueue three abandoned",
]


async def busy_day(scene: Scene) -> list[str]:
    for name in ("one", "two", "three"):
        await scene.queue(name)
    await scene.agent("bo", AgentState.WRAP)
    await scene.queue("asking", wants="bo")
    await scene.agent("ana")
    await scene.agent("bo")
    await scene.wait(20)
    await scene.agent("bo")
    await scene.bridge("one", "bo")
    await scene.end("one")
    await scene.end("three")
    await scene.agent("ana", AgentState.BREAK)
    await scene.wait(70)
    return await scene.told()


@pytest.mark.parametrize("copies", [1, 2])
async def test_every_message_delivered_twice_changes_nothing(
    database: Database, clock: HandClock, copies: int
) -> None:
    async with Scene(ground(database, clock, copies=copies)) as scene:
        assert await busy_day(scene) == BUSY_DAY


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_failed_commit_rebuilds_the_floor(scene: Scene, moment: str) -> None:
    await scene.agent("ana")
    scene.work.lose = moment
    await scene.queue("call")
    await scene.ground.settle()

    assert await scene.told() == [
        "ContactQueued call",
        "ContactOffered call ana",
        "RingAgent call ana",
    ]


async def test_a_floor_that_somebody_else_has_moved_is_built_anew(scene: Scene) -> None:
    await scene.agent("ana")
    async with scene.ground.work.system(HOME) as tx:
        # As another owner leaves it: ana is gone, and a turn was taken that we missed.
        await tx.run("update routing.seats set is_idle = false, state = 'break'")
        await tx.run("update routing.floors set turn = turn + 1")
    await scene.queue("call")
    await scene.ground.settle()

    assert await scene.told() == ["ContactQueued call"]


async def test_new_rules_bring_idle_agents_to_those_who_wait(scene: Scene) -> None:
    await scene.agent("ana")
    await scene.queue("call", "fibre")
    fibre = Queue(id=QueueId("fibre"), skills={Skill("fault"): 1})
    await scene.rule(Limits(queues=(fibre,)))
    await scene.end("somebody else")
    await scene.wait(1)

    assert (await scene.told())[-1] == "RingAgent call ana"


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("every", [2, 3])
async def test_a_day_of_lost_commits_loses_nobody(
    scene: Scene, moment: str, every: int
) -> None:
    scene.work.lose_every(every, moment)
    await busy_day(scene)
    scene.work.lose_every(0, moment)
    await scene.wait(60)

    queued = [row["contact_id"] for row in await scene.rows("ContactQueued")]
    left = [row["contact_id"] for row in await scene.rows("ContactLeftQueue")]
    (line,) = await scene.routing.queues_now(HOME)
    assert sorted(map(str, queued)) == ["asking", "one", "three", "two"]
    assert len(set(left)) == len(left) == len(queued) - line.waiting
    assert await twice_at_once(scene) == []
    replayed = await scene.routing.replay(HOME, business_date(scene.now))
    assert replayed.differences == ()


async def twice_at_once(scene: Scene) -> list[object]:
    """Agents who were offered a contact while an offer to them stood."""
    standing: dict[object, object] = {}
    found = []
    kinds = ("ContactOffered", "OfferFailed", "ContactLeftQueue")
    for row in await scene.rows(*kinds):
        if row["kind"] != "ContactOffered":
            standing.pop(row["contact_id"], None)
            continue
        if row["agent_id"] in standing.values():
            found.append(row["agent_id"])
        standing[row["contact_id"]] = row["agent_id"]
    return found


@pytest.mark.row("CT-02")
async def test_after_a_restart_two_hundred_callers_stand_where_they_stood(
    database: Database, clock: HandClock
) -> None:
    tiers = ["standard", "vip", "contract", "group"]
    async with Scene(ground(database, clock, copies=1)) as kept:
        arrivals = [
            asks(
                name(n),
                at=NOON + timedelta(seconds=0.7 * n),
                tier=tiers[n % len(tiers)],
            )
            for n in range(200)
        ]
        clock.move(timedelta(seconds=140))
        await kept.ground.say(*arrivals)
        before = [await kept.routing.place(HOME, name(n)) for n in range(0, 200, 10)]
        queued = await kept.rows("ContactQueued")

    async with Scene(ground(database, clock, copies=1)) as again:
        after = [await again.routing.place(HOME, name(n)) for n in range(0, 200, 10)]
        agents = [f"agent-{n:03}" for n in range(200)]
        again.staff.skills.update({AgentId(each): levels("fault") for each in agents})
        ready = [turns(each, AgentState.READY, at=clock.now()) for each in agents]
        await again.ground.say(*ready)
        rung = [row["contact_id"] for row in await again.rows("RingAgent")]

    assert after == before
    assert rung == in_order(queued, tiers, clock.now())


async def test_the_place_in_a_queue_is_known_to_any_process(scene: Scene) -> None:
    for caller in ("one", "two", "three"):
        await scene.queue(caller)
        await scene.wait(1)

    place = await scene.routing.place(HOME, ContactId("two"))

    assert (place.position, place.estimated_wait) == (2, None)
    with pytest.raises(NotWaiting):
        await scene.routing.place(HOME, ContactId("nobody"))


async def test_the_estimate_comes_from_the_answers_of_the_last_minutes(
    scene: Scene,
) -> None:
    await scene.agent("ana")
    for number in range(8):
        await scene.queue(f"call-{number}")
    for number in range(5):
        await scene.wait(10)
        await scene.bridge(f"call-{number}", "ana")
        await scene.agent("ana")

    place = await scene.routing.place(HOME, ContactId("call-7"))

    assert place.position == 2
    assert place.estimated_wait == timedelta(seconds=20)


async def test_each_channel_of_a_queue_has_its_own_pace(scene: Scene) -> None:
    """How long calls take says nothing of chats, of which an agent serves several."""
    await scene.agent("ana")
    for number in range(8):
        await scene.queue(f"call-{number}")
    await scene.queue("chat", channel=Channel.CHAT)
    for number in range(5):
        await scene.wait(10)
        await scene.bridge(f"call-{number}", "ana")
        await scene.agent("ana")

    chat = await scene.routing.place(HOME, ContactId("chat"))
    call = await scene.routing.place(HOME, ContactId("call-7"))
    waiting = await scene.routing.queues_now(HOME)

    assert (chat.position, chat.estimated_wait) == (1, None)
    assert (call.position, call.estimated_wait) == (2, timedelta(seconds=20))
    assert {(one.channel, one.waiting) for one in waiting} == {
        (Channel.VOICE, 3),
        (Channel.CHAT, 1),
    }


async def test_the_board_sees_who_waits_and_who_is_ready(scene: Scene) -> None:
    await scene.queue("one", "complaint")
    await scene.queue("two", "complaint")
    await scene.agent("ana")
    await scene.agent("bo")

    (line,) = await scene.routing.queues_now(HOME)
    ready = await scene.routing.ready_by_queue(HOME)

    assert (line.queue_id, line.waiting, line.longest_since) == (
        "complaint",
        2,
        scene.now,
    )
    assert (ready[QueueId("fault")], ready[QueueId("billing")]) == (2, 1)


async def test_other_branches_see_nothing_of_a_queue(scene: Scene) -> None:
    await scene.queue("one")
    elsewhere = replace(HOME, path="sn.yl")

    assert await scene.routing.queues_now(elsewhere) == []
    assert await scene.routing.queues_now(HOME) != []


@pytest.mark.row("NF-21")
async def test_a_contacts_decisions_are_shown_to_those_who_may_see_them(
    scene: Scene,
) -> None:
    await scene.agent("ana")
    await scene.queue("call")
    viewer = asker("lead", "routing.explain")

    (decided,) = await scene.routing.decisions(viewer, ContactId("call"))

    assert (decided.agent_id, decided.decision.rule) == ("ana", "longest-idle")
    assert decided.decision.candidates[0].agent_id == "ana"
    elsewhere = asker("far", "routing.explain", path="sn.yl")
    assert await scene.routing.decisions(elsewhere, ContactId("call")) == []
    with pytest.raises(NotAllowed):
        await scene.routing.decisions(asker("ana"), ContactId("call"))


@pytest.mark.row("NF-21")
async def test_a_day_decided_again_differs_in_nothing(scene: Scene) -> None:
    await busy_day(scene)

    replayed = await scene.routing.replay(HOME, business_date(scene.now))

    assert replayed.turns > 15
    assert replayed.differences == ()


@pytest.mark.row("NF-21")
async def test_a_day_decided_again_by_other_rules_differs(scene: Scene) -> None:
    await scene.queue("normal")
    await scene.wait(5)
    await scene.queue("vip", tier="vip")
    await scene.agent("ana")
    fair: dict[str, object] = {"tiers": []}

    replayed = await scene.routing.replay(HOME, business_date(scene.now), changes=fair)

    (difference,) = replayed.differences
    assert "offered vip to ana" in told(difference)
    assert "offered normal to ana" in told(difference)


@pytest.mark.row("NF-21")
async def test_a_day_is_replayed_over_midnight_failed_commits_and_new_rules(
    scene: Scene,
) -> None:
    await scene.queue("one")
    scene.work.lose = "after"
    await scene.agent("ana")
    await scene.ground.settle()
    await scene.rule(Limits(ring_for=timedelta(seconds=7)))
    await scene.wait(12 * 3600)
    await scene.agent("bo")
    await scene.end("one")
    second = business_date(scene.now)

    for day in (second - timedelta(days=1), second):
        replayed = await scene.routing.replay(HOME, day)
        assert replayed.turns > 0
        assert replayed.differences == ()


@pytest.mark.row("CT-04")
async def test_a_queues_rule_is_changed_in_mid_day_and_said_with_each_decision(
    scene: Scene,
) -> None:
    for rule in (ChooseBy.LONGEST_IDLE, ChooseBy.ROUND_ROBIN, ChooseBy.BEST_SKILL):
        queue = Queue(id=QueueId("fault"), skills={Skill("fault"): 1}, choose_by=rule)
        await scene.rule(Limits(queues=(queue,)))
        await scene.agent("ana")
        await scene.agent("bo")
        await scene.queue(f"by-{rule}")
        await scene.end(f"by-{rule}")
        await scene.wait(5)

    decided = [cast(dict[str, object], one["decision"]) for one in await offered(scene)]
    rules = [one["rule"] for one in decided]
    assert rules == ["longest-idle", "round-robin", "best-skill"]
    assert len({one["rules_version"] for one in decided}) == 3
    replayed = await scene.routing.replay(HOME, business_date(scene.now))
    assert replayed.differences == ()
    assert replayed.rules == {"longest-idle": 1, "round-robin": 1, "best-skill": 1}


@pytest.mark.row("CT-04")
async def test_whose_turn_it_is_outlives_a_restart(
    database: Database, clock: HandClock
) -> None:
    queue = Queue(
        id=QueueId("fault"),
        skills={Skill("fault"): 1},
        choose_by=ChooseBy.ROUND_ROBIN,
    )
    async with Scene(ground(database, clock, copies=1)) as first:
        await first.rule(Limits(queues=(queue,)))
        await first.agent("ana")
        await first.agent("bo")
        await first.queue("one")
        await first.end("one")
        await first.wait(5)
        assert [one["agent_id"] for one in await offered(first)] == ["ana"]
    async with Scene(ground(database, clock, copies=1)) as second:
        await second.ground.parameters.refresh()
        await second.agent("ana")
        await second.queue("two")
        assert [one["agent_id"] for one in await offered(second)] == ["ana", "bo"]
        replayed = await second.routing.replay(HOME, business_date(second.now))
        assert replayed.differences == ()


@pytest.mark.row("CT-04")
async def test_who_served_a_customer_last_is_asked_first_where_the_queue_wants_it(
    scene: Scene,
) -> None:
    scene.history.last = {CustomerId("wang"): AgentId("bo")}
    await scene.rule(Limits(last_agent_within=timedelta(0)))
    await scene.agent("ana")
    await scene.wait(1)
    await scene.agent("bo")
    await scene.queue("unasked", customer="wang")
    await scene.end("unasked")
    assert scene.history.asked == []
    queue = Queue(
        id=QueueId("fault"),
        skills={Skill("fault"): 1},
        last_agent_within=timedelta(days=7),
    )
    await scene.rule(Limits(queues=(queue,)))
    await scene.agent("ana")

    await scene.queue("again", customer="wang")
    await scene.queue("stranger", customer="li")

    found = (await offered(scene))[1:]
    assert [(one["contact_id"], one["agent_id"]) for one in found] == [
        ("again", "bo"),
        ("stranger", "ana"),
    ]
    rules = [cast(dict[str, object], one["decision"])["rule"] for one in found]
    assert rules == ["last-agent", "longest-idle"]
    assert scene.history.asked[0] == scene.now - timedelta(days=7)
    replayed = await scene.routing.replay(HOME, business_date(scene.now))
    assert replayed.differences == ()


async def offered(scene: Scene) -> list[dict[str, object]]:
    return await scene.rows("ContactOffered")


async def test_a_day_without_calls_cannot_be_replayed(scene: Scene) -> None:
    with pytest.raises(NothingToReplay):
        await scene.routing.replay(HOME, business_date(scene.now))


def name(number: int) -> ContactId:
    return ContactId(f"call-{number:03}")


def in_order(
    queued: Sequence[Mapping[str, object]], tiers: Sequence[str], now: datetime
) -> list[object]:
    """As the rules would serve them that were queued in turn by these tiers."""
    rules = Rules(Limits())
    since = {row["contact_id"]: str(row["since"]) for row in queued}

    def rank(number: int) -> tuple[int, int, str]:
        at = datetime.fromisoformat(since[name(number)])
        stands = rules.stand(waiting(name(number), at=at, tier=tiers[number % 4]))
        if stands.due is not None and stands.due <= moment(now):
            return 0, stands.due, name(number)
        return 1, stands.order, name(number)

    return [name(number) for number in sorted(range(len(queued)), key=rank)]
