"""The tree and its groups over HTTP, and who moves from one to another."""

from datetime import datetime
from typing import Annotated, Literal

from litestar import delete, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from yingda.journey.people.api.staff import Code, Path, plain, tree_path, user
from yingda.journey.people.model import Group, Place
from yingda.journey.people.service import People
from yingda.kernel.ids import BranchId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker


class Move(Struct, frozen=True, kw_only=True):
    """Who shall work in which group from now on."""

    user_ids: Annotated[tuple[UserId, ...], Meta(min_length=1, max_length=500)]
    group_id: Code
    at: Annotated[datetime, Meta(tz=True)] | None = None
    """From when on; at once if it is not given or has come."""


class Moved(Struct, frozen=True, kw_only=True):
    """How many were elsewhere before."""

    moved: int


class NamedPlace(Struct, frozen=True, kw_only=True):
    """What a place is and what it is called."""

    kind: Literal["province", "branch", "department"]
    name: Name


class NamedGroup(Struct, frozen=True, kw_only=True):
    """Where a group is and what it is called."""

    path: Path
    name: Name


@post("/api/people/move", status_code=200)
async def move_people(
    data: JSONBody[Move],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> Moved:
    """Into another group from now on; what they did before stays with the old one."""
    meant = [user(one) for one in data.user_ids]
    if data.at is None:
        moved = await people.staffing.move(asker, meant, data.group_id)
    else:
        moved = await people.plans.move(asker, meant, data.group_id, data.at)
    return Moved(moved=moved)


@delete("/api/people/plans/{plan_id:str}", status_code=204)
async def call_off_move(
    plan_id: FromPath[str],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> None:
    """A move that is still to come is not made."""
    await people.plans.call_off(asker, plain("plan_id", plan_id))


@put("/api/places/{path:str}", status_code=204)
async def set_place(
    path: FromPath[str],
    data: JSONBody[NamedPlace],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> None:
    """A new place of the tree, or another name for one."""
    made = Place(path=tree_path("path", path), kind=data.kind, name=data.name)
    await people.tree.set_place(asker, made)


@put("/api/groups/{group_id:str}", status_code=204)
async def set_group(
    group_id: FromPath[str],
    data: JSONBody[NamedGroup],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
) -> None:
    """A new group in a place, another name for one, or another place, with its people."""
    made = Group(
        group_id=plain("group_id", group_id), path=BranchId(data.path), name=data.name
    )
    await people.tree.set_group(asker, made)


@delete("/api/groups/{group_id:str}", status_code=200)
async def close_group(
    group_id: FromPath[str],
    people: NamedDependency[People],
    asker: NamedDependency[Asker],
    into: FromQuery[str] = "",
) -> Moved:
    """Refused while somebody works in it, unless it is said where they go."""
    moved = await people.tree.close_group(
        asker, plain("group_id", group_id), plain("into", into)
    )
    return Moved(moved=moved)


ROUTES = (move_people, call_off_move, set_place, set_group, close_group)
