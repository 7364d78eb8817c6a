"""Where the system stage is put together."""

from collections.abc import Mapping

from msgspec import Struct

from yingda.journey.system import handlers
from yingda.journey.system.ports import Names
from yingda.journey.system.service import Probe, System, Trail
from yingda.platform.ports import Bus, Clock, Ids, Parameters, Work


def install(
    *,
    work: Work,
    clock: Clock,
    ids: Ids,
    bus: Bus,
    parameters: Parameters,
    names: Names,
    kinds: Mapping[str, type[Struct]],
    probes: Mapping[str, Probe],
) -> System:
    """`kinds`: the rules that may be changed, by name; `probes`: parts beside the
    database whose health is asked for."""
    trail = Trail(work=work, clock=clock, ids=ids, parameters=parameters, names=names)
    system = System(
        work=work,
        clock=clock,
        ids=ids,
        parameters=parameters,
        trail=trail,
        kinds=kinds,
        probes=probes,
    )
    handlers.listen(bus, trail)
    return system
