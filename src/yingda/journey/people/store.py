"""The organisation, its people, and who is signed in."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from yingda.journey.people.model import (
    Agent,
    Attempts,
    Group,
    NewUser,
    Place,
    SeatOf,
    User,
)
from yingda.kernel.ids import AgentId, BranchId, UserId
from yingda.platform.ports import Row, Transaction


def _user(row: Row) -> User:
    return msgspec.convert(row, User)


def _agent(row: Row) -> Agent:
    return msgspec.convert(row, Agent)


async def user_by_login(tx: Transaction, login: bytes) -> User | None:
    rows = await tx.run(
        "select u.user_id, u.scope as path, u.name, u.password, u.roles, s.agent_id"
        " from people.users u left join people.staff s"
        " on s.tenant_id = u.tenant_id and s.agent_id = u.user_id"
        " where u.tenant_id = :tenant_id and u.login = :login and u.is_active",
        login=login,
    )
    return _user(rows[0]) if rows else None


async def user_of_session(
    tx: Transaction, token: bytes, *, now: datetime, seen_after: datetime
) -> tuple[User, datetime, datetime] | None:
    """The user of a session that is not over, when it was last seen and when it ends."""
    rows = await tx.run(
        "select u.user_id, u.scope as path, u.name, u.password, u.roles, s.agent_id,"
        " t.last_seen, t.expires"
        " from people.sessions t"
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


async def touch_session(tx: Transaction, token: bytes, now: datetime) -> None:
    await tx.run(
        "update people.sessions set last_seen = :now"
        " where token = :token and last_seen < :now",
        token=token,
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


async def agents(
    tx: Transaction, agent_ids: Collection[AgentId] | None = None
) -> list[Agent]:
    """Those named, or all who may be seen, in the order of their numbers."""
    rows = await tx.run(
        "select s.agent_id, s.scope as path, u.name, s.number, s.group_id,"
        " case when g.group_id is not null"
        " then jsonb_build_object('zh', g.zh, 'en', g.en) end as group_name,"
        " s.queues, s.skills, s.capacity"
        " from people.staff s"
        " join people.users u on u.tenant_id = s.tenant_id and u.user_id = s.agent_id"
        " left join people.groups g"
        " on g.tenant_id = s.tenant_id and g.group_id = s.group_id"
        " where (:tenant_id = '*' or s.tenant_id = :tenant_id) and u.is_active"
        " and (:ids::text[] is null or s.agent_id = any(:ids::text[]))"
        " order by s.number",
        ids=None if agent_ids is None else list(agent_ids),
    )
    return [_agent(row) for row in rows]


async def names(tx: Transaction, user_ids: Collection[str]) -> dict[str, bytes]:
    rows = await tx.run(
        "select user_id, name from people.users"
        " where (:tenant_id = '*' or tenant_id = :tenant_id)"
        " and user_id = any(:user_ids)",
        user_ids=list(user_ids),
    )
    return msgspec.convert(
        {row["user_id"]: row["name"] for row in rows}, dict[str, bytes]
    )


async def places(tx: Transaction) -> list[Place]:
    rows = await tx.run(
        "select scope as path, kind, jsonb_build_object('zh', zh, 'en', en) as name"
        " from people.places"
        " where tenant_id = :tenant_id order by position, scope"
    )
    return [msgspec.convert(row, Place) for row in rows]


async def groups(tx: Transaction) -> list[Group]:
    rows = await tx.run(
        "select group_id, scope as path, jsonb_build_object('zh', zh, 'en', en) as name"
        " from people.groups"
        " where tenant_id = :tenant_id order by group_id"
    )
    return [msgspec.convert(row, Group) for row in rows]


async def roles_of(tx: Transaction, user_id: UserId) -> tuple[str, ...]:
    rows = await tx.run(
        "select roles from people.users"
        " where tenant_id = :tenant_id and user_id = :user_id",
        user_id=user_id,
    )
    return msgspec.convert(rows[0]["roles"], tuple[str, ...]) if rows else ()


async def passwords(tx: Transaction) -> dict[UserId, str]:
    """Every user's, as it is kept."""
    rows = await tx.run(
        "select user_id, password from people.users where tenant_id = :tenant_id"
    )
    return {UserId(str(row["user_id"])): str(row["password"]) for row in rows}


async def set_place(tx: Transaction, place: Place, position: int) -> None:
    await tx.run(
        "insert into people.places (tenant_id, scope, kind, zh, en, position)"
        " values (:tenant_id, :place::ltree, :kind, :zh, :en, :position)"
        " on conflict (tenant_id, scope) do update"
        " set zh = excluded.zh, en = excluded.en, position = excluded.position",
        place=place.path,
        kind=place.kind,
        zh=place.name.zh,
        en=place.name.en,
        position=position,
    )


async def set_group(tx: Transaction, group: Group) -> None:
    await tx.run(
        "insert into people.groups (tenant_id, scope, group_id, zh, en)"
        " values (:tenant_id, :place::ltree, :group_id, :zh, :en)"
        " on conflict (tenant_id, group_id) do update"
        " set zh = excluded.zh, en = excluded.en",
        place=group.path,
        group_id=group.group_id,
        zh=group.name.zh,
        en=group.name.en,
    )


async def add_user(
    tx: Transaction, user: NewUser, *, login: bytes, name: bytes, password: str
) -> None:
    await tx.run(
        "insert into people.users"
        " (tenant_id, scope, user_id, login, name, password, roles)"
        " values (:tenant_id, :place::ltree, :user_id, :login, :name, :password,"
        "         :roles)"
        " on conflict (tenant_id, user_id) do nothing",
        place=user.path,
        user_id=user.user_id,
        login=login,
        name=name,
        password=password,
        roles=list(user.roles),
    )
    if user.seat is not None:
        await _add_seat(tx, user.user_id, user.path, user.seat)


async def _add_seat(tx: Transaction, user_id: UserId, place: str, seat: SeatOf) -> None:
    await tx.run(
        "insert into people.staff"
        " (tenant_id, scope, agent_id, number, group_id, queues, skills, capacity)"
        " values (:tenant_id, :place::ltree, :agent_id, :number, :group_id, :queues,"
        "         :skills, :capacity)"
        " on conflict (tenant_id, agent_id) do nothing",
        place=place,
        agent_id=user_id,
        number=seat.number,
        group_id=seat.group_id,
        queues=list(seat.queues),
        skills=seat.skills,
        capacity=seat.capacity,
    )


async def set_passwords(
    tx: Transaction, user_ids: Collection[UserId], kept: str
) -> None:
    await tx.run(
        "update people.users set password = :kept"
        " where tenant_id = :tenant_id and user_id = any(:user_ids)",
        user_ids=list(user_ids),
        kept=kept,
    )
