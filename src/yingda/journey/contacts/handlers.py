"""What contacts hears: every fact of a contact."""

from yingda.journey.contacts.service import Contacts
from yingda.messages.channels import (
    AgentConsulted,
    AgentRang,
    CallArrived,
    CallBridged,
    CallEnded,
    CallHeld,
    CallParked,
    CallRetrieved,
    CallTransferred,
    LegEnded,
    RecordingKept,
)
from yingda.messages.desk import ContactWrappedUp, WrapUpBegan
from yingda.messages.dialogue import (
    CallerIdentified,
    DataAttached,
    DialogueEnded,
    DialogueStarted,
    HumanRequested,
    MenuChosen,
    MenuEntered,
)
from yingda.messages.people import AgentPosted
from yingda.messages.routing import (
    ContactLeftQueue,
    ContactOffered,
    ContactQueued,
    OfferFailed,
)
from yingda.messages.workorders import OrderOpened
from yingda.platform.ports import Bus


def listen(bus: Bus, contacts: Contacts) -> None:
    bus.takes_together("contacts")
    bus.hears("contacts", CallArrived, contacts.call_arrived)
    bus.hears("contacts", CallEnded, contacts.call_ended)
    bus.hears("contacts", DialogueStarted, contacts.heard)
    bus.hears("contacts", CallerIdentified, contacts.heard)
    bus.hears("contacts", MenuEntered, contacts.heard)
    bus.hears("contacts", MenuChosen, contacts.heard)
    bus.hears("contacts", DataAttached, contacts.heard)
    bus.hears("contacts", HumanRequested, contacts.heard)
    bus.hears("contacts", DialogueEnded, contacts.heard)
    bus.hears("contacts", ContactQueued, contacts.heard)
    bus.hears("contacts", ContactOffered, contacts.heard)
    bus.hears("contacts", OfferFailed, contacts.heard)
    bus.hears("contacts", ContactLeftQueue, contacts.heard)
    bus.hears("contacts", AgentRang, contacts.heard)
    bus.hears("contacts", AgentConsulted, contacts.heard)
    bus.hears("contacts", CallBridged, contacts.heard)
    bus.hears("contacts", CallHeld, contacts.heard)
    bus.hears("contacts", CallRetrieved, contacts.heard)
    bus.hears("contacts", CallParked, contacts.heard)
    bus.hears("contacts", CallTransferred, contacts.heard)
    bus.hears("contacts", LegEnded, contacts.heard)
    bus.hears("contacts", RecordingKept, contacts.heard)
    bus.hears("contacts", WrapUpBegan, contacts.heard)
    bus.hears("contacts", ContactWrappedUp, contacts.heard)
    bus.hears("contacts", AgentPosted, contacts.agent_posted)
    bus.hears("contacts", OrderOpened, contacts.heard)
