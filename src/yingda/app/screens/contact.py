"""One contact with all that is known of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from yingda.app.screens.contacts import ContactRow, ContactsScreen
from yingda.app.screens.words import Words
from yingda.journey.contacts.model import Segment, Step
from yingda.journey.contacts.service import Contacts
from yingda.journey.desk.service import Desk
from yingda.kernel.ids import (
    AgentId,
    ContactId,
    LegId,
    QueueId,
    RecordingId,
)
from yingda.kernel.name import Name
from yingda.kernel.org import Asker
from yingda.messages.routing import Decision


class Decided(Protocol):
    """One choice of an agent, as routing kept it."""

    @property
    def at(self) -> datetime: ...
    @property
    def agent_id(self) -> AgentId: ...
    @property
    def decision(self) -> Decision: ...


class Decisions(Protocol):
    """Why were these agents rung for the contact?"""

    async def decisions(
        self, asker: Asker, contact_id: ContactId
    ) -> Sequence[Decided]: ...


class SegmentLine(Struct, frozen=True, kw_only=True):
    """One agent's part in the contact."""

    leg_id: LegId
    queue_id: QueueId
    queue_name: Name
    agent_id: AgentId
    agent_name: str
    queued: datetime | None
    offered: datetime
    rang: datetime | None
    bridged: datetime | None
    ended: datetime | None
    why: str | None
    held_seconds: float
    reasons: tuple[str, ...]
    note: str | None
    """What the agent wrote, for whoever may read contacts."""


class EventLine(Struct, frozen=True, kw_only=True):
    """One thing that was told."""

    at: datetime
    kind: str
    stage: str
    fields: Mapping[str, object]


class CandidateLine(Struct, frozen=True, kw_only=True):
    """An agent who could have been chosen."""

    agent_id: AgentId
    agent_name: str
    score: tuple[float, ...]


class DecisionLine(Struct, frozen=True, kw_only=True):
    """Why this agent was rung."""

    at: datetime
    agent_id: AgentId
    agent_name: str
    rule: str
    rules_version: int
    widened: int
    able: int
    waiting: int
    contact_score: tuple[float, ...]
    candidates: tuple[CandidateLine, ...]


class RecordingLine(Struct, frozen=True, kw_only=True):
    """The sound of one leg."""

    recording_id: RecordingId
    contact_id: ContactId
    leg_id: LegId
    agent_id: AgentId
    agent_name: str
    at: datetime
    seconds: float
    customer_name: str | None
    number_masked: str | None
    queue_name: Name | None
    state: str
    simulated: bool
    """The caller is."""
    gap: float
    """Seconds of the talk that are not in it."""


class ContactDetail(Struct, frozen=True, kw_only=True):
    """All that is known of one contact."""

    card: ContactRow
    segments: tuple[SegmentLine, ...]
    events: tuple[EventLine, ...]
    decisions: tuple[DecisionLine, ...]
    """Empty for those who may not see how the centre decides."""
    recordings: tuple[RecordingLine, ...]
    """Empty for those who may not play them."""


class ContactScreen:
    """A contact, with the names of whoever is in it."""

    def __init__(
        self,
        *,
        contacts: Contacts,
        contacts_screen: ContactsScreen,
        desk: Desk,
        routing: Decisions,
        words: Words,
    ) -> None:
        self._contacts = contacts
        self._contacts_screen = contacts_screen
        self._desk = desk
        self._routing = routing
        self._words = words

    async def show(self, asker: Asker, contact_id: ContactId) -> ContactDetail:
        asker.must("contacts.read")
        story = await self._contacts.story(asker, contact_id)
        await self._contacts_screen.check_reach(asker, story.card)
        within = replace(asker, scope=story.place)
        segments = await self._contacts.segments(within, contact_id)
        steps = await self._contacts.steps(within, contact_id)
        [row] = await self._contacts_screen.rows(within, [story.card])
        decisions: Sequence[Decided] = ()
        if asker.may("routing.explain"):
            decisions = await self._routing.decisions(within, contact_id)
        names = await self._names(within, segments, decisions)
        return ContactDetail(
            card=row,
            segments=await self._segments(within, contact_id, segments, steps, names),
            events=tuple(
                EventLine(at=one.at, kind=one.kind, stage=one.stage, fields=one.detail)
                for one in steps
            ),
            decisions=tuple(_decision(one, names) for one in decisions),
            recordings=_recordings(row, segments, steps, names, self._queues(within))
            if asker.may("recordings.play")
            else (),
        )

    async def _names(
        self, asker: Asker, segments: Sequence[Segment], decisions: Sequence[Decided]
    ) -> Mapping[str, str]:
        ids = {one.agent_id for one in segments}
        ids |= {one.agent_id for one in decisions}
        ids |= {c.agent_id for one in decisions for c in one.decision.candidates}
        return await self._words.names(asker.scope, "agent", sorted(ids))

    async def _segments(
        self,
        asker: Asker,
        contact_id: ContactId,
        segments: Sequence[Segment],
        steps: Sequence[Step],
        names: Mapping[str, str],
    ) -> tuple[SegmentLine, ...]:
        written = await self._desk.notes(asker, contact_id)
        notes = {one.leg_id: one.note for one in written}
        queues = self._queues(asker)
        queued = [one.at for one in steps if one.kind == "ContactQueued"]
        return tuple(
            SegmentLine(
                leg_id=one.leg_id,
                queue_id=one.queue_id,
                queue_name=queues.get(one.queue_id) or Name.by_id(one.queue_id),
                agent_id=one.agent_id,
                agent_name=names.get(one.agent_id, one.agent_id),
                queued=max((at for at in queued if at <= one.offered_at), default=None),
                offered=one.offered_at,
                rang=one.rang_at,
                bridged=one.bridged_at,
                ended=one.ended_at,
                why=one.why,
                held_seconds=one.held_seconds,
                reasons=one.reasons,
                note=notes.get(one.leg_id),
            )
            for one in segments
        )

    def _queues(self, asker: Asker) -> Mapping[str, Name]:
        return self._words.queues(asker.scope)


def _decision(one: Decided, names: Mapping[str, str]) -> DecisionLine:
    decision = one.decision
    return DecisionLine(
        at=one.at,
        agent_id=one.agent_id,
        agent_name=names.get(one.agent_id, one.agent_id),
        rule=decision.rule,
        rules_version=decision.rules_version,
        widened=decision.widened,
        able=decision.able,
        waiting=decision.waiting,
        contact_score=decision.contact_score,
        candidates=tuple(
            CandidateLine(
                agent_id=candidate.agent_id,
                agent_name=names.get(candidate.agent_id, candidate.agent_id),
                score=candidate.score,
            )
            for candidate in decision.candidates
        ),
    )


class _Kept(Struct, frozen=True, kw_only=True):
    """What a step says of a recording."""

    recording_id: RecordingId
    leg_id: LegId
    agent_id: AgentId
    length: timedelta
    gap: timedelta = timedelta(0)


def _recordings(
    row: ContactRow,
    segments: Sequence[Segment],
    steps: Sequence[Step],
    names: Mapping[str, str],
    queues: Mapping[str, Name],
) -> tuple[RecordingLine, ...]:
    legs = {one.leg_id: one for one in segments}
    lines = []
    for step in steps:
        if step.kind != "RecordingKept":
            continue
        kept = msgspec.convert(step.detail, _Kept)
        leg = legs.get(kept.leg_id)
        lines.append(
            RecordingLine(
                recording_id=kept.recording_id,
                contact_id=row.contact_id,
                leg_id=kept.leg_id,
                agent_id=kept.agent_id,
                agent_name=names.get(kept.agent_id, kept.agent_id),
                at=(leg and leg.bridged_at) or step.at,
                seconds=kept.length.total_seconds(),
                customer_name=row.customer_name,
                number_masked=row.number_masked,
                queue_name=queues.get(leg.queue_id) if leg else row.queue_name,
                state="kept",
                simulated=row.simulated,
                gap=kept.gap.total_seconds(),
            )
        )
    return tuple(lines)


@get("/api/contacts/{contact_id:str}")
async def show_contact(
    contact_id: FromPath[str],
    contact_screen: NamedDependency[ContactScreen],
    asker: NamedDependency[Asker],
) -> ContactDetail:
    return await contact_screen.show(asker, ContactId(contact_id))


ROUTES = [show_contact]
