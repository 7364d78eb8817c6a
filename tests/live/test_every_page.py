"""Every page and every main state of it, in both languages: all may use it, and it fits.

One centre and one browser for all, with long names and full tables.
"""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from live.browser import browser
from live.centre import LiveCentre
from live.pages import (
    LANGUAGES,
    Inspection,
    looks_other,
    signed_in,
    speaks,
)
from live.waiting import until

pytestmark = [pytest.mark.live, pytest.mark.row("NF-19")]

VIP = "13891990001"
LONG = "阿卜杜拉·买买提·吐尔逊江·热合曼·努尔麦麦提"
GROUP = {
    "zh": "西安分公司宽带装维与政企客户重大故障应急支撑第一小组",
    "en": "Emergency support of Xi'an for broadband and business customers, first group",
}
ORDER = {"type": "fault", "branch_id": "sn.xa"}
OPEN = ":is([role=dialog], [role=tooltip], [role=menu]):visible"
CALLERS = ("13609990005", "15909990008", "13709990002", "14799990007", "13509990006")
PAGES = {
    "s3001": {
        "/board": "[data-testid=as-of]",
        "/floor": "tbody tr",
        "/reports/day?by=queue": "tbody tr",
        "/reports/day?by=half_hour&count=event": "tbody tr",
        "/contacts": "tbody tr",
        "/recordings": "h1",
        "/orders": "tbody tr",
    },
    "admin": {"/people": "tbody tr", "/audit": "tbody tr"},
}
"""Who looks at what, and what is there when it has been fetched."""


@pytest.fixture(scope="module")
def full(centre: LiveCentre) -> LiveCentre:
    """With more people, contacts and orders than fit on a page, and long names of all."""
    admin = centre.person("admin")
    admin.ask("PUT", "/api/groups/long", {"path": "sn.xa", "name": GROUP})
    lines = ["login,name,roles,number,group,seat_type,skills,queues,path"]
    lines += [
        f"b{number},{LONG},agent,7{number},long,agent,"
        "fault:9;business:8;billing:7;complaint:6;general:5,,"
        for number in range(100, 160)
    ]
    file = base64.b64encode("\n".join(lines).encode()).decode()
    taken = admin.ask(
        "POST",
        "/api/people/import",
        {"data": file, "is_meant": True, "password": "yingda-demo"},
    )
    assert taken["is_done"], taken
    agent = centre.person("a1012")
    for _ in range(30):
        agent.ask("POST", "/api/orders", {**ORDER, "description": LONG * 12})
    for number in CALLERS:
        chat = agent.ask("POST", "/api/chat", {"text": LONG * 5, "number": number})
        agent.ask("POST", "/api/chat/end", {"token": chat["token"]})
    return centre


@pytest.fixture(scope="module")
def window(
    full: LiveCentre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    with browser(tmp_path_factory.mktemp("browser")) as context:
        yield context


@pytest.fixture
def inspection() -> Iterator[Inspection]:
    made = Inspection()
    yield made
    made.ends_well()


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


def test_the_pages_before_the_door(
    full: LiveCentre, window: BrowserContext, inspection: Inspection
) -> None:
    page = signed_in(window, full, "admin", "zh-CN")
    window.clear_cookies()
    for path in ("/login", "/call", "/chat"):
        page.goto(full.url + path)
        page.locator("h1").wait_for()
        inspection.in_both(page, path)
