"""Where the system stage is put together."""

from collections.abc import Mapping

from msgspec import Struct

from yingda.journey.system import handlers
from yingda.journey.system.ports import Names, Places
from yingda.journey.system.service import Check, Probe, Rules, System, Trail
from yingda.journey.system.service.changes import Changes
from yingda.journey.system.service.proposals import Proposals
from yingda.platform.ports import Bus, Clock, Ids, Parameters, Versions, Work


def install(
    *,
    work: Work,
    clock: Clock,
    ids: Ids,
    bus: Bus,
    parameters: Parameters,
    versions: Versions,
    names: Names,
    places: Places,
    kinds: Mapping[str, type[Struct]],
    checks: Mapping[type[Struct], Check],
    probes: Mapping[str, Probe],
) -> System:
    """`kinds`: the rules that may be changed, by name; `checks`: whom else a new value of
    a kind is shown before it is taken; `probes`: parts beside the database whose health is
    asked for."""
    trail = Trail(work=work, clock=clock, ids=ids, parameters=parameters, names=names)
    changes = Changes(
        clock=clock,
        ids=ids,
        parameters=parameters,
        versions=versions,
        kinds=kinds,
        checks=checks,
    )
    proposals = Proposals(
        work=work,
        clock=clock,
        ids=ids,
        parameters=parameters,
        versions=versions,
        changes=changes,
    )
    rules = Rules(
        work=work,
        clock=clock,
        ids=ids,
        parameters=parameters,
        versions=versions,
        places=places,
        changes=changes,
        proposals=proposals,
    )
    handlers.listen(bus, trail)
    return System(work=work, trail=trail, rules=rules, probes=probes)
