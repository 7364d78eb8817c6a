"""Warns in time: one alarm a clock, set to its next mark, and each mark once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from yingda.journey.workorders import store
from yingda.journey.workorders.core.clocks import Clock as Measure
from yingda.journey.workorders.core.clocks import Pause
from yingda.journey.workorders.limits.times import TimeLimit
from yingda.journey.workorders.model import Level, Supervision, Task
from yingda.journey.workorders.model.states import State
from yingda.journey.workorders.service.timing import Timing
from yingda.kernel.ids import MessageId, OrderId, TaskId, UserId
from yingda.kernel.org import Scope
from yingda.messages.workorders import OrderWarned, WarnOfOrder
from yingda.platform.ports import Alarms, Clock, Ids, Row, Transaction, Work

ORDER, OUTER = "order", "outer"
TASK, SUPERVISION = "task", "supervise"


class Watch:
    """The clock of the order runs from its opening, that of a task from the moment in
    which it was given; a pause stops both. The outer limit, which the law sets to the
    answer of a complaint, is stopped by nothing."""

    def __init__(
        self, *, work: Work, clock: Clock, ids: Ids, alarms: Alarms, timing: Timing
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._alarms = alarms
        self._timing = timing

    async def look(
        self, tx: Transaction, place: Scope, row: Row, task: Task | None, state: State
    ) -> None:
        """After an act: sets the alarms of the clocks that run now, and no others."""
        order_id = OrderId(cast(str, row["order_id"]))
        if task is None or state is State.PAUSED:
            await self._alarms.clear(tx, _key(order_id, ORDER))
            await self._alarms.clear(tx, _key(order_id, TASK))
            if task is None:
                await self._alarms.clear(tx, _key(order_id, OUTER))
            return
        pauses = await store.pauses(tx, order_id)
        if pauses:
            await self._move(tx, place, row, task, pauses)
        for one in (
            self._order(place, row, pauses),
            self._outer(place, row),
            self._task(place, row, task, pauses),
        ):
            await self._set(tx, place, one, after=0)

    async def warn(self, command: WarnOfOrder) -> None:
        """Says it once, unless the order or its task has ended since, and looks ahead to
        the next mark."""
        place = command.scope
        async with self._work.system(place) as tx:
            row = await store.taken(tx, command.order_id)
            if row is None or row["closed_at"]:
                return
            if command.clock == SUPERVISION:
                if await self._is_answer_late(tx, command.order_id):
                    await self._say(tx, command, f"{SUPERVISION}/{row['steps']}")
                return
            if row["state"] == State.PAUSED and command.clock != OUTER:
                return
            clock = await self._clock_of(tx, place, row, command.clock)
            if clock is None:
                return
            await self._say(tx, command, command.clock)
            await self._set(tx, place, clock, after=command.percent)

    async def _clock_of(
        self, tx: Transaction, place: Scope, row: Row, clock: str
    ) -> "Running | None":
        """None: the task has ended."""
        if clock == OUTER:
            return self._outer(place, row)
        order_id = OrderId(cast(str, row["order_id"]))
        pauses = await store.pauses(tx, order_id)
        if clock == ORDER:
            return self._order(place, row, pauses)
        task = await store.task(tx, TaskId(clock)) if clock == row["task_id"] else None
        return self._task(place, row, task, pauses) if task else None

    def _order(self, place: Scope, row: Row, pauses: Sequence[Pause]) -> "Running":
        return Running(
            order_id=OrderId(cast(str, row["order_id"])),
            clock=ORDER,
            start=cast(datetime, row["opened_at"]),
            limit=self.order_limit(place, row),
            pauses=pauses,
        )

    def _outer(self, place: Scope, row: Row) -> "Running":
        return Running(
            order_id=OrderId(cast(str, row["order_id"])),
            clock=OUTER,
            start=cast(datetime, row["opened_at"]),
            limit=self.task_limit(place, row, OUTER),
        )

    def _task(
        self, place: Scope, row: Row, task: Task, pauses: Sequence[Pause]
    ) -> "Running":
        return Running(
            order_id=task.order_id,
            clock=task.task_id,
            start=task.given_at,
            limit=self.task_limit(place, row, task.limit),
            pauses=pauses,
        )

    def supervision(
        self,
        place: Scope,
        row: Row,
        level: Level,
        began: datetime,
        by: UserId,
    ) -> Supervision:
        """One that begins now, with the limit of its level."""
        limit = self.task_limit(place, row, f"{SUPERVISION}-{level}")
        return Supervision(
            order_id=OrderId(cast(str, row["order_id"])),
            number=cast(int, row["steps"]) + 1,
            level=level,
            began=began,
            began_by=by,
            due=self.due(place, limit, began),
            answered=None,
            released=None,
        )

    async def look_at(self, tx: Transaction, place: Scope, one: Supervision) -> None:
        """Its answer is waited for; whoever keeps the eye is told when it is due."""
        if one.due:
            command = self._command(place, one.order_id, SUPERVISION, 100)
            key = _key(one.order_id, SUPERVISION)
            await self._alarms.set(tx, command, key=key, at=one.due)

    async def look_away(self, tx: Transaction, order_id: OrderId) -> None:
        await self._alarms.clear(tx, _key(order_id, SUPERVISION))

    async def _is_answer_late(self, tx: Transaction, order_id: OrderId) -> bool:
        one = await store.supervision(tx, order_id)
        return one is not None and one.answered is None

    def is_open(self, place: Scope) -> bool:
        return self._timing.is_open(place, self._clock.now())

    def order_limit(self, place: Scope, row: Row) -> TimeLimit | None:
        promised = cast(datetime | None, row["promised"])
        if promised:
            hours = (promised - cast(datetime, row["opened_at"])) / timedelta(hours=1)
            return TimeLimit(clock=ORDER, hours=hours, counts="elapsed")
        return self._timing.limit(place, ORDER, cast(str, row["type"]), "", None)

    def order_clock(self, place: Scope, row: Row, pauses: Sequence[Pause]) -> Measure:
        """By which the time is shared out among the holders."""
        limit = self.order_limit(place, row)
        return self._timing.clock(place, limit, pauses) if limit else Measure()

    def task_limit(self, place: Scope, row: Row, limit: str | None) -> TimeLimit | None:
        if limit is None:
            return None
        return self._timing.limit(place, limit, cast(str, row["type"]), "", None)

    def due_of_new(
        self, place: Scope, order_type: str, opened: datetime
    ) -> datetime | None:
        """None: no limit is set for orders of this type."""
        limit = self._timing.limit(place, ORDER, order_type, "", None)
        return self.due(place, limit, opened)

    def due(
        self, place: Scope, limit: TimeLimit | None, start: datetime
    ) -> datetime | None:
        return self._timing.due(place, limit, start) if limit else None

    async def _move(
        self,
        tx: Transaction,
        place: Scope,
        row: Row,
        task: Task,
        pauses: list[Pause],
    ) -> None:
        """What was due before the pause is due later by it."""
        opened, limit = cast(datetime, row["opened_at"]), self.order_limit(place, row)
        due = limit and self._timing.due(place, limit, opened, pauses)
        if due:
            await store.move_due(tx, task.order_id, due)
        limit = self.task_limit(place, row, task.limit)
        due = limit and self._timing.due(place, limit, task.given_at, pauses)
        if due:
            await store.move_task(tx, task.task_id, due)

    async def _set(
        self, tx: Transaction, place: Scope, one: "Running", *, after: int
    ) -> None:
        """To its next mark; a clock that nothing limits has none."""
        key = _key(one.order_id, one.clock if one.clock in _NAMED else TASK)
        marks = (
            self._timing.marks(place, one.limit, one.start, one.pauses)
            if one.limit
            else []
        )
        coming = [(percent, at) for percent, at in marks if percent > after]
        if not coming:
            await self._alarms.clear(tx, key)
            return
        percent, at = coming[0]
        command = self._command(place, one.order_id, one.clock, percent)
        await self._alarms.set(tx, command, key=key, at=at)

    async def _say(self, tx: Transaction, command: WarnOfOrder, clock: str) -> None:
        """Once a mark of a clock."""
        now, order_id = self._clock.now(), command.order_id
        if not await store.warned(tx, order_id, clock, command.percent, now):
            return
        known = command.clock in _NAMED
        await tx.tell(
            OrderWarned(
                id=self._ids.new(MessageId),
                at=now,
                scope=command.scope,
                order_id=order_id,
                clock=command.clock if known else TASK,
                percent=command.percent,
            )
        )

    def _command(
        self, place: Scope, order_id: OrderId, clock: str, percent: int
    ) -> WarnOfOrder:
        return WarnOfOrder(
            id=self._ids.new(MessageId),
            at=self._clock.now(),
            scope=place,
            order_id=order_id,
            clock=clock,
            percent=percent,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One clock of an order."""

    order_id: OrderId
    clock: str
    """`order`, `outer`, or the id of the task."""
    start: datetime
    limit: TimeLimit | None
    pauses: Sequence[Pause] = ()


_NAMED = frozenset({ORDER, OUTER, SUPERVISION})


def _key(order_id: OrderId, clock: str) -> str:
    return f"order/{order_id}/{clock}"
