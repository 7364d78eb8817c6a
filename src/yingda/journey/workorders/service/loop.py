"""What people do with an order, from the province to whoever does it and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, cast

from yingda.journey.workorders import store
from yingda.journey.workorders.core import moves
from yingda.journey.workorders.core.dispatch import Facts as Asked
from yingda.journey.workorders.core.dispatch import NoMatch
from yingda.journey.workorders.errors import (
    ActNotAllowed,
    FlowLeadsElsewhere,
    NobodyChosen,
    NoSuchHolder,
    StillSupervised,
    UnknownOrder,
)
from yingda.journey.workorders.errors.flows import UnknownFlow
from yingda.journey.workorders.limits import Limits
from yingda.journey.workorders.model import Given, Holder, Task, states
from yingda.journey.workorders.model.flows import Diagram, Facts, Moved, Node, Saved
from yingda.journey.workorders.model.states import Act, Side, State
from yingda.journey.workorders.ports import Engine
from yingda.journey.workorders.service.dispatching import Dispatching
from yingda.journey.workorders.service.found import Found
from yingda.journey.workorders.service.places import of, place_of
from yingda.journey.workorders.service.sides import HANDLE, STEER, WRITE, sides_of
from yingda.journey.workorders.service.supervising import Supervising, supervised
from yingda.journey.workorders.service.watch import Watch
from yingda.kernel.ids import MessageId, OrderId, TaskId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, NotAllowed, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.workorders import OrderClosed, OrderMoved
from yingda.platform.ports import Clock, Ids, Keys, Parameters, Row, Transaction, Work

NEEDS_REASON = frozenset({Act.GIVE_BACK, Act.PAUSE, Act.REASSIGN, Act.RECALL})
NEEDS_NOTE = frozenset({Act.REPORT, Act.REJECT, Act.CANCEL, Act.SUPERVISE, Act.ANSWER})
NEEDS_HOLDER = frozenset({Act.REASSIGN, Act.HAND_ON})
_UNTIMED = frozenset({Act.CONFIRM, Act.URGE, Act.SUPERVISE, Act.ANSWER, Act.RELEASE})
Opening = Literal["open"]


class Loop:
    """Every act is one transaction under the lock of its order's row."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        keys: Keys,
        parameters: Parameters,
        engine: Engine,
        watch: Watch,
        dispatching: Dispatching,
        supervising: Supervising,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._keys = keys
        self._parameters = parameters
        self._engine = engine
        self._watch = watch
        self._dispatching = dispatching
        self._supervising = supervising

    def diagram(self, flow: str) -> Diagram:
        """Raises UnknownFlow."""
        return self._engine.diagram(flow)

    def node_names(self, flow: str) -> Mapping[str, Name]:
        try:
            diagram = self._engine.diagram(flow)
        except UnknownFlow:
            return {}
        return {node.id: node.name for node in diagram.nodes}

    async def asked(self, place: Scope, order_type: str) -> Asked:
        """What the dispatch tables know of an order; asked before the transaction."""
        is_open = self._watch.is_open(place)
        facts = Asked(region=place.path, type=order_type, is_open=is_open)
        return await self._dispatching.informed(place, facts)

    async def begin(
        self,
        tx: Transaction,
        place: Scope,
        order_id: OrderId,
        by: UserId,
        asked: Asked,
    ) -> None:
        """Starts the flow of an order that was just written down, and sends it to
        whoever the flow or a rule names: nobody at the province need touch it."""
        row = await store.taken(tx, order_id)
        assert row is not None
        sides = frozenset({Side.PROVINCE})
        moved = self._engine.start(_text(row, "flow"), _facts(row))
        found = Found(row=row, task=None, sides=sides, asked=asked)
        task = await self._stand(tx, place, found, "open", Given(), by, moved)
        row = await store.taken(tx, order_id)
        assert row is not None
        if row["state"] != State.NEW:
            return
        found = Found(row=row, task=task, sides=sides, asked=asked)
        sent = self._moved(found, Act.DISPATCH, Given())
        if sent and sent.node and self._holder(place, found, sent.node):
            await self._stand(tx, place, found, Act.DISPATCH, Given(), by, sent)

    async def act(
        self, asker: Asker, order_id: OrderId, act: Act, given: Given
    ) -> None:
        """Raises ActNotAllowed for what the table does not have; then nothing changed."""
        if not any(map(asker.may, (WRITE, HANDLE, STEER))):
            raise NotAllowed(HANDLE)
        note = self._checked(asker, act, given)
        await self._must_know(asker, given.to)
        place, order_type = await self._place(asker, order_id)
        asked = await self.asked(place, order_type)
        async with self._work.system(place) as tx:
            row = await store.taken(tx, order_id)
            if row is None:
                raise UnknownOrder(order_id)
            task_id = cast(TaskId | None, row["task_id"])
            task = await store.task(tx, task_id) if task_id else None
            found = Found(
                row=row, task=task, sides=sides_of(asker, row, task), asked=asked
            )
            is_supervised = row["supervised"] is not None
            if is_supervised and act in (Act.CLOSE, Act.CANCEL):
                raise StillSupervised(order_id)
            if not states.step(
                found.state, act, found.sides, is_supervised=is_supervised
            ):
                raise await self._refused(tx, found, act)
            moved = self._moved(found, act, given)
            await self._stand(tx, place, found, act, given, asker.user_id, moved, note)

    def _checked(self, asker: Asker, act: Act, given: Given) -> str | None:
        limits = self._parameters.get(Limits, asker.scope)
        note = given.note.strip()
        if len(note) > limits.longest_text:
            raise BadInput("note", f"up to {limits.longest_text} characters")
        if act in NEEDS_NOTE and not note:
            raise BadInput("note", f"1–{limits.longest_text} characters")
        if act in NEEDS_REASON and not given.reason:
            raise BadInput("reason", "a class of reasons")
        if act in NEEDS_HOLDER and not given.to:
            raise BadInput("to", "a holder: kind and id")
        if act is Act.CALL_BACK and not given.answer:
            raise BadInput("answer", "satisfied, dissatisfied or no-answer")
        return note or None

    async def _must_know(self, asker: Asker, to: Holder | None) -> None:
        """Somebody who is there; and who is not of the province gives nothing to places
        that are not below them."""
        if to is None:
            return
        path = asker.scope.path
        is_below = to.kind != "place" or to.id == path or to.id.startswith(f"{path}.")
        known = await self._dispatching.knows(asker.scope, to.kind, to.id)
        if not (is_below and known):
            raise NoSuchHolder(to.kind, to.id)

    async def _place(self, asker: Asker, order_id: OrderId) -> tuple[Scope, str]:
        """Where the order belongs, and its type. Whoever sees the order, has or had to do with it, or
        took it down, may try."""
        async with self._work.begin(asker.scope) as tx:
            seen = await store.one(tx, order_id)
            has_task = not seen and await store.has_task(tx, order_id)
        if not seen:
            by = None if has_task else asker.user_id
            async with self._work.system(asker.scope) as tx:
                seen = await store.one(tx, order_id, opened_by=by)
        if not seen:
            raise UnknownOrder(order_id)
        return place_of(asker.scope, seen), _text(seen, "type")

    async def _refused(self, tx: Transaction, found: Found, act: Act) -> ActNotAllowed:
        last = await store.last_step(tx, found.order_id)
        assert last is not None
        return ActNotAllowed(
            act=act,
            state=found.state,
            last_act=_text(last, "act"),
            last_by=_text(last, "by"),
            last_at=cast(datetime, last["at"]).isoformat(),
        )

    def _moved(self, found: Found, act: Act, given: Given) -> Moved | None:
        """Where the flow goes on; None if the order stays at its node."""
        outcome = moves.told(act, given.answer)
        if outcome is None:
            return None
        row = found.row
        facts = {**_facts(row), "outcome": outcome, "visit": given.visit}
        saved = cast(Saved, row["engine"])
        return self._engine.complete(
            _text(row, "flow"), saved, _text(row, "node"), facts
        )

    async def _stand(
        self,
        tx: Transaction,
        place: Scope,
        found: Found,
        act: Act | Opening,
        given: Given,
        by: UserId,
        moved: Moved | None,
        note: str | None = None,
    ) -> Task | None:
        """Writes down what the act did: the order, its task, the step and the event;
        returns the task that is now to be done."""
        now, row, before = self._clock.now(), found.row, found.state
        node = moved.node if moved else None
        task = self._task(place, found, act, given, by, now, node)
        after = self._after(found, act, moved, node, task)
        ends = after not in states.OPEN
        current = None if ends else task or found.task
        number = found.number("steps") + 1
        if found.task and (task or ends):
            await store.end_task(
                tx, found.task.task_id, at=now, by=by, outcome=given.answer or act
            )
        if task and not ends:
            await store.add_task(tx, task)
        elif act is Act.CONFIRM and found.task:
            await store.confirm_task(tx, found.task.task_id, at=now, by=by)
        await self._supervising.take(tx, place, row, act, given.level, by)
        if act is Act.PAUSE:
            assert given.reason
            await store.pause(tx, found.order_id, since=now, reason=given.reason, by=by)
        elif before is State.PAUSED:
            await store.resume(tx, found.order_id, now)
        sealed = self._keys.seal(note, about=of(found.order_id)) if note else None
        await store.stand(
            tx,
            found.order_id,
            state=after,
            node=None if ends else node.id if node else cast(str, row["node"]),
            task_id=current.task_id if current else None,
            engine=None if ends else moved.state if moved else row["engine"],
            steps=number,
            urges=found.number("urges") + (act is Act.URGE),
            returns=found.number("returns") + (act is Act.GIVE_BACK),
            supervised=supervised(row, act, given.level),
            closed_at=now if ends else None,
            closed_by=by if ends else None,
            result=sealed if act in (Act.REPORT, Act.CANCEL) else None,
        )
        await store.add_step(
            tx,
            found.order_id,
            number,
            act=act,
            at=now,
            by=by,
            before=None if act == "open" else before,
            after=after,
            node=node.id if node else cast(str | None, row["node"]),
            task_id=current.task_id if current else None,
            reason=given.reason,
            note=sealed,
            contact_id=given.contact_id,
        )
        await tx.tell(
            OrderMoved(
                id=self._ids.new(MessageId),
                at=now,
                scope=place,
                order_id=found.order_id,
                number=number,
                act=act,
                before="" if act == "open" else before,
                after=after,
                node=node.id if node else cast(str | None, row["node"]),
                task_id=current.task_id if current else None,
                holder=f"{current.holder.kind}/{current.holder.id}"
                if current
                else None,
                reason=given.reason,
                by=by,
            )
        )
        if ends:
            await tx.tell(
                OrderClosed(
                    id=self._ids.new(MessageId),
                    at=now,
                    scope=place,
                    order_id=found.order_id,
                    result=after,
                    by=by,
                )
            )
        if act not in _UNTIMED:
            await self._watch.look(tx, place, row, current, after)
        return current

    def _task(
        self,
        place: Scope,
        found: Found,
        act: Act | Opening,
        given: Given,
        by: UserId,
        now: datetime,
        node: Node | None,
    ) -> Task | None:
        """What is to be done from now on, and by whom; None: nothing new."""
        if node and node.kind:
            kind, name, limit = node.kind, node.id, node.limit
            chosen = self._chosen(place, found, node, given)
            if chosen is None:
                raise NobodyChosen(act, name)
            holder, rule = chosen
        elif act in NEEDS_HOLDER and found.task and given.to:
            kind, name, limit = found.task.kind, found.task.node, found.task.limit
            holder, rule = given.to, None
        else:
            return None
        is_in_hand = holder == Holder(kind="person", id=by)
        path = holder.id if holder.kind == "place" else place.path
        timed = self._watch.task_limit(place, found.row, limit)
        return Task(
            task_id=self._ids.new(TaskId),
            order_id=found.order_id,
            flow=_text(found.row, "flow"),
            path=path,
            node=name,
            kind=kind,
            limit=limit,
            holder=holder,
            rule=rule,
            given_at=now,
            given_by=by,
            confirmed_at=now if is_in_hand else None,
            due=self._watch.due(place, timed, now),
        )

    def _chosen(
        self, place: Scope, found: Found, node: Node, given: Given
    ) -> tuple[Holder, str | None] | None:
        if given.to and node.kind == "handle":
            return given.to, None
        return self._holder(place, found, node)

    def _holder(
        self, place: Scope, found: Found, node: Node
    ) -> tuple[Holder, str | None] | None:
        """By the rule that the flow's node names; None: nothing says who it is. Departments
        order the province's own people: its inbox is theirs."""
        rule = (node.holder or "province").partition(":")[0]
        root = Holder(kind="place", id=place.path.partition(".")[0])
        known = {
            "owner": Holder(kind="person", id=_text(found.row, "owner_id")),
            "province": root,
            "department": root,
            "branch": Holder(kind="place", id=place.path),
        }
        if rule in known:
            return known[rule], node.holder
        if rule != "decision":
            return None
        match = self._dispatching.decide(place, found.asked)
        if isinstance(match, NoMatch):
            return None
        return Holder(kind=match.kind, id=match.holder), match.text

    def _after(
        self,
        found: Found,
        act: Act | Opening,
        moved: Moved | None,
        node: Node | None,
        task: Task | None,
    ) -> State:
        is_in_hand = bool(task and task.confirmed_at)
        kind = node.kind if node else found.task.kind if found.task else None
        if act == "open":
            assert kind
            return moves.first(kind, is_in_hand=is_in_hand)
        kind = None if moved and moved.ended else kind
        after = moves.stands(act, found.state, kind, is_in_hand=is_in_hand)
        if after not in states.TABLE[found.state, act].to:
            raise FlowLeadsElsewhere(_text(found.row, "flow"), act, after)
        return after


def _facts(row: Row) -> Facts:
    return {"type": _text(row, "type")}


def _text(row: Row, field: str) -> str:
    return cast(str, row[field])
