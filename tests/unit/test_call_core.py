"""Whatever happens in whatever order, a call stays one that can be explained."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from yingda.journey.channels.core import control, signals
from yingda.journey.channels.core.repair import repair
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.errors import NotNow
from yingda.journey.channels.model import (
    Door,
    EndTalk,
    Gone,
    HangUp,
    Join,
    Line,
    LineAnswered,
    LineGone,
    LineId,
    LineJoined,
    LineRinging,
    Music,
    Order,
    Part,
    Ring,
    TalkId,
)
from yingda.journey.channels.model.calls import (
    AgentLine,
    Bridged,
    Call,
    CallState,
    Fact,
    Leg,
    LegOver,
    LegState,
    Over,
    Wanted,
)
from yingda.kernel.ids import (
    AgentId,
    ContactId,
    LegId,
    PointId,
    QueueId,
    TenantId,
    TierId,
)
from yingda.kernel.org import Scope
from yingda.messages.channels import LegEnd

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)
CALLER = LineId("caller")
OTHERWISE = QueueId("general")


def arrived() -> Call:
    return Call(
        contact_id=ContactId("c"),
        line_id=CALLER,
        scope=Scope(tenant_id=TenantId("sn"), path="sn", site="xa-1"),
        door=Door.TRUNK,
        called="96766",
        point_id=PointId("p"),
        customer_id=None,
        tier_id=TierId("standard"),
        branch_id=None,
        shown="138****0001",
        arrived=NOON,
    )


class World:
    """A call, and a switch that does what it is ordered and may lose what it says."""

    def __init__(self) -> None:
        self.call = arrived()
        self.now = NOON
        self.up: dict[LineId, TalkId | None] = {CALLER: None}
        self.talks: set[TalkId] = set()
        """Those that somebody has made and nobody has ended."""
        self.ringing: set[LineId] = set()
        self.music: set[LineId] = set()
        self.rung: set[LineId] = set()
        self.news: list[signals.LineNews] = []
        self.facts: list[Fact] = []
        self.legs = 0

    def turn(self, *, is_killed: bool, decide: object) -> None:
        """One decision, committed; carried out unless we are killed before that."""
        self.now += timedelta(seconds=1)
        turn = Turn(self.call, self.now)
        try:
            decide(turn)  # type: ignore[operator]  # any function of a turn
        except NotNow:
            return
        self.call, self.facts = turn.call, [*self.facts, *turn.facts]
        if not is_killed:
            for order in turn.orders:
                self.do(order)

    def do(self, order: Order) -> None:
        match order:
            case Ring(line_id=line_id) if line_id not in self.rung:
                self.rung.add(line_id)
                self.ringing.add(line_id)
                self.news.append(LineRinging(line_id=line_id, at=self.now))
            case Join(talk_id=talk_id, line_ids=line_ids):
                self.talks.add(talk_id)
                for line_id in line_ids:
                    self.join(talk_id, line_id)
            case Part(talk_id=talk_id):
                self.part(talk_id, [order.line_id])
            case EndTalk(talk_id=talk_id):
                self.talks.discard(talk_id)
                self.part(talk_id, list(self.up))
            case Music(line_id=line_id) if self.up.get(line_id, "no") is None:
                self.music.add(line_id)
            case HangUp(line_id=line_id):
                self.end(line_id, Gone.NORMAL)
            case _:
                pass

    def join(self, talk_id: TalkId, line_id: LineId) -> None:
        if line_id in self.up and self.up[line_id] != talk_id:
            self.up[line_id] = talk_id
            self.music.discard(line_id)
            news = LineJoined(line_id=line_id, talk_id=talk_id, at=self.now)
            self.news.append(news)

    def part(self, talk_id: TalkId, line_ids: list[LineId]) -> None:
        for line_id in line_ids:
            if self.up.get(line_id) == talk_id:
                self.up[line_id] = None

    def end(self, line_id: LineId, why: Gone) -> None:
        was_there = line_id in self.up or line_id in self.ringing
        self.up.pop(line_id, None)
        self.ringing.discard(line_id)
        if was_there:
            self.news.append(LineGone(line_id=line_id, at=self.now, why=why))

    def found(self) -> dict[LineId, Line]:
        lines = [(line_id, True) for line_id in self.up]
        lines += [(line_id, False) for line_id in self.ringing]
        return {
            line_id: Line(
                line_id=line_id,
                is_up=is_up,
                is_inbound=line_id == CALLER,
                caller=None,
                called="",
                door=None,
                talk_id=self.up.get(line_id),
            )
            for line_id, is_up in lines
        }

    def hear_all(self, *, is_killed: bool = False) -> None:
        while self.news:
            news, *self.news = self.news
            self.turn(
                is_killed=is_killed,
                decide=lambda turn, news=news: signals.hear(turn, news),
            )

    def repair(self) -> None:
        """What was said and not heard is lost; then the switch is found."""
        self.news.clear()
        self.turn(
            is_killed=False,
            decide=lambda turn: repair(turn, self.found(), began=NOON),
        )
        self.hear_all()


def new_leg(world: World, agent: str) -> Leg:
    world.legs += 1
    name = f"leg{world.legs}"
    line = AgentLine(
        line_id=LineId(f"{name}-1"), part=1, record_as=None, asked=world.now
    )
    return Leg(
        leg_id=LegId(name),
        agent_id=AgentId(agent),
        queue_id=QueueId("fault"),
        asked=world.now,
        talk_id=TalkId(name),
        line_id=line.line_id,
        lines=(line,),
    )


def step(world: World, what: str, *, is_killed: bool) -> None:
    live = world.call.live_legs
    leg = live[0] if live else None
    of_call = {
        "ring": lambda t: control.ring(t, new_leg(world, "ana")),
        "pick up call": lambda t: control.pick_up(t, new_leg(world, "cy")),
        "recall": lambda t: control.recall(t, OTHERWISE),
    }
    if what in of_call:
        world.turn(is_killed=is_killed, decide=of_call[what])
    elif what == "pick up":
        for line_id in sorted(world.ringing):
            world.ringing.discard(line_id)
            world.up[line_id] = None
            world.news.append(LineAnswered(line_id=line_id, at=world.now))
    elif what == "caller leaves":
        world.end(CALLER, Gone.NORMAL)
    elif what in ("agent leaves", "agent is lost") and leg is not None:
        why = Gone.LOST if what == "agent is lost" else Gone.NORMAL
        world.end(leg.line_id, why)
    elif leg is not None:
        leg_step(world, what, leg, is_killed=is_killed)


def leg_step(world: World, what: str, leg: Leg, *, is_killed: bool) -> None:
    part = len(leg.lines) + 1
    line = AgentLine(
        line_id=LineId(f"{leg.leg_id}-{part}"),
        part=part,
        record_as=None,
        asked=world.now,
    )
    verbs = {
        "hold": lambda t: control.hold(t, leg),
        "retrieve": lambda t: control.retrieve(t, leg),
        "hang up": lambda t: control.hang_up(t, leg),
        "transfer": lambda t: control.transfer(
            t, leg, to_queue=OTHERWISE, to_agent=None
        ),
        "resume": lambda t: control.resume(t, leg, line),
        "give up": lambda t: control.give_up(t, leg, otherwise=OTHERWISE),
        "stop": lambda t: control.stop_ringing(t, leg, LegEnd.NO_ANSWER),
        "consult": lambda t: control.consult(t, leg, new_leg(world, "bo")),
        "hand over": lambda t: control.hand_over(t, leg, otherwise=OTHERWISE),
        "park": lambda t: control.park(t, leg),
        "confer": lambda t: control.confer(t, leg),
    }
    world.turn(is_killed=is_killed, decide=verbs[what])


STEPS = (
    "ring",
    "pick up",
    "caller leaves",
    "agent leaves",
    "agent is lost",
    "hold",
    "retrieve",
    "hang up",
    "transfer",
    "resume",
    "give up",
    "stop",
    "consult",
    "hand over",
    "confer",
    "park",
    "pick up call",
    "recall",
)


STARTS = {
    "with the machine": (),
    "ringing": ("ring",),
    "talking": ("ring", "pick up"),
    "on hold": ("ring", "pick up", "hold"),
    "consulting": ("ring", "pick up", "consult", "pick up"),
    "cut off": ("ring", "pick up", "agent is lost"),
    "parked": ("ring", "pick up", "park"),
    "reloading": ("ring", "pick up", "resume"),
}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(STARTS)),
    st.lists(
        st.tuples(
            st.sampled_from(STEPS), st.sampled_from(("heard", "unheard", "killed"))
        ),
        max_size=8,
    ),
)
def test_after_a_repair_everybody_hears_whom_they_should(
    start: str, story: list[tuple[str, str]]
) -> None:
    """Whatever was done, killed between commit and act or not, heard or not."""
    world = World()
    for what in STARTS[start]:
        step(world, what, is_killed=False)
        world.hear_all()
    for what, luck in story:
        step(world, what, is_killed=luck == "killed")
        if luck == "heard":
            world.hear_all()
        if luck == "killed":
            world.repair()
    world.repair()

    check(world)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(STARTS)),
    st.lists(st.sampled_from(STEPS), max_size=8),
    st.sampled_from(("caller leaves", "hang up")),
)
def test_no_talk_is_left_behind_when_the_call_is_over(
    start: str, story: list[str], end: str
) -> None:
    world = World()
    for what in (*STARTS[start], *story, end, "caller leaves"):
        step(world, what, is_killed=False)
        world.hear_all()

    assert not world.call.is_live
    assert not world.talks


def check(world: World) -> None:
    call = world.call
    ended = [fact.leg.leg_id for fact in world.facts if isinstance(fact, LegOver)]
    bridged = [fact.leg.leg_id for fact in world.facts if isinstance(fact, Bridged)]
    assert len(ended) == len(set(ended)), "a leg ends once"
    assert len(bridged) == len(set(bridged)), "a leg is bridged once"
    assert sum(isinstance(fact, Over) for fact in world.facts) <= 1
    assert call.is_live == (CALLER in world.up), "the call is there as its line is"
    for line_id in {*world.up, *world.ringing} - {CALLER}:
        leg = call.leg_on(line_id)
        assert leg is not None
        assert leg.is_live, "no telephone is left ringing or open for nobody"
    if not call.is_live:
        assert not call.live_legs
        return
    _check_caller(world, call)


def _check_caller(world: World, call: Call) -> None:
    assert call.ending is None, "what was to be ended has ended"
    where = world.up[CALLER]
    if call.state is CallState.TALKING and call.talk_id is not None:
        talkers = [
            leg
            for leg in call.live_legs
            if leg.talk_id == call.talk_id == where and leg.state is not LegState.AWAY
        ]
        assert talkers, "the caller is with somebody"
        assert all(world.up.get(leg.line_id) == where for leg in talkers)
        assert all(leg.state is LegState.TALKING for leg in talkers)
    else:
        assert where is None
        if call.state is not CallState.MACHINE:
            assert CALLER in world.music, "nobody waits in silence"
    if call.state is CallState.WAITING and not call.live_legs:
        # Nobody looks for an agent unless routing was asked or has the contact yet.
        last = [fact for fact in world.facts if isinstance(fact, Wanted | LegOver)]
        assert last


def test_hearing_everything_twice_changes_nothing() -> None:
    world = World()
    for what in ("ring", "pick up", "hold", "retrieve", "transfer", "ring", "pick up"):
        step(world, what, is_killed=False)
        world.news = [one for one in world.news for _ in range(2)]
        world.hear_all()

    assert [type(fact).__name__ for fact in world.facts] == [
        "Rang",
        "Bridged",
        "Held",
        "Retrieved",
        "Transferred",
        "LegOver",
        "Wanted",
        "Rang",
        "Bridged",
    ]
    assert replace(world.call, legs=()).state is CallState.TALKING
