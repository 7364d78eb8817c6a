"""The outside world of the demo as the supervisor sees it: a switch and a process, there
while there is traffic to be made."""

import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

import msgspec
from msgspec.structs import replace

from yingda.app.children import Child
from yingda.app.editions import Edition, folder
from yingda.app.settings import Settings
from yingda.app.switchroom import Port, Switchroom, Watched, outside_settings
from yingda.app.traffic.limits import Limits
from yingda.app.traffic.seats import STARTER
from yingda.journey.channels.adapters.asterisk.process import AsteriskProcess
from yingda.kernel.org import Scope
from yingda.platform.ports import Keys, Parameters, Work

FILE = "traffic"


def noted(settings: Settings) -> Limits:
    """How busy it shall be now, as it was noted last; quiet if nothing was."""
    try:
        text = (settings.data / "run" / FILE).read_bytes()
        return msgspec.json.decode(text, type=Limits)
    except (OSError, msgspec.DecodeError):
        return Limits()


def note(settings: Settings, wanted: Limits) -> None:
    """For those who ask no database: the simulation and the supervisor."""
    if noted(settings) != wanted:
        fresh = folder(settings, "run") / f"{FILE}.new"
        fresh.write_bytes(msgspec.json.encode(wanted))
        fresh.replace(fresh.with_name(FILE))


async def begin(edition: Edition, settings: Settings) -> None:
    await settle(edition.work, edition.parameters, edition.home, settings)


async def settle(
    work: Work, parameters: Parameters, home: Scope, settings: Settings
) -> None:
    """A centre starts as busy as its settings say, whatever was set before."""
    level = settings.traffic if settings.demo else 0.0
    held = parameters.get(Limits, home)
    wanted = replace(held, level=level)
    if wanted != held:
        async with work.system(home) as tx:
            await parameters.set(tx, wanted, by=STARTER)
        await parameters.refresh()
    note(settings, wanted)


class Outskirts:
    """Started when the first traffic is wanted, and stopped with the centre."""

    def __init__(
        self,
        settings: Settings,
        keys: Keys,
        say: Callable[[str], None],
        *,
        environment: Mapping[str, str],
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._say = say
        self._switch: Watched | None = None
        self._is_given_up = False
        data = settings.data
        self._child = Child(
            name="traffic",
            command=[sys.executable, "-m", "yingda.app.traffic.process", str(data)],
            pids=data / "run",
            logs=data / "log",
            environment=dict(environment),
            niceness=5,
        )

    def tend(self, room: Switchroom) -> None:
        """Nothing while it is quiet, and nothing without a telephone, which is said."""
        if self._switch is None and self._child.pid() is not None:
            # Of a supervisor that was killed.
            self._start(room)
        elif self._switch is not None:
            self._switch.tend()
            if self._child.tend():
                self._say("The simulated traffic had died and was started again.")
        elif noted(self._settings).level > 0 and not self._is_given_up:
            self._start(room)

    def stop(self) -> None:
        """First of all: its agents sign out while there is still somebody to ask."""
        with suppress(OSError):
            self._child.stop(patience=4)
        if self._switch is not None:
            self._switch.stop()

    def _start(self, room: Switchroom) -> None:
        trouble = self._trouble(room)
        if trouble or room.installed is None:
            self._is_given_up = True
            self._say(f"There is no simulated traffic: {trouble}")
            return
        wanted = outside_settings(self._settings, self._keys)
        process = AsteriskProcess(wanted, room.installed)
        self._switch = Watched(process, "The outside world", self._say)
        self._switch.start()
        self._child.start()

    def _trouble(self, room: Switchroom) -> str | None:
        if room.installed is None:
            return "without Asterisk nobody can call."
        settings, host = self._settings, "127.0.0.1"
        wanted = outside_settings(settings, self._keys)
        if AsteriskProcess(wanted, room.installed).pid is not None:
            return None
        ports = (
            Port(
                socket.SOCK_STREAM,
                host,
                settings.outside_ari_port,
                "",
                "outside_ari_port",
            ),
            Port(
                socket.SOCK_DGRAM,
                wanted.sip_address,
                settings.outside_port,
                "trunk_host",
                "outside_port",
            ),
        )
        return next((told for one in ports if (told := one.trouble())), None)
