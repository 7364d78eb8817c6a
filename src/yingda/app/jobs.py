"""What goes on in each process besides hearing messages: loops that begin again when
they fail, so that nothing stops for ever because of one bad moment."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import cast

from yingda.app import editions
from yingda.app.build import Centre
from yingda.app.editions import Edition
from yingda.app.journal import Journal
from yingda.app.screens.attendance import LOOKS_AGAIN, Attendance
from yingda.app.screens.herald import SECOND, Herald
from yingda.app.settings import Settings
from yingda.app.traffic.limits import Limits as Traffic
from yingda.app.traffic.outskirts import note, noted
from yingda.app.traffic.seats import empty
from yingda.journey.channels.adapters.remote import serve
from yingda.platform.ports import DatabaseAway
from yingda.platform.sql.migrate import make_months

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[object]]
Jobs = list[tuple[str, Job]]
"""Each with the title under which its failures are logged."""


def everywhere(ground: Edition) -> Jobs:
    return [
        ("alarms", _alarms(ground)),
        ("parameters", every(1.0, ground.parameters.refresh)),
        ("marks", every(60.0, ground.bus.forget)),
    ]


def of_logs(centre: Centre, journal: Journal) -> tuple[str, Job]:
    async def write() -> None:
        await journal.write(centre.system.trail, centre.edition.home)

    return ("logs", every(1.0, write))


def of_floor(centre: Centre, socket: Path) -> Jobs:
    """It follows the switch, for itself and for the others."""

    async def voice() -> None:
        """Flows published, prompts rendered, so that no caller waits for either."""
        await centre.dialogue.open(centre.edition.home)
        await centre.dialogue.warm_up()

    async def reach() -> None:
        await serve(centre.switch, socket)

    return [
        ("the switch", centre.pump.run),
        ("orders of others", reach),
        ("calls that were refused", every(1.0, centre.channels.gate.tell)),
        ("prompts", once(voice)),
    ]


def of_work(centre: Centre, settings: Settings) -> Jobs:
    channels = centre.channels
    herald = cast("Herald", centre.screens["herald"])
    attendance = cast("Attendance", centre.screens["attendance"])

    async def months() -> None:
        keys = editions.keys(settings)
        today = centre.edition.clock.now().date()
        await make_months(editions.address(settings, keys), today)

    async def traffic() -> None:
        wanted = centre.edition.parameters.get(Traffic, centre.edition.home)
        note(settings, wanted if settings.demo else Traffic())

    async def empty_seats() -> None:
        if settings.demo and not noted(settings).level:
            await empty(centre.desk, centre.people, centre.edition.home)

    async def old_logs() -> None:
        await centre.system.trail.let_go(centre.edition.home)

    async def old_notes() -> None:
        await centre.floor.let_go(centre.edition.home)

    return [
        ("what pages are shown", every(SECOND, herald.beat)),
        ("who is signed in", every(LOOKS_AGAIN, attendance.look)),
        ("logs that are old", every(3600.0, old_logs)),
        ("recordings", every(1.0, channels.recordings.keep)),
        ("recordings of the day before", every(600.0, channels.recordings.nightly)),
        ("chats that are old", every(600.0, channels.keeping.let_go)),
        ("the message centre", channels.answering.follow),
        ("texts", every(0.5, channels.texts.send_due)),
        ("texts that are old", every(600.0, channels.kept_texts.let_go)),
        ("notes that are old", every(3600.0, old_notes)),
        ("pages", every(60.0, channels.phones.tidy)),
        ("chats of visitors", every(5.0, channels.visitors.tidy)),
        ("pages that were refused", every(1.0, channels.gate.tell)),
        ("figures", once(centre.analytics.warm_up)),
        ("audit", every(1.0, centre.system.trail.seal)),
        ("months of the log", every(3600.0, months)),
        ("traffic", every(1.0, traffic)),
        ("seats of nobody", every(10.0, empty_seats)),
    ]


def of_count(centre: Centre) -> Jobs:
    """Yesterday's figures are proved against the log and kept."""

    async def close() -> None:
        await centre.analytics.close(centre.edition.home)

    return [("days that are over", every(60.0, close))]


async def again(title: str, job: Job) -> None:
    """Keeps a job alive: what it fails with is logged, and it is begun anew."""
    while True:
        try:
            await job()
        except DatabaseAway:
            log.warning("%s waits for the database", title)
        except Exception:
            log.exception("%s failed and is begun again", title)
        await asyncio.sleep(0.5)


def once(job: Job) -> Job:
    """What is done at the start, so that nobody waits for it later."""

    async def start() -> None:
        await job()
        await asyncio.Event().wait()

    return start


def every(seconds: float, job: Job) -> Job:
    async def loop() -> None:
        while True:
            await job()
            await asyncio.sleep(seconds)

    return loop


def _alarms(ground: Edition) -> Job:
    """Looks again when the next is due, and at least four times a second."""

    async def loop() -> None:
        while True:
            due = await ground.alarms.ring()
            rest = timedelta(seconds=0.25)
            if due is not None:
                rest = min(rest, due.astimezone(UTC) - ground.clock.now())
            await asyncio.sleep(max(0.005, rest.total_seconds()))

    return loop
