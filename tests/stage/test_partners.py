"""Who serves on our behalf: one list, for whoever administers, dispatches, or calls."""

from datetime import date, timedelta
from typing import cast

import pytest

from builders import HOME, Ground, asker, ground
from builders_audit import system_on
from builders_dispatch import rule, table
from builders_partners import ADMIN, FIRM, OF_BAOJI, firm, partners_on
from builders_screens import Scene, scene
from yingda.app.world.providers import providers
from yingda.journey.dialogue.core import answers
from yingda.journey.dialogue.ports import Providers as AskedByCallers
from yingda.journey.partners.errors import (
    ProviderTaken,
    StaleProvider,
    UnknownProvider,
    UnknownRegion,
)
from yingda.journey.partners.model import Draft, Sought
from yingda.journey.partners.service import Partners
from yingda.journey.system.model import Wanted
from yingda.journey.workorders.core.dispatch import Facts, Match
from yingda.kernel.ids import UserId
from yingda.kernel.name import Name
from yingda.kernel.org import EVERYWHERE, NotAllowed
from yingda.kernel.refusal import BadInput
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
def centre(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def partners(centre: Ground) -> Partners:
    return partners_on(centre)


async def serving(partners: Partners, path: str, service: str = "") -> list[str]:
    found = await partners.providers_for(HOME, path, service)
    return [one.provider_id for one in found]


async def test_a_firm_serves_its_regions_and_what_lies_below_with_its_services(
    partners: Partners,
) -> None:
    await partners.add(ADMIN, firm())
    await partners.add(
        ADMIN, firm("any", code="", regions=["sn.bj.chencang"], skills=[])
    )

    assert await serving(partners, "sn.xa.yanta.grid3", "wifi") == ["fibre"]
    assert await serving(partners, "sn.xa", "ethernet") == []
    assert await serving(partners, "sn.bj.chencang", "wifi") == ["any", "fibre"]
    assert await serving(partners, "sn.bj.chencang", "ethernet") == ["any"]
    assert await serving(partners, "sn.xab") == []
    assert await serving(partners, "sn") == []


async def test_it_serves_from_the_first_day_of_its_contract_to_the_last(
    centre: Ground, partners: Partners
) -> None:
    today = date(2026, 1, 1)
    await partners.add(ADMIN, firm(contract_from=str(today), contract_until=str(today)))
    assert await serving(partners, "sn.xa") == ["fibre"]

    centre.clock.move(timedelta(days=1))
    assert await serving(partners, "sn.xa") == []
    assert await partners.providers(HOME, ["20101"]) == {}
    shown = await partners.page(ADMIN, Sought())
    assert [one.provider_id for one in shown.providers] == ["fibre"]


async def test_the_best_appraised_comes_first_and_who_has_no_score_yet_last(
    centre: Ground, partners: Partners
) -> None:
    for name, code in (("a", "301"), ("b", "302"), ("c", "303")):
        await partners.add(ADMIN, firm(name, code=code))
    async with centre.work.system(HOME) as tx:
        await tx.run(
            "update partners.providers set score = length(provider_id) * 90"
            " where provider_id = 'c'"
        )

    assert await serving(partners, "sn.xa") == ["c", "a", "b"]


async def test_every_change_is_told_and_stands_in_the_log(
    centre: Ground, partners: Partners
) -> None:
    system = system_on(centre)
    added = await partners.add(ADMIN, firm())
    changed = Draft(
        **{
            **{name: getattr(FIRM, name) for name in FIRM.__struct_fields__},
            "name": Name("秦岭光网集团", "Qinling Fibre Group"),
            "phone": "02988990102",
        }
    )
    now = await partners.change(ADMIN, "fibre", changed, added.version)
    assert await partners.change(ADMIN, "fibre", changed, now.version) == now
    await partners.end(ADMIN, "fibre")
    await partners.end(ADMIN, "fibre")
    await centre.settle()
    await system.trail.seal()

    found = await system.trail.find(asker("root", "system.audit"), Wanted(limit=10))

    said = [(one.entry.action, one.entry.subject, one.entry.reason) for one in found]
    assert said[::-1] == [
        ("partners.change", "provider/fibre", "added"),
        ("partners.change", "provider/fibre", "name, phone"),
        ("partners.change", "provider/fibre", "ended"),
    ]


async def test_who_is_ended_is_gone_and_keeps_the_name_until_it_is_back(
    partners: Partners,
) -> None:
    await partners.add(ADMIN, firm())
    await partners.end(ADMIN, "fibre")

    assert await serving(partners, "sn.xa") == []
    assert (await partners.page(ADMIN, Sought())).providers == ()
    (gone,) = (await partners.page(ADMIN, Sought(with_gone=True))).providers
    assert not gone.is_active
    assert (await partners.provider_names(HOME, ["fibre"]))["fibre"] == FIRM.name

    await partners.add(ADMIN, firm("other"))
    with pytest.raises(ProviderTaken):
        await partners.change(ADMIN, "fibre", FIRM, gone.version)
    await partners.change(ADMIN, "fibre", firm(code="").provider, gone.version)
    assert await serving(partners, "sn.xa") == ["fibre", "other"]


async def test_the_number_to_call_lies_sealed_and_looking_at_it_is_written_down(
    centre: Ground, partners: Partners
) -> None:
    await partners.add(ADMIN, firm())
    async with centre.work.system(EVERYWHERE) as tx:
        (row,) = await tx.run("select phone from partners.providers")
    assert b"02988990101" not in cast(bytes, row["phone"])

    (listed,) = (await partners.page(ADMIN, Sought())).providers
    assert listed.phone == "029****0101"
    assert await centre.said() == [("ProviderChanged", "None")]
    assert (await partners.provider(ADMIN, "fibre")).phone == "02988990101"
    assert (await centre.said())[1:] == [("PersonalDataSeen", "None")]


async def test_a_firm_is_found_by_name_pinyin_id_or_code_page_by_page(
    partners: Partners,
) -> None:
    await partners.add(ADMIN, firm())
    await partners.add(
        ADMIN, firm("works", code="", name={"zh": "汉江", "en": "Hanjiang"})
    )
    for typed in ("光网", "qinling", "qlgw", "Fibre", "201"):
        (found,) = (await partners.page(ADMIN, Sought(typed=typed))).providers
        assert found.provider_id == "fibre", typed
    assert not (await partners.page(ADMIN, Sought(typed="zz"))).providers

    first = await partners.page(ADMIN, Sought(limit=1))
    assert first.next == "fibre"
    second = await partners.page(ADMIN, Sought(limit=1, after=first.next))
    assert [one.provider_id for one in second.providers] == ["works"]
    assert second.next is None


async def test_a_branch_administers_its_own_firms_and_no_others(
    partners: Partners,
) -> None:
    await partners.add(ADMIN, firm())
    own = await partners.add(OF_BAOJI, firm("own", code="", regions=["sn.bj"]))

    shown = await partners.page(OF_BAOJI, Sought())
    assert [one.provider_id for one in shown.providers] == ["own"]
    assert (own.path, own.version) == ("sn.bj", 1)
    for refused in (
        partners.provider(OF_BAOJI, "fibre"),
        partners.change(
            OF_BAOJI, "fibre", firm(code="", regions=["sn.bj"]).provider, 1
        ),
        partners.end(OF_BAOJI, "fibre"),
    ):
        with pytest.raises(UnknownProvider):
            await refused
    with pytest.raises(UnknownRegion):
        await partners.add(OF_BAOJI, firm("far", code="", regions=["sn.xa"]))
    with pytest.raises(ProviderTaken):
        await partners.add(OF_BAOJI, firm("fibre", code="", regions=["sn.bj"]))
    # What is administered by the whole province serves in Baoji all the same.
    assert await serving(partners, "sn.bj") == ["fibre", "own"]


async def test_what_cannot_be_is_refused(partners: Partners) -> None:
    await partners.add(ADMIN, firm())
    with pytest.raises(NotAllowed):
        await partners.add(asker("x", "partners.read"), firm("b"))
    with pytest.raises(NotAllowed):
        await partners.page(asker("x"), Sought())
    with pytest.raises(ProviderTaken):
        await partners.add(ADMIN, firm("b"))
    with pytest.raises(StaleProvider):
        await partners.change(ADMIN, "fibre", FIRM, 7)
    for wrong in (
        {"contract_until": "2024-12-31"},
        {"name": {"zh": " ", "en": "x"}},
        {"service": {"zh": "x\ny", "en": "x"}},
    ):
        with pytest.raises(BadInput):
            await partners.add(ADMIN, firm("b", code="", **wrong))


# --- one list for all -------------------------------------------------------------------


@pytest.fixture
async def there(database: Database, clock: HandClock) -> Scene:
    return await scene(ground(database, clock))


@pytest.mark.row("CU-10")
async def test_callers_and_dispatch_find_the_providers_of_the_master_list(
    there: Scene,
) -> None:
    """Whoever is added, changed or ended in the one list is so for both at once."""
    callers: AskedByCallers = there.partners
    dispatching = there.workorders.dispatching
    rules = table(rule("visit", "provider fibre", type='"fault"'))
    async with there.ground.work.system(HOME) as tx:
        await there.ground.parameters.set(tx, rules, by=UserId("root"))
    await there.ground.parameters.refresh()
    fault = Facts(region="sn.xa", type="fault", service="wifi")

    async def both() -> tuple[str | None, str | None]:
        """The name that a caller hears, and who gets the order."""
        card = (await callers.providers(HOME, ["20101"])).get("20101")
        outcome, values = answers.provider(card, "zh-CN")
        assert (outcome == "found") is (card is not None)
        given = dispatching.decide(HOME, await dispatching.informed(HOME, fault))
        holder = given.holder if isinstance(given, Match) else None
        return values.get("provider_name"), holder

    assert await both() == (None, None)
    added = await there.partners.add(ADMIN, firm())
    assert await both() == ("秦岭光网", "fibre")
    changed = firm(name={"zh": "新名", "en": "New"}).provider
    await there.partners.change(ADMIN, "fibre", changed, added.version)
    assert await both() == ("新名", "fibre")
    listed = await there.partners.page(ADMIN, Sought())
    assert [one.name.zh for one in listed.providers] == ["新名"]
    await there.partners.end(ADMIN, "fibre")
    assert await both() == (None, None)


async def test_a_firm_is_administered_over_http(there: Scene) -> None:
    asked = there.partners
    async with there.browser("cy") as browser:
        assert (await browser.get("/api/providers")).json()["providers"] == []
        body = {"provider_id": "fibre", "provider": {}}
        assert (await browser.post("/api/providers", json=body)).status_code == 400
        await asked.add(ADMIN, firm())
        one = await browser.get("/api/providers/fibre")
        assert (one.status_code, one.json()["phone"]) == (200, "02988990101")
        assert (await browser.get("/api/providers/No%20One")).status_code == 404
        refused = await browser.delete("/api/providers/fibre")
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")


async def test_rules_name_only_providers_of_the_list(there: Scene) -> None:
    await there.partners.add(ADMIN, firm())
    given = table(rule("a", "provider fibre"), rule("b", "provider ghosts"))

    found = await there.workorders.dispatching.strangers(HOME, given)

    assert [(one.row, one.holder) for one in found] == [(2, "ghosts")]


async def test_the_demo_has_its_providers_once_and_three_do_field_visits(
    partners: Partners,
) -> None:
    assert await partners.found(HOME, providers()) == 7
    assert await partners.found(HOME, providers()) == 0
    for place, name in (
        ("sn.xa.yanta", "qinling-fibre"),
        ("sn.ya", "loess-lines"),
        ("sn.ak", "hanjiang-works"),
    ):
        assert await serving(partners, place, "broadband") == [name]
