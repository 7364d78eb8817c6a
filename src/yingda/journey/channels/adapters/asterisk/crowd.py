"""Lines of the outside world, for those who play callers and agents' telephones there."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from yingda.journey.channels.adapters.asterisk.ari import (
    Ari,
    Channel,
    Outcome,
    Request,
    Said,
    name,
)
from yingda.journey.channels.adapters.asterisk.outside import (
    CALLER,
    TELEPHONE,
    TELEPHONES,
)
from yingda.journey.channels.adapters.asterisk.settings import AsteriskSettings

WANTED = (
    "StasisStart",
    "ChannelDestroyed",
    "PlaybackFinished",
    "RESTResponse",
    "ApplicationReplaced",
)
RINGS_FOR = 60

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Line:
    """One line out there: a caller's to the centre, or the centre's to a telephone."""

    line_id: str
    number: str = ""
    """Of the telephone that is rung."""
    shown: str = ""
    """What the telephone displays as the caller."""
    contact_id: str = ""
    up: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class Crowd:
    """Follows the switch that plays the outside world for as long as `run` is awaited.

    Orders to lines that are gone, or while the switch is away, do nothing.
    """

    def __init__(
        self,
        settings: AsteriskSettings,
        *,
        new_id: Callable[[], str],
        rang: Callable[[Line], None],
    ) -> None:
        self._settings = settings
        self._new_id = new_id
        self._rang = rang
        self._ari: Ari | None = None
        self._lines: dict[str, Line] = {}
        self._sayings: dict[str, asyncio.Event] = {}
        self._lost = asyncio.Event()

    async def run(self) -> None:
        while True:
            ari = Ari(
                url=self._settings.http,
                app=self._settings.app,
                password=self._settings.password,
                heard=self._heard,
            )
            try:
                await self._find(ari)
                await self._lost.wait()
            except (OSError, TimeoutError):
                log.info("the outside world is not there yet")
            finally:
                self._ari = None
                await ari.close()
                for line in list(self._lines.values()):
                    self._end(line)
            await asyncio.sleep(1)

    # --- orders -------------------------------------------------------------------

    async def call(self, number: str, to: str) -> Line | None:
        """Rings the centre; None if there is no way out now."""
        line = Line(line_id=self._new_id(), number=number)
        self._lines[line.line_id] = line
        done = await self._ask(
            line,
            "POST",
            "",
            endpoint=f"PJSIP/{to}@centre",
            app=self._settings.app,
            appArgs=CALLER,
            callerId=f'"{number}" <{number}>',
            timeout=str(RINGS_FOR),
        )
        if not done:
            self._end(line)
            return None
        return line

    async def answer(self, line: Line) -> None:
        """From then on the other side hears at least silence."""
        if await self._ask(line, "POST", "/answer"):
            line.up.set()
            await self.hush(line)

    async def hush(self, line: Line) -> None:
        """A line on which no sound comes at all would be taken for a dead one."""
        await self._ask(line, "POST", "/silence")

    async def say(self, line: Line, sound: str) -> None:
        """Until it has been said, or the line is gone. `sound`: a path without ending."""
        saying = self._new_id()
        ended = self._sayings[saying] = asyncio.Event()
        try:
            if await self._ask(line, "POST", f"/play/{saying}", media=f"sound:{sound}"):
                await first(ended, line.gone)
                await self.hush(line)
        finally:
            self._sayings.pop(saying, None)

    async def press(self, line: Line, key: str) -> None:
        await self._ask(line, "POST", "/dtmf", dtmf=key)

    async def hang_up(self, line: Line) -> None:
        await self._ask(line, "DELETE", "")

    async def _ask(self, line: Line, method: str, what: str, **query: str) -> bool:
        if self._ari is None or line.gone.is_set():
            return False
        uri = f"channels/{name(line.line_id)}{what}"
        outcome = Outcome(0)
        try:
            (outcome,) = await self._ari.ask(
                Request(method=method, uri=uri, query=query)
            )
        except ConnectionError:
            return False
        return outcome.is_done

    # --- what is heard ------------------------------------------------------------

    async def _find(self, ari: Ari) -> None:
        """Whoever called for a simulation before us hangs up; telephones go on."""
        self._lost.clear()
        await ari.connect()
        wanted = {"allowed": [{"type": kind} for kind in WANTED]}
        app = f"applications/{name(self._settings.app)}/eventFilter"
        await ari.ask(Request(method="PUT", uri=app, body=wanted))
        channels = await ari.read("channels", list[Channel])
        self._ari = ari
        for channel in channels:
            there = channel.dialplan
            if there.context != TELEPHONES and channel.id not in self._lines:
                uri = f"channels/{name(channel.id)}"
                await ari.ask(Request(method="DELETE", uri=uri))
            elif there.app_name == "Stasis" and channel.id not in self._lines:
                words = there.app_data.split(",")[1:]
                self._ring(channel, words, is_up=channel.state == "Up")

    def _heard(self, ari: Ari, said: Said | None) -> None:
        if said is None or said.type == "ApplicationReplaced":
            self._lost.set()
        elif said.type == "PlaybackFinished" and said.playback is not None:
            if (ended := self._sayings.get(said.playback.id)) is not None:
                ended.set()
        elif said.channel is not None:
            self._follow(said, said.channel)

    def _follow(self, said: Said, channel: Channel) -> None:
        line = self._lines.get(channel.id)
        if said.type == "ChannelDestroyed" and line is not None:
            self._end(line)
        elif said.type == "StasisStart" and said.args[:1] == [TELEPHONE]:
            self._ring(channel, said.args, is_up=False)
        elif said.type == "StasisStart" and line is not None:
            line.up.set()

    def _ring(self, channel: Channel, words: list[str], *, is_up: bool) -> None:
        told = [*words, "", ""]
        line = Line(
            line_id=channel.id,
            number=told[1],
            contact_id=told[2],
            shown=channel.caller.number,
        )
        if is_up:
            line.up.set()
        self._lines[channel.id] = line
        self._rang(line)

    def _end(self, line: Line) -> None:
        self._lines.pop(line.line_id, None)
        line.gone.set()


async def first(*events: asyncio.Event, seconds: float | None = None) -> bool:
    """Until one of them has happened; False if none has after so many seconds."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        done, _ = await asyncio.wait(
            waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        return bool(done)
    finally:
        for one in waiting:
            one.cancel()
