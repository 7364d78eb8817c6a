"""Who may do what over HTTP: delegations, and what a person could do and see."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from yingda.journey.people.api.staff import plain, user
from yingda.journey.people.limits import ACTIONS
from yingda.journey.people.model import Delegation, RightsOf
from yingda.journey.people.service import People
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker

Moment = Annotated[datetime, Meta(tz=True)]
Word = Annotated[str, Meta(max_length=200)]


class Lending(Struct, frozen=True, kw_only=True):
    """Some of one's own actions, for somebody else, for a time."""

    to_user: Word
    actions: Annotated[tuple[Word, ...], Meta(min_length=1, max_length=100)]
    since: Moment | None = None
    """None, or a moment that has come: at once."""
    until: Moment
    reason: Annotated[str, Meta(max_length=500)] | None = None


class DelegationList(Struct, frozen=True, kw_only=True):
    """The last made first."""

    delegations: tuple[Delegation, ...]
    names: Mapping[UserId, str]


class ActionList(Struct, frozen=True, kw_only=True):
    """All that a role can name."""

    actions: tuple[str, ...]


@get("/api/actions", sync_to_thread=False)
def list_actions(asker: NamedDependency[Asker]) -> ActionList:
    """For whoever writes roles."""
    asker.must("people.admin")
    return ActionList(actions=tuple(sorted(ACTIONS)))


@get("/api/people/{user_id:str}/rights")
async def rights_of(
    user_id: FromPath[str],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
    roles: FromQuery[str | None] = None,
) -> RightsOf:
    """What they may do, from which role or whom, and how far they see. With `roles` (names
    apart by commas), as if they had those."""
    names = None
    if roles is not None:
        names = [one.strip() for one in plain("roles", roles).split(",") if one.strip()]
    return await people.rights.of(asker, user(user_id), names)


@get("/api/delegations")
async def list_delegations(
    people: NamedDependency[People], asker: NamedDependency[Asker]
) -> DelegationList:
    """Of the place for an administrator; else those that the asker gave or has."""
    found = await people.rights.listed(asker)
    users = {one.from_user for one in found} | {one.to_user for one in found}
    names = await people.names(asker.scope, sorted(users))
    return DelegationList(delegations=tuple(found), names=names)


@post("/api/delegations", status_code=201)
async def lend(
    data: JSONBody[Lending],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> Delegation:
    """Never more than the asker's roles allow, and it ends by itself."""
    return await people.rights.lend(
        asker,
        UserId(plain("to_user", data.to_user)),
        data.actions,
        since=data.since,
        until=data.until,
        reason=data.reason,
    )


@delete("/api/delegations/{delegation_id:str}", status_code=204)
async def end_delegation(
    delegation_id: FromPath[str],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> None:
    """By whoever gave it, has it, or administers the people of that place."""
    await people.rights.end(asker, plain("delegation_id", delegation_id))


ROUTES = (list_actions, rights_of, list_delegations, lend, end_delegation)
