"""The call bar: what an agent does with the call they are on."""

from datetime import datetime

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from yingda.journey.channels.model.phones import WebCall
from yingda.journey.channels.service import Channels
from yingda.kernel.ids import AgentId, ContactId, QueueId
from yingda.kernel.org import Asker


class Transfer(Struct, frozen=True, kw_only=True):
    """Where the caller goes: a queue, or one agent."""

    to_queue: QueueId | None = None
    to_agent: AgentId | None = None
    note: str | None = None
    """For whoever takes the caller next."""


class Keys(Struct, frozen=True, kw_only=True):
    """What is keyed to the caller's end."""

    keys: str


class Consult(Struct, frozen=True, kw_only=True):
    """The colleague to be asked."""

    to_agent: AgentId


class NewWebCall(Struct, frozen=True, kw_only=True):
    """A visitor of the customers' page wants to call."""

    number: str | None = None
    """Under which number, where the centre lets pages say so."""


class WaitingThere(Struct, frozen=True, kw_only=True):
    """A parked caller."""

    contact_id: ContactId
    number_masked: str
    arrived: datetime
    simulated: bool


class HandedOver(Struct, frozen=True, kw_only=True):
    """What the agent before wrote; empty if nothing."""

    note: str


@post("/api/calls/{contact_id:str}/hold", status_code=204)
async def hold(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.hold(asker, ContactId(contact_id))


@post("/api/calls/{contact_id:str}/retrieve", status_code=204)
async def retrieve(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.retrieve(asker, ContactId(contact_id))


@post("/api/calls/{contact_id:str}/hang-up", status_code=204)
async def hang_up(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.hang_up(asker, ContactId(contact_id))


@post("/api/calls/{contact_id:str}/keys", status_code=204)
async def send_keys(
    contact_id: FromPath[str],
    data: JSONBody[Keys],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.send_keys(asker, ContactId(contact_id), data.keys)


@post("/api/calls/{contact_id:str}/transfer", status_code=204)
async def transfer(
    contact_id: FromPath[str],
    data: JSONBody[Transfer],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.transfer(
        asker,
        ContactId(contact_id),
        to_queue=data.to_queue,
        to_agent=data.to_agent,
        note=data.note or "",
    )


@post("/api/calls/{contact_id:str}/consult", status_code=204)
async def consult(
    contact_id: FromPath[str],
    data: JSONBody[Consult],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.consult(asker, ContactId(contact_id), data.to_agent)


@post("/api/calls/{contact_id:str}/hand-over", status_code=204)
async def hand_over(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.hand_over(asker, ContactId(contact_id))


@post("/api/calls/{contact_id:str}/confer", status_code=204)
async def confer(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.confer(asker, ContactId(contact_id))


@post("/api/calls/{contact_id:str}/park", status_code=204)
async def park(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.park(asker, ContactId(contact_id))


@post("/api/calls/{contact_id:str}/pick-up", status_code=204)
async def pick_up(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> None:
    await channels.control.pick_up(asker, ContactId(contact_id))


@get("/api/calls/parked")
async def parked(
    channels: NamedDependency[Channels], asker: NamedDependency[Asker]
) -> list[WaitingThere]:
    return [
        WaitingThere(
            contact_id=one.contact_id,
            number_masked=one.number,
            arrived=one.arrived,
            simulated=one.simulated,
        )
        for one in await channels.control.parked(asker)
    ]


@get("/api/calls/{contact_id:str}/note")
async def note(
    contact_id: FromPath[str],
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
) -> HandedOver:
    return HandedOver(note=await channels.control.note(asker, ContactId(contact_id)))


def host(request: Request[object, object, State]) -> str:
    """The address that asks; behind a proxy of ours the one that it forwards."""
    return request.client.host if request.client else ""


@post("/api/web-calls")
async def web_call(
    request: Request[object, object, State],
    data: JSONBody[NewWebCall],
    channels: NamedDependency[Channels],
) -> WebCall:
    """Open to everybody, as the hotline is; how many at a time is a limit, and of one
    address too."""
    return await channels.phones.admit_page(data.number, host=host(request))


ROUTES = [
    hold,
    retrieve,
    hang_up,
    send_keys,
    transfer,
    consult,
    hand_over,
    confer,
    park,
    pick_up,
    parked,
    note,
    web_call,
]
