"""What the work orders must be able to ask."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from yingda.journey.workorders.errors.flows import FlowFault
from yingda.journey.workorders.limits.dispatch import Dispatch
from yingda.journey.workorders.model.flows import Diagram, Facts, Moved, Saved
from yingda.kernel.ids import ContactId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import Refusal
from yingda.messages.partners import ProviderCard


class Names(Protocol):
    """What are these called? Asked once a page; an unknown id is left out."""

    async def names(
        self, scope: Scope, kind: Literal["user", "customer"], ids: Sequence[str]
    ) -> Mapping[str, str]:
        """Customers' are masked."""
        ...

    async def called(
        self, scope: Scope, kind: Literal["branch", "group"], ids: Sequence[str]
    ) -> Mapping[str, Name]: ...


class History(Protocol):
    """Whose customers, of these contacts, are nobody real? Asked once a page."""

    async def simulated(
        self, scope: Scope, contact_ids: Sequence[ContactId]
    ) -> frozenset[ContactId]: ...


class Providers(Protocol):
    """Who serves on our behalf?"""

    async def providers_for(
        self, scope: Scope, path: str, service: str
    ) -> Sequence[ProviderCard]:
        """At this place today, for this service; the best appraised first."""
        ...

    async def provider_names(
        self, scope: Scope, ids: Sequence[str]
    ) -> Mapping[str, Name]:
        """Unknown ones are left out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRead:
    """What a file of rules came to: the table, or all that is wrong with it."""

    table: Dispatch | None
    problems: tuple[Refusal, ...] = ()


class Tables(Protocol):
    """Decision tables as files that other tools draw."""

    def read(self, data: bytes) -> TableRead: ...

    def written(self, table: Dispatch) -> bytes: ...


class Rules(Protocol):
    """The centre's rules, changed as everybody's are: checked, versioned, in the log."""

    async def set(self, asker: Asker, name: str, value: object) -> object: ...


class Engine(Protocol):
    """Says which node of a flow is next. It keeps no clock, calls nobody and remembers
    nothing: where an order stands is handed over and given back.

    Raises UnknownFlow for what is not loaded, and WrongNode for a step that is not to be
    done now."""

    def start(self, flow: str, facts: Facts) -> Moved:
        """In the newest version of the flow."""
        ...

    def complete(self, flow: str, saved: Saved, node_id: str, facts: Facts) -> Moved:
        """What comes after the node, by the fact `outcome` and the others; in the version
        in which the order was started."""
        ...

    def check(
        self, xml: bytes, *, clocks: Collection[str], asks_back: bool
    ) -> tuple[FlowFault, ...]:
        """Everything for which a file would be refused. `clocks`: the limits that there
        are; `asks_back`: the orders are not closed before the customer was asked."""
        ...

    def diagram(self, flow: str, version: int | None = None) -> Diagram:
        """As it is drawn; the newest version unless one is named."""
        ...
