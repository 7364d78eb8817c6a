"""The verbs of the channels, by subject; `Channels` is what others hold."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from yingda.journey.channels.model import (
    KeyPressed,
    LineAnswered,
    LineGone,
    LineJoined,
    LineRang,
    LineRinging,
    SayingEnded,
    Signal,
    SwitchFound,
    SwitchLost,
)
from yingda.journey.channels.ports import Names
from yingda.journey.channels.service.chats import ChatRoom
from yingda.journey.channels.service.control import Control
from yingda.journey.channels.service.gate import Gate
from yingda.journey.channels.service.inbound import Inbound
from yingda.journey.channels.service.keeping import Keeping
from yingda.journey.channels.service.legs import Legs
from yingda.journey.channels.service.listening import Listening
from yingda.journey.channels.service.phones import Phones
from yingda.journey.channels.service.readers import Readers
from yingda.journey.channels.service.reconcile import Reconciling
from yingda.journey.channels.service.recordings import Recordings
from yingda.journey.channels.service.texts import Texts
from yingda.journey.channels.service.texts_answered import Answering
from yingda.journey.channels.service.texts_kept import KeptTexts
from yingda.journey.channels.service.visitors import Visitors
from yingda.journey.channels.service.writers import Writers
from yingda.kernel.ids import ContactId
from yingda.messages.channels import (
    CallerDid,
    Channel,
    LineAct,
    RingAgent,
    StopRinging,
)


class Ringer(Protocol):
    """What brings a contact before an agent."""

    async def ring_agent(self, command: RingAgent) -> None: ...

    async def stop_ringing(self, command: StopRinging) -> None: ...


class Channels:
    """Takes what one switch says and gives each caller a contact id.

    Signals of one line must come in their order; those of different lines may come at
    the same time. A signal whose taking failed may be taken again.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        inbound: Inbound,
        legs: Legs,
        control: Control,
        listening: Listening,
        phones: Phones,
        reconciling: Reconciling,
        recordings: Recordings,
        names: Names,
        room: ChatRoom,
        visitors: Visitors,
        readers: Readers,
        writers: Writers,
        keeping: Keeping,
        texts: Texts,
        answering: Answering,
        kept_texts: KeptTexts,
    ) -> None:
        self.gate = gate
        self.legs = legs
        self.control = control
        self.listening = listening
        self.phones = phones
        self.recordings = recordings
        self.names = names
        self.room = room
        self.visitors = visitors
        self.readers = readers
        self.writers = writers
        self.keeping = keeping
        self.texts = texts
        self.answering = answering
        self.kept_texts = kept_texts
        # A channel that is not named here is written.
        self._ringers: Mapping[Channel, Ringer] = {Channel.VOICE: legs}
        self._inbound = inbound
        self._reconciling = reconciling

    async def take(self, signal: Signal) -> CallerDid | None:
        """What the caller did, for the dialogue. SwitchFound is for `reconcile`."""
        match signal:
            case LineRang():
                await self._inbound.arrive(signal)
            case KeyPressed() | SayingEnded():
                return await self._inbound.did(signal)
            case LineRinging() | LineAnswered() | LineJoined() | LineGone():
                return await self._inbound.hear(signal)
            case SwitchFound():
                await self.reconcile(signal)
            case SwitchLost():
                """Nothing is done until it is found: its calls may well go on."""
        return None

    async def reconcile(self, found: SwitchFound) -> tuple[ContactId, ...]:
        """To be called for every SwitchFound, before any later signal is taken.

        Answers with the calls that a machine serves: their dialogue goes on where it was.
        """
        return await self._reconciling.reconcile(found)

    async def ring_agent(self, command: RingAgent) -> None:
        """A telephone rings, or a chat is shown: as the channel has it."""
        await self._ringers.get(command.channel, self.room).ring_agent(command)

    async def stop_ringing(self, command: StopRinging) -> None:
        await self._ringers.get(command.channel, self.room).stop_ringing(command)

    async def perform(self, contact_id: ContactId, acts: Sequence[LineAct]) -> None:
        """What a machine does with a caller's line; nothing once an agent has it."""
        await self._inbound.perform(contact_id, acts)
