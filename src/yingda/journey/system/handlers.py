"""What the system hears: every look at personal data, every change, every sign-in."""

from yingda.journey.system.core.words import NOTED
from yingda.journey.system.service import Trail
from yingda.platform.ports import Bus


def listen(bus: Bus, trail: Trail) -> None:
    for kind in NOTED:
        bus.hears("system", kind, trail.note)
