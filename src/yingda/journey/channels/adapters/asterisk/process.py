"""The switch as a process of its own: it outlives ours, so that calls do."""

import asyncio
import os
import signal
import subprocess
from datetime import datetime
from pathlib import Path

from yingda.journey.channels.adapters.asterisk.config import files, write
from yingda.journey.channels.adapters.asterisk.settings import (
    AsteriskSettings,
    Installation,
)
from yingda.platform.pids import living

STEP = 0.05


class AsteriskProcess:
    """Starts it, or finds the one that runs already with the same settings.

    It is known by its pid file: an unpacked Asterisk runs under the name of its loader.
    """

    def __init__(self, settings: AsteriskSettings, installed: Installation) -> None:
        self._settings = settings
        self._installed = installed
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """None if it does not run."""
        if self._child is not None and self._child.poll() is None:
            return self._child.pid
        pid, words = living(self._settings.run / "asterisk.pid") or (None, [])
        return pid if os.fsencode(self._config) in words else None

    @property
    def logs(self) -> list[Path]:
        """What it writes for people, which somebody must keep short."""
        folder = self._settings.home / "log"
        return [folder / "messages.log", folder / "console.log"]

    @property
    def _config(self) -> Path:
        return self._settings.etc / "asterisk.conf"

    def is_as_written(self) -> bool:
        """Whether what it was started with is what the settings say now."""
        try:
            return all(
                (self._settings.etc / name).read_text() == text
                for name, text in files(self._settings, self._installed).items()
            )
        except OSError:
            return False

    async def start(self, now: datetime) -> None:
        """Returns when the switch takes calls. One that runs already keeps its calls,
        unless its settings were changed: then it is stopped first.

        Raises ChildProcessError with the path of its log if it does not come up.
        """
        if self.pid is not None:
            if self.is_as_written():
                await self._ready()
                return
            await self.stop()
        write(self._settings, self._installed, now)
        with (self._settings.home / "log" / "console.log").open("ab") as log:
            # A session of its own: Ctrl-C and the end of our processes do not reach it.
            self._child = subprocess.Popen(  # noqa: ASYNC220, S603  (our own program)
                [self._installed.program, "-C", self._config, "-f"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._settings.home,
                start_new_session=True,
                # Recordings, above all, are for their owner's eyes.
                umask=0o077,
            )
        await self._ready()

    async def stop(self) -> None:
        """Ends all calls. No error if it does not run."""
        pid = self.pid
        if pid is None:
            return
        for sign, seconds in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 2.0)):
            _tell(pid, sign)
            for _ in range(round(seconds / STEP)):
                if self.pid is None:
                    return
                await asyncio.sleep(STEP)

    async def _ready(self) -> None:
        for _ in range(round(30 / STEP)):
            if self.pid is None:
                break
            if await self._is_booted():
                return
            await asyncio.sleep(STEP)
        log = self._settings.home / "log"
        raise ChildProcessError(
            f"The switch does not come up; its reasons are in {log}."
        )

    async def _is_booted(self) -> bool:
        asked = await asyncio.create_subprocess_exec(
            self._installed.program,
            "-C",
            self._config,
            "-rx",
            "core waitfullybooted",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        out, _ = await asked.communicate()
        return b"fully booted" in out


def _tell(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return
