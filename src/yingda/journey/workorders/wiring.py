"""Where the work orders are put together."""

from yingda.journey.workorders import handlers
from yingda.journey.workorders.adapters.bpmn import shipped
from yingda.journey.workorders.adapters.dmn import DmnTables
from yingda.journey.workorders.adapters.holidays import of_the_state
from yingda.journey.workorders.adapters.spiff import Spiff
from yingda.journey.workorders.ports import Engine, History, Names, Providers, Tables
from yingda.journey.workorders.service import Dispatching, Shelves, Workorders
from yingda.journey.workorders.service.loop import Loop
from yingda.journey.workorders.service.supervising import Supervising
from yingda.journey.workorders.service.timing import Timing
from yingda.journey.workorders.service.watch import Watch
from yingda.platform.ports import (
    Alarms,
    Bus,
    Clock,
    Ids,
    Keys,
    Parameters,
    Versions,
    Work,
)


def tables() -> Tables:
    """Decision tables as files, for whoever reads them before a centre runs."""
    return DmnTables()


def engine() -> Engine:
    """Over the flows that come with the program."""
    return Spiff(shipped())


def install(
    *,
    work: Work,
    clock: Clock,
    ids: Ids,
    keys: Keys,
    parameters: Parameters,
    versions: Versions,
    names: Names,
    history: History,
    providers: Providers,
    bus: Bus,
    alarms: Alarms,
) -> Workorders:
    dispatching = Dispatching(parameters=parameters, names=names, providers=providers)
    timing = Timing(parameters, of_the_state())
    watch = Watch(work=work, clock=clock, ids=ids, alarms=alarms, timing=timing)
    handlers.listen(bus, watch)
    loop = Loop(
        work=work,
        clock=clock,
        ids=ids,
        keys=keys,
        parameters=parameters,
        engine=engine(),
        watch=watch,
        dispatching=dispatching,
        supervising=Supervising(clock=clock, watch=watch),
    )
    return Workorders(
        work=work,
        clock=clock,
        ids=ids,
        keys=keys,
        parameters=parameters,
        names=names,
        history=history,
        shelves=Shelves(work=work, parameters=parameters, versions=versions),
        dispatching=dispatching,
        watch=watch,
        loop=loop,
    )
