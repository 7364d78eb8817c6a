"""Where the desk is put together."""

from importlib import resources

import msgspec

from yingda.journey.desk import handlers
from yingda.journey.desk.model import Reasons
from yingda.journey.desk.ports import Phones
from yingda.journey.desk.service import Desk
from yingda.platform.ports import Alarms, Bus, Clock, Ids, Keys, Parameters, Work


def install(
    *,
    work: Work,
    clock: Clock,
    ids: Ids,
    bus: Bus,
    alarms: Alarms,
    parameters: Parameters,
    keys: Keys,
    phones: Phones,
) -> Desk:
    desk = Desk(
        work=work,
        clock=clock,
        ids=ids,
        alarms=alarms,
        parameters=parameters,
        keys=keys,
        phones=phones,
        reasons=reasons(),
    )
    handlers.listen(bus, desk)
    return desk


def reasons() -> Reasons:
    file = resources.files("yingda.journey.desk") / "data" / "reasons.json"
    # The file holds the tree without the tag that tells messages apart.
    tree = msgspec.json.decode(file.read_bytes())
    return msgspec.convert({"type": "Reasons", **tree}, Reasons)
