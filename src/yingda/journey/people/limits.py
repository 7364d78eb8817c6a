"""How long sign-in holds, when it locks, and what each role may do."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct, field


class Limits(Struct, frozen=True, kw_only=True):
    """Sign-in."""

    idle: timedelta = timedelta(minutes=30)
    """Without a request for so long, a session is over."""
    longest: timedelta = timedelta(hours=12)
    """However busy, a session is over after this."""
    failures: int = 5
    """So many wrong passwords in a row lock the name."""
    forgets_after: timedelta = timedelta(minutes=15)
    """Failures further apart than this are not in a row."""
    locked_for: timedelta = timedelta(minutes=15)
    remembered: timedelta = timedelta(seconds=5)
    """A process asks for a session again after this: how late a sign-out may be heard."""


class Reach(StrEnum):
    """Whose contacts a role looks at, within the user's place in the tree."""

    OWN = "own"
    GROUP = "group"
    PATH = "path"


class Role(Struct, frozen=True, kw_only=True):
    """What a role adds to what its holder may do."""

    actions: tuple[str, ...]
    reach: Reach


_SEAT = (
    "desk.work",
    "calls.control",
    "contacts.read",
    "customers.read",
    "orders.read",
    "orders.write",
)
_WATCH = ("board.watch", "reports.read")
_REVIEW = ("contacts.read", "contacts.read-all", "customers.read", "orders.read")


def _roles() -> Mapping[str, Role]:
    return {
        "agent": Role(actions=_SEAT, reach=Reach.OWN),
        "leader": Role(
            actions=(*_SEAT, *_WATCH, "contacts.read-all", "recordings.play"),
            reach=Reach.GROUP,
        ),
        "supervisor": Role(
            actions=(
                *_REVIEW,
                *_WATCH,
                "orders.write",
                "recordings.play",
                "routing.explain",
            ),
            reach=Reach.PATH,
        ),
        "quality": Role(
            actions=(*_REVIEW, "reports.read", "recordings.play"), reach=Reach.PATH
        ),
        "admin": Role(
            actions=(
                *_WATCH,
                "people.admin",
                "routing.explain",
                "system.admin",
                "system.audit",
            ),
            reach=Reach.PATH,
        ),
    }


class Roles(Struct, frozen=True, kw_only=True):
    """Every role by its name. A role that is not here allows nothing."""

    roles: Mapping[str, Role] = field(default_factory=_roles)
