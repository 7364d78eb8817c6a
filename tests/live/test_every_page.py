"""Every page and every state of the desk, in both languages: all may use it, and it fits."""

import pytest
from playwright.sync_api import BrowserContext, Page

from live.centre import LiveCentre
from live.pages import LANGUAGES, PAGES, Inspection, looks_other, signed_in, speaks
from live.waiting import until

pytestmark = [pytest.mark.live, pytest.mark.row("NF-19")]

VIP = "13891990001"
OPEN = ":is([role=dialog], [role=tooltip], [role=menu]):visible"


def shows(page: Page, *states: str) -> None:
    wanted = ", ".join(f"[data-testid=state][data-state={one}]" for one in states)
    page.locator(wanted).first.wait_for(timeout=30_000)


def dialogs(page: Page, inspection: Inspection, opened: dict[str, str]) -> None:
    """Each is opened by its keys, in both languages, and closed by Escape."""
    for language in LANGUAGES:
        speaks(page, language)
        for what, keys in opened.items():
            page.keyboard.press(keys)
            page.locator(OPEN).first.wait_for()
            inspection.of(page, what)
            page.keyboard.press("Escape")
            until(
                lambda: not page.locator(OPEN).count(), seconds=5, what=f"end of {what}"
            )


def test_the_desk_in_all_its_states(
    full: LiveCentre, window: BrowserContext, inspection: Inspection
) -> None:
    page = signed_in(window, full, "a1012", "zh-CN")
    page.goto(full.url + "/desk")
    shows(page, "offline")
    inspection.in_both(page, "desk offline")
    page.get_by_test_id("state").click()
    page.locator("[role=menuitem]").first.click()
    shows(page, "break", "ready")
    page.keyboard.press("Alt+r")
    shows(page, "ready")
    inspection.in_both(page, "desk ready")
    dialogs(page, inspection, {"shortcuts": "?", "states": "Alt+s"})

    caller = full.call(VIP)
    until(lambda: caller.state == "answered", seconds=15, what="answer")
    until(lambda: len(caller.mouth.heard()) > 8000, seconds=15, what="greeting")
    caller.mouth.press("0")
    shows(page, "ringing")
    inspection.in_both(page, "desk ringing")
    page.keyboard.press("Alt+a")
    shows(page, "talking")
    inspection.in_both(page, "desk talking")
    dialogs(
        page,
        inspection,
        {"transfer": "Alt+t", "new order": "Alt+o", "keypad": "Alt+k"},
    )
    page.keyboard.press("Alt+h")
    shows(page, "hold")
    inspection.in_both(page, "desk hold")
    caller.hang_up()
    shows(page, "wrap")
    inspection.in_both(page, "desk wrap-up")


@pytest.mark.parametrize("user", PAGES)
def test_every_page_behind_the_door(
    user: str, full: LiveCentre, window: BrowserContext, inspection: Inspection
) -> None:
    for language in LANGUAGES:
        page = signed_in(window, full, user, language)
        for path, is_here in PAGES[user].items():
            page.goto(full.url + path)
            page.locator(is_here).first.wait_for()
            inspection.of(page, path)
            looks_other(page)
            inspection.of(page, f"{path} (other look)")
    assert len(inspection.seen) == len(PAGES[user]) * 4


def test_the_page_of_an_order(
    full: LiveCentre, window: BrowserContext, inspection: Inspection
) -> None:
    page = signed_in(window, full, "s3001", "zh-CN")
    page.goto(full.url + "/orders")
    page.locator("tbody tr").first.click()
    page.locator("[role=dialog] a[href^='/orders/']").click()
    page.locator("[data-drawing]").wait_for()
    inspection.in_both(page, "order")
    page.locator("main [data-act=reassign]").click()
    page.get_by_test_id("act-form").wait_for()
    inspection.in_both(page, "what an act needs")


def test_the_pages_before_the_door(
    full: LiveCentre, window: BrowserContext, inspection: Inspection
) -> None:
    page = signed_in(window, full, "admin", "zh-CN")
    window.clear_cookies()
    for path in ("/login", "/call", "/chat"):
        page.goto(full.url + path)
        page.locator("h1").wait_for()
        inspection.in_both(page, path)
