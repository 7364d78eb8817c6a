"""Callers and the machine, on the real database; everything is delivered twice."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from builders import HOME, Ground, asker, ground
from builders_dialogue import HOTLINE, SMALL
from builders_machine import ADA, CALL, Machine, Order, machine_on
from yingda.journey.dialogue.errors import FlowRefused, UnknownFlow
from yingda.journey.dialogue.limits import Limits
from yingda.journey.dialogue.service import mouth
from yingda.journey.dialogue.service.library import shipped
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    LegId,
    MessageId,
    OrderId,
    QueueId,
    TierId,
    UserId,
)
from yingda.kernel.org import EVERYWHERE, NotAllowed
from yingda.messages.channels import (
    Answer,
    CallBridged,
    CallEnded,
    CallTransferred,
    EndCall,
    EndedBy,
    HeardOut,
    PlayMusic,
    Pressed,
)
from yingda.messages.routing import ContactQueued, Entry
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ADMIN = asker("root", "system.admin")


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def machine(centre: Ground, tmp_path: Path) -> Machine:
    return machine_on(centre, tmp_path)


def bridged(centre: Ground) -> CallBridged:
    return CallBridged(
        id=centre.ids.new(MessageId),
        at=centre.clock.now(),
        scope=HOME,
        contact_id=CALL,
        leg_id=LegId("leg"),
        agent_id=AgentId("ana"),
        queue_id=QueueId("fault"),
    )


def ended(centre: Ground) -> CallEnded:
    return CallEnded(
        id=centre.ids.new(MessageId),
        at=centre.clock.now(),
        scope=HOME,
        contact_id=CALL,
        by=EndedBy.CALLER,
    )


def queued(centre: Ground, entry: Entry) -> ContactQueued:
    return ContactQueued(
        id=centre.ids.new(MessageId),
        at=centre.clock.now(),
        scope=HOME,
        contact_id=CALL,
        queue_id=QueueId("fault"),
        entry=entry,
        tier_id=TierId("contract"),
        branch_id=BranchId("sn.xa"),
        since=centre.clock.now(),
    )


def transferred(centre: Ground) -> CallTransferred:
    return CallTransferred(
        id=centre.ids.new(MessageId),
        at=centre.clock.now(),
        scope=HOME,
        contact_id=CALL,
        leg_id=LegId("leg"),
        agent_id=AgentId("ana"),
        to_queue=QueueId("billing"),
        to_agent=None,
    )


async def sessions(centre: Ground) -> list[str]:
    async with centre.work.system(EVERYWHERE) as tx:
        rows = await tx.run("select contact_id from dialogue.sessions")
    return [str(row["contact_id"]) for row in rows]


# --- one caller -----------------------------------------------------------------------------


async def test_a_caller_is_greeted_chooses_and_is_queued(machine: Machine) -> None:
    await machine.arrive(brand="quanqiutong")
    await machine.hear_out()
    await machine.press("1")

    assert machine.heard() == [
        "greeting-quanqiutong",
        "menu-quanqiutong",
        "menu-any",
        "to-a-human",
    ]
    assert await machine.told() == [
        "CallArrived",
        "DialogueStarted",
        "CallerIdentified",
        "MenuEntered",
        "MenuChosen",
        "DataAttached",
        "HumanRequested",
        "QueueContact",
        "DialogueEnded",
    ]
    wish = await machine.payload("QueueContact")
    assert (wish["queue_id"], wish["branch_id"], wish["customer_id"]) == (
        "fault",
        "sn.xa",
        ADA,
    )
    assert wish["scope"] == {"tenant_id": "sn", "path": "sn.xa", "site": "xa-1"}


async def test_a_fact_before_it_is_known_where_a_caller_belongs_is_the_provinces(
    machine: Machine,
) -> None:
    await machine.arrive(
        branch_id=None,
        how="area-code",
        candidates=tuple(map(BranchId, ("sn.xa", "sn.xy", "sn.ylq"))),
    )
    await machine.press("2")

    started, known = (
        await machine.payload("DialogueStarted"),
        await machine.payload("CallerIdentified"),
    )
    assert started["scope"] == {"tenant_id": "sn", "path": "sn", "site": "xa-1"}
    assert known["scope"] == {"tenant_id": "sn", "path": "sn.xy", "site": "xa-1"}
    assert known["how"] == "key"


async def test_nobody_keys_anything_and_still_comes_to_a_human(
    machine: Machine,
) -> None:
    await machine.arrive()
    for _ in range(4):
        await machine.hear_out()
        await machine.ground.pass_time(timedelta(seconds=7))

    assert (await machine.payload("HumanRequested"))["why"] == "timeout"


async def test_a_prompt_whose_end_is_never_heard_of_keeps_nobody(
    machine: Machine,
) -> None:
    await machine.arrive()
    for _ in range(10):
        await machine.ground.pass_time(timedelta(minutes=2))

    assert (await machine.payload("HumanRequested"))["why"] == "timeout"


async def test_who_hangs_up_in_the_menu_has_left(machine: Machine) -> None:
    await machine.arrive()
    await machine.leave()
    await machine.ground.say(ended(machine.ground))

    assert (await machine.payload("DialogueEnded"))["outcome"] == "left"
    assert (await machine.told()).count("DialogueEnded") == 1
    assert await sessions(machine.ground) == []


async def test_who_hangs_up_before_we_heard_of_them_is_forgotten(
    machine: Machine,
) -> None:
    await machine.leave()
    await machine.press("1")

    assert await sessions(machine.ground) == []


# --- back ends ------------------------------------------------------------------------------


@pytest.mark.row("CT-08")
async def test_the_order_status_heard_is_the_orders(machine: Machine) -> None:
    machine.around.orders = [Order(OrderId("o1"), "A7", "sent")]
    await machine.arrive()
    await machine.hear_out()
    await machine.press("5")

    assert machine.heard()[-4:] == [
        "order-number",
        "letter-a",
        "digit-7",
        "order-status-sent",
    ]


@pytest.mark.row("CT-08")
async def test_a_service_provider_is_found_by_its_code(machine: Machine) -> None:
    await machine.arrive()
    await machine.hear_out()
    await machine.press("6", *"10233#")

    assert "秦岭天气资讯" in machine.heard()


@pytest.mark.row("CT-08")
async def test_a_back_end_that_hangs_leads_to_a_human_with_context(
    machine: Machine,
) -> None:
    limits = Limits(back_end_waits=timedelta(milliseconds=50))
    async with machine.ground.work.system(HOME) as tx:
        await machine.ground.parameters.set(tx, limits, by=UserId("root"))
    await machine.ground.parameters.refresh()
    await machine.arrive()
    await machine.hear_out()
    machine.around.is_hanging = True

    await machine.press("5")
    await machine.hear_out()

    attached = await machine.payload("DataAttached")
    assert attached["data"]["intent"] == "order-status"  # type: ignore[index]  # JSON
    assert (await machine.payload("HumanRequested"))["why"] == "back-end"
    assert (await machine.told())[-1] == "DialogueEnded"
    assert not any(isinstance(act, EndCall) for act in machine.around.acts)


@pytest.mark.row("CT-08")
async def test_a_customer_file_that_hangs_leads_to_a_human(machine: Machine) -> None:
    limits = Limits(back_end_waits=timedelta(milliseconds=50))
    async with machine.ground.work.system(HOME) as tx:
        await machine.ground.parameters.set(tx, limits, by=UserId("root"))
    await machine.ground.parameters.refresh()
    machine.around.is_hanging = True

    await machine.arrive()
    await machine.hear_out()

    assert machine.heard() == ["back-end-failed", "to-a-human"]
    assert (await machine.payload("QueueContact"))["queue_id"] == "general"


# --- waiting --------------------------------------------------------------------------------


async def test_the_place_in_the_queue_is_announced_again_and_again(
    machine: Machine,
) -> None:
    machine.around.position = 3
    await machine.arrive()
    await machine.press("1")
    await machine.hear_out()
    await machine.ground.pass_time(timedelta(seconds=8))
    await machine.hear_out()
    machine.around.position = 2
    await machine.ground.pass_time(timedelta(seconds=30))

    assert [name for name in machine.heard() if name.startswith("number-")] == [
        "number-3",
        "number-2",
    ]


async def test_a_caller_with_an_agent_hears_nothing_of_the_machine(
    machine: Machine,
) -> None:
    machine.around.position = 1
    await machine.arrive()
    await machine.press("1")
    await machine.hear_out()
    await machine.ground.say(bridged(machine.ground))
    before = list(machine.around.acts)

    await machine.ground.pass_time(timedelta(minutes=5))
    await machine.press("5")

    assert machine.around.acts == before


@pytest.mark.parametrize("how", ["transferred", "returned"])
async def test_a_caller_who_waits_again_hears_music_and_their_place(
    machine: Machine, how: str
) -> None:
    machine.around.position = 4
    await machine.arrive()
    await machine.press("1")
    await machine.ground.say(bridged(machine.ground))
    if how == "transferred":
        await machine.ground.say(transferred(machine.ground))
    await machine.ground.say(queued(machine.ground, Entry(how)))

    assert isinstance(machine.around.acts[-1], PlayMusic)
    await machine.ground.pass_time(timedelta(seconds=8))
    assert "number-4" in machine.heard()


# --- crashes --------------------------------------------------------------------------------


async def test_after_a_restart_the_prompt_is_said_again(
    machine: Machine, tmp_path: Path
) -> None:
    await machine.arrive()
    await machine.hear_out()
    other = machine_on(ground(machine.ground.database, machine.ground.clock), tmp_path)

    await other.dialogue.resume(CALL)
    assert other.heard() == ["menu-guest", "menu-any"]

    await other.dialogue.hear(Pressed(contact_id=CALL, key="1"))
    assert (await other.payload("QueueContact"))["queue_id"] == "fault"


async def test_after_a_restart_the_music_goes_on(
    machine: Machine, tmp_path: Path
) -> None:
    await machine.arrive()
    await machine.press("1")
    other = machine_on(ground(machine.ground.database, machine.ground.clock), tmp_path)

    await other.dialogue.resume(CALL)

    assert other.around.acts == [Answer(), PlayMusic()]


async def test_a_crash_before_the_answer_leaves_nobody_ringing(
    machine: Machine, tmp_path: Path
) -> None:
    machine.around.is_away = True
    await machine.arrive(brand="quanqiutong")
    other = machine_on(ground(machine.ground.database, machine.ground.clock), tmp_path)

    await other.dialogue.resume(CALL)

    assert isinstance(other.around.acts[0], Answer)
    assert other.heard() == ["greeting-quanqiutong"]


async def test_while_the_switch_is_away_nothing_is_lost_but_words(
    machine: Machine,
) -> None:
    await machine.arrive()
    machine.around.is_away = True
    await machine.press("4")
    machine.around.is_away = False

    await machine.dialogue.resume(CALL)

    assert isinstance(machine.around.acts[-1], PlayMusic)
    assert (await machine.payload("QueueContact"))["queue_id"] == "complaint"


async def test_words_are_said_although_the_database_went_away_before_them(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mouth, "PAUSE", 0.01)
    machine.around.failures = 2

    await machine.arrive(brand="quanqiutong")

    assert isinstance(machine.around.acts[0], Answer)
    assert machine.heard()[0] == "greeting-quanqiutong"


# --- what is kept ---------------------------------------------------------------------------


async def test_keyed_digits_are_sealed_and_in_no_message(machine: Machine) -> None:
    await machine.arrive(branch_id=None, how=None, customer_id=None)
    await machine.press(*"0917")
    await machine.press("6", *"765432#")

    async with machine.ground.work.system(EVERYWHERE) as tx:
        bodies = await tx.run("select body::text as text from dialogue.sessions")
        log = await tx.run(
            "select payload::text as text from spine.log where kind <> 'DataAttached'"
        )
    assert bodies
    assert not any("765432" in str(row["text"]) for row in [*bodies, *log])


async def test_many_callers_walk_at_once(machine: Machine) -> None:
    calls = [ContactId(f"call-{n}") for n in range(10)]
    for call in calls:
        await machine.arrive(call)
    for call in calls:
        await machine.dialogue.hear(Pressed(contact_id=call, key="2"))
    await machine.ground.settle()

    told = await machine.ground.said()
    assert [who for kind, who in told if kind == "QueueContact"] == calls


async def test_a_late_or_doubled_end_of_a_prompt_changes_nothing(
    machine: Machine,
) -> None:
    await machine.arrive()
    await machine.hear_out()
    before = list(machine.around.acts)

    for _ in range(2):
        did = HeardOut(contact_id=CALL, saying_id="call-2-1")
        await machine.dialogue.hear(did)

    assert machine.around.acts == before


# --- flows ----------------------------------------------------------------------------------


async def test_the_shipped_flow_is_published_once(machine: Machine) -> None:
    await machine.dialogue.open(HOME)
    await machine.dialogue.open(HOME)

    (found,) = await machine.dialogue.flows(ADMIN)
    assert found.published == HOTLINE
    assert found.published.flow == shipped()[0]


async def test_a_new_version_is_for_new_callers_only(machine: Machine) -> None:
    await machine.arrive()
    text = SMALL.replace('flow_id = "small"', 'flow_id = "hotline"')

    edition = await machine.dialogue.publish(ADMIN, text)
    await machine.press("4")
    await machine.arrive(ContactId("next"))

    assert edition.published.version == 2
    assert (await machine.payload("QueueContact"))["queue_id"] == "complaint"
    assert (await machine.payload("DialogueStarted"))["flow_version"] == 2
    versions = await machine.dialogue.flow(ADMIN, "hotline")
    assert [one.published.version for one in versions] == [2, 1]


async def test_another_process_walks_a_version_that_it_has_not_seen(
    machine: Machine, tmp_path: Path
) -> None:
    other = machine_on(ground(machine.ground.database, machine.ground.clock), tmp_path)
    await other.dialogue.open(HOME)
    await machine.dialogue.open(HOME)
    text = SMALL.replace('flow_id = "small"', 'flow_id = "hotline"')
    await machine.dialogue.publish(ADMIN, text)
    await machine.arrive()

    await other.dialogue.resume(CALL)

    assert other.heard() == ["choose"]


async def test_an_unsound_flow_is_not_published(machine: Machine) -> None:
    text = SMALL.replace('no_key = "people"', "")

    with pytest.raises(FlowRefused):
        await machine.dialogue.publish(ADMIN, text)
    with pytest.raises(UnknownFlow):
        await machine.dialogue.flow(ADMIN, "small")


async def test_flows_are_for_those_who_may(machine: Machine) -> None:
    nobody = asker("ana", "desk.work")

    with pytest.raises(NotAllowed):
        await machine.dialogue.flows(nobody)
    with pytest.raises(NotAllowed):
        await machine.dialogue.flow(nobody, "hotline")
    with pytest.raises(NotAllowed):
        await machine.dialogue.publish(nobody, SMALL)


async def test_every_prompt_is_rendered_before_it_is_needed(
    machine: Machine, tmp_path: Path
) -> None:
    await machine.dialogue.open(HOME)
    progress: list[tuple[int, int]] = []
    await machine.dialogue.warm_up(lambda done, of: progress.append((done, of)))

    assert progress[-1][0] == progress[-1][1] > 300
    assert len(os.listdir(tmp_path / "zh-CN")) > 150
