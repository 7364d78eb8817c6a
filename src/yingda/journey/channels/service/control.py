"""What an agent may do with the call they are on, on whatever make of switch (CT-05)."""

import re
from collections.abc import Callable

from yingda.journey.channels.core import control
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.errors import AgentBusy, NotYourCall
from yingda.journey.channels.model.calls import Call, Leg, ParkedCall
from yingda.journey.channels.ports import Queues
from yingda.journey.channels.service.exchange import Also, Exchange
from yingda.journey.channels.service.legs import Legs
from yingda.journey.channels.store import calls
from yingda.kernel.ids import AgentId, ContactId, QueueId
from yingda.kernel.org import Asker, NotAllowed, Scope
from yingda.kernel.refusal import BadInput
from yingda.platform.ports import Transaction

RIGHT = "calls.control"
KEYS = re.compile(r"[0-9*#A-D]{1,32}")


class Control:
    """Every verb needs the right to it and a live leg of the asker's own."""

    def __init__(self, exchange: Exchange, legs: Legs, queues: Queues) -> None:
        self._exchange = exchange
        self._legs = legs
        self._queues = queues

    async def hold(self, asker: Asker, contact_id: ContactId) -> None:
        await self._with_leg(asker, contact_id, control.hold)

    async def retrieve(self, asker: Asker, contact_id: ContactId) -> None:
        await self._with_leg(asker, contact_id, control.retrieve)

    async def hang_up(self, asker: Asker, contact_id: ContactId) -> None:
        """Declines while it rings; in the talk it ends the call."""
        await self._with_leg(asker, contact_id, control.hang_up)

    async def send_keys(self, asker: Asker, contact_id: ContactId, keys: str) -> None:
        if not KEYS.fullmatch(keys):
            raise BadInput("keys", "1 to 32 of 0–9, *, #, A–D")
        await self._with_leg(
            asker, contact_id, lambda turn, leg: control.send_keys(turn, leg, keys)
        )

    async def transfer(
        self,
        asker: Asker,
        contact_id: ContactId,
        *,
        to_queue: QueueId | None,
        to_agent: AgentId | None,
        note: str = "",
    ) -> None:
        """Blind, to a queue or to one agent; the caller never stands alone."""
        if to_queue is None and to_agent is None:
            raise BadInput("to_queue", "a queue, or an agent in to_agent")
        if to_queue is not None and to_queue not in self._queues.queues(asker.scope):
            raise BadInput("to_queue", "a queue of the centre")
        if to_agent is not None and to_agent == asker.agent_id:
            raise BadInput("to_agent", "somebody else")
        limits = self._exchange.limits(asker.scope)
        if len(note) > limits.longest_note:
            raise BadInput("note", f"at most {limits.longest_note} characters")

        def decide(turn: Turn, leg: Leg) -> None:
            queue_id = to_queue or leg.queue_id or limits.queue_otherwise
            control.transfer(turn, leg, to_queue=queue_id, to_agent=to_agent)

        async def keep_note(tx: Transaction, call: Call) -> None:
            sealed = self._exchange.keys.seal(note, about=f"note/{contact_id}")
            await calls.keep_note(tx, contact_id, sealed)

        await self._with_leg(
            asker, contact_id, decide, also=keep_note if note else None
        )

    async def consult(
        self, asker: Asker, contact_id: ContactId, to_agent: AgentId
    ) -> None:
        """Asks a colleague while the caller is on hold."""
        asker.must(RIGHT)
        if to_agent == asker.agent_id:
            raise BadInput("to_agent", "somebody else")
        async with self._exchange.work.system(asker.scope) as tx:
            if await calls.contact_with(tx, to_agent):
                raise AgentBusy(to_agent)
        colleague = self._legs.new_leg(to_agent)
        await self._with_leg(
            asker,
            contact_id,
            lambda turn, leg: control.consult(turn, leg, colleague),
        )

    async def hand_over(self, asker: Asker, contact_id: ContactId) -> None:
        """The colleague who was consulted takes the caller; the asker is through."""
        otherwise = self._exchange.limits(asker.scope).queue_otherwise

        def decide(turn: Turn, leg: Leg) -> None:
            control.hand_over(turn, leg, otherwise=otherwise)

        await self._with_leg(asker, contact_id, decide)

    async def confer(self, asker: Asker, contact_id: ContactId) -> None:
        """Caller, asker and the colleague who was consulted all hear each other."""
        await self._with_leg(asker, contact_id, control.confer)

    async def park(self, asker: Asker, contact_id: ContactId) -> None:
        """Leaves the caller with music for a colleague; not for ever."""
        await self._with_leg(asker, contact_id, control.park)

    async def pick_up(self, asker: Asker, contact_id: ContactId) -> None:
        """Takes a parked call, or one that rings at a colleague."""
        asker.must(RIGHT)
        agent_id = asker.agent_id
        if agent_id is None:
            raise NotAllowed(RIGHT)
        await self._exchange.must_have_switch()
        async with self._exchange.work.begin(asker.scope) as tx:
            is_theirs_to_see = await calls.state(tx, contact_id)
            if await calls.contact_with(tx, agent_id):
                raise AgentBusy(agent_id)
        if is_theirs_to_see is None:
            raise NotYourCall(contact_id)
        leg = self._legs.new_leg(agent_id)
        await self._exchange.change(contact_id, lambda turn: control.pick_up(turn, leg))

    async def parked(self, asker: Asker) -> list[ParkedCall]:
        """The callers who wait to be picked up, the longest first."""
        asker.must(RIGHT)
        async with self._exchange.work.begin(asker.scope) as tx:
            return await calls.parked(tx, self._exchange.keys)

    async def note(self, asker: Asker, contact_id: ContactId) -> str:
        """What the agent before wrote for the next one; empty if nothing, or if the
        asker has no leg in the call: as for every verb, the leg decides."""
        asker.must(RIGHT)
        async with self._exchange.work.system(asker.scope) as tx:
            sealed = await calls.note(tx, contact_id, asker.agent_id)
        if sealed is None:
            return ""
        return self._exchange.keys.open(sealed, about=f"note/{contact_id}")

    async def resume(self, scope: Scope, agent_id: AgentId) -> ContactId | None:
        """The agent's page was loaded anew and has registered: rings it for the call
        they are in. None if there is none."""
        async with self._exchange.work.system(scope) as tx:
            contact_id = await calls.contact_with(tx, agent_id)
        if contact_id is None:
            return None

        def decide(turn: Turn) -> ContactId | None:
            leg = turn.call.leg_of(agent_id)
            if leg is None:
                return None
            line = self._legs.new_line(leg.leg_id, len(leg.lines) + 1)
            control.resume(turn, leg, line)
            return turn.call.contact_id

        return await self._exchange.change(contact_id, decide)

    async def _with_leg(
        self,
        asker: Asker,
        contact_id: ContactId,
        verb: Callable[[Turn, Leg], None],
        *,
        also: Also | None = None,
    ) -> None:
        """A call is its agent's whatever its branch, so the leg decides, not the scope:
        the tenant is the border here."""
        asker.must(RIGHT)
        agent_id = asker.agent_id
        if agent_id is None:
            raise NotAllowed(RIGHT)
        await self._exchange.must_have_switch()

        def decide(turn: Turn) -> bool:
            leg = turn.call.leg_of(agent_id)
            is_same_tenant = turn.call.scope.tenant_id == asker.scope.tenant_id
            if leg is None or not is_same_tenant or not turn.call.is_live:
                raise NotYourCall(contact_id)
            verb(turn, leg)
            return True

        if not await self._exchange.change(contact_id, decide, also=also):
            raise NotYourCall(contact_id)
