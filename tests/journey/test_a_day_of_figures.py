"""A whole day through the real stages: board, report and recomputation are one number."""

from datetime import timedelta
from typing import Any, cast

import httpx
import pytest

from builders import HOME, NOON
from journey.scene import Scene
from yingda.app.asgi import create
from yingda.journey.analytics.core.figures import imbalance
from yingda.journey.channels.model import LineId
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import AgentId, ContactId, QueueId
from yingda.kernel.org import Asker
from yingda.platform.http import COOKIE

TODAY = business_date(NOON)


async def ask_for_a_human(scene: Scene, number: str) -> LineId:
    line_id = await scene.call(number)
    await scene.pass_time(6)
    await scene.press(line_id, "0")
    return line_id


async def latest_contact(scene: Scene) -> ContactId:
    said = await scene.ground.said()
    return ContactId([who for kind, who in said if kind == "CallArrived"][-1])


async def an_awkward_day(scene: Scene) -> Asker:
    """One answered, held and transferred; one who gives up while rung; two over midnight."""
    ana = await scene.agent("ana", "general")
    bo = await scene.agent("bo", "billing")
    first = await ask_for_a_human(scene, "13909110001")
    await scene.pass_time(4)
    await scene.pick_up(ana)
    await scene.pass_time(30)
    contact_id = await latest_contact(scene)
    await scene.centre.channels.control.hold(ana, contact_id)
    await scene.pass_time(10)
    await scene.centre.channels.control.retrieve(ana, contact_id)
    await scene.pass_time(10)
    await scene.centre.channels.control.transfer(
        ana, contact_id, to_queue=QueueId("billing"), to_agent=None
    )
    await scene.pass_time(7)
    await scene.pick_up(bo)
    await scene.pass_time(60)
    await scene.hang_up(first)
    await scene.pass_time(200)

    second = await ask_for_a_human(scene, "13909110002")
    await scene.pass_time(40)
    await scene.hang_up(second)

    midnight = NOON + timedelta(hours=12)
    await scene.pass_time((midnight - scene.ground.clock.now()).total_seconds() - 20)
    third = await ask_for_a_human(scene, "13909110003")
    fourth = await ask_for_a_human(scene, "13909110004")
    await scene.pass_time(30)
    await scene.hang_up(third)
    await scene.hang_up(fourth)
    await scene.pass_time(200)
    return ana


@pytest.mark.row("AN-04")
async def test_for_a_finished_day_board_report_and_recomputation_are_one_number(
    scene: Scene,
) -> None:
    ana = await an_awkward_day(scene)

    agreement = await scene.centre.analytics.recompute(HOME, TODAY)
    report = await scene.centre.analytics.day(ana, TODAY, "queue")

    assert agreement.differences == ()
    assert agreement.compared > 100
    assert report.finished
    total, *queues = report.rows
    assert total.counts["requested"] == 4
    assert total.counts["flowed_in"] == 1
    assert all(imbalance(row.counts) == 0 for row in queues)
    tomorrow = TODAY + timedelta(days=1)
    assert (await scene.centre.analytics.recompute(HOME, tomorrow)).differences == ()


@pytest.mark.row("AN-04")
async def test_the_board_shows_what_the_report_says_over_http(scene: Scene) -> None:
    ana = await scene.agent("ana", "general")
    line_id = await ask_for_a_human(scene, "13909110001")
    await scene.pass_time(4)
    await scene.pick_up(ana)
    await scene.pass_time(30)
    await scene.hang_up(line_id)

    async def who_asks(token: str) -> Asker:
        return ana

    app = create(scene.centre.routes(), scene.centre.services(), who_asks)
    transport = httpx.ASGITransport(cast(Any, app))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://yingda.test", cookies={COOKIE: "ana"}
    ) as client:
        asked = {"date": TODAY.isoformat(), "by": "branch"}
        report = (await client.get("/api/reports/day", params=asked)).json()
        board = (await client.get("/api/board")).json()
        wrong = await client.get("/api/reports/day", params={**asked, "by": "weather"})
        figures = (await client.get("/api/reports/figures")).json()
        behind = await client.get(
            "/api/reports/behind", params={"date": TODAY.isoformat(), "figure": "K03"}
        )

    total = report["rows"][0]
    assert total["counts"]["answered"] == 1
    assert total["figures"]["K03"] == {"value": 1.0, "numerator": 1, "denominator": 1}
    for kpi in board["kpis"]:
        figure = total["figures"][kpi["id"]]
        assert {name: kpi[name] for name in figure} == figure
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad-grouping")
    assert [one["id"] for one in figures][:2] == ["K01", "K03"]
    assert len(behind.json()["rows"]) == 1


@pytest.mark.row("AC-10")
async def test_a_chat_is_answered_in_the_figures_by_the_agents_first_message(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general", beside={"chat": 2})
    visitors, writers = scene.centre.channels.visitors, scene.centre.channels.writers
    # Shown at the desk at once; written to after 20 s, beyond the limit of 15 s.
    await visitors.open(
        number="13909110001", queue_id=QueueId("general"), text="在吗", host="127.0.0.1"
    )
    await scene.settle()
    await scene.pass_time(20)
    await writers.say(ana, await latest_contact(scene), "您好")
    await scene.settle()
    # Shown, never written to, and ended by the visitor.
    token = await visitors.open(
        number="13909110002", queue_id=QueueId("general"), text="喂", host="127.0.0.1"
    )
    await scene.settle()
    await scene.pass_time(30)
    await visitors.end(token)
    await scene.settle()
    # A call beside them is picked up at once.
    line_id = await ask_for_a_human(scene, "13909110003")
    await scene.pass_time(4)
    await scene.pick_up(ana)
    await scene.pass_time(10)
    await scene.hang_up(line_id)
    await scene.pass_time(10)

    report = await scene.centre.analytics.day(ana, TODAY, "channel")

    _, chat, voice = report.rows
    assert (chat.key, voice.key) == ("chat", "voice")
    assert (chat.figures["K01"].numerator, chat.figures["K01"].denominator) == (0, 2)
    assert (chat.figures["K03"].numerator, chat.figures["K06"].numerator) == (1, 1)
    assert (chat.figures["K07"].numerator, chat.figures["K07"].denominator) == (20, 1)
    assert voice.figures["K01"].value == 1.0
    assert (await scene.centre.analytics.recompute(HOME, TODAY)).differences == ()


async def test_presence_of_the_day_leaves_no_gap(scene: Scene) -> None:
    await an_awkward_day(scene)

    found = await scene.centre.analytics.presence_of(HOME, TODAY)

    assert {one.agent_id for one in found} == {"ana", "bo"}
    for one in found:
        assert one.gaps == ()
        assert one.adds_up
        assert one.signed_in == timedelta(hours=12)


async def test_a_consulted_colleague_who_takes_over_is_no_new_request(
    scene: Scene,
) -> None:
    ana = await scene.agent("ana", "general")
    bo = await scene.agent("bo", "billing")
    line_id = await ask_for_a_human(scene, "13909110001")
    await scene.pass_time(4)
    await scene.pick_up(ana)
    contact_id = await latest_contact(scene)
    control = scene.centre.channels.control
    await control.consult(ana, contact_id, AgentId("bo"))
    await scene.pass_time(3)
    await scene.pick_up(bo)
    await scene.pass_time(10)
    await control.hand_over(ana, contact_id)
    await scene.settle()
    await scene.pass_time(60)
    await scene.hang_up(line_id)
    await scene.pass_time(100)

    report = await scene.centre.analytics.day(ana, TODAY)

    counts = report.rows[0].counts
    assert (counts["requested"], counts["answered"], counts["flowed_in"]) == (1, 1, 0)
    assert (await scene.centre.analytics.recompute(HOME, TODAY)).differences == ()
