"""Administering those who work here, one by one."""

import asyncio
import dataclasses
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from yingda.journey.people.core.door import reach
from yingda.journey.people.core.drafts import House, problems
from yingda.journey.people.errors import (
    FieldMissing,
    NotYourself,
    StalePerson,
    Taken,
    UnknownGroup,
    UnknownPerson,
)
from yingda.journey.people.limits import Reach, Roles, SeatTypes, Separation, Skills
from yingda.journey.people.model import (
    Draft,
    Kept,
    Person,
    PersonPage,
    Profile,
    SeatDraft,
    Sought,
)
from yingda.journey.people.ports import Passwords
from yingda.journey.people.service.names import Names
from yingda.journey.people.service.writing import Writing
from yingda.journey.people.store import organisation, plans, staff
from yingda.kernel.ids import AgentId, UserId
from yingda.kernel.org import Asker
from yingda.kernel.search import is_meant
from yingda.platform.ports import Clock, Ids, Parameters, Transaction, Work

READ, ADMIN = "people.read", "people.admin"
CHUNK = 500
"""Names are opened so many at a time while one is searched for."""


class Staffing:
    """Whoever asks sees their own part of the tree; a leader their own group."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        names: Names,
        parameters: Parameters,
        passwords: Passwords,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._names = names
        self._parameters = parameters
        self._passwords = passwords

    # --- looking --------------------------------------------------------------------

    async def page(self, asker: Asker, sought: Sought) -> PersonPage:
        """The next people whose name, its pinyin or the number begins as typed."""
        asker.must(READ)
        groups = await self._groups(asker)
        found: list[Kept] = []
        size = CHUNK if sought.typed else sought.limit + 1
        step = dataclasses.replace(sought, limit=size)
        while len(found) <= sought.limit:
            async with self._work.begin(asker.scope) as tx:
                rows = await staff.page(tx, step, groups)
            found += [one for one in rows if self._is_meant(one, sought.typed)]
            if len(rows) < step.limit:
                break
            step = dataclasses.replace(step, after=staff.place_in_list(rows[-1]))
        shown = found[: sought.limit]
        more = len(found) > sought.limit
        return PersonPage(
            people=tuple(self._person(one) for one in shown),
            next=staff.place_in_list(shown[-1]) if more else None,
        )

    async def profile(self, asker: Asker, user_id: UserId) -> Profile:
        asker.must(READ)
        groups = await self._groups(asker)
        async with self._work.begin(asker.scope) as tx:
            one = await staff.one(tx, user_id)
            posts = await staff.posts(tx, user_id)
            to_come = await plans.of_agent(tx, user_id)
        if one is None or (groups is not None and one.group_id not in groups):
            raise UnknownPerson(user_id)
        return Profile(person=self._person(one), posts=posts, plans=to_come)

    async def groups_of(self, asker: Asker) -> frozenset[str] | None:
        """Whose people the asker sees; None for everybody of their place."""
        asker.must(READ)
        return await self._groups(asker)

    # --- changing -------------------------------------------------------------------

    async def add(self, asker: Asker, draft: Draft, password: str = "") -> Person:
        """Without a password nobody comes in under the name until one is set."""
        asker.must(ADMIN)
        if not draft.login.strip():
            raise FieldMissing("login")
        house = await self.checked(asker, draft)
        await self._must_be_free(asker, draft, but=None)
        kept = await self.kept(password)
        async with self._work.begin(asker.scope) as tx:
            user_id = await self.writing(tx, asker, house).add(draft, kept)
        return (await self.profile(asker, user_id)).person

    async def change(
        self, asker: Asker, user_id: UserId, draft: Draft, seen: int
    ) -> Person:
        asker.must(ADMIN)
        house = await self.checked(asker, draft)
        await self._must_be_free(asker, draft, but=user_id)
        async with self._work.begin(asker.scope) as tx:
            before = await self._found(tx, user_id)
            if before.version != seen:
                raise StalePerson(before.version)
            if user_id == asker.user_id and set(before.roles) != set(draft.roles):
                raise NotYourself
            await self.writing(tx, asker, house).change(before, draft)
        return (await self.profile(asker, user_id)).person

    async def move(
        self, asker: Asker, user_ids: Sequence[UserId], group_id: str
    ) -> int:
        """Puts agents into a group from now on; returns how many were elsewhere."""
        asker.must(ADMIN)
        house = await self.house(asker)
        if group_id not in house.groups:
            raise UnknownGroup(group_id)
        moved = 0
        async with self._work.begin(asker.scope) as tx:
            writing = self.writing(tx, asker, house)
            for user_id in sorted(set(user_ids)):
                before = await self._found(tx, user_id)
                draft = self.draft(before)
                if draft.seat is None or not before.is_active:
                    raise UnknownPerson(user_id)
                seat = replace(draft.seat, group_id=group_id)
                moved += bool(await writing.change(before, replace(draft, seat=seat)))
        return moved

    async def leave(self, asker: Asker, user_id: UserId) -> None:
        """Nobody comes in under the name any more; all that was done stays theirs."""
        asker.must(ADMIN)
        if user_id == asker.user_id:
            raise NotYourself
        house = await self.house(asker)
        async with self._work.begin(asker.scope) as tx:
            before = await self._found(tx, user_id)
            if before.is_active:
                await staff.set_active(tx, user_id, is_active=False)
                await staff.end_post(tx, AgentId(user_id), self._clock.now())
                await self.writing(tx, asker, house).tell(user_id, before.path, "left")
        async with self._work.system(asker.scope) as tx:
            await staff.end_sessions(tx, user_id)

    async def come_back(self, asker: Asker, user_id: UserId) -> None:
        asker.must(ADMIN)
        house = await self.house(asker)
        async with self._work.begin(asker.scope) as tx:
            before = await self._found(tx, user_id)
            draft = self.draft(before)
            if draft.seat is not None and draft.seat.group_id not in house.groups:
                raise UnknownGroup(draft.seat.group_id)
            await self.writing(tx, asker, house).change(before, draft)

    async def set_password(self, asker: Asker, user_id: UserId, password: str) -> None:
        """Ends the sessions that were begun with the one before."""
        asker.must(ADMIN)
        house, kept = await self.house(asker), await self.kept(password)
        async with self._work.begin(asker.scope) as tx:
            before = await self._found(tx, user_id)
            writing = self.writing(tx, asker, house)
            await writing.tell(user_id, before.path, "password")
        async with self._work.system(asker.scope) as tx:
            await staff.set_password(tx, user_id, kept)

    # --- shared with files ----------------------------------------------------------

    async def house(self, asker: Asker) -> House:
        """What drafts are held against, within the asker's reach."""
        async with self._work.begin(asker.scope) as tx:
            places = await staff.places_within(tx)
            groups = await organisation.groups(tx)
        get, scope = self._parameters.get, asker.scope
        return House(
            reach=scope.path,
            places=tuple(places),
            groups={one.group_id: one for one in groups},
            roles=get(Roles, scope),
            separation=get(Separation, scope),
            seat_types=get(SeatTypes, scope),
            skills=get(Skills, scope),
        )

    async def checked(self, asker: Asker, draft: Draft) -> House:
        house = await self.house(asker)
        for problem in problems(draft, house):
            raise problem
        return house

    def writing(
        self,
        tx: Transaction,
        asker: Asker,
        house: House,
        *,
        at: datetime | None = None,
    ) -> Writing:
        """`at`: since when it holds, if not from now on."""
        now = at or self._clock.now()
        return Writing(tx, asker, house, ids=self._ids, names=self._names, now=now)

    async def kept(self, password: str) -> str:
        if not password:
            return ""
        return await asyncio.to_thread(self._passwords.kept, password)

    def login(self, typed: str) -> bytes:
        return self._names.login(typed)

    def draft(self, one: Kept) -> Draft:
        person = self._person(one)
        return Draft(
            name=person.name,
            roles=person.roles,
            path=None if person.seat else person.branch_id,
            seat=person.seat,
        )

    # --- by itself ------------------------------------------------------------------

    async def _must_be_free(
        self, asker: Asker, draft: Draft, *, but: UserId | None
    ) -> None:
        login = self._names.login(draft.login) if draft.login.strip() else None
        number = draft.seat.number.strip() if draft.seat else None
        async with self._work.system(asker.scope) as tx:
            held = await staff.some(
                tx,
                logins=[login] if login else [],
                numbers=[number] if number else [],
            )
        for one in held:
            if one.user_id != but:
                is_number = number is not None and one.number == number
                raise Taken(
                    "number" if is_number else "login",
                    number if is_number and number else draft.login,
                )

    async def _groups(self, asker: Asker) -> frozenset[str] | None:
        if asker.may(ADMIN):
            return None
        roles = self._parameters.get(Roles, asker.scope)
        async with self._work.system(asker.scope) as tx:
            held = await organisation.roles_of(tx, asker.user_id)
            own = await staff.some(tx, user_ids=[asker.user_id])
        if reach(held, roles) is Reach.PATH:
            return None
        return frozenset(one.group_id for one in own if one.group_id)

    async def _found(self, tx: Transaction, user_id: UserId) -> Kept:
        one = await staff.one(tx, user_id)
        if one is None:
            raise UnknownPerson(user_id)
        return one

    def _is_meant(self, one: Kept, typed: str) -> bool:
        known = self._names.findable(one.user_id, one.name)
        return is_meant(known, one.number or "", typed)

    def _person(self, one: Kept) -> Person:
        seat = None
        if one.number is not None:
            seat = SeatDraft(
                number=one.number,
                group_id=one.group_id or "",
                seat_type=one.seat_type or "agent",
                skills=one.skills or {},
                queues=one.queues or (),
            )
        return Person(
            user_id=one.user_id,
            name=self._names.open(one.user_id, one.name),
            roles=one.roles,
            branch_id=one.path,
            seat=seat,
            is_active=one.is_active,
            version=one.version,
        )
