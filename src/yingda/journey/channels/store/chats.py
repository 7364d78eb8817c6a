"""Chats on disk, and what was written in them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from yingda.journey.channels.model.chats import Chat, Post, Share
from yingda.kernel.ids import AgentId, ContactId
from yingda.kernel.org import Scope
from yingda.messages.channels import Channel
from yingda.platform.ports import Keys, Row, Transaction


async def add(
    tx: Transaction, chat: Chat, *, token: str | None, address: str, keys: Keys
) -> bool:
    """False if the chat of this token is there already."""
    rows = await tx.run(
        "insert into channels.chats (tenant_id, scope, site, contact_id, channel, door,"
        " token, address, address_blind, point_id, customer_id, tier_id, branch_id,"
        " queue_id, opened, seen, state, posts, is_warned) values (:tenant_id, :place,"
        " :site, :contact_id, :channel, :door, :token, :address, :address_blind,"
        " :point_id, :customer_id, :tier_id, :branch_id, :queue_id, :opened, :seen,"
        " :state, :posts, false) on conflict (token) do nothing returning contact_id",
        place=chat.scope.path,
        contact_id=chat.contact_id,
        channel=chat.channel.value,
        door=chat.door,
        token=keys.blind(token) if token else None,
        address=keys.seal(address, about=about(chat.contact_id)),
        address_blind=keys.blind(address),
        point_id=chat.point_id,
        customer_id=chat.customer_id,
        tier_id=chat.tier_id,
        branch_id=chat.branch_id,
        queue_id=chat.queue_id,
        opened=chat.opened,
        seen=chat.seen,
        state=chat.state.value,
        posts=chat.posts,
    )
    return bool(rows)


async def read(tx: Transaction, contact_id: ContactId) -> Chat | None:
    """The chat, locked until the transaction ends."""
    rows = await tx.run(
        "select * from channels.chats where contact_id = :contact_id"
        " and tenant_id = :tenant_id for update",
        contact_id=contact_id,
    )
    return _chat(rows[0]) if rows else None


async def look(tx: Transaction, contact_id: ContactId) -> Chat | None:
    """As far as the transaction's scope sees."""
    rows = await tx.run(
        "select * from channels.chats where contact_id = :contact_id"
        " and tenant_id = :tenant_id",
        contact_id=contact_id,
    )
    return _chat(rows[0]) if rows else None


async def of_token(tx: Transaction, token: str, keys: Keys) -> Chat | None:
    rows = await tx.run(
        "select * from channels.chats where token = :token and tenant_id = :tenant_id",
        token=keys.blind(token),
    )
    return _chat(rows[0]) if rows else None


async def live_of_tokens(tx: Transaction, blind: Sequence[bytes]) -> set[bytes]:
    """Of these blind tokens those whose chats go on."""
    rows = await tx.run(
        "select token from channels.chats where token = any(:blind)"
        " and tenant_id = :tenant_id and state <> 'ended'",
        blind=list(blind),
    )
    return {msgspec.convert(row["token"], bytes) for row in rows}


async def live_at(
    tx: Transaction, channel: Channel, address: str, keys: Keys
) -> ContactId | None:
    """The chat that goes on with this address."""
    rows = await tx.run(
        "select contact_id from channels.chats where tenant_id = :tenant_id"
        " and state <> 'ended' and channel = :channel and address_blind = :blind"
        " order by opened desc limit 1",
        channel=channel.value,
        blind=keys.blind(address),
    )
    return ContactId(str(rows[0]["contact_id"])) if rows else None


async def live_with(tx: Transaction, agent_id: AgentId) -> list[ContactId]:
    """Chats that are at this agent's desk."""
    rows = await tx.run(
        "select contact_id from channels.chats where tenant_id = :tenant_id"
        " and state <> 'ended' and share->>'agent_id' = :agent_id"
        " and not (share->>'is_over')::boolean order by opened",
        agent_id=agent_id,
    )
    return [ContactId(str(row["contact_id"])) for row in rows]


async def is_full(tx: Transaction, most: int) -> bool:
    """Do so many go on already?"""
    rows = await tx.run(
        "select 1 from channels.chats where tenant_id = :tenant_id"
        " and state <> 'ended' offset :others limit 1",
        others=most - 1,
    )
    return bool(rows)


async def address(tx: Transaction, contact_id: ContactId, keys: Keys) -> str:
    rows = await tx.run(
        "select address from channels.chats where contact_id = :contact_id",
        contact_id=contact_id,
    )
    sealed = msgspec.convert(rows[0]["address"], bytes)
    return keys.open(sealed, about=about(contact_id))


async def write(tx: Transaction, before: Chat, chat: Chat) -> None:
    if chat == before:
        return
    await tx.run(
        "update channels.chats set queue_id = :queue_id, seen = :seen, state = :state,"
        " share = :share, posts = :posts, awaited = :awaited,"
        " awaited_since = :awaited_since, is_warned = :is_warned, ended = :ended,"
        " ended_by = :ended_by where contact_id = :contact_id",
        contact_id=chat.contact_id,
        queue_id=chat.queue_id,
        seen=chat.seen,
        state=chat.state.value,
        share=msgspec.to_builtins(chat.share),
        posts=chat.posts,
        awaited=chat.awaited and chat.awaited.value,
        awaited_since=chat.awaited_since,
        is_warned=chat.is_warned,
        ended=chat.ended,
        ended_by=chat.ended_by and chat.ended_by.value,
    )


async def add_post(tx: Transaction, chat: Chat, post: Post, keys: Keys) -> None:
    await tx.run(
        "insert into channels.posts (tenant_id, scope, contact_id, number, at, author,"
        " kind, agent_id, text, media_type, size, key) values (:tenant_id, :place,"
        " :contact_id, :number, :at, :author, :kind, :agent_id, :text, :media_type,"
        " :size, :key)",
        place=chat.scope.path,
        contact_id=chat.contact_id,
        number=post.number,
        at=post.at,
        author=post.author.value,
        kind=post.kind.value,
        agent_id=post.agent_id,
        text=keys.seal(post.text, about=about(chat.contact_id)),
        media_type=post.media_type,
        size=post.size,
        key=post.key,
    )


async def known(tx: Transaction, contact_id: ContactId, key: str | None) -> bool:
    """Is the post of this key in the chat?"""
    if key is None:
        return False
    rows = await tx.run(
        "select 1 from channels.posts where contact_id = :contact_id and key = :key",
        contact_id=contact_id,
        key=key,
    )
    return bool(rows)


async def has_written(
    tx: Transaction, contact_id: ContactId, since: datetime, most: int
) -> bool:
    """Has the visitor written so many posts since then?"""
    rows = await tx.run(
        "select 1 from channels.posts where contact_id = :contact_id"
        " and author = 'visitor' and at > :since offset :others limit 1",
        contact_id=contact_id,
        since=since,
        others=most - 1,
    )
    return bool(rows)


async def undelivered(
    tx: Transaction, contact_id: ContactId, number: int, keys: Keys
) -> list[Post]:
    """The post of this number, unless a medium has taken it already."""
    rows = await tx.run(
        "select number, at, author, kind, agent_id, text, media_type, size"
        " from channels.posts where contact_id = :contact_id and number = :number"
        " and delivered is null",
        contact_id=contact_id,
        number=number,
    )
    return _posts(rows, contact_id, keys)


async def set_delivered(
    tx: Transaction, contact_id: ContactId, number: int, at: datetime
) -> None:
    await tx.run(
        "update channels.posts set delivered = :at where contact_id = :contact_id"
        " and number = :number",
        contact_id=contact_id,
        number=number,
        at=at,
    )


async def posts(
    tx: Transaction, contact_id: ContactId, keys: Keys, *, after: int = 0
) -> list[Post]:
    rows = await tx.run(
        "select number, at, author, kind, agent_id, text, media_type, size"
        " from channels.posts where contact_id = :contact_id and number > :after"
        " and tenant_id = :tenant_id order by number",
        contact_id=contact_id,
        after=after,
    )
    return _posts(rows, contact_id, keys)


def _posts(rows: Sequence[Row], contact_id: ContactId, keys: Keys) -> list[Post]:
    seal = about(contact_id)
    return [
        msgspec.convert(
            {
                **row,
                "text": keys.open(msgspec.convert(row["text"], bytes), about=seal),
            },
            Post,
        )
        for row in rows
    ]


def _chat(row: Row) -> Chat:
    scope = msgspec.convert({**row, "path": row["scope"]}, Scope)
    share = row["share"] and msgspec.convert(row["share"], Share)
    return msgspec.convert({**row, "scope": scope, "share": share}, Chat)


def about(contact_id: ContactId) -> str:
    return f"chat/{contact_id}"
