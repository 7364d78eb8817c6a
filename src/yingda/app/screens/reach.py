"""Whose contacts somebody looks at: one rule for lists, details, chats and recordings."""

from typing import Protocol

from yingda.journey.contacts.model import Card, Wanted
from yingda.journey.contacts.service import Contacts
from yingda.kernel.ids import AgentId, ContactId
from yingda.kernel.org import Asker


class Leads(Protocol):
    """Whose contacts does this asker look at? None: everybody's of their place."""

    async def within_reach(self, asker: Asker) -> frozenset[AgentId] | None: ...


class Reach:
    """Roles say how far it goes: own contacts, the group's, or the whole place."""

    def __init__(self, *, people: Leads, contacts: Contacts) -> None:
        self._people = people
        self._contacts = contacts

    async def agents(self, asker: Asker) -> frozenset[AgentId] | None:
        """Whose contacts are listed; None: everybody's of the asker's place."""
        return await self._people.within_reach(asker)

    async def sees(self, asker: Asker, card: Card) -> bool:
        """Whose contact somebody within reach served, or whose customer they served
        another time."""
        reach = await self.agents(asker)
        if reach is None or not reach.isdisjoint(card.agent_ids):
            return True
        if card.customer_id is None:
            return False
        served = Wanted(
            customer_id=card.customer_id, among=tuple(sorted(reach)), limit=1
        )
        return bool(await self._contacts.find(asker, served))

    async def sees_contact(self, asker: Asker, contact_id: ContactId) -> bool:
        """The same, for those who have no card of it."""
        if await self.agents(asker) is None:
            return True
        stories = await self._contacts.stories(asker.scope, [contact_id])
        story = stories.get(contact_id)
        return story is not None and await self.sees(asker, story.card)
