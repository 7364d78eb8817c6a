"""Signing in and out, and who asks with which token."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from yingda.journey.people.core import door, duties
from yingda.journey.people.errors import LockedOut, WrongPassword
from yingda.journey.people.limits import Limits, Roles, Separation
from yingda.journey.people.model import Session, User
from yingda.journey.people.ports import Passwords
from yingda.journey.people.service.names import Names
from yingda.journey.people.store import sessions
from yingda.kernel.ids import MessageId
from yingda.kernel.org import Asker, Scope
from yingda.messages.people import (
    PersonChanged,
    SignInFailed,
    UserLockedOut,
    UserSignedIn,
    UserSignedOut,
)
from yingda.platform.ports import Clock, Ids, Parameters, Transaction, Work

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Seen:
    session: Session
    asker: Asker
    until: datetime
    """From then on the table is asked again."""


class Entry:
    """The door. `home` is the centre's tenant, place and site: all who enter are its own.

    `secret` gives a token that nobody can guess; only its SHA-256 is kept.
    """

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        names: Names,
        parameters: Parameters,
        passwords: Passwords,
        secret: Callable[[], str],
        home: Scope,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._names = names
        self._parameters = parameters
        self._passwords = passwords
        self._secret = secret
        self._home = home
        self._seen: dict[bytes, _Seen] = {}
        self._nobodys = ""
        # Each check takes 64 MiB and all cores: a storm of sign-ins waits in line.
        self._checks = asyncio.Semaphore(2)

    async def sign_in(self, login: str, password: str) -> tuple[str, Session]:
        """The token of a new session. Takes as long for a stranger as for a user."""
        name = self._names.login(login)
        now = self._clock.now()
        async with self._work.system(self._home) as tx:
            user = await sessions.user_by_login(tx, name, now=now)
            tries = await sessions.attempts(tx, name)
        is_open = door.locked_until(tries, now) is None
        is_right = is_open and await self._is_right(user, password)
        token, now = self._secret(), self._clock.now()
        limits = self._limits()
        too_old = now - limits.forgets_after - limits.locked_for
        async with self._work.system(self._home) as tx:
            # Others who try the same name wait here: no burst gets more tries.
            tries = await sessions.attempts_locked(tx, name, now)
            await sessions.forget_old(tx, now, attempts_before=too_old, but=name)
            locked = door.locked_until(tries, now)
            if locked:
                await self._tell_failed(tx, user, now, "locked-out")
            elif user is not None and is_right:
                await sessions.forget_attempts(tx, name)
                await self._begin(tx, user, token, now)
                return token, self._session(user)
            else:
                made = door.failed(tries, limits, now)
                locked = made.locked_until
                await sessions.set_attempts(tx, name, made)
                await self._tell_failed(tx, user, now, "wrong-password")
                await self._tell_locked(tx, user, now, locked)
        if locked:
            raise LockedOut(locked)
        raise WrongPassword

    async def sign_out(self, token: str) -> None:
        """Ends the session; one that is over already changes nothing."""
        digest = _digest(token)
        self._seen.pop(digest, None)
        async with self._work.system(self._home) as tx:
            ended = await sessions.end_session(tx, digest)
            if ended is not None:
                user_id, path = ended
                await tx.tell(
                    UserSignedOut(
                        id=self._ids.new(MessageId),
                        at=self._clock.now(),
                        scope=self._at(path),
                        user_id=user_id,
                    )
                )

    async def person_changed(self, event: PersonChanged) -> None:
        """In every process: what somebody may do is looked up anew at once."""
        self.forget()

    def forget(self) -> None:
        """The next request of everybody asks the database again."""
        self._seen.clear()

    async def asker_of(self, token: str) -> Asker | None:
        """Who asks with this token; None if the session is over, or never was."""
        seen = await self._look_up(token)
        return seen.asker if seen else None

    async def session_of(self, token: str) -> Session | None:
        seen = await self._look_up(token)
        return seen.session if seen else None

    async def signed_in(self, tokens: Collection[str]) -> frozenset[str]:
        """Those whose sessions are not over; they count as used at this moment."""
        now, limits = self._clock.now(), self._limits()
        tokens_of = {_digest(token): token for token in tokens}
        async with self._work.system(self._home) as tx:
            found = await sessions.alive(
                tx, list(tokens_of), now=now, seen_after=now - limits.idle
            )
            before = now - limits.idle / 30
            unseen = [token for token, seen in found.items() if seen < before]
            if unseen:
                await sessions.touch(tx, unseen, now)
        return frozenset(tokens_of[token] for token in found)

    async def _look_up(self, token: str) -> _Seen | None:
        digest, now, limits = _digest(token), self._clock.now(), self._limits()
        seen = self._seen.pop(digest, None)
        if seen is None or seen.until <= now:
            async with self._work.system(self._home) as tx:
                found = await sessions.user_of_session(
                    tx, digest, now=now, seen_after=now - limits.idle
                )
                # To the minute or so: a write for each request would be too many.
                if found and now - found[1] > limits.idle / 30:
                    await sessions.touch(tx, [digest], now)
            if found is None:
                return None
            user, _, expires = found
            until = min(expires, now + limits.remembered)
            until = min(until, duties.next_turn(user.lent, now) or until)
            seen = _Seen(self._session(user), self._asker(user), until)
            if len(self._seen) >= _REMEMBERED:
                del self._seen[next(iter(self._seen))]
        self._seen[digest] = seen
        return seen

    async def _is_right(self, user: User | None, password: str) -> bool:
        async with self._checks:
            if not self._nobodys:
                self._nobodys = await asyncio.to_thread(
                    self._passwords.kept, self._secret()
                )
            kept = user.password if user else self._nobodys
            return await asyncio.to_thread(self._passwords.matches, kept, password)

    async def _begin(
        self, tx: Transaction, user: User, token: str, now: datetime
    ) -> None:
        expires = now + self._limits().longest
        await sessions.add_session(tx, _digest(token), user.user_id, now, expires)
        await tx.tell(
            UserSignedIn(
                id=self._ids.new(MessageId),
                at=now,
                scope=self._scope(user),
                user_id=user.user_id,
            )
        )

    async def _tell_failed(
        self, tx: Transaction, user: User | None, now: datetime, why: str
    ) -> None:
        await tx.tell(
            SignInFailed(
                id=self._ids.new(MessageId),
                at=now,
                scope=self._scope(user),
                user_id=user.user_id if user else None,
                why=why,
            )
        )

    async def _tell_locked(
        self,
        tx: Transaction,
        user: User | None,
        now: datetime,
        until: datetime | None,
    ) -> None:
        if until is not None:
            await tx.tell(
                UserLockedOut(
                    id=self._ids.new(MessageId),
                    at=now,
                    scope=self._scope(user),
                    user_id=user.user_id if user else None,
                    until=until,
                )
            )

    def _limits(self) -> Limits:
        return self._parameters.get(Limits, self._home)

    def _scope(self, user: User | None) -> Scope:
        return self._at(user.path if user else self._home.path)

    def _at(self, path: str) -> Scope:
        return Scope(tenant_id=self._home.tenant_id, path=path, site=self._home.site)

    def _asker(self, user: User) -> Asker:
        scope = self._scope(user)
        return Asker(
            user_id=user.user_id,
            agent_id=user.agent_id,
            scope=scope,
            actions=duties.held(
                user,
                roles_at=self._roles_at,
                separation=self._parameters.get(Separation, scope),
                now=self._clock.now(),
            ),
        )

    def _roles_at(self, path: str) -> Roles:
        return self._parameters.get(Roles, self._at(path))

    def _session(self, user: User) -> Session:
        return Session(
            user_id=user.user_id,
            name=self._names.open(user.user_id, user.name),
            roles=user.roles,
            actions=tuple(sorted(self._asker(user).actions)),
            agent_id=user.agent_id,
            branch_id=user.path,
        )


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
