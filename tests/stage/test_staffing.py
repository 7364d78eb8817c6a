"""Administering people on the real database: the tree, moves, rights."""

import csv
import io
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from builders import HOME, Ground, asker, ground
from builders_analytics import COMPILER, MART, Story, moment
from builders_people import ADMIN, OF_BAOJI, wanted
from builders_record import PASSWORD, SMALL, people_on
from yingda.journey.analytics import wiring as analytics_wiring
from yingda.journey.analytics.core.fold import Heard
from yingda.journey.people.errors import (
    BadLevel,
    FieldMissing,
    NotYourself,
    StalePerson,
    Taken,
    UnknownGroup,
    UnknownPerson,
    UnknownPlace,
    UnknownWord,
    WrongPassword,
)
from yingda.journey.people.model import Group, Place, Sought
from yingda.journey.people.service import People
from yingda.kernel.ids import AgentId, BranchId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, NotAllowed, Scope
from yingda.kernel.refusal import BadInput, Refusal
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ANA, DAN = UserId("ana"), UserId("dan")
LEADER = asker("cy", "people.read")
READER = asker("mo", "reports.read")


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
async def people(centre: Ground) -> People:
    made = people_on(centre)
    await made.found(HOME, SMALL, PASSWORD)
    return made


async def ids(people: People, who: Asker, **sought: object) -> list[str]:
    page = await people.staffing.page(who, Sought(**sought))  # type: ignore[arg-type]  # by name
    return [one.user_id for one in page.people]


def _answered(name: str, agent: str, at: str, answered: str) -> list[Heard]:
    """A contact that waits and is answered by the agent."""
    story = (
        Story(name).queued(at, "fault").rung(at, "fault").answered(answered, "fault")
    )
    return [
        replace(one, agent_id=AgentId(agent)) if getattr(one, "agent_id", "") else one
        for one in story.events
    ]


@pytest.mark.row("SM-05")
async def test_a_move_changes_the_figures_of_what_comes_and_not_of_what_was(
    clock: HandClock, database: Database
) -> None:
    centre = ground(database, clock)
    people, first, second = people_on(centre), date(2026, 1, 1), date(2026, 1, 2)
    counted = analytics_wiring.install(
        work=centre.work,
        clock=centre.clock,
        bus=centre.bus,
        parameters=centre.parameters,
        compiler=COMPILER,
        mart=MART,
    )
    await people.found(HOME, SMALL, PASSWORD)
    await centre.say(*_answered("a", "ana", "13:00:00", "13:00:04"))
    await centre.say(*_answered("b", "dan", "13:00:00", "13:00:06"))
    before = await counted.day(READER, first, "group")
    clock.move(moment("2 08:00:00") - clock.now())

    assert await people.staffing.move(ADMIN, [ANA], "g2") == 1
    await centre.settle()
    await centre.say(*_answered("c", "ana", "2 10:00:00", "2 10:00:08"))

    after = await counted.day(READER, first, "group")
    assert after.rows == before.rows
    assert {row.key: row.figures["K07"].value for row in after.rows[1:]} == {
        "g1": 4.0,
        "g2": 6.0,
    }
    new = await counted.day(READER, second, "group")
    assert {row.key: row.figures["K07"].value for row in new.rows[1:]} == {"g2": 8.0}
    for day in (first, second):
        agreement = await counted.recompute(HOME, day)
        assert agreement.differences == ()


async def test_whoever_is_moved_keeps_what_they_were_and_when(
    people: People, clock: HandClock
) -> None:
    began = clock.now()
    clock.move(timedelta(days=3))
    await people.staffing.move(ADMIN, [ANA], "g3")
    profile = await people.staffing.profile(ADMIN, ANA)

    assert [(post.group_id, post.since, post.until) for post in profile.posts] == [
        ("g3", clock.now(), None),
        ("g1", began, clock.now()),
    ]
    assert profile.person.branch_id == "sn.bj"
    seats = await people.seats(HOME, [AgentId(ANA)])
    assert (seats[AgentId(ANA)].group_id, seats[AgentId(ANA)].branch_id) == (
        "g3",
        "sn.bj",
    )
    assert await people.staffing.move(ADMIN, [ANA], "g3") == 0


async def test_a_seat_takes_what_its_type_takes_and_keeps_it_when_moved(
    people: People,
) -> None:
    async def capacity() -> dict[str, int]:
        seats = await people.seats(HOME, [AgentId(ANA)])
        return {str(one): much for one, much in seats[AgentId(ANA)].capacity.items()}

    assert await capacity() == {"voice": 1}
    await people.staffing.move(ADMIN, [ANA], "g2")
    assert await capacity() == {"voice": 1}
    for kind, much in (
        ("expert", {"voice": 1, "chat": 3}),
        ("telephone", {"voice": 1}),
    ):
        ana = (await people.staffing.profile(ADMIN, ANA)).person
        draft = wanted("张雨桐", "1001", "g2", fault=9)
        assert draft.seat is not None
        draft = replace(draft, seat=replace(draft.seat, seat_type=kind))
        await people.staffing.change(ADMIN, ANA, draft, ana.version)
        assert await capacity() == much


NAUGHTY = (
    "undefined", "NULL", "𠮷野家", "㐂㭎", "ﷺ", "Ω≈ç√", "<script>alert(1)</script>",
    "'; drop table people.users; --", "\u202etest\u202e", "👩🏽‍🚀", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗", "\ufeff王",
    "%s%x", "＋", "龦龧龨", "\U00020000", "${7*7}",
)  # fmt: skip


@pytest.mark.parametrize("name", NAUGHTY)
async def test_any_name_survives_the_field_the_list_and_a_file(
    people: People, name: str
) -> None:
    made = await people.staffing.add(ADMIN, wanted(name, "1100", login="odd"))
    assert made.name == name.strip()
    [found] = (await people.staffing.page(ADMIN, Sought(typed="1100"))).people
    assert found.name == name.strip()
    for encoding in ("utf-8", "gb18030"):
        out = io.StringIO()
        csv.writer(out).writerows(
            [
                ["login", "name", "roles", "number", "group"],
                ["odd", name, "agent", "1100", "g1"],
            ]
        )
        data = out.getvalue().encode(encoding)
        taking = await people.files.take(ADMIN, data, is_meant=True)
        assert (taking.unchanged, taking.problems) == (1, ()), encoding


async def test_a_department_orders_the_tree_and_hides_nothing(people: People) -> None:
    department = BranchId("sn.bj.care")
    name = Name("客服部", "Care")
    await people.tree.set_place(
        ADMIN, Place(path=department, kind="department", name=name)
    )
    await people.tree.set_group(
        OF_BAOJI, Group(group_id="g4", name=Name("夜班", "Night"), path=department)
    )
    await people.staffing.move(ADMIN, [ANA], "g4")

    found = await people.tree.organigram(ADMIN)
    assert [(one.path, one.kind) for one in found.places] == [
        ("sn", "province"),
        ("sn.bj", "branch"),
        ("sn.bj.care", "department"),
        ("sn.xa", "branch"),
    ]
    assert [(one.group_id, one.people) for one in found.places[2].groups] == [("g4", 1)]
    ana = (await people.staffing.profile(ADMIN, ANA)).person
    assert ana.branch_id == "sn.bj"
    assert [one.branch_id for one in await people.branches(HOME)] == [
        "sn",
        "sn.xa",
        "sn.bj",
    ], "callers belong to branches only"


async def test_one_who_is_added_signs_in_and_has_a_seat(people: People) -> None:
    draft = wanted("谢㭎𠮷", "1100", login="xie", fault=7, billing=2)
    person = await people.staffing.add(ADMIN, draft, "a-long-secret")

    _, session = await people.entry.sign_in("xie", "a-long-secret")
    assert (session.name, session.user_id) == ("谢㭎𠮷", person.user_id)
    agent_id = AgentId(person.user_id)
    skills = await people.skills(HOME, [agent_id])
    assert dict(skills[agent_id]) == {"fault": 7, "billing": 2}


async def test_without_a_password_nobody_comes_in_until_one_is_set(
    people: People,
) -> None:
    person = await people.staffing.add(ADMIN, wanted("谢", "1100", login="xie"))
    with pytest.raises(WrongPassword):
        await people.entry.sign_in("xie", "")

    await people.staffing.set_password(ADMIN, person.user_id, "a-long-secret")
    token, _ = await people.entry.sign_in("xie", "a-long-secret")
    await people.staffing.set_password(ADMIN, person.user_id, "another-secret")
    people.entry.forget()
    assert await people.asker_of(token) is None


async def test_who_has_left_does_not_come_in_and_is_listed_only_if_asked_for(
    people: People,
) -> None:
    await people.staffing.leave(ADMIN, ANA)

    with pytest.raises(WrongPassword):
        await people.entry.sign_in("ana", PASSWORD)
    assert ANA not in await ids(people, ADMIN)
    assert ANA in await ids(people, ADMIN, with_gone=True)
    await people.staffing.come_back(ADMIN, ANA)
    assert await people.entry.sign_in("ana", PASSWORD)


async def test_a_change_of_what_somebody_else_has_changed_is_refused(
    people: People,
) -> None:
    draft = wanted("张雨桐", "1001", fault=3)
    await people.staffing.change(ADMIN, ANA, draft, 1)
    with pytest.raises(StalePerson):
        await people.staffing.change(ADMIN, ANA, draft, 1)


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (wanted(" ", "1100", login="x"), FieldMissing),
        (wanted("x", "1100", login=""), FieldMissing),
        (wanted("x", "1100", login="x", roles=()), FieldMissing),
        (wanted("x", "1100", login="x", roles=("king",)), UnknownWord),
        (wanted("x", "1100", "g9", login="x"), UnknownGroup),
        (wanted("x", "1100", login="x", magic=3), UnknownWord),
        (wanted("x", "1100", login="x", fault=10), BadLevel),
        (wanted("x", "11\x0000", login="x"), BadInput),
        (wanted("x", login="x", path="sn.nowhere"), UnknownPlace),
        (wanted("x", "1001", login="x"), Taken),
        (wanted("x", "1004", login="x"), Taken),
        (wanted("x", "1100", login="ANA"), Taken),
    ],
)
async def test_what_cannot_be_is_refused_with_its_reason(
    people: People, draft: object, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await people.staffing.add(ADMIN, draft)  # type: ignore[arg-type]  # parametrised


async def test_the_list_is_paged_by_number_and_searched_by_pinyin(
    people: People,
) -> None:
    first = await people.staffing.page(ADMIN, Sought(limit=4))
    rest = await people.staffing.page(ADMIN, Sought(limit=4, after=first.next or ""))

    assert [one.user_id for one in (*first.people, *rest.people)] == [
        "ana",
        "bo",
        "dan",
        "eve",
        "cy",
        "fay",
    ]
    assert rest.next is None
    assert await ids(people, ADMIN, typed="zyt") == ["ana"]
    assert await ids(people, ADMIN, typed="静") == ["cy", "fay"]
    assert await ids(people, ADMIN, group_id="g1") == ["ana", "bo", "cy"]
    assert await ids(people, ADMIN, path="sn.bj") == ["eve", "fay"]


async def test_a_leader_sees_the_own_group_and_changes_nobody(people: People) -> None:
    assert await ids(people, LEADER) == ["ana", "bo", "cy"]
    with pytest.raises(UnknownPerson):
        await people.staffing.profile(LEADER, DAN)
    tree = await people.tree.organigram(LEADER)
    assert [one.group_id for place in tree.places for one in place.groups] == ["g1"]
    with pytest.raises(NotAllowed):
        await people.staffing.move(LEADER, [ANA], "g2")
    with pytest.raises(NotAllowed):
        await ids(people, asker("ana", "desk.work"))


async def test_a_branch_administers_its_own_people_only(people: People) -> None:
    assert await ids(people, OF_BAOJI) == ["eve", "fay"]
    with pytest.raises(UnknownPerson):
        await people.staffing.leave(OF_BAOJI, ANA)
    with pytest.raises(UnknownGroup):
        await people.staffing.move(OF_BAOJI, [UserId("eve")], "g1")
    with pytest.raises(UnknownPlace):
        await people.staffing.add(OF_BAOJI, wanted("x", login="x", path="sn"))
    with pytest.raises(Taken):
        await people.staffing.add(OF_BAOJI, wanted("x", "1001", "g3", login="x"))


async def test_nobody_gives_themselves_more_rights(people: People) -> None:
    own = asker("fay", "people.admin", "people.read")
    fay = (await people.staffing.profile(own, UserId("fay"))).person
    draft = wanted(fay.name, roles=("admin",), path="sn.bj")
    with pytest.raises(NotYourself):
        await people.staffing.change(own, fay.user_id, draft, fay.version)
    with pytest.raises(NotYourself):
        await people.staffing.leave(own, fay.user_id)


async def test_every_change_is_told(people: People, centre: Ground) -> None:
    await people.staffing.move(ADMIN, [ANA], "g2")
    dan = (await people.staffing.profile(ADMIN, DAN)).person
    draft = wanted("王军", "1003", "g2", general=2)
    await people.staffing.change(ADMIN, DAN, draft, dan.version)
    await people.staffing.change(ADMIN, DAN, draft, dan.version + 1)
    async with centre.work.system(
        Scope(tenant_id=HOME.tenant_id, path="sn", site="x")
    ) as tx:
        rows = await tx.run(
            "select payload from spine.log where kind = 'PersonChanged' order by seq"
        )
    told = [row["payload"] for row in rows]
    assert [(one["person"], one["what"]) for one in told if isinstance(one, dict)] == [
        ("ana", ["group"]),
        ("dan", ["queues", "skills"]),
    ]
