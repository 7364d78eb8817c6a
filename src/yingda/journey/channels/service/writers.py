"""What an agent does in a chat, and who may read it afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from yingda.journey.channels.core.chats import ChatTurn, silence
from yingda.journey.channels.errors import NotYourCall, UnknownChat
from yingda.journey.channels.limits import Canned
from yingda.journey.channels.model.chats import (
    Author,
    Chat,
    File,
    Post,
    PostKind,
    Share,
    Silence,
)
from yingda.journey.channels.ports import Queues, Reach
from yingda.journey.channels.service.chats import ChatRoom
from yingda.journey.channels.service.letters import checked, fits, send, text_post
from yingda.journey.channels.store import chats
from yingda.kernel.ids import AgentId, ContactId, QueueId
from yingda.kernel.org import Asker, NotAllowed
from yingda.kernel.refusal import BadInput
from yingda.messages.channels import EndedBy
from yingda.messages.system import PersonalDataSeen

RIGHT = "desk.work"
READ = "contacts.read"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Thread:
    """A chat with all that was written in it."""

    chat: Chat
    posts: list[Post]
    silence: Silence | None
    """The timer that runs; None while nobody is waited for."""


class Writers:
    """Every verb but reading needs a live leg of the asker's own."""

    def __init__(self, room: ChatRoom, queues: Queues, reach: Reach) -> None:
        self._reach = reach
        self._room = room
        self._queues = queues

    async def say(
        self,
        asker: Asker,
        contact_id: ContactId,
        text: str,
        *,
        is_note: bool = False,
        key: str | None = None,
    ) -> None:
        """To the visitor, whom the first words answer; or a note between agents."""
        asker.must(RIGHT)
        if await self._room.has(contact_id, key):
            return
        chat, agent_id = await self._own(asker, contact_id)
        post = text_post(
            self._room.rules(chat.scope, chat.channel),
            Author.AGENT,
            text,
            kind=PostKind.NOTE if is_note else PostKind.TEXT,
            agent_id=agent_id,
            key=key,
        )
        await self._add(asker, contact_id, post)

    async def send_file(
        self,
        asker: Asker,
        contact_id: ContactId,
        file: File,
        *,
        key: str | None = None,
    ) -> None:
        asker.must(RIGHT)
        if await self._room.has(contact_id, key):
            return
        chat, agent_id = await self._own(asker, contact_id)
        fits(self._room.rules(chat.scope, chat.channel), file)
        await send(
            self._room,
            contact_id,
            Author.AGENT,
            file,
            lambda post: self._add(asker, contact_id, post),
            agent_id=agent_id,
            key=key,
        )

    async def decline(self, asker: Asker, contact_id: ContactId) -> None:
        await self._with_share(
            asker, contact_id, lambda turn, share: turn.decline(share)
        )

    async def end(self, asker: Asker, contact_id: ContactId) -> None:
        await self._with_share(
            asker, contact_id, lambda turn, _: turn.close(EndedBy.AGENT)
        )

    async def transfer(
        self,
        asker: Asker,
        contact_id: ContactId,
        *,
        to_queue: QueueId | None,
        to_agent: AgentId | None,
        note: str = "",
    ) -> None:
        """To a queue or one agent: what was written and learned goes along."""
        if to_queue is None and to_agent is None:
            raise BadInput("to_queue", "a queue, or an agent in to_agent")
        if to_queue is not None and to_queue not in self._queues.queues(asker.scope):
            raise BadInput("to_queue", "a queue of the centre")
        if to_agent is not None and to_agent == asker.agent_id:
            raise BadInput("to_agent", "somebody else")
        chat, agent_id = await self._own(asker, contact_id)
        left = None
        if note.strip():
            rules = self._room.rules(chat.scope, chat.channel)
            left = text_post(
                rules, Author.AGENT, note, kind=PostKind.NOTE, agent_id=agent_id
            )

        def decide(turn: ChatTurn, share: Share) -> None:
            if left is not None:
                turn.agent_writes(left, share)
            queue_id = to_queue or share.queue_id or turn.chat.queue_id
            turn.give(share, to_queue=queue_id, to_agent=to_agent)

        await self._with_share(asker, contact_id, decide)

    # --- reading --------------------------------------------------------------------

    async def thread(self, asker: Asker, contact_id: ContactId) -> Thread:
        """For the agent who has the chat; for others by right, and it is noted."""
        chat = await self._readable(asker, contact_id)
        async with self._room.system(asker.scope) as tx:
            keys = self._room.exchange.keys
            posts = await chats.posts(tx, contact_id, keys)
        rules = self._room.rules(chat.scope, chat.channel)
        return Thread(chat, posts, silence(chat, rules))

    async def file(self, asker: Asker, contact_id: ContactId, number: int) -> File:
        await self._readable(asker, contact_id)
        return await checked(self._room, contact_id, number, for_visitor=False)

    def canned(self, asker: Asker) -> tuple[Canned, ...]:
        asker.must(RIGHT)
        return self._room.limits(asker.scope).canned

    async def _readable(self, asker: Asker, contact_id: ContactId) -> Chat:
        async with self._room.system(asker.scope) as tx:
            chat = await chats.look(tx, contact_id)
        is_theirs = chat and chat.share and chat.share.agent_id == asker.agent_id
        if chat is not None and is_theirs:
            asker.must(RIGHT)
            return chat
        asker.must(READ)
        if not await self._reach.sees_contact(asker, contact_id):
            raise UnknownChat
        async with self._room.exchange.work.begin(asker.scope) as tx:
            chat = await chats.look(tx, contact_id)
            if chat is None:
                raise UnknownChat
            await tx.tell(
                PersonalDataSeen(
                    id=self._room.exchange.new_id(),
                    at=self._room.exchange.clock.now(),
                    scope=asker.scope,
                    user_id=asker.user_id,
                    action="chats.read",
                    subject=f"chat/{contact_id}",
                    reason=None,
                )
            )
        return chat

    # --- how ------------------------------------------------------------------------

    async def _own(self, asker: Asker, contact_id: ContactId) -> tuple[Chat, AgentId]:
        asker.must(RIGHT)
        if asker.agent_id is None:
            raise NotAllowed(RIGHT)
        async with self._room.system(asker.scope) as tx:
            chat = await chats.look(tx, contact_id)
        if chat is None or chat.serves(asker.agent_id) is None:
            raise NotYourCall(contact_id)
        return chat, asker.agent_id

    async def _add(self, asker: Asker, contact_id: ContactId, post: Post) -> bool:
        return await self._with_share(
            asker,
            contact_id,
            lambda turn, share: turn.agent_writes(post, share),
            key=post.key,
        )

    async def _with_share(
        self,
        asker: Asker,
        contact_id: ContactId,
        verb: Callable[[ChatTurn, Share], T],
        *,
        key: str | None = None,
    ) -> T:
        """A chat is its agent's whatever its branch: the tenant is the border here."""
        asker.must(RIGHT)
        agent_id = asker.agent_id
        if agent_id is None:
            raise NotAllowed(RIGHT)

        def decide(turn: ChatTurn) -> tuple[T]:
            share = turn.chat.serves(agent_id)
            if share is None or not turn.chat.is_live:
                raise NotYourCall(contact_id)
            return (verb(turn, share),)

        answer = await self._room.change(asker.scope, contact_id, decide, key=key)
        if answer is None:
            raise NotYourCall(contact_id)
        return answer[0]
