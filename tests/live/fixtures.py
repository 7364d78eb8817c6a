"""The real switch for the tests of one file. Whoever wants it imports `board`."""

import asyncio
from collections.abc import Iterator

import pytest

from live.switchboard import Board, alone, program


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """One Asterisk for all tests of a file; each cleans up after itself."""
    if program() is None:
        pytest.fail("no Asterisk here: run tools/install/get-asterisk.sh")
    with alone():
        home = tmp_path_factory.mktemp("switch")
        made = asyncio.run(Board.start(home, phones=("ana", "bo", "cy")))
        try:
            yield made
        finally:
            asyncio.run(made.stop())
