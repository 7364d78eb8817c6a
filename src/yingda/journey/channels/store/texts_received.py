"""Texts from customers on disk, and pieces of those that have not come whole."""

from datetime import datetime

import msgspec

from yingda.journey.channels.model.texts import Meaning, Received
from yingda.kernel.ids import CustomerId, PointId, TextId
from yingda.platform.ports import Keys, Transaction


async def is_known(
    tx: Transaction, number: str, said: str, since: datetime, keys: Keys
) -> bool:
    """Have the same words come from the same number since then?"""
    rows = await tx.run(
        "select 1 from channels.texts_received where tenant_id = :tenant_id"
        " and number_blind = :number and said_blind = :said and at > :since limit 1",
        number=keys.blind(number),
        said=keys.blind(said),
        since=since,
    )
    return bool(rows)


async def is_answered_enough(
    tx: Transaction, number: str, since: datetime, most: int, keys: Keys
) -> bool:
    """Has this number got so many answers since then?"""
    rows = await tx.run(
        "select 1 from channels.texts_received where tenant_id = :tenant_id"
        " and number_blind = :number and at > :since and is_answered"
        " offset :others limit 1",
        number=keys.blind(number),
        since=since,
        others=most - 1,
    )
    return bool(rows)


async def add(
    tx: Transaction,
    *,
    text_id: TextId,
    at: datetime,
    number: str,
    said: str,
    meaning: Meaning,
    is_answered: bool,
    point_id: PointId,
    customer_id: CustomerId | None,
    keys: Keys,
) -> None:
    seal = f"text/{text_id}"
    await tx.run(
        "insert into channels.texts_received (tenant_id, scope, text_id, at, number,"
        " number_blind, said, said_blind, meaning, is_answered, point_id, customer_id)"
        " values (:tenant_id, :path, :text_id, :at, :number, :number_blind, :said,"
        " :said_blind, :meaning, :is_answered, :point_id, :customer_id)",
        text_id=text_id,
        at=at,
        number=keys.seal(number, about=seal),
        number_blind=keys.blind(number),
        said=keys.seal(said, about=seal),
        said_blind=keys.blind(said),
        meaning=meaning.value,
        is_answered=is_answered,
        point_id=point_id,
        customer_id=customer_id,
    )


async def put_piece(
    tx: Transaction, number: str, piece: Received, at: datetime, keys: Keys
) -> str | None:
    """The whole text, if this was the last piece that it lacked."""
    blind = keys.blind(number)
    where = f"pieces/{blind.hex()}/{piece.reference}"
    await tx.run(
        "insert into channels.text_pieces (tenant_id, scope, number_blind, reference,"
        " pieces, piece, at, said) values (:tenant_id, :path, :blind, :reference,"
        " :pieces, :piece, :at, :said) on conflict (tenant_id, number_blind, reference,"
        " pieces, piece) do update set at = excluded.at, said = excluded.said",
        blind=blind,
        reference=piece.reference,
        pieces=piece.pieces,
        piece=piece.piece,
        at=at,
        said=keys.seal(piece.words, about=where),
    )
    rows = await tx.run(
        "select said from channels.text_pieces where tenant_id = :tenant_id"
        " and number_blind = :blind and reference = :reference and pieces = :pieces"
        " order by piece",
        blind=blind,
        reference=piece.reference,
        pieces=piece.pieces,
    )
    if len(rows) < piece.pieces:
        return None
    await tx.run(
        "delete from channels.text_pieces where tenant_id = :tenant_id"
        " and number_blind = :blind and reference = :reference and pieces = :pieces",
        blind=blind,
        reference=piece.reference,
        pieces=piece.pieces,
    )
    said = [msgspec.convert(row["said"], bytes) for row in rows]
    return "".join(keys.open(one, about=where) for one in said)


async def let_go(tx: Transaction, before: datetime, pieces_before: datetime) -> None:
    """Deletes what is older, and pieces whose others have not come."""
    await tx.run(
        "delete from channels.texts_received where tenant_id = :tenant_id"
        " and at < :before",
        before=before,
    )
    await tx.run(
        "delete from channels.text_pieces where tenant_id = :tenant_id and at < :before",
        before=pieces_before,
    )
