"""Where the customer file is put together."""

from yingda.journey.customers.service import Customers
from yingda.platform.ports import Clock, Ids, Keys, Parameters, Work


def install(
    *, work: Work, clock: Clock, ids: Ids, keys: Keys, parameters: Parameters
) -> Customers:
    return Customers(work=work, clock=clock, ids=ids, keys=keys, parameters=parameters)
