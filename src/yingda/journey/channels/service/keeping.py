"""How long what was written is kept: by rule, by legal hold, or until somebody erases it."""

from yingda.journey.channels.errors import ChatHeld, NotNow, UnknownChat
from yingda.journey.channels.limits import ChatRules
from yingda.journey.channels.model.chats import PostKind
from yingda.journey.channels.service.chats import ChatRoom
from yingda.journey.channels.service.letters import folder
from yingda.journey.channels.store import chats, old_chats
from yingda.kernel.ids import ContactId, UserId
from yingda.kernel.org import Asker, Scope
from yingda.messages.channels import ChatLetGo
from yingda.messages.system import PersonalDataSeen

ADMIN = "system.admin"
AT_A_TIME = 200


class Keeping:
    """Files go before the commit that says so: a crash between them loses no trace."""

    def __init__(self, room: ChatRoom) -> None:
        self._room = room

    async def let_go(self) -> int:
        """What has been kept long enough; to be called now and then."""
        room = self._room
        home, now = room.exchange.home, room.exchange.clock.now()
        limits, gone = room.limits(home), 0
        async with room.system(home) as tx:
            channels = await old_chats.channels_of_old(tx)
        for channel in channels:
            rules = limits.channels.get(channel.value, ChatRules())
            async with room.system(home) as tx:
                old = await old_chats.to_let_go(
                    tx, channel, now - rules.keep_for, at_most=AT_A_TIME
                )
            for contact_id in old:
                gone += await self._erase(home, contact_id, "kept-long-enough", None)
        return gone

    async def erase(self, asker: Asker, contact_id: ContactId) -> None:
        """At once and for ever, as a customer may demand. The contact itself stays."""
        asker.must(ADMIN)
        async with self._room.exchange.work.begin(asker.scope) as tx:
            chat = await chats.look(tx, contact_id)
        if chat is None:
            raise UnknownChat
        if chat.is_live:
            raise NotNow("erase", chat.state)
        if chat.legal_hold:
            raise ChatHeld(contact_id)
        await self._erase(chat.scope, contact_id, "erased", asker.user_id)

    async def hold(self, asker: Asker, contact_id: ContactId, *, is_on: bool) -> None:
        """What is held is neither let go nor erased."""
        asker.must(ADMIN)
        exchange = self._room.exchange
        async with exchange.work.begin(asker.scope) as tx:
            if not await old_chats.set_legal_hold(tx, contact_id, is_on=is_on):
                raise UnknownChat
            await tx.tell(
                PersonalDataSeen(
                    id=exchange.new_id(),
                    at=exchange.clock.now(),
                    scope=asker.scope,
                    user_id=asker.user_id,
                    action="chats.hold" if is_on else "chats.release",
                    subject=f"chat/{contact_id}",
                    reason=None,
                )
            )

    async def _erase(
        self, scope: Scope, contact_id: ContactId, why: str, by: UserId | None
    ) -> int:
        room, exchange = self._room, self._room.exchange
        await room.blobs.clear(folder(contact_id))
        now = exchange.clock.now()
        async with room.system(scope) as tx:
            gone = await old_chats.let_go(tx, contact_id, now, exchange.keys)
            if gone is None:
                return 0
            await tx.tell(
                ChatLetGo(
                    id=exchange.new_id(),
                    at=now,
                    scope=scope,
                    contact_id=contact_id,
                    posts=len(gone),
                    files=sum(kind is PostKind.FILE for kind in gone),
                    why=why,
                    user_id=by,
                )
            )
        return 1
