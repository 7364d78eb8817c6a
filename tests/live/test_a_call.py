"""One real call: from SIPp through Asterisk to an agent in a browser, and its traces."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from live.browser import browser, sign_in
from live.centre import LiveCentre
from live.sound import strength
from live.switchboard import Peer
from live.waiting import until

pytestmark = pytest.mark.live

ANSWER = re.compile(r"(^|\s)接听")
"""The button, and not a contact of the list that was answered before."""

CALLER, WHISTLE = 440.0, 900.0


@pytest.fixture(scope="module")
def page(
    centre: LiveCentre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """An agent at the desk, signed in to work and ready."""
    with browser(tmp_path_factory.mktemp("browser"), hertz=WHISTLE) as context:
        page = context.pages[0]
        sign_in(page, centre.url, "a1001")
        page.get_by_role("button", name="签入上班").click()
        page.get_by_text("话机就绪").wait_for()
        yield page


def become_ready(page: Page) -> None:
    button = page.get_by_role("button", name="示闲")
    if button.count():
        button.first.click()
    shows(page, "ready")


def shows(page: Page, state: str) -> None:
    """Until the desk shows the state at its top left."""
    page.locator(f"[data-testid=state][data-state={state}]").wait_for()


def ask_for_a_human(caller: Peer) -> None:
    until(lambda: caller.state == "answered", seconds=10, what="answer")
    until(lambda: _has_sound(caller), seconds=10, what="greeting")
    caller.mouth.press("0")


def _has_sound(caller: Peer) -> bool:
    heard = caller.mouth.heard(0.5)
    return bool(len(heard)) and bool(abs(heard).max() > 0.01)


def test_a_caller_and_an_agent_in_a_browser_hear_each_other(
    centre: LiveCentre, page: Page
) -> None:
    become_ready(page)
    caller = centre.call("13909110001", hertz=CALLER)
    ask_for_a_human(caller)

    page.get_by_role("button", name=ANSWER).wait_for(timeout=20_000)
    assert page.get_by_text("139****0001").first.is_visible()
    page.keyboard.press("Alt+a")
    page.get_by_role("button", name="挂机").wait_for()

    until(
        lambda: strength(caller.mouth.heard(1), WHISTLE) > 0.3,
        seconds=8,
        what="whistle of the agent at the caller",
    )
    caller.hang_up()
    shows(page, "wrap")

    leader = centre.person("s3001")
    board = until(
        lambda: _counted(leader.ask("GET", "/api/board")),
        seconds=10,
        what="answered call on the board",
    )
    assert board == {"numerator": 1, "denominator": 1}


def _counted(board: dict[str, object]) -> dict[str, object] | None:
    """Numerator and denominator of the human answer rate, once anything was counted."""
    kpis = board["kpis"]
    assert isinstance(kpis, list)
    (found,) = [one for one in kpis if one["id"] == "K03"]
    if not found["numerator"]:
        return None
    return {name: found[name] for name in ("numerator", "denominator")}
