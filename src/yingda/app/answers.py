"""Answers to one stage's question out of another's, where their words differ."""

from collections.abc import Sequence

from yingda.app.screens.words import Words
from yingda.journey.channels.ports import Naming, OrderTold
from yingda.journey.channels.service import Channels
from yingda.journey.customers.service import Customers
from yingda.journey.desk.ports import PhoneAccount
from yingda.journey.routing.errors import NotWaiting
from yingda.journey.routing.service import Routing
from yingda.journey.workorders.service import Workorders
from yingda.kernel.ids import AgentId, ContactId, CustomerId, PointId, QueueId
from yingda.kernel.org import Asker, Scope


class Telephones:
    """The desk's telephones, which are lines of the channels."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    async def admit(self, scope: Scope, agent_id: AgentId) -> PhoneAccount:
        account = await self._channels.phones.admit(scope, agent_id)
        return PhoneAccount(
            name=account.name,
            password=account.password,
            uri=account.uri,
            ws=account.ws,
            realm=account.realm,
        )

    async def dismiss(self, scope: Scope, agent_id: AgentId) -> None:
        await self._channels.phones.dismiss(scope, agent_id)

    async def resume(self, scope: Scope, agent_id: AgentId) -> None:
        await self._channels.control.resume(scope, agent_id)


class PlacesInLine:
    """How many are before a chat, which is routing's to say."""

    def __init__(self, routing: Routing) -> None:
        self._routing = routing

    async def position(self, scope: Scope, contact_id: ContactId) -> int | None:
        try:
            return (await self._routing.place(scope, contact_id)).position
        except NotWaiting:
            return None


class NamesOnRecordings:
    """What the list of recordings shows instead of ids."""

    def __init__(self, words: Words, customers: Customers) -> None:
        self._words = words
        self._customers = customers

    async def names(
        self,
        asker: Asker,
        *,
        agents: Sequence[AgentId],
        customers: Sequence[CustomerId],
        points: Sequence[PointId],
        queues: Sequence[QueueId],
    ) -> Naming:
        scope = asker.scope
        masked = await self._customers.masked(scope, points)
        named = self._words.queues(scope)
        people = await self._words.names(scope, "agent", agents)
        return Naming(
            agents={AgentId(one): name for one, name in people.items()},
            customers=await self._customers.names(scope, customers),
            points={one: point.number for one, point in masked.items()},
            queues={one: named[one] for one in queues if one in named},
        )


class OrdersByText:
    """How far a customer's open orders are, in the words that are the same everywhere."""

    def __init__(self, workorders: Workorders) -> None:
        self._workorders = workorders

    async def told(self, scope: Scope, customer_id: CustomerId) -> list[OrderTold]:
        found = await self._workorders.status_of(scope, [customer_id])
        return [
            OrderTold(
                number=one.number, node=self._workorders.node_text(scope, one.status)
            )
            for one in found[customer_id]
        ]
