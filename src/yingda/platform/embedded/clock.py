"""Two clocks: the centre's, and one that jumps when a test says so."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

BOOT = Path("/proc/sys/kernel/random/boot_id")
SLOWLY = 100
"""The centre gains or loses at most one second in so many: a wait is wrong by one per
cent while it follows a clock that was set."""
EXACT = timedelta(milliseconds=50)
FAR = timedelta(hours=6)
"""Further forward nobody sets a clock while people wait: the machine was asleep."""
LOOKS_EVERY = 1_000_000_000
"""Nanoseconds after which a process looks whether the course was changed."""
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """How the centre's time goes on, for all processes on this machine since it was
    booted. In nanoseconds; a tick is the machine's own count of them, which nobody sets."""

    boot: str
    since: int
    """The tick from which on it holds."""
    ahead: int
    """The centre's time less the tick, at `since`."""
    target: int
    """What `ahead` becomes, slowly."""

    def at(self, tick: int) -> int:
        way, most = self.target - self.ahead, (tick - self.since) // SLOWLY
        return tick + self.ahead + max(-most, min(most, way))


class SystemClock:
    """The wall's time when the centre was started, and from then on counted by ourselves.

    Somebody may set the machine's clock, by an hour or by a day: whoever waits has not
    waited longer, and no limit is over. The file holds the course for all processes, so
    that one that is started afterwards has the same time as the others. Without a file
    the clock is a process's own.
    """

    def __init__(
        self, file: Path | None = None, *, wall: Callable[[], int] = time.time_ns
    ) -> None:
        self._file = file
        self._wall = wall
        self._last = BEGIN
        self._looked = 0
        self._changed = 0
        self._course = self._found() if file is None else self._shared(file)

    def now(self) -> datetime:
        tick = _tick()
        if self._file is not None and tick - self._looked > LOOKS_EVERY:
            self._look(self._file, tick)
        now = BEGIN + timedelta(microseconds=self._course.at(tick) // 1000)
        self._last = max(self._last, now)
        return self._last

    def begin_anew(self) -> None:
        """The wall's time at once: for a centre in which nobody waits, because nothing
        of it runs."""
        self._course = self._found()
        self._last = BEGIN
        if self._file is not None:
            _keep(self._file, self._course)

    def follow(self) -> timedelta | None:
        """Sets a course towards the wall's time; by how much that was set, if it was.
        After a sleep it is the wall's at once."""
        wall, tick = self._wall(), _tick()
        target = wall - tick
        jump = timedelta(microseconds=(target - self._course.target) / 1000)
        if abs(jump) < EXACT:
            return None
        course = Course(
            boot=self._course.boot,
            since=tick,
            ahead=target if jump > FAR else self._course.at(tick) - tick,
            target=target,
        )
        if self._file is not None:
            _write(self._file, course)
        self._course = course
        return jump

    def _found(self) -> Course:
        tick = _tick()
        ahead = self._wall() - tick
        return Course(boot=_boot(), since=tick, ahead=ahead, target=ahead)

    def _shared(self, file: Path) -> Course:
        """The first of all processes says it."""
        found = _read(file)
        if found is not None:
            return found
        first = self._found()
        _keep(file, first)
        return _read(file) or first

    def _look(self, file: Path, tick: int) -> None:
        self._looked = tick
        with suppress(OSError):
            changed = file.stat().st_mtime_ns
            if changed != self._changed and (found := _read(file)) is not None:
                self._changed, self._course = changed, found


def _tick() -> int:
    """Goes on while the machine sleeps, and is the same for all its processes."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def _boot() -> str:
    return BOOT.read_text().strip()


def _read(file: Path) -> Course | None:
    """None if there is none, or one of before the machine was booted."""
    with suppress(OSError, msgspec.DecodeError):
        course = msgspec.json.decode(file.read_bytes(), type=Course)
        return course if course.boot == _boot() else None
    return None


def _keep(file: Path, course: Course) -> None:
    """If there is room: a full disk must not keep a process from its work."""
    with suppress(OSError):
        _write(file, course)


def _write(file: Path, course: Course) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.write_bytes(msgspec.json.encode(course))
    fresh.replace(file)


class HandClock:
    """Virtual time: it stands still until it is moved forward."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        if by < timedelta(0):
            raise ValueError("time does not go back")
        self._now += by
