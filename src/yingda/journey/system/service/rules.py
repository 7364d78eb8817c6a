"""Rules as data: what holds where, what held, and what shall hold."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from yingda.journey.system.core.differences import differences
from yingda.journey.system.core.holding import (
    in_force,
    is_before,
    is_within,
    nearest,
    to_come,
    upwards,
)
from yingda.journey.system.errors import (
    NotSetHere,
    UnknownParameterPlace,
    UnknownVersion,
)
from yingda.journey.system.model import Change, How, ParameterNow, PastVersion, Wish
from yingda.journey.system.ports import Places
from yingda.journey.system.service.changes import (
    ADMIN,
    WHOLE,
    Changes,
    at,
    kept,
    may,
    path_of,
    place_of,
    told_at,
)
from yingda.journey.system.service.proposals import Proposals
from yingda.kernel.ids import MessageId
from yingda.kernel.org import Asker
from yingda.kernel.rule import Version
from yingda.messages.system import ParameterChanged
from yingda.platform.ports import (
    Clock,
    Ids,
    Parameters,
    Transaction,
    Versions,
    Work,
)


class Rules:
    """Every verb is for the asker's own place, or one below it."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        parameters: Parameters,
        versions: Versions,
        places: Places,
        changes: Changes,
        proposals: Proposals,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._parameters = parameters
        self._versions = versions
        self._places = places
        self._changes = changes
        self.proposals = proposals

    # --- looking --------------------------------------------------------------------

    async def all(self, asker: Asker, place: str | None = None) -> list[ParameterNow]:
        """All rules of the centre as they hold there."""
        asker.must(ADMIN)
        there, now = await self._place(asker, place), self._clock.now()
        async with self._work.system(asker.scope) as tx:
            known = await self._versions.history(tx, list(self._changes.kinds.values()))
        return [
            self._now(asker, name, there, _of(name, known), now)
            for name in sorted(self._changes.kinds)
        ]

    async def one(
        self,
        asker: Asker,
        name: str,
        place: str | None = None,
        moment: datetime | None = None,
    ) -> ParameterNow:
        """As it holds there now, or at a moment that was or is to come."""
        asker.must(ADMIN)
        there = await self._place(asker, place)
        known = await self._known(asker, name)
        return self._now(asker, name, there, known, moment or self._clock.now())

    async def where(
        self, asker: Asker, name: str, moment: datetime | None = None
    ) -> list[ParameterNow]:
        """What holds in each place of the tree that the asker sees."""
        asker.must(ADMIN)
        known = await self._known(asker, name)
        cards = await self._places.branches(asker.scope)
        paths = [str(one.branch_id) for one in cards if one.kind != "department"]
        seen = [one for one in paths if is_within(one, asker.scope.path)]
        now = moment or self._clock.now()
        return [self._now(asker, name, one, known, now) for one in seen]

    def schema(self, asker: Asker, name: str) -> dict[str, object]:
        """What the rules may look like, as JSON Schema."""
        asker.must(ADMIN)
        return msgspec.json.schema(self._changes.kind(name))

    async def history(
        self, asker: Asker, name: str, place: str | None = None
    ) -> list[PastVersion]:
        """What was and will be set there and above it, the last made first; without a
        place, in all that the asker sees."""
        asker.must(ADMIN)
        known = await self._known(asker, name)
        own = await self._place(asker, place)
        above = set(upwards(path_of(own)))
        now = self._clock.now()
        return [
            self._past(one, known, now)
            for one in known
            if one.path in above or (place is None and is_within(one.path, own))
        ]

    # --- changing -------------------------------------------------------------------

    async def set(
        self, asker: Asker, name: str, value: object, wish: Wish | None = None
    ) -> ParameterNow:
        """A new version, or a proposal of one where two people must agree."""
        asker.must(ADMIN)
        self._changes.kind(name)
        fresh = self._changes.formed(name, value)
        return await self._change(asker, name, How.SET, kept(fresh), wish or Wish())

    async def inherit(
        self, asker: Asker, name: str, wish: Wish | None = None
    ) -> ParameterNow:
        """What is set above holds at the place again."""
        asker.must(ADMIN)
        wish = wish or Wish()
        there = path_of(await self._place(asker, wish.place))
        known, now = await self._known(asker, name), self._clock.now()
        held = in_force(known, there, now)
        is_set = held is not None and held.value is not None
        if not is_set and not to_come(known, there, now):
            raise NotSetHere(name, place_of(there))
        return await self._change(asker, name, How.INHERIT, None, wish)

    async def roll_back(
        self, asker: Asker, name: str, version: int, wish: Wish | None = None
    ) -> ParameterNow:
        """A new version with the value that an older one had at the same place."""
        asker.must(ADMIN)
        wish = wish or Wish()
        there = path_of(await self._place(asker, wish.place))
        for one in await self._known(asker, name):
            if (one.path, one.version) == (there, version):
                return await self._change(asker, name, How.ROLL_BACK, one.value, wish)
        raise UnknownVersion(name, version)

    async def call_off(self, asker: Asker, name: str, version: int) -> ParameterNow:
        """What was set ahead and does not hold yet never will."""
        asker.must(ADMIN)
        kind = self._changes.kind(name)
        for one in await self._known(asker, name):
            if one.version == version and may(asker, place_of(one.path)):
                place = place_of(one.path)
                break
        else:
            raise UnknownVersion(name, version)
        async with self._work.system(at(place, asker.scope)) as tx:
            by = asker.user_id
            if not await self._versions.call_off(tx, kind, version, by=by):
                raise UnknownVersion(name, version)
            await self._tell_called_off(tx, asker, name, place, version)
        await self._parameters.refresh()
        return await self.one(asker, name, place)

    # --- by itself ------------------------------------------------------------------

    async def _change(
        self, asker: Asker, name: str, how: How, value: object, wish: Wish
    ) -> ParameterNow:
        place = await self._place(asker, wish.place)
        change = Change(
            name=name,
            place=place,
            how=how,
            value=value,
            since=wish.since,
            reason=(wish.reason or "").strip() or None,
            seen=wish.seen,
            by=asker.user_id,
        )
        here = told_at(place, asker.scope)
        fresh = await self._changes.fits(here, change)
        if self._changes.needs_two(name, here):
            proposal_id = await self.proposals.make(here, change)
            return replace(await self.one(asker, name, place), waiting=proposal_id)
        async with self._work.system(at(place, asker.scope)) as tx:
            await self._changes.write(tx, here, change, fresh)
        await self._parameters.refresh()
        return await self.one(asker, name, place)

    async def _tell_called_off(
        self, tx: Transaction, asker: Asker, name: str, place: str, version: int
    ) -> None:
        await tx.tell(
            ParameterChanged(
                id=self._ids.new(MessageId),
                at=self._clock.now(),
                scope=told_at(place, asker.scope),
                user_id=asker.user_id,
                name=name,
                parameter_version=version,
                place=place,
                how="call-off",
            )
        )

    async def _place(self, asker: Asker, wanted: str | None) -> str:
        """Where it shall hold: a place of the tree within the asker's reach."""
        if wanted is None or wanted == asker.scope.path:
            return asker.scope.path
        if not may(asker, wanted):
            raise UnknownParameterPlace(wanted)
        if wanted != WHOLE:
            cards = await self._places.branches(asker.scope)
            if wanted not in {
                one.branch_id for one in cards if one.kind != "department"
            }:
                raise UnknownParameterPlace(wanted)
        return wanted

    async def _known(self, asker: Asker, name: str) -> list[Version]:
        kind = self._changes.kind(name)
        async with self._work.system(asker.scope) as tx:
            return await self._versions.history(tx, [kind])

    def _now(
        self,
        asker: Asker,
        name: str,
        place: str,
        known: Sequence[Version],
        moment: datetime,
    ) -> ParameterNow:
        found = nearest(known, path_of(place), moment)
        planned = to_come(known, path_of(place), moment)
        return ParameterNow(
            name=name,
            version=found.version if found else 0,
            value=self._changes.value(name, found),
            place=place,
            set_at=place_of(found.path) if found else None,
            since=found.since if found else None,
            next=planned[0].since if planned else None,
            needs_two=self._changes.needs_two(name, told_at(place, asker.scope)),
        )

    def _past(
        self, one: Version, known: Sequence[Version], now: datetime
    ) -> PastVersion:
        earlier = [other for other in known if is_before(other, one)]
        above = [other for other in known if other.path != one.path]
        old = nearest(earlier, one.path, one.since)
        new = nearest(above, one.path, one.since) if one.value is None else one
        value = self._changes.value
        return PastVersion(
            version=one.version,
            place=place_of(one.path),
            value=one.value,
            since=one.since,
            made_at=one.made_at,
            by=one.by,
            reason=one.reason,
            called_off_by=one.called_off_by,
            is_to_come=one.since > now and one.called_off_by is None,
            is_in_force=in_force(known, one.path, now) == one,
            differences=tuple(differences(value(one.name, old), value(one.name, new))),
        )


def _of(name: str, known: Sequence[Version]) -> list[Version]:
    return [one for one in known if one.name == name]
