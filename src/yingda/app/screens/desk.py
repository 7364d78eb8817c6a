"""The agent's desk: their state, their contact and its pop, in one snapshot."""

import asyncio
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct

from yingda.app.language import Language
from yingda.app.screens.batch import Batch
from yingda.app.screens.feed import Feed
from yingda.app.screens.panels import Say
from yingda.app.screens.pop import Pop, PopNow, is_whole
from yingda.app.screens.words import Words
from yingda.journey.contacts.model import Story
from yingda.journey.desk.errors import NoSeat
from yingda.journey.desk.model import Assignment, AtDesk, Chosen, Serving
from yingda.journey.desk.ports import PhoneAccount
from yingda.journey.desk.service import Desk
from yingda.kernel.ids import (
    AgentId,
    ContactId,
    CustomerId,
    LegId,
    QueueId,
    ReasonCode,
)
from yingda.kernel.name import Name
from yingda.kernel.org import Asker
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentState
from yingda.platform.ports import Clock

AT_ONCE = 32
"""Snapshots that are composed at the same time."""


class ActiveContact(Struct, frozen=True, kw_only=True):
    """A contact that the agent is serving, from the offer to the end of wrap-up."""

    contact_id: ContactId
    channel: Channel
    leg_id: LegId
    customer_id: CustomerId | None
    stage: AgentState
    """`reserved`, `ringing`, `talking`, `hold` or `wrap`."""
    queue_id: QueueId
    queue_name: Name
    offered_at: datetime
    bridged_at: datetime | None
    held_since: datetime | None
    wrap_until: datetime | None
    waited_seconds: float
    """From asking for an agent (or the transfer) to this one's answer, or until now."""
    pop: PopNow


class DeskNow(Struct, frozen=True, kw_only=True, tag=True):
    """All that a desk shows. The one with the higher `seq` is the newer."""

    seq: int
    agent_id: AgentId
    state: AgentState
    since: datetime
    reason: str | None
    next_state: AgentState | None
    contact: ActiveContact | None
    """The foremost, whose stage is the agent's state."""
    contacts: tuple[ActiveContact, ...] = ()
    """All, the foremost first."""
    wrap_until: datetime | None
    server_time: datetime


class AtWork(Struct, frozen=True, kw_only=True):
    """What signing in at the desk gives."""

    phone: PhoneAccount
    desk: DeskNow


class SetState(Struct, frozen=True, kw_only=True):
    """What the agent wants to be, now or after the contact."""

    state: AgentState
    reason: str | None = None
    """Needed for a break."""


class WrapUp(Struct, frozen=True, kw_only=True):
    """How the agent classes a contact."""

    contact_id: ContactId
    reasons: tuple[ReasonCode, ...]
    note: str | None = None
    then: AgentState | None = None
    """None: what was chosen before, else ready."""
    then_reason: str | None = None


class Extend(Struct, frozen=True, kw_only=True):
    """More time for this wrap-up."""

    contact_id: ContactId


class DeskScreen:
    """Composes snapshots; what an agent does is answered with one."""

    def __init__(
        self, *, desk: Desk, pop: Pop, words: Words, clock: Clock, feed: Feed
    ) -> None:
        self._feed = feed
        self._desks = Batch(desk.desks)
        self._pop = pop
        self._words = words
        self._clock = clock
        self._last_seq = 0
        # Whoever waits for a turn does not wait within a panel's deadline: a crowd of
        # rings makes pops later, but none of them poorer.
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def now(self, asker: Asker, say: Say) -> tuple[DeskNow, bool]:
        """The snapshot, and whether every panel of it has answered in time."""
        async with self._turns:
            return await self._now(asker, say)

    async def changed(self, asker: Asker, say: Say) -> DeskNow:
        """After something that the agent did: their open page has news, too."""
        self._feed.touch(asker.agent_id)
        return (await self.now(asker, say))[0]

    async def _now(self, asker: Asker, say: Say) -> tuple[DeskNow, bool]:
        now = self._clock.now()
        seq = self._next_seq(now)
        asker.must("desk.work")
        if asker.agent_id is None:
            raise NoSeat()
        at = await self._desks.get(asker.scope, asker.agent_id)
        if at is None:
            at = AtDesk(agent_id=asker.agent_id, since=now)
        pops = await asyncio.gather(
            *(self._pop.show(asker, one.serving.contact_id, say) for one in at.work)
        )
        contacts = tuple(
            self._contact(asker, one, pop, story)
            for one, (pop, story) in zip(at.work, pops, strict=True)
        )
        shown = DeskNow(
            seq=seq,
            agent_id=at.agent_id,
            state=at.state,
            since=at.since,
            reason=at.reason,
            next_state=at.chosen.state if at.chosen else None,
            contact=contacts[0] if contacts else None,
            contacts=contacts,
            wrap_until=at.wrap_until,
            server_time=self._clock.now(),
        )
        return shown, all(is_whole(pop) for pop, _ in pops)

    def _next_seq(self, now: datetime) -> int:
        """Taken before anything is read; a restarted process goes on above the old."""
        micros = int(now.timestamp() * 1_000_000)
        self._last_seq = max(self._last_seq + 1, micros)
        return self._last_seq

    def _contact(
        self,
        asker: Asker,
        one: Assignment,
        pop: PopNow,
        story: Story | None,
    ) -> ActiveContact:
        serving = one.serving
        queues = self._words.queues(asker.scope)
        return ActiveContact(
            contact_id=serving.contact_id,
            leg_id=serving.leg_id,
            customer_id=story.card.customer_id if story else None,
            channel=serving.channel,
            stage=one.state,
            queue_id=serving.queue_id,
            queue_name=queues.get(serving.queue_id) or Name.by_id(serving.queue_id),
            offered_at=serving.offered_at,
            bridged_at=serving.bridged_at,
            held_since=serving.held_since,
            wrap_until=one.wrap_until,
            waited_seconds=self._waited(serving, story),
            pop=pop,
        )

    def _waited(self, serving: Serving, story: Story | None) -> float:
        since = serving.offered_at
        if story:
            since = story.waiting_since or story.card.requested_at or since
        until = serving.bridged_at or self._clock.now()
        return max(0.0, (until - since).total_seconds())


@get("/api/desk")
async def show(
    desk_screen: NamedDependency[DeskScreen],
    asker: NamedDependency[Asker],
    language: NamedDependency[Language],
) -> DeskNow:
    return (await desk_screen.now(asker, language.say))[0]


@post("/api/desk/sign-in", status_code=200)
async def sign_in(
    desk: NamedDependency[Desk],
    desk_screen: NamedDependency[DeskScreen],
    asker: NamedDependency[Asker],
    language: NamedDependency[Language],
) -> AtWork:
    phone = await desk.sign_in(asker)
    return AtWork(phone=phone, desk=await desk_screen.changed(asker, language.say))


@post("/api/desk/state", status_code=200)
async def set_state(
    data: JSONBody[SetState],
    desk: NamedDependency[Desk],
    desk_screen: NamedDependency[DeskScreen],
    asker: NamedDependency[Asker],
    language: NamedDependency[Language],
) -> DeskNow:
    await desk.set_state(asker, data.state, data.reason)
    return await desk_screen.changed(asker, language.say)


@post("/api/desk/resume", status_code=200)
async def resume(
    desk: NamedDependency[Desk],
    desk_screen: NamedDependency[DeskScreen],
    asker: NamedDependency[Asker],
    language: NamedDependency[Language],
) -> DeskNow:
    await desk.resume(asker)
    return (await desk_screen.now(asker, language.say))[0]


@post("/api/desk/wrap-up", status_code=200)
async def wrap_up(
    data: JSONBody[WrapUp],
    desk: NamedDependency[Desk],
    desk_screen: NamedDependency[DeskScreen],
    asker: NamedDependency[Asker],
    language: NamedDependency[Language],
) -> DeskNow:
    then = Chosen(state=data.then, reason=data.then_reason) if data.then else None
    await desk.wrap_up(
        asker, data.contact_id, reasons=data.reasons, note=data.note or "", then=then
    )
    return await desk_screen.changed(asker, language.say)


@post("/api/desk/wrap-up/extend", status_code=200)
async def extend(
    data: JSONBody[Extend],
    desk: NamedDependency[Desk],
    desk_screen: NamedDependency[DeskScreen],
    asker: NamedDependency[Asker],
    language: NamedDependency[Language],
) -> DeskNow:
    await desk.extend(asker, data.contact_id)
    return await desk_screen.changed(asker, language.say)


ROUTES = [show, sign_in, set_state, resume, wrap_up, extend]
