"""The switch says things twice, and of two lines sometimes the later news first: what is
in the tables and in the log is the same, to the byte."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random  # noqa: TID251  # a seed is an argument
from typing import cast

import asyncpg
import pytest

from builders import NOON, ground
from builders_channels import Exchange
from story_of_calls import IdsByKind, Mute, Step, again, recorded, retold
from yingda.journey.channels.adapters.simulated import SimulatedSwitch
from yingda.journey.channels.model import LineGone, LineJoined
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

WAYS = 20


def exchange(database: Database, folder: Path) -> Exchange:
    base = replace(ground(database, HandClock(NOON)), ids=IdsByKind())
    return Exchange(base, folder)


def deaf(database: Database, folder: Path) -> Exchange:
    made = exchange(database, folder)
    made.switch = cast(SimulatedSwitch, Mute())
    made.channels = made.install()
    return made


@pytest.fixture
async def story(
    database: Database, admin: asyncpg.Connection, tmp_path: Path
) -> Sequence[Step]:
    told = await recorded(exchange(database, tmp_path))
    await admin.fetchval("select empty()")
    return told


@pytest.mark.row("NF-05")
async def test_doubled_and_reordered_switch_events_leave_the_same_state_to_the_byte(
    story: Sequence[Step],
    database: Database,
    admin: asyncpg.Connection,
    tmp_path: Path,
) -> None:
    as_it_was = await retold(deaf(database, tmp_path), story)
    assert as_it_was.count(b'"kind":"CallEnded"') == 3
    assert sum(isinstance(step.what, LineJoined | LineGone) for step in story) > 20
    seen = set()
    for seed in range(WAYS):
        await admin.fetchval("select empty()")
        way = again(story, Random(seed))
        seen.add(tuple(map(id, way)))

        assert await retold(deaf(database, tmp_path), way) == as_it_was, f"seed {seed}"
    assert len(seen) == WAYS
