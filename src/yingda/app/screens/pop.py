"""The screen pop: what an agent sees while the phone rings, and until it is wrapped up."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from yingda.app.screens.batch import Batch
from yingda.app.screens.panels import Data, Panel, Panels, Refused, Say, Stale
from yingda.app.screens.words import Words, is_below
from yingda.journey.contacts.model import Card, Story
from yingda.journey.contacts.service import Contacts
from yingda.journey.customers.service import Customers
from yingda.journey.workorders.service import Workorders
from yingda.kernel.ids import BranchId, ContactId, CustomerId, OrderId, QueueId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker

T = TypeVar("T")
AT_MOST = 5
"""Earlier contacts that are shown."""


class ContactPanel(Struct, frozen=True, kw_only=True):
    """How this contact came in, and what the machine learned."""

    contact_id: ContactId
    called: str
    door: str
    arrived: datetime
    queue_id: QueueId | None
    simulated: bool
    """The caller is."""
    data: Mapping[str, str]


class ProductLine(Struct, frozen=True, kw_only=True):
    """A product of the customer."""

    name: Name
    status: str
    """`active`, or `ends` with a date on which it does."""
    until: date | None


class CustomerPanel(Struct, frozen=True, kw_only=True):
    """Who calls. A stranger has a number and a tier, and no customer id."""

    customer_id: CustomerId | None
    name: str
    number: str
    """Masked."""
    tier_id: str
    tier_name: Name
    brand: Name | None
    branch_id: BranchId | None
    branch_name: Name | None
    products: tuple[ProductLine, ...] = ()
    balance_yuan: float | None = None
    since: date | None = None
    alerts: tuple[str, ...] = ()


class PathLine(Struct, frozen=True, kw_only=True):
    """One question of the machine and what the caller chose."""

    at: datetime
    node: str
    choice: str | None


class PathPanel(Struct, frozen=True, kw_only=True):
    """The way through the machine."""

    steps: tuple[PathLine, ...]


class HistoryLine(Struct, frozen=True, kw_only=True):
    """An earlier contact."""

    contact_id: ContactId
    at: datetime
    channel: str
    queue_name: Name | None
    agent_name: str | None
    reasons: tuple[str, ...]
    outcome: str
    simulated: bool


class HistoryPanel(Struct, frozen=True, kw_only=True):
    """The customer's last contacts."""

    contacts: tuple[HistoryLine, ...]


class OrderLine(Struct, frozen=True, kw_only=True):
    """A work order that is still open."""

    order_id: OrderId
    number: str
    type_name: Name
    description: str
    branch_name: Name
    due: datetime
    told: Name
    """What the customer is told of it, by whichever way they ask."""


class OrdersPanel(Struct, frozen=True, kw_only=True):
    """The customer's open orders."""

    orders: tuple[OrderLine, ...]


class PopNow(Struct, frozen=True, kw_only=True):
    """Every panel answers for itself."""

    contact: Panel[ContactPanel]
    customer: Panel[CustomerPanel]
    path: Panel[PathPanel]
    history: Panel[HistoryPanel]
    orders: Panel[OrdersPanel]


class Pop:
    """Asks what is known of a contact and of whoever calls."""

    def __init__(
        self,
        *,
        contacts: Contacts,
        customers: Customers,
        workorders: Workorders,
        words: Words,
        panels: Panels,
    ) -> None:
        self._contacts = contacts
        self._workorders = workorders
        self._words = words
        self._panels = panels
        # At a busy moment hundreds of telephones ring within a second.
        self._stories = Batch(contacts.stories)
        self._last = Batch(contacts.last_of)
        self._cards = Batch(customers.card)
        self._points = Batch(customers.masked)
        self._orders_of = Batch(workorders.status_of)

    async def show(
        self, asker: Asker, contact_id: ContactId, say: Say
    ) -> tuple[PopNow, Story | None]:
        """The panels, and the story that they are about if it is known.

        The contact's own story comes first: it says who calls, and for which place
        whoever serves the contact may ask the others.
        """
        asker.must("desk.work")
        about = (asker.user_id, asker.scope, contact_id)

        async def story() -> Story:
            found = await self._stories.get(asker.scope, contact_id)
            return found or await self._contacts.story(asker, contact_id)

        told = await self._panels.panel("story", about, story, say)
        if isinstance(told, Refused) or told.answer is None:
            return _nothing(told), None
        answer = told.answer
        within = asker
        if not is_below(answer.place.path, asker.scope):
            # Whoever serves a contact of another place asks as one of that place.
            within = replace(asker, scope=answer.place)

        async def customer() -> CustomerPanel:
            return await self._customer(within, answer.card)

        async def history() -> HistoryPanel:
            return await self._history(within, answer.card)

        async def orders() -> OrdersPanel:
            return await self._orders(within, answer.card.customer_id)

        who, before, open_now = await asyncio.gather(
            self._panels.panel("customer", about, customer, say),
            self._panels.panel("history", about, history, say),
            self._panels.panel("orders", about, orders, say),
        )
        pop = PopNow(
            contact=_like(told, _contact(answer)),
            path=_like(told, _path(answer)),
            customer=who,
            history=before,
            orders=open_now,
        )
        return pop, answer

    async def _customer(self, asker: Asker, card: Card) -> CustomerPanel:
        customer_id, scope = card.customer_id, asker.scope
        branches = await self._words.branches(scope)
        one = await self._cards.get(scope, customer_id) if customer_id else None
        if one is None:
            point = await self._points.get(scope, card.point_id)
            tiers = self._words.tiers(scope)
            return CustomerPanel(
                customer_id=None,
                name="",
                number=point.number if point else "",
                tier_id=card.tier_id,
                tier_name=tiers.get(card.tier_id) or Name.by_id(card.tier_id),
                brand=None,
                branch_id=card.branch_id,
                branch_name=branches.get(card.branch_id or ""),
            )
        numbers = {point.point_id: point.number for point in one.points}
        calling = numbers.get(card.point_id) or next(iter(numbers.values()), "")
        return CustomerPanel(
            customer_id=one.customer_id,
            name=one.name,
            number=calling,
            tier_id=one.tier.id,
            tier_name=one.tier.name,
            brand=one.brand.name,
            branch_id=one.branch_id,
            branch_name=branches.get(one.branch_id) or Name.by_id(one.branch_id),
            products=tuple(
                ProductLine(
                    name=product.name,
                    status="ends" if product.until else "active",
                    until=product.until,
                )
                for product in one.products
            ),
            balance_yuan=one.balance_fen / 100,
            since=one.since,
            alerts=one.alerts,
        )

    async def _history(self, asker: Asker, card: Card) -> HistoryPanel:
        if card.customer_id is None:
            return HistoryPanel(contacts=())
        found = await self._last.get(asker.scope, card.customer_id) or ()
        cards = [one for one in found if one.contact_id != card.contact_id][:AT_MOST]
        agents = await self._words.names(
            asker.scope, "agent", [one.agent_id for one in cards if one.agent_id]
        )
        queues = self._words.queues(asker.scope)
        return HistoryPanel(
            contacts=tuple(
                HistoryLine(
                    contact_id=one.contact_id,
                    at=one.arrived_at,
                    channel=one.channel,
                    queue_name=queues.get(one.queue_id or ""),
                    agent_name=agents.get(one.agent_id or ""),
                    reasons=one.reasons,
                    outcome=one.outcome,
                    simulated=one.simulated,
                )
                for one in cards
            )
        )

    async def _orders(
        self, asker: Asker, customer_id: CustomerId | None
    ) -> OrdersPanel:
        if customer_id is None:
            return OrdersPanel(orders=())
        lines = await self._orders_of.get(asker.scope, customer_id) or ()
        branches = await self._words.branches(asker.scope) if lines else {}
        types = {one.type: one.name for one in self._workorders.types(asker.scope)}
        return OrdersPanel(
            orders=tuple(
                OrderLine(
                    order_id=one.order_id,
                    number=one.number,
                    type_name=types.get(one.type) or Name.by_id(one.type),
                    description=one.description,
                    branch_name=branches.get(one.branch_id)
                    or Name.by_id(one.branch_id),
                    due=one.due,
                    told=self._workorders.node_text(asker.scope, one.status),
                )
                for one in lines
            )
        )


def _contact(story: Story) -> ContactPanel:
    card = story.card
    return ContactPanel(
        contact_id=card.contact_id,
        called=card.called,
        door=card.door,
        arrived=card.arrived_at,
        queue_id=card.queue_id,
        simulated=card.simulated,
        data=story.data,
    )


def _path(story: Story) -> PathPanel:
    steps: Sequence[PathLine] = [
        PathLine(at=one.at, node=one.node, choice=one.choice) for one in story.path
    ]
    return PathPanel(steps=tuple(steps))


def _like(told: Data[Story] | Stale[Story], answer: T) -> Data[T] | Stale[T]:
    """A part of the story is as fresh as the story."""
    if isinstance(told, Stale):
        return Stale(since=told.since, answer=answer)
    return Data(answer=answer)


def _nothing(told: Panel[Story]) -> PopNow:
    """Without the story nobody else can be asked."""
    if isinstance(told, Refused):
        return PopNow(contact=told, customer=told, path=told, history=told, orders=told)
    return PopNow(
        contact=Stale(None, None),
        customer=Stale(None, None),
        path=Stale(None, None),
        history=Stale(None, None),
        orders=Stale(None, None),
    )


def is_whole(pop: PopNow) -> bool:
    """Whether every panel has answered in time."""
    panels = (pop.contact, pop.customer, pop.path, pop.history, pop.orders)
    return all(isinstance(panel, Data) for panel in panels)
