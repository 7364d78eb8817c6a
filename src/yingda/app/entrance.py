"""What anybody may ask before signing in: the hotline, the demo's accounts, our health."""

from litestar import get
from litestar.di import NamedDependency
from msgspec import Struct

from yingda.app.world.organisation import Account


class Entrance(Struct, frozen=True, kw_only=True):
    """The centre as its doors show it."""

    number: str
    name: str
    accounts: tuple[Account, ...]
    """Of a demo: who may be signed in as. Empty in earnest."""
    password: str | None = None
    """Of the demo's accounts."""


class Hotline(Struct, frozen=True, kw_only=True):
    """The hotline, and in a demo the accounts."""

    number: str
    name: str
    demo: bool
    accounts: tuple["DemoAccount", ...]


class DemoAccount(Struct, frozen=True, kw_only=True):
    """A way into the demo."""

    user: str
    password: str
    name: str
    role: str


class Health(Struct, frozen=True, kw_only=True):
    """The pages answer."""

    ok: bool


@get("/api/hotline")
async def hotline(entrance: NamedDependency[Entrance]) -> Hotline:
    """Which number to call."""
    return Hotline(
        number=entrance.number,
        name=entrance.name,
        demo=bool(entrance.accounts),
        accounts=tuple(
            DemoAccount(
                user=one.user,
                password=entrance.password or "",
                name=one.name,
                role=one.role,
            )
            for one in entrance.accounts
        ),
    )


@get("/api/health")
async def health() -> Health:
    """Answers as long as the process does."""
    return Health(ok=True)


ROUTES = (hotline, health)
