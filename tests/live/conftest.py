"""Live suites run one at a time, and only where the real parts are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from live.centre import LiveCentre, running
from live.fixtures import board, full, inspection, window
from live.switchboard import alone, program

__all__ = ["board", "full", "inspection", "window"]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCentre]:
    """A demo centre, quiet, started by `yingda run` once for the tests of a file."""
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    folder = tmp_path_factory.mktemp("centre")
    folder.chmod(0o755)
    with alone(), running(Path(folder)) as made:
        yield made
