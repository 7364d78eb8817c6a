"""The verbs of the system: its logs, its parameters, its health."""

from yingda.journey.system.service.system import Probe, System
from yingda.journey.system.service.trail import Trail

__all__ = ["Probe", "System", "Trail"]
