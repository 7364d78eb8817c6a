"""The nouns of those who serve on our behalf."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from yingda.kernel.ids import ProviderId
from yingda.kernel.name import Name

PROVIDER = r"^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$"
REGION = r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$"

Id = Annotated[str, Meta(pattern=PROVIDER)]
Region = Annotated[str, Meta(pattern=REGION, max_length=200)]
Skill = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=100)]
Phone = Annotated[str, Meta(pattern=r"^[0-9]{3,20}$")]


class Draft(Struct, frozen=True, kw_only=True):
    """A service provider as somebody wants it."""

    name: Name
    service: Name
    """What it does, as callers hear it."""
    regions: Annotated[tuple[Region, ...], Meta(min_length=1, max_length=200)]
    """Places of the tree where it serves, and all below them."""
    contract_from: date
    contract_until: date | None = None
    """Its last day; None: until somebody ends it."""
    phone: Phone
    code: Annotated[str, Meta(pattern=r"^([0-9]{3,6})?$")] = ""
    """What callers key in to hear who it is; empty: nothing."""
    skills: tuple[Skill, ...] = ()
    """Services of the catalogue that it does; empty: every one."""


class NewProvider(Struct, frozen=True, kw_only=True):
    """A service provider who is new here."""

    provider_id: Id
    """The word that rules of dispatch name it by; it never changes."""
    provider: Draft


class Provider(Struct, frozen=True, kw_only=True, tag=True):
    """A service provider, as whoever administers them reads it."""

    provider_id: ProviderId
    path: str
    """The place that administers it."""
    name: Name
    service: Name
    regions: tuple[str, ...]
    contract_from: date
    contract_until: date | None
    phone: str
    """Masked in lists."""
    code: str
    skills: tuple[str, ...]
    score: float | None
    is_active: bool
    version: int
    """Given back with a change, so that nobody overwrites what they have not read."""


class ProviderPage(Struct, frozen=True, kw_only=True):
    """Service providers in the order of their ids."""

    providers: tuple[Provider, ...]
    next: str | None
    """What to ask for the next page with; None at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which service providers to list."""

    typed: str = ""
    with_gone: bool = False
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One row; the number is still sealed."""

    provider_id: ProviderId
    path: str
    name: Name
    service: Name
    regions: tuple[str, ...]
    contract_from: date
    contract_until: date | None
    phone: bytes
    code: str | None
    skills: tuple[str, ...]
    score: float | None
    version: int
    ended_at: datetime | None
