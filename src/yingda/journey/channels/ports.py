"""What the channels must be able to ask, and the switch that they speak through."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from yingda.journey.channels.model import Number, Order, Phone, Signal
from yingda.kernel.org import Scope
from yingda.messages.customers import Whose


class Switch(Protocol):
    """One switch of the centre, in our words. Line and talk ids are unique for ever.

    Every signal about one line comes in the order in which it happened. Orders to lines
    that are gone change nothing and raise nothing. Promises: tests/conformance/test_switch.py.
    """

    async def do(self, *orders: Order) -> None:
        """Carries the orders out in their order; returns when the switch has them.

        Raises ConnectionError if the switch is away: then none may be assumed done.
        """
        ...

    def signals(self) -> AsyncIterator[Signal]:
        """All that happens, from SwitchFound on; reconnects by itself, for ever."""
        ...

    async def admit(self, phone: Phone) -> None:
        """From now on this telephone may register; a new password replaces the old."""
        ...

    async def dismiss(self, name: str) -> None:
        """It may no longer register; a call it is in goes on."""
        ...


class Callers(Protocol):
    """Whose number is this? A number never seen gets its point now."""

    async def whose(
        self, scope: Scope, numbers: Sequence[Number]
    ) -> Mapping[Number, Whose]: ...


class Prompts(Protocol):
    """Where is the sound of this prompt? Rendered already, so that it can be played."""

    def sound(self, prompt: str) -> str:
        """Absolute path without ending."""
        ...
