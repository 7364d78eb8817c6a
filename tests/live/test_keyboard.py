"""Every page by keyboard alone: all is reached and seen, and what opens closes again."""

import pytest
from playwright.sync_api import BrowserContext, Page

from live.centre import LiveCentre, Person
from live.keyboard import goes_to, is_left_well, opens, tour
from live.pages import LANGUAGES, PAGES, signed_in
from live.waiting import until

pytestmark = pytest.mark.live

OPENERS = {
    "/board": ("main button[data-state]", "main tbody th button"),
    "/floor": ("tbody button",),
    "/reports/day?by=queue": ("tbody button",),
    "/reports/day?by=half_hour&count=event": (),
    "/contacts": (),
    "/recordings": (),
    "/orders": ("tbody tr", "main .ant-btn-primary"),
    "/inbox": (),
    "/people": (
        "tbody tr",
        "button:has(.anticon-apartment)",
        "button:has(.anticon-import)",
        "button:has(.anticon-plus)",
    ),
    "/audit": (),
    "/rules": (),
    "/rights": (),
}
"""What opens something; a row by Enter, a button by the space bar too."""


@pytest.mark.parametrize(
    ("user", "path"), [(user, path) for user, paths in PAGES.items() for path in paths]
)
def test_a_page_by_keyboard_alone(
    user: str, path: str, full: LiveCentre, window: BrowserContext
) -> None:
    page = signed_in(window, full, user, LANGUAGES[len(path) % 2])
    found = fresh(page, full.url + path, PAGES[user][path])
    for place, opener in enumerate(OPENERS[path]):
        key = "Space" if place % 2 and "tr" not in opener else "Enter"
        found += [f"{opener}: {one}" for one in opens(page, opener, key)]
    goes_to(page, "main button, main a")
    page.evaluate("() => { window.opener_ = document.activeElement; }")
    page.keyboard.press("?")
    found += [f"shortcuts: {one}" for one in is_left_well(page)]
    assert found == []


def test_a_contact_is_opened_by_keyboard_alone(
    full: LiveCentre, window: BrowserContext
) -> None:
    page = signed_in(window, full, "s3001", "zh-CN")
    page.goto(full.url + "/contacts")
    page.locator("tbody tr").first.wait_for()
    goes_to(page, "tbody tr")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/*")
    page.locator("main section").first.wait_for()
    assert tour(page) == []


def test_an_order_is_opened_and_urged_by_keyboard_alone(
    full: LiveCentre, window: BrowserContext
) -> None:
    page = signed_in(window, full, "s3001", "en")
    page.goto(full.url + "/orders")
    page.locator("tbody tr").first.wait_for()
    goes_to(page, "tbody tr")
    page.keyboard.press("Enter")
    page.locator("[role=dialog] a").first.wait_for()
    goes_to(page, "[role=dialog] a[href^='/orders/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/*")
    page.locator("[data-drawing]").wait_for()
    goes_to(page, "main [data-act=urge]")
    page.keyboard.press("Space")
    page.locator("[data-testid=act-form] textarea").wait_for()
    found = tour(page)
    goes_to(page, "[data-testid=act-form] textarea")
    page.keyboard.type("asked again")
    page.keyboard.press("Control+Enter")
    page.locator("main li", has_text="asked again").wait_for()
    assert found == []


@pytest.mark.parametrize("path", ["/login", "/call", "/chat"])
def test_a_page_before_the_door_by_keyboard_alone(
    path: str, full: LiveCentre, window: BrowserContext
) -> None:
    page = signed_in(window, full, "admin", "en")
    window.clear_cookies()
    page.goto(full.url + path)
    page.locator("h1").wait_for()
    assert tour(page) == []


def fresh(page: Page, address: str, is_here: str) -> list[str]:
    """The link that skips the menu comes first, and skips it; then all of the page."""
    page.goto(address)
    page.locator(is_here).first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    focus = "() => document.activeElement.tagName"
    until(lambda: page.evaluate(focus) == "MAIN", seconds=5, what="skip to the content")
    # Tab goes on from where it was, even after a blur: a fresh page begins at its top.
    page.reload()
    page.locator(is_here).first.wait_for()
    return tour(page)


def test_the_desk_by_keyboard_alone(full: LiveCentre, window: BrowserContext) -> None:
    page = signed_in(window, full, "a1012", "zh-CN")
    found = fresh(page, full.url + "/desk", "[data-testid=state][data-state=offline]")
    goes_to(page, "main .ant-btn-primary")
    page.keyboard.press("Enter")
    state = page.locator("[data-testid=state]")
    until(
        lambda: state.get_attribute("data-state") != "offline", seconds=20, what="shift"
    )
    page.keyboard.press("Alt+r")
    page.locator("[data-testid=state][data-state=ready]").wait_for()

    Person.nobody(full.url).ask("POST", "/api/chat", {"text": "宽带断了"})
    page.locator("[data-testid=chat-text]").wait_for()
    found += [f"offered: {one}" for one in tour(page)]
    goes_to(page, "[data-testid=chat-text]")
    page.keyboard.type("您好")
    page.keyboard.press("Enter")
    page.locator("[data-testid=state][data-state=talking]").wait_for()
    found += [f"talking: {one}" for one in tour(page)]
    for keys in ("Alt+t", "Alt+o"):
        goes_to(page, "[data-testid=note]")
        page.evaluate("() => { window.opener_ = document.activeElement; }")
        page.keyboard.press(keys)
        found += [f"{keys}: {one}" for one in is_left_well(page)]
    page.keyboard.press("Alt+q")
    page.get_by_test_id("save").wait_for()
    found += [f"wrap-up: {one}" for one in tour(page)]
    assert found == []


def test_what_would_be_wrong_is_found(window: BrowserContext) -> None:
    page = window.pages[0]
    page.goto("about:blank")
    page.set_content(
        "<button>good</button><button style='outline: none'>unseen</button>"
        "<button tabindex=3>jumps</button><p id=mouse>mouse</p><div id=trap tabindex=0>"
        "<button onkeydown='event.preventDefault()'>keeps</button></div><a href=x>lost</a>"
    )
    page.evaluate("() => { mouse.__reactProps$1 = {onClick: () => 0}; }")
    kinds = [(one.partition(":")[0], one.partition(">")[2][:4]) for one in tour(page)]
    assert kinds == [
        ("focus is not seen", "unse"),
        ("never reached", "lost"),
        ("out of order", "jump"),
        ("for the mouse alone", "mous"),
    ]
