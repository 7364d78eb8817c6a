"""The simulated switch itself: the port on one side, the simulated world on the other."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from yingda.journey.channels.adapters.simulated.ahead import Ahead
from yingda.journey.channels.adapters.simulated.lines import (
    RINGS,
    Habit,
    SimulatedLine,
    heard,
    overhear,
    record,
    two_seconds,
)
from yingda.journey.channels.model import (
    Answer,
    Door,
    EndTalk,
    Gone,
    HangUp,
    Hush,
    Join,
    KeyPressed,
    LineAnswered,
    LineGone,
    LineId,
    LineJoined,
    LineRinging,
    Listen,
    Music,
    Number,
    Order,
    Part,
    Phone,
    Refuse,
    Refused,
    Ring,
    Say,
    SayingEnded,
    SendKeys,
    Signal,
    SwitchFound,
    SwitchLost,
    TalkId,
    Unlisten,
)
from yingda.platform.ports import Clock


class SimulatedSwitch:
    """Behind the port `Switch`; see the package for how time passes."""

    def __init__(
        self,
        clock: Clock,
        *,
        lasts: Callable[[str], timedelta] = two_seconds,
        recording: timedelta | None = timedelta(seconds=1),
    ) -> None:
        """`recording` is how much of each recorded line sounds; None: nothing is written."""
        self._ahead = Ahead(clock)
        self._lasts = lasts
        self._recording = recording
        self._began: datetime | None = clock.now()
        """Since when it runs; None after it has died."""
        self._born = f"{self._began:%Y%m%d%H%M%S%f}"
        self._calls = 0
        self._lines: dict[LineId, SimulatedLine] = {}
        self._rung: set[LineId] = set()
        self.refused: dict[LineId, Refused] = {}
        """What callers were told who were not let in."""
        self._said: set[str] = set()
        self._phones: dict[str, Phone] = {}
        self._habits: dict[str, Habit] = {}
        self._signals: deque[Signal] = deque()
        self._news = asyncio.Event()
        self._listener: object | None = None
        self._is_lost = False

    # --- the port ---------------------------------------------------------------

    async def do(self, *orders: Order) -> None:
        if self._is_lost:
            raise ConnectionError("the simulated switch is away")
        self.move()
        for order in orders:
            match order:
                case Answer() | Ring() | Refuse() | HangUp():
                    self._connect(order)
                case Say() | Hush() | Music() | SendKeys():
                    self._sound(order)
                case Join() | Part() | EndTalk():
                    self._talk(order)
                case Listen() | Unlisten():
                    overhear(self._lines, order)

    async def signals(self) -> AsyncGenerator[Signal, None]:
        mine = self._listen()
        try:
            while True:
                while self._signals and self._listener is mine:
                    yield self._signals.popleft()
                self._news.clear()
                await self._news.wait()
        finally:
            if self._listener is mine:
                self._listener = None

    async def admit(self, phone: Phone) -> None:
        self._phones[phone.name] = phone

    async def dismiss(self, name: str) -> None:
        self._phones.pop(name, None)

    # --- time -------------------------------------------------------------------

    def move(self) -> datetime | None:
        """Lets everything happen that is due, and says when the next thing is."""
        return self._ahead.move()

    async def run(self) -> None:
        """For a clock that goes by itself; until cancelled."""
        await self._ahead.run()

    def take(self) -> list[Signal]:
        """All signals up to now, for a test that goes step by step."""
        self.move()
        if self._listener is None:
            self._listen()
        signals = list(self._signals)
        self._signals.clear()
        return signals

    # --- moved by the simulator ---------------------------------------------------

    def call(
        self,
        number: str,
        called: str = "96766",
        door: Door = Door.TRUNK,
        account: str = "trunk",
    ) -> LineId:
        """Somebody dials the centre; hears ringing until the centre answers."""
        self.move()
        self._calls += 1
        line = SimulatedLine(
            line_id=LineId(f"in-{self._born}-{self._calls}"),
            began=self._ahead.at,
            caller=Number(number),
            called=called,
            door=door,
            account=account,
        )
        self._lines[line.line_id] = line
        self._greet(line)
        return line.line_id

    def press(self, line_id: LineId, *keys: str) -> None:
        """Whoever is at the far end presses keys, one after the other."""
        self.move()
        for key in keys:
            if line_id in self._lines:
                self._tell(KeyPressed(line_id=line_id, at=self._ahead.at, key=key))

    def hang_up(self, line_id: LineId, why: Gone = Gone.NORMAL) -> None:
        """Whoever is at the far end ends the line, or it is cut off (`why`)."""
        self.move()
        self._end(line_id, why)

    def phone(self, name: str, habit: Habit) -> None:
        """From now on the telephone behaves so; lines that ring already do not change.

        It is rung only if it was also admitted.
        """
        self._habits[name] = habit

    def pick_up(self, line_id: LineId) -> None:
        """The agent answers a ringing telephone."""
        self.move()
        self._answered(line_id)

    def lose(self, *, with_calls: bool = False) -> None:
        """The switch stops answering us; its calls go on, or end with it."""
        self.move()
        self._tell(SwitchLost(at=self._ahead.at))
        self._is_lost = True
        if with_calls:
            for line_id in list(self._lines):
                self._end(line_id, Gone.LOST)
            self._began = None

    def come_back(self) -> None:
        """The switch answers again; one that died with its calls is a new one."""
        self.move()
        self._began = self._began or self._ahead.at
        self._is_lost = False
        self._found()

    # --- seen by the simulator ----------------------------------------------------

    @property
    def lines(self) -> Mapping[LineId, SimulatedLine]:
        return self._lines

    def hears(self, line_id: LineId) -> frozenset[LineId]:
        """The lines that this one hears."""
        return heard(self._lines, line_id)

    def ringing_at(self, phone: str) -> list[LineId]:
        """The lines that make this telephone ring now, the oldest first."""
        return [
            line.line_id
            for line in self._lines.values()
            if line.ring is not None and line.ring.phone == phone and not line.is_up
        ]

    # --- what is told ---------------------------------------------------------------

    def _listen(self) -> object:
        self._listener = object()
        self._signals.clear()
        self._news.set()
        if not self._is_lost:
            self._found()
        return self._listener

    def _tell(self, signal: Signal) -> None:
        """Nobody there to hear it: it is lost for ever."""
        if self._listener is not None and not self._is_lost:
            self._signals.append(signal)
            self._news.set()

    def _found(self) -> None:
        """Callers whom nobody has heard ring, and agents whom nobody has heard answer,
        are kept by the switch until somebody listens, and are told then."""
        found = SwitchFound(
            at=self._ahead.at,
            began=self._began or self._ahead.at,
            lines=tuple(
                line.seen()
                for line in self._lines.values()
                if line.is_told or line.ring is not None
            ),
        )
        # Whatever was said before may be asked again: its end may not have been heard.
        self._said = {
            line.saying.saying_id
            for line in self._lines.values()
            if line.saying is not None
        }
        self._tell(found)
        for line in list(self._lines.values()):
            if not line.is_told:
                self._greet(line)

    def _greet(self, line: SimulatedLine) -> None:
        if self._listener is None or self._is_lost:
            return
        if line.ring is not None:
            if line.is_up:
                line.is_told = True
                self._tell(LineAnswered(line_id=line.line_id, at=self._ahead.at))
        elif line.caller is not None and line.door is not None:
            line.is_told = True
            self._tell(line.rang(line.caller, line.door, self._ahead.at))

    # --- lines ------------------------------------------------------------------------

    def _connect(self, order: Answer | Ring | Refuse | HangUp) -> None:
        match order:
            case Answer(line_id=line_id):
                line = self._lines.get(line_id)
                if line is not None and line.ring is None:
                    line.is_up = True
            case Ring():
                self._ring(order)
            case Refuse(line_id=line_id, why=why):
                if line_id in self._lines:
                    self.refused[line_id] = why
                self._end(line_id, Gone.NORMAL)
            case HangUp(line_id=line_id):
                self._end(line_id, Gone.NORMAL)

    def _ring(self, ring: Ring) -> None:
        line_id = ring.line_id
        if line_id in self._rung:
            return
        self._rung.add(line_id)
        self._lines[line_id] = SimulatedLine(
            line_id=line_id, began=self._ahead.at, called=ring.phone, ring=ring
        )
        habit = self._habits.get(ring.phone, RINGS)
        if ring.phone not in self._phones or not habit.is_registered:
            self._end(line_id, Gone.UNREACHABLE)
            return
        if habit.is_busy:
            self._end(line_id, Gone.BUSY)
            return
        self._tell(LineRinging(line_id=line_id, at=self._ahead.at))
        if habit.answers_after is not None:
            self._ahead.later(habit.answers_after, partial(self._answered, line_id))
        if habit.declines_after is not None:
            refuse = partial(self._unless_up, line_id, Gone.DECLINED)
            self._ahead.later(habit.declines_after, refuse)
        give_up = partial(self._unless_up, line_id, Gone.NO_ANSWER)
        self._ahead.later(timedelta(seconds=ring.seconds), give_up)

    def _answered(self, line_id: LineId) -> None:
        line = self._lines.get(line_id)
        if line is not None and not line.is_up:
            line.is_up, line.answered = True, self._ahead.at
            self._greet(line)

    def _unless_up(self, line_id: LineId, why: Gone) -> None:
        line = self._lines.get(line_id)
        if line is not None and not line.is_up:
            self._end(line_id, why)

    def _end(self, line_id: LineId, why: Gone) -> None:
        line = self._lines.pop(line_id, None)
        if line is None:
            return
        path = line.ring.record_as if line.ring is not None else None
        if path is not None and line.answered and self._recording is not None:
            record(path, self._ahead.at - line.answered, self._recording)
        self._tell(LineGone(line_id=line_id, at=self._ahead.at, why=why))

    # --- what lines hear ----------------------------------------------------------------

    def _sound(self, order: Say | Hush | Music | SendKeys) -> None:
        line = self._lines.get(order.line_id)
        if line is None:
            return
        match order:
            case Say():
                self._say(line, order)
            case Hush(saying_id=saying_id):
                self._stop(line, saying_id)
            case Music(is_on=is_on):
                if line.talk_id is None:
                    self._silence(line)
                    line.has_music = is_on
            case SendKeys(keys=keys):
                line.keys_sent.extend(keys)

    def _say(self, line: SimulatedLine, say: Say) -> None:
        if say.saying_id in self._said:
            return
        self._said.add(say.saying_id)
        self._silence(line)
        line.saying = say
        lasts = sum((self._lasts(sound) for sound in say.sounds), timedelta())
        self._ahead.later(lasts, partial(self._stop, line, say.saying_id))

    def _stop(self, line: SimulatedLine, saying_id: str) -> None:
        if line.line_id not in self._lines or line.saying is None:
            return
        if line.saying.saying_id == saying_id:
            line.saying = None
            self._tell(
                SayingEnded(
                    line_id=line.line_id, saying_id=saying_id, at=self._ahead.at
                )
            )

    def _silence(self, line: SimulatedLine) -> None:
        line.has_music = False
        if line.saying is not None:
            self._stop(line, line.saying.saying_id)

    # --- talks --------------------------------------------------------------------------

    def _talk(self, order: Join | Part | EndTalk) -> None:
        match order:
            case Join(talk_id=talk_id, line_ids=line_ids):
                for line_id in line_ids:
                    self._join(talk_id, self._lines.get(line_id))
            case Part(talk_id=talk_id, line_id=line_id):
                line = self._lines.get(line_id)
                if line is not None and line.talk_id == talk_id:
                    line.talk_id = None
            case EndTalk(talk_id=talk_id):
                for line in self._lines.values():
                    if line.talk_id == talk_id:
                        line.talk_id = None

    def _join(self, talk_id: TalkId, line: SimulatedLine | None) -> None:
        if line is None or not line.is_up or line.talk_id == talk_id:
            return
        self._silence(line)
        line.talk_id = talk_id
        self._tell(LineJoined(line_id=line.line_id, talk_id=talk_id, at=self._ahead.at))
