"""The simulation itself: people call or write, are answered, and both talk."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from random import Random  # noqa: TID251  # only the type: chance is an argument

import httpx
from websockets.exceptions import WebSocketException

from yingda.app.traffic import chat_plan, plan
from yingda.app.traffic.limits import Limits
from yingda.app.traffic.seat import Refused, Seat
from yingda.app.traffic.talks import Talks
from yingda.app.traffic.visitors import Lost, Visitors
from yingda.journey.channels.adapters.asterisk.crowd import Crowd, Line, first
from yingda.kernel.numbers import masked, normal
from yingda.platform.ports import Clock

LOOKS = 1.0
"""Seconds after which a quiet town asks again how busy it shall be."""
WITH_PEOPLE = 180.0
"""Seconds that a simulated agent stays with somebody real."""
AT_ONCE = 60
"""Callers; more would be a storm, and two cores have other things to do."""

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Caller:
    """Somebody who is calling now."""

    line: Line
    plan: plan.Call
    served: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when an agent has given the caller away: they wait again."""


class Town:
    """Everybody who is simulated, over one crowd of lines and one API."""

    def __init__(
        self,
        *,
        clock: Clock,
        chance: Random,
        seats: Mapping[str, Seat],
        talks: Talks,
        hotline: str,
        number_of: Callable[[int], str],
        subscribers: int,
        limits: Callable[[], Limits],
        visitors: Visitors,
    ) -> None:
        """`seats`: by the number of the telephone. `number_of`: subscriber → number."""
        self._clock = clock
        self._chance = chance
        self._seats = seats
        self._talks = talks
        self._hotline = hotline
        self._number_of = number_of
        self._subscribers = subscribers
        self._limits = limits
        self._visitors = visitors
        self._writing = 0
        self._callers: dict[str, Caller] = {}
        """By what an agent's telephone displays: the number, masked."""
        self._tasks: asyncio.TaskGroup | None = None

    async def live(self, crowd: Crowd) -> None:
        """For ever."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(crowd.run())
            for seat in self._seats.values():
                tasks.create_task(seat.work())
            tasks.create_task(self._calls_writers())
            await self._calls(crowd, tasks)

    def rang(self, crowd: Crowd, line: Line) -> None:
        """A telephone out here rings."""
        if self._tasks is not None:
            self._tasks.create_task(_calm(self._picks_up(crowd, line)))

    # --- callers ------------------------------------------------------------------

    async def _calls(self, crowd: Crowd, tasks: asyncio.TaskGroup) -> None:
        while True:
            limits, now = self._limits(), self._clock.now()
            at = plan.next_call(self._chance, level=limits.level, now=now)
            wait = (at - now).total_seconds() if at else LOOKS
            if wait > LOOKS:
                # Drawn anew: waiting has no memory, and the level may have changed.
                await asyncio.sleep(LOOKS)
                continue
            await asyncio.sleep(wait)
            if not at or len(self._callers) + self._writing >= AT_ONCE:
                continue
            if self._chance.random() < limits.chats:
                tasks.create_task(_calm(self._visitor()))
            else:
                tasks.create_task(_calm(self._caller(crowd)))

    async def _visitor(self) -> None:
        wish = chat_plan.visit(self._chance, subscribers=self._subscribers)
        self._writing += 1
        try:
            await self._visitors.come(wish, self._number_of(wish.subscriber))
        finally:
            self._writing -= 1

    async def _calls_writers(self) -> None:
        """While somebody waits to be answered in writing, those who write look up."""
        while True:
            await asyncio.sleep(LOOKS)
            if self._visitors.waiting:
                for seat in self._seats.values():
                    if seat.writes:
                        seat.touch()

    async def _caller(self, crowd: Crowd) -> None:
        wish = plan.call(self._chance, subscribers=self._subscribers)
        number = self._number_of(wish.subscriber)
        shown = masked(normal(number))
        if shown in self._callers:
            return
        line = await crowd.call(number, self._hotline)
        if line is None:
            return
        caller = self._callers[shown] = Caller(line, wish)
        try:
            await first(line.up, line.gone, seconds=60)
            await crowd.hush(line)
            await self._waits(crowd, caller)
        finally:
            del self._callers[shown]
            await crowd.hang_up(line)

    async def _waits(self, crowd: Crowd, caller: Caller) -> None:
        """Presses, waits, talks, and perhaps waits again; returns when it is over."""
        began, line = _seconds(), caller.line
        for press in caller.plan.presses:
            rest = began + press.after - _seconds()
            if rest > 0 and await first(caller.served, line.gone, seconds=rest):
                break
            await crowd.press(line, press.key)
        until = began + caller.plan.patience
        while (
            _seconds() < until and self._limits().level > 0 and not line.gone.is_set()
        ):
            if await first(caller.served, line.gone, seconds=LOOKS):
                await first(caller.left, line.gone)
                caller.served.clear()
                caller.left.clear()
                until = _seconds() + caller.plan.patience

    # --- agents' telephones ---------------------------------------------------------

    async def _picks_up(self, crowd: Crowd, line: Line) -> None:
        seat = self._seats.get(line.number)
        if seat is None:
            await crowd.hang_up(line)
            return
        try:
            if not line.up.is_set():
                does = plan.pickup(self._chance)
                wait = does.after if does.answers else 120
                if await first(line.gone, seconds=wait):
                    return
                await crowd.answer(line)
            await self._serves(crowd, line, seat)
        finally:
            # The desk hears of it in a moment.
            await asyncio.sleep(0.4)
            seat.touch()

    async def _serves(self, crowd: Crowd, line: Line, seat: Seat) -> None:
        caller = self._callers.get(line.shown)
        if caller is None or caller.served.is_set():
            await self._with_people(crowd, line)
            return
        caller.served.set()
        try:
            await self._talk(crowd, line, seat, caller)
        finally:
            caller.left.set()

    async def _with_people(self, crowd: Crowd, line: Line) -> None:
        """The other side is no part of the simulation: says so, and listens."""
        until = _seconds() + WITH_PEOPLE
        await crowd.say(line, self._talks.agent_to_people)
        while _seconds() < until and not await first(line.gone, seconds=12):
            await crowd.say(line, self._talks.agent_goes_on)
        await crowd.say(line, self._talks.agent_ends)
        await crowd.hang_up(line)

    async def _talk(self, crowd: Crowd, line: Line, seat: Seat, caller: Caller) -> None:
        wish, began, said = caller.plan, _seconds(), 0
        does = plan.handling(self._chance, topic=wish.topic, talks=wish.talks)
        lines = self._talks.talks[wish.topic]
        await crowd.say(line, self._talks.agent_begins)
        while (spent := _seconds() - began) < wish.talks:
            if line.gone.is_set() or caller.line.gone.is_set():
                return
            if does.gives_away_at is not None and spent > does.gives_away_at:
                await self._gives_away(line, seat, does)
                return
            if does.holds_at is not None and spent > does.holds_at:
                await self._holds(line, seat, does)
                does = plan.Handling()
            speaker = caller.line if said % 2 == 0 else line
            await crowd.say(speaker, plan.turns(lines, said))
            said += 1
            await asyncio.sleep(self._chance.uniform(0.3, 1.2))
        await self._parts(crowd, line, caller)

    async def _parts(self, crowd: Crowd, line: Line, caller: Caller) -> None:
        await crowd.say(caller.line, self._talks.caller_ends)
        await crowd.say(line, self._talks.agent_ends)
        await crowd.hang_up(caller.line if caller.plan.hangs_up else line)
        await first(line.gone, seconds=5)

    async def _gives_away(self, line: Line, seat: Seat, does: plan.Handling) -> None:
        to = {"to_queue": does.to_queue}
        await seat.ask("POST", f"/api/calls/{line.contact_id}/transfer", to)
        await first(line.gone, seconds=10)

    async def _holds(self, line: Line, seat: Seat, does: plan.Handling) -> None:
        await seat.ask("POST", f"/api/calls/{line.contact_id}/hold")
        await first(line.gone, seconds=does.holds_for)
        await seat.ask("POST", f"/api/calls/{line.contact_id}/retrieve")


async def _calm(doing: Coroutine[None, None, None]) -> None:
    """What one of them fails in is no matter of the others."""
    try:
        await doing
    except (httpx.HTTPError, WebSocketException, Refused, Lost, OSError) as error:
        log.info("a simulated talk was cut short: %s", type(error).__name__)


def _seconds() -> float:
    return asyncio.get_running_loop().time()
