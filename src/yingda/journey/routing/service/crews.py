"""How many agents could serve a queue, looked up again when it is a moment old."""

from datetime import datetime, timedelta

from yingda.journey.routing import store
from yingda.journey.routing.core.crew import places
from yingda.journey.routing.core.rules import Rules
from yingda.journey.routing.model import Crew
from yingda.kernel.ids import QueueId, TenantId
from yingda.messages.channels import Channel
from yingda.platform.ports import Clock, Transaction

FRESH = timedelta(seconds=2)
"""An estimate bears it; and every answer and every announcement asks."""


class Crews:
    """Agents at work by what they can do, for the estimate of waits."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[TenantId, tuple[datetime, list[Crew]]] = {}

    async def places(
        self,
        tx: Transaction,
        tenant_id: TenantId,
        queue_id: QueueId,
        channel: Channel,
        rules: Rules,
    ) -> int:
        """So many contacts of the channel can be served at a time; of a call one an agent.
        `tx` must be of that tenant."""
        now = self._clock.now()
        known = self._known.get(tenant_id)
        if known is None or now - known[0] >= FRESH:
            known = self._known[tenant_id] = now, await store.crews(tx)
        return places(known[1], queue_id, channel, rules)
