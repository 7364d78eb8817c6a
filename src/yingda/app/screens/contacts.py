"""The list of contacts, with names for people; the customers' are masked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from msgspec import Struct
from msgspec.structs import replace

from yingda.app.screens.reach import Reach
from yingda.app.screens.words import Words
from yingda.journey.contacts.errors import UnknownContact
from yingda.journey.contacts.model import Card, Wanted
from yingda.journey.contacts.service import Contacts
from yingda.journey.customers.service import Customers
from yingda.kernel.calendar import bounds
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    QueueId,
)
from yingda.kernel.name import Name
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput
from yingda.messages.analytics import Simulated

PAGE = 200
"""Lines of a page at most."""


class ContactRow(Struct, frozen=True, kw_only=True):
    """One contact in a list, with names for people; the customer's are masked."""

    contact_id: ContactId
    at: datetime
    ended: datetime | None
    channel: str
    customer_id: CustomerId | None
    customer_name: str | None
    number_masked: str | None
    branch_id: BranchId | None
    branch_name: Name | None
    tier_id: str
    tier_name: Name
    queue_id: QueueId | None
    queue_name: Name | None
    agent_ids: tuple[AgentId, ...]
    agent_names: tuple[str, ...]
    wait_seconds: float | None
    talk_seconds: float
    outcome: str
    reasons: tuple[str, ...]
    recordings: int
    simulated: bool
    """The caller is."""


class ContactPage(Struct, frozen=True, kw_only=True):
    """Contacts, the newest first."""

    contacts: tuple[ContactRow, ...]
    next: str | None
    """What to ask for the next page with; None at the end."""


class ContactsScreen:
    """Pages of contacts, found by what is known of them."""

    def __init__(
        self, *, contacts: Contacts, customers: Customers, reach: Reach, words: Words
    ) -> None:
        self._reach = reach
        self._contacts = contacts
        self._customers = customers
        self._words = words

    async def find(
        self, asker: Asker, wanted: Wanted, *, number: str | None
    ) -> ContactPage:
        """Whoever names a customer or a number sees all of their contacts; else those of
        the agents within the asker's reach. Nothing for a number that never called."""
        asker.must("contacts.read")
        if number:
            point_id = await self._customers.point_of(asker.scope, number)
            if point_id is None:
                return ContactPage(contacts=(), next=None)
            wanted = replace(wanted, point_id=point_id)
        if not (wanted.customer_id or wanted.point_id):
            wanted = await self._reach.within(asker, wanted)
        size = wanted.limit
        cards = await self._contacts.find(asker, replace(wanted, limit=size + 1))
        more = cards[size - 1] if len(cards) > size else None
        return ContactPage(
            contacts=await self.rows(asker, cards[:size]),
            next=f"{more.arrived_at.isoformat()}|{more.contact_id}" if more else None,
        )

    async def check_reach(self, asker: Asker, card: Card) -> None:
        """To whoever does not see it there is no such contact."""
        if not await self._reach.sees(asker, card):
            raise UnknownContact(card.contact_id)

    async def rows(self, asker: Asker, cards: Sequence[Card]) -> tuple[ContactRow, ...]:
        scope = asker.scope
        customers = await self._words.names(
            scope, "customer", [one.customer_id for one in cards if one.customer_id]
        )
        points = await self._customers.masked(
            scope, list({one.point_id for one in cards})
        )
        agents = await self._words.names(
            scope, "agent", [agent for one in cards for agent in one.agent_ids]
        )
        branches = await self._words.branches(scope) if cards else {}
        queues, tiers = self._words.queues(scope), self._words.tiers(scope)
        return tuple(
            ContactRow(
                contact_id=one.contact_id,
                at=one.arrived_at,
                ended=one.ended_at,
                channel=one.channel,
                customer_id=one.customer_id,
                customer_name=customers.get(one.customer_id or ""),
                number_masked=points[one.point_id].number
                if one.point_id in points
                else None,
                branch_id=one.branch_id,
                branch_name=branches.get(one.branch_id or ""),
                tier_id=one.tier_id,
                tier_name=tiers.get(one.tier_id) or Name.by_id(one.tier_id),
                queue_id=one.queue_id,
                queue_name=queues.get(one.queue_id or ""),
                agent_ids=one.agent_ids,
                agent_names=tuple(agents.get(agent, agent) for agent in one.agent_ids),
                wait_seconds=one.wait_seconds,
                talk_seconds=one.talk_seconds,
                outcome=one.outcome,
                reasons=one.reasons,
                recordings=one.recordings,
                simulated=one.simulated,
            )
            for one in cards
        )


def _moment(text: str | None, field: str, *, is_end: bool = False) -> datetime | None:
    """A moment with its zone, or a business day: its beginning or its end."""
    if not text:
        return None
    try:
        if len(text) == len("2026-01-01"):
            return bounds(date.fromisoformat(text))[is_end]
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(field, "2026-01-31 or 2026-01-31T08:00:00Z") from error
    if moment.tzinfo is None:
        raise BadInput(field, "2026-01-31 or 2026-01-31T08:00:00Z")
    return moment


def _before(cursor: str | None) -> tuple[datetime, ContactId] | None:
    if not cursor:
        return None
    at, _, contact_id = cursor.partition("|")
    moment = _moment(at, "cursor")
    return (moment, ContactId(contact_id)) if moment else None


@get("/api/contacts")
async def list_contacts(
    contacts_screen: NamedDependency[ContactsScreen],
    asker: NamedDependency[Asker],
    since: Annotated[str | None, QueryParameter(name="from")] = None,
    until: Annotated[str | None, QueryParameter(name="to")] = None,
    number: FromQuery[str | None] = None,
    customer_id: FromQuery[str | None] = None,
    agent_id: FromQuery[str | None] = None,
    queue_id: FromQuery[str | None] = None,
    branch_id: FromQuery[str | None] = None,
    outcome: FromQuery[str | None] = None,
    simulated: FromQuery[Simulated] = "",
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> ContactPage:
    wanted = Wanted(
        customer_id=CustomerId(customer_id) if customer_id else None,
        agent_id=AgentId(agent_id) if agent_id else None,
        queue_id=QueueId(queue_id) if queue_id else None,
        branch_id=BranchId(branch_id) if branch_id else None,
        outcome=outcome or None,
        is_simulated=simulated == "yes" if simulated else None,
        since=_moment(since, "from"),
        until=_moment(until, "to", is_end=True),
        before=_before(cursor),
        limit=max(1, min(limit, PAGE)),
    )
    return await contacts_screen.find(asker, wanted, number=number)


ROUTES = [list_contacts]
