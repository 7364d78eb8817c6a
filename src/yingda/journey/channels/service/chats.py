"""One chat at a time: taken, decided about, committed, and only then handed on."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from yingda.journey.channels.core import chat_words
from yingda.journey.channels.core.chats import ChatTurn, next_look
from yingda.journey.channels.errors import NoSuchChannel
from yingda.journey.channels.limits import ChatRules, Chats
from yingda.journey.channels.model.chats import (
    Chat,
    Share,
)
from yingda.journey.channels.ports import Medium
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.store import chats
from yingda.kernel.ids import AgentId, ContactId
from yingda.kernel.message import Event, Message
from yingda.kernel.org import Scope
from yingda.messages.channels import (
    Channel,
    DeliverPost,
    MindChat,
    RingAgent,
    StopRinging,
)
from yingda.messages.people import PersonChanged
from yingda.platform.ports import Alarms, Blobs, Parameters, Transaction

T = TypeVar("T")


class ChatRoom:
    """What all verbs about chats stand on, and what routing and the alarms ask of them."""

    def __init__(
        self,
        exchange: Exchange,
        *,
        alarms: Alarms,
        parameters: Parameters,
        blobs: Blobs,
        media: Mapping[Channel, Medium],
    ) -> None:
        self.exchange = exchange
        self.blobs = blobs
        self._alarms = alarms
        self._parameters = parameters
        self.media = media

    def limits(self, scope: Scope) -> Chats:
        return self._parameters.get(Chats, scope)

    def rules(self, scope: Scope, channel: Channel) -> ChatRules:
        rules = self.limits(scope).channels.get(channel.value)
        if rules is None:
            raise NoSuchChannel(channel.value)
        return rules

    @asynccontextmanager
    async def system(self, scope: Scope) -> AsyncIterator[Transaction]:
        async with self.exchange.work.system(scope) as tx:
            yield tx

    async def has(self, contact_id: ContactId, key: str | None) -> bool:
        """Was this post taken before, and only the answer lost?"""
        if key is None:
            return False
        async with self.system(self.exchange.home) as tx:
            return await chats.known(tx, contact_id, key)

    # --- one turn -------------------------------------------------------------------

    async def change(
        self,
        scope: Scope,
        contact_id: ContactId,
        decide: Callable[[ChatTurn], T],
        *,
        because: Message | None = None,
        key: str | None = None,
    ) -> T | None:
        """None if there is no such chat, or `because` was heard before. `key`: of the
        post that is to be written, once however often it is sent."""
        async with self.system(scope) as tx:
            before = await chats.read(tx, contact_id)
            if before is None:
                return None
            if because and not await tx.first_time(because.id, by="channels"):
                return None
            is_known = key and await chats.known(tx, contact_id, key)
            known = frozenset({key} if is_known and key else ())
            turn = ChatTurn(before, self.exchange.clock.now(), known=known)
            answer = decide(turn)
            await self._write(tx, before, turn, is_minded=isinstance(because, MindChat))
        return answer

    async def begin(
        self, tx: Transaction, turn: ChatTurn, *, token: str | None, address: str
    ) -> None:
        """A chat with what its visitor has written, unless its token is known."""
        keys = self.exchange.keys
        is_new = await chats.add(tx, turn.chat, token=token, address=address, keys=keys)
        if not is_new:
            return
        for event in chat_words.arrived(turn.chat, self.exchange.new_id):
            await tx.tell(event)
        await self._tell(tx, turn)
        await self._mind(tx, turn.chat, is_new=True)

    async def _write(
        self, tx: Transaction, before: Chat, turn: ChatTurn, *, is_minded: bool
    ) -> None:
        """An alarm that rang is set anew in the same breath, so that none is lost."""
        await chats.write(tx, before, turn.chat)
        await self._tell(tx, turn)
        if is_minded or _clock(before) != _clock(turn.chat):
            await self._mind(tx, turn.chat)

    async def _tell(self, tx: Transaction, turn: ChatTurn) -> None:
        new_id = self.exchange.new_id
        for fact in turn.facts:
            told = chat_words.message(turn.chat, fact, new_id, turn.at)
            if isinstance(told, Event):
                await tx.tell(told)
            else:
                await tx.ask_later(told)
        for post in turn.posts:
            await chats.add_post(tx, turn.chat, post, self.exchange.keys)
            await tx.tell(chat_words.written(turn.chat, post, new_id, turn.at))
            if turn.chat.channel in self.media and post.must_be_delivered:
                await tx.ask_later(
                    chat_words.delivery(turn.chat, post, new_id, turn.at)
                )

    async def _mind(self, tx: Transaction, chat: Chat, *, is_new: bool = False) -> None:
        """Sets the one alarm of the chat to when somebody will have been silent."""
        key = f"chat/{chat.contact_id}"
        at = next_look(chat, self.rules(chat.scope, chat.channel))
        if at is None:
            if not is_new:
                await self._alarms.clear(tx, key)
            return
        command = MindChat(
            id=self.exchange.new_id(),
            at=at,
            scope=chat.scope,
            contact_id=chat.contact_id,
        )
        await self._alarms.set(tx, command, key=key, at=at)

    # --- what routing and the alarms ask ------------------------------------------------

    async def ring_agent(self, command: RingAgent) -> None:
        share = Share(
            leg_id=command.leg_id,
            agent_id=command.agent_id,
            queue_id=command.queue_id,
        )
        await self.change(
            command.scope,
            command.contact_id,
            lambda turn: turn.show(share),
            because=command,
        )

    async def stop_ringing(self, command: StopRinging) -> None:
        def decide(turn: ChatTurn) -> None:
            share = turn.chat.leg
            if share is not None and share.leg_id == command.leg_id:
                turn.take_back(share, command.why)

        await self.change(command.scope, command.contact_id, decide, because=command)

    async def give_back(self, scope: Scope, agent_id: AgentId) -> int:
        """All that an agent has goes back to its queues; returns how many it were."""
        async with self.system(scope) as tx:
            served = await chats.live_with(tx, agent_id)

        def decide(turn: ChatTurn) -> bool:
            share = turn.chat.serves(agent_id)
            if share is not None:
                turn.give_back(share)
            return share is not None

        return sum(
            [bool(await self.change(scope, one, decide)) for one in served], start=0
        )

    async def person_changed(self, event: PersonChanged) -> None:
        """Who works here no more leaves nobody waiting for an answer."""
        if "left" in event.what:
            await self.give_back(event.scope, AgentId(event.person))

    async def mind_chat(self, command: MindChat) -> None:
        """The alarm rings when it was due; a page that was seen since puts it off."""

        await self.change(
            command.scope,
            command.contact_id,
            lambda turn: turn.mind(self.rules(turn.chat.scope, turn.chat.channel)),
            because=command,
        )

    async def deliver_post(self, command: DeliverPost) -> None:
        """A medium that cannot take it now is asked again by whoever carries commands."""
        contact_id, keys = command.contact_id, self.exchange.keys
        async with self.system(command.scope) as tx:
            chat = await chats.look(tx, contact_id)
            posts = await chats.undelivered(tx, contact_id, command.number, keys)
            if chat is None or not posts:
                return
            address = await chats.address(tx, contact_id, keys)
        await self.media[chat.channel].deliver(address, posts[0].text)
        async with self.system(command.scope) as tx:
            now = self.exchange.clock.now()
            await chats.set_delivered(tx, contact_id, command.number, now)


def _clock(chat: Chat) -> tuple[object, ...]:
    """What the moment of the next look follows from, but for a page's being seen."""
    return chat.state, chat.awaited, chat.awaited_since, chat.is_warned
