"""What the dialogue hears and does."""

from yingda.journey.dialogue.service import Dialogue
from yingda.messages.channels import (
    CallArrived,
    CallBridged,
    CallEnded,
    CallTransferred,
)
from yingda.messages.dialogue import AskBackEnd, FlowPublished, TimeOutDialogue
from yingda.messages.routing import ContactQueued
from yingda.platform.ports import Bus


def listen(bus: Bus, dialogue: Dialogue) -> None:
    bus.hears("dialogue", CallArrived, dialogue.arrive)
    bus.hears("dialogue", ContactQueued, dialogue.waiting)
    bus.hears("dialogue", CallBridged, dialogue.bridged)
    bus.hears("dialogue", CallTransferred, dialogue.waiting)
    bus.hears("dialogue", CallEnded, dialogue.ended)
    bus.does("dialogue", TimeOutDialogue, dialogue.time_out)
    bus.does("dialogue", AskBackEnd, dialogue.ask_back_end)
    bus.watches(FlowPublished, dialogue.reload)
