"""Screens over several stages, as browsers see them."""

import asyncio
from datetime import timedelta

import pytest

from builders import HOME, Ground, ground
from builders_desk import FAULT, Call
from builders_record import enter, subscriber
from builders_screens import Scene, scene, tab
from yingda.app.language import load
from yingda.app.screens.panels import Data, Panels, Refused, Stale
from yingda.journey.contacts.errors import UnknownContact
from yingda.journey.workorders.model import NewOrder
from yingda.kernel.ids import BranchId, ContactId, FlowId, TierId
from yingda.messages.channels import SIMULATED, Channel
from yingda.messages.dialogue import (
    CallerIdentified,
    DataAttached,
    DialogueStarted,
    MenuChosen,
    MenuEntered,
)
from yingda.messages.routing import QueueNow
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

WANG = subscriber("王建国", "13891990001", branch="sn.bj")
SAY = load("zh-CN").say


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
async def there(centre: Ground) -> Scene:
    made = await scene(centre)
    await enter(made.customers, WANG)
    return made


async def calling(there: Scene, name: str = "call", door: str = "trunk") -> Call:
    """A known caller who has come through the menu and waits."""
    call = Call(there.ground, name)
    await call.arrive(WANG.customer_id, door=door)
    await call.tell(
        DialogueStarted, flow_id=FlowId("main"), flow_version=1, variant="full"
    )
    await call.tell(
        CallerIdentified,
        customer_id=WANG.customer_id,
        tier_id=TierId("vip"),
        branch_id=BranchId("sn.bj"),
        how="record",
    )
    await call.tell(MenuEntered, node="main")
    await call.tell(MenuChosen, node="main", choice="fault")
    await call.tell(DataAttached, data={"topic": "broadband"})
    await call.queue()
    return call


async def at_desk(there: Scene, name: str = "ana") -> None:
    async with there.browser(name) as browser:
        assert (await browser.post("/api/desk/sign-in")).status_code == 200
        answer = await browser.post("/api/desk/state", json={"state": "ready"})
        assert answer.json()["state"] == "ready"


@pytest.mark.row("AD-03")
async def test_before_answering_the_agent_sees_what_the_customer_file_says(
    there: Scene,
) -> None:
    before = await calling(there, "before", SIMULATED)
    await before.end()
    await at_desk(there)
    ana = await there.asker("ana")
    await there.workorders.open(
        ana,
        NewOrder(
            type="fault",
            description="宽带不通",
            branch_id=BranchId("sn.bj"),
            customer_id=WANG.customer_id,
        ),
    )
    call = await calling(there)
    there.ground.clock.move(timedelta(seconds=12))
    await call.offer("ana")
    await call.ring("ana")

    async with there.browser("ana") as browser:
        shown = (await browser.get("/api/desk")).json()

    contact, pop = shown["contact"], shown["contact"]["pop"]
    assert (shown["state"], contact["stage"]) == ("ringing", "ringing")
    assert (contact["queue_name"]["zh"], contact["waited_seconds"]) == ("报障", 12)
    assert {panel["type"] for panel in pop.values()} == {"data"}
    customer = pop["customer"]["answer"]
    [card] = (await there.customers.card(ana.scope, [WANG.customer_id])).values()
    assert customer["customer_id"] == contact["customer_id"] == WANG.customer_id
    assert customer["name"] == card.name
    assert customer["number"] == card.points[0].number
    assert customer["tier_id"] == card.tier.id
    assert customer["tier_name"] == {"zh": card.tier.name.zh, "en": card.tier.name.en}
    assert customer["balance_yuan"] == card.balance_fen / 100
    assert [one["name"] for one in customer["products"]] == [
        {"zh": one.name.zh, "en": one.name.en} for one in card.products
    ]
    assert pop["contact"]["answer"]["data"] == {"topic": "broadband"}
    assert [one["choice"] for one in pop["path"]["answer"]["steps"]] == ["fault"]
    assert [
        (one["contact_id"], one["simulated"])
        for one in pop["history"]["answer"]["contacts"]
    ] == [("before", True)]
    assert pop["contact"]["answer"]["simulated"] is False
    assert [one["description"] for one in pop["orders"]["answer"]["orders"]] == [
        "宽带不通"
    ]
    assert "13891990001" not in str(pop).replace(WANG.customer_id, "")


@pytest.mark.row("AD-03")
async def test_a_slow_panel_becomes_stale_and_never_late(clock: HandClock) -> None:
    hangs = False

    async def slow() -> object:
        if hangs:
            await asyncio.Event().wait()
        return "known"

    async def quick() -> object:
        return "quick"

    async def refused() -> object:
        raise UnknownContact(ContactId("call"))

    panels = Panels(clock=clock, deadline=timedelta(milliseconds=5))
    first = await panels.panel("never", "call", asyncio.Event().wait, SAY)
    await panels.panel("slow", "call", slow, SAY)
    hangs = True
    async with asyncio.timeout(1):
        shown = await asyncio.gather(
            panels.panel("slow", "call", slow, SAY),
            panels.panel("quick", "call", quick, SAY),
            panels.panel("refused", "call", refused, SAY),
        )

    assert first == Stale(since=None, answer=None)
    assert list(shown) == [
        Stale(since=clock.now(), answer="known"),
        Data(answer="quick"),
        Refused(code="unknown-contact", sentence="没有您可以查看的联络 call。"),
    ]


async def test_the_desk_is_told_of_every_change_with_a_growing_number(
    there: Scene,
) -> None:
    await at_desk(there)
    call = await calling(there)
    async with tab(there, "ana") as desk:
        shown = [await desk.next("DeskNow")]
        assert shown[0]["state"] == "ready"
        for tell in (call.offer, call.ring, call.bridge):
            await tell("ana")
            shown.append(await desk.next("DeskNow"))
        await call.end_leg("ana")
        while shown[-1]["state"] != "wrap":
            shown.append(await desk.next("DeskNow"))

    states = [one["state"] for one in shown]
    assert states[:4] == ["ready", "reserved", "ringing", "talking"]
    numbers = [one["seq"] for one in shown]
    assert numbers == sorted(set(numbers))
    assert shown[-1]["wrap_until"] is not None


async def test_a_new_tab_takes_over_and_the_old_one_is_told(there: Scene) -> None:
    await at_desk(there)
    async with tab(there, "ana") as old, tab(there, "ana") as new:
        await new.next("DeskNow")
        assert (await old.next("TakenOver"))["type"] == "TakenOver"
        assert (await old.next())["type"] == "closed"
        async with there.browser("ana") as browser:
            await browser.post("/api/desk/state", json={"state": "training"})
        told = await new.next("DeskNow")

    assert told["state"] == "training"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_refused_panel_speaks_the_language_of_the_page(
    there: Scene, language: str
) -> None:
    await at_desk(there)
    unheard = Call(there.ground, "call")
    async with tab(there, "ana", f"/ws/desk?language={language}") as desk:
        await unheard.offer("ana")
        while (told := await desk.next("DeskNow"))["contact"] is None:
            pass

    refused = UnknownContact(unheard.contact_id)
    assert told["contact"]["pop"]["customer"]["sentence"] == load(language).say(refused)


async def test_who_does_not_read_holds_nobody_up_and_is_shown_the_newest(
    there: Scene,
) -> None:
    await at_desk(there)
    await at_desk(there, "bo")
    async with tab(there, "ana") as slow, tab(there, "bo") as quick:
        await slow.next("DeskNow")
        await quick.next("DeskNow")
        slow.reads.clear()
        for name in ("ana", "bo"):
            async with there.browser(name) as browser:
                for state in ("training", "meeting"):
                    await browser.post("/api/desk/state", json={"state": state})
        while (await quick.next("DeskNow"))["state"] != "meeting":
            pass
        slow.reads.set()
        told = [await slow.next("DeskNow")]
        while told[-1]["state"] != "meeting":
            told.append(await slow.next("DeskNow"))

    assert len(told) <= 2


async def test_all_desks_and_boards_share_one_look_at_the_floor(there: Scene) -> None:
    there.floor.rows = [
        QueueNow(
            queue_id=FAULT,
            branch_id=BranchId("sn.bj"),
            waiting=3,
            longest_since=there.ground.clock.now(),
        )
    ]
    there.floor.ready = {FAULT: 2}
    await at_desk(there)
    looks = there.floor.looks
    async with tab(there, "ana") as one, tab(there, "bo") as other:
        first, second = await one.next("QueuesNow"), await other.next("QueuesNow")

    assert first == second
    line = first["queues"][0]
    assert (line["name"]["zh"], line["waiting"], line["ready"]) == ("报障", 3, 2)
    assert there.floor.looks == looks + 1


async def test_the_board_shows_figures_targets_waiting_and_agents(
    there: Scene,
) -> None:
    there.floor.rows = [
        QueueNow(
            queue_id=FAULT,
            branch_id=BranchId("sn.bj"),
            waiting=2,
            longest_since=there.ground.clock.now(),
        ),
        QueueNow(
            queue_id=FAULT,
            branch_id=BranchId("sn.bj"),
            channel=Channel.CHAT,
            waiting=1,
            longest_since=there.ground.clock.now(),
        ),
    ]
    await at_desk(there)
    async with there.browser("cy") as browser:
        board = (await browser.get("/api/board")).json()
        chats = (await browser.get("/api/board", params={"channel": "chat"})).json()
        fax = await browser.get("/api/board", params={"channel": "fax"})
        channels = (await browser.get("/api/channels")).json()["channels"]
    async with there.browser("ana") as browser:
        refused = await browser.get("/api/board")

    assert (chats["only"], chats["waiting"]) == (
        {"channel": "chat", "simulated": ""},
        1,
    )
    assert [one["name"]["zh"] for one in channels] == ["语音", "在线"]
    assert (fax.status_code, fax.json()["field"]) == (400, "channel")
    [kpi] = board["kpis"]
    assert (kpi["id"], kpi["value"], kpi["target"], kpi["state"]) == (
        "K01",
        0.9,
        0.85,
        "ok",
    )
    assert board["waiting"] == 3
    assert board["agents_by_state"] == {"ready": 1}
    assert [(one["name"], one["state"]) for one in board["agents"]] == [
        ("张雨桐", "ready")
    ]
    assert {one["name"]["zh"]: one["waiting"] for one in board["branches"]} == {
        "西安": 0,
        "宝鸡": 3,
    }
    assert refused.status_code == 403


async def test_a_contacts_page_tells_what_happened_with_names(there: Scene) -> None:
    await at_desk(there)
    call = await calling(there)
    await call.talk_to("ana")
    await call.end_leg("ana")
    await call.end()
    async with there.browser("ana") as browser:
        body = {
            "contact_id": call.contact_id,
            "reasons": ["fault.data"],
            "note": "已重置端口",
            "then": "ready",
        }
        answer = await browser.post("/api/desk/wrap-up", json=body)
        assert answer.json()["state"] == "ready"
        await there.ground.settle()
        page = (await browser.get(f"/api/contacts/{call.contact_id}")).json()
        own = (await browser.get("/api/contacts")).json()
        by_number = await browser.get("/api/contacts", params={"number": "13891990001"})
        stranger = Call(there.ground, "stranger")
        await stranger.arrive()
        await stranger.end()
        of_nobody = await browser.get("/api/contacts/stranger")

    assert page["card"]["customer_name"] == "王**"
    assert page["card"]["agent_names"] == ["张雨桐"]
    [segment] = page["segments"]
    assert (segment["agent_name"], segment["note"]) == ("张雨桐", "已重置端口")
    assert page["events"][0]["kind"] == "CallArrived"
    assert [one["contact_id"] for one in own["contacts"]] == [call.contact_id]
    assert by_number.status_code == 200
    assert (of_nobody.status_code, of_nobody.json()["code"]) == (404, "unknown-contact")


async def test_a_call_can_be_given_to_colleagues_who_are_there_and_to_queues(
    there: Scene,
) -> None:
    await at_desk(there)
    await at_desk(there, "bo")
    async with there.browser("ana") as browser:
        found = (await browser.get("/api/transfer-targets")).json()
        queues = (
            await browser.get("/api/transfer-targets", params={"q": "fau"})
        ).json()

    assert [one["agent_id"] for one in found["agents"]] == ["bo"]
    assert len(found["queues"]) == 5
    assert [one["queue_id"] for one in queues["queues"]] == ["fault"]


async def test_a_stranger_is_shown_by_number_and_tier(there: Scene) -> None:
    number = "13991230000"
    whose = (await there.customers.whose(HOME, [number]))[number]
    await at_desk(there)
    call = Call(there.ground, "call")
    await call.arrive(point_id=whose.point_id, tier_id=whose.tier_id)
    await call.offer("ana")
    async with there.browser("ana") as browser:
        pop = (await browser.get("/api/desk")).json()["contact"]["pop"]

    assert pop["customer"]["answer"]["customer_id"] is None
    assert pop["customer"]["answer"]["number"].endswith("0000")
    assert pop["customer"]["answer"]["tier_name"]
    assert pop["history"]["answer"]["contacts"] == []
