"""Texts to customers on disk."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from yingda.journey.channels.model.texts import (
    PartState,
    Text,
)
from yingda.kernel.ids import TextId
from yingda.kernel.org import Scope
from yingda.platform.ports import Keys, Row, Transaction


async def add(
    tx: Transaction, text: Text, *, number: str, said: str, keys: Keys
) -> None:
    seal = about(text.text_id)
    await tx.run(
        "insert into channels.texts (tenant_id, scope, site, text_id, purpose, words, said,"
        " number, number_blind, state, asked, due, expires, tries, parts, reference,"
        " why, ended, goes_first, point_id, customer_id, order_id, contact_id) values (:tenant_id,"
        " :place, :site, :text_id, :purpose, :words, :said, :number, :number_blind, :state,"
        " :asked, :due, :expires, 0, :parts, :reference, :why, :ended, :goes_first, :point_id,"
        " :customer_id, :order_id, :contact_id)",
        place=text.scope.path,
        text_id=text.text_id,
        purpose=text.purpose,
        words=text.words,
        said=keys.seal(said, about=seal),
        number=keys.seal(number, about=seal),
        number_blind=keys.blind(number),
        state=text.state.value,
        asked=text.asked,
        due=text.due,
        expires=text.expires,
        parts=text.parts,
        reference=text.reference,
        why=text.why,
        ended=text.ended,
        goes_first=text.goes_first,
        point_id=text.point_id,
        customer_id=text.customer_id,
        order_id=text.order_id,
        contact_id=text.contact_id,
    )


async def due(tx: Transaction, now: datetime, most: int) -> list[TextId]:
    """Those that may go now: those that go first, then the longest waiting."""
    rows = await tx.run(
        "select text_id from channels.texts where tenant_id = :tenant_id"
        " and state = 'queued' and due <= :now"
        " order by goes_first desc, due, text_id limit :most",
        now=now,
        most=most,
    )
    return [TextId(str(row["text_id"])) for row in rows]


async def is_waiting_since(tx: Transaction, moment: datetime) -> bool:
    """Is there one that might have gone before that moment?"""
    rows = await tx.run(
        "select 1 from channels.texts where state = 'queued' and due < :moment limit 1",
        moment=moment,
    )
    return bool(rows)


async def read(tx: Transaction, text_id: TextId) -> Text | None:
    """The text, locked until the transaction ends."""
    rows = await tx.run(
        "select t.*, exists (select 1 from channels.texts_unwanted u"
        "  where u.tenant_id = t.tenant_id and u.number_blind = t.number_blind)"
        "  as wants_none"
        " from channels.texts t where t.tenant_id = :tenant_id"
        " and t.text_id = :text_id for update of t",
        text_id=text_id,
    )
    return _text(rows[0]) if rows else None


async def letter(tx: Transaction, text_id: TextId, keys: Keys) -> tuple[str, str]:
    """To whom, and what it says."""
    rows = await tx.run(
        "select number, said from channels.texts where text_id = :text_id",
        text_id=text_id,
    )
    return opened(rows[0], text_id, keys)


async def write(tx: Transaction, text: Text) -> None:
    await tx.run(
        "update channels.texts set state = :state, due = :due, tries = :tries,"
        " why = :why, submitted = :submitted, ended = :ended where text_id = :text_id",
        text_id=text.text_id,
        state=text.state.value,
        due=text.due,
        tries=text.tries,
        why=text.why,
        submitted=text.submitted,
        ended=text.ended,
    )


# --- parts --------------------------------------------------------------------------


async def parts(tx: Transaction, text_id: TextId) -> dict[int, PartState]:
    rows = await tx.run(
        "select number, state from channels.text_parts where text_id = :text_id",
        text_id=text_id,
    )
    return {int(str(row["number"])): PartState(str(row["state"])) for row in rows}


async def set_part(
    tx: Transaction,
    text: Text,
    number: int,
    state: PartState | None,
    centre_id: str | None = None,
) -> None:
    """None: as if it had never been tried."""
    if state is None:
        await tx.run(
            "delete from channels.text_parts where text_id = :text_id"
            " and number = :number",
            text_id=text.text_id,
            number=number,
        )
        return
    await tx.run(
        "insert into channels.text_parts (tenant_id, scope, text_id, number, state,"
        " centre_id) values (:tenant_id, :place, :text_id, :number, :state, :centre_id)"
        " on conflict (text_id, number) do update set state = excluded.state,"
        " centre_id = coalesce(excluded.centre_id, text_parts.centre_id)",
        place=text.scope.path,
        text_id=text.text_id,
        number=number,
        state=state.value,
        centre_id=centre_id,
    )


async def part_called(tx: Transaction, centre_id: str) -> tuple[TextId, int] | None:
    """By the message centre's name, the newest if it gives names again."""
    rows = await tx.run(
        "select text_id, number from channels.text_parts where tenant_id = :tenant_id"
        " and centre_id = :centre_id order by text_id desc limit 1",
        centre_id=centre_id,
    )
    if not rows:
        return None
    return TextId(str(rows[0]["text_id"])), int(str(rows[0]["number"]))


async def left_sending(
    tx: Transaction, flying: Sequence[TextId]
) -> list[tuple[TextId, int]]:
    """Parts that were being handed over when a process died."""
    rows = await tx.run(
        "select text_id, number from channels.text_parts where tenant_id = :tenant_id"
        " and state = 'sending' and text_id <> all(:flying)",
        flying=list(flying),
    )
    return [(TextId(str(row["text_id"])), int(str(row["number"]))) for row in rows]


# --- who wants none, and what is shown ----------------------------------------------


async def want_none(tx: Transaction, blind: bytes, since: datetime) -> None:
    await tx.run(
        "insert into channels.texts_unwanted (tenant_id, scope, number_blind, since)"
        " values (:tenant_id, :path, :blind, :since) on conflict do nothing",
        blind=blind,
        since=since,
    )


async def want_again(tx: Transaction, blind: bytes) -> None:
    await tx.run(
        "delete from channels.texts_unwanted where tenant_id = :tenant_id"
        " and number_blind = :blind",
        blind=blind,
    )


async def page(
    tx: Transaction,
    keys: Keys,
    *,
    order_id: str | None,
    contact_id: str | None,
    only_of_orders: bool,
    limit: int,
) -> list[tuple[Text, str, str]]:
    """The newest first, each with its number and what it says."""
    rows = await tx.run(
        "select t.*, false as wants_none from channels.texts t"
        " where t.tenant_id = :tenant_id"
        " and (:order_id::text is null or order_id = :order_id)"
        " and (:contact_id::text is null or contact_id = :contact_id)"
        " and (order_id is not null or not :only_of_orders)"
        " order by asked desc, text_id desc limit :limit",
        order_id=order_id,
        contact_id=contact_id,
        only_of_orders=only_of_orders,
        limit=limit,
    )
    found = [_text(row) for row in rows]
    return [
        (text, *opened(row, text.text_id, keys))
        for text, row in zip(found, rows, strict=True)
    ]


async def let_go(tx: Transaction, before: datetime, at_most: int) -> int:
    """Deletes what is older and goes on no more; how many texts it were."""
    rows = await tx.run(
        "delete from channels.texts where text_id in (select text_id"
        " from channels.texts where tenant_id = :tenant_id and asked < :before"
        " and state <> 'queued' limit :most) returning text_id",
        before=before,
        most=at_most,
    )
    gone = [str(row["text_id"]) for row in rows]
    await tx.run(
        "delete from channels.text_parts where text_id = any(:gone)", gone=gone
    )
    return len(gone)


def opened(row: Row, text_id: TextId, keys: Keys) -> tuple[str, str]:
    number = msgspec.convert(row["number"], bytes)
    said = msgspec.convert(row["said"], bytes)
    seal = about(text_id)
    return keys.open(number, about=seal), keys.open(said, about=seal)


def _text(row: Row) -> Text:
    scope = msgspec.convert({**row, "path": row["scope"]}, Scope)
    return msgspec.convert({**row, "scope": scope}, Text)


def about(text_id: TextId) -> str:
    return f"text/{text_id}"
