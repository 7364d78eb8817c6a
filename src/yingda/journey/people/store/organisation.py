"""The organisation and its people, for whoever asks by id or lists a place."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from yingda.journey.people.model import Agent, Group, NewUser, Place, SeatOf
from yingda.kernel.ids import AgentId, BranchId, UserId
from yingda.platform.ports import Row, Transaction


def _agent(row: Row) -> Agent:
    return msgspec.convert(row, Agent)


async def agents(
    tx: Transaction, agent_ids: Collection[AgentId] | None = None
) -> list[Agent]:
    """Those named, or all who may be seen, in the order of their numbers."""
    rows = await tx.run(
        "select s.agent_id, s.scope as path, u.name, s.number, s.group_id,"
        " case when g.group_id is not null"
        " then jsonb_build_object('zh', g.zh, 'en', g.en) end as group_name,"
        " s.queues, s.skills, s.capacity, s.seat_type"
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
        " where tenant_id = :tenant_id and kind <> 'department'"
        " order by position, scope"
    )
    return [msgspec.convert(row, Place) for row in rows]


async def groups(tx: Transaction, *, with_closed: bool = False) -> list[Group]:
    rows = await tx.run(
        "select group_id, scope as path, jsonb_build_object('zh', zh, 'en', en) as name"
        " from people.groups where tenant_id = :tenant_id"
        " and (closed_at is null or :with_closed) order by group_id",
        with_closed=with_closed,
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


async def set_place(
    tx: Transaction, place: Place, position: int, *, keep: bool = False
) -> None:
    """A known place gets its new name; and its new position, unless that is kept."""
    await tx.run(
        "insert into people.places (tenant_id, scope, kind, zh, en, position)"
        " values (:tenant_id, :place::ltree, :kind, :zh, :en, :position)"
        " on conflict (tenant_id, scope) do update"
        " set zh = excluded.zh, en = excluded.en, position ="
        " case when :keep then places.position else excluded.position end",
        keep=keep,
        place=place.path,
        kind=place.kind,
        zh=place.name.zh,
        en=place.name.en,
        position=position,
    )


async def set_group(tx: Transaction, group: Group) -> bool:
    """A known group gets its new name, and is open again. False if it lies in another
    place."""
    rows = await tx.run(
        "insert into people.groups (tenant_id, scope, group_id, zh, en)"
        " values (:tenant_id, :place::ltree, :group_id, :zh, :en)"
        " on conflict (tenant_id, group_id) do update"
        " set zh = excluded.zh, en = excluded.en, closed_at = null"
        " where groups.scope = excluded.scope returning group_id",
        place=group.path,
        group_id=group.group_id,
        zh=group.name.zh,
        en=group.name.en,
    )
    return bool(rows)


async def close_group(tx: Transaction, group_id: str, at: datetime) -> bool:
    """False if it is not there, or closed already."""
    rows = await tx.run(
        "update people.groups set closed_at = :at where tenant_id = :tenant_id"
        " and group_id = :group_id and closed_at is null returning group_id",
        group_id=group_id,
        at=at,
    )
    return bool(rows)


async def move_group(
    tx: Transaction, group: Group, home: BranchId
) -> list[UserId] | None:
    """To its new place, with everybody in it; `home` is where they belong then. None if
    there is no such group within the scope."""
    rows = await tx.run(
        "update people.groups set scope = :place::ltree, zh = :zh, en = :en"
        " where tenant_id = :tenant_id and group_id = :group_id and closed_at is null"
        " returning group_id",
        place=group.path,
        group_id=group.group_id,
        zh=group.name.zh,
        en=group.name.en,
    )
    if not rows:
        return None
    moved = await tx.run(
        "update people.staff set scope = :home::ltree where tenant_id = :tenant_id"
        " and group_id = :group_id returning agent_id",
        home=home,
        group_id=group.group_id,
    )
    members = [UserId(str(row["agent_id"])) for row in moved]
    await tx.run(
        "update people.users set scope = :home::ltree, version = version + 1"
        " where tenant_id = :tenant_id and user_id = any(:members)",
        home=home,
        members=members,
    )
    return members


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
        " (tenant_id, scope, agent_id, number, group_id, seat_type, queues, skills,"
        " capacity) values (:tenant_id, :place::ltree, :agent_id, :number, :group_id,"
        " :seat_type, :queues, :skills, :capacity)"
        " on conflict (tenant_id, agent_id) do nothing",
        place=place,
        agent_id=user_id,
        number=seat.number,
        group_id=seat.group_id,
        seat_type=seat.seat_type,
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
