"""What the desk hears and does."""

from yingda.journey.desk.service import Desk
from yingda.messages.channels import (
    AgentConsulted,
    AgentRang,
    CallBridged,
    CallHeld,
    CallRetrieved,
    LegEnded,
    ListeningBegan,
    ListeningEnded,
)
from yingda.messages.desk import EndWrapUp
from yingda.messages.people import PersonChanged
from yingda.messages.routing import ContactOffered, OfferFailed
from yingda.platform.ports import Bus


def listen(bus: Bus, desk: Desk) -> None:
    bus.hears("desk", ContactOffered, desk.contact_offered)
    bus.hears("desk", OfferFailed, desk.offer_failed)
    bus.hears("desk", AgentRang, desk.agent_rang)
    bus.hears("desk", AgentConsulted, desk.agent_consulted)
    bus.hears("desk", CallBridged, desk.call_bridged)
    bus.hears("desk", CallHeld, desk.call_held)
    bus.hears("desk", CallRetrieved, desk.call_retrieved)
    bus.hears("desk", LegEnded, desk.leg_ended)
    bus.hears("desk", ListeningBegan, desk.listening_began)
    bus.hears("desk", ListeningEnded, desk.listening_ended)
    bus.hears("desk", PersonChanged, desk.person_changed)
    bus.does("desk", EndWrapUp, desk.end_wrap_up)
