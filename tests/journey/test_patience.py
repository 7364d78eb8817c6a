"""What the switch said while the database was away is not lost for good."""

import asyncio
from typing import cast

import pytest

from journey.scene import Scene
from yingda.app.pump import Pump
from yingda.journey.channels.model import LineGone, Signal, SwitchFound
from yingda.journey.channels.service import Channels
from yingda.kernel.ids import ContactId
from yingda.messages.channels import CallerDid
from yingda.platform.ports import DatabaseAway
from yingda.platform.precedence import RightOfWay


class Unlucky:
    """The channels, with a database that is away when the first line ends."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels
        self.surveys = 0

    async def take(self, signal: Signal) -> CallerDid | None:
        if isinstance(signal, LineGone) and self.surveys < 2:
            raise DatabaseAway
        return await self._channels.take(signal)

    async def reconcile(self, found: SwitchFound) -> tuple[ContactId, ...]:
        served = await self._channels.reconcile(found)
        self.surveys += 1
        return served


class Stumbling(Unlucky):
    """The first survey fails for a reason that nobody foresaw."""

    async def reconcile(self, found: SwitchFound) -> tuple[ContactId, ...]:
        self.surveys += 1
        if self.surveys == 1:
            raise RuntimeError
        return await super().reconcile(found)


async def test_a_survey_that_failed_is_made_again(scene: Scene) -> None:
    stumbling = Stumbling(scene.centre.channels)
    pump = Pump(
        scene.switch, cast(Channels, stumbling), scene.centre.dialogue, RightOfWay()
    )

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(pump.run())
        for _ in range(300):
            if stumbling.surveys == 3:
                break
            await asyncio.sleep(0.01)
        running.cancel()

    assert stumbling.surveys == 3, "the second, and what the channels counted of it"


@pytest.mark.row("NF-07")
async def test_a_call_that_ended_unheard_is_found_ended(scene: Scene) -> None:
    unlucky = Unlucky(scene.centre.channels)
    channels = cast(Channels, unlucky)  # the two verbs that a pump needs
    pump = Pump(scene.switch, channels, scene.centre.dialogue, RightOfWay(), tries=1)
    line_id = await scene.call()

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(pump.run())
        for _ in range(100):
            if unlucky.surveys == 1:
                break
            await asyncio.sleep(0.01)
        scene.switch.hang_up(line_id)
        for _ in range(300):
            if unlucky.surveys == 2:
                break
            await asyncio.sleep(0.01)
        running.cancel()

    told = [kind for kind, _ in await scene.ground.said()]
    assert told.count("CallEnded") == 1
