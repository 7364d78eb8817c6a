"""What no event tells and still belongs in the logs: requests, and a process's own words.

Both are counted where they happen and written down every second, so that a flood of the
same is one line. Only what we wrote ourselves is kept of them: the pattern of a path, the
sentence of a log line without its values. So no personal data can come in.
"""

import logging
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from yingda.journey.system.model import Kind, Line
from yingda.journey.system.service import Trail
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker
from yingda.kernel.org import Scope as Place
from yingda.platform.ports import Clock

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
REFUSED = 400
"""From this status on a request is written down whatever it was for."""

LOGGER = "yingda.app.processes"
"""Where processes tell of their coming and going; run as a program, a module has no name
of its own."""

FILLED_IN = re.compile(r"%[-+ #0-9.]*[a-z]")
Key = tuple[Kind, UserId | None, str, str, str, str | None]
Exchanged = Callable[[UserId | None, str, str, int, str | None], None]
"""Who, with which method, on which pattern of a path, the status of the answer, and the
address that the request came from."""


class Journal(logging.Handler):
    """Of one process."""

    def __init__(self, process: str, clock: Clock, file: Path | None = None) -> None:
        """`file` holds what is not written down yet: whoever comes after a process that
        was killed finds it there."""
        super().__init__(logging.INFO)
        self._process = process
        self._clock = clock
        self._lines: dict[Key, tuple[datetime, int]] = {}
        self._file: int | None = None
        if file is not None:
            self._find(file)
            ways = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            with suppress(OSError):  # the disk is full, say
                self._file = os.open(file, ways, 0o600)

    def _find(self, file: Path) -> None:
        with suppress(OSError):
            for text in file.read_bytes().splitlines():
                with suppress(msgspec.DecodeError):  # the last one may be half a line
                    key, at = msgspec.json.decode(text, type=tuple[Key, datetime])
                    before, times = self._lines.get(key, (at, 0))
                    self._lines[key] = (before, times + 1)

    def emit(self, record: logging.LogRecord) -> None:
        """Warnings and worse, and what the processes say of their coming and going."""
        is_ours = record.name.startswith("yingda.")
        if record.levelno < logging.WARNING and record.name != LOGGER:
            return
        # Its kind and not its case: lines of one kind are counted together.
        what = FILLED_IN.sub("…", str(record.msg)) if is_ours else "-"
        if record.exc_info and record.exc_info[0]:
            what = f"{what} ({record.exc_info[0].__name__})"
        subject = f"{self._process}/{record.name}"
        action = f"log.{record.levelname.lower()}"
        self._count((Kind.SYSTEM, None, action, subject, what[:300], None))

    def exchanged(
        self,
        by: UserId | None,
        method: str,
        pattern: str,
        status: int,
        origin: str | None = None,
    ) -> None:
        """A request over HTTP, if it belongs in the log."""
        if method in CHANGING or status >= REFUSED:
            self._count((Kind.INTERFACE, by, method, pattern, str(status), origin))

    async def write(self, trail: Trail, scope: Place) -> None:
        """Everything so far; what cannot be written now is written the next time."""
        lines, self._lines = self._lines, {}
        try:
            for kind in (Kind.INTERFACE, Kind.SYSTEM):
                await trail.write(scope, kind, _told(kind, lines))
                lines = {key: one for key, one in lines.items() if key[0] is not kind}
        finally:
            for key, (at, times) in lines.items():
                _, more = self._lines.get(key, (at, 0))
                self._lines[key] = (at, times + more)
        self._forget()

    def _forget(self) -> None:
        """What was written down; what has come meanwhile stays."""
        if self._file is not None:
            with suppress(OSError):
                os.ftruncate(self._file, 0)
                for key, (at, times) in self._lines.items():
                    os.write(self._file, _encoded(key, at) * times)

    def _count(self, key: Key) -> None:
        now = self._clock.now()
        at, times = self._lines.get(key, (now, 0))
        self._lines[key] = (at, times + 1)
        if self._file is not None:
            with suppress(OSError):
                os.write(self._file, _encoded(key, now))


def _encoded(key: Key, at: datetime) -> bytes:
    return msgspec.json.encode((key, at)) + b"\n"


def _told(kind: Kind, lines: Mapping[Key, tuple[datetime, int]]) -> list[Line]:
    return [
        Line(
            at=at,
            by=by,
            action=action,
            subject=subject,
            reason=reason if times == 1 else f"{reason} ×{times}",
            origin=origin,
        )
        for (of, by, action, subject, reason, origin), (at, times) in lines.items()
        if of is kind
    ]


class Listening:
    """Tells of every request to the API when it has been answered."""

    def __init__(self, app: ASGIApp, exchanged: Exchanged) -> None:
        self._app = app
        self._exchanged = exchanged

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope.get("method")
        if not isinstance(method, str) or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        status = 500

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            user = scope.get("user")
            by = user.user_id if isinstance(user, Asker) else None
            pattern = str(scope.get("path_template") or "-")
            client = scope.get("client")
            origin = client[0] if client else None
            self._exchanged(by, method, pattern, status, origin)
