"""What the partners say, and a firm as the other stages know it."""

from msgspec import Struct

from yingda.kernel.ids import ProviderId, UserId
from yingda.kernel.message import Event
from yingda.kernel.name import Name


class ProviderChanged(Event, frozen=True, kw_only=True):
    """Something about a service provider is different from now on."""

    provider_id: ProviderId
    what: tuple[str, ...]
    """`added`, `ended`, or the names of the fields."""
    user_id: UserId
    """Who changed it."""


class ProviderCard(Struct, frozen=True, kw_only=True, tag=True):
    """A firm that serves today: whom callers ask for by its code, and who gets orders."""

    provider_id: ProviderId
    code: str | None
    """What callers key in to hear who it is."""
    name: Name
    service: Name
    """What it does, as it is spoken."""
    phone: str
    score: float | None
    """Of its appraisal, 0 to 100; None until there is one."""
