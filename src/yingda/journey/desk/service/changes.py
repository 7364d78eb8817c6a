"""One way for all that happens to an agent: decide, write and tell."""

from datetime import datetime

from yingda.journey.desk import store
from yingda.journey.desk.core import step
from yingda.journey.desk.errors import NotAtDesk
from yingda.journey.desk.limits import Limits
from yingda.journey.desk.model import AtDesk, Chose, Happening, WrappedUp
from yingda.kernel.ids import AgentId, ContactId, MessageId, ReasonCode
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
        await self._mind_wrap_up(tx, before, after, scope)
        if before.wrap_until and not after.wrap_until:
            timed_out = not isinstance(what, WrappedUp)
            classes = (limits.default_reason,) if timed_out or not reasons else reasons
            await self._tell_wrapped(
                tx,
                before,
                after,
                scope,
                reasons=classes,
                timed_out=timed_out,
                note=note,
            )

    async def _tell_state(
        self, tx: Transaction, before: AtDesk, after: AtDesk, scope: Scope
    ) -> None:
        if after.since == before.since and after.state is before.state:
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
            )
        )

    async def _mind_wrap_up(
        self, tx: Transaction, before: AtDesk, after: AtDesk, scope: Scope
    ) -> None:
        """The countdown is an alarm; a new one replaces the old."""
        if after.wrap_until == before.wrap_until:
            return
        key = f"desk.wrap:{scope.tenant_id}:{after.agent_id}"
        if after.serving is None or after.wrap_until is None:
            await self._alarms.clear(tx, key)
            return
        contact_id, leg_id = after.serving.contact_id, after.serving.leg_id
        end = EndWrapUp(
            id=self._ids.new(MessageId),
            at=after.since,
            scope=scope,
            agent_id=after.agent_id,
            contact_id=contact_id,
        )
        await self._alarms.set(tx, end, key=key, at=after.wrap_until)
        if before.wrap_until is None:
            await tx.tell(
                WrapUpBegan(
                    id=self._ids.new(MessageId),
                    at=after.since,
                    scope=scope,
                    agent_id=after.agent_id,
                    contact_id=contact_id,
                    leg_id=leg_id,
                    until=after.wrap_until,
                )
            )

    async def _tell_wrapped(
        self,
        tx: Transaction,
        before: AtDesk,
        after: AtDesk,
        scope: Scope,
        *,
        reasons: tuple[ReasonCode, ...],
        timed_out: bool,
        note: bytes | None,
    ) -> None:
        serving = before.serving
        if serving is None:
            return
        await store.add_wrapup(
            tx,
            desk=before,
            serving=serving,
            at=after.since,
            reasons=reasons,
            timed_out=timed_out,
            note=note,
        )
        await tx.tell(
            ContactWrappedUp(
                id=self._ids.new(MessageId),
                at=after.since,
                scope=scope,
                agent_id=before.agent_id,
                contact_id=serving.contact_id,
                leg_id=serving.leg_id,
                reasons=reasons,
                timed_out=timed_out,
                has_note=note is not None,
            )
        )


def _contact(desk: AtDesk) -> ContactId | None:
    return desk.serving.contact_id if desk.serving else None
