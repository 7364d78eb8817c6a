"""The switch of a centre, as the supervisor sees it: found, started, watched, stopped."""

import asyncio
import os
import shutil
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from yingda.app.settings import Settings
from yingda.journey.channels.adapters.asterisk.process import AsteriskProcess
from yingda.journey.channels.adapters.asterisk.settings import (
    AsteriskSettings,
    installation,
)
from yingda.platform.ports import Keys

FETCHED = Path(".cache/asterisk/asterisk")
"""Where `make setup` puts it, seen from the folder that it is run in."""


class NoSwitch(Exception):
    """There is no Asterisk to start; the text says what to do about it."""


def asterisk_settings(settings: Settings, keys: Keys) -> AsteriskSettings:
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
        "There is no Asterisk here, so nothing rings; everything else starts."
        " `make asterisk` fetches one, or set `asterisk` (YINGDA_ASTERISK) to its program."
    )


class Switchroom:
    """Keeps one Asterisk running; without one, says so once and does nothing."""

    def __init__(
        self, settings: Settings, keys: Keys, say: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._say = say
        self._process: AsteriskProcess | None = None
        if settings.switch == "asterisk":
            try:
                installed = installation(program(settings))
            except (NoSwitch, FileNotFoundError) as error:
                say(str(error))
            else:
                wanted = asterisk_settings(settings, keys)
                self._process = AsteriskProcess(wanted, installed)

    @property
    def has_switch(self) -> bool:
        return self._process is not None

    def taken_ports(self) -> list[tuple[str, int, str]]:
        """Address, port and setting of what somebody else holds already."""
        if self._process is None or self._process.pid is not None:
            return []
        wanted = [
            (socket.SOCK_STREAM, "127.0.0.1", self._settings.ari_port, "ari_port"),
            (
                socket.SOCK_DGRAM,
                self._settings.trunk_host,
                self._settings.trunk_port,
                "trunk_port",
            ),
        ]
        return [
            (host, port, setting)
            for kind, host, port, setting in wanted
            if not is_free(kind, host, port)
        ]

    def start(self) -> None:
        if self._process is not None:
            asyncio.run(self._process.start(datetime.now(UTC)))  # noqa: TID251 - for a certificate

    def tend(self) -> None:
        if self._process is not None and self._process.pid is None:
            try:
                self.start()
            except ChildProcessError as error:
                self._say(f"The switch had died, and is tried again: {error}")
            else:
                self._say("The switch had died and was started again.")

    def stop(self) -> None:
        if self._process is not None:
            asyncio.run(self._process.stop())

    def describe(self) -> str:
        if self._process is None:
            return f"{self._settings.hotline}, but there is no switch: nothing rings"
        return (
            f"sip:{self._settings.hotline}@{self._settings.trunk_host}"
            f":{self._settings.trunk_port} (UDP)"
        )


def is_free(kind: socket.SocketKind, host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
