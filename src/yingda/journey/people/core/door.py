"""Who may come in."""

from collections.abc import Iterable
from datetime import datetime

from yingda.journey.people.limits import Limits, Reach, Roles
from yingda.journey.people.model import Attempts


def locked_until(attempts: Attempts | None, now: datetime) -> datetime | None:
    """The end of the lock that is in force, if one is."""
    if attempts is None or attempts.locked_until is None:
        return None
    return attempts.locked_until if now < attempts.locked_until else None


def failed(attempts: Attempts | None, limits: Limits, now: datetime) -> Attempts:
    """One more failure; the last one allowed locks."""
    in_a_row = (
        attempts is not None
        and attempts.locked_until is None
        and now - attempts.since <= limits.forgets_after
    )
    failures = attempts.failures + 1 if attempts and in_a_row else 1
    is_last = failures >= limits.failures
    return Attempts(
        failures=failures,
        since=now,
        locked_until=now + limits.locked_for if is_last else None,
    )


def actions(held: Iterable[str], roles: Roles) -> frozenset[str]:
    """All that the roles allow together."""
    return frozenset(
        action
        for name in held
        if (role := roles.roles.get(name))
        for action in role.actions
    )


def reach(held: Iterable[str], roles: Roles) -> Reach:
    """The widest reach of the roles."""
    widest = list(Reach)
    found = [roles.roles[name].reach for name in held if name in roles.roles]
    return max(found, key=widest.index, default=Reach.OWN)
