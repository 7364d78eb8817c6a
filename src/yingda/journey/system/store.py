"""The audit trail."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from yingda.journey.system.model import Entry, Head, Sealed, Wanted
from yingda.kernel.ids import MessageId, TenantId, UserId
from yingda.platform.ports import Row, Transaction


async def add(tx: Transaction, entry: Entry) -> None:
    await tx.run(
        "insert into system.audit (tenant_id, scope, id, at, user_id, action, subject,"
        " reason) values (:tenant_id, :path, :id, :at, :user_id, :action, :subject,"
        " :reason) on conflict (id) do nothing",
        id=entry.id,
        at=entry.at,
        user_id=entry.user_id,
        action=entry.action,
        subject=entry.subject,
        reason=entry.reason,
    )


async def unsealed_tenants(tx: Transaction) -> list[TenantId]:
    rows = await tx.run(
        "select distinct tenant_id from system.audit where number is null"
    )
    return [TenantId(cast(str, row["tenant_id"])) for row in rows]


async def head(tx: Transaction) -> Head:
    """The end of the tenant's chain, locked: one sealer at a time."""
    await tx.run(
        "insert into system.heads values (:tenant_id, :path, 0, '')"
        " on conflict do nothing"
    )
    rows = await tx.run(
        "select number, hash from system.heads where tenant_id = :tenant_id for update"
    )
    return Head(number=cast(int, rows[0]["number"]), hash=cast(bytes, rows[0]["hash"]))


async def unsealed(tx: Transaction, *, at_most: int) -> list[Entry]:
    rows = await tx.run(
        "select * from system.audit where tenant_id = :tenant_id and number is null"
        " order by at, id limit :at_most",
        at_most=at_most,
    )
    return [_sealed(row).entry for row in rows]


async def seal(tx: Transaction, rows: Sequence[Sealed]) -> None:
    await tx.run(
        "update system.audit a set number = s.number, prev_hash = s.prev_hash,"
        " hash = s.hash from unnest(:ids::text[], :numbers::bigint[], :befores::bytea[],"
        " :hashes::bytea[]) as s (id, number, prev_hash, hash)"
        " where a.tenant_id = :tenant_id and a.id = s.id",
        ids=[one.entry.id for one in rows],
        numbers=[one.number for one in rows],
        befores=[one.prev_hash for one in rows],
        hashes=[one.hash for one in rows],
    )
    await tx.run(
        "update system.heads set number = :number, hash = :hash"
        " where tenant_id = :tenant_id",
        number=rows[-1].number,
        hash=rows[-1].hash,
    )


async def chain(tx: Transaction, *, after: int, at_most: int) -> list[Sealed]:
    rows = await tx.run(
        "select * from system.audit where tenant_id = :tenant_id and number > :after"
        " order by number limit :at_most",
        after=after,
        at_most=at_most,
    )
    return [_sealed(row) for row in rows]


async def listed(tx: Transaction, wanted: Wanted) -> list[Sealed]:
    before_at, before_id = wanted.before or (None, None)
    rows = await tx.run(
        "select * from system.audit where tenant_id = :tenant_id"
        " and (:user_id::text is null or user_id = :user_id)"
        " and (:action::text is null or action = :action)"
        " and (:subject::text is null or subject = :subject)"
        " and (:before_at::timestamptz is null"
        "  or (at, id) < (:before_at, :before_id::text))"
        " order by at desc, id desc limit :limit",
        user_id=wanted.user_id,
        action=wanted.action,
        subject=wanted.subject,
        before_at=before_at,
        before_id=before_id,
        limit=wanted.limit,
    )
    return [_sealed(row) for row in rows]


async def probe(tx: Transaction) -> None:
    """Whether the database answers."""
    await tx.run("select 1 as one")


def _sealed(row: Row) -> Sealed:
    return Sealed(
        entry=Entry(
            id=MessageId(cast(str, row["id"])),
            # The moment is part of the hash, so its zone must always be written alike.
            at=cast(datetime, row["at"]).astimezone(UTC),
            tenant_id=TenantId(cast(str, row["tenant_id"])),
            path=cast(str, row["scope"]),
            user_id=cast(UserId | None, row["user_id"]),
            action=cast(str, row["action"]),
            subject=cast(str, row["subject"]),
            reason=cast(str | None, row["reason"]),
        ),
        number=cast(int | None, row["number"]),
        prev_hash=cast(bytes | None, row["prev_hash"]),
        hash=cast(bytes | None, row["hash"]),
    )
