"""One caller and the machine: hear, step, commit, speak."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from weakref import WeakValueDictionary

from yingda.journey.dialogue import store
from yingda.journey.dialogue.core.reading import accept, read
from yingda.journey.dialogue.core.steps import begin, pending, step
from yingda.journey.dialogue.core.words import Words
from yingda.journey.dialogue.limits import Limits
from yingda.journey.dialogue.model.flow import Published
from yingda.journey.dialogue.model.session import (
    Input,
    News,
    Phase,
    Session,
    Step,
    TimedOut,
    Wanted,
)
from yingda.journey.dialogue.ports import Queues
from yingda.journey.dialogue.service.library import Library
from yingda.journey.dialogue.service.mouth import Mouth
from yingda.journey.dialogue.service.questions import BackEnds
from yingda.journey.dialogue.store import Edition, Kept
from yingda.kernel.ids import ContactId, FlowId, MessageId
from yingda.kernel.message import Message
from yingda.kernel.name import Name
from yingda.kernel.org import EVERYWHERE, Asker, Scope
from yingda.messages.channels import (
    CallArrived,
    CallBridged,
    CallEnded,
    CallerDid,
    CallTransferred,
)
from yingda.messages.dialogue import AskBackEnd, FlowPublished, TimeOutDialogue
from yingda.messages.routing import ContactQueued
from yingda.platform.ports import (
    Alarms,
    Clock,
    Ids,
    Keys,
    Parameters,
    Transaction,
    Work,
)


class Dialogue:
    """Takes one thing at a time for each caller, and many callers at once."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        alarms: Alarms,
        parameters: Parameters,
        keys: Keys,
        library: Library,
        mouth: Mouth,
        back_ends: BackEnds,
        queues: Queues,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._alarms = alarms
        self._parameters = parameters
        self._keys = keys
        self._library = library
        self._mouth = mouth
        self._back_ends = back_ends
        self._queues = queues
        self._turns: WeakValueDictionary[ContactId, asyncio.Lock] = (
            WeakValueDictionary()
        )

    # --- callers ----------------------------------------------------------------------

    async def hear(self, did: CallerDid) -> None:
        """What a caller did, as soon as the switch says so."""
        await self._take(did.contact_id, did)

    async def arrive(self, event: CallArrived) -> None:
        if not event.meets_machine:
            return
        published = await self._library.for_call(event.scope, event.called)
        now = self._clock.now()
        session = Session(
            contact_id=event.contact_id,
            point_id=event.point_id,
            customer_id=event.customer_id,
            tier_id=event.tier_id,
            variables={"called": event.called, "door": event.door},
        )
        kept = Kept(
            session=session,
            flow_id=FlowId(published.flow.flow_id),
            flow_version=published.version,
            scope=event.scope,
        )
        first = begin(published, session, now)
        taken = await self._introduced(published, first, event.scope, now) or first
        async with self._turn(event.contact_id):
            async with self._work.system(event.scope) as tx:
                if not await tx.first_time(event.id, by="dialogue"):
                    return
                await self._write(tx, kept, published, taken)
            self._mouth.line_up(event.contact_id, taken.acts)
        await self._mouth.speak(event.contact_id)

    async def _introduced(
        self, published: Published, first: Step, scope: Scope, now: datetime
    ) -> Step | None:
        """A flow that begins by asking who calls is told before anything is written."""
        asked = first.question
        if asked is None or asked.name != "caller" or first.acts or first.facts:
            return None
        limits = self._parameters.get(Limits, scope)
        given = await self._back_ends.answer(asked, first.session, scope, limits)
        return step(published, first.session, given, now)

    async def resume(self, contact_id: ContactId) -> None:
        """Says again where the dialogue stands: this process or the switch is back."""
        await self._take(contact_id, News.RESUMED)

    # --- the rest of the centre ---------------------------------------------------------

    async def waiting(self, event: ContactQueued | CallTransferred) -> None:
        await self._take(event.contact_id, News.WAITING, cause=event)

    async def bridged(self, event: CallBridged) -> None:
        await self._take(event.contact_id, News.BRIDGED, cause=event)

    async def ended(self, event: CallEnded) -> None:
        await self._take(event.contact_id, News.GONE, cause=event)

    async def time_out(self, command: TimeOutDialogue) -> None:
        given = TimedOut(turn=command.turn)
        await self._take(command.contact_id, given, cause=command)

    async def ask_back_end(self, command: AskBackEnd) -> None:
        """Asks with a deadline, while the caller may do as they like."""
        async with self._work.system(EVERYWHERE) as tx:
            kept = await store.session(tx, self._keys, command.contact_id)
            if kept is None or kept.session.turn != command.turn:
                return
            question = pending(await self._published(tx, kept), kept.session)
        if question is None:
            return
        limits = self._parameters.get(Limits, kept.scope)
        given = await self._back_ends.answer(question, kept.session, kept.scope, limits)
        await self._take(command.contact_id, given, cause=command)

    # --- flows --------------------------------------------------------------------------

    async def open(self, scope: Scope) -> None:
        """Publishes the shipped flows where they are new."""
        await self._library.open(scope)

    async def warm_up(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Renders every prompt, so that no caller waits for one."""
        await self._library.warm_up(progress)

    async def reload(self, event: FlowPublished) -> None:
        """Another process has published a version."""
        await self._library.reload(event)

    async def words(self, scope: Scope) -> Mapping[str, Name]:
        """What is met on the way through any flow is called, by node, choice or value."""
        newest = await self._library.newest(scope)
        return {
            word: name
            for edition in newest
            for word, name in edition.published.flow.names.items()
        }

    async def flows(self, asker: Asker) -> Sequence[Edition]:
        """The newest version of each flow."""
        asker.must("system.admin")
        return await self._library.newest(asker.scope)

    async def flow(self, asker: Asker, flow_id: str) -> Sequence[Edition]:
        """Every version of one flow, the newest first."""
        asker.must("system.admin")
        return await self._library.versions(asker.scope, flow_id)

    async def publish(self, asker: Asker, text: str) -> Edition:
        """A new version, walked by callers who arrive from now on. Raises FlowUnreadable
        or FlowRefused."""
        asker.must("system.admin")
        flow = accept(read(text), self._queues.queues(asker.scope))
        return await self._library.publish(asker.scope, flow, by=asker.user_id)

    # --- one step -----------------------------------------------------------------------

    async def _take(
        self, contact_id: ContactId, given: Input, *, cause: Message | None = None
    ) -> None:
        """Decide, commit, act. Strangers to the machine are passed over."""
        async with self._turn(contact_id):
            taken = await self._decide(contact_id, given, cause)
            if taken is None:
                return
            self._mouth.line_up(contact_id, taken.acts)
        await self._mouth.speak(contact_id)

    async def _decide(
        self, contact_id: ContactId, given: Input, cause: Message | None
    ) -> Step | None:
        async with self._work.system(EVERYWHERE) as tx:
            if cause and not await tx.first_time(cause.id, by="dialogue"):
                return None
            kept = await store.session(tx, self._keys, contact_id)
            if kept is None:
                return None
            published = await self._published(tx, kept)
            taken = step(published, kept.session, given, self._clock.now())
            if taken is not None:
                await self._write(tx, kept, published, taken)
        return taken

    async def _write(
        self, tx: Transaction, kept: Kept, published: Published, taken: Step
    ) -> None:
        session, now = taken.session, self._clock.now()
        scope = _placed(kept.scope, session.variables.get("branch", ""))
        kept = replace(kept, session=session, scope=scope)
        if session.phase is Phase.ENDED:
            await store.end(tx, session.contact_id)
        else:
            await store.write(tx, self._keys, kept, now)
        words = Words(published, session, scope, now)
        for fact in taken.facts:
            await tx.tell(words.event(fact, self._ids.new(MessageId)))
            if isinstance(fact, Wanted):
                await tx.ask_later(words.queue(fact, self._ids.new(MessageId)))
        if taken.question is not None:
            await tx.ask_later(words.ask(self._ids.new(MessageId)))
        key = f"dialogue:{session.contact_id}"
        if taken.wake is None or session.phase is Phase.ENDED:
            await self._alarms.clear(tx, key)
        else:
            at = now + taken.wake
            command = words.time_out(self._ids.new(MessageId), at)
            await self._alarms.set(tx, command, key=key, at=at)

    def _turn(self, contact_id: ContactId) -> asyncio.Lock:
        return self._turns.setdefault(contact_id, asyncio.Lock())

    async def _published(self, tx: Transaction, kept: Kept) -> Published:
        return await self._library.version(
            tx, kept.scope, kept.flow_id, kept.flow_version
        )


def _placed(scope: Scope, branch: str) -> Scope:
    """As soon as it is known where the caller belongs, that is where facts belong."""
    if not branch.startswith(f"{scope.path}."):
        return scope
    return Scope(tenant_id=scope.tenant_id, path=branch, site=scope.site)
