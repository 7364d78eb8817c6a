"""The tree of places and groups, and how it is changed."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec

from yingda.journey.people.core.drafts import PLAIN, is_plain, is_within
from yingda.journey.people.errors import GroupHasPeople, UnknownGroup, UnknownPlace
from yingda.journey.people.limits import Roles, SeatTypes, Skills
from yingda.journey.people.model import (
    Group,
    Organigram,
    Place,
    Sought,
    TreeGroup,
    TreePlace,
    Vocabulary,
)
from yingda.journey.people.service.staffing import ADMIN, Staffing
from yingda.journey.people.store import organisation, staff
from yingda.kernel.ids import MessageId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput
from yingda.messages.people import OrganisationChanged
from yingda.platform.ports import Clock, Ids, Parameters, Transaction, Work


class Tree:
    """Province, branches, departments, and the groups in them."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        parameters: Parameters,
        staffing: Staffing,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._parameters = parameters
        self._staffing = staffing

    async def organigram(self, asker: Asker) -> Organigram:
        """What the asker sees of the tree, with the words that drafts may use."""
        seen = await self._staffing.groups_of(asker)
        async with self._work.begin(asker.scope) as tx:
            places = await staff.places_within(tx)
            groups = await organisation.groups(tx)
            heads = await staff.heads(tx)
        shown = [one for one in groups if seen is None or one.group_id in seen]
        return Organigram(
            places=tuple(_place(one, shown, heads) for one in places),
            vocabulary=self._vocabulary(asker),
        )

    async def set_place(self, asker: Asker, place: Place) -> None:
        """A new place, or another name for one that is there; its parent must be."""
        asker.must(ADMIN)
        place = replace(place, name=_plain(place.name))
        parent = place.path.rpartition(".")[0]
        async with self._work.begin(asker.scope) as tx:
            known = {one.path: one for one in await staff.places_within(tx)}
            is_known = place.path in known
            if not is_within(place.path, asker.scope.path) or not (
                is_known or parent in known
            ):
                raise UnknownPlace(place.path)
            position = len(known)
            if is_known and known[place.path].kind != place.kind:
                raise UnknownPlace(place.path)
            await organisation.set_place(tx, place, position, keep=True)
            await self._tell(tx, asker, f"place/{place.path}")

    async def set_group(self, asker: Asker, group: Group) -> None:
        """A new group, another name for one, or another place, where its people go too."""
        asker.must(ADMIN)
        group = replace(group, name=_plain(group.name))
        house = await self._staffing.house(asker)
        async with self._work.begin(asker.scope) as tx:
            known = {one.path for one in await staff.places_within(tx)}
            if group.path not in known:
                raise UnknownPlace(group.path)
            if not await organisation.set_group(tx, group):
                home = house.place_of(group.path)
                moved = await organisation.move_group(tx, group, home)
                if moved is None:
                    raise UnknownGroup(group.group_id)
                writing = self._staffing.writing(tx, asker, house)
                for user_id in moved:
                    await writing.tell(user_id, home, "place")
            await self._tell(tx, asker, f"group/{group.group_id}")

    async def close_group(self, asker: Asker, group_id: str, into: str = "") -> int:
        """Returns how many went into the other group. What it did keeps its name."""
        asker.must(ADMIN)
        house = await self._staffing.house(asker)
        for known in (group_id, into or group_id):
            if known not in house.groups:
                raise UnknownGroup(known)
        if into == group_id:
            raise UnknownGroup(into)
        async with self._work.begin(asker.scope) as tx:
            people = await staff.page(tx, Sought(group_id=group_id, limit=10_000), None)
            if people and not into:
                raise GroupHasPeople(group_id, len(people))
            writing = self._staffing.writing(tx, asker, house)
            for one in people:
                draft = self._staffing.draft(one)
                seat = draft.seat and msgspec.structs.replace(draft.seat, group_id=into)
                await writing.change(one, msgspec.structs.replace(draft, seat=seat))
            await organisation.close_group(tx, group_id, self._clock.now())
            await self._tell(tx, asker, f"group/{group_id}")
        return len(people)

    async def _tell(self, tx: Transaction, asker: Asker, subject: str) -> None:
        await tx.tell(
            OrganisationChanged(
                id=self._ids.new(MessageId),
                at=self._clock.now(),
                scope=asker.scope,
                subject=subject,
                user_id=asker.user_id,
            )
        )

    def _vocabulary(self, asker: Asker) -> Vocabulary:
        get, scope = self._parameters.get, asker.scope
        return Vocabulary(
            roles=tuple(get(Roles, scope).roles),
            seat_types={
                one: kind.name for one, kind in get(SeatTypes, scope).types.items()
            },
            skills=get(Skills, scope).skills,
        )


def _plain(name: Name) -> Name:
    zh, en = name.zh.strip(), name.en.strip()
    if not (zh and is_plain(zh) and is_plain(en)):
        raise BadInput("name", PLAIN)
    return Name(zh, en)


def _place(one: Place, groups: list[Group], heads: Mapping[str, int]) -> TreePlace:
    return TreePlace(
        path=one.path,
        kind=one.kind,
        name=one.name,
        groups=tuple(
            TreeGroup(
                group_id=group.group_id,
                name=group.name,
                people=heads.get(group.group_id, 0),
            )
            for group in groups
            if group.path == one.path
        ),
    )
