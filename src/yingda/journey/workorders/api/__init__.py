"""How work orders are spoken to over HTTP."""

from yingda.journey.workorders.api.catalogue import ROUTES as CATALOGUE
from yingda.journey.workorders.api.flows import ROUTES as FLOWS
from yingda.journey.workorders.api.orders import ROUTES as ORDERS
from yingda.journey.workorders.api.supervisions import ROUTES as SUPERVISIONS

ROUTES = [*ORDERS, *FLOWS, *SUPERVISIONS, *CATALOGUE]
