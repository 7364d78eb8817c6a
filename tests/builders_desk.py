"""A desk and a contact's facts, for tests of the desk and of what is written of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from builders import HOME, Ground
from yingda.journey.contacts import wiring as contacts_wiring
from yingda.journey.contacts.service import Contacts
from yingda.journey.desk import wiring as desk_wiring
from yingda.journey.desk.ports import PhoneAccount
from yingda.journey.desk.service import Desk
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    MessageId,
    PointId,
    QueueId,
    TierId,
)
from yingda.kernel.message import Event
from yingda.kernel.org import Scope
from yingda.messages.channels import (
    AgentRang,
    CallArrived,
    CallBridged,
    CallEnded,
    Channel,
    EndedBy,
    LegEnd,
    LegEnded,
)
from yingda.messages.routing import (
    ContactOffered,
    ContactQueued,
    Decision,
    Entry,
)

FAULT, BILLING = QueueId("fault"), QueueId("billing")
ADA = CustomerId("ada")


@dataclass
class Phones:
    """Telephones that only remember what was asked of them."""

    asked: list[tuple[str, AgentId]] = field(default_factory=list)

    async def admit(self, scope: Scope, agent_id: AgentId) -> PhoneAccount:
        self.asked.append(("admit", agent_id))
        return PhoneAccount(
            name=agent_id,
            password="secret",
            uri=f"sip:{agent_id}@centre",
            ws="/ws/sip",
            realm="centre",
        )

    async def dismiss(self, scope: Scope, agent_id: AgentId) -> None:
        self.asked.append(("dismiss", agent_id))

    async def resume(self, scope: Scope, agent_id: AgentId) -> None:
        self.asked.append(("resume", agent_id))


def desk_on(ground: Ground, phones: Phones) -> Desk:
    return desk_wiring.install(
        work=ground.work,
        clock=ground.clock,
        ids=ground.ids,
        bus=ground.bus,
        alarms=ground.alarms,
        parameters=ground.parameters,
        keys=ground.keys,
        phones=phones,
    )


def contacts_on(ground: Ground) -> Contacts:
    return contacts_wiring.install(work=ground.work, bus=ground.bus)


class Call:
    """One contact's facts, told as the stages would tell them."""

    def __init__(self, ground: Ground, name: str, scope: Scope = HOME) -> None:
        self._ground = ground
        self._scope = scope
        self.contact_id = ContactId(name)

    def fact(self, kind: Callable[..., Event], **fields: object) -> Event:
        return kind(
            id=self._ground.ids.new(MessageId),
            at=self._ground.clock.now(),
            scope=self._scope,
            contact_id=self.contact_id,
            **fields,
        )

    async def tell(self, kind: Callable[..., Event], **fields: object) -> None:
        await self._ground.say(self.fact(kind, **fields))

    async def arrive(
        self,
        customer_id: CustomerId | None = None,
        *,
        point_id: PointId = PointId("point-1"),
        tier_id: TierId = TierId("standard"),
        door: str = "trunk",
    ) -> None:
        await self.tell(
            CallArrived,
            channel=Channel.VOICE,
            called="96766",
            door=door,
            point_id=point_id,
            customer_id=customer_id,
            tier_id=tier_id,
            branch_id=None,
        )

    async def queue(
        self,
        queue_id: QueueId = FAULT,
        *,
        entry: Entry = Entry.REQUESTED,
        from_queue: QueueId | None = None,
    ) -> None:
        await self.tell(
            ContactQueued,
            queue_id=queue_id,
            entry=entry,
            tier_id=TierId("standard"),
            branch_id=BranchId("sn.xa"),
            since=self._ground.clock.now(),
            from_queue=from_queue,
        )

    async def offer(
        self, agent: str, leg: str = "leg", queue_id: QueueId = FAULT
    ) -> None:
        await self.tell(
            ContactOffered,
            leg_id=LegId(leg),
            agent_id=AgentId(agent),
            queue_id=queue_id,
            channel=Channel.VOICE,
            decision=Decision(
                rule="longest-idle",
                rules_version=0,
                widened=0,
                able=1,
                candidates=(),
                contact_score=(),
                waiting=1,
            ),
        )

    async def ring(self, agent: str, leg: str = "leg") -> None:
        await self.tell(AgentRang, leg_id=LegId(leg), agent_id=AgentId(agent))

    async def bridge(
        self, agent: str, leg: str = "leg", queue_id: QueueId = FAULT
    ) -> None:
        await self.tell(
            CallBridged, leg_id=LegId(leg), agent_id=AgentId(agent), queue_id=queue_id
        )

    async def end_leg(
        self,
        agent: str,
        leg: str = "leg",
        why: LegEnd = LegEnd.HUNG_UP,
        *,
        was_bridged: bool = True,
    ) -> None:
        await self.tell(
            LegEnded,
            leg_id=LegId(leg),
            agent_id=AgentId(agent),
            why=why,
            was_bridged=was_bridged,
        )

    async def end(self, by: EndedBy = EndedBy.CALLER) -> None:
        await self.tell(CallEnded, by=by)

    async def talk_to(
        self, agent: str, leg: str = "leg", queue_id: QueueId = FAULT
    ) -> None:
        """Offered, rung and answered."""
        await self.offer(agent, leg, queue_id)
        await self.ring(agent, leg)
        await self.bridge(agent, leg, queue_id)
