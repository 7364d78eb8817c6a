"""What routing hears and does."""

from yingda.journey.routing.service.router import Router
from yingda.messages.channels import CallBridged, CallEnded, LegEnded
from yingda.messages.desk import AgentStateChanged
from yingda.messages.people import PersonChanged
from yingda.messages.routing import ExpireOffer, QueueContact, WidenSearch
from yingda.platform.ports import Bus


def listen(bus: Bus, router: Router) -> None:
    bus.hears("routing", AgentStateChanged, router.agent_state_changed)
    bus.hears("routing", CallBridged, router.call_bridged)
    bus.hears("routing", CallEnded, router.call_ended)
    bus.hears("routing", LegEnded, router.leg_ended)
    bus.hears("routing", PersonChanged, router.person_changed)
    bus.does("routing", QueueContact, router.queue_contact)
    bus.does("routing", ExpireOffer, router.expire_offer)
    bus.does("routing", WidenSearch, router.widen_search)
