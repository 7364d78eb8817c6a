"""The process of the simulation. It is a guest: it knows the demo's settings, the
passwords of its own people, our API and a switch of its own, and no table."""

import asyncio
import itertools
import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from random import Random  # noqa: TID251  # the one place of the simulation's dice

import httpx
import uvloop

from yingda.app import editions
from yingda.app.settings import Settings, load
from yingda.app.switchroom import outside_settings
from yingda.app.traffic.clerk import Clerk
from yingda.app.traffic.outskirts import noted
from yingda.app.traffic.people import agents, agents_password
from yingda.app.traffic.seat import Refused, Seat
from yingda.app.traffic.talks import Talks, spoken, written
from yingda.app.traffic.texts import texts
from yingda.app.traffic.town import Town
from yingda.app.traffic.visitors import Visitors
from yingda.app.world import demo
from yingda.app.world.subscribers import Province
from yingda.journey.channels.adapters.asterisk.crowd import Crowd
from yingda.journey.channels.service.visitors import simulation_password
from yingda.journey.customers.limits import NumberPlan
from yingda.journey.dialogue.adapters.espeak import EspeakSpeech
from yingda.journey.dialogue.wiring import sounds
from yingda.kernel.calendar import business_date
from yingda.messages.channels import Channel
from yingda.platform.embedded.clock import SystemClock
from yingda.platform.log import configure

HURRIED = 190
"""Words a minute of those who call: another manner than the centre's own voice."""

log = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Until it is told to end; then its agents go home."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, ending.set)
    keys, chance = editions.keys(settings), Random()  # noqa: S311  # no secret hangs on it
    pages = f"http://{settings.pages}"
    talks = await asyncio.to_thread(_talks, settings)
    async with httpx.AsyncClient(base_url=pages, timeout=30, verify=False) as http:  # noqa: S501  # our own pages, without TLS
        door = asyncio.Semaphore(2)

        def is_open() -> bool:
            return noted(settings).level > 0

        clerk = Clerk(chance=chance, texts=texts(), is_open=is_open)
        seats = {
            one.seat.number: Seat(
                one.user_id,
                password=agents_password(keys),
                http=http,
                chance=chance,
                is_open=is_open,
                door=door,
                serve=clerk.serve,
                writes=Channel.CHAT in one.seat.capacity,
            )
            for one in agents()
            if one.seat is not None
        }
        visitors = Visitors(
            http=http,
            socket=f"ws://{settings.pages}/ws/chat",
            password=simulation_password(keys),
            chance=chance,
            texts=texts(),
            is_open=is_open,
        )
        town = _town(settings, seats, talks, visitors, chance)
        ids = map("sim-{}-{}".format, itertools.repeat(os.getpid()), itertools.count())
        crowd = Crowd(
            outside_settings(settings, keys),
            new_id=lambda: next(ids),
            rang=lambda line: town.rang(crowd, line),
        )
        living = asyncio.ensure_future(town.live(crowd))
        asked = asyncio.ensure_future(ending.wait())
        await asyncio.wait([living, asked], return_when=asyncio.FIRST_COMPLETED)
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living
        await asyncio.gather(*map(_leaves, seats.values()))


async def _leaves(seat: Seat) -> None:
    """Whoever still talks is left as they are."""
    with suppress(httpx.HTTPError, Refused):
        await seat.go_home()


def _town(
    settings: Settings,
    seats: dict[str, Seat],
    talks: Talks,
    visitors: Visitors,
    chance: Random,
) -> Town:
    clock = SystemClock()
    province = Province(
        seed=settings.seed, today=business_date(clock.now()), numbers=NumberPlan()
    )
    named = [one.number for one in demo.CALLERS]

    def number_of(subscriber: int) -> str:
        if not settings.subscribers:
            return named[subscriber % len(named)]
        (one,) = province.subscribers(subscriber, subscriber + 1)
        return one.numbers[0]

    return Town(
        clock=clock,
        chance=chance,
        seats=seats,
        talks=talks,
        hotline=settings.hotline,
        number_of=number_of,
        subscribers=settings.subscribers or len(named),
        limits=lambda: noted(settings),
        visitors=visitors,
    )


def _talks(settings: Settings) -> Talks:
    place: Path = editions.folder(settings, "sounds")
    hurried = sounds(folder=place, speech=EspeakSpeech(words_a_minute=HURRIED))
    return spoken(written(), agent=sounds(folder=place), caller=hurried)


def main() -> None:
    """`python -m yingda.app.traffic.process DATA`: started by `yingda run`."""
    os.environ["YINGDA_DATA"] = sys.argv[1]
    configure("traffic")
    uvloop.run(run(load()))


if __name__ == "__main__":
    main()
