"""The verbs and questions of work orders."""

from yingda.journey.workorders.service.dispatching import Dispatching
from yingda.journey.workorders.service.orders import Workorders

__all__ = ["Dispatching", "Workorders"]
