"""The dialogue on a real database, with lines that remember and back ends one can break."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from builders import HOME, Ground
from builders_dialogue import QUEUES
from yingda.app.world.providers import providers
from yingda.journey.dialogue import wiring
from yingda.journey.dialogue.adapters.silence import SilentSpeech
from yingda.journey.dialogue.ports import OrderNow
from yingda.journey.dialogue.service import Dialogue
from yingda.journey.partners.model import NewProvider
from yingda.kernel.ids import (
    ContactId,
    CustomerId,
    MessageId,
    OrderId,
    PointId,
    ProviderId,
    QueueId,
)
from yingda.kernel.org import EVERYWHERE, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.channels import (
    CallArrived,
    Channel,
    HeardOut,
    Left,
    LineAct,
    Pressed,
    Say,
)
from yingda.messages.customers import Whose
from yingda.messages.partners import ProviderCard
from yingda.messages.routing import Place
from yingda.platform.ports import DatabaseAway

CALL = ContactId("call")
ADA = CustomerId("ada")


@dataclass
class Order:
    order_id: OrderId
    number: str
    status: str


def firm(one: NewProvider) -> ProviderCard:
    given = one.provider
    return ProviderCard(
        provider_id=ProviderId(one.provider_id),
        code=given.code,
        name=given.name,
        service=given.service,
        phone=given.phone,
        score=None,
    )


@dataclass
class Surroundings:
    """Lines, customer file, orders and queue: all that the dialogue asks and acts on."""

    acts: list[LineAct] = field(default_factory=list)
    whose: dict[PointId, Whose] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    position: int | None = None
    providing: bool | None = None
    """Whether every code is some provider's, or none; None for the demo's."""
    is_hanging: bool = False
    """Back ends take for ever."""
    is_broken: bool = False
    """Back ends answer with a failure."""
    is_away: bool = False
    """The switch is."""
    failures: int = 0
    """So many times the database is away when something is to be said."""

    def queues(self, scope: Scope) -> frozenset[QueueId]:
        return QUEUES

    async def perform(self, contact_id: ContactId, acts: Sequence[LineAct]) -> None:
        if self.is_away:
            raise ConnectionError
        if self.failures:
            self.failures -= 1
            raise DatabaseAway
        self.acts += acts

    async def known(
        self, scope: Scope, point_ids: Sequence[PointId]
    ) -> Mapping[PointId, Whose]:
        await self._hang()
        return {one: self.whose[one] for one in point_ids if one in self.whose}

    async def status_of(
        self, scope: Scope, customer_ids: Sequence[CustomerId]
    ) -> Mapping[CustomerId, Sequence[OrderNow]]:
        await self._hang()
        return dict.fromkeys(customer_ids, self.orders)

    async def providers(
        self, scope: Scope, codes: Sequence[str]
    ) -> Mapping[str, ProviderCard]:
        await self._hang()
        if self.providing is None:
            demo = {one.provider.code: one for one in providers()}
            return {code: firm(demo[code]) for code in codes if code in demo}
        return {code: firm(providers()[0]) for code in codes if self.providing}

    async def place(self, scope: Scope, contact_id: ContactId) -> Place:
        if self.position is None:
            raise BadInput("contact_id", "one that waits")
        return Place(
            contact_id=contact_id,
            queue_id=QueueId("fault"),
            position=self.position,
            estimated_wait=None,
        )

    async def _hang(self) -> None:
        if self.is_hanging:
            await asyncio.Event().wait()
        if self.is_broken:
            raise OSError


@dataclass
class Machine:
    """A dialogue and a caller of the demo flow."""

    ground: Ground
    around: Surroundings
    dialogue: Dialogue

    async def arrive(self, contact_id: ContactId = CALL, **known: object) -> None:
        """A call of a known Xi'an customer without a brand, unless told otherwise."""
        await self.ground.say(self.arrival(known, contact_id))

    def arrival(
        self, known: Mapping[str, object], contact_id: ContactId = CALL
    ) -> CallArrived:
        point_id = PointId(f"point-{contact_id}")
        body: dict[str, object] = {
            "type": "Whose",
            "point_id": point_id,
            "tier_id": "contract",
            "customer_id": ADA,
            "branch_id": "sn.xa",
            "how": "record",
            **known,
        }
        whose = msgspec.convert(body, Whose)
        self.around.whose[point_id] = whose
        return CallArrived(
            id=self.ground.ids.new(MessageId),
            at=self.ground.clock.now(),
            scope=HOME,
            contact_id=contact_id,
            channel=Channel.VOICE,
            called="96766",
            door="trunk",
            point_id=point_id,
            customer_id=whose.customer_id,
            tier_id=whose.tier_id,
            branch_id=whose.branch_id,
        )

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.dialogue.hear(Pressed(contact_id=CALL, key=key))
            await self.ground.settle()

    async def hear_out(self) -> None:
        said = [act for act in self.around.acts if isinstance(act, Say)]
        did = HeardOut(contact_id=CALL, saying_id=said[-1].saying_id)
        await self.dialogue.hear(did)
        await self.ground.settle()

    async def leave(self) -> None:
        await self.dialogue.hear(Left(contact_id=CALL))
        await self.ground.settle()

    def heard(self) -> list[str]:
        """Names of all prompts so far, without flow and language."""
        return [
            prompt.split("/", 2)[2]
            for act in self.around.acts
            if isinstance(act, Say)
            for prompt in act.prompts
        ]

    async def told(self) -> list[str]:
        """Kinds of all facts and commands about the caller, without the clockwork."""
        return [
            kind
            for kind, who in await self.ground.said()
            if who == CALL and kind not in {"AskBackEnd", "TimeOutDialogue"}
        ]

    async def payload(self, kind: str) -> dict[str, object]:
        """The last message of a kind."""
        async with self.ground.work.system(EVERYWHERE) as tx:
            rows = await tx.run(
                "select payload from spine.log where kind = :kind"
                " order by seq desc limit 1",
                kind=kind,
            )
        found = rows[0]["payload"]
        assert isinstance(found, dict)
        return found


def machine_on(ground: Ground, folder: Path) -> Machine:
    around = Surroundings()
    dialogue = wiring.install(
        work=ground.work,
        clock=ground.clock,
        ids=ground.ids,
        bus=ground.bus,
        alarms=ground.alarms,
        parameters=ground.parameters,
        keys=ground.keys,
        sounds=wiring.sounds(folder=folder, speech=SilentSpeech()),
        lines=around,
        callers=around,
        orders=around,
        places=around,
        queues=around,
        providers=around,
    )
    return Machine(ground, around, dialogue)
