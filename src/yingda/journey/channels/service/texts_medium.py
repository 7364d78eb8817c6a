"""Texts as a written channel: what an agent writes in a chat goes by short message."""

from yingda.journey.channels.service.texts import Texts
from yingda.messages.channels import Channel

SMS = Channel("sms")
"""A channel if it stands in `channels.Chats.channels`; else whoever writes anything but a
keyword is told what to write."""
CHAT = "chat"


class TextMedium:
    """The class by which chats reach those who write to us by short message."""

    channel = SMS

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def deliver(self, address: str, text: str) -> None:
        home = self._texts.exchange.home
        drafted = self._texts.drafted(home, CHAT, CHAT, text)
        async with self._texts.exchange.system() as tx:
            await self._texts.add(tx, drafted, address, text)
