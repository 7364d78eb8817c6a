"""Where the floor is put together."""

from yingda.journey.floor.ports import Chats, Desks, Ears, Staff
from yingda.journey.floor.service import Floor
from yingda.platform.ports import Clock, Ids, Keys, Parameters, Work


def install(
    *,
    work: Work,
    clock: Clock,
    ids: Ids,
    keys: Keys,
    parameters: Parameters,
    staff: Staff,
    desks: Desks,
    ears: Ears,
    chats: Chats,
) -> Floor:
    return Floor(
        work=work,
        clock=clock,
        ids=ids,
        keys=keys,
        parameters=parameters,
        staff=staff,
        desks=desks,
        ears=ears,
        chats=chats,
    )
