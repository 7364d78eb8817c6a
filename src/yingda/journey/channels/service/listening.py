"""Listening in to an agent's talk: by right, told in the log, with a tone by policy."""

import math
import struct
import wave
from pathlib import Path

from yingda.journey.channels.core import listening
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.errors import AgentBusy, NoTelephone, NotTalking
from yingda.journey.channels.model import HangUp, LineId
from yingda.journey.channels.model.calls import Ear
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.store import calls, ears
from yingda.kernel.ids import AgentId, ContactId, MessageId
from yingda.kernel.org import Asker

RIGHT = "floor.listen"
HERTZ, SECONDS, RATE = 1400, 0.2, 8000


class Listening:
    """Whom the asker may listen to was asked before; the tenant is the border here."""

    def __init__(self, exchange: Exchange, spool: Path) -> None:
        self._exchange = exchange
        self._tone = spool / "tone"

    async def listen(self, asker: Asker, agent_id: AgentId) -> None:
        """One talk at a time: whatever the asker listened to before is over."""
        asker.must(RIGHT)
        listener_id = asker.agent_id
        if listener_id is None:
            raise NoTelephone
        await self._exchange.must_have_switch()
        async with self._exchange.work.system(asker.scope) as tx:
            contact_id = await calls.contact_with(tx, agent_id)
            is_busy = await calls.contact_with(tx, listener_id) is not None
        if contact_id is None:
            raise NotTalking(agent_id)
        if is_busy:
            raise AgentBusy(listener_id)
        await self.stop(asker)
        exchange, limits = self._exchange, self._exchange.limits(asker.scope)
        ear_id = exchange.ids.new(MessageId)
        _write_tone(self._tone)

        def decide(turn: Turn) -> bool:
            leg = turn.call.leg_of(agent_id)
            if leg is None or turn.call.scope.tenant_id != asker.scope.tenant_id:
                raise NotTalking(agent_id)
            ear = Ear(
                ear_id=ear_id,
                line_id=LineId(f"{ear_id}-ear"),
                listener_id=listener_id,
                user_id=asker.user_id,
                leg_id=leg.leg_id,
                agent_id=agent_id,
                to=leg.line_id,
                tone=limits.listening_tone,
                sound=str(self._tone),
                asked=turn.at,
            )
            listening.listen(turn, leg, ear)
            return True

        if not await exchange.change(contact_id, decide):
            raise NotTalking(agent_id)

    async def stop(self, asker: Asker) -> None:
        """Nothing to stop is no error."""
        asker.must(RIGHT)
        listener_id = asker.agent_id
        contact_id = await self._heard_by(asker)
        if contact_id is None:
            return

        def decide(turn: Turn) -> None:
            for ear in turn.call.ears:
                if ear.listener_id == listener_id and ear.gone is None:
                    turn.order(HangUp(line_id=ear.line_id))

        await self._exchange.change(contact_id, decide)

    async def _heard_by(self, asker: Asker) -> ContactId | None:
        if asker.agent_id is None:
            return None
        async with self._exchange.work.system(asker.scope) as tx:
            return await ears.contact_heard_by(tx, asker.agent_id)


def _write_tone(path: Path) -> None:
    """Where the switch finds it; it runs as another user."""
    file = path.with_suffix(".wav")
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    turn = 2 * math.pi * HERTZ / RATE
    moments = range(round(SECONDS * RATE))
    made = file.with_suffix(".new")
    with wave.open(str(made), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        samples = (struct.pack("<h", round(6000 * math.sin(turn * n))) for n in moments)
        sound.writeframes(b"".join(samples))
    made.chmod(0o644)
    made.replace(file)
