"""A morning of calls as the switch told it, to be told again: doubled, and in another
order that could as well have been.

    told = await recorded(exchange)
    for seed in range(30):
        state = await retold(exchange, again(told, Random(seed)))
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from random import Random  # noqa: TID251  # only the type: chance is an argument
from typing import TypeVar

import msgspec

from builders import HOME
from builders_channels import ANA, BILLING, BO, CY, FAULT, Exchange, agent
from yingda.journey.channels.adapters.simulated import DECLINES
from yingda.journey.channels.model import (
    Gone,
    KeyPressed,
    LineAnswered,
    LineGone,
    LineId,
    LineRang,
    Order,
    Signal,
    SwitchFound,
    SwitchLost,
)
from yingda.kernel.ids import AgentId, ContactId, LegId, MessageId, QueueId
from yingda.kernel.org import EVERYWHERE
from yingda.messages.channels import Answer, PlayMusic, RingAgent
from yingda.platform.embedded.ids import CountedIds

T = TypeVar("T")
DEE = AgentId("dee")

ACTS = (LineRang, LineAnswered, LineGone, KeyPressed)
"""What people do, in an order that means something. The rest is the switch's news of what
it was told to do: of two lines, either may come first."""


class IdsByKind(CountedIds):
    """Each kind is counted apart, so that a message more or less changes no other id."""

    def __init__(self) -> None:
        super().__init__()
        self._made: Counter[str] = Counter()

    def new(self, kind: Callable[[str], T]) -> T:
        name = getattr(kind, "__name__", "id")
        self._made[name] += 1
        return kind(f"{name}-{self._made[name]:03}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A verb that somebody used: which, of whose call, and when."""

    verb: str
    at: datetime
    words: tuple[object, ...]
    named: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    what: Signal | Wish
    contact_id: ContactId

    @property
    def is_act(self) -> bool:
        return isinstance(self.what, (Wish, *ACTS))

    @property
    def line_id(self) -> LineId | None:
        if isinstance(self.what, Wish | SwitchFound | SwitchLost):
            return None
        return self.what.line_id


class Writer:
    """Lets a day happen and writes down what was said, each signal at a moment of its own."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.steps: list[Step] = []

    async def settle(self) -> None:
        exchange = self.exchange
        while signals := exchange.switch.take():
            for signal in signals:
                if isinstance(signal, SwitchFound | SwitchLost):
                    await exchange.channels.take(signal)
                    continue
                later = timedelta(microseconds=len(self.steps))
                told = replace(signal, at=signal.at + later)
                await exchange.channels.take(told)
                contact_id = await self._contact(told.line_id)
                self.steps.append(Step(what=told, contact_id=contact_id))
        await exchange.ground.settle()

    async def wish(
        self, verb: str, contact_id: ContactId, *words: object, **named: object
    ) -> None:
        at = self.exchange.ground.clock.now()
        wish = Wish(verb=verb, at=at, words=words, named=named)
        self.steps.append(Step(what=wish, contact_id=contact_id))
        await do(self.exchange, wish)
        await self.settle()

    async def call(self, number: str) -> tuple[ContactId, LineId]:
        line_id = self.exchange.switch.call(number)
        await self.settle()
        contact_id = await self._contact(line_id)
        await self.wish("perform", contact_id, contact_id, [Answer(), PlayMusic()])
        return contact_id, line_id

    async def ring(
        self, contact_id: ContactId, agent_id: AgentId, queue_id: QueueId = FAULT
    ) -> LineId:
        leg_id = LegId(f"leg-{len(self.steps)}")
        command = RingAgent(
            id=MessageId(f"ring-{leg_id}"),
            at=self.exchange.ground.clock.now(),
            scope=HOME,
            contact_id=contact_id,
            leg_id=leg_id,
            agent_id=agent_id,
            queue_id=queue_id,
        )
        await self.wish("ring_agent", contact_id, command)
        return LineId(f"{leg_id}-1")

    async def meet(
        self, contact_id: ContactId, agent_id: AgentId, queue_id: QueueId = FAULT
    ) -> LineId:
        line_id = await self.ring(contact_id, agent_id, queue_id)
        self.exchange.switch.pick_up(line_id)
        await self.settle()
        return line_id

    async def _contact(self, line_id: LineId) -> ContactId:
        async with self.exchange.ground.work.system(EVERYWHERE) as tx:
            rows = await tx.run(
                "select contact_id from channels.calls where line_id = :line_id"
                " union select contact_id from channels.legs where leg_id = :leg_id",
                line_id=line_id,
                leg_id=line_id.rpartition("-")[0],
            )
        return ContactId(str(rows[0]["contact_id"]))


async def do(exchange: Exchange, wish: Wish) -> None:
    verb = reduce(getattr, wish.verb.split("."), exchange.channels)
    await verb(*wish.words, **wish.named)  # type: ignore[operator]  # one of the verbs


async def recorded(exchange: Exchange) -> list[Step]:
    """Four callers: served and gone; held, handed over and left; parked and picked up;
    declined, lost in mid-talk, and given up."""
    day, switch = Writer(exchange), exchange.switch
    for one in (ANA, BO, CY, DEE):
        await exchange.seat(one)
    await day.settle()
    ada, ada_line = await day.call("13800000001")
    bea, bea_line = await day.call("13800000002")
    await day.meet(ada, ANA)
    switch.press(ada_line, "3")
    bo = await day.meet(bea, BO, BILLING)
    await day.wish("control.hold", bea, agent(BO), bea)
    await day.wish("control.retrieve", bea, agent(BO), bea)
    eve, eve_line = await day.call("13800000003")
    switch.phone("agent-cy", DECLINES)
    await day.ring(eve, CY)
    await exchange.ground.pass_time(timedelta(seconds=3))
    await day.settle()
    switch.hang_up(ada_line)
    await day.settle()
    await day.wish("control.consult", bea, agent(BO), bea, DEE)
    (dee,) = switch.ringing_at("agent-dee")
    switch.pick_up(dee)
    await day.settle()
    await day.wish("control.hand_over", bea, agent(BO), bea)
    assert bo not in switch.lines
    await day.meet(eve, BO)
    await day.wish("control.park", eve, agent(BO), eve)
    await exchange.ground.pass_time(timedelta(seconds=5))
    await day.wish("control.pick_up", eve, agent(BO), eve)
    (bo_again,) = switch.ringing_at("agent-bo")
    switch.pick_up(bo_again)
    await day.settle()
    switch.hang_up(bo_again, Gone.LOST)
    switch.hang_up(dee)
    await day.settle()
    switch.hang_up(eve_line)
    await day.settle()
    assert not switch.lines, f"somebody is still there, {bea_line} perhaps"
    return day.steps


def again(steps: Sequence[Step], chance: Random) -> list[Step]:
    """Another order that could have been, with doubled signals. What concerns one line
    keeps its order, and so does what people do."""
    waiting, told = list(range(len(steps))), list[Step]()
    while waiting:
        free = [at for at in waiting if not _before(steps, waiting, at)]
        at = chance.choice(free)
        waiting.remove(at)
        told.append(steps[at])
        if told[-1].line_id and chance.random() < 0.4:
            told += [steps[at]] * chance.randint(1, 2)
    return _scattered(told, chance)


def _before(steps: Sequence[Step], waiting: Sequence[int], at: int) -> bool:
    """Whether something that is still to be told must be told first."""
    return any(
        one < at and _is_bound(steps[one], steps[at]) for one in waiting if one < at
    )


def _is_bound(first: Step, second: Step) -> bool:
    if first.contact_id != second.contact_id:
        return _makes_ids(first) and _makes_ids(second)
    return first.is_act or second.is_act or first.line_id == second.line_id


def _makes_ids(step: Step) -> bool:
    return isinstance(step.what, Wish | LineRang)


def _scattered(steps: list[Step], chance: Random) -> list[Step]:
    """A copy may be late by as much as its call waits for: other calls go on between."""
    for at in range(len(steps) - 1, 0, -1):
        to = at
        while to + 1 < len(steps) and steps[to + 1].contact_id != steps[at].contact_id:
            to += 1
        if steps[at] is steps[at - 1] and to > at:
            steps.insert(chance.randint(at, to), steps.pop(at))
    return steps


class Mute:
    """A switch that takes every order and says nothing: what it says is told again."""

    async def do(self, *orders: Order) -> None:
        pass


async def retold(exchange: Exchange, steps: Sequence[Step]) -> bytes:
    """What is in the tables and in the log afterwards, without the ids of messages."""
    clock = exchange.ground.clock
    for step in steps:
        if isinstance(step.what, Wish):
            clock.move(max(timedelta(0), step.what.at - clock.now()))
            await do(exchange, step.what)
        else:
            await exchange.channels.take(step.what)
    return await state(exchange)


async def state(exchange: Exchange) -> bytes:
    async with exchange.ground.work.system(EVERYWHERE) as tx:
        calls = await tx.run(
            "select to_jsonb(c) - 'number' as row from channels.calls c order by contact_id"
        )
        legs = await tx.run(
            "select to_jsonb(l) as row from channels.legs l order by leg_id"
        )
        log = await tx.run(
            "select contact_id, agent_id, at, kind, payload - 'id' as payload"
            " from spine.log where contact_id is not null order by contact_id, seq"
        )
        alarms = await tx.run(
            "select key, due, kind, payload::jsonb - 'id' as payload from spine.alarms"
            " order by key"
        )
    return msgspec.json.encode([calls, legs, log, alarms])
