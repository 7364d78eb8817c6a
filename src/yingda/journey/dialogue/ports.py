"""What the dialogue must be able to ask, the lines it speaks on, and its voice."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from yingda.kernel.ids import (
    ContactId,
    CustomerId,
    OrderId,
    PointId,
    QueueId,
)
from yingda.kernel.org import Scope
from yingda.messages.channels import LineAct
from yingda.messages.customers import Whose
from yingda.messages.partners import ProviderCard
from yingda.messages.routing import Place


class Callers(Protocol):
    """Who is at these contact points? Strangers are answered too, by their number."""

    async def known(
        self, scope: Scope, point_ids: Sequence[PointId]
    ) -> Mapping[PointId, Whose]: ...


class OrderNow(Protocol):
    """One open work order, as much of it as is told on the telephone."""

    @property
    def order_id(self) -> OrderId: ...

    @property
    def number(self) -> str:
        """What is read out to the caller: digits and letters."""
        ...

    @property
    def status(self) -> str:
        """The node that it stands at, for example `open`, `dispatched`."""
        ...


class OrderStatus(Protocol):
    """Which orders of these customers are open? The newest first."""

    async def status_of(
        self, scope: Scope, customer_ids: Sequence[CustomerId]
    ) -> Mapping[CustomerId, Sequence[OrderNow]]: ...


class Providers(Protocol):
    """Who serves under these short codes? Unknown ones are left out."""

    async def providers(
        self, scope: Scope, codes: Sequence[str]
    ) -> Mapping[str, ProviderCard]: ...


class Places(Protocol):
    """Where does a contact stand in its queue? A Refusal if it does not wait."""

    async def place(self, scope: Scope, contact_id: ContactId) -> Place: ...


class Queues(Protocol):
    """Which queues may a flow lead to? Answered from memory."""

    def queues(self, scope: Scope) -> frozenset[QueueId]: ...


class Lines(Protocol):
    """The callers' lines.

    Acts to a call that is gone, or that an agent has by now, change nothing and raise
    nothing. While the switch is away nothing is raised either: `resume` is asked when
    it is back.
    """

    async def perform(self, contact_id: ContactId, acts: Sequence[LineAct]) -> None: ...


class Speech(Protocol):
    """Text into sound. Promises: tests/conformance/test_speech.py."""

    @property
    def voice(self) -> str:
        """Names supplier and manner: another name, and all is rendered anew."""
        ...

    def spoken(self, text: str, *, language: str) -> bytes:
        """16-bit mono samples at 8 kHz. May be called from any thread."""
        ...


class Sounds(Protocol):
    """Prompts as files that a switch can play."""

    def know(self, texts: Mapping[str, str]) -> None:
        """From now on these names (`<anything>/<language>/<name>`) mean these texts."""
        ...

    def sound(self, prompt: str) -> str:
        """Absolute path without ending; renders what is not there yet."""
        ...

    def prompts(self) -> Sequence[str]:
        """Every name that is known, for the warm-up."""
        ...
