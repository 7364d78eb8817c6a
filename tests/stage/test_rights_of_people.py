"""Who may do what: delegations, separation of duties, and what a person could do."""

from datetime import timedelta

import pytest

from builders import HOME, NOON, Ground, asker, ground
from builders_people import wanted
from builders_record import PASSWORD, change, people_on
from yingda.journey.people.errors import (
    DutiesApart,
    NobodyLeft,
    NotYourself,
    NotYoursToLend,
    SeesFurther,
    UnknownDelegation,
    UnknownPerson,
    UnknownWord,
)
from yingda.journey.people.limits import Apart, Reach, Role, Roles, Separation
from yingda.journey.people.model import (
    Group,
    NewUser,
    Organisation,
    Place,
    SeatOf,
)
from yingda.journey.people.service import People
from yingda.kernel.ids import BranchId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, NotAllowed
from yingda.kernel.refusal import BadInput
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

HOURS = timedelta(hours=1)
N = Name("甲", "A")


def person(
    name: str, role: str, path: str, *more: str, group: str | None = None
) -> NewUser:
    seat = None
    if group:
        seat = SeatOf(number=name, group_id=group, queues=(), skills={}, capacity={})
    return NewUser(
        user_id=UserId(name),
        login=name,
        name=name,
        roles=(role, *more),
        path=BranchId(path),
        seat=seat,
    )


HOUSE = Organisation(
    places=tuple(
        Place(path=BranchId(path), kind=kind, name=N)
        for path, kind in (("sn", "province"), ("sn.xa", "branch"), ("sn.bj", "branch"))
    ),
    groups=tuple(
        Group(group_id=one, path=BranchId("sn.xa"), name=N) for one in ("g1", "g2")
    ),
    users=(
        person("root", "admin", "sn"),
        person("sue", "supervisor", "sn.xa"),
        person("sam", "supervisor", "sn"),
        person("leo", "leader", "sn.xa", group="g1"),
        person("ana", "agent", "sn.xa", group="g1"),
        person("bo", "agent", "sn.xa", group="g2"),
        person("fay", "quality", "sn.bj"),
        person("kim", "quality", "sn.xa"),
    ),
)


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
async def people(centre: Ground) -> People:
    made = people_on(centre)
    await made.found(HOME, HOUSE, PASSWORD)
    return made


async def signed_in(people: People, name: str) -> tuple[str, Asker]:
    token, _ = await people.entry.sign_in(name, PASSWORD)
    found = await people.asker_of(token)
    assert found is not None
    return token, found


async def may(people: People, token: str, action: str) -> bool:
    found = await people.asker_of(token)
    return found is not None and found.may(action)


@pytest.mark.row("SM-01")
async def test_what_is_lent_holds_for_its_time_and_ends_by_itself(
    centre: Ground, people: People
) -> None:
    token, ana = await signed_in(people, "ana")
    _, leo = await signed_in(people, "leo")
    assert not ana.may("floor.message")

    await people.rights.lend(
        leo,
        UserId("ana"),
        ["floor.message"],
        since=NOON + HOURS,
        until=NOON + 3 * HOURS,
        reason="on leave",
    )
    await centre.settle()

    assert not await may(people, token, "floor.message"), "not before its moment"
    # A minute at a time, so that the session does not end of itself.
    moments = []
    for minute in range(1, 200):
        centre.clock.move(timedelta(minutes=1))
        if await may(people, token, "floor.message"):
            moments.append(minute)
    assert (moments[0], moments[-1], len(moments)) == (60, 179, 120)
    session = await people.entry.session_of(token)
    assert session is not None
    assert "floor.message" not in session.actions
    said = [one for one in await centre.said() if one[0] == "PersonChanged"]
    assert len(said) == 1


@pytest.mark.row("SM-01")
async def test_nobody_lends_more_than_they_have_or_what_was_lent_to_them(
    people: People, centre: Ground
) -> None:
    _, leo = await signed_in(people, "leo")
    _, sue = await signed_in(people, "sue")
    _, ana = await signed_in(people, "ana")
    until = NOON + HOURS
    with pytest.raises(NotYoursToLend):
        await people.rights.lend(leo, UserId("ana"), ["routing.explain"], until=until)
    with pytest.raises(NotYoursToLend):
        await people.rights.lend(leo, UserId("ana"), ["people.delegate"], until=until)
    with pytest.raises(NotAllowed):
        await people.rights.lend(ana, UserId("leo"), ["desk.work"], until=until)
    with pytest.raises(NotYourself):
        await people.rights.lend(leo, UserId("leo"), ["board.watch"], until=until)
    with pytest.raises(UnknownPerson):
        await people.rights.lend(sue, UserId("fay"), ["board.watch"], until=until)
    for wrong in (NOON, NOON - HOURS, NOON + timedelta(days=91)):
        with pytest.raises(BadInput):
            await people.rights.lend(leo, UserId("ana"), ["board.watch"], until=wrong)
    # Who was lent the right to explain has it, and still cannot hand it on.
    await people.rights.lend(sue, UserId("leo"), ["routing.explain"], until=until)
    with pytest.raises(NotYoursToLend):
        await people.rights.lend(leo, UserId("ana"), ["routing.explain"], until=until)


@pytest.mark.row("SM-01")
async def test_nobody_sees_further_with_what_is_lent_than_the_giver(
    people: People,
) -> None:
    _, leo = await signed_in(people, "leo")
    until = NOON + HOURS
    with pytest.raises(SeesFurther):
        await people.rights.lend(leo, UserId("kim"), ["floor.watch"], until=until)
    with pytest.raises(SeesFurther):
        await people.rights.lend(leo, UserId("bo"), ["floor.watch"], until=until)
    await people.rights.lend(leo, UserId("ana"), ["floor.watch"], until=until)


@pytest.mark.row("SM-01")
async def test_what_the_giver_loses_is_lost_by_whoever_was_lent_it(
    people: People, centre: Ground
) -> None:
    token, _ = await signed_in(people, "ana")
    _, leo = await signed_in(people, "leo")
    await people.rights.lend(leo, UserId("ana"), ["floor.watch"], until=NOON + HOURS)
    people.entry.forget()
    assert await may(people, token, "floor.watch")

    roles = dict(Roles().roles)
    roles["leader"] = Role(actions=("desk.work",), reach=Reach.GROUP)
    await change(centre, Roles(roles=roles))
    people.entry.forget()

    assert not await may(people, token, "floor.watch")


async def test_a_delegation_is_ended_by_giver_holder_or_administrator_only(
    people: People, centre: Ground
) -> None:
    token, ana = await signed_in(people, "ana")
    _, leo = await signed_in(people, "leo")
    _, bo = await signed_in(people, "bo")
    _, kim = await signed_in(people, "kim")
    root = asker("root", "people.admin")
    beyond = asker("fay", "people.admin", path="sn.bj")
    for ender in (leo, ana, root):
        made = await people.rights.lend(
            leo, UserId("ana"), ["floor.watch"], until=NOON + HOURS
        )
        people.entry.forget()
        assert await may(people, token, "floor.watch")
        for stranger in (beyond, kim):
            with pytest.raises((UnknownDelegation, NotAllowed)):
                await people.rights.end(stranger, made.delegation_id)
        with pytest.raises(NotAllowed):
            await people.rights.end(bo, made.delegation_id)
        await people.rights.end(ender, made.delegation_id)
        people.entry.forget()
        assert not await may(people, token, "floor.watch")
        with pytest.raises((UnknownDelegation, NotAllowed)):
            await people.rights.end(ender, made.delegation_id)

    listed = await people.rights.listed(root)
    assert [one.ended_by for one in listed] == ["root", "ana", "leo"]
    assert len(await people.rights.listed(leo)) == 3
    assert await people.rights.listed(beyond) == []


@pytest.mark.row("SM-01")
async def test_duties_that_are_kept_apart_never_come_together(
    people: People, centre: Ground
) -> None:
    root = asker("root", "people.admin", "people.read", "people.delegate")
    both = wanted("x", login="x", roles=("admin", "quality"), path="sn")
    with pytest.raises(DutiesApart) as assigned:
        await people.staffing.add(root, both, PASSWORD)
    assert {assigned.value.one, assigned.value.other} == {
        "system.admin",
        "recordings.play",
    }
    # A role that holds both itself, and one that brings them to somebody who has another.
    roles = dict(Roles().roles)
    roles["quality"] = Role(
        actions=("recordings.play", "system.admin"), reach=Reach.PATH
    )
    with pytest.raises(DutiesApart):
        await people.rights.check_roles(HOME, Roles(roles=roles))
    # By delegation.
    _, real = await signed_in(people, "root")
    with pytest.raises(DutiesApart) as lent:
        await people.rights.lend(
            real, UserId("sam"), ["system.admin"], until=NOON + HOURS
        )
    assert lent.value.who == "sam"
    # As a new pair of which somebody holds both already.
    pair = Apart(one="desk.work", other="floor.watch", why=N)
    with pytest.raises(DutiesApart):
        await people.rights.check_separation(HOME, Separation(pairs=(pair,)))
    await people.rights.check_separation(HOME, Separation(pairs=()))


async def test_a_pair_that_is_made_later_takes_what_was_lent_and_not_what_is_held(
    people: People, centre: Ground
) -> None:
    token, _ = await signed_in(people, "ana")
    _, leo = await signed_in(people, "leo")
    await people.rights.lend(leo, UserId("ana"), ["floor.watch"], until=NOON + HOURS)
    pair = Apart(one="desk.work", other="floor.watch", why=N)
    await change(centre, Separation(pairs=(pair,)))
    people.entry.forget()

    assert await may(people, token, "desk.work")
    assert not await may(people, token, "floor.watch")


async def test_new_roles_must_name_known_actions_and_leave_somebody_to_undo_them(
    people: People,
) -> None:
    wrong = Roles(roles={"x": Role(actions=("desk.wrok",), reach=Reach.OWN)})
    with pytest.raises(UnknownWord):
        await people.rights.check_roles(HOME, wrong)
    with pytest.raises(NobodyLeft):
        await people.rights.check_roles(HOME, Roles(roles={}))
    await people.rights.check_roles(HOME, Roles())


@pytest.mark.row("SM-01")
async def test_what_a_person_could_do_is_shown_now_and_with_other_roles(
    people: People,
) -> None:
    root = asker("root", "people.admin")
    _, leo = await signed_in(people, "leo")
    await people.rights.lend(leo, UserId("ana"), ["floor.watch"], until=NOON + HOURS)

    now = await people.rights.of(root, UserId("ana"))
    from_where = {one.action: (one.roles, one.lent_by) for one in now.actions}
    assert from_where["desk.work"] == (("agent",), ())
    assert from_where["floor.watch"] == ((), ("leo",))
    assert (now.path, now.reach, now.group_id) == ("sn.xa", "own", "g1")

    then = await people.rights.of(root, UserId("ana"), ["quality", "admin"])
    assert then.reach == "path"
    assert set(then.apart) == {"system.admin", "recordings.play"}
    with pytest.raises(UnknownWord):
        await people.rights.of(root, UserId("ana"), ["king"])
    with pytest.raises(UnknownPerson):
        await people.rights.of(asker("x", "people.admin", path="sn.bj"), UserId("ana"))
    with pytest.raises(NotAllowed):
        await people.rights.of(asker("x", "people.read"), UserId("ana"))
