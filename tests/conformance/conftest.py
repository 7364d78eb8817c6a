"""One suite for all implementations of a port."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from builders import Ground, ground
from live.fixtures import board
from live.sound import save, tone
from live.switchboard import Board
from telephones import RealTelephones, SimulatedTelephones, Telephones
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database

__all__ = ["board"]


@pytest.fixture
def embedded(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock, copies=1)


@pytest.fixture(params=["simulated", pytest.param("asterisk", marks=pytest.mark.live)])
def made(request: pytest.FixtureRequest) -> Board | None:
    """The real switch, or None for the simulated one."""
    if request.param == "simulated":
        return None
    real: Board = request.getfixturevalue("board")
    return real


@pytest.fixture
async def telephones(
    made: Board | None, clock: HandClock, tmp_path: Path
) -> AsyncIterator[Telephones]:
    people: Telephones
    if made is None:
        people = SimulatedTelephones(clock)
    else:
        sounds = (tmp_path / "short", tmp_path / "long")
        for sound, seconds in zip(sounds, (0.3, 4.0), strict=True):
            save(sound.with_suffix(".wav"), tone(600, seconds))
        people = RealTelephones(made, (str(sounds[0]), str(sounds[1])))
    await people.open()
    yield people
    await people.close()
