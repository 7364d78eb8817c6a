"""The verbs of routing: what it takes in from the other stages."""

import asyncio
import logging

from msgspec.structs import replace

from yingda.journey.routing.core import words
from yingda.journey.routing.core.floor import serves_one
from yingda.journey.routing.ports import History, Staff
from yingda.journey.routing.service.turns import Turns
from yingda.kernel.ids import AgentId
from yingda.messages.channels import CallBridged, CallEnded, LegEnded
from yingda.messages.desk import AgentState, AgentStateChanged
from yingda.messages.people import PersonChanged
from yingda.messages.routing import (
    Bridge,
    End,
    Entry,
    Expire,
    ExpireOffer,
    Idle,
    Join,
    Miss,
    QueueContact,
    Rise,
    Sit,
    Wake,
    WidenSearch,
)

HISTORY_WAITS = 0.25
"""Seconds: a slow answer is worth no caller's wait."""

SEATED = frozenset({"queues", "seat", "seat_type", "skills"})
"""What of a person the floor goes by."""

log = logging.getLogger(__name__)


class Router:
    """Turns messages into turns of the floor. Each may be heard twice."""

    def __init__(self, turns: Turns, staff: Staff, history: History) -> None:
        self._turns = turns
        self._staff = staff
        self._history = history

    async def queue_contact(self, command: QueueContact) -> None:
        contact = words.waiting(command, await self._last_agent(command))
        await self._turns.take(command, Join(contact=contact))

    async def expire_offer(self, command: ExpireOffer) -> None:
        taken = Expire(contact_id=command.contact_id, leg_id=command.leg_id)
        await self._turns.take(command, taken)

    async def widen_search(self, command: WidenSearch) -> None:
        await self._turns.take(command, Wake(contact_id=command.contact_id))

    async def call_bridged(self, event: CallBridged) -> None:
        taken = Bridge(
            contact_id=event.contact_id,
            leg_id=event.leg_id,
            agent_id=event.agent_id,
            at=event.at,
        )
        await self._turns.take(event, taken)

    async def call_ended(self, event: CallEnded) -> None:
        await self._turns.take(event, End(contact_id=event.contact_id))

    async def leg_ended(self, event: LegEnded) -> None:
        if event.was_bridged:
            return
        taken = Miss(contact_id=event.contact_id, leg_id=event.leg_id, why=event.why)
        await self._turns.take(event, taken)

    async def agent_state_changed(self, event: AgentStateChanged) -> None:
        taken = await self._idle(event) or Rise(
            agent_id=event.agent_id, state=event.state, at=event.at, scope=event.scope
        )
        await self._turns.take(event, taken)

    async def person_changed(self, event: PersonChanged) -> None:
        """Whoever sits ready with other skills may be given other contacts at once, and
        keeps their place among those who wait for work."""
        agent_id = AgentId(event.person)
        if SEATED.isdisjoint(event.what):
            return
        seats = await self._staff.seats(event.scope, [agent_id])
        idle = await self._turns.idle(event.scope, agent_id)
        seat = seats.get(agent_id)
        if idle is None or seat is None:
            return
        sits = replace(
            idle,
            skills=seat.skills,
            queues=seat.queues,
            capacity=seat.capacity,
            simulated=seat.simulated,
        )
        await self._turns.take(event, Sit(idle=sits))

    async def _last_agent(self, command: QueueContact) -> AgentId | None:
        """Whom a customer who asks anew knows already."""
        rules = self._turns.rules(command.scope)
        within = rules.queue(command.queue_id).last_agent_within
        if within is None:
            within = rules.limits.last_agent_within
        customer_id = command.customer_id
        if not within or customer_id is None or command.entry is not Entry.REQUESTED:
            return None
        since = command.at - within
        try:
            async with asyncio.timeout(HISTORY_WAITS):
                found = await self._history.last_agents(
                    command.scope, [customer_id], since
                )
        except TimeoutError:
            log.warning(
                "nobody said in time who served a customer last",
                extra={"contact_id": command.contact_id},
            )
            return None
        return found.get(customer_id)

    async def _idle(self, event: AgentStateChanged) -> Sit | None:
        """Whoever serves contacts may be given more, as far as their seat has room."""
        if event.state is not AgentState.READY and not event.takes_more:
            return None
        seats = await self._staff.seats(event.scope, [event.agent_id])
        seat = seats.get(event.agent_id)
        if seat is None:
            # Ready, but without skills there is nothing that they could be given.
            log.warning("a ready agent has no seat", extra={"agent": event.agent_id})
            return None
        idle = Idle(
            agent_id=event.agent_id,
            scope=event.scope,
            skills=seat.skills,
            queues=seat.queues,
            since=event.at,
            capacity=seat.capacity,
            load=event.load,
            simulated=seat.simulated,
        )
        is_serving = event.state is not AgentState.READY
        if is_serving and (serves_one(idle) or is_full(idle)):
            return None
        return Sit(idle=idle)


def is_full(idle: Idle) -> bool:
    """Is there no channel that the agent has room for?"""
    load = idle.load
    return all(load.get(each, 0) >= most for each, most in idle.capacity.items())
