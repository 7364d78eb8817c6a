"""One suite for all implementations of a port."""

import pytest

from builders import Ground, ground
from yingda.platform.embedded.clock import HandClock
from yingda.platform.sql.database import Database


@pytest.fixture
def embedded(database: Database, clock: HandClock) -> Ground:
    return ground(database, clock, copies=1)
