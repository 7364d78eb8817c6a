"""What analytics hears."""

from yingda.journey.analytics.service import KINDS, Analytics
from yingda.messages.desk import AgentStateChanged
from yingda.messages.people import AgentPosted
from yingda.platform.ports import Bus


def listen(bus: Bus, analytics: Analytics) -> None:
    bus.takes_together("analytics")
    for kind in KINDS.values():
        bus.hears("analytics", kind, analytics.heard)
    bus.hears("analytics", AgentStateChanged, analytics.agent_state_changed)
    bus.hears("analytics", AgentPosted, analytics.agent_posted)
