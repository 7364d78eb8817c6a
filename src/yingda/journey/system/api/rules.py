"""Rules as data over HTTP: what holds where, changes ahead, history, and four eyes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from yingda.journey.system.model import ParameterNow, PastVersion, Proposal, Wish
from yingda.journey.system.service import System
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput

Words = Annotated[str, Meta(max_length=500)]
Place = Annotated[str, Meta(max_length=200)]
Moment = Annotated[datetime, Meta(tz=True)]


class Wished(Struct, frozen=True, kw_only=True):
    """Where, from when on and why."""

    place: Place | None = None
    """A place of the tree; None: the asker's own. `*`: the whole system."""
    since: Moment | None = None
    """A moment to come; None: at once."""
    reason: Words | None = None
    version: int | None = None
    """The version that was read before; None: whatever holds."""

    def wish(self) -> Wish:
        return Wish(
            place=self.place, since=self.since, reason=self.reason, seen=self.version
        )


class SetParameter(Wished, frozen=True, kw_only=True):
    """New rules in place of those of `version`."""

    value: dict[str, object]


class RollBack(Wished, frozen=True, kw_only=True):
    """The value of an older version, in a new one."""

    to: int


class CallOff(Struct, frozen=True, kw_only=True):
    """What was set ahead shall never hold."""

    version: int


class Decision(Struct, frozen=True, kw_only=True):
    """What is said to it."""

    note: Words | None = None


class ParameterList(Struct, frozen=True, kw_only=True):
    """All rules of the centre."""

    parameters: tuple[ParameterNow, ...]


class History(Struct, frozen=True, kw_only=True):
    """What was and will be set, the last made first."""

    versions: tuple[PastVersion, ...]
    names: Mapping[UserId, str]
    """Of those who set it."""


class ProposalList(Struct, frozen=True, kw_only=True):
    """What waits for somebody else, then what was decided."""

    proposals: tuple[Proposal, ...]
    names: Mapping[UserId, str]


@get("/api/parameters")
async def list_parameters(
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
    place: FromQuery[str | None] = None,
) -> ParameterList:
    """As they hold at a place; without one, at the asker's own."""
    found = await system.rules.all(asker, place or None)
    return ParameterList(parameters=tuple(found))


@get("/api/parameters/{name:str}")
async def show_parameter(
    name: FromPath[str],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
    place: FromQuery[str | None] = None,
    at: FromQuery[datetime | None] = None,
) -> ParameterNow:
    """As it holds there now, or at a moment that was or is to come."""
    return await system.rules.one(asker, name, place or None, _moment(at))


@get("/api/parameters/{name:str}/schema", sync_to_thread=False)
def show_schema(
    name: FromPath[str],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
) -> Mapping[str, object]:
    return system.rules.schema(asker, name)


@get("/api/parameters/{name:str}/places")
async def show_places(
    name: FromPath[str],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
    at: FromQuery[datetime | None] = None,
) -> ParameterList:
    """What holds in each place that the asker sees, and where it was set."""
    found = await system.rules.where(asker, name, _moment(at))
    return ParameterList(parameters=tuple(found))


@get("/api/parameters/{name:str}/history")
async def show_history(
    name: FromPath[str],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
    place: FromQuery[str | None] = None,
) -> History:
    """Who set what, when, from when on and why, with the fields that it changed."""
    found = await system.rules.history(asker, name, place or None)
    users = {one.by for one in found}
    names = await system.trail.names.names(asker.scope, "user", sorted(users))
    return History(versions=tuple(found), names=_known(names))


@put("/api/parameters/{name:str}")
async def set_parameter(
    name: FromPath[str],
    data: JSONBody[SetParameter],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
) -> ParameterNow:
    """A new version; where two must agree, a proposal (`waiting`) and no change yet."""
    return await system.rules.set(asker, name, data.value, data.wish())


@post("/api/parameters/{name:str}/inherit", status_code=200)
async def inherit_parameter(
    name: FromPath[str],
    data: JSONBody[Wished],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
) -> ParameterNow:
    """What is set above holds at the place again."""
    return await system.rules.inherit(asker, name, data.wish())


@post("/api/parameters/{name:str}/roll-back", status_code=200)
async def roll_back_parameter(
    name: FromPath[str],
    data: JSONBody[RollBack],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
) -> ParameterNow:
    """A new version with the value of an older one of the same place."""
    return await system.rules.roll_back(asker, name, data.to, data.wish())


@post("/api/parameters/{name:str}/call-off", status_code=200)
async def call_off_parameter(
    name: FromPath[str],
    data: JSONBody[CallOff],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
) -> ParameterNow:
    """A version that was set ahead never holds."""
    return await system.rules.call_off(asker, name, data.version)


@get("/api/proposals")
async def list_proposals(
    system: NamedDependency[System], asker: NamedDependency[Asker]
) -> ProposalList:
    """Of rules that need four eyes, within the asker's place."""
    found = await system.rules.proposals.listed(asker)
    users = {one.by for one in found} | {
        one.decided_by for one in found if one.decided_by
    }
    names = await system.trail.names.names(asker.scope, "user", sorted(users))
    return ProposalList(proposals=tuple(found), names=_known(names))


@post("/api/proposals/{proposal_id:str}/approve", status_code=200)
async def approve_proposal(
    proposal_id: FromPath[str],
    data: JSONBody[Decision],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
) -> Proposal:
    """By somebody other than who made it; then the change is made."""
    return await system.rules.proposals.approve(asker, proposal_id, data.note)


@post("/api/proposals/{proposal_id:str}/refuse", status_code=200)
async def refuse_proposal(
    proposal_id: FromPath[str],
    data: JSONBody[Decision],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
) -> Proposal:
    """By somebody other than who made it; nothing changes."""
    return await system.rules.proposals.refuse(asker, proposal_id, data.note)


@post("/api/proposals/{proposal_id:str}/withdraw", status_code=200)
async def withdraw_proposal(
    proposal_id: FromPath[str],
    system: NamedDependency[System],
    asker: NamedDependency[Asker],
) -> Proposal:
    """By who made it."""
    return await system.rules.proposals.withdraw(asker, proposal_id)


def _moment(at: datetime | None) -> datetime | None:
    if at is not None and at.tzinfo is None:
        raise BadInput("at", "a moment with its zone")
    return at


def _known(names: Mapping[str, str]) -> dict[UserId, str]:
    return {UserId(user_id): name for user_id, name in names.items()}


ROUTES = [
    list_parameters,
    show_parameter,
    show_schema,
    show_places,
    show_history,
    set_parameter,
    inherit_parameter,
    roll_back_parameter,
    call_off_parameter,
    list_proposals,
    approve_proposal,
    refuse_proposal,
    withdraw_proposal,
]
