"""What is opened on the pages and what goes on there, in both languages: all may use it."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import BrowserContext, Page

from live.browser import sign_in
from live.centre import LiveCentre, Person
from live.pages import LANGUAGES, Inspection, signed_in, speaks
from live.waiting import until

pytestmark = [pytest.mark.live, pytest.mark.row("NF-19")]

AGENT = "a1012"
CUSTOMER = "13891990001"
DIALOG = "[role=dialog]:visible"
DOT = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00"
    b"\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n"
    b"-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


def shows(page: Page, state: str) -> None:
    page.locator(f"[data-testid=state][data-state={state}]").first.wait_for()


def stands(page: Page, what: str, stage: str) -> None:
    page.locator(f"[data-testid={what}][data-stage={stage}]").wait_for()


def on_shift(page: Page, centre: LiveCentre) -> None:
    sign_in(page, centre.url, AGENT)
    page.locator("[data-testid=state]").wait_for()
    page.locator("main .ant-btn-primary").first.click()
    until(lambda: is_ready(centre.person(AGENT)), seconds=30, what="agent who is ready")
    shows(page, "ready")


def is_ready(agent: Person) -> bool:
    if agent.ask("GET", "/api/desk")["state"] == "offline":
        return False
    return agent.ask("POST", "/api/desk/state", {"state": "ready"})["state"] == "ready"


def test_a_chat_at_both_ends(
    full: LiveCentre, window: BrowserContext, inspection: Inspection, tmp_path: Path
) -> None:
    visitor, agent = window.pages[0], window.new_page()
    visitor.goto(full.url + "/chat")
    visitor.get_by_test_id("chat-text").fill("宽带断了" * 40)
    visitor.get_by_test_id("chat-text").press("Enter")
    stands(visitor, "chat-stage", "waiting")
    inspection.in_both(visitor, "chat that waits")

    on_shift(agent, full)
    agent.get_by_test_id("chat-text").wait_for()
    inspection.in_both(agent, "desk with a chat that is offered")
    agent.get_by_test_id("chat-text").fill("您好" * 80)
    agent.get_by_test_id("chat-text").press("Enter")
    stands(visitor, "chat-stage", "open")
    for page in (visitor, agent):
        page.locator("input[type=file]").set_input_files(
            {"name": "截图" * 30 + ".png", "mimeType": "image/png", "buffer": DOT}
        )
    agent.locator("input[type=checkbox]").last.check()
    agent.get_by_test_id("chat-text").fill("内部备注" * 30)
    agent.get_by_test_id("chat-text").press("Enter")
    for page, posts in ((visitor, 4), (agent, 5)):
        last = page.locator("[data-testid=posts] [data-kind]").nth(posts - 1)
        last.wait_for(timeout=30_000)
    inspection.in_both(visitor, "chat")
    inspection.in_both(agent, "desk with a chat")
    agent.keyboard.press("Alt+t")
    agent.locator(DIALOG).wait_for()
    inspection.of(agent, "transfer of a chat")
    agent.keyboard.type("zzzz")
    agent.locator("#targets").wait_for(state="detached")
    inspection.of(agent, "transfer to nobody")
    agent.screenshot(path=tmp_path / "transfer.png")
    agent.keyboard.press("Escape")
    visitor.get_by_test_id("chat-leave").click()
    stands(visitor, "chat-stage", "ended")
    inspection.in_both(visitor, "chat that is over")
    agent.get_by_test_id("save").wait_for()
    inspection.in_both(agent, "desk after a chat")
    agent.get_by_test_id("reason-search").fill("zzzz")
    inspection.of(agent, "reason that is not known")
    agent.screenshot(path=tmp_path / "reason.png")
    agent.close()


def test_a_call_from_the_page_and_its_recording(
    full: LiveCentre, window: BrowserContext, inspection: Inspection
) -> None:
    customer, agent = window.pages[0], window.new_page()
    on_shift(agent, full)
    customer.goto(full.url + "/call")
    customer.locator("form input").fill(CUSTOMER)
    customer.get_by_test_id("call").click()
    stands(customer, "call-stage", "up")
    inspection.in_both(customer, "call")
    customer.get_by_role("button", name="0", exact=True).click()
    shows(agent, "ringing")
    agent.keyboard.press("Alt+a")
    shows(agent, "talking")
    customer.locator("button[aria-pressed=false]").first.click()
    inspection.in_both(customer, "call that is muted")
    agent.keyboard.press("Alt+q")
    stands(customer, "call-stage", "over")
    inspection.in_both(customer, "call that is over")
    agent.close()

    leader = full.person("s3001")
    until(
        lambda: leader.ask("GET", "/api/recordings")["recordings"],
        seconds=60,
        what="recording",
    )
    page = signed_in(window, full, "s3001", "zh-CN")
    page.goto(full.url + "/recordings")
    page.locator("tbody button").first.wait_for()
    in_each(page, inspection, "reason of listening", "tbody button")
    page.locator("tbody button").first.click()
    page.locator(DIALOG).locator("input").fill("质检")
    page.keyboard.press("Enter")
    page.locator("[data-testid=position][data-playing]").wait_for()
    inspection.in_both(page, "recording that is heard")
    page.goto(full.url + "/contacts")
    page.locator("tbody tr").first.click()
    page.wait_for_url("**/contacts/*")
    page.locator("main section").first.wait_for()
    inspection.in_both(page, "contact")


def in_each(page: Page, inspection: Inspection, what: str, opener: str) -> None:
    """Opened in each language, looked at, and closed by Escape."""
    for language in LANGUAGES:
        speaks(page, language)
        page.locator(opener).first.click()
        page.locator(DIALOG).first.wait_for()
        page.wait_for_load_state("networkidle")
        inspection.of(page, what)
        page.keyboard.press("Escape")
        page.locator(DIALOG).first.wait_for(state="hidden")


Opener = str
DRAWERS: dict[str, tuple[str, str, dict[str, Opener]]] = {
    "orders": ("s3001", "/orders", {"order": "tbody tr", "new": ".ant-btn-primary"}),
    "people": (
        "admin",
        "/people?group=g1",
        {
            "person": "tbody tr",
            "new person": "button:has(.anticon-plus)",
            "file of people": "button:has(.anticon-import)",
            "new group": "button:has(.anticon-apartment)",
            "group": "button:has(.anticon-edit)",
        },
    ),
    "floor": (
        "s3001",
        "/floor",
        {
            "message": "tbody tr:has-text('1012') button:nth-of-type(2)",
            "state by force": "tbody tr:has-text('1012') button:nth-of-type(3)",
            "end of a shift": "tbody tr:has-text('1012') button:nth-of-type(4)",
        },
    ),
}


@pytest.mark.parametrize("page_name", DRAWERS)
def test_what_is_opened_on_a_page(
    page_name: str, full: LiveCentre, window: BrowserContext, inspection: Inspection
) -> None:
    user, path, openers = DRAWERS[page_name]
    if page_name in PREPARED:
        PREPARED[page_name](full)
    page = signed_in(window, full, user, "zh-CN")
    page.goto(full.url + path)
    page.locator("tbody tr").first.wait_for()
    for what, opener in openers.items():
        in_each(page, inspection, what, opener)


def a_move_is_planned(centre: LiveCentre) -> None:
    admin = centre.person("admin")
    people = cast(
        list[dict[str, object]], admin.ask("GET", "/api/people?group=g1")["people"]
    )
    move = {"group_id": "long", "at": "2099-01-01T08:00:00+08:00"}
    admin.ask("POST", "/api/people/move", move | {"user_ids": [people[0]["user_id"]]})


def an_agent_is_there(centre: LiveCentre) -> None:
    centre.person(AGENT).ask("POST", "/api/desk/sign-in")


PREPARED: dict[str, Callable[[LiveCentre], None]] = {
    "people": a_move_is_planned,
    "floor": an_agent_is_there,
}
