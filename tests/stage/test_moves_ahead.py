"""Moves that are made ahead, groups that are closed or lie elsewhere: future, not past."""

from datetime import timedelta

import pytest

from builders import HOME, NOON, Ground, ground
from builders_people import ADMIN, OF_BAOJI
from builders_record import PASSWORD, SMALL, people_on
from yingda.journey.people.errors import (
    GroupHasPeople,
    UnknownGroup,
    UnknownPlan,
)
from yingda.journey.people.model import Group, Place
from yingda.journey.people.service import People
from yingda.kernel.ids import AgentId, BranchId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, NotAllowed
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ANA, BO = UserId("ana"), UserId("bo")
LATER = NOON + timedelta(hours=8)
SPARE = Group(group_id="g9", path=BranchId("sn.xa"), name=Name("备用组", "Spare"))


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
async def people(centre: Ground) -> People:
    made = people_on(centre)
    await made.found(HOME, SMALL, PASSWORD)
    await made.tree.set_group(ADMIN, SPARE)
    return made


async def group_of(people: People, user_id: UserId = ANA) -> str:
    seats = await people.seats(HOME, [AgentId(user_id)])
    return seats[AgentId(user_id)].group_id


@pytest.mark.row("SM-05")
async def test_a_move_made_ahead_takes_effect_at_its_moment_and_not_before(
    centre: Ground, people: People
) -> None:
    old = await group_of(people)
    assert await people.plans.move(ADMIN, [ANA], "g9", LATER) == 1

    await centre.pass_time(timedelta(hours=8) - timedelta(seconds=1))
    before = await people.staffing.profile(ADMIN, ANA)
    assert await group_of(people) == old
    assert [(one.group_id, one.at) for one in before.plans] == [("g9", LATER)]

    await centre.pass_time(timedelta(seconds=2))
    after = await people.staffing.profile(ADMIN, ANA)
    assert await group_of(people) == "g9"
    assert after.plans == ()
    # Of the past nothing is different: the old post ends at the moment of the move.
    assert (after.posts[0].group_id, after.posts[0].since) == ("g9", LATER)
    assert (after.posts[1].group_id, after.posts[1].until) == (old, LATER)


async def test_a_move_whose_moment_came_while_nobody_was_there_holds_from_then(
    centre: Ground, people: People
) -> None:
    await people.plans.move(ADMIN, [ANA], "g9", LATER)
    centre.clock.move(timedelta(days=2))

    again = ground(centre.database, centre.clock)
    made = people_on(again)
    await again.pass_time(timedelta(seconds=1))

    assert await group_of(made) == "g9"
    assert (await made.staffing.profile(ADMIN, ANA)).posts[0].since == LATER


async def test_a_move_is_called_off_by_whoever_may(
    centre: Ground, people: People
) -> None:
    old = await group_of(people)
    await people.plans.move(ADMIN, [ANA], "g9", LATER)
    (plan,) = (await people.staffing.profile(ADMIN, ANA)).plans
    with pytest.raises(UnknownPlan):
        await people.plans.call_off(OF_BAOJI, plan.plan_id)
    none = Asker(user_id=BO, agent_id=None, scope=HOME, actions=frozenset())
    with pytest.raises(NotAllowed):
        await people.plans.call_off(none, plan.plan_id)

    await people.plans.call_off(ADMIN, plan.plan_id)
    await centre.pass_time(timedelta(hours=9))

    assert await group_of(people) == old
    with pytest.raises(UnknownPlan):
        await people.plans.call_off(ADMIN, plan.plan_id)


async def test_who_left_meanwhile_is_not_moved_back_in(
    centre: Ground, people: People
) -> None:
    await people.plans.move(ADMIN, [ANA], "g9", LATER)
    await people.staffing.leave(ADMIN, ANA)

    await centre.pass_time(timedelta(hours=9))

    profile = await people.staffing.profile(ADMIN, ANA)
    assert not profile.person.is_active
    assert profile.plans == ()


async def test_a_moment_that_has_come_moves_at_once(people: People) -> None:
    assert await people.plans.move(ADMIN, [ANA], "g9", NOON) == 1
    assert await group_of(people) == "g9"


async def test_a_group_with_people_is_closed_only_if_it_is_said_where_they_go(
    centre: Ground, people: People
) -> None:
    centre.clock.move(timedelta(hours=1))
    old = await group_of(people)
    with pytest.raises(GroupHasPeople) as refused:
        await people.tree.close_group(ADMIN, old)
    assert refused.value.people > 0

    moved = await people.tree.close_group(ADMIN, old, "g9")

    assert moved == refused.value.people
    assert await group_of(people) == "g9"
    places = (await people.tree.organigram(ADMIN)).places
    assert old not in {one.group_id for place in places for one in place.groups}
    # What it did still has its name, and nobody is sent there any more.
    assert old in {one.group_id for one in await people.groups(HOME)}
    with pytest.raises(UnknownGroup):
        await people.staffing.move(ADMIN, [ANA], old)
    profile = await people.staffing.profile(ADMIN, ANA)
    assert [one.group_id for one in profile.posts] == ["g9", old]


async def test_an_empty_group_is_closed_and_may_be_opened_again(
    people: People,
) -> None:
    assert await people.tree.close_group(ADMIN, "g9") == 0
    with pytest.raises(UnknownGroup):
        await people.tree.close_group(ADMIN, "g9")
    await people.tree.set_group(ADMIN, SPARE)
    await people.staffing.move(ADMIN, [ANA], "g9")

    assert await group_of(people) == "g9"


async def test_a_group_that_lies_elsewhere_takes_its_people_along(
    centre: Ground, people: People
) -> None:
    await people.staffing.move(ADMIN, [ANA], "g9")
    there = Place(path=BranchId("sn.bj"), kind="branch", name=Name("宝鸡", "Baoji"))
    await people.tree.set_place(ADMIN, there)

    moved = Group(group_id="g9", path=BranchId("sn.bj"), name=Name("新组", "New"))
    await people.tree.set_group(ADMIN, moved)

    card = (await people.cards(HOME, [AgentId(ANA)]))[AgentId(ANA)]
    assert (card.branch_id, card.group.zh) == ("sn.bj", "新组")
    assert (await people.staffing.profile(OF_BAOJI, ANA)).person.branch_id == "sn.bj"
    assert ("PersonChanged", "None") in await centre.said()
