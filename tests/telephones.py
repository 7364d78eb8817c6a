"""The people around a switch, for the suite that both switches pass.

`Telephones` moves callers and agents and waits for signals; the simulated ones pass
their own time while they wait, the real ones (SIPp) wait in ours.
"""

import asyncio
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar

from live.sound import share
from live.switchboard import Board, Peer, Way
from yingda.journey.channels.adapters.simulated import Habit, SimulatedSwitch
from yingda.journey.channels.adapters.simulated import lines as simulated
from yingda.journey.channels.model import (
    Answer,
    Gone,
    HangUp,
    Join,
    LineAnswered,
    LineGone,
    LineId,
    LineJoined,
    LineRang,
    LineRinging,
    Phone,
    Refused,
    Ring,
    Signal,
    SwitchFound,
    TalkId,
)
from yingda.journey.channels.ports import Switch
from yingda.platform.embedded.clock import HandClock

S = TypeVar("S", bound=Signal)

PATIENCE = 8.0
"""Seconds after which a signal will not come any more."""

REFUSALS = {486: Refused.BUSY, 503: Refused.CONGESTED, 403: Refused.FORBIDDEN}
"""What a caller is answered over SIP."""

_numbers = count(13900000001)
_legs = count(1)


class Telephones(Protocol):
    switch: Switch
    signals: list[Signal]
    sounds: tuple[str, str]
    """A short sound and a long one, as the switch takes them."""

    async def open(self) -> None: ...
    async def wait(self, seconds: float) -> None: ...
    async def dial(self, number: str) -> None: ...
    async def press(self, line_id: LineId, key: str, *, by_info: bool) -> None: ...
    async def hang_up(self, line_id: LineId) -> None: ...
    def habit(self, phone: str, habit: str) -> None:
        """`answers`, `declines`, `busy`, or `` (it rings until it is given up)."""

    async def hears(self, line_id: LineId, other: LineId) -> bool:
        """Whether the sound of one end reaches the other now."""

    async def was_told(self, line_id: LineId) -> Refused | None:
        """Why a caller was refused, as the caller was told."""

    async def lose(self) -> None:
        """The way to the switch is lost; its calls go on."""

    async def find(self) -> None:
        """There is a way again."""

    async def close(self) -> None: ...


async def until(people: Telephones, kind: type[S], **fields: object) -> S:
    """The first signal of this kind with these fields, waited for."""
    return await after(people, 0, kind, **fields)


async def after(people: Telephones, start: int, kind: type[S], **fields: object) -> S:
    """The same, among the signals from number `start` on."""
    for _ in range(round(PATIENCE / 0.05)):
        for signal in people.signals[start:]:
            if isinstance(signal, kind) and all(
                getattr(signal, name) == value for name, value in fields.items()
            ):
                return signal
        await people.wait(0.05)
    kinds = [type(signal).__name__ for signal in people.signals]
    raise AssertionError(f"no {kind.__name__} came; these did: {kinds}")


async def caller(people: Telephones, *, is_taken: bool = True) -> LineId:
    """Somebody who has called, and was answered."""
    number = str(next(_numbers))
    await people.dial(number)
    rang = await until(people, LineRang, caller=number)
    if is_taken:
        await people.switch.do(Answer(line_id=rang.line_id))
    return rang.line_id


def ring(
    phone: str, *, record_as: Path | None = None, seconds: int = 5, contact: str = "c"
) -> Ring:
    return Ring(
        line_id=LineId(f"leg-{phone}-{next(_legs)}"),
        phone=phone,
        shown="139****0001",
        record_as=None if record_as is None else str(record_as),
        headers={"X-Yingda-Contact": contact},
        seconds=seconds,
    )


async def answered(people: Telephones, phone: str, **how: Path) -> LineId:
    """A telephone that was rung and picked up."""
    people.habit(phone, "answers")
    order = ring(phone, record_as=how.get("record_as"))
    await people.switch.do(order)
    await until(people, LineAnswered, line_id=order.line_id)
    return order.line_id


async def joined(people: Telephones, talk_id: TalkId, *line_ids: LineId) -> None:
    start = len(people.signals)
    await people.switch.do(Join(talk_id=talk_id, line_ids=line_ids))
    for line_id in line_ids:
        await after(people, start, LineJoined, line_id=line_id, talk_id=talk_id)


async def why_gone(people: Telephones, line_id: LineId) -> Gone:
    gone = await until(people, LineGone, line_id=line_id)
    return gone.why


def about(people: Telephones, line_id: LineId) -> list[str]:
    """The kinds of what was told of one line, in order."""
    return [
        type(signal).__name__
        for signal in people.signals
        if getattr(signal, "line_id", None) == line_id
    ]


class SimulatedTelephones:
    """Time passes only in `wait`."""

    sounds = ("/sounds/short", "/sounds/long")

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self._world = SimulatedSwitch(clock)
        self.switch: Switch = self._world
        self.signals: list[Signal] = []

    async def open(self) -> None:
        for name in ("ana", "bo", "cy", "gone"):
            await self.switch.admit(Phone(name=name, password="p", is_agent=True))
        self._world.phone("gone", simulated.AWAY)
        await self.wait(0)

    async def wait(self, seconds: float) -> None:
        self._clock.move(timedelta(seconds=seconds))
        self.signals += self._world.take()

    async def dial(self, number: str) -> None:
        self._world.call(number)

    async def press(self, line_id: LineId, key: str, *, by_info: bool) -> None:
        self._world.press(line_id, key)

    async def hang_up(self, line_id: LineId) -> None:
        self._world.hang_up(line_id)

    def habit(self, phone: str, habit: str) -> None:
        habits = {
            "answers": simulated.ANSWERS,
            "declines": simulated.DECLINES,
            "busy": Habit(is_busy=True),
            "": simulated.RINGS,
        }
        self._world.phone(phone, habits[habit])

    async def hears(self, line_id: LineId, other: LineId) -> bool:
        return other in self._world.hears(line_id)

    async def was_told(self, line_id: LineId) -> Refused | None:
        return self._world.refused.get(line_id)

    async def lose(self) -> None:
        self._world.lose()

    async def find(self) -> None:
        self._world.come_back()

    async def close(self) -> None:
        return


class RealTelephones:
    """SIPp at a real Asterisk; a task of the test listens to its signals."""

    def __init__(self, board: Board, sounds: tuple[str, str]) -> None:
        self.board = board
        self.sounds = sounds
        self.signals: list[Signal] = []
        self._listening: asyncio.Task[None] | None = None
        self._callers: dict[str, Peer] = {}
        self._way = Way(board.settings.http_port)
        self.switch: Switch = board.switch(by_port=self._way.port)

    async def open(self) -> None:
        for peer in self.board.phones.values():
            peer.habit = ""
            peer.mouth.forget()
        await self.switch.admit(Phone(name="gone", password="p", is_agent=True))
        await self._way.open()
        self._listening = asyncio.ensure_future(self._listen())
        await until(self, SwitchFound)

    async def wait(self, seconds: float) -> None:
        assert self._listening is None or not self._listening.done()
        await asyncio.sleep(seconds)

    async def dial(self, number: str) -> None:
        self._callers[number] = self.board.call(number)

    def peer(self, line_id: LineId) -> Peer:
        """Whoever is at the end of the line."""
        for signal in self.signals:
            if isinstance(signal, LineRang) and signal.line_id == line_id:
                return self._callers[signal.caller]
        return self.board.phones[line_id.split("-")[1]]

    async def press(self, line_id: LineId, key: str, *, by_info: bool) -> None:
        if by_info:
            self.peer(line_id).press_by_info(key)
        else:
            self.peer(line_id).mouth.press(key)

    async def hang_up(self, line_id: LineId) -> None:
        self.peer(line_id).hang_up()

    def habit(self, phone: str, habit: str) -> None:
        self.board.phones[phone].habit = habit

    async def hears(self, line_id: LineId, other: LineId) -> bool:
        """By the tone that the other end says; three tones at once are a third each."""
        mouth = self.peer(line_id).mouth
        mouth.forget()
        await asyncio.sleep(1.0)
        sound = mouth.heard(0.5)
        return share(sound, self.peer(other).mouth.hertz) > 0.2

    async def was_told(self, line_id: LineId) -> Refused | None:
        for _ in range(round(PATIENCE / 0.05)):
            told = self.peer(line_id).errors()
            for status, why in REFUSALS.items():
                if f"SIP/2.0 {status}" in told:
                    return why
            await self.wait(0.05)
        return None

    async def lose(self) -> None:
        await self._way.close()

    async def find(self) -> None:
        await self._way.open()

    async def _listen(self) -> None:
        async for signal in self.switch.signals():
            self.signals.append(signal)

    async def close(self) -> None:
        for signal in self.signals:
            if isinstance(signal, LineRang | LineRinging | LineAnswered):
                await self.switch.do(HangUp(line_id=signal.line_id))
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self._way.close()
        self.board.hang_up_all()
