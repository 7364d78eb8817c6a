"""The nouns of the audit trail and of health."""

from datetime import datetime

from msgspec import Struct

from yingda.kernel.ids import MessageId, TenantId, UserId


class Entry(Struct, frozen=True, kw_only=True):
    """One look, change or intervention. What was seen is an id, never its text."""

    id: MessageId
    at: datetime
    tenant_id: TenantId
    path: str
    user_id: UserId | None
    """None when nobody has the name that was tried."""
    action: str
    subject: str
    reason: str | None


class Sealed(Struct, frozen=True, kw_only=True):
    """An entry with its place in the chain."""

    entry: Entry
    number: int | None
    """None until the sealer has come by."""
    prev_hash: bytes | None
    hash: bytes | None


class Head(Struct, frozen=True, kw_only=True):
    """The end of a tenant's chain."""

    number: int = 0
    hash: bytes = b""


class Wanted(Struct, frozen=True, kw_only=True):
    """Which entries to list; what is None does not matter."""

    user_id: UserId | None = None
    action: str | None = None
    subject: str | None = None
    before: tuple[datetime, MessageId] | None = None
    """The last line of the page before: the next one begins after it."""
    limit: int = 50


class Check(Struct, frozen=True, kw_only=True):
    """Whether one part of the centre answers."""

    name: str
    is_well: bool


class Health(Struct, frozen=True, kw_only=True, tag=True):
    """Well only if every part is."""

    is_well: bool
    is_serving: bool
    """Whether the pages work: they need the database and nothing else."""
    checks: tuple[Check, ...]


class ParameterNow(Struct, frozen=True, kw_only=True, tag=True):
    """A set of rules as it stands for the asker's place."""

    name: str
    version: int
    """0 for the defaults."""
    value: object
