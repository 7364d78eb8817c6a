"""The agent's page is loaded anew, or opened twice, in the middle of a call (AD-02)."""

import time
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from live.browser import ENERGY, LISTEN, browser, sign_in
from live.centre import LiveCentre
from live.house import Tables
from live.switchboard import Peer
from live.waiting import until

pytestmark = [pytest.mark.live, pytest.mark.row("AD-02")]

AGENT, WHISTLE = "a1001", 900.0
WITHIN = 5.0

LOST = "与服务器的连接断开"


@pytest.fixture(scope="module")
def page(
    centre: LiveCentre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("browser"), hertz=WHISTLE) as context:
        context.add_init_script(LISTEN)
        page = context.pages[0]
        sign_in(page, centre.url, AGENT)
        page.get_by_role("button", name="签入上班").click()
        page.get_by_text("话机就绪").wait_for()
        yield page


@pytest.fixture(scope="module")
def caller(centre: LiveCentre, page: Page) -> Peer:
    """In a call with the page: each hears the other."""
    page.get_by_role("button", name="示闲").first.click()
    caller = centre.call("13909110001")
    until(lambda: caller.state == "answered", seconds=15, what="answer")
    until(lambda: len(caller.mouth.heard()) > 8000, seconds=15, what="greeting")
    caller.mouth.press("0")
    page.get_by_role("button", name="接听").wait_for(timeout=30_000)
    page.keyboard.press("Alt+a")
    hears_the_agent(caller)
    return caller


def shows(page: Page, state: str) -> None:
    page.locator(f"[data-testid=state][data-state={state}]").wait_for()


def is_on_hold(page: Page) -> bool:
    """Asked again where the wish was refused because the floor was away."""
    button = page.get_by_role("button", name="保持")
    if button.count():
        button.click()
    page.wait_for_timeout(1000)
    return bool(page.locator("[data-testid=state][data-state=hold]").count())


def hears_the_agent(caller: Peer) -> None:
    def heard() -> bool:
        return caller.mouth.hears(WHISTLE)

    until(heard, seconds=15, what="whistle of the agent at the caller")


def hears_the_caller(page: Page) -> None:
    first = page.evaluate(ENERGY)
    until(
        lambda: page.evaluate(ENERGY) > first + 1e-4,
        seconds=15,
        what="sound of the caller in the page",
    )


def states(centre: LiveCentre) -> list[dict[str, object]]:
    return Tables(centre.data).ask(
        "select at, payload from spine.log where kind = 'AgentStateChanged'"
        " and agent_id = $1 order by at, seq",
        AGENT,
    )


def test_after_a_reload_both_hear_each_other_again_within_five_seconds(
    centre: LiveCentre, page: Page, caller: Peer
) -> None:
    before = len(states(centre))
    began = time.monotonic()

    page.reload(wait_until="commit")
    until(
        lambda: caller.mouth.longest_gap(WHISTLE, since=began) > 0.3,
        seconds=5,
        what="silence of the page that is gone",
    )
    hears_the_agent(caller)
    back = caller.mouth.longest_gap(WHISTLE, since=began)
    hears_the_caller(page)
    both = time.monotonic() - began
    print(f"\nreload: caller without agent {back:.2f} s; both ways after {both:.2f} s")

    assert caller.state == "answered"
    assert both <= WITHIN
    page.get_by_role("button", name="挂机").wait_for()
    assert len(states(centre)) == before, "the agent talked all the time"


@pytest.mark.row("NF-07")
@pytest.mark.parametrize("victim", ["work", "floor", "count"])
def test_a_desk_reconnects_by_itself_and_its_talk_goes_on(
    centre: LiveCentre, page: Page, caller: Peer, victim: str
) -> None:
    hears_the_agent(caller)
    began = time.monotonic()
    centre.kill(victim)

    if victim == "work":
        page.get_by_text(LOST).wait_for()
        page.get_by_text(LOST).wait_for(state="detached")
        page.get_by_text("话机就绪").wait_for()
        print(f"\nthe desk is back after {time.monotonic() - began:.1f} s")
    hears_the_caller(page)
    gap = caller.mouth.longest_gap(WHISTLE, since=began)
    print(f"\nkill -9 {victim}: longest gap {gap * 1000:.0f} ms")
    hears_the_agent(caller)
    until(lambda: is_on_hold(page), seconds=20, what="call on hold")
    page.get_by_role("button", name="取回").click()
    shows(page, "talking")
    hears_the_agent(caller)
    assert gap < 1.0
    assert caller.state == "answered"


def test_a_second_tab_takes_over_and_the_first_says_so(
    centre: LiveCentre, page: Page, caller: Peer
) -> None:
    began = time.monotonic()
    second = page.context.new_page()
    second.goto(f"{centre.url}/desk", wait_until="commit")

    page.get_by_text("您已在另一个窗口打开工作台").wait_for()
    second.get_by_role("button", name="挂机").wait_for()
    hears_the_caller(second)
    hears_the_agent(caller)
    gap = caller.mouth.longest_gap(WHISTLE, since=began)
    print(f"\nsecond tab: caller without agent {gap:.2f} s")
    assert gap <= WITHIN
    assert caller.state == "answered"

    second.get_by_role("button", name="挂机").click()
    until(lambda: caller.state == "ended", seconds=10, what="end of the call")
    shows(second, "wrap")


def test_the_states_of_the_shift_leave_no_gap(centre: LiveCentre, caller: Peer) -> None:
    found = states(centre)
    assert len(found) >= 5
    for before, after in pairwise(found):
        was, now = before["payload"], after["payload"]
        assert isinstance(was, dict)
        assert isinstance(now, dict)
        assert now["was"] == was["state"]
        assert datetime.fromisoformat(now["was_since"]) == before["at"]
