"""Those who work here, for whoever administers them."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from yingda.journey.people.model import Kept, Place, Post, SeatDraft, Sought
from yingda.kernel.ids import AgentId, BranchId, UserId
from yingda.messages.channels import Channel
from yingda.platform.ports import Row, Transaction


async def page(
    tx: Transaction, sought: Sought, groups: Collection[str] | None
) -> list[Kept]:
    """The next of the scope in the order of their numbers; `groups` narrows further."""
    rows = await tx.run(
        "select * from (select u.user_id, u.scope as path, u.login, u.name, u.roles,"
        " u.is_active, u.version, s.number, s.group_id, s.seat_type, s.skills,"
        " s.queues, coalesce(s.number, '~') || '|' || u.user_id as place"
        " from people.users u left join people.staff s"
        " on s.tenant_id = u.tenant_id and s.agent_id = u.user_id"
        " where u.tenant_id = :tenant_id and (u.is_active or :with_gone)"
        " and (:within::ltree is null or u.scope <@ :within::ltree)"
        " and (:group_id = '' or s.group_id = :group_id)"
        " and (:groups::text[] is null or s.group_id = any(:groups::text[]))) as one"
        ' where place collate "C" > :after order by place collate "C" limit :at_most',
        with_gone=sought.with_gone,
        within=sought.path or None,
        group_id=sought.group_id,
        groups=None if groups is None else sorted(groups),
        after=sought.after,
        at_most=sought.limit,
    )
    return [_kept(row) for row in rows]


def place_in_list(one: Kept) -> str:
    """After whom the next page begins."""
    return f"{one.number or '~'}|{one.user_id}"


async def one(tx: Transaction, user_id: UserId) -> Kept | None:
    found = await some(tx, user_ids=[user_id])
    return found[0] if found else None


async def some(
    tx: Transaction,
    *,
    user_ids: Collection[UserId] = (),
    logins: Collection[bytes] = (),
    numbers: Collection[str] = (),
) -> list[Kept]:
    """Everybody of these ids, these sign-in names, or these numbers."""
    rows = await tx.run(
        "select u.user_id, u.scope as path, u.login, u.name, u.roles, u.is_active,"
        " u.version, s.number, s.group_id, s.seat_type, s.skills, s.queues"
        " from people.users u left join people.staff s"
        " on s.tenant_id = u.tenant_id and s.agent_id = u.user_id"
        " where u.tenant_id = :tenant_id and (u.user_id = any(:user_ids)"
        " or u.login = any(:logins) or s.number = any(:numbers)) for update of u",
        user_ids=list(user_ids),
        logins=list(logins),
        numbers=list(numbers),
    )
    return [_kept(row) for row in rows]


def _kept(row: Row) -> Kept:
    return msgspec.convert(row, Kept)


async def add(
    tx: Transaction,
    user_id: UserId,
    *,
    place: BranchId,
    login: bytes,
    name: bytes,
    password: str,
    roles: Collection[str],
) -> None:
    await tx.run(
        "insert into people.users"
        " (tenant_id, scope, user_id, login, name, password, roles)"
        " values (:tenant_id, :place::ltree, :user_id, :login, :name, :password,"
        " :roles)",
        place=place,
        user_id=user_id,
        login=login,
        name=name,
        password=password,
        roles=list(roles),
    )


async def change(
    tx: Transaction,
    user_id: UserId,
    *,
    place: BranchId,
    login: bytes,
    name: bytes,
    roles: Collection[str],
) -> None:
    await tx.run(
        "update people.users set scope = :place::ltree, login = :login, name = :name,"
        " roles = :roles, version = version + 1"
        " where tenant_id = :tenant_id and user_id = :user_id",
        place=place,
        user_id=user_id,
        login=login,
        name=name,
        roles=list(roles),
    )


async def set_active(tx: Transaction, user_id: UserId, *, is_active: bool) -> None:
    await tx.run(
        "update people.users set is_active = :is_active, version = version + 1"
        " where tenant_id = :tenant_id and user_id = :user_id",
        user_id=user_id,
        is_active=is_active,
    )


async def set_seat(
    tx: Transaction,
    user_id: UserId,
    *,
    place: BranchId,
    seat: SeatDraft,
    capacity: Mapping[Channel, int],
) -> None:
    """`capacity` is of the seat's type: it holds for a seat that is new, or new of it."""
    await tx.run(
        "insert into people.staff (tenant_id, scope, agent_id, number, group_id,"
        " seat_type, queues, skills, capacity) values (:tenant_id, :place::ltree,"
        " :user_id, :number, :group_id, :seat_type, :queues, :skills, :capacity)"
        " on conflict (tenant_id, agent_id) do update set scope = excluded.scope,"
        " number = excluded.number, group_id = excluded.group_id,"
        " seat_type = excluded.seat_type, queues = excluded.queues,"
        " skills = excluded.skills, capacity = case when"
        " staff.seat_type = excluded.seat_type then staff.capacity"
        " else excluded.capacity end",
        place=place,
        user_id=user_id,
        number=seat.number.strip(),
        group_id=seat.group_id,
        seat_type=seat.seat_type,
        queues=list(seat.queues),
        skills=seat.skills,
        capacity=capacity,
    )


async def drop_seat(tx: Transaction, user_id: UserId) -> None:
    await tx.run(
        "delete from people.staff where tenant_id = :tenant_id and agent_id = :user_id",
        user_id=user_id,
    )


async def set_password(tx: Transaction, user_id: UserId, kept: str) -> None:
    """Whoever was signed in with the old one is no longer."""
    await tx.run(
        "update people.users set password = :kept, version = version + 1"
        " where tenant_id = :tenant_id and user_id = :user_id",
        user_id=user_id,
        kept=kept,
    )
    await end_sessions(tx, user_id)


async def end_sessions(tx: Transaction, user_id: UserId) -> None:
    await tx.run(
        "delete from people.sessions"
        " where tenant_id = :tenant_id and user_id = :user_id",
        user_id=user_id,
    )


async def end_post(tx: Transaction, agent_id: AgentId, at: datetime) -> None:
    await tx.run(
        "update people.posts set until = :at where tenant_id = :tenant_id"
        " and agent_id = :agent_id and until is null",
        agent_id=agent_id,
        at=at,
    )


async def begin_post(
    tx: Transaction, agent_id: AgentId, group_id: str, place: BranchId, at: datetime
) -> None:
    """Ends the post before. Two moves in one moment leave the later."""
    await end_post(tx, agent_id, at)
    await tx.run(
        "insert into people.posts (tenant_id, scope, agent_id, group_id, since)"
        " values (:tenant_id, :place::ltree, :agent_id, :group_id, :at)"
        " on conflict (tenant_id, agent_id, since) do update"
        " set group_id = excluded.group_id, scope = excluded.scope, until = null",
        place=place,
        agent_id=agent_id,
        group_id=group_id,
        at=at,
    )


async def posts(tx: Transaction, agent_id: str) -> tuple[Post, ...]:
    """The latest first."""
    rows = await tx.run(
        "select group_id, since, until from people.posts"
        " where tenant_id = :tenant_id and agent_id = :agent_id order by since desc",
        agent_id=agent_id,
    )
    return msgspec.convert(rows, tuple[Post, ...])


async def without_post(tx: Transaction) -> list[tuple[AgentId, str, BranchId]]:
    """Agents of whom it is not written down since when they are in their group."""
    rows = await tx.run(
        "select s.agent_id, s.group_id, s.scope from people.staff s"
        " join people.users u on u.tenant_id = s.tenant_id"
        " and u.user_id = s.agent_id and u.is_active"
        " where s.tenant_id = :tenant_id and not exists (select 1 from people.posts p"
        " where p.tenant_id = s.tenant_id and p.agent_id = s.agent_id"
        " and p.until is null) order by s.agent_id"
    )
    return [
        (
            AgentId(str(row["agent_id"])),
            str(row["group_id"]),
            BranchId(str(row["scope"])),
        )
        for row in rows
    ]


async def heads(tx: Transaction) -> Counter[str]:
    """How many work in each group of the scope."""
    rows = await tx.run(
        "select s.group_id from people.staff s"
        " join people.users u on u.tenant_id = s.tenant_id and u.user_id = s.agent_id"
        " where s.tenant_id = :tenant_id and u.is_active"
    )
    return Counter(str(row["group_id"]) for row in rows)


async def places_within(tx: Transaction) -> list[Place]:
    """Of the transaction's own part of the tree, parents before children."""
    rows = await tx.run(
        "select scope as path, kind, jsonb_build_object('zh', zh, 'en', en) as name"
        " from people.places where tenant_id = :tenant_id"
        " and scope <@ :path::ltree order by scope"
    )
    return [msgspec.convert(row, Place) for row in rows]
