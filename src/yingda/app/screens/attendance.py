"""Whose sign-in session is over: asked for all open sockets at once."""

import asyncio
from collections.abc import Collection
from typing import Protocol

LOOKS_AGAIN = 5.0
"""Seconds after which it is asked again who is still signed in."""


class Sessions(Protocol):
    """Which of these sign-in sessions are not over? Those count as used now."""

    async def signed_in(self, tokens: Collection[str]) -> frozenset[str]: ...


class SignedOut(Exception):
    """The sign-in session is over."""


class Attendance:
    """The sessions whose pages are open in this process."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._open: dict[str, set[asyncio.Future[None]]] = {}

    async def last(self, token: str) -> None:
        """For as long as the session lasts; then raises SignedOut."""
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open.setdefault(token, set()).add(over)
        try:
            await over
        finally:
            waiting = self._open.get(token, set())
            waiting.discard(over)
            if not waiting:
                self._open.pop(token, None)

    async def look(self) -> None:
        """A desk that is open is in use: its session does not become idle."""
        tokens = frozenset(self._open)
        if not tokens:
            return
        for token in tokens - await self._sessions.signed_in(tokens):
            for over in self._open.get(token, ()):
                if not over.done():
                    over.set_exception(SignedOut())
