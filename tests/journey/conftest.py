"""A centre that is open, with nobody in it yet."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from builders import ground
from journey.province import Province
from journey.scene import Scene
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
async def scene(
    database: Database, clock: HandClock, tmp_path: Path
) -> AsyncIterator[Scene]:
    made = Scene(ground(database, clock, copies=2), tmp_path)
    await made.open()
    yield made
    await made.ground.leases.close()


@pytest.fixture
async def province(
    database: Database, clock: HandClock, tmp_path: Path
) -> AsyncIterator[Province]:
    """Every event is delivered once here: doubled ones are others' subject."""
    made = Province(Scene(ground(database, clock, copies=1), tmp_path))
    await made.open()
    yield made
    await made.scene.ground.leases.close()
