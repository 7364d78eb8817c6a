"""Figures of the telephone and of chats, apart and together."""

from datetime import date, timedelta

import pytest

from builders import HOME, Ground, asker, ground
from builders_analytics import COMPILER, MART, Story, awkward_day
from yingda.journey.analytics import cli
from yingda.journey.analytics.core.figures import imbalance
from yingda.journey.analytics.limits import Limits
from yingda.journey.analytics.model import Attribution
from yingda.journey.analytics.service import Analytics
from yingda.journey.analytics.wiring import install
from yingda.kernel.ids import UserId
from yingda.messages.analytics import DayReport, Only
from yingda.messages.channels import Channel
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

FIRST = date(2026, 1, 1)
ADA = asker("ada", "reports.read")
CHAT = Only(channel="chat")


def chats() -> list[Story]:
    """Two are written to, one of them late; one gives up."""
    quick = Story("m", channel=Channel.CHAT).arrives("12:00:00")
    quick.queued("12:00:00", "fault").rung("12:00:01", "fault")
    quick.answered("12:00:12", "fault").ended("12:10:00")
    late = Story("n", channel=Channel.CHAT).arrives("12:30:00")
    late.queued("12:30:00", "billing").rung("12:30:01", "billing")
    late.answered("12:30:41", "billing").ended("12:40:00")
    gone = Story("o", channel=Channel.CHAT).arrives("12:31:00")
    gone.queued("12:31:00", "billing").ended("12:33:00")
    return [quick, late, gone]


@pytest.fixture
async def there(database: Database, clock: HandClock) -> tuple[Ground, Analytics]:
    base = ground(database, clock)
    analytics = install(
        work=base.work,
        clock=clock,
        bus=base.bus,
        parameters=base.parameters,
        compiler=COMPILER,
        mart=MART,
    )
    calls = [story.also_arrives() for story in awkward_day()]
    events = [event for story in (*calls, *chats()) for event in story.events]
    await base.say(*sorted(events, key=lambda event: event.at))
    return base, analytics


There = tuple[Ground, Analytics]


def read(report: DayReport, key: str, figure: str) -> tuple[float, int]:
    row = next(row for row in report.rows if row.key == key)
    found = row.figures[figure]
    return found.numerator, found.denominator


@pytest.mark.row("AC-10")
async def test_a_report_is_split_by_channel(there: There) -> None:
    _, analytics = there

    report = await analytics.day(ADA, FIRST, "channel")

    assert [row.key for row in report.rows] == ["total", "chat", "voice"]
    assert read(report, "chat", "K01") == (1, 3)
    assert read(report, "chat", "K03") == (2, 3)
    assert read(report, "chat", "K06") == (1, 3)
    assert read(report, "chat", "K07") == (53, 2)
    for figure in ("K01", "K03", "K06", "K06-long", "K07"):
        chat, voice = read(report, "chat", figure), read(report, "voice", figure)
        together = (chat[0] + voice[0], chat[1] + voice[1])
        assert read(report, "total", figure) == pytest.approx(together)
    assert all(imbalance(row.counts) == 0 for row in report.rows)


@pytest.mark.parametrize("by", ["queue", "branch", "tier", "channel", "half_hour"])
async def test_a_report_of_one_channel_says_what_that_channels_row_says(
    there: There, by: str
) -> None:
    _, analytics = there
    split = await analytics.day(ADA, FIRST, "channel")
    row = next(row for row in split.rows if row.key == "chat")

    report = await analytics.day(ADA, FIRST, by, only=CHAT)

    assert report.only == CHAT
    assert report.rows[0].figures == row.figures
    assert report.rows[0].counts == row.counts
    assert sum(part.counts["requested"] for part in report.rows[1:]) == 3
    assert all(imbalance(part.counts) == 0 for part in report.rows)


async def test_a_board_of_one_channel_shows_what_its_report_shows(
    there: There,
) -> None:
    base, analytics = there
    base.clock.move(timedelta(hours=9))
    whole = await analytics.today(HOME)
    board = await analytics.today(HOME, CHAT)
    report = await analytics.day(ADA, FIRST, only=CHAT)
    queues = await analytics.day(ADA, FIRST, "queue", only=CHAT)

    assert whole.total.counts["requested"] == 11
    assert board.total.counts == report.rows[0].counts
    assert board.total.figures == report.rows[0].figures
    assert [row.key for row in board.queues] == [row.key for row in queues.rows[1:]]
    assert sum(row.counts["requested"] for row in board.half_hours) == 3


@pytest.mark.row("AN-04")
async def test_board_report_and_recomputation_agree_by_channel_too(
    there: There,
) -> None:
    base, analytics = there
    before = (await analytics.recompute(HOME, FIRST)).differences
    async with base.work.system(HOME) as tx:
        await tx.run(
            "update analytics.visits set channel = 'fax' where contact_id = 'm'"
        )

    found = (await analytics.recompute(HOME, FIRST)).differences

    assert before == ()
    assert {one.grain for one in found} == {"channel"}
    assert {one.key for one in found} == {"chat", "fax"}


async def test_the_contacts_behind_a_figure_are_those_of_the_channel(
    there: There,
) -> None:
    _, analytics = there

    chat = await analytics.contacts_behind(ADA, FIRST, "K03", channel="chat")
    every = await analytics.contacts_behind(ADA, FIRST, "K03")

    assert {row.contact_id for row in chat.rows} == {"m", "n", "o"}
    assert len(every.rows) > len(chat.rows)


async def test_a_closed_day_keeps_its_numbers_by_channel(there: There) -> None:
    base, analytics = there
    base.clock.move(timedelta(hours=21))
    assert await analytics.close(HOME) is not None
    published = await analytics.day(ADA, FIRST, "queue", only=CHAT)
    async with base.work.begin(HOME) as tx:
        new = Limits(answer_within=timedelta(seconds=60))
        await base.parameters.set(tx, new, by=UserId("ada"))
    await base.parameters.refresh()

    report = await analytics.day(ADA, FIRST, "queue", only=CHAT)

    assert report.rows == published.rows
    assert report.rows[0].figures["K01"].numerator == 1
    assert report.recounted[0].figures["K01"].numerator == 2


async def test_a_day_closed_before_there_were_channels_is_shown_as_counted_now(
    there: There,
) -> None:
    base, analytics = there
    base.clock.move(timedelta(hours=21))
    await analytics.close(HOME)
    async with base.work.system(HOME) as tx:
        await tx.run("delete from analytics.closed_counts where channel = 'chat'")
        await tx.run("update analytics.closed_counts set channel = ''")
    async with base.work.begin(HOME) as tx:
        new = Limits(answer_within=timedelta(seconds=60))
        await base.parameters.set(tx, new, by=UserId("ada"))
    await base.parameters.refresh()

    report = await analytics.day(ADA, FIRST, only=CHAT)

    assert report.rows[0].figures["K01"].numerator == 2
    assert (report.recounted, report.proof is None) == ((), False)


async def test_the_command_line_prints_a_day_by_channel(there: There) -> None:
    _, analytics = there
    report = await analytics.report(HOME, FIRST, "channel", Attribution.ARRIVAL, Only())

    lines = [line.split("\t") for line in cli.table(report)]

    assert lines[0][:3] == ["channel", "K01", "K03"]
    assert lines[2][:3] == ["chat", "0.3333 (1/3)", "0.6667 (2/3)"]
