"""What things are called, for every screen and list: one batched question a page."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol, TypeVar

from msgspec import Struct

from yingda.app.screens.batch import Batch
from yingda.app.screens.shared import Shared
from yingda.kernel.ids import CustomerId, QueueId, TierId
from yingda.kernel.org import Scope
from yingda.messages.customers import Named
from yingda.messages.people import BranchCard
from yingda.platform.ports import Clock, Parameters

N = TypeVar("N", bound=str)


class Staff(Protocol):
    """What are those who work here, and the places of the organisation, called?"""

    async def names(self, scope: Scope, user_ids: Sequence[N]) -> Mapping[N, str]: ...

    async def branches(self, scope: Scope) -> tuple[BranchCard, ...]: ...


class CustomerNames(Protocol):
    """What are customers (masked) and their tiers called?"""

    async def names(
        self, scope: Scope, customer_ids: Sequence[CustomerId]
    ) -> Mapping[CustomerId, str]: ...

    def tiers(self, scope: Scope) -> tuple[Named, ...]: ...


class QueueName(Struct, frozen=True, kw_only=True):
    """What a queue is called."""

    id: QueueId
    zh: str
    en: str


class QueueNames(Struct, frozen=True, kw_only=True):
    """The queues in the order in which they are shown."""

    queues: tuple[QueueName, ...] = (
        QueueName(id=QueueId("fault"), zh="报障", en="Faults"),
        QueueName(id=QueueId("business"), zh="业务办理", en="Business"),
        QueueName(id=QueueId("billing"), zh="账务咨询", en="Billing"),
        QueueName(id=QueueId("complaint"), zh="投诉", en="Complaints"),
        QueueName(id=QueueId("general"), zh="综合", en="General"),
    )


class Words:
    """Names of queues, branches, tiers, staff and customers."""

    def __init__(
        self,
        *,
        staff: Staff,
        customers: CustomerNames,
        parameters: Parameters,
        clock: Clock,
    ) -> None:
        self._people: Batch[str, str] = Batch(staff.names)
        self._places = Shared(staff.branches, clock=clock, age=timedelta(minutes=1))
        self._customers = customers
        self._parameters = parameters

    async def names(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, str]:
        """`kind`: `queue`, `branch`, `tier`, `user`, `agent` or `customer`.

        An unknown id is left out.
        """
        if not ids:
            return {}
        match kind:
            case "queue":
                known: Mapping[str, str] = self.queues(scope)
            case "tier":
                known = self.tiers(scope)
            case "branch":
                known = await self.branches(scope)
            case "customer":
                customer_ids = [CustomerId(one) for one in set(ids)]
                found = await self._customers.names(scope, customer_ids)
                known = {str(one): name for one, name in found.items()}
            case _:
                known = await self._people.many(scope, list(set(ids)))
        return {one: known[one] for one in ids if one in known}

    def queues(self, scope: Scope) -> Mapping[str, str]:
        """All queues, in their order."""
        return {
            one.id: one.zh for one in self._parameters.get(QueueNames, scope).queues
        }

    def tiers(self, scope: Scope) -> Mapping[str, str]:
        return {TierId(one.id): one.zh for one in self._customers.tiers(scope)}

    async def branches(self, scope: Scope) -> Mapping[str, str]:
        return {one.branch_id: one.zh for one in await self._places.get(whole(scope))}


def whole(scope: Scope) -> Scope:
    """The whole tenant that a scope is a part of."""
    root = scope.path.partition(".")[0]
    return Scope(tenant_id=scope.tenant_id, path=root, site=scope.site)


def is_below(place: str, scope: Scope) -> bool:
    """Whether a place lies in the scope's part of the tree."""
    return place == scope.path or place.startswith(scope.path + ".")
