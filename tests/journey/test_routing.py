"""Routing in the whole centre: who goes first, why, and a day decided again."""

from typing import Any, cast

import httpx
import pytest

from builders import HOME, NOON
from builders_record import enter, subscriber
from journey.scene import Scene
from yingda.app.asgi import create
from yingda.journey.channels.model import LineId
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import ContactId, QueueId
from yingda.kernel.org import Asker
from yingda.messages.desk import AgentState
from yingda.platform.http import COOKIE

WANG = subscriber("王建国", "13891990001", tier="contract")


async def waiting_caller(scene: Scene, number: str) -> tuple[LineId, ContactId]:
    """Somebody who has asked for a human."""
    line_id = await scene.call(number)
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    said = await scene.ground.said()
    return line_id, ContactId([who for kind, who in said if kind == "CallArrived"][-1])


async def rung(scene: Scene) -> list[str]:
    return [who for kind, who in await scene.ground.said() if kind == "ContactOffered"]


async def a_transfer_among_others(scene: Scene) -> tuple[ContactId, ContactId, Asker]:
    """Ana gives her caller to billing, where another caller has waited longer."""
    ana = await scene.agent("ana", "general")
    bo = await scene.agent("bo", "general", "billing", is_ready=False)
    first_line, first = await waiting_caller(scene, "13909110001")
    await scene.pass_time(3)
    await scene.pick_up(ana)
    _, normal = await waiting_caller(scene, "13909110002")
    await scene.pass_time(30)
    await scene.centre.channels.control.transfer(
        ana, first, to_queue=QueueId("billing"), to_agent=None
    )
    await scene.pass_time(5)
    await scene.centre.desk.set_state(bo, AgentState.READY, None)
    await scene.settle()
    await scene.pass_time(4)
    await scene.pick_up(bo)
    await scene.pass_time(20)
    await scene.hang_up(first_line)
    await scene.pass_time(300)
    return first, normal, ana


@pytest.mark.row("CT-03")
async def test_a_transferred_call_is_answered_before_one_that_waits_longer(
    scene: Scene,
) -> None:
    first, normal, _ = await a_transfer_among_others(scene)

    order = await rung(scene)

    assert order[:2] == [first, first]
    assert normal in order[2:]


@pytest.mark.row("NF-21")
async def test_a_day_of_the_whole_centre_is_decided_again_without_a_difference(
    scene: Scene,
) -> None:
    await a_transfer_among_others(scene)
    today = business_date(NOON)

    same = await scene.centre.routing.replay(HOME, today)
    other = await scene.centre.routing.replay(
        HOME, today, changes={"transferred_ahead": "PT0S"}
    )

    assert same.turns > 10
    assert same.differences == ()
    assert len(other.differences) > 0


@pytest.mark.row("NF-21")
async def test_a_contacts_page_explains_each_choice(scene: Scene) -> None:
    first, _, ana = await a_transfer_among_others(scene)

    async def who_asks(token: str) -> Asker:
        return ana

    app = create(scene.centre.routes(), scene.centre.services(), who_asks)
    transport = httpx.ASGITransport(cast(Any, app))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yingda.test", cookies={COOKIE: "ana"}
    ) as client:
        answer = await client.get(f"/api/contacts/{first}/decisions")

    chosen = [(one["agent_id"], one["queue_id"]) for one in answer.json()]
    assert chosen == [("ana", "general"), ("bo", "billing")]
    for one in answer.json():
        decision = one["decision"]
        assert decision["candidates"][0]["agent_id"] == one["agent_id"]
        assert decision["rule"] in {"longest-idle", "next-in-order"}
        assert "rules_version" in decision


async def served(scene: Scene, by: Asker) -> None:
    """Wang calls, is served by this agent and hangs up; the agent writes it up."""
    line_id, _ = await waiting_caller(scene, WANG.numbers[0])
    await scene.pass_time(1)
    await scene.pick_up(by)
    await scene.hang_up(line_id)
    await scene.pass_time(60)


@pytest.mark.row("CT-02")
async def test_a_customer_who_calls_again_is_given_to_whoever_served_them_lately(
    scene: Scene,
) -> None:
    await enter(scene.centre.customers, WANG)
    ana = await scene.agent("ana", "general")
    await served(scene, ana)
    bo = await scene.agent("bo", "general")
    await scene.pass_time(5)
    for state, reason in ((AgentState.BREAK, "meal"), (AgentState.READY, None)):
        await scene.centre.desk.set_state(ana, state, reason)
    await scene.settle()

    # Bo has been idle for longer than Ana.
    await waiting_caller(scene, WANG.numbers[0])
    again = len(scene.switch.ringing_at("agent-ana"))
    await waiting_caller(scene, "13909110002")

    assert again == 1
    assert len(scene.switch.ringing_at(f"agent-{bo.agent_id}")) == 1
