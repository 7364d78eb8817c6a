"""Four eyes: what one proposes somebody else approves, or refuses, in time."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from yingda.journey.system.core.differences import differences
from yingda.journey.system.core.holding import nearest
from yingda.journey.system.errors import (
    NotYourProposal,
    OwnProposal,
    ProposalOver,
    UnknownProposal,
)
from yingda.journey.system.limits import FourEyes
from yingda.journey.system.model import (
    Change,
    Difference,
    Proposal,
    ProposalState,
)
from yingda.journey.system.service.changes import (
    ADMIN,
    Changes,
    at,
    may,
    path_of,
    told_at,
)
from yingda.journey.system.store import proposals as store
from yingda.kernel.ids import MessageId
from yingda.kernel.org import Asker, Scope
from yingda.kernel.rule import Version
from yingda.messages.system import ParameterProposed, ProposalDecided
from yingda.platform.ports import (
    Clock,
    Ids,
    Parameters,
    Transaction,
    Versions,
    Work,
)

AT_MOST = 200


class Proposals:
    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        parameters: Parameters,
        versions: Versions,
        changes: Changes,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._parameters = parameters
        self._versions = versions
        self._changes = changes

    async def make(self, scope: Scope, change: Change) -> str:
        """Of a change that was checked; returns the proposal's id."""
        now = self._clock.now()
        kind = self._changes.kind(change.name)
        async with self._work.system(scope) as tx:
            known = await self._versions.history(tx, [kind])
            held = nearest(known, path_of(change.place), now)
            current = held.version if held else 0
            one = Proposal(
                proposal_id=self._ids.new(MessageId),
                name=change.name,
                place=change.place,
                how=change.how,
                value=change.value,
                since=change.since,
                reason=change.reason,
                seen=current if change.seen is None else change.seen,
                by=change.by,
                at=now,
                expires=now + self._parameters.get(FourEyes, scope).expires_after,
            )
            await store.add(tx, one)
            await tx.tell(
                ParameterProposed(
                    id=self._ids.new(MessageId),
                    at=now,
                    scope=scope,
                    user_id=one.by,
                    name=one.name,
                    place=one.place,
                    proposal_id=one.proposal_id,
                )
            )
        return one.proposal_id

    async def listed(self, asker: Asker) -> list[Proposal]:
        """Within the asker's place: those that wait first, each with what it would change."""
        asker.must(ADMIN)
        now, kinds = self._clock.now(), self._changes.kinds
        async with self._work.begin(asker.scope) as tx:
            found = await store.listed(tx, list(kinds), at_most=AT_MOST)
        async with self._work.system(asker.scope) as tx:
            known = await self._versions.history(tx, list(kinds.values()))
        return [
            replace(
                one,
                state=one.state_at(now),
                differences=tuple(self._differences(one, known, now)),
            )
            for one in found
        ]

    async def approve(
        self, asker: Asker, proposal_id: str, note: str | None = None
    ) -> Proposal:
        """By somebody else: the change is made as it was proposed, if what was read then
        still holds. A moment that has passed meanwhile means at once."""
        asker.must(ADMIN)
        async with self._work.begin(asker.scope) as tx:
            waiting = await store.locked(tx, proposal_id)
        if waiting is None or not may(asker, waiting.place):
            raise UnknownProposal(proposal_id)
        if waiting.by == asker.user_id:
            raise OwnProposal
        here = self._here(asker, waiting)
        change = _change(waiting)
        fresh = await self._changes.fits(here, change)
        async with self._work.system(at(waiting.place, asker.scope)) as tx:
            one = await self._must_wait(tx, here, proposal_id)
            await self._changes.write(tx, here, change, fresh)
            state = ProposalState.APPROVED
            decided = await self._decide(tx, here, asker, one, state, note)
        await self._parameters.refresh()
        return decided

    async def refuse(
        self, asker: Asker, proposal_id: str, note: str | None = None
    ) -> Proposal:
        """By somebody else."""
        return await self._close(asker, proposal_id, ProposalState.REFUSED, note)

    async def withdraw(self, asker: Asker, proposal_id: str) -> Proposal:
        """By whoever made it."""
        return await self._close(asker, proposal_id, ProposalState.WITHDRAWN, None)

    async def _close(
        self, asker: Asker, proposal_id: str, state: ProposalState, note: str | None
    ) -> Proposal:
        asker.must(ADMIN)
        async with self._work.begin(asker.scope) as tx:
            one = await store.locked(tx, proposal_id)
            if one is None:
                raise UnknownProposal(proposal_id)
            self._must_be_open(one)
            is_own = one.by == asker.user_id
            if is_own and state is ProposalState.REFUSED:
                raise OwnProposal
            if not is_own and state is ProposalState.WITHDRAWN:
                raise NotYourProposal
            here = self._here(asker, one)
            return await self._decide(tx, here, asker, one, state, note)

    async def _must_wait(
        self, tx: Transaction, here: Scope, proposal_id: str
    ) -> Proposal:
        one = await store.locked(tx, proposal_id)
        if one is None:
            raise UnknownProposal(proposal_id)
        self._must_be_open(one)
        return one

    def _must_be_open(self, one: Proposal) -> None:
        state = one.state_at(self._clock.now())
        if state is not ProposalState.WAITING:
            raise ProposalOver(state.value)

    async def _decide(
        self,
        tx: Transaction,
        here: Scope,
        asker: Asker,
        one: Proposal,
        state: ProposalState,
        note: str | None,
    ) -> Proposal:
        now, said = self._clock.now(), (note or "").strip() or None
        by = asker.user_id
        await store.decide(tx, one.proposal_id, state, by=by, at=now, note=said)
        await tx.tell(
            ProposalDecided(
                id=self._ids.new(MessageId),
                at=now,
                scope=here,
                user_id=by,
                name=one.name,
                proposal_id=one.proposal_id,
                outcome=state.value,
            )
        )
        return replace(one, state=state, decided_by=by, decided_at=now, note=said)

    def _here(self, asker: Asker, one: Proposal) -> Scope:
        return told_at(one.place, asker.scope)

    def _differences(
        self, one: Proposal, known: Sequence[Version], now: datetime
    ) -> Iterator[Difference]:
        path = path_of(one.place)
        mine = [other for other in known if other.name == one.name]
        above = [other for other in mine if other.path != path]
        value = self._changes.value
        old = value(one.name, nearest(mine, path, now))
        if one.value is None:
            return differences(old, value(one.name, nearest(above, path, now)))
        return differences(old, one.value)


def _change(one: Proposal) -> Change:
    return Change(
        name=one.name,
        place=one.place,
        how=one.how,
        value=one.value,
        since=one.since,
        reason=one.reason,
        seen=one.seen,
        by=one.by,
    )
