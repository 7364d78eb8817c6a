"""How long each log is kept."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct, field

from yingda.journey.system.model import Kind

LEAST = timedelta(days=183)
"""The law's six months: no rule lets anything go earlier."""


def _keep() -> Mapping[Kind, timedelta]:
    return {
        Kind.OPERATION: timedelta(days=3 * 365),
        Kind.SIGN_IN: timedelta(days=365),
        Kind.ACCESS: timedelta(days=3 * 365),
        Kind.INTERFACE: LEAST,
        Kind.SYSTEM: LEAST,
    }


class Retention(Struct, frozen=True, kw_only=True):
    """Entries older than this are let go, whole stretches from the oldest on."""

    keep: Mapping[Kind, timedelta] = field(default_factory=_keep)
    """A log that is not named is kept for ever."""


def lifetime(rule: Retention, chain: str) -> timedelta | None:
    """None: for ever. The chain of all kinds is kept as long as the longest of them."""
    if chain == "":
        known = list(rule.keep.values())
        return max(*known, LEAST) if len(known) == len(Kind) else None
    found = rule.keep.get(Kind(chain))
    return None if found is None else max(found, LEAST)


def _marked() -> frozenset[str]:
    return frozenset({"people.Roles", "people.Separation", "workorders.Limits"})


class FourEyes(Struct, frozen=True, kw_only=True):
    """Which rules one person proposes and another approves. This one is always of them."""

    names: frozenset[str] = field(default_factory=_marked)
    expires_after: timedelta = timedelta(days=7)
    """A proposal that nobody has decided about for so long changes nothing any more."""
