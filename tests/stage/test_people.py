"""Sign-in and the organisation on the real database."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from builders import HOME, Ground, asker, ground
from builders_record import PASSWORD, SMALL, change, people_on
from yingda.app.world.load import load_organisation
from yingda.journey.people.adapters.argon import Argon2
from yingda.journey.people.errors import LockedOut, WrongPassword
from yingda.journey.people.limits import Limits, Role, Roles
from yingda.journey.people.service import People
from yingda.kernel.ids import AgentId
from yingda.kernel.org import EVERYWHERE, Scope
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

LIMITS = Limits()
ANA, BO, CY = AgentId("ana"), AgentId("bo"), AgentId("cy")
BAOJI = Scope(tenant_id=HOME.tenant_id, path="sn.bj", site=HOME.site)


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
async def people(centre: Ground) -> People:
    made = people_on(centre)
    await made.found(HOME, SMALL, PASSWORD)
    return made


async def sign_in(people: People, name: str = "ana", password: str = PASSWORD) -> str:
    token, _ = await people.entry.sign_in(name, password)
    return token


async def fail(people: People, name: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises((WrongPassword, LockedOut)):
            await people.entry.sign_in(name, "wrong")


async def told(centre: Ground) -> Counter[str]:
    async with centre.work.system(EVERYWHERE) as tx:
        rows = await tx.run("select kind from spine.log where kind <> 'AgentPosted'")
    return Counter(str(row["kind"]) for row in rows)


async def test_signing_in_tells_who_one_is_and_what_one_may(
    people: People, centre: Ground
) -> None:
    token, session = await people.entry.sign_in(" ANA ", PASSWORD)

    assert (session.name, session.agent_id, session.branch_id) == ("张雨桐", ANA, "sn")
    assert "desk.work" in session.actions
    assert "recordings.play" not in session.actions
    who = await people.asker_of(token)
    assert who is not None
    assert (who.user_id, who.agent_id, who.scope) == ("ana", ANA, HOME)
    assert await people.entry.session_of(token) == session
    assert await told(centre) == {"UserSignedIn": 1}


async def test_somebody_of_a_branch_acts_within_it_and_has_no_seat(
    people: People,
) -> None:
    who = await people.asker_of(await sign_in(people, "fay"))
    assert who is not None
    assert (who.scope.path, who.agent_id) == ("sn.bj", None)


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    people: People, centre: Ground
) -> None:
    await fail(people, "ana", 1)
    await fail(people, "nobody", 1)
    assert await told(centre) == {"SignInFailed": 2}


@pytest.mark.parametrize("name", ["ana", "nobody"])
async def test_failures_in_a_row_lock_the_name_whether_anybody_has_it_or_not(
    people: People, centre: Ground, name: str
) -> None:
    await fail(people, name, LIMITS.failures)

    with pytest.raises(LockedOut) as locked:
        await people.entry.sign_in(name, PASSWORD)
    assert locked.value.until == centre.clock.now() + LIMITS.locked_for
    assert await told(centre) == {
        "SignInFailed": LIMITS.failures + 1,
        "UserLockedOut": 1,
    }


async def test_a_lock_ends_by_itself(people: People, centre: Ground) -> None:
    await fail(people, "ana", LIMITS.failures)
    centre.clock.move(LIMITS.locked_for)
    assert await people.asker_of(await sign_in(people))


async def test_a_right_password_forgets_the_failures(people: People) -> None:
    for _ in range(3):
        await fail(people, "ana", LIMITS.failures - 1)
        await sign_in(people)


async def test_a_burst_of_tries_is_counted_one_by_one(
    centre: Ground, people: People, clock: HandClock
) -> None:
    async with Database(centre.database.address, connections=4) as wider:
        others = people_on(ground(wider, clock))
        found = await asyncio.gather(
            *(others.entry.sign_in("ana", f"guess-{n}") for n in range(12)),
            return_exceptions=True,
        )
    kinds = Counter(type(one) for one in found)
    assert kinds[WrongPassword] == LIMITS.failures - 1
    assert kinds[LockedOut] == 12 - kinds[WrongPassword]


async def test_guessed_names_and_ended_sessions_do_not_pile_up(
    people: People, centre: Ground
) -> None:
    for number in range(5):
        await fail(people, f"guess-{number}", 1)
    await sign_in(people)
    centre.clock.move(LIMITS.longest + timedelta(hours=1))
    await sign_in(people)

    async with centre.work.system(EVERYWHERE) as tx:
        rows = await tx.run(
            "select (select count(*) from people.attempts) as attempts,"
            " (select count(*) from people.sessions) as sessions"
        )
    assert rows == [{"attempts": 0, "sessions": 1}]


async def test_a_session_ends_when_its_user_signs_out(
    people: People, centre: Ground
) -> None:
    token = await sign_in(people)
    assert await people.asker_of(token)
    await people.entry.sign_out(token)
    await people.entry.sign_out(token)

    assert await people.asker_of(token) is None
    assert await told(centre) == {"UserSignedIn": 1, "UserSignedOut": 1}


async def test_coming_and_going_are_told_where_the_user_belongs(
    people: People, centre: Ground
) -> None:
    token = await sign_in(people, "fay")
    await people.entry.sign_out(token)

    async with centre.work.system(HOME) as tx:
        rows = await tx.run(
            "select distinct scope as path from spine.log where kind <> 'AgentPosted'"
        )
    assert [row["path"] for row in rows] == ["sn.bj"]


async def test_a_session_without_requests_is_over(
    people: People, centre: Ground
) -> None:
    token = await sign_in(people)
    for _ in range(3):
        centre.clock.move(LIMITS.idle - timedelta(minutes=1))
        assert await people.asker_of(token)
    centre.clock.move(LIMITS.idle + timedelta(seconds=1))
    assert await people.asker_of(token) is None


async def test_a_busy_session_is_over_after_its_longest_time(
    people: People, centre: Ground
) -> None:
    token = await sign_in(people)
    end = centre.clock.now() + LIMITS.longest
    while centre.clock.now() + timedelta(minutes=20) < end:
        centre.clock.move(timedelta(minutes=20))
        assert await people.asker_of(token)
    centre.clock.move(end - centre.clock.now())
    assert await people.asker_of(token) is None


async def test_only_the_digest_of_a_token_and_no_name_is_kept(
    people: People, centre: Ground
) -> None:
    token = await sign_in(people)
    async with centre.work.system(EVERYWHERE) as tx:
        rows = [
            *await tx.run("select * from people.sessions"),
            *await tx.run("select login, name, password from people.users"),
            *await tx.run("select * from people.attempts"),
        ]
    for secret in (token, "张雨桐", PASSWORD):
        assert secret not in str(rows)
        assert str(secret.encode())[2:-1] not in str(rows)
    assert "$argon2id$" in str(rows)


async def test_rights_are_data_and_change_without_a_restart(
    people: People, centre: Ground
) -> None:
    roles = Roles().roles
    more = Role(
        actions=(*roles["agent"].actions, "recordings.play"), reach=roles["agent"].reach
    )
    token = await sign_in(people)
    await change(centre, Roles(roles={**roles, "agent": more}))
    centre.clock.move(LIMITS.remembered)
    who = await people.asker_of(token)
    assert who is not None
    assert who.may("recordings.play")


async def test_a_seat_tells_skills_with_levels_queues_and_capacity(
    people: People,
) -> None:
    seats = await people.seats(HOME, [ANA, AgentId("stranger")])
    assert set(seats) == {ANA}
    assert seats[ANA].skills == {"fault": 9, "general": 5}
    assert seats[ANA].queues == ("fault", "general")
    assert seats[ANA].capacity == {"voice": 1}
    assert await people.skills(EVERYWHERE, [ANA]) == {ANA: {"fault": 9, "general": 5}}


async def test_a_colleague_is_found_by_name_pinyin_and_number_within_the_scope(
    people: People,
) -> None:
    async def found(typed: str, scope: Scope = HOME) -> list[str]:
        return [card.agent_id for card in await people.agents(scope, typed)]

    assert await found("zyt") == ["ana"]
    assert await found("静") == ["cy"]
    assert await found("100") == ["ana", "bo", "dan", "eve"]
    assert await found("100", BAOJI) == ["eve"]
    assert (await people.agents(BAOJI))[0].group.zh == "宝鸡组"


async def test_names_branches_and_groups_are_told(people: People) -> None:
    assert await people.names(HOME, ["fay", "bo", "x"]) == {"fay": "何静", "bo": "𠅤李"}
    branches = await people.branches(BAOJI)
    assert [(one.branch_id, one.kind) for one in branches] == [
        ("sn", "province"),
        ("sn.xa", "branch"),
        ("sn.bj", "branch"),
    ]
    assert [group.group_id for group in await people.groups(BAOJI)] == ["g3"]


async def test_roles_tell_whose_contacts_are_looked_at(people: People) -> None:
    assert await people.within_reach(asker("ana")) == frozenset({ANA})
    assert await people.within_reach(asker("cy")) == frozenset({ANA, BO, CY})
    assert await people.within_reach(asker("fay", path="sn.bj")) is None


async def test_founding_again_changes_nothing_but_a_new_password(
    people: People,
) -> None:
    assert await people.found(HOME, SMALL, PASSWORD) == 0
    await sign_in(people)
    assert await people.found(HOME, SMALL, "another-one") == 0
    await fail(people, "ana", 1)
    await sign_in(people, password="another-one")


async def test_the_demo_province_can_be_founded_and_signed_in_to(
    centre: Ground,
) -> None:
    people = people_on(centre)
    assert await load_organisation(people, HOME, "yingda-demo") == 29
    _, session = await people.entry.sign_in("a1001", "yingda-demo")
    assert session.roles == ("agent",)
    assert len(await people.branches(HOME)) == 12


def test_the_usual_cost_of_a_password_is_what_rfc_9106_asks_for() -> None:
    kept = Argon2().kept("x")
    assert "m=65536,t=3,p=4" in kept
    assert Argon2().matches(kept, "x")
    assert not Argon2().matches(kept, "y")
    assert not Argon2().matches("no hash", "x")
