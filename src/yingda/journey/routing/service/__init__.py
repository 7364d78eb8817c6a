"""The verbs of routing, the turns of its floor, and the questions that it answers."""

from yingda.journey.routing.service.routing import Routing

__all__ = ["Routing"]
