"""What anybody may ask before signing in: the hotline, and the demo's accounts."""

from litestar import get
from litestar.di import NamedDependency
from msgspec import Struct

from yingda.app.screens.queues import QueueList, QueuesScreen
from yingda.app.settings import Settings, is_loopback
from yingda.app.world import demo
from yingda.app.world.demo import Caller
from yingda.app.world.organisation import accounts
from yingda.journey.channels.service import Channels
from yingda.kernel.name import Name


class DemoAccount(Struct, frozen=True, kw_only=True):
    """A way into the demo."""

    user: str
    password: str
    name: str
    role: str


class Entrance(Struct, frozen=True, kw_only=True):
    """The hotline; a demo on this machine tells its accounts and callers too."""

    number: str
    name: Name
    simulated: bool = False
    """Whether some of those who call and serve here may be simulated."""
    demo: bool = False
    accounts: tuple[DemoAccount, ...] = ()
    callers: tuple[Caller, ...] = ()
    """Numbers to call from, and what to expect of each."""


def entrance(settings: Settings) -> Entrance:
    """The demo's passwords are told at the loopback address only."""
    is_told = settings.demo and is_loopback(settings.http_host)
    told = [
        DemoAccount(
            user=one.user,
            password=settings.demo_password,
            name=one.name,
            role=one.role,
        )
        for one in accounts()
    ]
    return Entrance(
        number=settings.hotline,
        name=Name("应答", "Yingda"),
        simulated=settings.demo,
        demo=is_told,
        accounts=tuple(told) if is_told else (),
        callers=demo.CALLERS if is_told else (),
    )


@get("/api/hotline")
async def hotline(entrance: NamedDependency[Entrance]) -> Entrance:
    """Which number to call, and in a demo on this machine from which and as whom."""
    return entrance


@get("/api/chat/queues")
async def chat_queues(
    channels: NamedDependency[Channels], queues_screen: NamedDependency[QueuesScreen]
) -> QueueList:
    """What a chat may be about, that which is meant by saying nothing first."""
    scope, queue_ids = channels.visitors.choice()
    return queues_screen.names(scope, queue_ids)


ROUTES = (hotline, chat_queues)
