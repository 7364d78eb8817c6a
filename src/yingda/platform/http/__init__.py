"""What every stage's `api.py` shares: the cookie of sign-in, and who is asking."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from litestar.types import Scope as ConnectionScope

from yingda.kernel.org import Asker
from yingda.kernel.refusal import Refusal

COOKIE = "yingda_session"
"""Holds the sign-in session: HttpOnly, SameSite=Strict."""


@runtime_checkable
class Speaker(Protocol):
    """Says a refusal in the language of whoever asks; the dependency `language`."""

    def say(self, refusal: Refusal) -> str: ...


@dataclass(eq=False)
class NotSignedIn(Refusal):
    """There is no sign-in session, or it is over."""

    code = "not-signed-in"
    status = 401


def asked_by(scope: ConnectionScope) -> Asker:
    """Who asks over this connection, HTTP or WebSocket; raises NotSignedIn."""
    user = scope.get("user")
    if not isinstance(user, Asker):
        raise NotSignedIn
    return user
