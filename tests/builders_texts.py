"""A small exchange with a message centre: real SMPP on a free port, virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from builders import HOME, Ground, ground
from builders_channels import Exchange
from yingda.journey.channels.adapters.smpp.client import SmppCarrier, SmppSettings
from yingda.journey.channels.adapters.smpp.stub import StubCentre
from yingda.kernel.ids import CustomerId, MessageId
from yingda.kernel.message import Message
from yingda.kernel.org import EVERYWHERE, Scope
from yingda.messages.channels.texts import (
    SendText,
    TextDelivered,
    TextFailed,
    TextReceived,
    TextSent,
)
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

SERVICE = "96766"
ADA = CustomerId("customer-1")
ADAS = "8613800000001"
"""The number of the customer whose id ends with 1, as the message centre has it."""
KINDS = (TextSent, TextDelivered, TextFailed, TextReceived)
LONGEST = 20.0
_ids = count(1)


async def until(is_true: Callable[[], bool]) -> None:
    """What another end of a socket does has no event of ours."""
    async with asyncio.timeout(LONGEST):
        while not is_true():  # noqa: ASYNC110 - it is of another end
            await asyncio.sleep(0.005)


def carrier(port: int | None, password: str = "", **settings: Any) -> SmppCarrier:
    assert port is not None
    return SmppCarrier(
        SmppSettings(
            host="127.0.0.1",
            port=port,
            system_id="yingda",
            password=password,
            service_number=SERVICE,
            **settings,
        )
    )


class Post:
    """The channels and their message centre."""

    def __init__(
        self, base: Ground, folder: Path, stub: StubCentre, link: SmppCarrier
    ) -> None:
        self.ground = base
        self.stub = stub
        self.link = link
        self.exchange = Exchange(base, folder, carrier=link)

    async def ask(
        self,
        purpose: str = "notice",
        words: str = "help",
        *,
        customer_id: CustomerId = ADA,
        scope: Scope = HOME,
        **more: Any,
    ) -> None:
        await self.ground.say(
            SendText(
                id=MessageId(f"send-{next(_ids)}"),
                at=self.ground.clock.now(),
                scope=scope,
                purpose=purpose,
                words=words,
                customer_id=customer_id,
                **more,
            )
        )

    @asynccontextmanager
    async def bound(self) -> AsyncIterator[None]:
        """Follows the message centre meanwhile."""
        following = asyncio.ensure_future(self.exchange.channels.answering.follow())
        await until(lambda: self.link.is_bound or following.done())
        try:
            yield
        finally:
            following.cancel()
            await asyncio.wait([following])

    async def beat(self) -> None:
        """All that may go now goes, and all that the centre has to tell is heard."""
        await self.exchange.channels.texts.send_due()
        await self.heard()

    async def heard(self) -> None:
        await until(lambda: not self.stub.outstanding)
        await self.ground.settle()

    async def write(self, words: str, number: str = ADAS) -> None:
        """A customer's text, and what comes of it."""
        self.stub.write(number, SERVICE, words)
        await self.heard()
        await self.beat()

    # --- what can be seen -----------------------------------------------------------

    async def states(self) -> list[str]:
        async with self.ground.work.system(EVERYWHERE) as tx:
            rows = await tx.run(
                "select state from channels.texts order by asked, text_id"
            )
        return [str(row["state"]) for row in rows]

    async def told(self, *kinds: type[Message]) -> list[str]:
        return await self.exchange.told(*(kinds or KINDS))

    async def whys(self) -> list[object]:
        return [one["why"] for one in await self.exchange.payloads(TextFailed)]


@asynccontextmanager
async def post(
    database: Database, clock: HandClock, folder: Path, **settings: Any
) -> AsyncIterator[Post]:
    stub = StubCentre(now=clock.now)
    base = ground(database, clock)
    async with stub.serving() as port:
        made = Post(base, folder, stub, carrier(port, **settings))
        async with made.bound():
            yield made
        await base.leases.close()
