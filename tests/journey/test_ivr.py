"""Callers and the machine in a whole centre: what file, orders and flow make of a call."""

from pathlib import Path

import pytest

from builders import asker
from builders_record import change, enter, subscriber
from journey.scene import Scene
from yingda.app.world.demo import years_before
from yingda.journey.channels.model import LineId
from yingda.journey.customers.limits import Limits as CustomerLimits
from yingda.journey.customers.limits import NumberPlan
from yingda.journey.dialogue import wiring
from yingda.journey.dialogue.adapters.silence import SilentSpeech
from yingda.journey.dialogue.adapters.sounds import FileSounds
from yingda.journey.dialogue.core import lexicon
from yingda.journey.dialogue.core.speaking import texts
from yingda.journey.dialogue.model.flow import Published
from yingda.journey.dialogue.service.library import shipped
from yingda.journey.workorders.model import Given, NewOrder
from yingda.journey.workorders.model.states import Act
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import BranchId, CustomerId
from yingda.kernel.org import EVERYWHERE

PLAN = NumberPlan()
BRANCHES = sorted(set(PLAN.segments.values()))
KEYS = {"sn.xa": "1", "sn.xy": "2", "sn.ylq": "3"}
FLOW = Published(flow=shipped()[0], version=1)


@pytest.fixture
def sounds(tmp_path: Path) -> FileSounds:
    """Knows which file says what, as the scene's own."""
    made = wiring.sounds(folder=tmp_path / "sounds", speech=SilentSpeech())
    made.know({**lexicon.texts(), **texts(FLOW)})
    return made


async def facts(scene: Scene, kind: str) -> list[dict[str, object]]:
    async with scene.ground.work.system(EVERYWHERE) as tx:
        rows = await tx.run(
            "select payload from spine.log where kind = :kind order by seq", kind=kind
        )
    return [row["payload"] for row in rows if isinstance(row["payload"], dict)]


async def known(scene: Scene) -> tuple[object, object]:
    """Branch and how it was found, of the last caller."""
    told = (await facts(scene, "CallerIdentified"))[-1]
    return told["branch_id"], told["how"]


def heard(scene: Scene, line_id: LineId) -> tuple[str, ...]:
    saying = scene.switch.lines[line_id].saying
    return saying.sounds if saying else ()


def in_flow(sounds: FileSounds, *names: str) -> tuple[str, ...]:
    return tuple(sounds.sound(f"hotline.1/zh-CN/{name}") for name in names)


def elsewhere(branch: str) -> str:
    """A mobile number whose segment is another branch's."""
    return "13891990001" if branch != "sn.xa" else "13909990001"


@pytest.mark.row("AC-01")
@pytest.mark.parametrize("branch", BRANCHES)
async def test_a_caller_comes_to_their_branch_by_record_segment_area_code_or_key(
    scene: Scene, branch: str
) -> None:
    of_record = elsewhere(branch)
    person = subscriber("王建国", of_record, branch=branch, tier="contract")
    await enter(scene.centre.customers, person)
    segment = next(one for one, of in PLAN.segments.items() if of == branch)
    ((code, sharing),) = [one for one in PLAN.area_codes.items() if branch in one[1]]
    local = "81112222" if code == "029" else "8111222"

    await scene.call(of_record)
    assert await known(scene) == (branch, "record")
    await scene.call(segment + "995555")
    assert await known(scene) == (branch, "segment")

    from_landline = await scene.call(code + local)
    if len(sharing) > 1:
        await scene.press(from_landline, KEYS[branch])
    assert await known(scene) == (branch, "key" if len(sharing) > 1 else "area-code")

    withheld = await scene.call("anonymous")
    await scene.press(withheld, *code, *("#" if len(code) < 4 else ""))
    if len(sharing) > 1:
        await scene.press(withheld, KEYS[branch])
    assert await known(scene) == (branch, "key")

    await scene.press(withheld, "1")
    assert (await facts(scene, "ContactQueued"))[-1]["branch_id"] == branch


@pytest.mark.row("CT-11")
async def test_three_brands_on_one_flow_hear_each_its_own(
    scene: Scene, sounds: FileSounds
) -> None:
    brands = ("quanqiutong", "dongdidai", "shenzhouxing")
    for n, brand in enumerate(brands):
        number = f"1389199000{n}"
        person = subscriber("王建国", number, tier="contract", brand=brand)
        await enter(scene.centre.customers, person)
        line_id = await scene.call(number)

        assert heard(scene, line_id) == in_flow(sounds, f"greeting-{brand}")
        await scene.pass_time(3)
        assert heard(scene, line_id) == in_flow(sounds, f"menu-{brand}", "menu-any")

    told = await facts(scene, "DialogueStarted")
    assert [one["variant"] for one in told] == list(brands)
    assert len({(one["flow_id"], one["flow_version"]) for one in told}) == 1


@pytest.mark.row("CT-08")
async def test_the_order_status_on_the_telephone_is_the_one_in_the_database(
    scene: Scene, sounds: FileSounds
) -> None:
    person = subscriber("王建国", "13891990001", tier="contract")
    await enter(scene.centre.customers, person)
    leader = asker("lead", "orders.write", "orders.read")
    order_id = await scene.centre.workorders.open(
        leader,
        NewOrder(
            type="fault",
            description="家里宽带不通",
            branch_id=BranchId("sn.xa"),
            customer_id=CustomerId("c-13891990001"),
        ),
    )
    order = await scene.centre.workorders.order(leader, order_id)

    line_id = await scene.call("13891990001")
    await scene.pass_time(3)
    await scene.press(line_id, "5")

    spelled = [
        sounds.sound(f"words/zh-CN/{word}") for word in lexicon.spelled(order.number)
    ]
    assert heard(scene, line_id) == (
        *in_flow(sounds, "order-one", "order-number"),
        *spelled,
        *in_flow(sounds, f"order-status-{order.status}"),
    )

    await scene.centre.workorders.loop.act(
        leader, order_id, Act.CANCEL, Given(note="已更换光猫")
    )
    again = await scene.call("13891990001")
    await scene.pass_time(3)
    await scene.press(again, "5")
    assert heard(scene, again) == in_flow(sounds, "no-orders")


async def test_a_queued_caller_hears_their_place_and_music(
    scene: Scene, sounds: FileSounds
) -> None:
    first, second = await scene.call(), await scene.call()
    for line_id in (first, second):
        await scene.press(line_id, "1")
    await scene.pass_time(3)
    assert scene.switch.lines[second].has_music

    await scene.pass_time(8)

    assert heard(scene, second)[:2] == (
        *in_flow(sounds, "queue-place"),
        sounds.sound("words/zh-CN/number-2"),
    )
    await scene.pass_time(20)
    assert scene.switch.lines[second].has_music


async def test_a_silent_caller_comes_to_a_human_by_themselves(scene: Scene) -> None:
    line_id = await scene.call()
    await scene.pass_time(120)

    assert (await facts(scene, "HumanRequested"))[0]["why"] == "timeout"
    assert line_id in scene.switch.lines


async def test_a_caller_who_hangs_up_in_the_menu_leaves_nothing_behind(
    scene: Scene,
) -> None:
    line_id = await scene.call()
    await scene.pass_time(3)
    await scene.hang_up(line_id)
    await scene.pass_time(300)

    assert [one["outcome"] for one in await facts(scene, "DialogueEnded")] == ["left"]
    assert not await facts(scene, "HumanRequested")
    async with scene.ground.work.system(EVERYWHERE) as tx:
        assert not await tx.run("select 1 from dialogue.sessions")


async def test_when_the_switch_comes_back_the_prompt_is_said_again(
    scene: Scene, sounds: FileSounds
) -> None:
    line_id = await scene.call()
    await scene.pass_time(3)
    before = heard(scene, line_id)
    scene.switch.lose()
    await scene.settle()
    scene.switch.come_back()
    await scene.settle()

    assert heard(scene, line_id) == before
    await scene.press(line_id, "4")
    assert (await facts(scene, "ContactQueued"))[0]["queue_id"] == "complaint"


@pytest.mark.row("AC-16")
async def test_a_caller_of_66_enters_the_human_queue_with_no_key_press(
    scene: Scene, sounds: FileSounds
) -> None:
    today = business_date(scene.ground.clock.now())
    born = years_before(today, 66).isoformat()
    grandma = subscriber("孙桂兰", "13891990012", tier="contract", born=born)
    await enter(scene.centre.customers, grandma)
    ana = await scene.agent("ana", "general")

    line_id = await scene.call("13891990012")

    assert heard(scene, line_id) == in_flow(sounds, "to-a-human-elder")
    assert (await facts(scene, "HumanRequested"))[-1]["why"] == "elder"
    assert (await facts(scene, "ContactQueued"))[-1]["queue_id"] == "general"
    assert not await facts(scene, "MenuEntered")
    await scene.pick_up(ana)
    assert await facts(scene, "CallBridged")
    assert born[:4] not in repr(await every_fact(scene))


async def test_the_age_from_which_nobody_need_press_a_key_is_changed_without_a_restart(
    scene: Scene,
) -> None:
    today = business_date(scene.ground.clock.now())
    born = years_before(today, 62).isoformat()
    person = subscriber("孙桂兰", "13891990012", tier="contract", born=born)
    await enter(scene.centre.customers, person)

    await scene.call("13891990012")
    assert not await facts(scene, "HumanRequested")

    await change(scene.ground, CustomerLimits(elder_from_years=60))
    await scene.call("13891990012")
    assert (await facts(scene, "HumanRequested"))[-1]["why"] == "elder"


async def test_a_household_and_an_unknown_age_hear_the_menu_as_ever(
    scene: Scene,
) -> None:
    today = business_date(scene.ground.clock.now())
    born = years_before(today, 80).isoformat()
    known = subscriber(
        "孙桂兰", "13891990012", tier="contract", born=born, household="02981112222"
    )
    unknown = subscriber("赵磊", "13891990013", tier="contract")
    young = subscriber("吴丽", "13891990014", tier="contract", born="1999-05-05")
    await enter(scene.centre.customers, known, unknown, young)

    for number in ("02981112222", "13891990013", "13891990014", "13891995555"):
        line_id = await scene.call(number)
        await scene.pass_time(6)
        assert (await facts(scene, "MenuEntered"))[-1][
            "node"
        ] == "menu-quanqiutong" or number == "13891995555"
        await scene.hang_up(line_id)
    assert (await known_customers(scene))[0] == known.customer_id
    assert not await facts(scene, "HumanRequested")


async def known_customers(scene: Scene) -> list[object]:
    return [one["customer_id"] for one in await facts(scene, "CallerIdentified")]


async def every_fact(scene: Scene) -> list[object]:
    """What was told of people; a moment of another century is no birth date."""
    async with scene.ground.work.system(EVERYWHERE) as tx:
        rows = await tx.run("select payload from spine.log order by seq")
    return [row["payload"] for row in rows]
