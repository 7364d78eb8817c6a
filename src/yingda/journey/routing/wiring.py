"""Where routing is put together."""

from yingda.journey.routing.handlers import listen
from yingda.journey.routing.ports import History, Staff
from yingda.journey.routing.service import Routing
from yingda.journey.routing.service.router import Router
from yingda.journey.routing.service.turns import Turns
from yingda.platform.ports import Alarms, Bus, Clock, Ids, Leases, Parameters, Work


def install(
    *,
    work: Work,
    clock: Clock,
    ids: Ids,
    bus: Bus,
    alarms: Alarms,
    leases: Leases,
    parameters: Parameters,
    staff: Staff,
    history: History,
) -> Routing:
    turns = Turns(
        work=work,
        alarms=alarms,
        clock=clock,
        ids=ids,
        leases=leases,
        parameters=parameters,
    )
    listen(bus, Router(turns, staff, history))
    return Routing(work=work, clock=clock, parameters=parameters)
