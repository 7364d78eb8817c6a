"""Agents' telephones, rung for routing."""

from pathlib import Path

from yingda.journey.channels.core import control
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.model import LineId, TalkId
from yingda.journey.channels.model.calls import (
    AgentLine,
    Call,
    Leg,
    LegState,
)
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.store import calls
from yingda.kernel.ids import AgentId, LegId, QueueId
from yingda.messages.channels import (
    GiveUpLeg,
    LegEnd,
    LegEnded,
    RecallParked,
    RingAgent,
    StopRinging,
)
from yingda.messages.dialogue import CallerIdentified
from yingda.messages.routing import ContactQueued
from yingda.platform.ports import Transaction


class Legs:
    def __init__(self, exchange: Exchange, spool: Path) -> None:
        self._exchange = exchange
        self._spool = spool

    async def ring_agent(self, command: RingAgent) -> None:
        """Heard again while it rings: ordered again, and the switch rings once."""

        def decide(turn: Turn) -> None:
            leg = turn.call.leg(command.leg_id) or self._leg(command)
            if leg.state is LegState.RINGING and not leg.rang:
                control.ring(turn, leg)
                # The answer may be there before anybody could look up whose line it is.
                self._exchange.know(leg.line_id, command.contact_id)

        known = False

        async def mark(tx: Transaction, call: Call) -> None:
            nonlocal known
            known = True

        await self._exchange.change(
            command.contact_id, decide, because=command, also=mark
        )
        if not known:
            await self._again_or_unknown(command)

    async def stop_ringing(self, command: StopRinging) -> None:
        def decide(turn: Turn) -> None:
            if leg := turn.call.leg(command.leg_id):
                control.stop_ringing(turn, leg, command.why)

        await self._exchange.change(command.contact_id, decide, because=command)

    async def give_up_leg(self, command: GiveUpLeg) -> None:
        otherwise = self._exchange.limits(command.scope).queue_otherwise

        def decide(turn: Turn) -> None:
            if leg := turn.call.leg(command.leg_id):
                control.give_up(turn, leg, otherwise=otherwise)

        await self._exchange.change(command.contact_id, decide, because=command)

    async def recall_parked(self, command: RecallParked) -> None:
        await self._exchange.change(
            command.contact_id,
            lambda turn: control.recall(turn, command.queue_id),
            because=command,
        )

    async def contact_queued(self, event: ContactQueued) -> None:
        async with self._exchange.work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="channels"):
                await calls.set_waiting(tx, event.contact_id)

    async def caller_identified(self, event: CallerIdentified) -> None:
        async with self._exchange.work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="channels"):
                await calls.identify(
                    tx,
                    event.contact_id,
                    customer_id=event.customer_id,
                    tier_id=event.tier_id,
                    branch_id=event.branch_id,
                )

    def new_line(self, leg_id: LegId, part: int) -> AgentLine:
        name = f"{leg_id}-{part}"
        return AgentLine(
            line_id=LineId(name),
            part=part,
            record_as=str(self._spool / name),
            asked=self._exchange.clock.now(),
        )

    def new_leg(
        self,
        agent_id: AgentId,
        *,
        leg_id: LegId | None = None,
        queue_id: QueueId | None = None,
    ) -> Leg:
        leg_id = leg_id or self._exchange.ids.new(LegId)
        line = self.new_line(leg_id, 1)
        return Leg(
            leg_id=leg_id,
            agent_id=agent_id,
            queue_id=queue_id,
            asked=line.asked,
            talk_id=TalkId(leg_id),
            line_id=line.line_id,
            lines=(line,),
        )

    def _leg(self, command: RingAgent) -> Leg:
        return self.new_leg(
            command.agent_id, leg_id=command.leg_id, queue_id=command.queue_id
        )

    async def _again_or_unknown(self, command: RingAgent) -> None:
        """Either it was heard before, and may have been ordered or not; or there is no
        such call, and the agent must not wait for it."""

        def decide(turn: Turn) -> bool:
            leg = turn.call.leg(command.leg_id)
            if leg is not None and leg.state is LegState.RINGING and not leg.rang:
                turn.ring(leg, leg.lines[0])
            return True

        if await self._exchange.change(command.contact_id, decide):
            return
        async with self._exchange.work.system(command.scope) as tx:
            if await tx.first_time(command.id, by="channels"):
                await tx.tell(
                    LegEnded(
                        id=self._exchange.new_id(),
                        at=self._exchange.clock.now(),
                        scope=command.scope,
                        contact_id=command.contact_id,
                        leg_id=command.leg_id,
                        agent_id=command.agent_id,
                        why=LegEnd.WITHDRAWN,
                        was_bridged=False,
                    )
                )
