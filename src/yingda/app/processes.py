"""The processes of a centre. Each wires all services, so that a question never crosses a
process; what differs is whose handlers run, and who serves pages or hears the switch.

Any of them may be killed at any moment: everything that must last is in the database, in
the switch, or in a file, before anybody relies on it.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

import uvicorn
import uvloop
from litestar.types import ASGIApp

from yingda.app import jobs
from yingda.app.asgi import create
from yingda.app.build import Centre, Parts, build
from yingda.app.children import wait_if_spare
from yingda.app.editions import Edition, embedded, folder, voices
from yingda.app.entrance import entrance
from yingda.app.journal import LOGGER, Journal
from yingda.app.settings import Settings, load
from yingda.app.switchroom import asterisk_settings, switch_socket
from yingda.journey import STAGES
from yingda.journey.channels.adapters.asterisk.switch import AsteriskSwitch
from yingda.journey.channels.adapters.remote import RemoteSwitch
from yingda.journey.channels.adapters.simulated.switch import SimulatedSwitch
from yingda.journey.channels.adapters.smpp.client import SmppCarrier, SmppSettings
from yingda.journey.channels.model.phones import Telephony
from yingda.journey.channels.ports import Switch
from yingda.platform.http.bounded import BoundedSocket
from yingda.platform.log import configure
from yingda.platform.ports import DatabaseAway

STAGES_OF = {
    "floor": frozenset({"channels", "dialogue", "routing", "desk"}),
    "count": frozenset({"analytics"}),
    "work": frozenset(STAGES)
    - {"channels", "dialogue", "routing", "desk", "analytics"},
}
"""Whose handlers run where. `floor` must answer within milliseconds, so nothing that
adds up figures or serves files runs there."""

log = logging.getLogger(LOGGER)


async def run(name: str, settings: Settings) -> None:
    """Until it is told to end."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, ending.set)
    edition = embedded(settings)
    async with edition as ground, asyncio.TaskGroup() as tasks:
        centre = build(ground, parts(name, settings, ground))
        # What is there by now stays: looking through it for garbage would hold up callers.
        gc.freeze()
        ground.bus.only(STAGES_OF[name])
        journal = Journal(
            name, ground.clock, folder(settings, "run") / f"journal-{name}"
        )
        logging.getLogger().addHandler(journal)
        wanted = [
            *jobs.everywhere(ground),
            jobs.of_logs(centre, journal),
            *own_jobs(name, centre, settings),
        ]
        running = [tasks.create_task(ground.bus.run())]
        running += [tasks.create_task(jobs.again(*job)) for job in wanted]
        if name == "work":
            running.append(tasks.create_task(_serve(centre, settings, journal)))
        log.info("the process is up")
        await ending.wait()
        log.info("the process ends")
        with suppress(DatabaseAway):
            await journal.write(centre.system.trail, ground.home)
        for task in running:
            task.cancel()


def parts(name: str, settings: Settings, ground: Edition) -> Parts:
    """The floor follows the switch; the others reach it through the floor."""
    switch: Switch = RemoteSwitch(switch_socket(settings))
    is_real = settings.switch == "asterisk"
    if name == "floor":
        wanted = asterisk_settings(settings, ground.keys)
        clock = ground.clock
        switch = AsteriskSwitch(wanted, clock) if is_real else SimulatedSwitch(clock)
    carrier = message_centre(settings) if name == "work" else None
    ws = f"ws://127.0.0.1:{settings.ari_port}/ws" if is_real else None
    return Parts(
        switch=switch,
        telephony=Telephony(ws=ws, realm=settings.trunk_host, hotline=settings.hotline),
        sounds=voices(settings),
        spool=folder(settings, "spool"),
        trusts_pages=settings.demo,
        entrance=entrance(settings),
        carrier=carrier,
    )


def message_centre(settings: Settings) -> SmppCarrier | None:
    """Of which only the process of the pages has a link."""
    if settings.smsc is None:
        return None
    host, _, port = settings.smsc.rpartition(":")
    return SmppCarrier(
        SmppSettings(
            host=host,
            port=int(port),
            system_id=settings.smsc_user,
            password=settings.smsc_password,
            service_number=settings.smsc_number or settings.hotline,
        )
    )


def own_jobs(name: str, centre: Centre, settings: Settings) -> jobs.Jobs:
    match name:
        case "floor":
            return jobs.of_floor(centre, switch_socket(settings))
        case "work":
            return jobs.of_work(centre, settings)
        case _:
            return jobs.of_count(centre)


async def _serve(centre: Centre, settings: Settings, journal: Journal) -> None:
    app = create(centre.routes(), centre.services(), centre.who_asks, journal.exchanged)
    server = QuietServer(served(app, settings))
    serving = asyncio.ensure_future(server.serve())
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving


def served(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How pages and sockets are served."""
    return uvicorn.Config(
        cast("Any", app),
        host=settings.http_host,
        port=settings.http_port,
        loop="none",
        http="httptools",
        ws=BoundedSocket,
        # What is packed for one reader cannot be written to a thousand.
        ws_per_message_deflate=False,
        log_config=None,
        # Below that it tells of each socket that opens, with the ticket in its address.
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )


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
    if not wait_if_spare():
        return
    settings = load()
    uvloop.run(run(name, settings))


if __name__ == "__main__":
    main()
