"""Who works here: the questions, and the founding of an organisation."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from yingda.journey.people.core import door
from yingda.journey.people.limits import Reach, Roles, SeatTypes
from yingda.journey.people.model import Agent, Organisation
from yingda.journey.people.ports import Passwords
from yingda.journey.people.service.entry import Entry
from yingda.journey.people.service.names import Names
from yingda.journey.people.service.plans import Plans
from yingda.journey.people.service.rights import Rights
from yingda.journey.people.service.staffing import Staffing
from yingda.journey.people.service.taking import Files
from yingda.journey.people.service.tree import Tree
from yingda.journey.people.store import organisation, staff
from yingda.kernel.ids import AgentId, MessageId, Skill
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.kernel.search import is_meant
from yingda.messages.people import (
    AgentCard,
    AgentPosted,
    BranchCard,
    GroupCard,
    Seat,
    Sight,
)
from yingda.platform.ports import Clock, Ids, Parameters, Transaction, Work

N = TypeVar("N", bound=str)


class People:
    """Who works here, and what may they do?

    Questions by id are asked for the centre's sake and see the whole tenant; lists and
    searches see the asker's scope.
    """

    def __init__(
        self,
        *,
        work: Work,
        names: Names,
        parameters: Parameters,
        passwords: Passwords,
        clock: Clock,
        ids: Ids,
        entry: Entry,
        staffing: Staffing,
        tree: Tree,
        files: Files,
        plans: Plans,
        rights: Rights,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._names = names
        self._parameters = parameters
        self._passwords = passwords
        self.entry = entry
        self.staffing = staffing
        self.tree = tree
        self.files = files
        self.plans = plans
        self.rights = rights

    async def asker_of(self, token: str) -> Asker | None:
        """Who asks with this token; None if the session is over, or never was."""
        return await self.entry.asker_of(token)

    async def signed_in(self, tokens: Collection[str]) -> frozenset[str]:
        """Those whose sessions are not over; they count as used at this moment."""
        return await self.entry.signed_in(tokens)

    async def seats(
        self, scope: Scope, agent_ids: Sequence[AgentId]
    ) -> Mapping[AgentId, Seat]:
        """Strangers are left out."""
        async with self._work.system(scope) as tx:
            found = await organisation.agents(tx, agent_ids)
        types = self._parameters.get(SeatTypes, scope)
        return {one.agent_id: _seat(one, types) for one in found}

    async def skills(
        self, scope: Scope, agent_ids: Sequence[AgentId]
    ) -> Mapping[AgentId, Mapping[Skill, int]]:
        """Strangers are left out."""
        seats = await self.seats(scope, agent_ids)
        return {agent_id: seat.skills for agent_id, seat in seats.items()}

    async def names(self, scope: Scope, user_ids: Sequence[N]) -> Mapping[N, str]:
        """Names of staff for lists, by user or agent id. Strangers are left out."""
        async with self._work.system(scope) as tx:
            found = await organisation.names(tx, user_ids)
        return {
            one: self._names.open(one, found[one]) for one in user_ids if one in found
        }

    async def cards(
        self, scope: Scope, agent_ids: Sequence[AgentId]
    ) -> Mapping[AgentId, AgentCard]:
        """Strangers are left out."""
        async with self._work.system(scope) as tx:
            found = await organisation.agents(tx, agent_ids)
        types = self._parameters.get(SeatTypes, scope)
        return {one.agent_id: self._card(one, types) for one in found}

    async def agents(self, scope: Scope, typed: str = "") -> tuple[AgentCard, ...]:
        """Agents of the scope, by a part of the name, by pinyin or by staff number."""
        async with self._work.begin(scope) as tx:
            found = await organisation.agents(tx)
        types = self._parameters.get(SeatTypes, scope)
        return tuple(
            self._card(one, types)
            for one in found
            if is_meant(self._names.findable(one.agent_id, one.name), one.number, typed)
        )

    async def branches(self, scope: Scope) -> tuple[BranchCard, ...]:
        """The province's centre and its branches, in their order."""
        async with self._work.system(scope) as tx:
            found = await organisation.places(tx)
        return tuple(
            BranchCard(branch_id=one.path, name=one.name, kind=one.kind)
            for one in found
        )

    async def groups(self, scope: Scope) -> tuple[GroupCard, ...]:
        """The groups of the scope; closed ones too, since what they did has their name."""
        async with self._work.begin(scope) as tx:
            found = await organisation.groups(tx, with_closed=True)
        return tuple(
            GroupCard(group_id=one.group_id, name=one.name, branch_id=one.path)
            for one in found
        )

    async def simulated(self, scope: Scope) -> frozenset[AgentId]:
        """Agents of the whole tenant in whose seats nobody real sits."""
        types = self._parameters.get(SeatTypes, scope)
        async with self._work.system(scope) as tx:
            found = await organisation.agents(tx)
        return frozenset(
            one.agent_id for one in found if types.is_simulated(one.seat_type)
        )

    async def within_reach(self, asker: Asker) -> frozenset[AgentId] | None:
        """Whose contacts the asker looks at; None for everybody of their place."""
        roles = self._parameters.get(Roles, asker.scope)
        async with self._work.system(asker.scope) as tx:
            held = await organisation.roles_of(tx, asker.user_id)
            staff = await organisation.agents(tx)
        own = [one for one in staff if one.agent_id == asker.agent_id]
        match door.reach(held, roles):
            case Reach.PATH:
                return None
            case Reach.GROUP:
                groups = {one.group_id for one in own}
                own = [one for one in staff if one.group_id in groups]
            case Reach.OWN:
                pass
        return frozenset(one.agent_id for one in own)

    async def sight(self, asker: Asker) -> Sight | None:
        """Whose contacts the asker looks at: what the own group served stays the group's,
        whoever has come or gone since. None for everybody's of their place."""
        agents = await self.within_reach(asker)
        if agents is None:
            return None
        own, groups = asker.agent_id, frozenset[str]()
        roles = self._parameters.get(Roles, asker.scope)
        async with self._work.system(asker.scope) as tx:
            held = await organisation.roles_of(tx, asker.user_id)
            if own is not None and door.reach(held, roles) is Reach.GROUP:
                found = await organisation.agents(tx, [own])
                groups = frozenset(one.group_id for one in found)
        return Sight(own=own, agents=agents, groups=groups)

    async def found(self, scope: Scope, made: Organisation, password: str) -> int:
        """Enters an organisation and returns how many users are new to it.

        Done again it renames places and groups and leaves users as they are, but for
        their password: it is the one given here again, the same for all.
        """
        async with self._work.system(scope) as tx:
            known = await organisation.passwords(tx)
        old = [user.user_id for user in made.users if user.user_id in known]
        fresh = [user for user in made.users if user.user_id not in known]
        is_same = bool(old) and await asyncio.to_thread(
            self._passwords.matches, known[old[0]], password
        )
        kept = (
            known[old[0]]
            if is_same
            else await asyncio.to_thread(self._passwords.kept, password)
        )
        async with self._work.system(scope) as tx:
            for position, place in enumerate(made.places):
                await organisation.set_place(tx, place, position)
            for group in made.groups:
                await organisation.set_group(tx, group)
            await organisation.set_passwords(tx, [] if is_same else old, kept)
            for user in fresh:
                await organisation.add_user(
                    tx,
                    user,
                    login=self._names.login(user.login),
                    name=self._names.seal(user.user_id, user.name),
                    password=kept,
                )
            await self._post(tx, scope)
        return len(fresh)

    async def _post(self, tx: Transaction, scope: Scope) -> None:
        """From now on every agent's group is known at every moment."""
        now = self._clock.now()
        for agent_id, group_id, place in await staff.without_post(tx):
            await staff.begin_post(tx, agent_id, group_id, place, now)
            await tx.tell(
                AgentPosted(
                    id=self._ids.new(MessageId),
                    at=now,
                    scope=scope,
                    agent_id=agent_id,
                    group_id=group_id,
                    from_group=None,
                    branch_id=place,
                    user_id=None,
                )
            )

    def _card(self, one: Agent, types: SeatTypes) -> AgentCard:
        return AgentCard(
            agent_id=one.agent_id,
            name=self._names.open(one.agent_id, one.name),
            number=one.number,
            group_id=one.group_id,
            group=one.group_name or Name.by_id(one.group_id),
            branch_id=one.path,
            queues=one.queues,
            simulated=types.is_simulated(one.seat_type),
        )


def _seat(one: Agent, types: SeatTypes) -> Seat:
    return Seat(
        agent_id=one.agent_id,
        skills=one.skills,
        queues=one.queues,
        capacity=one.capacity,
        group_id=one.group_id,
        branch_id=one.path,
        simulated=types.is_simulated(one.seat_type),
    )
