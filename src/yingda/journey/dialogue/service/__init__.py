"""The verbs of the dialogue: callers walk flows, flows are published and spoken."""

from yingda.journey.dialogue.service.dialogue import Dialogue

__all__ = ["Dialogue"]
