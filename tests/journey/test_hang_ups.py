"""A caller hangs up at each step of the demo flow: one test a step, on the database."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from builders import HOME, ground
from builders_dialogue import HOTLINE, every_step
from builders_machine import CALL, Machine, Order, machine_on
from yingda.journey.dialogue import store
from yingda.journey.dialogue.model.session import (
    Answered,
    BackEndFailed,
    Input,
    TimedOut,
)
from yingda.kernel.ids import MessageId, OrderId
from yingda.kernel.org import EVERYWHERE
from yingda.messages.channels import CallEnded, EndedBy, HeardOut, Left, Pressed, Say
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

LATE = timedelta(minutes=3)
ORDERS = {"none": 0, "one": 1, "several": 2}


def steps() -> dict[str, tuple[Input, ...]]:
    """A way to each node and to each phase of it, while something is said and after."""
    found: dict[str, tuple[Input, ...]] = {}
    for name, way in every_step(HOTLINE).items():
        found.setdefault("/".join(name.split("/")[:3]), way)
    return found


STEPS = steps()


@pytest.fixture
def machine(database: Database, clock: HandClock, tmp_path: Path) -> Machine:
    return machine_on(ground(database, clock), tmp_path)


def expect(machine: Machine, answer: Input | None) -> None:
    """What is asked next is answered so."""
    around = machine.around
    around.is_broken = isinstance(answer, BackEndFailed)
    around.position = None if around.is_broken else 3
    if isinstance(answer, Answered):
        around.providing = answer.outcome == "found"
        count = ORDERS.get(answer.outcome, 0)
        around.orders = [Order(OrderId(f"o{n}"), f"A{n}", "open") for n in range(count)]


def whose(answer: Input | None) -> dict[str, object]:
    """The caller of the customer file whom a way begins with."""
    if not isinstance(answer, Answered):
        return {}
    told = answer.values
    return {
        "customer_id": told["customer_id"] or None,
        "brand": told["brand"],
        "tier_id": told["tier"],
        "branch_id": told["branch"] or None,
        "how": told["known_by"],
        "care": told.get("care", "none"),
        "candidates": tuple(told["branches"].split()),
    }


async def do(machine: Machine, given: Input) -> None:
    said = [act for act in machine.around.acts if isinstance(act, Say)]
    match given:
        case Pressed():
            await machine.dialogue.hear(given)
        case HeardOut():
            did = HeardOut(contact_id=CALL, saying_id=said[-1].saying_id)
            await machine.dialogue.hear(did)
        case TimedOut():
            await machine.ground.pass_time(LATE)
        case _:
            pass


async def walk(machine: Machine, way: Sequence[Input]) -> None:
    """Up to the last step, after which nobody has heard of anything yet."""
    ahead = [*way[1:], *([None] if way else [])]
    expect(machine, way[0] if way else None)
    arrival = machine.arrival(whose(way[0] if way else None))
    async with machine.ground.work.system(HOME) as tx:
        await tx.tell(arrival)
    for given, after in zip(way, ahead, strict=True):
        await machine.ground.settle()
        expect(machine, after)
        await do(machine, given)


async def node(machine: Machine) -> str | None:
    """Where the caller is; None for one of whom nothing is known yet."""
    async with machine.ground.work.system(EVERYWHERE) as tx:
        kept = await store.session(tx, machine.ground.keys, CALL)
    return None if kept is None else kept.session.node


@pytest.mark.parametrize("step", STEPS)
async def test_who_hangs_up_leaves_nothing_behind(machine: Machine, step: str) -> None:
    await walk(machine, STEPS[step])
    assert await node(machine) == (
        step.split("/", maxsplit=1)[0] if STEPS[step] else None
    )

    await machine.dialogue.hear(Left(contact_id=CALL))
    await machine.ground.say(
        CallEnded(
            id=machine.ground.ids.new(MessageId),
            at=machine.ground.clock.now(),
            scope=HOME,
            contact_id=CALL,
            by=EndedBy.CALLER,
        )
    )
    acts = list(machine.around.acts)
    await machine.ground.pass_time(timedelta(hours=1))

    assert machine.around.acts == acts
    told = await machine.told()
    assert told.count("DialogueEnded") == told.count("DialogueStarted") <= 1
    assert told.count("QueueContact") == told.count("HumanRequested") <= 1
    async with machine.ground.work.system(EVERYWHERE) as tx:
        assert not await tx.run("select 1 from dialogue.sessions")
        assert not await tx.run("select 1 from spine.alarms")
        assert not await tx.run("select 1 from spine.undelivered")
