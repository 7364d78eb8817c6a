"""The switch of a centre, as the supervisor sees it: found, started, watched, stopped."""

import asyncio
import errno
import os
import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from yingda.app.children import keep_short
from yingda.app.settings import FILE, Settings
from yingda.app.traffic.people import telephones
from yingda.journey.channels.adapters.asterisk.outside import (
    dialplan,
    guests,
    telephony,
)
from yingda.journey.channels.adapters.asterisk.process import AsteriskProcess
from yingda.journey.channels.adapters.asterisk.settings import (
    AsteriskSettings,
    Installation,
    installation,
)
from yingda.platform.ports import Keys

FETCHED = Path(".cache/asterisk/asterisk")
"""Where `make setup` puts it, seen from the folder that it is run in."""


LONGEST_WAIT = 60
"""Seconds until a switch that does not come up is tried again."""


class NoSwitch(Exception):
    """There is no Asterisk to start; the text says what to do about it."""


def asterisk_settings(settings: Settings, keys: Keys) -> AsteriskSettings:
    """Of the centre's own switch; a demo's knows those who are simulated."""
    centre = _own_settings(settings, keys)
    if not settings.demo:
        return centre
    known = guests(
        centre,
        outside_settings(settings, keys),
        password=keys.derive("simulation", "trunk"),
        phones=telephones(),
    )
    return replace(centre, more_telephony=centre.more_telephony + known)


def outside_settings(settings: Settings, keys: Keys) -> AsteriskSettings:
    """Of the switch that plays the outside world of a demo."""
    centre = _own_settings(settings, keys)
    is_wide = centre.sip_address in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
    address = "127.0.0.1" if is_wide else centre.sip_address
    app = "outside"
    return replace(
        centre,
        home=settings.data / "outside",
        password=keys.derive("simulation", "control"),
        http_port=settings.outside_ari_port,
        sip_address=address,
        sip_port=settings.outside_port,
        media_address=address,
        app=app,
        more_telephony="",
        other_dialplan=dialplan(app),
        other_telephony=telephony(
            centre,
            address=address,
            port=settings.outside_port,
            password=keys.derive("simulation", "trunk"),
        ),
    )


def _own_settings(settings: Settings, keys: Keys) -> AsteriskSettings:
    return AsteriskSettings(
        home=settings.data / "asterisk",
        password=keys.derive("asterisk", "control"),
        http_port=settings.ari_port,
        sip_address=settings.trunk_host,
        sip_port=settings.trunk_port,
        media_address=settings.trunk_host,
        first_media_port=settings.rtp_from,
        last_media_port=settings.rtp_to,
        trunk_addresses=tuple(map(str, settings.trunk_from)),
        hotlines=(settings.hotline,),
        more_telephony=settings.telephones.read_text() if settings.telephones else "",
    )


def switch_socket(settings: Settings) -> Path:
    """Where the process that follows the switch takes the wishes of the others."""
    return settings.data / "run" / "switch.sock"


def program(settings: Settings) -> Path:
    """The Asterisk to run: the setting, the one that was fetched, or the system's."""
    places = [settings.asterisk, FETCHED.absolute(), shutil.which("asterisk")]
    for place in places:
        if place is not None and os.access(place, os.X_OK):
            return Path(place)
    raise NoSwitch(
        "There is no Asterisk here, so there is no telephone; everything else starts."
        " `make asterisk` fetches one, or set `asterisk` (YINGDA_ASTERISK) to its program."
    )


class Watched:
    """One Asterisk: started, tended, stopped."""

    def __init__(
        self, process: AsteriskProcess, title: str, say: Callable[[str], None]
    ) -> None:
        self._process = process
        self._title = title
        self._say = say
        self._failures = 0
        self._not_before = 0.0

    @property
    def is_well(self) -> bool:
        return not self._failures

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def start(self) -> None:
        """Says so, once, if it does not come up; `tend` tries again."""
        try:
            asyncio.run(self._process.start(datetime.now(UTC)))  # noqa: TID251 - for a certificate
        except ChildProcessError as error:
            if not self._failures:
                self._say(f"{error} It is tried again; the rest works.")
            self._failures += 1
            self._not_before = time.monotonic() + min(LONGEST_WAIT, 2**self._failures)
        else:
            self._failures = 0

    def tend(self) -> None:
        for log in self._process.logs:
            keep_short(log)
        if self._process.pid is None and time.monotonic() >= self._not_before:
            self.start()
            if not self._failures:
                self._say(f"{self._title} had died and was started again.")

    def stop(self) -> None:
        asyncio.run(self._process.stop())


class Switchroom:
    """Keeps the centre's switch running; without one, says so once and does nothing."""

    def __init__(
        self, settings: Settings, keys: Keys, say: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._switch: Watched | None = None
        self.installed: Installation | None = None
        """What switches are started from; None if there is nothing here."""
        if settings.switch == "asterisk":
            try:
                self.installed = installation(program(settings))
            except (NoSwitch, FileNotFoundError) as error:
                say(str(error))
            else:
                wanted = asterisk_settings(settings, keys)
                process = AsteriskProcess(wanted, self.installed)
                self._switch = Watched(process, "The switch", say)

    @property
    def is_expected(self) -> bool:
        """Whether a switch is there, or will be in a moment."""
        return self._switch is not None and self._switch.is_well

    def ports(self) -> list["Port"]:
        """What a switch that is still to be started will need."""
        if self._switch is None or self._switch.pid is not None:
            return []
        settings = self._settings
        trunk = settings.trunk_host, settings.trunk_port, "trunk_host", "trunk_port"
        return [
            Port(socket.SOCK_STREAM, "127.0.0.1", settings.ari_port, "", "ari_port"),
            Port(socket.SOCK_DGRAM, *trunk),
        ]

    def start(self) -> None:
        if self._switch is not None:
            self._switch.start()

    def tend(self) -> None:
        if self._switch is not None:
            self._switch.tend()

    def stop(self) -> None:
        if self._switch is not None:
            self._switch.stop()

    def describe(self) -> str:
        if self._switch is None:
            return f"{self._settings.hotline}, but there is no telephone: no Asterisk"
        return (
            f"sip:{self._settings.hotline}@{self._settings.trunk_host}"
            f":{self._settings.trunk_port} (UDP)"
        )


@dataclass(frozen=True, slots=True)
class Port:
    """Where somebody shall listen, and the settings that say so."""

    kind: socket.SocketKind
    host: str
    number: int
    host_setting: str
    setting: str

    def trouble(self) -> str | None:
        """Why nobody can, and which setting to change; None if it is free."""
        with socket.socket(socket.AF_INET, self.kind) as probe:
            if self.kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.number))
            except PermissionError:
                return f"Port {self.number} is for root only. {_set(self.setting)}."
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return (
                        f"Port {self.number} of {self.host} is taken by another program."
                        f" Stop that one, or {_set(self.setting, start='set')}."
                    )
                return f"This machine has no address {self.host}. {_set(self.host_setting)}."
        return None


def _set(setting: str, *, start: str = "Set") -> str:
    return f"{start} `{setting}` in {FILE.absolute()} (YINGDA_{setting.upper()}) to another"
