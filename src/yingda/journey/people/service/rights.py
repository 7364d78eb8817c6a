"""Who may do what: delegations, what a person could do, and whether new roles are sound."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from yingda.journey.people.core import door, duties
from yingda.journey.people.errors import (
    DutiesApart,
    NobodyLeft,
    NotYourself,
    NotYoursToLend,
    SeesFurther,
    UnknownDelegation,
    UnknownPerson,
    UnknownWord,
)
from yingda.journey.people.limits import (
    ACTIONS,
    DELEGATE,
    Limits,
    Roles,
    Separation,
)
from yingda.journey.people.model import Delegation, Lent, RightOf, RightsOf, User
from yingda.journey.people.store import delegations as store
from yingda.journey.people.store import sessions
from yingda.kernel.ids import MessageId, UserId
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.people import PersonChanged
from yingda.platform.ports import Clock, Ids, Parameters, Transaction, Work

ADMIN, RULES = "people.admin", "system.admin"
AT_MOST = 200


class Rights:
    def __init__(
        self, *, work: Work, clock: Clock, ids: Ids, parameters: Parameters
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._parameters = parameters

    # --- delegation -----------------------------------------------------------------

    async def lend(
        self,
        asker: Asker,
        to: UserId,
        actions: Collection[str],
        *,
        until: datetime,
        since: datetime | None = None,
        reason: str | None = None,
    ) -> Delegation:
        """Some of the asker's own actions, for a time; both have them meanwhile."""
        asker.must(DELEGATE)
        if to == asker.user_id:
            raise NotYourself
        now = self._clock.now()
        begin = now if since is None else max(since, now)
        longest = self._parameters.get(Limits, asker.scope).lent_at_most
        if not begin < until <= now + longest:
            allowed = f"{begin.isoformat()} – {(now + longest).isoformat()}"
            raise BadInput("until", allowed)
        if not actions:
            raise BadInput("actions", "1–")
        async with self._work.system(asker.scope) as tx:
            giver = await sessions.user(tx, asker.user_id, now=now)
            taker = await sessions.user(tx, to, now=now)
            if giver is None or taker is None:
                raise UnknownPerson(to)
            self._must_be_theirs(asker.scope, giver, actions)
            one = Delegation(
                delegation_id=self._ids.new(MessageId),
                from_user=asker.user_id,
                to_user=to,
                actions=tuple(sorted(set(actions))),
                since=begin,
                until=until,
                reason=(reason or "").strip() or None,
                made_at=now,
            )
            self._must_fit(asker.scope, giver, taker, one)
            await store.add(tx, one, taker.path)
            await self._tell(
                tx, asker, taker, *(f"lent {each}" for each in one.actions)
            )
        return one

    async def end(self, asker: Asker, delegation_id: str) -> None:
        """By whoever gave it, or has it, or administers the people of that place."""
        now = self._clock.now()
        async with self._work.system(asker.scope) as tx:
            one = await store.going_on(tx, delegation_id, now)
            holder = None
            if one is not None:
                holder = await sessions.user(tx, one.to_user, now=now)
            is_own = one is not None and asker.user_id in (one.from_user, one.to_user)
            if not is_own and not asker.may(ADMIN):
                asker.must(DELEGATE)
            if holder is None or not (is_own or asker.may(ADMIN)):
                raise UnknownDelegation(delegation_id)
            await store.end(tx, delegation_id, by=asker.user_id, at=now)
            await self._tell(tx, asker, holder, f"delegation {delegation_id} ended")

    async def listed(self, asker: Asker) -> list[Delegation]:
        """For an administrator all of the place, else those given or had by the asker."""
        if asker.may(ADMIN):
            async with self._work.begin(asker.scope) as tx:
                return await store.listed(tx, of=None, at_most=AT_MOST)
        asker.must(DELEGATE)
        async with self._work.begin(asker.scope) as tx:
            return await store.listed(tx, of=asker.user_id, at_most=AT_MOST)

    # --- looking ahead --------------------------------------------------------------

    async def of(
        self, asker: Asker, user_id: UserId, roles: Sequence[str] | None = None
    ) -> RightsOf:
        """What somebody may do and see; with `roles`, as if they had those."""
        asker.must(ADMIN)
        now = self._clock.now()
        async with self._work.system(asker.scope) as tx:
            user = await sessions.user(tx, user_id, now=now)
        if user is None:
            raise UnknownPerson(user_id)
        scope = self._at(asker.scope, user.path)
        known = self._parameters.get(Roles, scope)
        for name in roles or ():
            if name not in known.roles:
                raise UnknownWord("roles", name, tuple(known.roles))
        if roles is not None:
            user = replace(user, roles=tuple(roles))
        separation = self._parameters.get(Separation, scope)
        own = door.actions(user.roles, known)
        lent = {one: self._lent(asker.scope, user, one, now) for one in user.lent}
        every = own.union(*lent.values())
        pair = duties.conflict(own, separation)
        return RightsOf(
            user_id=user_id,
            roles=user.roles,
            actions=tuple(
                RightOf(
                    action=action,
                    roles=tuple(
                        role
                        for role in user.roles
                        if action in door.actions([role], known)
                    ),
                    lent_by=tuple(
                        one.from_user for one, has in lent.items() if action in has
                    ),
                )
                for action in sorted(every)
            ),
            path=user.path,
            reach=door.reach(user.roles, known).value,
            group_id=user.group_id,
            apart=(pair.one, pair.other) if pair else (),
        )

    # --- what is asked of new rules -------------------------------------------------

    async def check_roles(self, scope: Scope, value: object) -> None:
        """Refused if a role names what nobody knows, if a role or a person would hold what
        is kept apart, or if nobody could make rules any more."""
        assert isinstance(value, Roles)
        for role in value.roles.values():
            for action in role.actions:
                if action not in ACTIONS:
                    raise UnknownWord("actions", action, tuple(sorted(ACTIONS)))
        separation = self._parameters.get(Separation, scope)
        await self._must_be_sound(scope, value, separation)

    async def check_separation(self, scope: Scope, value: object) -> None:
        """Refused if a role or a person holds such a pair already."""
        assert isinstance(value, Separation)
        await self._must_be_sound(scope, self._parameters.get(Roles, scope), value)

    async def _must_be_sound(
        self, scope: Scope, roles: Roles, separation: Separation
    ) -> None:
        for name in roles.roles:
            _must_be_apart(door.actions([name], roles), separation, name)
        async with self._work.system(scope) as tx:
            everybody = await sessions.users(tx, now=self._clock.now())
        version = self._parameters.version
        here = version(Roles, scope)
        # Below, a place may have roles of its own, which stay as they are.
        concerned = [
            one
            for one in everybody
            if version(Roles, self._at(scope, one.path)) == here
        ]
        for one in concerned:
            _must_be_apart(door.actions(one.roles, roles), separation, one.user_id)
        before = self._parameters.get(Roles, scope)
        for action in (RULES, ADMIN):
            had = any(action in door.actions(one.roles, before) for one in concerned)
            has = any(action in door.actions(one.roles, roles) for one in concerned)
            if had and not has:
                raise NobodyLeft(action)

    # --- by itself ------------------------------------------------------------------

    def _must_be_theirs(
        self, scope: Scope, giver: User, actions: Collection[str]
    ) -> None:
        roles = self._parameters.get(Roles, self._at(scope, giver.path))
        own = door.actions(giver.roles, roles) - {DELEGATE}
        for action in sorted(actions):
            if action not in own:
                raise NotYoursToLend(action)

    def _must_fit(
        self, scope: Scope, giver: User, taker: User, one: Delegation
    ) -> None:
        here = self._at(scope, taker.path)
        roles = self._parameters.get(Roles, here)
        separation = self._parameters.get(Separation, here)
        lent = Lent(
            delegation_id=one.delegation_id,
            from_user=giver.user_id,
            actions=one.actions,
            since=one.since,
            until=one.until,
            roles=giver.roles,
            path=giver.path,
            group_id=giver.group_id,
        )
        if not duties.sees_no_further(taker, lent, self._roles_at(scope)):
            raise SeesFurther(taker.user_id)
        # Whatever else they may have been lent counts, from today on.
        others = [action for other in taker.lent for action in other.actions]
        held = door.actions(taker.roles, roles).union(others, one.actions)
        _must_be_apart(held, separation, taker.user_id)

    def _lent(
        self, scope: Scope, user: User, one: Lent, now: datetime
    ) -> frozenset[str]:
        separation = self._parameters.get(Separation, self._at(scope, user.path))
        at = self._roles_at(scope)
        return duties.lent(user, one, roles_at=at, separation=separation, now=now)

    def _roles_at(self, scope: Scope) -> duties.RolesAt:
        return lambda path: self._parameters.get(Roles, self._at(scope, path))

    async def _tell(
        self, tx: Transaction, asker: Asker, user: User, *what: str
    ) -> None:
        await tx.tell(
            PersonChanged(
                id=self._ids.new(MessageId),
                at=self._clock.now(),
                scope=self._at(asker.scope, user.path),
                person=user.user_id,
                what=what,
                user_id=asker.user_id,
            )
        )

    def _at(self, scope: Scope, path: str) -> Scope:
        return Scope(tenant_id=scope.tenant_id, path=path, site=scope.site)


def _must_be_apart(held: frozenset[str], separation: Separation, who: str) -> None:
    if pair := duties.conflict(held, separation):
        raise DutiesApart(pair.one, pair.other, who)
