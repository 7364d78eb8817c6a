"""Processes that outlive their starter: begun in a session of their own, found again by
a pid file, so that the death of the supervisor stops nothing and a new one takes over.

Loading our program takes seconds where the machine is busy. So a spare process may wait,
loaded, for a line on its standard input: it takes the place of one that died at once. If
its starter dies, it reads the end of its input, and ends.
"""

import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from yingda.platform.pids import living

log = logging.getLogger(__name__)

WAITS = "YINGDA_WAITS"
"""Set for a process that is a spare."""
CALM_AFTER = 2.0
LOG_AT_MOST = 20_000_000
"""Bytes of a log file; the one before it is kept beside it."""


@dataclass(slots=True, kw_only=True)
class Child:
    """One process of ours, by name."""

    name: str
    command: list[str]
    pids: Path
    logs: Path
    environment: dict[str, str] = field(default_factory=dict)
    niceness: int = 0
    """Below 0: goes first, from its first moment on, where we may say so."""
    has_spare: bool = False
    _started: subprocess.Popen[bytes] | None = None
    _spare: subprocess.Popen[bytes] | None = None
    _since: float = 0.0
    _failures: int = 0
    _is_noted: bool = False

    @property
    def log(self) -> Path:
        return self.logs / f"{self.name}.log"

    @property
    def _file(self) -> Path:
        return self.pids / f"{self.name}.pid"

    def pid(self) -> int | None:
        """The pid, if the process lives and is really ours."""
        if self._started is not None and self._started.poll() is None:
            return self._started.pid
        pid, words = living(self._file) or (None, [])
        return pid if words == [os.fsencode(word) for word in self.command] else None

    def prepare(self) -> None:
        """Loads it beforehand, so that `start` takes a moment only."""
        if self.pid() is None and self._spare is None:
            self._spare = self._open(waits=True)

    def start(self) -> None:
        """Does nothing if it runs already, whoever started it."""
        if self.pid() is not None:
            return
        self.pids.mkdir(parents=True, exist_ok=True)
        self._started = self._take_spare() or self._open()
        if self.niceness:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._started.pid, self.niceness)
        self._since = time.monotonic()
        self._is_noted = False
        self._note()

    def _note(self) -> None:
        """Its pid, for whoever comes after us. On a full disk it is tried again."""
        if self._started is None or self._is_noted:
            return
        fresh = self._file.with_suffix(".new")
        with suppress(OSError):
            fresh.write_text(str(self._started.pid))
            fresh.replace(self._file)
            self._is_noted = True

    def tend(self) -> bool:
        """Starts it again if it died; True if it had to be. Backs off up to 5 s when it
        dies again and again."""
        if self.pid() is not None:
            self._note()
            if time.monotonic() - self._since > 30:
                self._failures = 0
            self._have_spare()
            keep_short(self.log)
            return False
        wait = 0.0 if self._failures == 0 else min(5.0, 0.25 * 2**self._failures)
        if time.monotonic() - self._since < wait:
            return False
        self._failures += 1
        self.start()
        return True

    def ask_to_end(self) -> None:
        """Returns at once, so that several may end at the same time."""
        spare, self._spare = self._spare, None
        if spare is not None:
            # It has done nothing yet, so there is nothing that it should end well.
            spare.kill()
            spare.communicate()
        pid = self.pid()
        if pid is not None:
            _tell(pid, signal.SIGTERM)

    def stop(self, *, patience: float = 10.0) -> None:
        """Asks it to end, and ends it if it does not."""
        self.ask_to_end()
        pid = self.pid()
        if pid is not None:
            until = time.monotonic() + patience
            while self.pid() is not None and time.monotonic() < until:
                if self._started is not None:
                    self._started.poll()
                time.sleep(0.05)  # noqa: TID251 - no loop of events runs here
            if self.pid() is not None:
                _tell(pid, signal.SIGKILL)
        if self._started is not None:
            self._started.wait()
        self._file.unlink(missing_ok=True)

    def _open(self, *, waits: bool = False) -> subprocess.Popen[bytes]:
        told = {WAITS: "1"} if waits else {}
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            return subprocess.Popen(  # noqa: S603 - our own program, no shell
                self.command,
                stdin=subprocess.PIPE if waits else subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=os.environ | self.environment | told,
                start_new_session=True,
                # What it writes is for its owner's eyes.
                umask=0o077,
            )

    def _have_spare(self) -> None:
        """Not in the first seconds, when the processes need the machine themselves."""
        is_there = self._spare is not None and self._spare.poll() is None
        is_calm = time.monotonic() - self._since > CALM_AFTER
        if self.has_spare and is_calm and not is_there:
            self._take_spare()
            self._spare = self._open(waits=True)

    def _take_spare(self) -> subprocess.Popen[bytes] | None:
        """None if it has died, too."""
        spare, self._spare = self._spare, None
        if spare is None or spare.stdin is None:
            return None
        try:
            with spare.stdin as told:
                told.write(b"go\n")
        except BrokenPipeError:
            return None
        return spare if spare.poll() is None else None


def keep_short(log: Path) -> None:
    """What was written last and before that; who writes it goes on at its end."""
    with suppress(OSError):
        if log.stat().st_size > LOG_AT_MOST:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def _tell(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, sign)


def wait_if_spare() -> bool:
    """For the process itself, once it is loaded: False if it was never needed."""
    if os.environ.pop(WAITS, None) is None:
        return True
    log.info("a spare is loaded")
    is_needed = bool(sys.stdin.readline())
    log.info("the spare goes in" if is_needed else "the spare goes home")
    return is_needed
