"""The verbs of the desk. The server is the authority: pages show what these say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from yingda.journey.desk import store
from yingda.journey.desk.errors import (
    NotAtDesk,
    UnknownReason,
)
from yingda.journey.desk.limits import Limits
from yingda.journey.desk.model import (
    Aside,
    AtDesk,
    Back,
    Bridged,
    Chose,
    Chosen,
    Consulted,
    Ended,
    Extended,
    Happening,
    Held,
    Note,
    Offered,
    Rang,
    Reason,
    Reasons,
    Retrieved,
    SentHome,
    SignedIn,
    SignedOut,
    WrappedUp,
    WrapTimedOut,
)
from yingda.journey.desk.ports import PhoneAccount, Phones
from yingda.journey.desk.service.changes import Changes
from yingda.journey.desk.service.leading import Leading, reason_of, seat
from yingda.kernel.ids import AgentId, ContactId, LegId, MessageId, ReasonCode
from yingda.kernel.message import Command, Event
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.channels import (
    AgentConsulted,
    AgentRang,
    CallBridged,
    CallHeld,
    CallRetrieved,
    LegEnd,
    LegEnded,
    ListeningBegan,
    ListeningEnded,
)
from yingda.messages.desk import (
    AgentNow,
    AgentState,
    EndWrapUp,
    WorkNow,
)
from yingda.messages.people import PersonChanged
from yingda.messages.routing import ContactOffered, OfferFailed
from yingda.messages.system import PersonalDataSeen
from yingda.platform.ports import (
    Alarms,
    Clock,
    Ids,
    Keys,
    Parameters,
    Work,
)

WITH_SOUND = (AgentState.RINGING, AgentState.TALKING, AgentState.HOLD)
"""States in which a telephone is needed: a page that was loaded again has a new one."""


class Desk:
    """What agents do at their desks, and what happens to them there."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        alarms: Alarms,
        parameters: Parameters,
        keys: Keys,
        phones: Phones,
        reasons: Reasons,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._changes = Changes(ids=ids, alarms=alarms, parameters=parameters)
        self._parameters = parameters
        self._keys = keys
        self._phones = phones
        self.reasons = reasons
        self._breaks = _codes(reasons.breaks)
        self._classes = _codes(reasons.wrap_up)
        self.leading = Leading(
            work=work,
            clock=clock,
            ids=ids,
            changes=self._changes,
            parameters=parameters,
            phones=phones,
            breaks=self._breaks,
        )

    # --- what an agent does ---------------------------------------------------------

    async def sign_in(self, asker: Asker) -> PhoneAccount:
        """Again after a reload: the state stays, and the same telephone is admitted."""
        agent_id = seat(asker)
        now = self._clock.now()
        async with self._work.begin(asker.scope) as tx:
            await store.open_row(tx, agent_id, now)
            await self._changes.make(tx, agent_id, SignedIn(), now)
        return await self._phones.admit(asker.scope, agent_id)

    async def sign_out(self, asker: Asker) -> None:
        agent_id = seat(asker)
        await self._wish(asker, SignedOut())
        await self._phones.dismiss(asker.scope, agent_id)

    async def set_state(
        self, asker: Asker, state: AgentState, reason: str | None
    ) -> None:
        """At once, or after the contact that the agent is serving."""
        await self._wish(asker, Chose(state, reason_of(self._breaks, state, reason)))

    async def resume(self, asker: Asker) -> None:
        """The page was loaded again in mid-call: its new telephone is rung."""
        agent_id = seat(asker)
        desk = (await self.at(asker)) or AtDesk(
            agent_id=agent_id, since=self._clock.now()
        )
        if desk.state is AgentState.OFFLINE:
            raise NotAtDesk()
        if any(each.state in WITH_SOUND for each in desk.work):
            await self._phones.resume(asker.scope, agent_id)

    async def wrap_up(
        self,
        asker: Asker,
        contact_id: ContactId,
        *,
        reasons: Sequence[ReasonCode],
        note: str,
        then: Chosen | None = None,
    ) -> None:
        """Classes the contact and passes to what comes next."""
        for reason in reasons:
            if reason not in self._classes:
                raise UnknownReason(reason)
        longest = self._parameters.get(Limits, asker.scope).longest_note
        if len(note) > longest:
            raise BadInput("note", f"at most {longest} characters")
        if then:
            then = Chosen(
                state=then.state,
                reason=reason_of(self._breaks, then.state, then.reason),
            )
        sealed = self._keys.seal(note, about=_note_of(contact_id)) if note else None
        what = WrappedUp(contact_id, then)
        await self._wish(asker, what, reasons=tuple(reasons), note=sealed)

    async def extend(self, asker: Asker, contact_id: ContactId) -> None:
        """More time to write."""
        await self._wish(asker, Extended(contact_id))

    # --- what others may know -------------------------------------------------------

    async def at(self, asker: Asker) -> AtDesk | None:
        """The asker's own desk; None for one who never sat down."""
        agent_id = seat(asker)
        return (await self.desks(asker.scope, [agent_id])).get(agent_id)

    async def desks(
        self, scope: Scope, agent_ids: Sequence[AgentId]
    ) -> Mapping[AgentId, AtDesk]:
        """Many at once, for screens that have asked for the right; within the scope."""
        async with self._work.begin(scope) as tx:
            return {one.agent_id: one for one in await store.look(tx, agent_ids)}

    async def now(self, scope: Scope) -> list[AgentNow]:
        """Who is signed in within the scope, and what they do: one query."""
        async with self._work.begin(scope) as tx:
            desks = await store.present(tx)
        return [
            AgentNow(
                agent_id=desk.agent_id,
                state=desk.state,
                since=desk.since,
                reason=desk.reason,
                contact_id=desk.serving.contact_id if desk.serving else None,
                queue_id=desk.serving.queue_id if desk.serving else None,
                contacts=len(desk.work),
                work=tuple(
                    WorkNow(
                        contact_id=one.serving.contact_id,
                        queue_id=one.serving.queue_id,
                        channel=one.serving.channel,
                        state=one.state,
                        since=one.since,
                    )
                    for one in desk.work
                ),
            )
            for desk in desks
        ]

    async def notes(self, asker: Asker, contact_id: ContactId) -> list[Note]:
        """How the contact's legs were classed, and what was written about them.

        Asked for a contact that the asker may see: its notes belong to it, wherever the
        agents who wrote them sit. Whoever reads what was written is told of.
        """
        asker.must("contacts.read")
        async with self._work.system(asker.scope) as tx:
            rows = await store.wrapups(tx, contact_id)
            if any(row["note"] for row in rows):
                await tx.tell(
                    PersonalDataSeen(
                        id=self._ids.new(MessageId),
                        at=self._clock.now(),
                        scope=asker.scope,
                        user_id=asker.user_id,
                        action="notes.read",
                        subject=f"contact/{contact_id}",
                        reason=None,
                    )
                )
        return [
            Note(
                contact_id=contact_id,
                leg_id=LegId(cast(str, row["leg_id"])),
                agent_id=AgentId(cast(str, row["agent_id"])),
                at=cast(datetime, row["at"]),
                reasons=tuple(cast(list[ReasonCode], row["reasons"])),
                timed_out=cast(bool, row["timed_out"]),
                note=self._keys.open(
                    cast(bytes, row["note"]), about=_note_of(contact_id)
                )
                if row["note"]
                else "",
            )
            for row in rows
        ]

    # --- what happens to an agent ---------------------------------------------------

    async def listening_began(self, event: ListeningBegan) -> None:
        reason = self._parameters.get(Limits, event.scope).listening_reason
        await self._hear(event, AgentId(event.user_id), Aside(reason))

    async def listening_ended(self, event: ListeningEnded) -> None:
        reason = self._parameters.get(Limits, event.scope).listening_reason
        await self._hear(event, AgentId(event.user_id), Back(reason))

    async def person_changed(self, event: PersonChanged) -> None:
        """Who works here no more is signed out; a talk that goes on is their last."""
        if "left" not in event.what:
            return
        agent_id = AgentId(event.person)
        await self._hear(event, agent_id, SentHome())
        await self._phones.dismiss(event.scope, agent_id)

    async def contact_offered(self, event: ContactOffered) -> None:
        what = Offered(event.contact_id, event.leg_id, event.queue_id, event.channel)
        await self._hear(event, event.agent_id, what)

    async def offer_failed(self, event: OfferFailed) -> None:
        ends = {LegEnd.DECLINED, LegEnd.NO_ANSWER, LegEnd.UNREACHABLE}
        known = {end.value: end for end in ends}
        why = known.get(event.why, LegEnd.WITHDRAWN)
        await self._hear(event, event.agent_id, Ended(event.leg_id, why, False))

    async def agent_rang(self, event: AgentRang) -> None:
        await self._hear(event, event.agent_id, Rang(event.contact_id, event.leg_id))

    async def agent_consulted(self, event: AgentConsulted) -> None:
        what = Consulted(event.contact_id, event.leg_id)
        await self._hear(event, event.agent_id, what)

    async def call_bridged(self, event: CallBridged) -> None:
        what = Bridged(event.contact_id, event.leg_id, event.queue_id)
        await self._hear(event, event.agent_id, what)

    async def call_held(self, event: CallHeld) -> None:
        await self._hear(event, event.agent_id, Held(event.leg_id))

    async def call_retrieved(self, event: CallRetrieved) -> None:
        await self._hear(event, event.agent_id, Retrieved(event.leg_id))

    async def leg_ended(self, event: LegEnded) -> None:
        what = Ended(event.leg_id, event.why, event.was_bridged)
        await self._hear(event, event.agent_id, what)

    async def end_wrap_up(self, command: EndWrapUp) -> None:
        """The countdown rang; the contact is classed with the default."""
        what = WrapTimedOut(command.contact_id)
        await self._hear(command, command.agent_id, what, at=self._clock.now())

    # --- how ------------------------------------------------------

    async def _wish(
        self,
        asker: Asker,
        what: Happening,
        *,
        reasons: tuple[ReasonCode, ...] = (),
        note: bytes | None = None,
    ) -> None:
        agent_id = seat(asker)
        now = self._clock.now()
        async with self._work.begin(asker.scope) as tx:
            await self._changes.make(
                tx, agent_id, what, now, reasons=reasons, note=note
            )

    async def _hear(
        self,
        message: Event | Command,
        agent_id: AgentId,
        what: Happening,
        *,
        at: datetime | None = None,
    ) -> None:
        async with self._work.system(message.scope) as tx:
            if await tx.first_time(message.id, by="desk"):
                await self._changes.make(tx, agent_id, what, at or message.at)


def _codes(reasons: Sequence[Reason]) -> Mapping[str, Reason]:
    """The tree as one level: any entry may be chosen."""
    flat: dict[str, Reason] = {}
    for reason in reasons:
        flat[reason.code] = reason
        flat.update(_codes(reason.children))
    return flat


def _note_of(contact_id: ContactId) -> str:
    return f"note/{contact_id}"
