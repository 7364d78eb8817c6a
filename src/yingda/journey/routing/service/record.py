"""A turn on its way to the tables and the log, inside the turn's transaction."""

from datetime import datetime

from msgspec.structs import replace

from yingda.journey.routing import store
from yingda.journey.routing.core import words
from yingda.journey.routing.core.floor import Changes, Floor, reserved, serves_one
from yingda.journey.routing.core.forecast import flowed
from yingda.journey.routing.core.pace import paced
from yingda.journey.routing.service.crews import Crews
from yingda.kernel.ids import AgentId, ContactId, LegId, MessageId
from yingda.kernel.message import Command, Event
from yingda.messages.routing import (
    Change,
    Departed,
    Idle,
    Joined,
    Missed,
    Offered,
    Rose,
    Sat,
    Stays,
    Waiting,
    Withdrawn,
)
from yingda.platform.ports import Alarms, Ids, Transaction


def ring_key(leg_id: LegId) -> str:
    return f"routing/ring/{leg_id}"


def search_key(contact_id: ContactId) -> str:
    return f"routing/search/{contact_id}"


class Record:
    """Writes changes before the floor has moved: so it knows them as they come.

    Rings are asked for before all else: a telephone rings before anybody else has written
    down that it shall.
    """

    def __init__(
        self,
        tx: Transaction,
        floor: Floor,
        at: datetime,
        *,
        ids: Ids,
        alarms: Alarms,
        crews: Crews,
    ) -> None:
        self._tx = tx
        self._floor = floor
        self._at = at
        self._ids = ids
        self._alarms = alarms
        self._crews = crews
        self._contacts: dict[ContactId, Waiting] = {}
        self._idle: dict[AgentId, Idle] = {}
        self._rings: list[Command] = []
        self._said: list[Event | Command] = []
        self._to_place: dict[ContactId, Waiting] = {}
        """Written when it is known whether somebody is rung for them at once."""

    async def write(self, changes: Changes) -> None:
        for change in changes:
            await self._write(change)
        for contact in self._to_place.values():
            await store.put_place(self._tx, contact)
        for ring in self._rings:
            await self._tx.ask_later(ring)
        for message in self._said:
            if isinstance(message, Event):
                await self._tx.tell(message)
            else:
                await self._tx.ask_later(message)

    async def _write(self, change: Change) -> None:
        match change:
            case Joined() | Stays():
                await self._stand(change)
            case Sat(idle=idle):
                self._idle[idle.agent_id] = idle
                await store.put_idle(self._tx, idle)
            case Rose():
                await store.put_state(self._tx, change)
            case Offered():
                await self._offer(change)
            case Missed():
                await self._miss(change)
            case Withdrawn():
                await self._stop(change)
            case Departed():
                await self._depart(change)

    async def _stand(self, change: Joined | Stays) -> None:
        """In line; looked at again when the rules say so."""
        contact = change.contact
        if isinstance(change, Joined):
            self._said.append(words.queued(contact, self._new_id(), self._at))
            queue_id, tier_id = contact.queue_id, contact.tier_id
            channel = contact.channel
            flows = await store.flows(self._tx, queue_id, channel)
            flow = flowed(flows.get(tier_id), self._at)
            await store.put_flow(self._tx, queue_id, channel, tier_id, flow)
        self._contacts[contact.contact_id] = contact
        self._to_place[contact.contact_id] = contact
        await self.set_search(contact, self._floor.rules.wake(contact))

    async def set_search(self, contact: Waiting, at: datetime | None) -> None:
        """When more agents are to be considered for it; None for never."""
        key = search_key(contact.contact_id)
        if at is None:
            await self._alarms.clear(self._tx, key)
            return
        command = words.widen(contact, self._new_id(), at)
        await self._alarms.set(self._tx, command, key=key, at=at)

    async def _offer(self, offered: Offered) -> None:
        contact = self._contact(offered.contact_id)
        if offered.leg_id is None or offered.decision is None:
            raise ValueError("an offer is written with its leg and its reasons")
        leg_id = offered.leg_id
        self._to_place.pop(offered.contact_id, None)
        idle = self._idle.get(offered.agent_id) or self._floor.idle[offered.agent_id]
        is_taken = serves_one(idle)
        if is_taken:
            await store.put_state(self._tx, reserved(idle, offered))
        await store.put_offer(
            self._tx, contact, offered, offered.decision, is_turn_noted=not is_taken
        )
        told = words.offered(contact, offered, leg_id, offered.decision, self._new_id())
        self._said.append(told)
        self._rings.append(words.ring(contact, offered, leg_id, self._new_id()))
        last = self._at + self._floor.rules.limits.ring(contact.channel)
        command = words.expire(contact, leg_id, self._new_id(), last)
        await self._alarms.set(self._tx, command, key=ring_key(leg_id), at=last)

    async def _miss(self, missed: Missed) -> None:
        contact = self._contact(missed.contact_id)
        rang_for = self._at - self._floor.ringing[missed.contact_id].at
        failed = words.failed(contact, missed, rang_for, self._new_id(), self._at)
        self._said.append(failed)
        if missed.is_still_ringing:
            await self._stop(missed)
        else:
            await self._alarms.clear(self._tx, ring_key(missed.leg_id))

    async def _stop(self, change: Missed | Withdrawn) -> None:
        contact = self._contact(change.contact_id)
        self._said.append(words.stop(change, contact, self._new_id(), self._at))
        await self._alarms.clear(self._tx, ring_key(change.leg_id))

    async def _depart(self, departed: Departed) -> None:
        contact = self._contact(departed.contact_id)
        self._said.append(words.left(contact, departed, self._new_id(), self._at))
        self._to_place.pop(departed.contact_id, None)
        await store.delete_place(self._tx, departed.contact_id)
        await self._alarms.clear(self._tx, search_key(departed.contact_id))
        if departed.why == "answered":
            await self._answered(contact)

    async def _answered(self, contact: Waiting) -> None:
        ringing = self._floor.ringing.get(contact.contact_id)
        if ringing is not None:
            await self._alarms.clear(self._tx, ring_key(ringing.leg_id))
        tenant_id, rules = contact.scope.tenant_id, self._floor.rules
        queue_id, channel = contact.queue_id, contact.channel
        places = await self._crews.places(self._tx, tenant_id, queue_id, channel, rules)
        made = paced(
            await store.pace(self._tx, queue_id, channel),
            since=contact.since,
            offered=self._at if ringing is None else ringing.at,
            at=self._at,
            places=places,
        )
        await store.put_pace(self._tx, queue_id, channel, made)

    def _contact(self, contact_id: ContactId) -> Waiting:
        contact = self._contacts.get(contact_id) or self._floor.contact(contact_id)
        if contact is None:
            raise ValueError("a change names a contact that is not on the floor")
        return contact

    def _new_id(self) -> MessageId:
        return self._ids.new(MessageId)


def with_legs(changes: Changes, ids: Ids) -> Changes:
    """Each offer gets the name of the line that will ring."""
    return tuple(
        replace(change, leg_id=ids.new(LegId))
        if isinstance(change, Offered)
        else change
        for change in changes
    )


def bare(changes: Changes) -> Changes:
    """As they are kept with a turn: the reasons stand in ContactOffered."""
    return tuple(
        replace(change, decision=None) if isinstance(change, Offered) else change
        for change in changes
    )
