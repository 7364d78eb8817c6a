"""督办: somebody at the province keeps an eye on an order and wants an answer."""

from typing import cast

from yingda.journey.workorders import store
from yingda.journey.workorders.model import Level
from yingda.journey.workorders.model.states import Act
from yingda.journey.workorders.service.watch import Watch
from yingda.kernel.ids import OrderId, UserId
from yingda.kernel.org import Scope
from yingda.platform.ports import Clock, Row, Transaction


class Supervising:
    """It has a limit of its own, and ends only when it is released."""

    def __init__(self, *, clock: Clock, watch: Watch) -> None:
        self._clock = clock
        self._watch = watch

    async def take(
        self,
        tx: Transaction,
        place: Scope,
        row: Row,
        act: str,
        level: Level,
        by: UserId,
    ) -> None:
        """What an act means for it; nothing, most of the time."""
        now, order_id = self._clock.now(), OrderId(cast(str, row["order_id"]))
        if act == Act.SUPERVISE:
            begun = self._watch.supervision(place, row, level, now, by)
            await store.supervise(tx, begun)
            await self._watch.look_at(tx, place, begun)
        elif act == Act.ANSWER:
            await store.answer(tx, order_id, now, by)
        elif act == Act.RELEASE:
            await store.release(tx, order_id, now, by)
            await self._watch.look_away(tx, order_id)


def supervised(row: Row, act: str, level: Level) -> str | None:
    """What the order's row says after the act."""
    if act == Act.SUPERVISE:
        return level
    return None if act == Act.RELEASE else cast(str | None, row["supervised"])
