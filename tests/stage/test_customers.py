"""The customer file on the real database."""

import asyncio
from datetime import timedelta

import pytest

from builders import HOME, Ground, asker, ground
from builders_record import change, customers_on, enter, subscriber
from yingda.app.world import demo
from yingda.app.world.load import load_subscribers
from yingda.journey.customers.errors import UnknownCustomer, UnknownNumber
from yingda.journey.customers.limits import NumberPlan
from yingda.journey.customers.service import Customers
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import BranchId, CustomerId, PointId
from yingda.kernel.org import EVERYWHERE, NotAllowed
from yingda.kernel.refusal import BadInput
from yingda.messages.customers import Whose
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database
from yingda.platform.sql.work import SqlWork

WANG = subscriber("王建国", "13891990001", "02986112233")
ZHANG = subscriber("张伟", "13909990003", branch="sn.bj", tier="contract")
PLAN = NumberPlan()
READER = asker("ana", "customers.read")
BAOJI = asker("eve", "customers.read", path="sn.bj")


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def customers(centre: Ground) -> Customers:
    return customers_on(centre)


async def whose(customers: Customers, number: str) -> Whose:
    return (await customers.whose(HOME, [number]))[number]


@pytest.mark.row("AC-01")
@pytest.mark.parametrize("branch", sorted(set(PLAN.segments.values())))
async def test_a_branch_is_found_by_record_else_segment_else_area_code_else_asked(
    customers: Customers, branch: BranchId
) -> None:
    elsewhere = "13891990001" if branch != "sn.xa" else "13909990001"
    await enter(customers, subscriber("王建国", elsewhere, branch=branch))
    segments = [one for one, of in PLAN.segments.items() if of == branch]
    ((code, sharing),) = [one for one in PLAN.area_codes.items() if branch in one[1]]
    landline = code + ("81112222" if code == "029" else "8111222")

    recorded = await whose(customers, "+86 " + elsewhere)
    assert (recorded.branch_id, recorded.how) == (branch, "record")
    for segment in segments:
        mobile = await whose(customers, segment + "995555")
        assert (mobile.branch_id, mobile.how) == (branch, "segment")
        assert (mobile.customer_id, mobile.tier_id) == (None, "standard")
    fixed = await whose(customers, landline)
    assert fixed.how == "area-code"
    if len(sharing) == 1:
        assert (fixed.branch_id, fixed.candidates) == (branch, ())
    else:
        assert fixed.branch_id is None
        assert branch in fixed.candidates
        assert customers.branches_of_area(HOME, landline) == fixed.candidates


@pytest.mark.row("AC-01")
async def test_a_number_that_tells_nothing_leaves_the_branch_open(
    customers: Customers,
) -> None:
    found = await customers.whose(HOME, ["01069995555", "anonymous"])

    assert {one.branch_id for one in found.values()} == {None}
    assert {one.how for one in found.values()} == {None}
    assert found["01069995555"].tier_id == "long-distance"


@pytest.mark.row("AC-01")
async def test_another_plan_is_another_configuration_and_takes_effect_at_once(
    customers: Customers, centre: Ground
) -> None:
    plan = NumberPlan(segments={"1391": BranchId("sn.tc")}, area_codes={})
    await change(centre, plan)

    assert (await whose(customers, "13911112222")).branch_id == "sn.tc"
    assert (await whose(customers, "13891112222")).branch_id is None


async def test_an_unknown_number_gets_one_point_however_it_is_written(
    customers: Customers,
) -> None:
    forms = ["13609995555", "+86 136 0999 5555", "013609995555"]
    found = await customers.whose(HOME, forms)
    again = await whose(customers, "8613609995555")

    assert len({one.point_id for one in [*found.values(), again]}) == 1


async def test_an_unknown_number_asked_for_twice_at_once_gets_one_point(
    centre: Ground, clock: HandClock
) -> None:
    number = "13609995555"
    async with Database(centre.database.address, connections=2) as wider:
        others = customers_on(ground(wider, clock))
        found = await asyncio.gather(*(others.whose(HOME, [number]) for _ in range(8)))

    assert len({one[number].point_id for one in found}) == 1


async def test_a_known_point_tells_the_same_as_its_number(customers: Customers) -> None:
    await enter(customers, WANG)
    numbers = ["13891990001", "02986112233", "02988880000", "18612345678"]
    by_number = await customers.whose(HOME, numbers)

    points = [one.point_id for one in by_number.values()]
    by_point = await customers.known(HOME, [*points, PointId("nobody's")])

    assert by_point == {one.point_id: one for one in by_number.values()}


async def test_a_stranger_who_becomes_a_customer_keeps_their_point(
    customers: Customers,
) -> None:
    before = await whose(customers, "13891990001")
    await enter(customers, WANG)
    after = await whose(customers, "13891990001")

    assert before.point_id == after.point_id
    assert after.customer_id == WANG.customer_id


async def test_a_card_shows_a_customer_masked(customers: Customers) -> None:
    await enter(customers, WANG)

    card = await customers.look(READER, WANG.customer_id)

    assert card.name == "王**"
    assert sorted(point.number for point in card.points) == [
        "029****2233",
        "138****0001",
    ]
    assert (card.tier.name.zh, card.brand.name.zh) == ("全球通VIP", "全球通")
    assert (card.branch_id, card.balance_fen, card.alerts) == ("sn.xa", 9_900, ())
    assert [product.name.zh for product in card.products] == ["移动语音"]
    assert await customers.names(HOME, [WANG.customer_id]) == {WANG.customer_id: "王**"}


async def test_every_look_is_told_without_anything_personal(
    customers: Customers, centre: Ground
) -> None:
    await enter(customers, WANG)
    await customers.find(READER, "138-9199-0001")

    async with centre.work.system(EVERYWHERE) as tx:
        rows = await tx.run("select kind, payload from spine.log")
    assert [row["kind"] for row in rows] == ["PersonalDataSeen"]
    payload = str(rows[0]["payload"])
    assert WANG.customer_id not in {"13891990001"}
    assert "ana" in payload
    assert "customers.read" in payload


async def test_who_may_not_read_customers_is_refused(customers: Customers) -> None:
    nobody = asker("bo", "desk.work")
    with pytest.raises(NotAllowed):
        await customers.look(nobody, WANG.customer_id)
    with pytest.raises(NotAllowed):
        await customers.find(nobody, "13891990001")


async def test_nobody_sees_customers_of_another_branch(customers: Customers) -> None:
    await enter(customers, WANG, ZHANG)
    points = [
        (await whose(customers, one.numbers[0])).point_id for one in (WANG, ZHANG)
    ]

    assert set(await customers.card(BAOJI.scope, [WANG.customer_id])) == set()
    with pytest.raises(UnknownCustomer):
        await customers.look(BAOJI, WANG.customer_id)
    with pytest.raises(UnknownNumber):
        await customers.find(BAOJI, "13891990001")
    assert set(await customers.masked(BAOJI.scope, points)) == {points[1]}
    assert await customers.point_of(BAOJI.scope, "13891990001") is None
    assert (await customers.find(BAOJI, "13909990003")).name == "张**"


async def test_the_database_itself_hides_other_branches(
    customers: Customers, centre: Ground
) -> None:
    await enter(customers, WANG)
    async with centre.work.begin(HOME) as tx:
        assert len(await tx.run("select * from customers.customers")) == 1
    async with centre.work.begin(BAOJI.scope) as tx:
        assert await tx.run("select * from customers.customers") == []
        assert await tx.run("select * from customers.points") == []


async def test_no_name_and_no_number_can_be_read_in_any_column(
    customers: Customers, centre: Ground
) -> None:
    await enter(customers, WANG)
    await whose(customers, "13609995555")
    async with centre.work.system(EVERYWHERE) as tx:
        rows = [
            *await tx.run("select * from customers.customers"),
            *await tx.run("select * from customers.points"),
        ]
    # The id of the test's customer is made of the number; ids are given by the centre.
    shown = str(rows).replace(WANG.customer_id, "")
    for secret in ("王建国", "13891990001", "02986112233", "13609995555"):
        assert secret not in shown
        assert str(secret.encode())[2:-1] not in shown
        assert secret.encode().hex() not in shown


async def test_what_is_no_number_is_not_searched_for(customers: Customers) -> None:
    with pytest.raises(BadInput):
        await customers.find(READER, "王建国")


async def test_the_demo_world_is_loaded_once_and_goes_on_where_it_broke_off(
    customers: Customers, centre: Ground
) -> None:
    today = business_date(centre.clock.now())
    told: list[int] = []

    async def load(count: int) -> int:
        return await load_subscribers(
            customers,
            centre.parameters,
            HOME,
            count=count,
            seed=1,
            today=today,
            progress=lambda done, count: told.append(done),
        )

    assert await load(1_200) == 1_200
    assert await load(1_200) == 0
    centre.clock.move(timedelta(days=1))
    assert await load(2_500) == 1_300
    assert told == [1_000, 1_200, 2_200, 2_500]
    async with SqlWork(centre.database).system(HOME) as tx:
        rows = await tx.run("select count(*) as n from customers.customers")
    assert rows[0]["n"] == 2_500 + len(demo.subscribers(today))
    vip = await whose(customers, "13891990001")
    assert (vip.tier_id, vip.branch_id, vip.how) == ("vip", "sn.xa", "record")
    assert CustomerId("demo-01") == vip.customer_id
