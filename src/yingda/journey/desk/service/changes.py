"""One way for all that happens to an agent: decide, write and tell."""

from datetime import datetime

from yingda.journey.desk import store
from yingda.journey.desk.core import step
from yingda.journey.desk.errors import NotAtDesk
from yingda.journey.desk.limits import Limits
from yingda.journey.desk.model import (
    Assignment,
    AtDesk,
    Chose,
    Happening,
    Serving,
    WrappedUp,
)
from yingda.kernel.ids import AgentId, ContactId, LegId, MessageId, ReasonCode
from yingda.kernel.org import Scope
from yingda.messages.desk import (
    AgentStateChanged,
    ContactWrappedUp,
    EndWrapUp,
    WrapUpBegan,
)
from yingda.platform.ports import Alarms, Ids, Parameters, Transaction


class Changes:
    """Changes of agents, each under the lock of the agent's row."""

    def __init__(self, *, ids: Ids, alarms: Alarms, parameters: Parameters) -> None:
        self._ids = ids
        self._alarms = alarms
        self._parameters = parameters

    async def make(
        self,
        tx: Transaction,
        agent_id: AgentId,
        what: Happening,
        at: datetime,
        *,
        reasons: tuple[ReasonCode, ...] = (),
        note: bytes | None = None,
    ) -> None:
        """Decide, write and tell: the whole of a change of an agent."""
        found = await store.take(tx, agent_id)
        if found is None:
            if isinstance(what, Chose):
                raise NotAtDesk()
            return
        before, scope = found
        limits = self._parameters.get(Limits, scope)
        after = step(before, what, at, limits)
        if after == before:
            return
        await store.write(tx, after)
        await self._tell_state(tx, before, after, scope)
        await self._mind_wrap_ups(tx, before, after, scope)
        timed_out = not isinstance(what, WrappedUp)
        classes = (limits.default_reason,) if timed_out or not reasons else reasons
        for written in _written(before, after):
            await self._tell_wrapped(
                tx,
                before,
                written.serving,
                scope,
                at=max(at, before.since),
                reasons=classes,
                timed_out=timed_out,
                note=note,
            )

    async def _tell_state(
        self,
        tx: Transaction,
        before: AtDesk,
        after: AtDesk,
        scope: Scope,
    ) -> None:
        if _told(before) == _told(after):
            return
        await tx.tell(
            AgentStateChanged(
                id=self._ids.new(MessageId),
                at=after.since,
                scope=scope,
                agent_id=after.agent_id,
                state=after.state,
                was=before.state,
                was_since=before.since,
                reason=after.reason,
                contact_id=_contact(after),
                takes_more=after.takes_more,
                load=after.load,
            )
        )

    async def _mind_wrap_ups(
        self, tx: Transaction, before: AtDesk, after: AtDesk, scope: Scope
    ) -> None:
        """Each countdown is an alarm; a new one replaces the old."""
        now = {each.serving.leg_id: each for each in after.work if each.wrap_until}
        was = {each.serving.leg_id: each for each in before.work if each.wrap_until}
        for leg_id in was.keys() - now.keys():
            await self._alarms.clear(tx, _wrap_key(scope, leg_id))
        for leg_id, each in now.items():
            known = was.get(leg_id)
            if known is None or known.wrap_until != each.wrap_until:
                await self._count_down(tx, after, each, scope, is_new=known is None)

    async def _count_down(
        self,
        tx: Transaction,
        desk: AtDesk,
        written: Assignment,
        scope: Scope,
        *,
        is_new: bool,
    ) -> None:
        until, serving = written.wrap_until, written.serving
        if until is None:
            return
        end = EndWrapUp(
            id=self._ids.new(MessageId),
            at=written.since,
            scope=scope,
            agent_id=desk.agent_id,
            contact_id=serving.contact_id,
        )
        key = _wrap_key(scope, serving.leg_id)
        await self._alarms.set(tx, end, key=key, at=until)
        if is_new:
            await tx.tell(
                WrapUpBegan(
                    id=self._ids.new(MessageId),
                    at=written.since,
                    scope=scope,
                    agent_id=desk.agent_id,
                    contact_id=serving.contact_id,
                    leg_id=serving.leg_id,
                    until=until,
                )
            )

    async def _tell_wrapped(
        self,
        tx: Transaction,
        before: AtDesk,
        serving: Serving,
        scope: Scope,
        *,
        at: datetime,
        reasons: tuple[ReasonCode, ...],
        timed_out: bool,
        note: bytes | None,
    ) -> None:
        await store.add_wrapup(
            tx,
            desk=before,
            serving=serving,
            at=at,
            reasons=reasons,
            timed_out=timed_out,
            note=note,
        )
        await tx.tell(
            ContactWrappedUp(
                id=self._ids.new(MessageId),
                at=at,
                scope=scope,
                agent_id=before.agent_id,
                contact_id=serving.contact_id,
                leg_id=serving.leg_id,
                reasons=reasons,
                timed_out=timed_out,
                has_note=note is not None,
            )
        )


def _told(desk: AtDesk) -> tuple[object, ...]:
    """What others know of an agent."""
    return desk.state, desk.since, desk.takes_more, desk.load, desk.busy_with


def _written(before: AtDesk, after: AtDesk) -> list[Assignment]:
    """The contacts whose wrap-up is over now."""
    still = {each.serving.leg_id for each in after.work if each.wrap_until}
    ended = (each for each in before.work if each.wrap_until)
    return [each for each in ended if each.serving.leg_id not in still]


def _wrap_key(scope: Scope, leg_id: LegId) -> str:
    return f"desk.wrap:{scope.tenant_id}:{leg_id}"


def _contact(desk: AtDesk) -> ContactId | None:
    return desk.serving.contact_id if desk.serving else None
