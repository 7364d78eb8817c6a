"""The verbs of work orders, and what others may ask of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

import msgspec
from msgspec.structs import replace

from yingda.journey.workorders import store
from yingda.journey.workorders.core import number as numbers
from yingda.journey.workorders.core.clocks import used
from yingda.journey.workorders.errors import (
    AlreadyOpen,
    NoTimeLimit,
    UnknownOrder,
    UnknownOrderType,
)
from yingda.journey.workorders.limits import Limits, Nodes, OrderType
from yingda.journey.workorders.model import (
    Level,
    NewOrder,
    OrderLine,
    StepDone,
    Supervision,
    Task,
    Wanted,
    Whole,
    states,
)
from yingda.journey.workorders.model.flows import Diagram
from yingda.journey.workorders.model.states import State
from yingda.journey.workorders.ports import History, Names
from yingda.journey.workorders.service.dispatching import Dispatching
from yingda.journey.workorders.service.loop import Loop
from yingda.journey.workorders.service.places import of, place_of
from yingda.journey.workorders.service.shelves import Shelves
from yingda.journey.workorders.service.sides import HANDLE, STEER, WRITE, sides_of
from yingda.journey.workorders.service.watch import Watch
from yingda.kernel.calendar import business_date, months
from yingda.kernel.ids import (
    BranchId,
    ContactId,
    CustomerId,
    MessageId,
    OrderId,
    TaskId,
    UserId,
)
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, NotAllowed, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.system import PersonalDataSeen
from yingda.messages.workorders import OrderOpened
from yingda.platform.ports import Clock, Ids, Keys, Parameters, Row, Transaction, Work

READ = "orders.read"


class Workorders:
    """What must still be done, by whom, by when?"""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        keys: Keys,
        parameters: Parameters,
        names: Names,
        history: History,
        dispatching: Dispatching,
        shelves: Shelves,
        watch: Watch,
        loop: Loop,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._keys = keys
        self._parameters = parameters
        self.names = names
        self.history = history
        self.dispatching = dispatching
        self.shelves = shelves
        self._watch = watch
        self.loop = loop

    async def open(self, asker: Asker, new: NewOrder) -> OrderId:
        """Writes a need down for a branch, which may lie outside the asker's scope."""
        asker.must(WRITE)
        limits = self._parameters.get(Limits, asker.scope)
        order_type = limits.named(new.type)
        if order_type is None:
            raise UnknownOrderType(new.type)
        text = _text(new.description, "description", limits)
        if new.branch_id not in await self._branches(asker.scope, new.branch_id):
            raise BadInput("branch_id", "a branch of the list")
        now = self._clock.now()
        if new.due and new.due <= now:
            raise BadInput("due", "a moment that is still to come")
        order_id = self._ids.new(OrderId)
        sealed = self._keys.seal(text, about=of(order_id))
        place = Scope(
            tenant_id=asker.scope.tenant_id, path=new.branch_id, site=asker.scope.site
        )
        due = new.due or self._watch.due_of_new(place, order_type.type, now)
        if due is None:
            raise NoTimeLimit(order_type.type)
        asked = await self.loop.asked(place, order_type.type)
        async with self._work.system(place) as tx:
            day = business_date(now)
            count = await store.next_number(tx, day)
            await self._must_be_new(tx, new)
            await store.add(
                tx,
                order_id=order_id,
                number=numbers.number(place.tenant_id, day, count),
                order_type=order_type.type,
                description=sealed,
                branch_id=new.branch_id,
                due=due,
                opened_at=now,
                opened_by=asker.user_id,
                contact_id=new.contact_id,
                customer_id=new.customer_id,
                flow=order_type.flow,
                promised=new.due,
            )
            await tx.tell(
                OrderOpened(
                    id=self._ids.new(MessageId),
                    at=now,
                    scope=place,
                    order_id=order_id,
                    contact_id=new.contact_id,
                    customer_id=new.customer_id,
                    order_type=order_type.type,
                    branch_id=new.branch_id,
                    due=due,
                    by=asker.user_id,
                )
            )
            await self.loop.begin(tx, place, order_id, asker.user_id, asked)
        return order_id

    async def _must_be_new(self, tx: Transaction, new: NewOrder) -> None:
        """Asked under the lock of the day's number: of two who write the same need down
        at once, the second is told of the first."""
        if new.customer_id is None or new.anyway:
            return
        known = await store.alike(tx, new.customer_id, new.type)
        if known:
            raise AlreadyOpen(
                OrderId(cast(str, known["order_id"])),
                cast(str, known["number"]),
                cast(str, known["state"]),
            )

    async def whole(self, asker: Asker, order_id: OrderId) -> Whole:
        """The same with everything that was done with it, and what the asker may do now.
        A holder of one of its tasks reads it, too."""
        row = await self._row(asker, order_id)
        place = place_of(asker.scope, row)
        async with self._work.system(place) as tx:
            tasks = await store.tasks(tx, order_id)
            steps = await store.steps(tx, order_id)
            pauses = await store.pauses(tx, order_id)
        line = self._line(row)
        await self._tell_seen(asker, [line])
        spans = [(one.holder, one.given_at) for one in tasks]
        end = line.closed_at or self._clock.now()
        current = next((one for one in tasks if one.task_id == row["task_id"]), None)
        return Whole(
            line=line,
            used=used(self._watch.order_clock(place, row, pauses), spans, end)
            if spans
            else {},
            tasks=tuple(tasks),
            steps=tuple(self._step(order_id, step) for step in steps),
            allowed=states.allowed(
                line.state,
                sides_of(asker, row, current),
                is_supervised=line.supervised is not None,
            ),
        )

    async def supervisions(
        self, asker: Asker, month: date
    ) -> list[tuple[Supervision, OrderLine]]:
        """Those that began in the month of that day, within the asker's scope."""
        asker.must(STEER)
        first, after = months(month)
        async with self._work.begin(asker.scope) as tx:
            found = await store.supervisions(tx, first, after)
            rows = await store.several(tx, sorted({one.order_id for one in found}))
        lines = {line.order_id: line for line in map(self._line, rows)}
        await self._tell_seen(asker, list(lines.values()))
        return [(one, lines[one.order_id]) for one in found]

    async def inbox(
        self, asker: Asker, after: tuple[datetime, TaskId] | None, limit: int
    ) -> list[tuple[Task, OrderLine]]:
        """What the asker has to do, the first due first."""
        asker.must(HANDLE)
        async with self._work.begin(asker.scope) as tx:
            tasks = await store.to_do(
                tx,
                places=[asker.scope.path],
                groups=[],
                person=asker.user_id,
                after=after,
                limit=limit,
            )
        async with self._work.system(asker.scope) as tx:
            rows = await store.several(tx, [one.order_id for one in tasks])
        lines = {line.order_id: line for line in map(self._line, rows)}
        await self._tell_seen(asker, list(lines.values()))
        return [(one, lines[one.order_id]) for one in tasks]

    async def order(self, asker: Asker, order_id: OrderId) -> OrderLine:
        """One order of the asker's scope, or one that they opened themselves. What was
        written about a customer was looked at: it is told of."""
        line = self._line(await self._row(asker, order_id))
        await self._tell_seen(asker, [line])
        return line

    async def own(self, asker: Asker, order_id: OrderId) -> OrderLine:
        """What the asker has just written themselves."""
        return self._line(await self._row(asker, order_id))

    async def find(self, asker: Asker, wanted: Wanted) -> list[OrderLine]:
        """A page of the orders of the asker's scope, the newest first."""
        return (await self.page(asker, wanted))[0]

    async def page(self, asker: Asker, wanted: Wanted) -> tuple[list[OrderLine], bool]:
        """The same, and whether there are more."""
        asker.must(READ)
        async with self._work.begin(asker.scope) as tx:
            rows = await store.listed(tx, replace(wanted, limit=wanted.limit + 1))
        lines = [self._line(row) for row in rows[: wanted.limit]]
        await self._tell_seen(asker, lines)
        return lines, len(rows) > wanted.limit

    async def open_of(self, asker: Asker, customer_id: CustomerId) -> list[OrderLine]:
        """A customer's open orders wherever they are done: for whoever serves them."""
        if not asker.may("desk.work"):
            asker.must(READ)
        return list((await self.status_of(asker.scope, [customer_id]))[customer_id])

    async def status_of(
        self, scope: Scope, customer_ids: Sequence[CustomerId]
    ) -> Mapping[CustomerId, Sequence[OrderLine]]:
        """The open orders of customers, the newest first: for the caller themselves."""
        async with self._work.system(scope) as tx:
            rows = await store.open_of(tx, customer_ids)
        lines = [self._line(row) for row in rows]
        return {
            customer_id: [one for one in lines if one.customer_id == customer_id]
            for customer_id in customer_ids
        }

    def node_text(self, scope: Scope, status: str) -> Name:
        """How far an order of this status is, as customers are told it."""
        nodes = self._parameters.get(Nodes, scope)
        return nodes.words.get(status, nodes.otherwise)

    def now(self) -> datetime:
        return self._clock.now()

    def flow(self, asker: Asker, flow: str) -> Diagram:
        if not (asker.may(READ) or asker.may(WRITE)):
            asker.must(HANDLE)
        return self.loop.diagram(flow)

    def node_names(self, flow: str) -> Mapping[str, Name]:
        """By the nodes' ids; nothing for a flow that is no more."""
        return self.loop.node_names(flow)

    def types(self, scope: Scope) -> tuple[OrderType, ...]:
        return self._parameters.get(Limits, scope).types

    async def _tell_seen(self, asker: Asker, lines: Sequence[OrderLine]) -> None:
        """Each order that somebody else wrote, in the log of data access."""
        others = [one for one in lines if one.opened_by != asker.user_id]
        if not others:
            return
        now = self._clock.now()
        async with self._work.begin(asker.scope) as tx:
            for one in others:
                await tx.tell(
                    PersonalDataSeen(
                        id=self._ids.new(MessageId),
                        at=now,
                        scope=asker.scope,
                        user_id=asker.user_id,
                        action="orders.read",
                        subject=f"order/{one.order_id}",
                        reason=None,
                    )
                )

    async def _branches(self, scope: Scope, branch_id: BranchId) -> frozenset[str]:
        return frozenset(await self.names.called(scope, "branch", [branch_id]))

    async def _row(self, asker: Asker, order_id: OrderId) -> Row:
        if not (asker.may(READ) or asker.may(WRITE) or asker.may(HANDLE)):
            raise NotAllowed(READ)
        async with self._work.begin(asker.scope) as tx:
            row = await store.one(tx, order_id)
            has_task = row is None and await store.has_task(tx, order_id)
        if row is None:
            by = None if has_task else asker.user_id
            async with self._work.system(asker.scope) as tx:
                row = await store.one(tx, order_id, opened_by=by)
        if row is None:
            raise UnknownOrder(order_id)
        return row

    def _line(self, row: Row) -> OrderLine:
        order_id = OrderId(cast(str, row["order_id"]))
        result = cast(bytes | None, row["result"])
        return OrderLine(
            order_id=order_id,
            number=cast(str, row["number"]),
            type=cast(str, row["type"]),
            description=self._keys.open(
                cast(bytes, row["description"]), about=of(order_id)
            ),
            branch_id=BranchId(cast(str, row["branch_id"])),
            due=cast(datetime, row["due"]),
            state=State(cast(str, row["state"])),
            flow=cast(str, row["flow"]),
            node=cast(str | None, row["node"]),
            opened_at=cast(datetime, row["opened_at"]),
            opened_by=UserId(cast(str, row["opened_by"])),
            owner_id=UserId(cast(str, row["owner_id"])),
            closed_at=cast(datetime | None, row["closed_at"]),
            result=self._keys.open(result, about=of(order_id)) if result else None,
            contact_id=cast(ContactId | None, row["contact_id"]),
            customer_id=cast(CustomerId | None, row["customer_id"]),
            urges=cast(int, row["urges"]),
            supervised=cast(Level | None, row["supervised"]),
        )

    def _step(self, order_id: OrderId, row: Row) -> StepDone:
        note = cast(bytes | None, row["note"])
        return msgspec.convert(
            {
                **row,
                "note": self._keys.open(note, about=of(order_id)) if note else None,
            },
            StepDone,
        )


def _text(text: str, field: str, limits: Limits) -> str:
    text = text.strip()
    if not text or len(text) > limits.longest_text:
        raise BadInput(field, f"1–{limits.longest_text} characters")
    return text
