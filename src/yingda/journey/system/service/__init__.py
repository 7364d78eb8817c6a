"""The verbs of the system: its logs, its rules, its health."""

from yingda.journey.system.service.changes import Check
from yingda.journey.system.service.rules import Rules
from yingda.journey.system.service.system import Probe, System
from yingda.journey.system.service.trail import Trail

__all__ = ["Check", "Probe", "Rules", "System", "Trail"]
