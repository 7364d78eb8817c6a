"""Simulated callers and agents are marked by data, and left out of figures on request."""

from datetime import date

import pytest

from builders import HOME, Ground, asker, ground
from builders_analytics import COMPILER, MART, Story, awkward_day
from builders_desk import Call, contacts_on
from yingda.app.traffic.people import agents
from yingda.journey.analytics.core.figures import imbalance
from yingda.journey.analytics.service import Analytics
from yingda.journey.analytics.wiring import install
from yingda.journey.contacts.model import Wanted
from yingda.journey.people import wiring as people_wiring
from yingda.journey.people.model import Organisation
from yingda.kernel.ids import AgentId
from yingda.messages.analytics import Only
from yingda.messages.channels import SIMULATED
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

FIRST = date(2026, 1, 1)
ADA = asker("ada", "reports.read", "contacts.read", "contacts.read-all")
REAL = Only(simulated="no")


@pytest.fixture
def base(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock)


@pytest.fixture
def analytics(base: Ground) -> Analytics:
    return install(
        work=base.work,
        clock=base.clock,
        bus=base.bus,
        parameters=base.parameters,
        compiler=COMPILER,
        mart=MART,
    )


def talk(name: str, door: str) -> Story:
    """Requested, answered after ten seconds, over."""
    made = Story(name, door=door).arrives("09:00:00").queued("09:00:05", "fault")
    made.rung("09:00:06", "fault").answered("09:00:15", "fault")
    return made.ended("09:01:00")


def gave_up(name: str, door: str) -> Story:
    made = Story(name, door=door).arrives("10:00:00").queued("10:00:05", "billing")
    return made.left("10:01:00", "billing", "abandoned").ended("10:01:00")


async def live(base: Ground, *stories: Story) -> None:
    events = [event for story in stories for event in story.events]
    await base.say(*sorted(events, key=lambda event: event.at))


async def test_figures_count_everybody_unless_the_simulated_are_left_out(
    base: Ground, analytics: Analytics
) -> None:
    await live(
        base, talk("mine", "trunk"), talk("r1", SIMULATED), gave_up("r2", SIMULATED)
    )

    everybody = (await analytics.day(ADA, FIRST)).rows[0]
    real = (await analytics.day(ADA, FIRST, only=REAL)).rows[0]

    assert everybody.counts["requested"] == 3
    assert everybody.figures["K03"].value == pytest.approx(2 / 3)
    assert real.counts["requested"] == 1
    assert real.figures["K03"].value == 1
    assert imbalance(real.counts) == 0


async def test_a_report_shows_real_and_simulated_callers_beside_each_other(
    base: Ground, analytics: Analytics
) -> None:
    await live(base, talk("mine", "trunk"), gave_up("r2", SIMULATED))

    rows = (await analytics.day(ADA, FIRST, "simulated")).rows

    assert {row.key: row.counts["requested"] for row in rows} == {
        "total": 2,
        "no": 1,
        "yes": 1,
    }


async def test_what_stands_behind_a_figure_leaves_the_same_callers_out(
    base: Ground, analytics: Analytics
) -> None:
    await live(base, talk("mine", "trunk"), talk("r1", SIMULATED))

    found = await analytics.contacts_behind(ADA, FIRST, "K03")
    real = await analytics.contacts_behind(ADA, FIRST, "K03", simulated="no")

    assert {row.contact_id: row.simulated for row in found.rows} == {
        "mine": False,
        "r1": True,
    }
    assert [row.contact_id for row in real.rows] == ["mine"]


async def test_board_report_and_recomputation_agree_with_simulated_callers_too(
    base: Ground, analytics: Analytics
) -> None:
    made_up = [talk("r1", SIMULATED), gave_up("r2", SIMULATED)]
    await live(base, *awkward_day(), *made_up)

    agreement = await analytics.recompute(HOME, FIRST)

    assert agreement.differences == ()


async def test_a_board_without_simulated_callers_is_of_the_same_look(
    base: Ground, analytics: Analytics
) -> None:
    await live(base, talk("mine", "trunk"), talk("r1", SIMULATED))

    everybody = await analytics.today(HOME)
    real = await analytics.today(HOME, REAL)

    assert everybody.total.counts["requested"] == 2
    assert real.total.counts["requested"] == 1
    assert everybody.at == real.at


async def test_a_contact_is_simulated_by_its_entrance_alone(base: Ground) -> None:
    contacts = contacts_on(base)
    await Call(base, "mine").arrive()
    await Call(base, "made-up").arrive(door=SIMULATED)

    found = {
        one.contact_id: one.simulated for one in await contacts.find(ADA, Wanted())
    }
    real = await contacts.find(ADA, Wanted(is_simulated=False))

    assert found == {"mine": False, "made-up": True}
    assert [one.contact_id for one in real] == ["mine"]


async def test_simulated_agents_are_known_by_their_seats_and_by_name(
    base: Ground,
) -> None:
    people = people_wiring.install(
        work=base.work,
        clock=base.clock,
        ids=base.ids,
        keys=base.keys,
        parameters=base.parameters,
        home=HOME,
        alarms=base.alarms,
    )
    made = Organisation(places=(), groups=(), users=agents())
    await people.found(HOME, made, "a password of theirs")
    first = AgentId(agents()[0].user_id)

    everybody = {AgentId(one.user_id) for one in agents()}
    assert await people.simulated(HOME) == everybody
    assert (await people.seats(HOME, [first]))[first].simulated
    card = (await people.cards(HOME, [first]))[first]
    assert card.simulated
    assert "模拟" in card.name
