"""The projection of contacts: what it hears, and what it answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from yingda.journey.contacts import core
from yingda.journey.contacts.errors import UnknownContact
from yingda.journey.contacts.model import Card, Segment, Step, Story, Wanted
from yingda.journey.contacts.store import reading, writing
from yingda.kernel.ids import AgentId, ContactId, CustomerId
from yingda.kernel.message import Event
from yingda.kernel.org import Asker, NotAllowed, Scope
from yingda.messages.channels import (
    AgentRang,
    CallArrived,
    CallBridged,
    CallEnded,
    CallHeld,
    CallRetrieved,
    LegEnded,
    RecordingKept,
)
from yingda.messages.desk import ContactWrappedUp
from yingda.messages.dialogue import (
    CallerIdentified,
    DataAttached,
    DialogueStarted,
    HumanRequested,
    MenuChosen,
    MenuEntered,
)
from yingda.messages.people import AgentPosted
from yingda.messages.routing import (
    ContactOffered,
    ContactQueued,
    OfferFailed,
)
from yingda.platform.ports import Transaction, Work

SERVE = "desk.work"
READ = "contacts.read"
READ_ALL = "contacts.read-all"


class Contacts:
    """What happened between us and our customers."""

    def __init__(self, *, work: Work) -> None:
        self._work = work

    # --- questions ------------------------------------------------------------------

    async def story(self, asker: Asker, contact_id: ContactId) -> Story:
        """The card with all that travels along, for whoever serves or may read it.

        An agent sees the contacts that they were offered, of whatever branch: that is
        a rule about the contact, so it is asked apart from the asker's part of the tree.
        """
        if not asker.may(SERVE):
            asker.must(READ)
        story = (await self.stories(asker.scope, [contact_id])).get(contact_id)
        if story is None and asker.agent_id:
            async with self._work.system(asker.scope) as tx:
                story = await reading.own(tx, contact_id, asker.agent_id)
        if story is None:
            raise UnknownContact(contact_id)
        return story

    async def stories(
        self, scope: Scope, contact_ids: Sequence[ContactId]
    ) -> Mapping[ContactId, Story]:
        """Many at once, for screens that have asked for the right; within the scope."""
        async with self._work.begin(scope) as tx:
            return await reading.cards(tx, contact_ids)

    async def segments(self, asker: Asker, contact_id: ContactId) -> list[Segment]:
        place = (await self.story(asker, contact_id)).place
        async with self._work.begin(place) as tx:
            return await reading.segments(tx, contact_id)

    async def steps(self, asker: Asker, contact_id: ContactId) -> list[Step]:
        """What was told of the contact, in the order in which it was heard."""
        place = (await self.story(asker, contact_id)).place
        async with self._work.begin(place) as tx:
            return await reading.steps(tx, contact_id)

    async def last_of(
        self, scope: Scope, customer_ids: Sequence[CustomerId], *, limit: int = 6
    ) -> Mapping[CustomerId, Sequence[Card]]:
        """The last contacts of many customers, for screens that have asked for the
        right; the newest first."""
        async with self._work.begin(scope) as tx:
            found = await reading.last_of(tx, customer_ids, limit=limit)
        return {
            customer_id: [one for one in found if one.customer_id == customer_id]
            for customer_id in customer_ids
        }

    async def last_agents(
        self, scope: Scope, customer_ids: Sequence[CustomerId], since: datetime
    ) -> Mapping[CustomerId, AgentId]:
        """Who served each of them last, for the centre's own sake: of the whole tenant."""
        async with self._work.system(scope) as tx:
            return await reading.last_agents(tx, customer_ids, since)

    async def group_of(
        self, scope: Scope, agent_id: AgentId, at: datetime
    ) -> str | None:
        """In which group the agent was then, for what is kept with it."""
        async with self._work.system(scope) as tx:
            return await reading.group_of(tx, agent_id, at)

    async def simulated(
        self, scope: Scope, contact_ids: Sequence[ContactId]
    ) -> frozenset[ContactId]:
        """Those of them whose customers are nobody real, for lists that name them."""
        if not contact_ids:
            return frozenset()
        async with self._work.system(scope) as tx:
            return await reading.simulated(tx, contact_ids)

    async def find(self, asker: Asker, wanted: Wanted) -> list[Card]:
        """A page of contacts, the newest first.

        Without the right to read all, an agent finds their own, and those that they name
        by contact, customer or number.
        """
        if not asker.may(READ_ALL):
            asker.must(READ)
            own = asker.agent_id
            is_own = own is not None and own in (wanted.agent_id, *(wanted.among or ()))
            is_own = is_own and set(wanted.among or ()) <= {own}
            named = wanted.contact_id or wanted.customer_id or wanted.point_id
            if not (is_own or named):
                raise NotAllowed(READ_ALL)
        async with self._work.begin(asker.scope) as tx:
            return await reading.listed(tx, wanted)

    async def is_among(self, scope: Scope, wanted: Wanted) -> bool:
        """Is there such a contact within the scope? For screens that ask for the right
        themselves."""
        async with self._work.begin(scope) as tx:
            return bool(await reading.listed(tx, wanted))

    # --- what is heard --------------------------------------------------------------

    async def call_arrived(self, event: CallArrived) -> None:
        async with self._work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="contacts"):
                await writing.arrived(tx, event)
                await _step(tx, event)

    async def agent_posted(self, event: AgentPosted) -> None:
        async with self._work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="contacts"):
                await writing.posted(tx, event)

    async def heard(self, event: Event) -> None:
        """Any other fact of a contact: a step of its history, and what it changes."""
        async with self._work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="contacts"):
                await _step(tx, event)
                await _change(tx, event)

    async def call_ended(self, event: CallEnded) -> None:
        async with self._work.system(event.scope) as tx:
            if not await tx.first_time(event.id, by="contacts"):
                return
            await _step(tx, event)
            stories = await reading.cards(tx, [event.contact_id])
            if story := stories.get(event.contact_id):
                outcome = core.outcome(
                    by=event.by,
                    answered_at=story.card.answered_at,
                    requested_at=story.card.requested_at,
                )
                await writing.ended(tx, event, outcome)


async def _step(tx: Transaction, event: Event) -> None:
    contact_id = getattr(event, "contact_id", None)
    if contact_id is not None:
        await writing.step(tx, event, ContactId(contact_id), core.detail(event))


async def _change(tx: Transaction, event: Event) -> None:
    match event:
        case CallerIdentified():
            await writing.identified(tx, event)
        case DialogueStarted():
            await writing.started(tx, event.contact_id, event.variant)
        case MenuEntered():
            await writing.entered(tx, event.contact_id, event.node, event.at)
        case MenuChosen():
            await writing.chosen(
                tx, event.contact_id, event.node, event.choice, event.at
            )
        case DataAttached():
            await writing.attached(tx, event.contact_id, event.data)
        case HumanRequested():
            await writing.requested(tx, event.contact_id, event.at)
        case _:
            await _change_queue(tx, event)


async def _change_queue(tx: Transaction, event: Event) -> None:
    match event:
        case ContactQueued():
            await writing.queued(tx, event)
        case ContactOffered():
            await writing.offered(tx, event)
        case OfferFailed():
            await writing.failed(tx, event.leg_id, event.why, event.at)
        case ContactWrappedUp():
            await writing.wrapped(tx, event)
        case _:
            await _change_leg(tx, event)


async def _change_leg(tx: Transaction, event: Event) -> None:
    match event:
        case AgentRang():
            await writing.rang(tx, event)
        case CallBridged():
            await writing.bridged(tx, event)
        case CallHeld():
            await writing.held(tx, event)
        case CallRetrieved():
            await writing.retrieved(tx, event)
        case LegEnded():
            await writing.leg_ended(tx, event)
        case RecordingKept():
            await writing.recorded(tx, event.contact_id)
        case _:
            """The rest is a step of the history and changes nothing else."""
