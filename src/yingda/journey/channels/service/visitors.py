"""Whoever writes to us: from a page of ours, or through a medium that brings their words."""

import hmac
from dataclasses import dataclass
from datetime import timedelta

from yingda.journey.channels.core.caps import VISITOR
from yingda.journey.channels.core.chats import ROUGHLY, ChatTurn
from yingda.journey.channels.errors import (
    TooManyChats,
    TooManyChatsHere,
    UnknownChat,
    WritesTooFast,
)
from yingda.journey.channels.limits import ChatRules
from yingda.journey.channels.model import Number
from yingda.journey.channels.model.chats import (
    Asked,
    Author,
    Chat,
    ChatState,
    File,
    Post,
)
from yingda.journey.channels.ports import Callers, Places
from yingda.journey.channels.service.chats import ChatRoom
from yingda.journey.channels.service.gate import Gate
from yingda.journey.channels.service.letters import checked, fits, send, text_post
from yingda.journey.channels.store import chats
from yingda.kernel.ids import ContactId, QueueId
from yingda.kernel.org import NotAllowed, Scope
from yingda.messages.channels import SIMULATED, Channel, EndedBy
from yingda.messages.routing import Entry
from yingda.platform.ports import Keys

PAGE = "web"
SIMULATE = "chats.simulate"
"""No role may: what is shown is a password."""
MINUTE = timedelta(minutes=1)


def simulation_password(keys: Keys) -> str:
    """What a demo's own simulation shows, and nobody else knows."""
    return keys.derive("simulation", "visitors")


@dataclass(frozen=True, slots=True)
class Looked:
    """What a visitor's page shows."""

    chat: Chat
    posts: list[Post]
    position: int | None
    """In the queue, by the server's own account; None if the visitor does not wait."""


class Visitors:
    """Open to everybody, as the hotline is. A page that knows its token comes back."""

    def __init__(
        self,
        room: ChatRoom,
        callers: Callers,
        places: Places,
        gate: Gate,
        *,
        trusts_pages: bool,
    ) -> None:
        """`trusts_pages`: a page may say whose it is by a number (the demo's may)."""
        self._gate = gate
        self._open: set[bytes] = set()
        """The blind tokens of the chats that count at the gate."""
        self._room = room
        self._callers = callers
        self._places = places
        self._trusts_pages = trusts_pages

    @property
    def _home(self) -> Scope:
        return self._room.exchange.home

    # --- from the page --------------------------------------------------------------

    def choice(self) -> tuple[Scope, tuple[QueueId, ...]]:
        """The queues among which a visitor may choose, the one first that is meant by
        whoever chooses none; and whose they are."""
        rules = self._room.rules(self._home, Channel.CHAT)
        others = [one for one in rules.queues if one != rules.queue_id]
        return self._home, (rules.queue_id, *others)

    async def open(
        self,
        *,
        number: str | None,
        queue_id: QueueId | None,
        text: str,
        host: str,
        key: str | None = None,
        simulation: str | None = None,
    ) -> str:
        """The token with which the page goes on, now and after it was closed. The same
        key opens the same chat: who knows it is whoever made it by chance. `host`: the
        page's address. `simulation`: the password of those who are nobody real, and all at
        one address; who only says so is turned away."""
        exchange = self._room.exchange
        if simulation is not None:
            ours = simulation_password(exchange.keys)
            if not hmac.compare_digest(simulation.encode(), ours.encode()):
                raise NotAllowed(SIMULATE)
        door = PAGE if simulation is None else SIMULATED
        token = exchange.keys.derive("chat", key or exchange.new_id())
        address = number if number and self._trusts_pages else ""
        blind = exchange.keys.blind(token)
        if simulation is None:
            refusal = self._gate.lets_page_in(VISITOR, blind.hex(), host)
            if refusal is not None:
                raise TooManyChatsHere(refusal.excess.value)
        try:
            await self._begin(
                Channel.CHAT, address, text, door=door, token=token, queue_id=queue_id
            )
        except BaseException:
            if blind not in self._open:
                self._gate.page_gone(blind.hex())
            raise
        if simulation is None:
            self._open.add(blind)
        return token

    async def tidy(self) -> None:
        """Whose chat is over may open another one; to be called now and then."""
        counted = list(self._open)
        if not counted:
            return
        async with self._room.system(self._home) as tx:
            live = await chats.live_of_tokens(tx, counted)
        for over in set(counted) - live:
            self._open.discard(over)
            self._gate.page_gone(over.hex())

    async def look(self, token: str, *, after: int) -> Looked:
        """What was written since, and the place in the queue."""
        chat = await self._of(token)
        if chat.is_live and self._room.exchange.clock.now() - chat.seen >= ROUGHLY:
            await self._room.change(
                self._home, chat.contact_id, lambda turn: turn.visitor_looks()
            )
        position = None
        if chat.state is ChatState.WAITING:
            position = await self._places.position(chat.scope, chat.contact_id)
        async with self._room.system(self._home) as tx:
            keys = self._room.exchange.keys
            posts = await chats.posts(tx, chat.contact_id, keys, after=after)
        return Looked(chat, [one for one in posts if one.is_for_visitor], position)

    async def say(self, token: str, text: str, *, key: str | None = None) -> None:
        chat = await self._of(token)
        if not await self._room.has(chat.contact_id, key):
            await self._write(chat, text, key)

    async def send_file(
        self, token: str, file: File, *, key: str | None = None
    ) -> None:
        chat = await self._of(token)
        if await self._room.has(chat.contact_id, key):
            return
        rules = self._room.rules(chat.scope, chat.channel)
        fits(rules, file)
        await self._must_be_slow(chat, rules)
        await send(
            self._room,
            chat.contact_id,
            Author.VISITOR,
            file,
            lambda post: self._add(chat, post),
            key=key,
        )

    async def file(self, token: str, number: int) -> File:
        chat = await self._of(token)
        return await checked(self._room, chat.contact_id, number, for_visitor=True)

    async def end(self, token: str) -> None:
        chat = await self._of(token)
        await self._room.change(
            self._home, chat.contact_id, lambda turn: turn.close(EndedBy.CALLER)
        )

    # --- from a medium --------------------------------------------------------------

    async def receive(self, channel: Channel, address: str, text: str) -> ContactId:
        """What a customer wrote somewhere else: goes on with their chat, or begins one."""
        self._room.rules(self._home, channel)
        async with self._room.system(self._home) as tx:
            keys = self._room.exchange.keys
            known = await chats.live_at(tx, channel, address, keys)
            chat = await chats.look(tx, known) if known else None
        if chat is not None:
            await self._write(chat, text)
            return chat.contact_id
        return await self._begin(
            channel, address, text, door=channel.value, token=None, queue_id=None
        )

    # --- how ------------------------------------------------------------------------

    async def _begin(
        self,
        channel: Channel,
        address: str,
        text: str,
        *,
        door: str,
        token: str | None,
        queue_id: QueueId | None,
    ) -> ContactId:
        room, home = self._room, self._home
        limits, rules = room.limits(home), room.rules(home, channel)
        post = text_post(rules, Author.VISITOR, text) if text.strip() else None
        number = Number(address)
        whose = (await self._callers.whose(home, [number]))[number]
        now = room.exchange.clock.now()
        chat = Chat(
            contact_id=room.exchange.ids.new(ContactId),
            channel=channel,
            scope=Scope(
                tenant_id=home.tenant_id,
                path=whose.branch_id or home.path,
                site=home.site,
            ),
            door=door,
            point_id=whose.point_id,
            customer_id=whose.customer_id,
            tier_id=whose.tier_id,
            branch_id=whose.branch_id,
            queue_id=queue_id if queue_id in rules.queues else rules.queue_id,
            opened=now,
            seen=now,
        )
        turn = ChatTurn(chat, now)
        if post is not None:
            turn.visitor_writes(post)
        turn.facts.append(Asked(chat.queue_id, Entry.REQUESTED))
        async with room.system(home) as tx:
            is_full = await chats.is_full(tx, limits.chats_at_a_time)
            keys = room.exchange.keys
            if is_full and not (token and await chats.of_token(tx, token, keys)):
                raise TooManyChats(limits.chats_at_a_time)
            await room.begin(tx, turn, token=token, address=address)
        return chat.contact_id

    async def _write(self, chat: Chat, text: str, key: str | None = None) -> None:
        rules = self._room.rules(chat.scope, chat.channel)
        post = text_post(rules, Author.VISITOR, text, key=key)
        await self._must_be_slow(chat, rules)
        await self._add(chat, post)

    async def _add(self, chat: Chat, post: Post) -> bool:
        is_taken = await self._room.change(
            self._home,
            chat.contact_id,
            lambda turn: turn.visitor_writes(post),
            key=post.key,
        )
        return bool(is_taken)

    async def _of(self, token: str) -> Chat:
        async with self._room.system(self._home) as tx:
            chat = await chats.of_token(tx, token, self._room.exchange.keys)
        if chat is None:
            raise UnknownChat
        rules = self._room.rules(chat.scope, chat.channel)
        now = self._room.exchange.clock.now()
        if chat.ended is not None and now - chat.ended > rules.page_reads_for:
            raise UnknownChat
        return chat

    async def _must_be_slow(self, chat: Chat, rules: ChatRules) -> None:
        since = self._room.exchange.clock.now() - MINUTE
        async with self._room.system(self._home) as tx:
            most = rules.posts_a_minute
            if await chats.has_written(tx, chat.contact_id, since, most):
                raise WritesTooFast(most)
