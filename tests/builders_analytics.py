"""Days of queue facts, said in a few words, for what is counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from builders import HOME
from yingda.journey.analytics.adapters.duck import DuckMart
from yingda.journey.analytics.adapters.sql import IbisCompiler
from yingda.journey.analytics.core.columns import columns
from yingda.journey.analytics.core.figures import all_columns, plain
from yingda.journey.analytics.core.fold import Heard, fold
from yingda.journey.analytics.model import Attribution, Kpi, Visit
from yingda.journey.analytics.ports import Asked, Shape
from yingda.journey.analytics.wiring import registry
from yingda.kernel.calendar import SHANGHAI
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    LegId,
    MessageId,
    PointId,
    QueueId,
    TierId,
)
from yingda.messages import channels, desk, routing
from yingda.messages.channels import Channel, EndedBy, LegEnd
from yingda.messages.routing import Entry

REGISTRY = registry()
FIRST = date(2026, 1, 1)
SECOND = 1_000_000

MART = DuckMart(REGISTRY)


class Remembering:
    """Compiles each query once for all tests."""

    def __init__(self, compiler: IbisCompiler) -> None:
        self._compiler = compiler
        self._texts: dict[object, str] = {}
        self.page = compiler.page

    def counts(self, shape: Shape) -> str:
        if shape not in self._texts:
            self._texts[shape] = self._compiler.counts(shape)
        return self._texts[shape]

    def behind(self, kpi: Kpi, attribution: Attribution) -> str:
        key = (kpi.id, attribution)
        if key not in self._texts:
            self._texts[key] = self._compiler.behind(kpi, attribution)
        return self._texts[key]


COMPILER = Remembering(IbisCompiler(REGISTRY))
ANY_DECISION = routing.Decision(
    rule="longest-idle",
    rules_version=0,
    widened=0,
    able=1,
    candidates=(),
    contact_score=(),
    waiting=1,
)


def moment(text: str) -> datetime:
    """`09:00:05` is on 1 January 2026 in Shanghai; `2 00:00:10` on the second."""
    day, _, clock = text.rpartition(" ")
    moment = datetime.fromisoformat(f"2026-01-{int(day or 1):02} {clock}")
    return moment.replace(tzinfo=SHANGHAI)


@dataclass
class Story:
    """One contact's facts, in the order in which they are told."""

    name: str
    branch: str = "sn.xa"
    tier: str = "standard"
    channel: Channel = Channel.VOICE
    door: str = "trunk"
    events: list[Heard] = field(default_factory=list)
    legs: int = 0

    def arrives(self, at: str) -> "Story":
        return self._tell(
            channels.CallArrived,
            at,
            channel=self.channel,
            called="96766",
            door=self.door,
            point_id=PointId("p"),
            customer_id=None,
            tier_id=TierId(self.tier),
            branch_id=None,
        )

    def also_arrives(self) -> "Story":
        """Puts the arrival before all that was told."""
        told = self.events
        self.events = []
        self.arrives("00:00:01")
        arrived = msgspec.structs.replace(
            self.events[0], id=MessageId(f"{self.name}-arrived")
        )
        self.events = [arrived, *told]
        return self

    def queued(
        self, at: str, queue: str, entry: Entry = Entry.REQUESTED, *, since: str = ""
    ) -> "Story":
        return self._tell(
            routing.ContactQueued,
            at,
            queue_id=QueueId(queue),
            entry=entry,
            tier_id=TierId(self.tier),
            branch_id=BranchId(self.branch),
            since=moment(since or at),
        )

    def rung(self, at: str, queue: str) -> "Story":
        self.legs += 1
        return self._tell(
            routing.ContactOffered,
            at,
            leg_id=self.leg,
            agent_id=AgentId("ana"),
            queue_id=QueueId(queue),
            channel=Channel.VOICE,
            decision=ANY_DECISION,
        )

    def rung_in_vain(self, at: str, queue: str) -> "Story":
        return self._tell(
            routing.OfferFailed,
            at,
            leg_id=self.leg,
            agent_id=AgentId("ana"),
            queue_id=QueueId(queue),
            rang_for=timedelta(seconds=20),
            why="no-answer",
        )

    def answered(self, at: str, queue: str) -> "Story":
        self._tell(
            channels.CallBridged,
            at,
            leg_id=self.leg,
            agent_id=AgentId("ana"),
            queue_id=QueueId(queue),
        )
        return self.left(at, queue, "answered")

    def left(self, at: str, queue: str, why: str, to: str | None = None) -> "Story":
        return self._tell(
            routing.ContactLeftQueue,
            at,
            queue_id=QueueId(queue),
            why=why,
            to_queue=QueueId(to) if to else None,
        )

    def held(self, at: str) -> "Story":
        return self._tell(
            channels.CallHeld, at, leg_id=self.leg, agent_id=AgentId("ana")
        )

    def retrieved(self, at: str) -> "Story":
        return self._tell(
            channels.CallRetrieved, at, leg_id=self.leg, agent_id=AgentId("ana")
        )

    def given(self, at: str, queue: str) -> "Story":
        return self._tell(
            channels.CallTransferred,
            at,
            leg_id=self.leg,
            agent_id=AgentId("ana"),
            to_queue=QueueId(queue),
            to_agent=None,
        )

    def consulted(self, at: str) -> "Story":
        """A colleague is heard by the caller who came through no queue."""
        return self._tell(
            channels.CallBridged,
            at,
            leg_id=LegId(f"{self.name}-colleague"),
            agent_id=AgentId("bo"),
            queue_id=None,
        )

    def leg_ended(self, at: str, why: LegEnd = LegEnd.HUNG_UP) -> "Story":
        return self._tell(
            channels.LegEnded,
            at,
            leg_id=self.leg,
            agent_id=AgentId("ana"),
            why=why,
            was_bridged=True,
        )

    def ended(self, at: str) -> "Story":
        return self._tell(channels.CallEnded, at, by=EndedBy.CALLER)

    def wrapping(self, at: str) -> "Story":
        return self._tell(
            desk.WrapUpBegan,
            at,
            agent_id=AgentId("ana"),
            leg_id=self.leg,
            until=moment(at),
        )

    def wrapped(self, at: str) -> "Story":
        return self._tell(
            desk.ContactWrappedUp,
            at,
            agent_id=AgentId("ana"),
            leg_id=self.leg,
            reasons=(),
            timed_out=False,
            has_note=False,
        )

    def visits(self) -> tuple[Visit, ...]:
        story = fold(self.events)[self.name]
        return story.visits

    @property
    def leg(self) -> LegId:
        return LegId(f"{self.name}-leg-{self.legs}")

    def _tell(self, kind: type[Heard], at: str, **fields: Any) -> "Story":
        event = kind(
            id=MessageId(f"{self.name}-{len(self.events)}"),
            at=moment(at),
            scope=HOME,
            contact_id=ContactId(self.name),
            **fields,
        )
        self.events.append(event)
        return self


def rows(*stories: Story) -> list[dict[str, object]]:
    """The mart's rows for these contacts."""
    return [columns(visit, "sn") for story in stories for visit in story.visits()]


def numbers(row: Mapping[str, object]) -> dict[str, int]:
    return {name: int(str(row[name])) for name in all_columns(REGISTRY)}


def plain_counts(row: Mapping[str, object]) -> dict[str, int]:
    return dict(plain(REGISTRY, numbers(row)))


def awkward_day() -> list[Story]:
    """Requested: a to g in `fault`, h in `billing`; b gives up at once, c while rung."""
    a = Story("a").queued("09:00:00", "fault").rung("09:00:01", "fault")
    a.answered("09:00:15", "fault").leg_ended("09:02:00")
    a.queued("09:02:00", "billing", Entry.TRANSFERRED).rung("09:02:05", "billing")
    a.answered("09:02:40", "billing").ended("09:04:00")
    b = Story("b").queued("09:05:00", "fault").ended("09:05:05")
    c = Story("c").queued("09:06:00", "fault").rung("09:06:01", "fault")
    c.rung_in_vain("09:06:21", "fault").rung("09:06:22", "fault").ended("09:06:30")
    d = Story("d").queued("09:29:50", "fault")
    d.left("09:30:20", "fault", "flowed-out", to="general")
    d.queued("09:30:20", "general", since="09:29:50").rung("09:30:21", "general")
    d.answered("09:30:30", "general").ended("09:31:00")
    e = Story("e").queued("10:00:00", "fault").left("10:01:00", "fault", "flowed-out")
    f = Story("f").queued("23:59:50", "fault").rung("2 00:00:01", "fault")
    f.answered("2 00:00:04", "fault").ended("2 00:01:00")
    g = Story("g").queued("23:59:58", "fault").ended("2 00:00:30")
    h = Story("h", branch="sn.bj").queued("11:00:00", "billing")
    h.rung("11:00:01", "billing").answered("11:00:15.000001", "billing")
    return [a, b, c, d, e, f, g, h.ended("11:05:00")]


def asked(day: date = FIRST, first: int = 0, last: int = 47) -> Asked:
    return Asked(
        day=day,
        first_half=first,
        last_half=last,
        answer_within=15 * SECOND,
        short_abandon=5 * SECOND,
    )
