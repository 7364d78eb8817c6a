"""What somebody may do: by their roles, by what is lent to them, and never both of a pair
that is kept apart."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from yingda.journey.people.core.door import actions, reach
from yingda.journey.people.limits import Apart, Reach, Roles, Separation
from yingda.journey.people.model import Lent, User

RolesAt = Callable[[str], Roles]
"""The roles as they are in a place of the tree."""


def conflict(held: Collection[str], separation: Separation) -> Apart | None:
    """The first pair of which both are there."""
    together = (p for p in separation.pairs if p.one in held and p.other in held)
    return next(together, None)


def lent(
    user: User, one: Lent, *, roles_at: RolesAt, separation: Separation, now: datetime
) -> frozenset[str]:
    """What of a delegation holds at this moment: never more than the giver has by now,
    seen no further than the giver sees, and nothing that must be apart from what is held."""
    if not one.since <= now < one.until or not sees_no_further(user, one, roles_at):
        return frozenset()
    own = actions(user.roles, roles_at(user.path))
    given = actions(one.roles, roles_at(one.path)) & frozenset(one.actions)
    return frozenset(each for each in given if not conflict(own | {each}, separation))


def sees_no_further(user: User, one: Lent, roles_at: RolesAt) -> bool:
    """Within the giver's place, with no wider reach, and in the same group if that is all
    that the giver sees."""
    if user.path != one.path and not user.path.startswith(f"{one.path}."):
        return False
    theirs = reach(one.roles, roles_at(one.path))
    mine = reach(user.roles, roles_at(user.path))
    widest = list(Reach)
    if widest.index(mine) > widest.index(theirs):
        return False
    return theirs is Reach.PATH or user.group_id == one.group_id


def held(
    user: User, *, roles_at: RolesAt, separation: Separation, now: datetime
) -> frozenset[str]:
    """All that the user may do now."""
    own = actions(user.roles, roles_at(user.path))
    for one in user.lent:
        more = lent(user, one, roles_at=roles_at, separation=separation, now=now)
        if not conflict(own | more, separation):
            own |= more
    return own


def next_turn(found: Iterable[Lent], now: datetime) -> datetime | None:
    """When a delegation begins or ends next."""
    moments = (at for one in found for at in (one.since, one.until) if at > now)
    return min(moments, default=None)
