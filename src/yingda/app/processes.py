"""The processes of a centre. Each wires all services, so that a question never crosses a
process; what differs is whose handlers run, and who serves pages or hears the switch.

Any of them may be killed at any moment: everything that must last is in the database, in
the switch, or in a file, before anybody relies on it.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, timedelta
from pathlib import Path

import uvicorn
import uvloop

from yingda.app import editions
from yingda.app.asgi import create
from yingda.app.build import Centre, Parts, build
from yingda.app.editions import Edition, embedded, folder
from yingda.app.entrance import entrance
from yingda.app.settings import Settings, load
from yingda.app.switchroom import asterisk_settings
from yingda.journey import STAGES
from yingda.journey.channels.adapters.asterisk.switch import AsteriskSwitch
from yingda.journey.channels.adapters.remote import RemoteSwitch, serve
from yingda.journey.channels.adapters.simulated.switch import SimulatedSwitch
from yingda.journey.channels.model.phones import Telephony
from yingda.journey.channels.ports import Switch
from yingda.journey.dialogue.wiring import sounds
from yingda.platform.log import configure
from yingda.platform.sql.errors import DatabaseAway
from yingda.platform.sql.migrate import make_months

STAGES_OF = {
    "floor": frozenset({"channels", "dialogue", "routing", "desk"}),
    "count": frozenset({"analytics"}),
    "work": frozenset(STAGES)
    - {"channels", "dialogue", "routing", "desk", "analytics"},
}
"""Whose handlers run where. `floor` must answer within milliseconds, so nothing that
adds up figures or serves files runs there."""

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]


async def run(name: str, settings: Settings) -> None:
    """Until it is told to end."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, ending.set)
    edition = embedded(settings)
    async with edition as ground, asyncio.TaskGroup() as tasks:
        centre = build(ground, parts(name, settings, ground))
        ground.bus.only(STAGES_OF[name])
        running = [
            tasks.create_task(job)
            for job in (
                ground.bus.run(),
                _again("alarms", _alarms(ground)),
                _again("parameters", _every(1.0, ground.parameters.refresh)),
                _again("marks", _every(60.0, ground.bus.forget)),
                *(_again(title, job) for title, job in jobs(name, centre, settings)),
            )
        ]
        if name == "work":
            running.append(tasks.create_task(_serve(centre, settings)))
        log.info("the process is up")
        await ending.wait()
        for task in running:
            task.cancel()


def parts(name: str, settings: Settings, ground: Edition) -> Parts:
    """The floor follows the switch; the others reach it through the floor."""
    switch: Switch = RemoteSwitch(_socket(settings))
    ws: str | None = None
    if settings.switch == "simulated":
        switch = SimulatedSwitch(ground.clock)
    else:
        wanted = asterisk_settings(settings, ground.keys)
        ws = f"ws://127.0.0.1:{settings.ari_port}/ws"
        if name == "floor":
            switch = AsteriskSwitch(wanted, ground.clock)
    return Parts(
        switch=switch,
        telephony=Telephony(ws=ws, realm=settings.trunk_host, hotline=settings.hotline),
        sounds=sounds(
            folder=folder(settings, "sounds"), recorded=folder(settings, "recorded")
        ),
        spool=folder(settings, "spool"),
        trusts_pages=settings.demo,
        entrance=entrance(settings),
    )


def jobs(name: str, centre: Centre, settings: Settings) -> list[tuple[str, Job]]:
    """What goes on in a process besides hearing messages, by name."""
    channels = centre.channels

    async def keep() -> None:
        await channels.recordings.keep()

    async def tidy() -> None:
        await channels.phones.tidy()

    async def voice() -> None:
        """Once: flows published, prompts rendered, so that no caller waits for either."""
        await centre.dialogue.open(centre.edition.home)
        await centre.dialogue.warm_up()
        await asyncio.Event().wait()

    async def seal() -> None:
        await centre.system.seal()

    async def reach() -> None:
        await serve(centre.switch, _socket(settings))

    async def months() -> None:
        own = editions.keys(settings)
        today = centre.edition.clock.now().date()
        await make_months(editions.address(settings, own), today)

    match name:
        case "floor":
            return [
                ("the switch", centre.pump.run),
                ("orders of others", reach),
                ("prompts", voice),
            ]
        case "work":
            return [
                ("recordings", _every(1.0, keep)),
                ("pages", _every(60.0, tidy)),
                (
                    "recordings of the day before",
                    _every(600.0, channels.recordings.nightly),
                ),
                ("figures", _once(centre.analytics.warm_up)),
                ("audit", _every(1.0, seal)),
                ("months of the log", _every(3600.0, months)),
            ]
        case _:
            return [("days that are over", _every(60.0, _closing(centre)))]


def _socket(settings: Settings) -> Path:
    return settings.data / "run" / "switch.sock"


async def _again(title: str, job: Job) -> None:
    """Keeps a job alive: what it fails with is logged, and it is begun anew."""
    while True:
        try:
            await job()
        except DatabaseAway:
            log.warning("%s waits for the database", title)
        except Exception:
            log.exception("%s failed and is begun again", title)
        await asyncio.sleep(0.5)


def _closing(centre: Centre) -> Job:
    """Yesterday's figures are proved against the log and kept."""

    async def close() -> None:
        await centre.analytics.close(centre.edition.home)

    return close


def _once(job: Job) -> Job:
    """What is done at the start, so that nobody waits for it later."""

    async def start() -> None:
        await job()
        await asyncio.Event().wait()

    return start


def _every(seconds: float, job: Job) -> Job:
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


async def _serve(centre: Centre, settings: Settings) -> None:
    app = create(centre.routes(), centre.services(), centre.who_asks)
    config = uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        loop="none",
        http="httptools",
        ws="websockets-sansio",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    with suppress(asyncio.CancelledError):
        await QuietServer(config).serve()


class QuietServer(uvicorn.Server):
    """Leaves the signals to the process, which hears them itself and cancels us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def main() -> None:
    """`python -m yingda.app.processes NAME DATA`: started by `yingda run`."""
    name, data = sys.argv[1], sys.argv[2]
    os.environ["YINGDA_DATA"] = data
    configure(name)
    settings = load()
    if name == "floor":
        with suppress(OSError):
            os.nice(-5)
    uvloop.run(run(name, settings))


if __name__ == "__main__":
    main()
