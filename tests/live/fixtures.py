"""The real switch, or a full centre and a browser, for the tests of one file."""

import asyncio
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from live.browser import browser
from live.centre import LiveCentre
from live.pages import Inspection, fill
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


@pytest.fixture(scope="module")
def full(centre: LiveCentre) -> LiveCentre:
    fill(centre)
    return centre


@pytest.fixture(scope="module")
def window(
    full: LiveCentre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """One browser for all tests of a file; each signs in anew."""
    with browser(tmp_path_factory.mktemp("browser")) as context:
        yield context


@pytest.fixture
def inspection() -> Iterator[Inspection]:
    made = Inspection()
    yield made
    made.ends_well()
