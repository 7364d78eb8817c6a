"""Texts in a whole centre: orders out of the database, numbers out of the file."""

import asyncio
from pathlib import Path

import pytest

from builders import HOME, asker, ground
from builders_record import enter, subscriber
from builders_texts import carrier, until
from journey.scene import Scene
from yingda.journey.channels.adapters.smpp.stub import StubCentre
from yingda.journey.dialogue.core.speaking import texts
from yingda.journey.dialogue.model.flow import Published
from yingda.journey.dialogue.service.library import shipped
from yingda.journey.workorders.model import NewOrder
from yingda.kernel.ids import BranchId, CustomerId, MessageId
from yingda.messages.channels.texts import SendText
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

NUMBER = "13891990001"
CUSTOMER = CustomerId(f"c-{NUMBER}")
SAID = texts(Published(flow=shipped()[0], version=1))
LEADER = asker("lead", "orders.write", "orders.read")


@pytest.mark.row("AC-05")
async def test_a_text_says_of_an_order_what_the_telephone_says(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    stub = StubCentre(now=clock.now)
    async with stub.serving() as port:
        link = carrier(port)
        scene = Scene(ground(database, clock, copies=2), tmp_path, carrier=link)
        await scene.open()
        channels = scene.centre.channels
        following = asyncio.ensure_future(channels.answering.follow())
        await until(lambda: link.is_bound)

        async def write(words: str) -> str:
            stub.write(f"86{NUMBER}", "96766", words)
            await until(lambda: not stub.outstanding)
            while await channels.texts.beat():
                pass
            return stub.texts()[-1][1]

        assert await write("CX") == "您目前没有处理中的工单。"
        assert SAID["hotline.1/zh-CN/no-orders"] == stub.texts()[-1][1]

        await enter(
            scene.centre.customers, subscriber("王建国", NUMBER, tier="contract")
        )
        order_id = await scene.centre.workorders.open(
            LEADER,
            NewOrder(
                type="fault",
                description="家里宽带不通",
                branch_id=BranchId("sn.xa"),
                customer_id=CUSTOMER,
            ),
        )
        order = await scene.centre.workorders.order(LEADER, order_id)
        node = SAID[f"hotline.1/zh-CN/order-status-{order.status}"]
        clock.move(channels.texts.rules(HOME).same_within)
        assert await write("CX") == f"工单{order.number}，{node}"
        assert await write(order.number.lower()) == f"工单{order.number}，{node}"

        await scene.ground.say(
            SendText(
                id=MessageId("news"),
                at=clock.now(),
                scope=HOME,
                purpose="fault",
                words="order-node",
                values={"number": order.number, "node": node},
                customer_id=CUSTOMER,
                order_id=order_id,
            )
        )
        assert await write("退订")
        told = [words for to, words in stub.texts() if to == f"86{NUMBER}"]
        assert sorted(told[-2:]) == sorted(
            [
                f"工单{order.number}，{node}",
                channels.texts.rules(HOME).words["stopped"].zh,
            ]
        )
        following.cancel()
        await asyncio.wait([following])
        await scene.ground.leases.close()
