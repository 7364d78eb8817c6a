"""Who is signed in, and who failed to."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from yingda.journey.people.model import Attempts, User
from yingda.kernel.ids import BranchId, UserId
from yingda.platform.ports import Row, Transaction


def _user(row: Row) -> User:
    return msgspec.convert(row, User)


async def user_by_login(tx: Transaction, login: bytes, *, now: datetime) -> User | None:
    rows = await tx.run(
        "select u.user_id, u.scope as path, u.name, u.password, u.roles, s.agent_id,"
        " s.group_id, people.lent(u.tenant_id, u.user_id, :now) as lent"
        " from people.users u left join people.staff s"
        " on s.tenant_id = u.tenant_id and s.agent_id = u.user_id"
        " where u.tenant_id = :tenant_id and u.login = :login and u.is_active",
        login=login,
        now=now,
    )
    return _user(rows[0]) if rows else None


async def user(tx: Transaction, user_id: UserId, *, now: datetime) -> User | None:
    """One who works here."""
    found = await users(tx, now=now, user_id=user_id)
    return found[0] if found else None


async def users(
    tx: Transaction, *, now: datetime, user_id: UserId | None = None
) -> list[User]:
    """Everybody who works at the transaction's place or below it."""
    rows = await tx.run(
        "select u.user_id, u.scope as path, u.name, '' as password, u.roles, s.agent_id,"
        " s.group_id, people.lent(u.tenant_id, u.user_id, :now) as lent"
        " from people.users u left join people.staff s"
        " on s.tenant_id = u.tenant_id and s.agent_id = u.user_id"
        " where u.tenant_id = :tenant_id and u.is_active"
        " and u.scope <@ :path::ltree"
        " and (:user_id::text is null or u.user_id = :user_id) order by u.user_id",
        user_id=user_id,
        now=now,
    )
    return [_user(row) for row in rows]


async def user_of_session(
    tx: Transaction, token: bytes, *, now: datetime, seen_after: datetime
) -> tuple[User, datetime, datetime] | None:
    """The user of a session that is not over, when it was last seen and when it ends."""
    rows = await tx.run(
        "select u.user_id, u.scope as path, u.name, u.password, u.roles, s.agent_id,"
        " s.group_id, t.last_seen, t.expires,"
        " people.lent(u.tenant_id, u.user_id, :now) as lent from people.sessions t"
        " join people.users u using (tenant_id, user_id)"
        " left join people.staff s"
        " on s.tenant_id = u.tenant_id and s.agent_id = u.user_id"
        " where t.token = :token and t.tenant_id = :tenant_id and u.is_active"
        " and t.expires > :now and t.last_seen > :seen_after",
        token=token,
        now=now,
        seen_after=seen_after,
    )
    if not rows:
        return None
    row = dict(rows[0])
    last_seen, expires = row.pop("last_seen"), row.pop("expires")
    assert isinstance(last_seen, datetime)
    assert isinstance(expires, datetime)
    return _user(row), last_seen, expires


async def add_session(
    tx: Transaction, token: bytes, user_id: UserId, now: datetime, expires: datetime
) -> None:
    await tx.run(
        "insert into people.sessions"
        " (tenant_id, scope, token, user_id, began, last_seen, expires)"
        " values (:tenant_id, :path::ltree, :token, :user_id, :now, :now, :expires)",
        token=token,
        user_id=user_id,
        now=now,
        expires=expires,
    )


async def alive(
    tx: Transaction, tokens: Sequence[bytes], *, now: datetime, seen_after: datetime
) -> dict[bytes, datetime]:
    """Those that are not over, and when each was last seen."""
    rows = await tx.run(
        "select t.token, t.last_seen from people.sessions t"
        " join people.users u using (tenant_id, user_id)"
        " where t.token = any(:tokens) and t.tenant_id = :tenant_id and u.is_active"
        " and t.expires > :now and t.last_seen > :seen_after",
        tokens=tokens,
        now=now,
        seen_after=seen_after,
    )
    return dict(
        msgspec.convert((row["token"], row["last_seen"]), tuple[bytes, datetime])
        for row in rows
    )


async def touch(tx: Transaction, tokens: Sequence[bytes], now: datetime) -> None:
    await tx.run(
        "update people.sessions set last_seen = :now"
        " where token = any(:tokens) and last_seen < :now",
        tokens=tokens,
        now=now,
    )


async def end_session(tx: Transaction, token: bytes) -> tuple[UserId, BranchId] | None:
    """Whose it was, and where they belong."""
    rows = await tx.run(
        "delete from people.sessions t using people.users u"
        " where t.token = :token and t.tenant_id = :tenant_id"
        " and u.tenant_id = t.tenant_id and u.user_id = t.user_id"
        " returning u.user_id, u.scope as path",
        token=token,
    )
    return (
        msgspec.convert((rows[0]["user_id"], rows[0]["path"]), tuple[UserId, BranchId])
        if rows
        else None
    )


async def attempts(tx: Transaction, login: bytes) -> Attempts | None:
    rows = await tx.run(
        "select failures, since, locked_until from people.attempts"
        " where tenant_id = :tenant_id and login = :login",
        login=login,
    )
    return msgspec.convert(rows[0], Attempts) if rows else None


async def attempts_locked(
    tx: Transaction, login: bytes, now: datetime
) -> Attempts | None:
    """The same; whoever else tries this name waits until the transaction ends."""
    await tx.run(
        "insert into people.attempts (tenant_id, scope, login, failures, since)"
        " values (:tenant_id, :path::ltree, :login, 0, :now)"
        " on conflict (tenant_id, login) do update set login = excluded.login",
        login=login,
        now=now,
    )
    return await attempts(tx, login)


async def forget_old(
    tx: Transaction, now: datetime, *, attempts_before: datetime, but: bytes
) -> None:
    """Sessions that are over and tries that count for nothing any more.

    Asked when the tries under the name `but` are locked. What somebody else is busy with
    is left for the next time, so that nobody waits in a ring.
    """
    await tx.run(
        "delete from people.sessions where token in ("
        " select token from people.sessions where expires < :now"
        " limit 100 for update skip locked)",
        now=now,
    )
    await tx.run(
        "delete from people.attempts where (tenant_id, login) in ("
        " select tenant_id, login from people.attempts where since < :before"
        " and login <> :but limit 100 for update skip locked)",
        before=attempts_before,
        but=but,
    )


async def set_attempts(tx: Transaction, login: bytes, made: Attempts) -> None:
    await tx.run(
        "update people.attempts set failures = :failures, since = :since,"
        " locked_until = :locked_until"
        " where tenant_id = :tenant_id and login = :login",
        login=login,
        failures=made.failures,
        since=made.since,
        locked_until=made.locked_until,
    )


async def forget_attempts(tx: Transaction, login: bytes) -> None:
    await tx.run(
        "delete from people.attempts where tenant_id = :tenant_id and login = :login",
        login=login,
    )
