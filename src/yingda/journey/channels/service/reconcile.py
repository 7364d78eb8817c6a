"""After any crash, of anybody: what ought to be, held against what the switch says."""

import logging

from yingda.journey.channels.core.repair import repair
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.model import (
    HangUp,
    Line,
    LineId,
    LineRang,
    Number,
    SwitchFound,
)
from yingda.journey.channels.model.calls import CallState
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.service.gate import Gate
from yingda.journey.channels.service.inbound import Inbound
from yingda.journey.channels.service.phones import Phones
from yingda.journey.channels.store import calls
from yingda.kernel.ids import ContactId
from yingda.platform.ports import DatabaseAway

log = logging.getLogger(__name__)


class Reconciling:
    def __init__(
        self, exchange: Exchange, gate: Gate, inbound: Inbound, phones: Phones
    ) -> None:
        self._exchange = exchange
        self._gate = gate
        self._inbound = inbound
        self._phones = phones

    async def reconcile(self, found: SwitchFound) -> tuple[ContactId, ...]:
        exchange = self._exchange
        lines = {line.line_id: line for line in found.lines}
        async with exchange.system() as tx:
            known = await calls.unsettled(tx)
            ours = await calls.open_lines(tx)
        exchange.forget_lines()
        self._gate.survey(line for line in found.lines if line.line_id in ours)
        with_machine = []
        for contact_id in known:
            state = await self._repair(contact_id, lines, found)
            if state in (CallState.MACHINE, CallState.WAITING):
                with_machine.append(contact_id)
        await self._strangers(found, lines, ours)
        await self._phones.admit_all()
        return tuple(with_machine)

    async def _repair(
        self,
        contact_id: ContactId,
        lines: dict[LineId, Line],
        found: SwitchFound,
    ) -> CallState | None:
        """The state after it. One call that cannot be repaired keeps no other waiting."""

        def decide(turn: Turn) -> CallState:
            repair(turn, lines, began=found.began)
            return turn.call.state

        try:
            return await self._exchange.change(contact_id, decide, at=found.at)
        except (DatabaseAway, ConnectionError):
            raise
        except Exception:
            log.exception("a call could not be repaired: %s", contact_id)
            return None

    async def _strangers(
        self, found: SwitchFound, lines: dict[LineId, Line], ours: set[LineId]
    ) -> None:
        """Callers whom we have not heard ring, and lines that nobody needs any more."""
        for line in lines.values():
            if line.line_id in ours:
                continue
            if await self._exchange.contact_on(line.line_id):
                await self._exchange.act([HangUp(line_id=line.line_id)])
            elif line.is_inbound and line.door is not None:
                rang = LineRang(
                    line_id=line.line_id,
                    at=found.at,
                    caller=line.caller or Number(""),
                    called=line.called,
                    door=line.door,
                    account=line.account,
                )
                await self._inbound.arrive(rang)
