"""A version of a rule of the centre."""

from datetime import datetime

from msgspec import Struct

from yingda.kernel.ids import UserId


class Version(Struct, frozen=True, kw_only=True):
    """One entry in the history of a parameter, at one place."""

    name: str
    version: int
    path: str
    """Empty for what is above the tenant's own tree: its whole system."""
    value: object
    """None: from then on what is set above holds here."""
    since: datetime
    made_at: datetime
    by: UserId
    reason: str | None = None
    called_off_by: UserId | None = None
    """Before its moment came: it never held."""
