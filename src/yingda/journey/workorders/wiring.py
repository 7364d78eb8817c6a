"""Where the work orders are put together."""

from yingda.journey.workorders.adapters.bpmn import shipped
from yingda.journey.workorders.adapters.dmn import DmnTables
from yingda.journey.workorders.adapters.spiff import Spiff
from yingda.journey.workorders.ports import Engine, History, Names, Providers, Tables
from yingda.journey.workorders.service import Dispatching, Shelves, Workorders
from yingda.platform.ports import Clock, Ids, Keys, Parameters, Versions, Work


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
) -> Workorders:
    return Workorders(
        work=work,
        clock=clock,
        ids=ids,
        keys=keys,
        parameters=parameters,
        names=names,
        history=history,
        dispatching=Dispatching(
            parameters=parameters, names=names, providers=providers
        ),
        shelves=Shelves(work=work, parameters=parameters, versions=versions),
    )
