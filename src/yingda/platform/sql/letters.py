"""What a relay has in its hands: letters to stages, in order, and how far it has read."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from yingda.kernel.message import Message

M = TypeVar("M", bound=Message)
Hear = Callable[[str], Awaitable[None]]
Key = tuple[str, str]
"""Stage and subject."""


@dataclass(slots=True)
class Letter:
    """One row of the log on its way to one stage."""

    id: str
    kind: str
    subject: str
    payload: str
    window: "Window | None"
    """None while it is handed on ahead of the reading."""
    is_urgent: bool = False
    tries: int = 0
    has_arrived: bool = False


@dataclass(slots=True)
class Window:
    """A stretch of transactions; done when every letter of it has arrived."""

    until: int
    letters: int = 0
    open: int = 0


@dataclass(slots=True)
class Tray:
    """What waits for one stage about one subject, in order."""

    letters: deque[Letter] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None
    urgent: int = 0
    """How many of them are: those before them must not give way."""
    go: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when what gives way may go."""

    def put(self, letter: Letter) -> None:
        self.letters.append(letter)
        if letter.is_urgent:
            self.urgent += 1
            self.go.set()


@dataclass(slots=True)
class Ahead:
    """A message that was handed on before it was read, and to whom."""

    xid: int
    letters: tuple[Letter, ...]


def reading(kind: type[M], handler: Callable[[M], Awaitable[None]]) -> Hear:
    decoder = msgspec.json.Decoder(kind)

    async def hear(payload: str) -> None:
        await handler(decoder.decode(payload))

    return hear
