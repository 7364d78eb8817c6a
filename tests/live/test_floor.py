"""A leader on the page of the floor: sees a talk, listens in, writes; all by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from live.browser import ENERGY, LISTEN, sign_in, two_browsers
from live.centre import LiveCentre
from live.pages import Inspection, speaks
from live.sound import share
from live.waiting import until

pytestmark = pytest.mark.live

AGENT_HERTZ, LEADER_HERTZ = 500, 900


@pytest.fixture(scope="module")
def pages(
    centre: LiveCentre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, Page]]:
    """The agent's and the leader's, both on shift with a telephone."""
    with two_browsers(tmp_path_factory.mktemp("browsers")) as (first, second):
        second.add_init_script(LISTEN)
        agent, leader = first.pages[0], second.pages[0]
        for page, name in ((agent, "a1001"), (leader, "l2001")):
            sign_in(page, centre.url, name)
            page.get_by_role("button", name="签入上班").click()
            page.get_by_text("话机就绪").wait_for()
        yield agent, leader


def test_a_leader_listens_in_and_writes_from_the_page(
    centre: LiveCentre, pages: tuple[Page, Page], inspection: Inspection
) -> None:
    agent, leader = pages
    agent.get_by_role("button", name="示闲").first.click()
    caller = centre.call("13909110001")
    until(lambda: caller.state == "answered", seconds=15, what="answer")
    until(lambda: len(caller.mouth.heard()) > 8000, seconds=15, what="greeting")
    caller.mouth.press("0")
    agent.get_by_role("button", name="接听").wait_for(timeout=30_000)
    agent.keyboard.press("Alt+a")
    agent.locator("[data-testid=state][data-state=talking]").wait_for()

    leader.get_by_role("link", name="现场").click()
    row = leader.get_by_role("row").filter(has_text="张雨桐")
    row.get_by_text("通话").first.wait_for()
    listen = row.get_by_role("button", name="监听")
    listen.focus()
    leader.keyboard.press("Enter")
    leader.get_by_text("您的话机正在监听").wait_for(timeout=15_000)
    before = leader.evaluate(ENERGY)
    until(lambda: leader.evaluate(ENERGY) > before + 0.005, seconds=10, what="the talk")
    caller.mouth.forget()
    leader.wait_for_timeout(1500)
    until(
        lambda: share(caller.mouth.heard(0.5), AGENT_HERTZ) > 0.5,
        seconds=5,
        what="voice of the agent",
    )
    assert share(caller.mouth.heard(1.5), LEADER_HERTZ) < 0.1

    inspection.in_both(leader, "floor while listening")
    speaks(leader, "zh-CN")
    row.get_by_role("button", name="发消息").click()
    leader.get_by_role("textbox").last.fill("请放慢语速")
    leader.keyboard.press("Control+Enter")
    agent.get_by_text("请放慢语速").wait_for()
    agent.get_by_role("button", name="已读").click()
    agent.get_by_text("请放慢语速").wait_for(state="detached")

    leader.get_by_role("button", name="停止监听").click()
    leader.get_by_text("您的话机正在监听").wait_for(state="detached")
    agent.locator("[data-testid=state][data-state=talking]").wait_for()
    caller.hang_up()
    used = centre.person("admin").ask("GET", "/api/audit?action=floor.listen")[
        "entries"
    ]
    assert isinstance(used, list)
    assert len(used) == 1


def test_a_leader_forces_a_state_and_signs_out_from_the_page(
    centre: LiveCentre, pages: tuple[Page, Page]
) -> None:
    leader, agent = pages[1], centre.person("a1002")
    agent.ask("POST", "/api/desk/sign-in", {})
    agent.ask("POST", "/api/desk/state", {"state": "ready"})

    def state() -> object:
        return agent.ask("GET", "/api/desk")["state"]

    leader.get_by_role("link", name="现场").click()
    row = leader.get_by_role("row").filter(has_text="王浩然")
    dialog = leader.get_by_role("dialog")
    row.locator("button:enabled", has_text="强制状态").focus()
    leader.keyboard.press("Enter")
    dialog.wait_for()
    leader.keyboard.press("ArrowDown")
    leader.locator(".ant-select-item").get_by_text("培训", exact=True).click()
    dialog.get_by_role("button", name="强制状态").click()
    dialog.wait_for(state="detached")
    until(lambda: state() == "training", seconds=10, what="the state that was forced")

    row.locator("button:enabled", has_text="强制签出").focus()
    leader.keyboard.press("Enter")
    dialog.wait_for()
    dialog.get_by_role("button", name="强制签出").click()
    dialog.wait_for(state="detached")
    until(lambda: state() == "offline", seconds=10, what="the end of the shift")
