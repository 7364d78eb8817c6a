"""What anybody may know before signing in: the number to call, and the demo's keys."""

from ipaddress import ip_address

from litestar import get
from litestar.di import NamedDependency
from msgspec import Struct

from yingda.app.settings import Settings
from yingda.app.world import demo
from yingda.app.world.demo import Caller
from yingda.app.world.organisation import accounts


class DemoAccount(Struct, frozen=True, kw_only=True):
    """As whom, and with what, one may sign in to the demo."""

    user: str
    password: str
    name: str
    role: str


class Hotline(Struct, frozen=True, kw_only=True):
    """The service number; a demo on this machine tells its accounts and callers too."""

    number: str
    name: str
    demo: bool
    accounts: tuple[DemoAccount, ...]
    callers: tuple[Caller, ...]
    """Numbers to call from in the demo, and what is known of each."""


def hotline_of(settings: Settings) -> Hotline:
    """The demo's passwords are told on the loopback address only."""
    is_told = settings.demo and _is_loopback(settings.http_host)
    return Hotline(
        number=settings.hotline,
        name="陕西客户服务热线" if settings.demo else "客户服务热线",
        demo=is_told,
        accounts=tuple(
            DemoAccount(
                user=one.user,
                password=settings.demo_password,
                name=one.name,
                role=one.role,
            )
            for one in accounts()
        )
        if is_told
        else (),
        callers=demo.CALLERS if is_told else (),
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@get("/api/hotline")
async def hotline_card(hotline: NamedDependency[Hotline]) -> Hotline:
    """Told to everybody: the sign-in page and the customer's page need it."""
    return hotline


ROUTES = [hotline_card]
