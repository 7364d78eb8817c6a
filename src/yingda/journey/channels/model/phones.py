"""With what a browser becomes a telephone."""

from dataclasses import dataclass

from msgspec import Struct


class PhoneAccount(Struct, frozen=True, kw_only=True):
    """What a page registers with."""

    name: str
    password: str
    uri: str
    ws: str
    """The path of the WebSocket that speaks SIP, on the address of the page."""
    realm: str


class WebCall(Struct, frozen=True, kw_only=True):
    """A caller's page may now call."""

    phone: PhoneAccount
    call: str
    """Whom to call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephony:
    """Where telephones meet the switch."""

    ws: str | None
    """The switch's own WebSocket (on loopback); None where it takes no telephones."""
    realm: str
    hotline: str
