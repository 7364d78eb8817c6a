"""What the channels must be able to ask, and the switch that they speak through."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from yingda.journey.channels.model import Number, Order, Phone, Signal
from yingda.journey.channels.model.texts import News, Outcome, Part
from yingda.kernel.ids import AgentId, ContactId, CustomerId, PointId, QueueId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.messages.channels import Channel
from yingda.messages.customers import Whose
from yingda.messages.people import Sight


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

    def signals(self) -> AsyncGenerator[Signal, None]:
        """All that happens, from SwitchFound on; reconnects by itself, for ever."""
        ...

    async def admit(self, phone: Phone) -> None:
        """From now on this telephone may register; a new password replaces the old.
        One that the switch has of its own, on a desk, stays as it is."""
        ...

    async def dismiss(self, name: str) -> None:
        """It may no longer register; a call it is in goes on."""
        ...


class Callers(Protocol):
    """Whose number is this? A number never seen gets its point now."""

    async def whose(
        self, scope: Scope, numbers: Sequence[Number]
    ) -> Mapping[Number, Whose]: ...


class Queues(Protocol):
    """Which queues does the centre have? Answered from memory."""

    def queues(self, scope: Scope) -> frozenset[QueueId]: ...


class Prompts(Protocol):
    """Where is the sound of this prompt? Rendered already, so that it can be played."""

    def sound(self, prompt: str) -> str:
        """Absolute path without ending."""
        ...


class Places(Protocol):
    """How many are to be served before this contact?"""

    async def position(self, scope: Scope, contact_id: ContactId) -> int | None:
        """1 for the next; None if it does not wait."""
        ...


class Reach(Protocol):
    """Whose contacts does this asker look at, within their place?"""

    async def sight(self, asker: Asker) -> Sight | None:
        """Whose recordings are listed; None: everybody's."""
        ...

    async def sees_contact(self, asker: Asker, contact_id: ContactId) -> bool: ...


class Posts(Protocol):
    """Where did somebody work?"""

    async def group_of(
        self, scope: Scope, agent_id: AgentId, at: datetime
    ) -> str | None:
        """Their group at that moment; None if it was not noted."""
        ...


class Medium(Protocol):
    """What carries our words to customers who have no page of ours open.

    One class for each such channel; the rest of a channel is configuration.
    """

    @property
    def channel(self) -> Channel: ...

    async def deliver(self, address: str, text: str) -> None:
        """At least once for each text, in their order unless one had to be tried again.

        Raises ConnectionError if the text cannot be handed on now: then it is asked again.
        """
        ...


class Naming(Struct, frozen=True, kw_only=True):
    """What a list shows instead of ids; whoever has no name is left out."""

    agents: Mapping[AgentId, str] = {}
    customers: Mapping[CustomerId, str] = {}
    """Masked."""
    points: Mapping[PointId, str] = {}
    """Masked numbers."""
    queues: Mapping[QueueId, Name] = {}


class Names(Protocol):
    """What are these called, for this asker?"""

    async def names(
        self,
        asker: Asker,
        *,
        agents: Sequence[AgentId],
        customers: Sequence[CustomerId],
        points: Sequence[PointId],
        queues: Sequence[QueueId],
    ) -> Naming: ...


class TextCarrier(Protocol):
    """One message centre. Only the process that holds the lease speaks with it."""

    @property
    def is_bound(self) -> bool:
        """Whether a part could be handed over now."""
        ...

    @property
    def window(self) -> int:
        """How many parts may be on their way to it at once."""
        ...

    async def run(self, hear: Callable[[News], Awaitable[None]]) -> None:
        """Is bound until the link ends, and raises ConnectionError then. What the centre
        tells is heard in its order; told again if `hear` raises."""
        ...

    async def submit(self, part: Part, *, a_second: float) -> Outcome:
        """At most so many a second. Raises nothing: what came of it is the answer."""
        ...


class Numbers(Protocol):
    """To which telephone may a customer be written?"""

    async def mobile(
        self, scope: Scope, *, point_id: PointId | None, customer_id: CustomerId | None
    ) -> tuple[PointId, str] | None:
        """The point itself, else the customer's first; None: there is no mobile one."""
        ...


class OrderTold(Struct, frozen=True, kw_only=True):
    """How far an order is, in the words that are the same wherever a customer asks."""

    number: str
    node: Name


class Orders(Protocol):
    """How far are a customer's open orders? The newest first."""

    async def told(
        self, scope: Scope, customer_id: CustomerId
    ) -> Sequence[OrderTold]: ...
