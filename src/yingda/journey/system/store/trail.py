"""The five logs and the ends of their chains."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

import msgspec

from yingda.journey.system.model import Entry, Head, Kind, Sealed, Wanted
from yingda.kernel.ids import MessageId, TenantId, UserId
from yingda.platform.ports import Row, Transaction


async def add(tx: Transaction, entry: Entry) -> None:
    await tx.run(
        "insert into system.audit (tenant_id, scope, kind, chain, id, at, user_id,"
        " action, subject, reason, origin) values (:tenant_id, :path, :kind, :chain, :id,"
        " :at, :user_id, :action, :subject, :reason, :origin) on conflict (id) do nothing",
        kind=entry.kind.value,
        chain=entry.chain,
        id=entry.id,
        at=entry.at,
        user_id=entry.user_id,
        action=entry.action,
        subject=entry.subject,
        reason=entry.reason,
        origin=entry.origin,
    )


async def unsealed_chains(tx: Transaction) -> list[tuple[TenantId, str]]:
    rows = await tx.run(
        "select distinct tenant_id, chain from system.audit where number is null"
    )
    return [
        (TenantId(cast(str, row["tenant_id"])), cast(str, row["chain"])) for row in rows
    ]


async def chains(tx: Transaction) -> list[str]:
    rows = await tx.run(
        "select chain from system.heads where tenant_id = :tenant_id order by chain"
    )
    return [cast(str, row["chain"]) for row in rows]


async def head(tx: Transaction, chain: str) -> Head:
    """The end of a chain, locked: one sealer at a time."""
    await tx.run(
        "insert into system.heads (tenant_id, scope, chain, number, hash)"
        " values (:tenant_id, :path, :chain, 0, '') on conflict do nothing",
        chain=chain,
    )
    rows = await tx.run(
        "select number, hash, first_number, first_hash from system.heads"
        " where tenant_id = :tenant_id and chain = :chain for update",
        chain=chain,
    )
    return msgspec.convert(rows[0], Head)


async def unsealed(tx: Transaction, chain: str, *, at_most: int) -> list[Entry]:
    rows = await tx.run(
        "select * from system.audit where tenant_id = :tenant_id and chain = :chain"
        " and number is null order by at, id limit :at_most",
        chain=chain,
        at_most=at_most,
    )
    return [_sealed(row).entry for row in rows]


async def seal(tx: Transaction, chain: str, rows: Sequence[Sealed]) -> None:
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
        " where tenant_id = :tenant_id and chain = :chain",
        chain=chain,
        number=rows[-1].number,
        hash=rows[-1].hash,
    )


async def chain(
    tx: Transaction, name: str, *, after: int, at_most: int
) -> list[Sealed]:
    rows = await tx.run(
        "select * from system.audit where tenant_id = :tenant_id and chain = :chain"
        " and number > :after order by number limit :at_most",
        chain=name,
        after=after,
        at_most=at_most,
    )
    return [_sealed(row) for row in rows]


async def linked_to(tx: Transaction, chain: str, before: bytes) -> Sealed | None:
    """The row that was sealed behind the one with this hash."""
    rows = await tx.run(
        "select * from system.audit where tenant_id = :tenant_id and chain = :chain"
        " and prev_hash = :before limit 1",
        chain=chain,
        before=before,
    )
    return _sealed(rows[0]) if rows else None


async def last_before(tx: Transaction, chain: str, moment: datetime) -> Sealed | None:
    """The end of the stretch, from the beginning on, of which all is older."""
    rows = await tx.run(
        "select * from system.audit where tenant_id = :tenant_id and chain = :chain"
        " and number < coalesce((select min(number) from system.audit"
        " where tenant_id = :tenant_id and chain = :chain and at >= :moment),"
        " 9223372036854775807) order by number desc limit 1",
        chain=chain,
        moment=moment,
    )
    return _sealed(rows[0]) if rows else None


async def let_go(tx: Transaction, chain: str, number: int, own: bytes) -> int:
    """Moves the beginning of the chain behind this row, and removes what is before."""
    await tx.run(
        "update system.heads set first_number = :number, first_hash = :own"
        " where tenant_id = :tenant_id and chain = :chain",
        chain=chain,
        number=number,
        own=own,
    )
    rows = await tx.run(
        "delete from system.audit where tenant_id = :tenant_id and chain = :chain"
        " and number <= :number returning number",
        chain=chain,
        number=number,
    )
    return len(rows)


async def is_noted(tx: Transaction, action: str, subject: str, reason: str) -> bool:
    rows = await tx.run(
        "select 1 from system.audit where tenant_id = :tenant_id"
        " and kind = 'operation' and action = :action and subject = :subject"
        " and reason = :reason limit 1",
        action=action,
        subject=subject,
        reason=reason,
    )
    return bool(rows)


async def listed(tx: Transaction, wanted: Wanted) -> list[Sealed]:
    before_at, before_id = wanted.before or (None, None)
    rows = await tx.run(
        "select * from system.audit where tenant_id = :tenant_id"
        " and (:kind::text is null or kind = :kind)"
        " and (:since::timestamptz is null or at >= :since)"
        " and (:until::timestamptz is null or at < :until)"
        " and (:user_id::text is null or user_id = :user_id)"
        " and (:action::text is null or action = :action)"
        " and (:subject::text is null or subject = :subject"
        "  or (:subject like '%/' and starts_with(subject, :subject)))"
        " and (:origin::text is null or origin = :origin)"
        " and (:before_at::timestamptz is null"
        "  or (at, id) < (:before_at, :before_id::text))"
        " order by at desc, id desc limit :limit",
        kind=wanted.kind,
        since=wanted.since,
        until=wanted.until,
        user_id=wanted.user_id,
        action=wanted.action,
        subject=wanted.subject,
        origin=wanted.origin,
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
            kind=Kind(cast(str, row["kind"])),
            chain=cast(str, row["chain"]),
            id=MessageId(cast(str, row["id"])),
            # The moment is part of the hash, so its zone must always be written alike.
            at=cast(datetime, row["at"]).astimezone(UTC),
            tenant_id=TenantId(cast(str, row["tenant_id"])),
            path=cast(str, row["scope"]),
            user_id=cast(UserId | None, row["user_id"]),
            action=cast(str, row["action"]),
            subject=cast(str, row["subject"]),
            reason=cast(str | None, row["reason"]),
            origin=cast(str | None, row["origin"]),
        ),
        number=cast(int | None, row["number"]),
        prev_hash=cast(bytes | None, row["prev_hash"]),
        hash=cast(bytes | None, row["hash"]),
    )
