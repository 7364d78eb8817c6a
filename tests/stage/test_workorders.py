"""Orders from the contact to the close, on the real database."""

import asyncio
from datetime import timedelta
from typing import cast

import msgspec
import pytest

from builders import Ground, asker, ground
from builders_orders import orders_on
from yingda.journey.workorders.errors import (
    UnknownOrder,
    UnknownOrderType,
)
from yingda.journey.workorders.model import Given, NewOrder, Wanted
from yingda.journey.workorders.model.states import Act, State
from yingda.journey.workorders.service import Workorders
from yingda.kernel.ids import BranchId, ContactId, CustomerId
from yingda.kernel.org import EVERYWHERE, NotAllowed
from yingda.kernel.refusal import BadInput
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ANA = asker("ana", "orders.write", "orders.read", "desk.work")
THERE = asker("lead", "orders.handle", "orders.read", path="sn.bj")
ADA = CustomerId("ada")
FAULT = NewOrder(
    type="fault",
    description="家里宽带不通",
    branch_id=BranchId("sn.bj"),
    contact_id=ContactId("call"),
    customer_id=ADA,
    anyway=True,
)


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def orders(centre: Ground) -> Workorders:
    return orders_on(centre)


async def test_an_order_that_was_opened_is_at_its_branch(
    centre: Ground, orders: Workorders
) -> None:
    order_id = await orders.open(ANA, FAULT)

    opened = await orders.order(THERE, order_id)
    assert opened.number == "SN20260101-000001"
    assert opened.description == "家里宽带不通"
    assert opened.due == centre.clock.now() + timedelta(hours=24)
    assert (opened.state, opened.node) == (State.SENT, "diagnose")
    # Ana wrote it; the branch, which read it, stands in the log of data access.
    assert await centre.said() == [
        ("OrderOpened", "call"),
        ("OrderMoved", order_id),
        ("OrderMoved", order_id),
        ("PersonalDataSeen", "None"),
    ]


async def test_texts_lie_sealed_in_the_table(
    centre: Ground, orders: Workorders
) -> None:
    order_id = await orders.open(ANA, FAULT)
    await orders.loop.act(ANA, order_id, Act.CANCEL, Given(note="secret"))

    async with centre.work.system(EVERYWHERE) as tx:
        [row] = await tx.run("select description, result from workorders.orders")

    assert "宽带".encode() not in cast(bytes, row["description"])
    assert b"secret" not in cast(bytes, row["result"])


async def test_many_who_open_at_once_get_numbers_without_gap_or_double(
    orders: Workorders,
) -> None:
    ids = await asyncio.gather(*(orders.open(ANA, FAULT) for _ in range(8)))

    numbers = sorted([(await orders.order(ANA, one)).number for one in ids])

    assert numbers == [f"SN20260101-{n:06d}" for n in range(1, 9)]


async def test_numbers_begin_anew_each_day(centre: Ground, orders: Workorders) -> None:
    await orders.open(ANA, FAULT)
    centre.clock.move(timedelta(hours=12))
    order_id = await orders.open(ANA, FAULT)

    assert (await orders.order(ANA, order_id)).number == "SN20260102-000001"


async def test_a_customers_open_orders_are_known_and_closed_ones_are_not(
    orders: Workorders,
) -> None:
    first = await orders.open(ANA, FAULT)
    second = await orders.open(ANA, FAULT)
    await orders.loop.act(ANA, first, Act.CANCEL, Given(note="not needed"))

    assert [one.order_id for one in await orders.open_of(ANA, ADA)] == [second]


async def test_lists_show_the_scope_page_by_page(
    centre: Ground, orders: Workorders
) -> None:
    ids = []
    for _ in range(5):
        ids.append(await orders.open(ANA, FAULT))
        centre.clock.move(timedelta(seconds=1))

    first = await orders.find(THERE, Wanted(limit=3, is_open=True))
    before = (first[-1].opened_at, first[-1].order_id)
    rest = await orders.find(THERE, Wanted(limit=3, before=before))

    assert [one.order_id for one in first + rest] == ids[::-1]
    stranger = asker("bo", "orders.read", "orders.write", path="sn.xa")
    assert not await orders.find(stranger, Wanted())
    with pytest.raises(UnknownOrder):
        await orders.order(stranger, ids[0])


async def test_what_cannot_be_opened_is_refused(
    centre: Ground, orders: Workorders
) -> None:
    with pytest.raises(NotAllowed):
        await orders.open(asker("ana", "orders.read"), FAULT)
    for wrong, refusal in (
        ({"type": "riddle"}, UnknownOrderType),
        ({"description": "  "}, BadInput),
        ({"branch_id": BranchId("nowhere")}, BadInput),
        ({"due": centre.clock.now() - timedelta(hours=1)}, BadInput),
    ):
        given = {
            "type": "fault",
            "description": "x",
            "branch_id": BranchId("sn.bj"),
        }
        with pytest.raises(refusal):
            await orders.open(ANA, NewOrder(**(given | wrong)))


def test_a_due_time_without_its_zone_is_not_understood() -> None:
    sent = msgspec.json.encode(
        {
            "type": "fault",
            "description": "x",
            "branch_id": "sn.bj",
            "due": "2026-01-02T12:00:00",
        }
    )

    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(sent, type=NewOrder)
