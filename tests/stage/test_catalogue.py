"""The catalogue over HTTP and as a rule that changes while the centre runs."""

import msgspec
import pytest

from builders import HOME, asker, ground
from builders_audit import system_on
from builders_catalogue import reason, small
from builders_screens import Scene, scene
from yingda.app.rules import KINDS
from yingda.journey.workorders.errors import ReasonsTakenOut, UnknownOrderType
from yingda.journey.workorders.limits.catalogue import Catalogue
from yingda.kernel.ids import UserId
from yingda.kernel.org import NotAllowed
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
async def there(database: Database, clock: HandClock) -> Scene:
    return await scene(ground(database, clock))


async def change(there: Scene, catalogue: Catalogue) -> None:
    base = there.ground
    async with base.work.system(HOME) as tx:
        await base.parameters.set(tx, catalogue, by=UserId("root"))
    await base.parameters.refresh()


async def test_a_page_gets_the_whole_catalogue_and_finds_a_reason_with_its_form(
    there: Scene,
) -> None:
    async with there.browser("ana") as browser:
        shown = (await browser.get("/api/catalogue")).json()
        found = await browser.get("/api/catalogue/search", params={"q": "kdbt"})

    assert shown["version"] == 0
    assert msgspec.convert(shown["catalogue"], Catalogue) == Catalogue()
    (one,) = found.json()["reasons"]
    assert one["reason"]["id"] == "broadband.down"
    assert [field["id"] for field in one["form"]["fields"] if field["required"]] == [
        "address",
        "phone",
        "symptom",
    ]


async def test_the_catalogue_changes_without_a_restart_and_old_reasons_stay_known(
    there: Scene,
) -> None:
    old = small(reason("slow", "网速慢", "Slow"))
    await change(there, old)
    new = small(
        reason("slow", "网速慢", "Slow", replaced_by="fault.slow"),
        reason("fault.slow", "上网慢", "Slow access"),
    )
    await change(there, new)

    async with there.browser("ana") as browser:
        shown = (await browser.get("/api/catalogue")).json()
        found = await browser.get("/api/catalogue/search", params={"q": "wsm"})

    assert shown["version"] == 2
    assert [one["id"] for one in shown["catalogue"]["reasons"]] == [
        "slow",
        "fault.slow",
    ]
    assert found.json()["reasons"] == []
    assert there.workorders.shelves.shelf(HOME).current("slow") == "fault.slow"


async def test_an_order_s_catalogue_is_read_as_it_was_when_it_was_taken_down(
    there: Scene,
) -> None:
    await change(there, small(reason("slow", "网速慢", "Slow")))
    await change(there, small(reason("slow", "上网慢", "Slow access")))

    async def called(version: int) -> str:
        async with there.browser("ana") as browser:
            asked = {"version": str(version)}
            shown = await browser.get("/api/catalogue", params=asked)
        if shown.status_code != 200:
            return str(shown.json()["code"])
        assert shown.json()["version"] == version
        return str(shown.json()["catalogue"]["reasons"][0]["name"]["zh"])

    assert [await called(n) for n in range(4)] == [
        Catalogue().reasons[0].name.zh,
        "网速慢",
        "上网慢",
        "unknown-catalogue",
    ]


async def test_no_reason_that_orders_may_be_about_is_taken_out(there: Scene) -> None:
    shelves = there.workorders.shelves
    system = system_on(there.ground, KINDS, {Catalogue: shelves.check})
    root, name = asker("root", "system.admin"), "workorders.Catalogue"
    await change(there, small(reason("slow"), reason("down")))

    with pytest.raises(ReasonsTakenOut) as refused:
        await system.rules.set(root, name, msgspec.to_builtins(small(reason("down"))))
    assert refused.value.reasons == ("slow",)
    strange = small(reason("slow"), reason("down"), reason("x", type="riddle"))
    with pytest.raises(UnknownOrderType):
        await system.rules.set(root, name, msgspec.to_builtins(strange))

    kept = small(reason("slow", is_offered=False), reason("down"), reason("new"))
    await system.rules.set(root, name, msgspec.to_builtins(kept))
    assert shelves.shelf(HOME).entry("new") is not None


async def test_only_who_reads_or_writes_orders_sees_it(there: Scene) -> None:
    for right in ("orders.read", "orders.write"):
        assert (await there.workorders.shelves.catalogue(asker("x", right)))[0] == 0
    with pytest.raises(NotAllowed):
        await there.workorders.shelves.catalogue(asker("x", "board.watch"))
