"""How work orders are spoken to over HTTP."""

from yingda.journey.workorders.api.catalogue import ROUTES as CATALOGUE
from yingda.journey.workorders.api.orders import ROUTES as ORDERS

ROUTES = [*ORDERS, *CATALOGUE]
