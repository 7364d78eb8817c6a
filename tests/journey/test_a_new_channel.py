"""A channel is a line of configuration and one class; everything else knows it already."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from builders import HOME, ground
from journey.scene import Scene
from yingda.journey.channels.errors import NoSuchChannel
from yingda.journey.channels.limits import ChatRules, Chats
from yingda.journey.contacts.model import Wanted
from yingda.kernel.ids import QueueId, UserId
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentState
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

ADA = "13909110001"
PIGEON = Channel("pigeon")


@dataclass
class Pigeons:
    """The one class: how words reach whoever writes by pigeon."""

    channel: Channel = PIGEON
    flown: list[tuple[str, str]] = field(default_factory=list)

    async def deliver(self, address: str, text: str) -> None:
        self.flown.append((address, text))


@pytest.fixture
def pigeons() -> Pigeons:
    return Pigeons()


@pytest.fixture
async def loft(
    database: Database, clock: HandClock, tmp_path: Path, pigeons: Pigeons
) -> AsyncIterator[Scene]:
    scene = Scene(ground(database, clock, copies=2), tmp_path, media=[pigeons])
    await scene.open()
    yield scene
    await scene.ground.leases.close()


async def allow_pigeons(scene: Scene) -> None:
    rules = ChatRules(queue_id=QueueId("general"), gone_after=None)
    chats = Chats(channels={"chat": ChatRules(), "pigeon": rules})
    async with scene.ground.work.system(HOME) as tx:
        await scene.ground.parameters.set(tx, chats, by=UserId("chief"))
    await scene.ground.parameters.refresh()


async def test_a_channel_that_is_not_configured_does_not_exist(loft: Scene) -> None:
    with pytest.raises(NoSuchChannel):
        await loft.centre.channels.visitors.receive(PIGEON, ADA, "咕")


async def test_what_is_written_elsewhere_is_answered_there(
    loft: Scene, pigeons: Pigeons
) -> None:
    await allow_pigeons(loft)
    ana = await loft.agent("ana", "general", beside={"pigeon": 1})
    visitors = loft.centre.channels.visitors

    first = await visitors.receive(PIGEON, ADA, "咕")
    assert await visitors.receive(PIGEON, ADA, "咕咕") == first
    await loft.settle()
    await loft.centre.channels.writers.say(ana, first, "收到")
    await loft.settle()

    assert pigeons.flown == [(ADA, "收到")]


@pytest.mark.row("AC-10")
async def test_a_call_a_chat_and_a_pigeon_of_one_customer_are_one_timeline(
    loft: Scene,
) -> None:
    await allow_pigeons(loft)
    ana = await loft.agent("ana", "fault", "general", beside={"chat": 1, "pigeon": 1})
    channels, contacts = loft.centre.channels, loft.centre.contacts

    line_id = await loft.call(ADA)
    await loft.pass_time(6)
    await loft.press(line_id, "0")
    await loft.pass_time(5)
    await loft.pick_up(ana)
    await loft.pass_time(20)
    await loft.hang_up(line_id)
    await loft.pass_time(60)
    await channels.visitors.open(
        number=ADA, queue_id=None, text="还是我", host="127.0.0.1"
    )
    await loft.settle()
    await loft.pass_time(1)
    await channels.visitors.receive(PIGEON, ADA, "咕")
    await loft.settle()
    desk = await loft.centre.desk.at(ana)
    assert desk is not None
    for each in desk.work:
        await channels.writers.say(ana, each.serving.contact_id, "您好")
        await loft.settle()
        await loft.pass_time(3)
        await channels.writers.end(ana, each.serving.contact_id)
        await loft.settle()
    await loft.pass_time(60)

    story = await contacts.story(ana, desk.work[0].serving.contact_id)
    cards = await contacts.find(ana, Wanted(point_id=story.card.point_id))
    assert [card.channel for card in reversed(cards)] == ["voice", "chat", "pigeon"]
    moments = [card.arrived_at for card in cards]
    assert moments == sorted(moments, reverse=True)
    assert [card.outcome for card in cards] == ["answered"] * 3
    assert {card.agent_ids for card in cards} == {("ana",)}
    after = await loft.centre.desk.at(ana)
    assert after is not None
    assert after.state is AgentState.READY
    assert cards[0].wait_seconds is not None
    assert timedelta(seconds=cards[0].wait_seconds) < timedelta(seconds=10)
