"""Chats whose words are kept no longer."""

from collections.abc import Sequence
from datetime import datetime

from yingda.journey.channels.model.chats import PostKind
from yingda.journey.channels.store import chats
from yingda.kernel.ids import ContactId
from yingda.messages.channels import Channel
from yingda.platform.ports import Keys, Transaction


async def to_let_go(
    tx: Transaction, channel: Channel, before: datetime, *, at_most: int
) -> list[ContactId]:
    """Ended before that moment and not under legal hold, the oldest first."""
    rows = await tx.run(
        "select contact_id from channels.chats where tenant_id = :tenant_id"
        " and channel = :channel and ended < :before and let_go is null"
        " and not legal_hold order by ended limit :at_most",
        channel=channel.value,
        before=before,
        at_most=at_most,
    )
    return [ContactId(str(row["contact_id"])) for row in rows]


async def channels_of_old(tx: Transaction) -> list[Channel]:
    """Also those that the centre no longer has."""
    rows = await tx.run(
        "select distinct channel from channels.chats where tenant_id = :tenant_id"
        " and let_go is null and ended is not null"
    )
    return [Channel(str(row["channel"])) for row in rows]


async def let_go(
    tx: Transaction, contact_id: ContactId, at: datetime, keys: Keys
) -> Sequence[PostKind] | None:
    """What it was; None if it is gone already, or held since it was looked for."""
    rows = await tx.run(
        "update channels.chats set let_go = :at, token = null, address = :nothing,"
        " address_blind = :blind where contact_id = :contact_id"
        " and tenant_id = :tenant_id and let_go is null and not legal_hold"
        " and ended is not null returning contact_id",
        contact_id=contact_id,
        at=at,
        nothing=keys.seal("", about=chats.about(contact_id)),
        blind=keys.blind(""),
    )
    if not rows:
        return None
    gone = await tx.run(
        "delete from channels.posts where contact_id = :contact_id"
        " and tenant_id = :tenant_id returning kind",
        contact_id=contact_id,
    )
    return [PostKind(str(row["kind"])) for row in gone]


async def set_legal_hold(
    tx: Transaction, contact_id: ContactId, *, is_on: bool
) -> bool:
    """False if there is no such chat within the scope."""
    rows = await tx.run(
        "update channels.chats set legal_hold = :is_on where contact_id = :contact_id"
        " and tenant_id = :tenant_id returning contact_id",
        contact_id=contact_id,
        is_on=is_on,
    )
    return bool(rows)
