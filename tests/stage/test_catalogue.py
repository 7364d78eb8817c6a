"""The catalogue over HTTP and as a rule that changes while the centre runs."""

import msgspec
import pytest

from builders import HOME, asker, ground
from builders_catalogue import reason, small
from builders_screens import Scene, scene
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


async def test_only_who_reads_or_writes_orders_sees_it(there: Scene) -> None:
    for right in ("orders.read", "orders.write"):
        assert there.workorders.shelves.catalogue(asker("x", right))[0] == 0
    with pytest.raises(NotAllowed):
        there.workorders.shelves.catalogue(asker("x", "board.watch"))
