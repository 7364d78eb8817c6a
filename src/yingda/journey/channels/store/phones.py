"""Telephones that may register, so that a new switch can be told of all of them."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from yingda.kernel.ids import AgentId
from yingda.platform.ports import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """`salt` makes the password a new one at every admission."""

    name: str
    agent_id: AgentId | None
    number: bytes | None
    salt: str
    until: datetime


async def admit(tx: Transaction, phone: Admitted) -> None:
    await tx.run(
        "insert into channels.phones (tenant_id, scope, name, agent_id, number, salt,"
        " until) values (:tenant_id, :path, :name, :agent_id, :number, :salt, :until)"
        " on conflict (name) do update set salt = excluded.salt,"
        " until = excluded.until, number = excluded.number",
        name=phone.name,
        agent_id=phone.agent_id,
        number=phone.number,
        salt=phone.salt,
        until=phone.until,
    )


async def admitted(tx: Transaction, now: datetime) -> list[Admitted]:
    rows = await tx.run(
        "select * from channels.phones where tenant_id = :tenant_id and until > :now"
        " order by name",
        now=now,
    )
    return [msgspec.convert(row, Admitted) for row in rows]


async def find(tx: Transaction, name: str) -> Admitted | None:
    rows = await tx.run("select * from channels.phones where name = :name", name=name)
    return msgspec.convert(rows[0], Admitted) if rows else None


async def pages(tx: Transaction, now: datetime) -> int:
    """How many callers' pages have a telephone."""
    rows = await tx.run(
        "select count(*) as pages from channels.phones"
        " where tenant_id = :tenant_id and agent_id is null and until > :now",
        now=now,
    )
    return msgspec.convert(rows[0]["pages"], int)


async def dismiss(tx: Transaction, name: str) -> None:
    await tx.run("delete from channels.phones where name = :name", name=name)


async def over(tx: Transaction, now: datetime) -> list[str]:
    """Takes away the telephones whose time is over, and names them."""
    rows = await tx.run(
        "delete from channels.phones where until <= :now returning name", now=now
    )
    return sorted(str(row["name"]) for row in rows)
