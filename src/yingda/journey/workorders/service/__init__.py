"""The verbs and questions of work orders."""

from yingda.journey.workorders.service.dispatching import Dispatching
from yingda.journey.workorders.service.orders import Workorders
from yingda.journey.workorders.service.shelves import Shelves

__all__ = ["Dispatching", "Shelves", "Workorders"]
