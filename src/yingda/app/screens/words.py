"""What things are called, for every screen and list: one batched question a page."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal, Protocol, TypeVar

from msgspec import Struct

from yingda.app.screens.batch import Batch
from yingda.app.screens.shared import Shared
from yingda.journey.channels.limits import Chats
from yingda.kernel.ids import AgentId, CustomerId, QueueId, TierId
from yingda.kernel.name import Name
from yingda.kernel.org import Scope
from yingda.messages.channels import Channel
from yingda.messages.customers import Named
from yingda.messages.people import BranchCard, GroupCard
from yingda.platform.ports import Clock, Parameters

N = TypeVar("N", bound=str)


class Staff(Protocol):
    """What are those who work here, and the places of the organisation, called?"""

    async def names(self, scope: Scope, user_ids: Sequence[N]) -> Mapping[N, str]: ...

    async def branches(self, scope: Scope) -> tuple[BranchCard, ...]: ...

    async def groups(self, scope: Scope) -> tuple[GroupCard, ...]: ...

    async def simulated(self, scope: Scope) -> frozenset[AgentId]:
        """Who of them is nobody real?"""
        ...


class CustomerNames(Protocol):
    """What are customers (masked) and their tiers called?"""

    async def names(
        self, scope: Scope, customer_ids: Sequence[CustomerId]
    ) -> Mapping[CustomerId, str]: ...

    def tiers(self, scope: Scope) -> tuple[Named, ...]: ...


class QueueName(Struct, frozen=True, kw_only=True):
    """What a queue is called."""

    id: QueueId
    name: Name


class QueueNames(Struct, frozen=True, kw_only=True):
    """The queues in the order in which they are shown."""

    queues: tuple[QueueName, ...] = (
        QueueName(id=QueueId("fault"), name=Name("报障", "Faults")),
        QueueName(id=QueueId("business"), name=Name("业务办理", "Business")),
        QueueName(id=QueueId("billing"), name=Name("账务咨询", "Billing")),
        QueueName(id=QueueId("complaint"), name=Name("投诉", "Complaints")),
        QueueName(id=QueueId("general"), name=Name("综合", "General")),
    )


class ChannelName(Struct, frozen=True, kw_only=True):
    """What a channel is called."""

    id: Channel
    name: Name


class ChannelNames(Struct, frozen=True, kw_only=True):
    """The channels in the order in which they are shown; others are called by their id."""

    channels: tuple[ChannelName, ...] = (
        ChannelName(id=Channel.VOICE, name=Name("语音", "Voice")),
        ChannelName(id=Channel.CHAT, name=Name("在线", "Chat")),
    )


class Words:
    """Names of queues, channels, branches, tiers, staff and customers."""

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
        self._groups = Shared(staff.groups, clock=clock, age=timedelta(seconds=10))
        self._simulated = Shared(
            staff.simulated, clock=clock, age=timedelta(seconds=10)
        )
        self._customers = customers
        self._parameters = parameters

    async def names(
        self,
        scope: Scope,
        kind: Literal["user", "agent", "customer"],
        ids: Sequence[str],
    ) -> Mapping[str, str]:
        """Of people. Strangers are left out."""
        if not ids:
            return {}
        if kind == "customer":
            customer_ids = [CustomerId(one) for one in set(ids)]
            found = await self._customers.names(scope, customer_ids)
            return {str(one): name for one, name in found.items()}
        return await self._people.many(scope, list(set(ids)))

    async def simulated(self, scope: Scope) -> frozenset[AgentId]:
        """Agents of the whole centre."""
        return await self._simulated.get(whole(scope))

    async def called(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, Name]:
        """Of things. `kind`: `queue`, `channel`, `branch`, `group` or `tier`; unknown ids are left
        out."""
        match kind:
            case "queue":
                known = self.queues(scope)
            case "channel":
                known = self.channels(scope)
            case "simulated":
                known = {"no": Name("真实", "Real"), "yes": Name("模拟", "Simulated")}
            case "tier":
                known = self.tiers(scope)
            case "branch" if ids:
                known = await self.branches(scope)
            case "group" if ids:
                cards = await self._groups.get(whole(scope))
                known = {one.group_id: one.name for one in cards}
            case _:
                known = {}
        return {one: known[one] for one in ids if one in known}

    def queues(self, scope: Scope) -> Mapping[str, Name]:
        """All queues, in their order."""
        return {
            one.id: one.name for one in self._parameters.get(QueueNames, scope).queues
        }

    def channels(self, scope: Scope) -> Mapping[str, Name]:
        """All channels that there are: the telephone and whatever is written."""
        names = self._parameters.get(ChannelNames, scope).channels
        named = {one.id.value: one.name for one in names}
        written = self._parameters.get(Chats, scope).channels
        there = {Channel.VOICE.value, *written}
        return {one: named[one] for one in named if one in there} | {
            one: Name.by_id(one) for one in sorted(there - named.keys())
        }

    def tiers(self, scope: Scope) -> Mapping[str, Name]:
        return {TierId(one.id): one.name for one in self._customers.tiers(scope)}

    async def branches(self, scope: Scope) -> Mapping[str, Name]:
        return {one.branch_id: one.name for one in await self._places.get(whole(scope))}


def whole(scope: Scope) -> Scope:
    """The whole tenant that a scope is a part of."""
    root = scope.path.partition(".")[0]
    return Scope(tenant_id=scope.tenant_id, path=root, site=scope.site)


def is_below(place: str, scope: Scope) -> bool:
    """Whether a place lies in the scope's part of the tree."""
    return place == scope.path or place.startswith(scope.path + ".")
