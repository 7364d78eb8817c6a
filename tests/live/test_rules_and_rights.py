"""The pages of rules and rights in a running centre: by keyboard, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from live.browser import browser, sign_in
from live.centre import PASSWORD, LiveCentre, running
from live.pages import Inspection, speaks
from live.switchboard import alone

pytestmark = pytest.mark.live

WORDS = {
    "zh-CN": (
        "按名称、拼音或标识查找",
        "保存",
        "原因",
        "历史",
        "JSON",
        "各单位",
        "批准",
    ),
    "en": ("By name or key", "Save", "Reason", "History", "JSON", "Places", "Approve"),
}


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCentre]:
    """Without a real switch: nobody calls."""
    folder = tmp_path_factory.mktemp("rules")
    folder.chmod(0o755)
    settings = {"YINGDA_SWITCH": "simulated", "YINGDA_SUBSCRIBERS": "10"}
    with alone(), running(Path(folder), **settings) as made:
        yield made


def tab_to(page: Page, wanted: Locator) -> None:
    """By the keyboard alone."""
    wanted.wait_for()
    for _ in range(200):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def wrap_up(centre: LiveCentre) -> object:
    found = centre.person("admin").ask("GET", "/api/parameters/desk.Limits")
    value = found["value"]
    assert isinstance(value, dict)
    return value["wrap_seconds"]


@pytest.mark.row("SM-02")
@pytest.mark.parametrize("language", WORDS)
def test_a_limit_is_changed_by_keyboard_and_its_history_tells_of_it(
    centre: LiveCentre, tmp_path: Path, inspection: Inspection, language: str
) -> None:
    search, save, reason, history, text, places, _ = WORDS[language]
    wanted = "47" if language == "en" else "46"
    with browser(tmp_path, locale=language) as context:
        page = context.pages[0]
        page.set_viewport_size({"width": 1366, "height": 768})
        sign_in(page, centre.url, "admin", path="/board")
        page.goto(centre.url + "/rules")
        page.locator("tbody tr").first.wait_for()
        page.screenshot(path=tmp_path / "rules.png")
        inspection.of(page, "rules")
        tab_to(page, page.get_by_placeholder(search))
        page.keyboard.type("desk.Limits")
        page.keyboard.press("Enter")
        page.locator("tbody tr").nth(1).wait_for(state="detached")
        tab_to(page, page.locator("tbody tr").first)
        page.keyboard.press("Enter")
        drawer = page.get_by_role("dialog")
        field = drawer.locator("input[aria-label$='wrap_seconds']")
        tab_to(page, field)
        page.screenshot(path=tmp_path / "rule.png")
        inspection.of(page, "a rule")
        page.keyboard.press("Control+a")
        page.keyboard.type(wanted)
        tab_to(page, drawer.get_by_label(reason, exact=True))
        page.keyboard.type("busy hour")
        tab_to(page, drawer.get_by_role("button", name=save, exact=True))
        page.keyboard.press("Enter")
        page.get_by_role("status").or_(page.locator("[class*=notice]")).first.wait_for()
        drawer.get_by_role("button", name=history, exact=True).click()
        drawer.locator("li", has_text="busy hour").first.wait_for()
        assert wrap_up(centre) == int(wanted)
        page.screenshot(path=tmp_path / "history.png")
        inspection.of(page, "history of a rule")
        drawer.get_by_role("button", name=text, exact=True).click()
        drawer.locator("textarea").first.wait_for()
        inspection.of(page, "a rule as JSON")
        drawer.get_by_role("button", name=places, exact=True).click()
        drawer.locator("tbody tr").first.wait_for()
        inspection.of(page, "a rule in all places")


@pytest.mark.row("SM-01")
def test_roles_are_proposed_on_one_page_and_approved_on_the_other(
    centre: LiveCentre, tmp_path: Path, inspection: Inspection
) -> None:
    admin = centre.person("admin")
    draft = {"name": "高远", "login": "second", "roles": ["admin"], "path": "sn"}
    admin.ask("POST", "/api/people", {"person": draft, "password": PASSWORD})
    with browser(tmp_path, locale="zh-CN") as context:
        page = context.pages[0]
        page.set_viewport_size({"width": 1366, "height": 768})
        sign_in(page, centre.url, "admin", path="/board")
        for view in ("matrix", "pairs", "delegations", "person&person=a1001"):
            page.goto(centre.url + f"/rights?view={view}")
            page.locator("header [aria-pressed=true]").first.wait_for()
            page.locator("tbody tr, [class*=empty]").first.wait_for()
            page.screenshot(path=tmp_path / f"{view[:6]}.png")
            inspection.in_both(page, f"rights {view}")
            speaks(page, "zh-CN")
        page.goto(centre.url + "/rights")
        box = page.get_by_label("质检 查看路由原因")
        tab_to(page, box)
        page.keyboard.press("Space")
        tab_to(page, page.get_by_role("button", name="提交审批"))
        page.keyboard.press("Enter")
        page.get_by_text("已提交").first.wait_for()

    with browser(tmp_path / "second", locale="zh-CN") as context:
        page = context.pages[0]
        sign_in(page, centre.url, "second", path="/board")
        page.goto(centre.url + "/rules")
        approve = page.get_by_role("button", name=WORDS["zh-CN"][-1], exact=False)
        approve.first.wait_for()
        page.screenshot(path=tmp_path / "waiting.png")
        inspection.of(page, "proposals")
        tab_to(page, approve.first)
        page.keyboard.press("Enter")
        approve.first.wait_for(state="detached")
    found = admin.ask("GET", "/api/parameters/people.Roles")["value"]
    assert isinstance(found, dict)
    assert "routing.explain" in found["roles"]["quality"]["actions"]
