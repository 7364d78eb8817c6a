"""Where the work orders are put together."""

from yingda.journey.workorders.ports import History, Names
from yingda.journey.workorders.service import Workorders
from yingda.platform.ports import Clock, Ids, Keys, Parameters, Work


def install(
    *,
    work: Work,
    clock: Clock,
    ids: Ids,
    keys: Keys,
    parameters: Parameters,
    names: Names,
    history: History,
) -> Workorders:
    return Workorders(
        work=work,
        clock=clock,
        ids=ids,
        keys=keys,
        parameters=parameters,
        names=names,
        history=history,
    )
