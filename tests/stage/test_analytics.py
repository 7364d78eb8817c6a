"""The mart on PostgreSQL: kept by hearing, read by report and board, proved by the log."""

from datetime import date, timedelta

import pytest

from builders import HOME, Ground, asker, ground
from builders_analytics import COMPILER, MART, Story, asked, awkward_day, moment, rows
from yingda.journey.analytics import cli
from yingda.journey.analytics.core.figures import imbalance
from yingda.journey.analytics.errors import BadGrouping, UnknownFigure
from yingda.journey.analytics.limits import Limits
from yingda.journey.analytics.model import Attribution
from yingda.journey.analytics.ports import Shape
from yingda.journey.analytics.service import Analytics
from yingda.journey.analytics.wiring import install
from yingda.kernel.ids import AgentId, MessageId, TenantId, UserId
from yingda.kernel.org import NotAllowed, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.desk import AgentState, AgentStateChanged
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

FIRST = date(2026, 1, 1)
ADA = asker("ada", "reports.read")


class Scene:
    def __init__(self, base: Ground) -> None:
        self.base = base
        self.analytics: Analytics = install(
            work=base.work,
            clock=base.clock,
            bus=base.bus,
            parameters=base.parameters,
            compiler=COMPILER,
            mart=MART,
        )

    async def live(self, *stories: Story) -> None:
        events = [event for story in stories for event in story.events]
        await self.base.say(*sorted(events, key=lambda event: event.at))


@pytest.fixture
def scene(database: Database, clock: HandClock) -> Scene:
    return Scene(ground(database, clock))


@pytest.mark.row("AN-04")
async def test_board_report_and_recomputation_agree_to_the_unit(scene: Scene) -> None:
    await scene.live(*awkward_day())

    agreement = await scene.analytics.recompute(HOME, FIRST)

    assert agreement.differences == ()
    assert agreement.compared > 200
    assert cli.told(agreement) == [f"numbers {agreement.compared}\tdifferences 0"]


async def test_a_number_that_was_tampered_with_is_printed(scene: Scene) -> None:
    await scene.live(*awkward_day())
    async with scene.base.work.system(HOME) as tx:
        await tx.run(
            "update analytics.visits set wait = wait + 1 where contact_id = 'd'"
        )

    said = cli.told(await scene.analytics.recompute(HOME, FIRST))

    place = "total\ttotal\twait_of_answered_by_arrival"
    assert f"{place}\treport 124000002\trecomputation 124000001" in said
    assert f"{place}\tboard 124000002\trecomputation 124000001" in said


async def test_a_mart_that_lost_facts_is_rebuilt_from_the_log(scene: Scene) -> None:
    stories = awkward_day()
    await scene.live(*[story.also_arrives() for story in stories])
    async with scene.base.work.system(HOME) as tx:
        before = await tx.run("select * from analytics.visits order by 3, 4")
        await tx.run("delete from analytics.visits where contact_id in ('a', 'b')")
        # Contact e has not ended: what still goes on is not rebuilt.
        await tx.run("update analytics.visits set wait = 0 where contact_id <> 'e'")

    assert (await scene.analytics.recompute(HOME, FIRST)).differences
    assert await scene.analytics.rebuild(HOME, FIRST) == 7

    assert not (await scene.analytics.recompute(HOME, FIRST)).differences
    async with scene.base.work.system(HOME) as tx:
        after = await tx.run("select * from analytics.visits order by 3, 4")
    assert after == before


async def test_the_report_of_a_day_by_queue_obeys_the_identity(scene: Scene) -> None:
    await scene.live(*awkward_day())

    report = await scene.analytics.day(ADA, FIRST, "queue")

    assert [row.key for row in report.rows] == ["total", "billing", "fault", "general"]
    assert all(imbalance(row.counts) == 0 for row in report.rows)
    total = report.rows[0]
    assert (total.figures["K01"].numerator, total.figures["K01"].denominator) == (2, 8)
    assert total.figures["K03"].value == 0.5
    assert report.rows[3].figures["K03"].value is None


@pytest.mark.row("AN-04")
async def test_postgresql_and_duckdb_give_the_same_figures(scene: Scene) -> None:
    stories = awkward_day()
    await scene.live(*stories)

    report = await scene.analytics.day(ADA, FIRST, "branch")
    shape = Shape(grain=("branch",))
    found = MART.counts([shape], rows(*stories), asked())[shape]

    assert [row.key for row in report.rows] == ["total", "sn.bj", "sn.xa"]
    by_branch = {str(row["branch"]): row for row in found}
    for row in report.rows[1:]:
        other = by_branch[row.key]
        assert row.counts["answered"] == other["answered_by_event"]
        wait = other["wait_of_answered_by_arrival"]
        assert row.figures["K07"].numerator == int(str(wait)) / 1_000_000


async def test_the_board_of_today_shows_what_the_report_shows(scene: Scene) -> None:
    await scene.live(*awkward_day())
    scene.base.clock.move(moment("12:00:00") - scene.base.clock.now())

    board = await scene.analytics.today(HOME)
    report = await scene.analytics.day(ADA, FIRST, "queue")

    assert not report.finished
    assert board.total.figures == report.rows[0].figures
    assert board.queues == report.rows[1:]
    assert [row.key for row in board.branches] == ["sn.bj", "sn.xa"]
    assert [row.key for row in board.half_hours] == ["18", "20", "22", "47"]


@pytest.mark.parametrize("day", [FIRST, date(2026, 1, 2)])
async def test_the_half_hours_of_a_report_obey_the_identity_and_add_up(
    scene: Scene, day: date
) -> None:
    await scene.live(*awkward_day())

    by_event = await scene.analytics.day(ADA, day, "half_hour", Attribution.EVENT)
    by_arrival = await scene.analytics.day(ADA, day, "half_hour")

    total, *halves = by_event.rows
    assert all(imbalance(row.counts) == 0 for row in halves)
    assert halves[-1].counts["waiting_end"] == total.counts["waiting_end"]
    for name in ("requested", "answered", "abandoned", "flowed_in", "flowed_out"):
        assert sum(row.counts[name] for row in halves) == total.counts[name]
    for report in (by_event, by_arrival):
        parts = [row.figures["K03"].numerator for row in report.rows[1:]]
        assert sum(parts) == report.rows[0].figures["K03"].numerator


async def test_a_half_hour_by_arrival_is_not_the_half_hour_of_the_event(
    scene: Scene,
) -> None:
    await scene.live(*awkward_day())

    by_event = await scene.analytics.day(ADA, FIRST, "half_hour", Attribution.EVENT)
    by_arrival = await scene.analytics.day(ADA, FIRST, "half_hour")

    # Contact d asked at 09:29:50 and was answered at 09:30:30.
    found = {row.key: row.figures["K03"].numerator for row in by_event.rows}
    assert (found["18"], found["19"]) == (1, 1)
    found = {row.key: row.figures["K03"].numerator for row in by_arrival.rows}
    assert (found["18"], found["19"]) == (2, 0)


async def test_boards_share_one_query_a_second_and_see_their_own_scope(
    scene: Scene,
) -> None:
    await scene.live(*awkward_day())
    branch = Scope(tenant_id=TenantId("sn"), path="sn.bj", site="xa-1")
    stranger = Scope(tenant_id=TenantId("gs"), path="sn", site="xa-1")

    before = await scene.analytics.today(HOME)
    await scene.live(Story("z").queued("12:00:00", "fault"))

    assert (await scene.analytics.today(HOME)).total == before.total
    assert (await scene.analytics.today(branch)).total.counts["requested"] == 1
    assert (await scene.analytics.today(stranger)).total.counts["requested"] == 0
    scene.base.clock.move(timedelta(seconds=1))
    assert (await scene.analytics.today(HOME)).total.counts["requested"] == 9


async def test_another_threshold_is_everybodys_at_once(scene: Scene) -> None:
    await scene.live(*awkward_day())
    limits = Limits(answer_within=timedelta(seconds=40))
    async with scene.base.work.begin(HOME) as tx:
        await scene.base.parameters.set(tx, limits, by=UserId("ada"))
    await scene.base.parameters.refresh()
    scene.base.clock.move(moment("12:00:00") - scene.base.clock.now())

    report = await scene.analytics.day(ADA, FIRST)
    board = await scene.analytics.today(HOME)

    assert report.rows[0].figures["K01"].numerator == 4
    assert board.total.figures == report.rows[0].figures
    assert (await scene.analytics.recompute(HOME, FIRST)).differences == ()


async def test_a_branchs_report_counts_only_its_own(scene: Scene) -> None:
    await scene.live(*awkward_day())

    report = await scene.analytics.day(asker("bo", "reports.read", path="sn.bj"), FIRST)

    assert report.rows[0].counts["requested"] == 1


async def test_the_contacts_behind_a_figure_are_as_many_as_the_figure_says(
    scene: Scene,
) -> None:
    await scene.live(*awkward_day())

    page = await scene.analytics.contacts_behind(ADA, FIRST, "K06", queue="fault")

    assert {row.contact_id for row in page.rows if row.in_numerator} == {"b", "c", "g"}
    assert len([row for row in page.rows if row.queue_id == "fault"]) == 7
    assert page.next is None


async def test_the_contacts_behind_a_half_hour_are_those_of_that_half_hour(
    scene: Scene,
) -> None:
    await scene.live(*awkward_day())

    async def answered(half: int, by: Attribution) -> set[str]:
        page = await scene.analytics.contacts_behind(
            ADA, FIRST, "K03", half_hour=half, attribution=by
        )
        return {row.contact_id for row in page.rows if row.in_numerator}

    assert await answered(18, Attribution.ARRIVAL) == {"a", "d"}
    assert await answered(18, Attribution.EVENT) == {"a"}
    assert await answered(19, Attribution.EVENT) == {"d"}


async def test_many_contacts_behind_a_figure_come_page_by_page(scene: Scene) -> None:
    many = [Story(f"c{n:03}").queued("09:00:00", "fault") for n in range(130)]
    await scene.live(*many)

    first = await scene.analytics.contacts_behind(ADA, FIRST, "K03")
    assert first.next
    second = await scene.analytics.contacts_behind(ADA, FIRST, "K03", after=first.next)

    names = [row.contact_id for page in (first, second) for row in page.rows]
    assert names == [story.name for story in many]
    assert second.next is None


async def test_who_may_not_read_reports_is_refused(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        await scene.analytics.day(asker("bo"), FIRST)
    with pytest.raises(NotAllowed):
        await scene.analytics.contacts_behind(asker("bo"), FIRST, "K03")


async def test_what_is_not_kept_is_refused_by_name(scene: Scene) -> None:
    with pytest.raises(BadGrouping):
        await scene.analytics.day(ADA, FIRST, "weather")
    with pytest.raises(UnknownFigure):
        await scene.analytics.contacts_behind(ADA, FIRST, "K999")
    with pytest.raises(BadInput):
        await scene.analytics.contacts_behind(ADA, FIRST, "K03", after="a~²")


def changes(*steps: tuple[str, AgentState]) -> list[AgentStateChanged]:
    """The changes of one agent: the moment and the state that begins."""
    was, since = AgentState.OFFLINE, moment("00:00:00")
    found = []
    for number, (at, state) in enumerate(steps):
        found.append(
            AgentStateChanged(
                id=MessageId(f"state-{number}"),
                at=moment(at),
                scope=HOME,
                agent_id=AgentId("ana"),
                state=state,
                was=was,
                was_since=since,
            )
        )
        was, since = state, moment(at)
    return found


async def test_presence_times_add_up_to_the_signed_in_time(scene: Scene) -> None:
    told = changes(
        ("08:00:00", AgentState.BREAK),
        ("08:05:00", AgentState.READY),
        ("09:00:00", AgentState.RINGING),
        ("09:00:00", AgentState.TALKING),
        ("09:10:00", AgentState.WRAP),
        ("09:11:00", AgentState.READY),
        ("11:00:00", AgentState.OFFLINE),
    )
    # Heard in another order than told: changes for two contacts may overtake each other.
    await scene.base.say(*told[::2], *told[1::2])

    (ana,) = await scene.analytics.presence_of(HOME, FIRST)

    assert ana.signed_in == timedelta(hours=3)
    assert ana.adds_up
    assert ana.gaps == ()
    assert ana.states["talking"] == timedelta(minutes=10)
    assert ana.states["ready"] == timedelta(minutes=164)


async def test_a_gap_in_presence_is_found(scene: Scene) -> None:
    told = changes(
        ("08:00:00", AgentState.READY),
        ("09:00:00", AgentState.BREAK),
        ("10:00:00", AgentState.READY),
        ("11:00:00", AgentState.OFFLINE),
    )
    await scene.base.say(told[0], told[3])

    (ana,) = await scene.analytics.presence_of(HOME, FIRST)

    assert not ana.adds_up or ana.gaps


async def after_midnight(scene: Scene, clock: str = "2 00:20:00") -> None:
    scene.base.clock.move(moment(clock) - scene.base.clock.now())


async def test_a_day_is_closed_once_when_it_is_over_and_nobody_of_it_waits(
    scene: Scene,
) -> None:
    await scene.live(*awkward_day())
    late = Story("late").queued("23:59:59", "fault")
    await scene.live(late)

    await after_midnight(scene, "2 00:14:00")
    assert await scene.analytics.close(HOME) is None
    await after_midnight(scene)
    assert await scene.analytics.close(HOME) is None
    await scene.base.say(late.ended("2 00:20:30").events[-1])
    agreement = await scene.analytics.close(HOME)

    assert agreement is not None
    assert agreement.differences == ()
    assert await scene.analytics.close(HOME) is None


async def test_a_day_that_passed_while_nobody_was_there_is_closed_too(
    scene: Scene,
) -> None:
    await scene.live(*awkward_day())
    await after_midnight(scene)
    assert await scene.analytics.close(HOME) is not None

    await after_midnight(scene, "4 00:20:00")
    closed = [await scene.analytics.close(HOME) for _ in range(3)]

    assert [one is not None for one in closed] == [True, True, False]
    assert (await scene.analytics.day(ADA, FIRST + timedelta(days=1))).proof


async def test_a_day_whose_facts_are_still_on_their_way_is_not_closed_yet(
    scene: Scene,
) -> None:
    await scene.live(*awkward_day())
    async with scene.base.work.system(HOME) as tx:
        await tx.run("delete from analytics.visits where contact_id = 'a'")

    await after_midnight(scene)
    assert await scene.analytics.close(HOME) is None
    await after_midnight(scene, "2 06:00:00")
    agreement = await scene.analytics.close(HOME)

    assert agreement is not None
    report = await scene.analytics.day(ADA, FIRST)
    assert report.proof is not None
    assert report.proof.differences == len(agreement.differences) > 0


async def test_somebody_who_seems_to_wait_for_ever_does_not_keep_a_day_open(
    scene: Scene,
) -> None:
    await scene.live(Story("ghost").queued("23:00:00", "fault"))

    await after_midnight(scene, "2 06:00:00")

    assert await scene.analytics.close(HOME) is not None


async def test_the_report_of_a_closed_day_says_that_it_was_proved(scene: Scene) -> None:
    await scene.live(*awkward_day())
    before = await scene.analytics.day(ADA, FIRST, "queue")
    await after_midnight(scene)
    await scene.analytics.close(HOME)

    report = await scene.analytics.day(ADA, FIRST, "queue")

    assert before.proof is None
    assert report.proof is not None
    assert (report.proof.numbers > 200, report.proof.differences) == (True, 0)
    assert (report.rows, report.recounted) == (before.rows, ())


@pytest.mark.parametrize("by", ["total", "queue", "branch", "tier", "channel"])
async def test_a_new_definition_leaves_closed_days_as_they_were_and_shows_both(
    scene: Scene, by: str
) -> None:
    await scene.live(*awkward_day())
    await after_midnight(scene)
    await scene.analytics.close(HOME)
    published = await scene.analytics.day(ADA, FIRST, by)

    async with scene.base.work.begin(HOME) as tx:
        new = Limits(answer_within=timedelta(seconds=40))
        await scene.base.parameters.set(tx, new, by=UserId("ada"))
    await scene.base.parameters.refresh()
    report = await scene.analytics.day(ADA, FIRST, by)

    assert report.rows == published.rows
    assert report.rows[0].figures["K01"].numerator == 2
    assert report.recounted[0].figures["K01"].numerator == 4
    assert len(report.recounted) == len(report.rows)


async def test_a_branch_reads_only_its_part_of_a_closed_day(scene: Scene) -> None:
    await scene.live(*awkward_day())
    await after_midnight(scene)
    await scene.analytics.close(HOME)
    async with scene.base.work.begin(HOME) as tx:
        new = Limits(answer_within=timedelta(seconds=40))
        await scene.base.parameters.set(tx, new, by=UserId("ada"))
    await scene.base.parameters.refresh()

    report = await scene.analytics.day(asker("bo", "reports.read", path="sn.bj"), FIRST)

    assert report.proof is not None
    assert report.rows[0].counts["requested"] == 1
    assert report.recounted[0].counts["requested"] == 1
