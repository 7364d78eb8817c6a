"""Whose contacts somebody looks at: one rule for lists, details, chats and recordings."""

from typing import Protocol

from msgspec.structs import replace

from yingda.journey.contacts.model import Card, Wanted
from yingda.journey.contacts.service import Contacts
from yingda.kernel.ids import ContactId
from yingda.kernel.org import Asker
from yingda.messages.people import Sight


class Leads(Protocol):
    """Whose contacts does this asker look at? None: everybody's of their place."""

    async def sight(self, asker: Asker) -> Sight | None: ...


class Reach:
    """Roles say how far it goes: own contacts, the group's, or the whole place."""

    def __init__(self, *, people: Leads, contacts: Contacts) -> None:
        self._people = people
        self._contacts = contacts

    async def sight(self, asker: Asker) -> Sight | None:
        """The agents within reach, and the groups for what they served when others were
        in them; None: everybody of the asker's place."""
        return await self._people.sight(asker)

    async def within(self, asker: Asker, wanted: Wanted) -> Wanted:
        """Of these contacts, those that the asker looks at."""
        sight = await self._people.sight(asker)
        return wanted if sight is None else _within(sight, wanted)

    async def sees(self, asker: Asker, card: Card) -> bool:
        """Whose contact was served within reach, or whose customer was another time."""
        sight = await self._people.sight(asker)
        if sight is None or (sight.own and sight.own in card.agent_ids):
            return True
        wanted = [Wanted(contact_id=card.contact_id, limit=1)]
        if card.customer_id is not None:
            wanted.append(Wanted(customer_id=card.customer_id, limit=1))
        for one in wanted:
            if await self._contacts.is_among(asker.scope, _within(sight, one)):
                return True
        return False

    async def sees_contact(self, asker: Asker, contact_id: ContactId) -> bool:
        """The same, for those who have no card of it."""
        if await self.sight(asker) is None:
            return True
        stories = await self._contacts.stories(asker.scope, [contact_id])
        story = stories.get(contact_id)
        return story is not None and await self.sees(asker, story.card)


def _within(sight: Sight, wanted: Wanted) -> Wanted:
    return replace(
        wanted,
        among=tuple(sorted(sight.agents)),
        groups=tuple(sorted(sight.groups)) if sight.groups else None,
        own=sight.own,
    )
