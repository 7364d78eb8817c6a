"""What the channels hear and do."""

from yingda.journey.channels.service import Channels
from yingda.messages.channels import (
    CallEnded,
    ChatWritten,
    DeliverPost,
    GiveUpLeg,
    MindChat,
    RecallParked,
    RingAgent,
    StopRinging,
)
from yingda.messages.channels.texts import SendText
from yingda.messages.dialogue import CallerIdentified
from yingda.messages.people import PersonChanged
from yingda.messages.routing import (
    ContactLeftQueue,
    ContactOffered,
    ContactQueued,
    OfferFailed,
)
from yingda.platform.ports import Bus


def listen(bus: Bus, channels: Channels) -> None:
    bus.hears("channels", CallerIdentified, channels.legs.caller_identified)
    bus.hears("channels", ContactQueued, channels.legs.contact_queued)
    bus.hears("channels", PersonChanged, channels.room.person_changed)
    bus.does("channels", RingAgent, channels.ring_agent)
    bus.does("channels", StopRinging, channels.stop_ringing)
    bus.does("channels", GiveUpLeg, channels.legs.give_up_leg)
    bus.does("channels", RecallParked, channels.legs.recall_parked)
    bus.does("channels", MindChat, channels.room.mind_chat)
    bus.does("channels", DeliverPost, channels.room.deliver_post)
    bus.does("channels", SendText, channels.texts.send_text)
    bus.watches(ChatWritten, channels.readers.written)
    bus.watches(CallEnded, channels.readers.written)
    bus.watches(ContactQueued, channels.readers.moved)
    bus.watches(ContactOffered, channels.readers.moved)
    bus.watches(OfferFailed, channels.readers.moved)
    bus.watches(ContactLeftQueue, channels.readers.moved)
