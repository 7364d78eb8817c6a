"""An order goes from the province to a branch and back, and only the province closes it."""

import asyncio
from datetime import datetime, timedelta
from importlib import resources
from itertools import pairwise
from typing import cast

import pytest
from msgspec.structs import replace

from builders import Ground, asker, ground
from builders_orders import AGENT, BRANCH, COUNTY, ELSEWHERE, PROVINCE, orders_on
from yingda.journey.workorders.errors import (
    ActNotAllowed,
    AlreadyOpen,
    NoSuchHolder,
    StillSupervised,
    UnknownOrder,
)
from yingda.journey.workorders.model import Given, Holder, NewOrder
from yingda.journey.workorders.model.states import TABLE, Act, State
from yingda.journey.workorders.service import Workorders
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import BranchId, ContactId, CustomerId, OrderId
from yingda.kernel.org import EVERYWHERE, Asker, NotAllowed
from yingda.kernel.refusal import BadInput
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

FAULT = NewOrder(
    type="fault",
    description="家里宽带不通",
    branch_id=BranchId("sn.bj"),
    customer_id=CustomerId("ada"),
)
MEIXIAN = Holder(kind="place", id="sn.bj.meixian")
DONE = Given(note="已更换光猫")


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def orders(centre: Ground) -> Workorders:
    return orders_on(centre)


async def state(orders: Workorders, order_id: OrderId) -> State:
    return (await orders.own(PROVINCE, order_id)).state


async def test_a_fault_goes_to_the_branch_and_the_county_and_is_closed_by_the_province(
    centre: Ground, orders: Workorders
) -> None:
    order_id = await orders.open(AGENT, FAULT)
    visit = Given(note="需要上门", visit="county", to=MEIXIAN)
    story: list[tuple[Asker, Act, Given, State]] = [
        (BRANCH, Act.CONFIRM, Given(), State.HELD),
        (BRANCH, Act.REPORT, visit, State.SENT),
        (COUNTY, Act.CONFIRM, Given(), State.HELD),
        (COUNTY, Act.REPORT, DONE, State.DONE),
        (PROVINCE, Act.ACCEPT, Given(), State.CALLING),
        (AGENT, Act.CALL_BACK, Given(answer="no-answer"), State.CALLING),
        (AGENT, Act.CALL_BACK, Given(answer="dissatisfied"), State.SENT),
        (BRANCH, Act.CONFIRM, Given(), State.HELD),
        (BRANCH, Act.REPORT, DONE, State.DONE),
        (PROVINCE, Act.ACCEPT, Given(), State.CALLING),
        (AGENT, Act.CALL_BACK, Given(answer="satisfied"), State.VERIFIED),
        (PROVINCE, Act.CLOSE, Given(), State.CLOSED),
    ]
    for who, act, given, after in story:
        centre.clock.move(timedelta(minutes=7))
        await orders.loop.act(who, order_id, act, given)
        assert await state(orders, order_id) is after, act

    whole = await orders.whole(PROVINCE, order_id)
    assert [step.number for step in whole.steps] == list(range(1, len(story) + 3))
    assert all(a.after == b.before for a, b in pairwise(whole.steps))
    assert whole.steps[0].by == whole.steps[-1].by.replace("lead", "ana")
    elapsed = sum((one.elapsed for one in whole.used.values()), timedelta())
    assert whole.line.closed_at is not None
    assert elapsed == whole.line.closed_at - whole.line.opened_at
    assert MEIXIAN in whole.used


async def test_nobody_below_the_province_closes(orders: Workorders) -> None:
    order_id = await orders.open(AGENT, FAULT)
    await orders.loop.act(BRANCH, order_id, Act.CONFIRM, Given())
    await orders.loop.act(BRANCH, order_id, Act.REPORT, DONE)
    for act, given in ((Act.ACCEPT, Given()), (Act.CLOSE, Given())):
        with pytest.raises(ActNotAllowed):
            await orders.loop.act(BRANCH, order_id, act, given)

    assert await state(orders, order_id) is State.DONE


async def test_who_comes_second_is_told_who_was_first(orders: Workorders) -> None:
    order_id = await orders.open(AGENT, FAULT)
    await orders.loop.act(BRANCH, order_id, Act.CONFIRM, Given())

    with pytest.raises(ActNotAllowed) as refused:
        await orders.loop.act(BRANCH, order_id, Act.CONFIRM, Given())

    assert (refused.value.state, refused.value.last_act) == ("held", "confirm")
    assert refused.value.last_by == "bao"


async def test_what_is_returned_is_judged_by_the_province(orders: Workorders) -> None:
    order_id = await orders.open(AGENT, FAULT)
    with pytest.raises(BadInput):
        await orders.loop.act(BRANCH, order_id, Act.GIVE_BACK, Given())
    await orders.loop.act(BRANCH, order_id, Act.GIVE_BACK, Given(reason="not-ours"))
    assert await state(orders, order_id) is State.RETURNED

    to = Holder(kind="place", id="sn.xy")
    await orders.loop.act(PROVINCE, order_id, Act.DISPATCH, Given(to=to))

    await orders.loop.act(ELSEWHERE, order_id, Act.CONFIRM, Given())
    assert await state(orders, order_id) is State.HELD


async def test_an_order_goes_to_nobody_who_is_not_there_or_not_below(
    orders: Workorders,
) -> None:
    order_id = await orders.open(AGENT, FAULT)
    nobody = Holder(kind="place", id="nowhere")
    with pytest.raises(NoSuchHolder):
        await orders.loop.act(
            PROVINCE, order_id, Act.REASSIGN, Given(reason="other", to=nobody)
        )
    await orders.loop.act(BRANCH, order_id, Act.CONFIRM, Given())
    beside = Holder(kind="place", id="sn.xy")
    with pytest.raises(NoSuchHolder):
        await orders.loop.act(BRANCH, order_id, Act.HAND_ON, Given(to=beside))

    assert await state(orders, order_id) is State.HELD


async def test_nobody_but_the_province_calls_a_customer_back(
    orders: Workorders,
) -> None:
    order_id = await orders.open(AGENT, FAULT)
    for who, act, given in WAYS[State.CALLING]:
        await orders.loop.act(who, order_id, act, given)
    there = asker("dan", "orders.write", "orders.read", path="sn.bj")

    with pytest.raises(ActNotAllowed):
        await orders.loop.act(there, order_id, Act.CALL_BACK, Given(answer="satisfied"))


@pytest.mark.row("WO-13")
async def test_a_second_call_about_the_same_urges_the_order_that_is_there(
    orders: Workorders,
) -> None:
    first = await orders.open(AGENT, FAULT)
    with pytest.raises(AlreadyOpen) as refused:
        await orders.open(AGENT, FAULT)
    assert (refused.value.order_id, refused.value.state) == (first, "sent")

    await orders.loop.act(
        AGENT,
        first,
        Act.URGE,
        Given(note="客户再次来电", contact_id=ContactId("again")),
    )

    whole = await orders.whole(BRANCH, first)
    assert (whole.line.urges, whole.line.state) == (1, State.SENT)
    assert (whole.steps[-1].act, whole.steps[-1].note) == ("urge", "客户再次来电")
    assert whole.steps[-1].contact_id == "again"
    other = await orders.open(AGENT, replace(FAULT, anyway=True))
    assert other != first
    await orders.open(AGENT, replace(FAULT, type="complaint"))


async def test_of_two_who_write_the_same_down_at_once_one_is_told_of_the_other(
    orders: Workorders,
) -> None:
    found = await asyncio.gather(
        *(orders.open(AGENT, FAULT) for _ in range(2)), return_exceptions=True
    )

    assert sum(isinstance(one, AlreadyOpen) for one in found) == 1


async def test_a_stranger_does_not_even_learn_that_there_is_an_order(
    orders: Workorders,
) -> None:
    order_id = await orders.open(AGENT, FAULT)

    with pytest.raises(UnknownOrder):
        await orders.loop.act(ELSEWHERE, order_id, Act.CONFIRM, Given())
    with pytest.raises(UnknownOrder):
        await orders.whole(ELSEWHERE, order_id)


async def test_the_inbox_of_a_place_holds_what_it_has_to_do(
    orders: Workorders,
) -> None:
    order_id = await orders.open(AGENT, FAULT)
    assert [task.order_id for task, _ in await orders.inbox(BRANCH, None, 10)] == [
        order_id
    ]
    assert await orders.inbox(ELSEWHERE, None, 10) == []
    assert await orders.inbox(PROVINCE, None, 10) == []

    await orders.loop.act(BRANCH, order_id, Act.CONFIRM, Given())
    await orders.loop.act(BRANCH, order_id, Act.REPORT, DONE)

    assert await orders.inbox(BRANCH, None, 10) == []
    assert len(await orders.inbox(PROVINCE, None, 10)) == 1


async def test_each_mark_of_a_clock_is_warned_of_once_and_none_after_the_end(
    centre: Ground, orders: Workorders
) -> None:
    first = await orders.open(AGENT, FAULT)
    second = await orders.open(AGENT, replace(FAULT, anyway=True))
    await orders.loop.act(AGENT, second, Act.CANCEL, Given(note="不需要了"))
    for _ in range(30):
        centre.clock.move(timedelta(hours=1))
        await centre.alarms.ring()
        await centre.bus.carry()

    async with centre.work.system(EVERYWHERE) as tx:
        rows = await tx.run(
            "select order_id, payload->>'clock' as clock, payload->>'percent' as part"
            " from spine.log where kind = 'OrderWarned' order by at"
        )
    told = [(row["order_id"], row["clock"], row["part"]) for row in rows]
    assert sorted(told) == sorted(set(told))
    assert {one for one, _, _ in told} == {first}
    assert {(clock, part) for _, clock, part in told} >= {
        ("order", "50"),
        ("order", "80"),
        ("order", "100"),
    }


async def test_a_pause_stops_the_clock_and_nothing_else_does(
    centre: Ground, orders: Workorders
) -> None:
    order_id = await orders.open(AGENT, FAULT)
    await orders.loop.act(BRANCH, order_id, Act.CONFIRM, Given())
    wait = Given(reason="customer-asked")
    await orders.loop.act(PROVINCE, order_id, Act.PAUSE, wait)
    assert await state(orders, order_id) is State.PAUSED
    for _ in range(30):
        centre.clock.move(timedelta(hours=1))
        await centre.alarms.ring()
        await centre.bus.carry()
    assert ("OrderWarned", order_id) not in await centre.said()

    await orders.loop.act(BRANCH, order_id, Act.RESUME, Given())

    whole = await orders.whole(PROVINCE, order_id)
    assert whole.line.due == whole.line.opened_at + timedelta(hours=24 + 30)
    counted = sum((one.counted for one in whole.used.values()), timedelta())
    assert counted == timedelta()


@pytest.mark.row("WO-14")
async def test_a_supervised_order_is_answered_for_and_not_closed_before_its_release(
    centre: Ground, orders: Workorders
) -> None:
    order_id = await orders.open(AGENT, FAULT)
    for who, act, given in WAYS[State.VERIFIED]:
        await orders.loop.act(who, order_id, act, given)
    major = Given(note="客户已向监管部门反映", level="major")
    with pytest.raises(ActNotAllowed):
        await orders.loop.act(BRANCH, order_id, Act.SUPERVISE, major)
    await orders.loop.act(PROVINCE, order_id, Act.SUPERVISE, major)

    for act in (Act.CLOSE, Act.CANCEL):
        with pytest.raises(StillSupervised):
            await orders.loop.act(PROVINCE, order_id, act, Given(note="x"))
    with pytest.raises(ActNotAllowed):
        await orders.loop.act(PROVINCE, order_id, Act.SUPERVISE, major)
    whole = await orders.whole(PROVINCE, order_id)
    assert whole.line.supervised == "major"
    assert Act.CLOSE not in whole.allowed

    await orders.loop.act(PROVINCE, order_id, Act.RELEASE, Given())
    await orders.loop.act(PROVINCE, order_id, Act.CLOSE, Given())
    today = business_date(centre.clock.now())
    (found,) = await orders.supervisions(PROVINCE, today)
    assert (found[0].level, found[1].order_id) == ("major", order_id)
    assert found[0].released is not None
    assert await orders.supervisions(PROVINCE, today - timedelta(days=40)) == []
    with pytest.raises(NotAllowed):
        await orders.supervisions(BRANCH, today)


async def test_no_complaint_passes_day_twelve_without_a_warning_even_if_it_is_paused(
    centre: Ground, orders: Workorders
) -> None:
    order_id = await orders.open(AGENT, replace(FAULT, type="complaint"))
    opened = centre.clock.now()
    await orders.loop.act(BRANCH, order_id, Act.CONFIRM, Given())
    await orders.loop.act(PROVINCE, order_id, Act.PAUSE, Given(reason="customer-asked"))
    for _ in range(16 * 4):
        centre.clock.move(timedelta(hours=6))
        await centre.alarms.ring()
        await centre.bus.carry()

    async with centre.work.system(EVERYWHERE) as tx:
        rows = await tx.run(
            "select at, payload->>'clock' as clock, payload->>'percent' as part"
            " from spine.log where kind = 'OrderWarned' order by at"
        )
    assert [(row["clock"], row["part"]) for row in rows] == [
        ("outer", "50"),
        ("outer", "80"),
        ("outer", "100"),
    ]
    assert cast(datetime, rows[1]["at"]) - opened == timedelta(days=12)


async def test_an_answer_that_does_not_come_in_time_is_warned_of_once(
    centre: Ground, orders: Workorders
) -> None:
    answered = await orders.open(AGENT, FAULT)
    waiting = await orders.open(AGENT, replace(FAULT, type="complaint"))
    for order_id in (answered, waiting):
        ask = Given(note="请今日内回复进展")
        await orders.loop.act(PROVINCE, order_id, Act.SUPERVISE, ask)
    await orders.loop.act(BRANCH, answered, Act.ANSWER, Given(note="已派人上门"))
    for _ in range(30):
        centre.clock.move(timedelta(hours=1))
        await centre.alarms.ring()
        await centre.bus.carry()

    async with centre.work.system(EVERYWHERE) as tx:
        rows = await tx.run(
            "select order_id from spine.log where kind = 'OrderWarned'"
            " and payload->>'clock' = 'supervise'"
        )
    assert [row["order_id"] for row in rows] == [waiting]


async def test_an_order_from_before_the_loop_begins_it(
    centre: Ground, orders: Workorders
) -> None:
    order_id = await orders.open(AGENT, FAULT)
    data = resources.files("yingda.journey.workorders") / "data"
    text = (data / "0003_before_the_loop.sql").read_text("utf-8")
    said = "\n".join(one for one in text.splitlines() if not one.startswith("--"))
    async with centre.work.system(PROVINCE.scope) as tx:
        await tx.run("delete from workorders.tasks")
        await tx.run("delete from workorders.steps")
        await tx.run(
            "update workorders.orders set flow = '', node = null, engine = null,"
            " task_id = null, steps = 0, state = 'new'"
        )
        for statement in said.split(";")[:-1]:
            await tx.run(statement)

    to = Holder(kind="place", id="sn.bj")
    await orders.loop.act(PROVINCE, order_id, Act.DISPATCH, Given(to=to))
    await orders.loop.act(BRANCH, order_id, Act.CONFIRM, Given())

    whole = await orders.whole(PROVINCE, order_id)
    assert [step.act for step in whole.steps] == ["open", "dispatch", "confirm"]
    assert whole.line.node == "diagnose"


EVERYBODY = (AGENT, PROVINCE, BRANCH, COUNTY, ELSEWHERE)
WAYS: dict[State, list[tuple[Asker, Act, Given]]] = {
    State.SENT: [],
    State.NEW: [(PROVINCE, Act.RECALL, Given(reason="wrong"))],
    State.RETURNED: [(BRANCH, Act.GIVE_BACK, Given(reason="not-ours"))],
    State.HELD: [(BRANCH, Act.CONFIRM, Given())],
}
WAYS[State.PAUSED] = [
    *WAYS[State.HELD],
    (PROVINCE, Act.PAUSE, Given(reason="customer-asked")),
]
WAYS[State.DONE] = [*WAYS[State.HELD], (BRANCH, Act.REPORT, DONE)]
WAYS[State.CALLING] = [*WAYS[State.DONE], (PROVINCE, Act.ACCEPT, Given())]
WAYS[State.VERIFIED] = [
    *WAYS[State.CALLING],
    (AGENT, Act.CALL_BACK, Given(answer="satisfied")),
]
WAYS[State.CLOSED] = [*WAYS[State.VERIFIED], (PROVINCE, Act.CLOSE, Given())]
WAYS[State.CANCELLED] = [(PROVINCE, Act.CANCEL, DONE)]


@pytest.mark.parametrize("stands", list(State))
async def test_what_the_table_does_not_have_is_refused_to_everybody(
    orders: Workorders, stands: State
) -> None:
    order_id = await orders.open(AGENT, FAULT)
    for who, act, given in WAYS[stands]:
        await orders.loop.act(who, order_id, act, given)
    for act in Act:
        known = TABLE.get((stands, act))
        for who in () if known else EVERYBODY:
            own = Holder(kind="place", id=who.scope.path)
            full = Given(note="x", reason="x", to=own, answer="no-answer")
            with pytest.raises((ActNotAllowed, UnknownOrder)):
                await orders.loop.act(who, order_id, act, full)

    assert await state(orders, order_id) is stands
