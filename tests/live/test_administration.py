"""People and logs in a running centre: by keyboard, and behind its back."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from playwright.sync_api import Locator, Page

from live.browser import browser, sign_in
from live.centre import LiveCentre, Person, running
from live.switchboard import alone
from live.waiting import until
from yingda.app import editions
from yingda.app.settings import Settings
from yingda.platform.embedded.postgres import Postgres

pytestmark = pytest.mark.live

WORDS = {
    "zh-CN": ("姓名、拼音或工号", "客服二组", "保存", "客服一组", "校验日志链", "全部完好"),
    "en": ("Name, pinyin or number", "Service team 1", "Save", "Service team 2",
           "Verify the chains", "are whole"),
}  # fmt: skip

PLANS = {
    "zh-CN": ("调入班组", "安排调动", "取消调入", "调整班组", "单位", "并入班组", "撤销班组"),
    "en": ("Into group", "Plan the move", "Call off the move", "Change group", "Place",
           "goes into", "Close group"),
}  # fmt: skip


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCentre]:
    """Without a real switch: nobody calls."""
    folder = tmp_path_factory.mktemp("office")
    folder.chmod(0o755)
    settings = {"YINGDA_SWITCH": "simulated", "YINGDA_SUBSCRIBERS": "10"}
    with alone(), running(Path(folder), **settings) as made:
        yield made


def tab_to(page: Page, wanted: Locator) -> None:
    """By the keyboard alone."""
    wanted.wait_for()
    for _ in range(120):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def command(centre: LiveCentre, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yingda.app.cli", *words],
        check=False,
        env={**centre.environment, "LANG": "en"},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("language", WORDS)
def test_an_agent_is_moved_by_keyboard_and_the_log_tells_of_it(
    centre: LiveCentre, tmp_path: Path, language: str
) -> None:
    search, target, save, origin, verify, whole = WORDS[language]
    with browser(tmp_path, locale=language) as context:
        page = context.pages[0]
        page.set_viewport_size({"width": 1366, "height": 768})
        sign_in(page, centre.url, "admin", path="/board")
        page.goto(centre.url + "/people")
        tab_to(page, page.get_by_placeholder(search))
        page.keyboard.type("zyt")
        page.keyboard.press("Enter")
        row = page.locator("tbody tr", has_text="张雨桐")
        page.locator("tbody tr").nth(1).wait_for(state="detached")
        tab_to(page, row)
        page.keyboard.press("Enter")
        drawer = page.get_by_role("dialog")
        label = "班组" if language == "zh-CN" else "Group"
        group = drawer.locator("label", has_text=label).locator("input").first
        tab_to(page, group)
        page.keyboard.type(target)
        page.keyboard.press("Enter")
        tab_to(page, drawer.get_by_role("button", name=save, exact=True))
        page.keyboard.press("Enter")
        posts = drawer.locator("section li")
        posts.filter(has_text=target).first.wait_for()
        assert posts.filter(has_text=origin).count() >= 1
        until(
            lambda: page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
            seconds=5,
            what="page that needs no scrolling sideways",
        )

        page.goto(centre.url + "/audit?action=people.move")
        mine = page.locator("tbody tr", has_text="user/a1001")
        mine.nth(1).wait_for()
        mine.get_by_role("button").first.click()
        page.wait_for_url("**user_id=admin**")
        mine.first.wait_for()
        tab_to(page, page.get_by_role("button", name=verify))
        page.keyboard.press("Enter")
        page.get_by_text(whole).wait_for()


@pytest.mark.row("SM-05")
@pytest.mark.parametrize("language", PLANS)
def test_a_move_is_planned_and_called_off_and_a_group_moved_and_closed_by_keyboard(
    centre: LiveCentre, tmp_path: Path, language: str
) -> None:
    into, plan, call_off, change, place, goes_into, close = PLANS[language]
    admin, spare = centre.person("admin"), f"spare-{language.lower()}"
    name = {"zh": f"备用{spare}", "en": f"Spare {spare}"}
    admin.ask("PUT", f"/api/groups/{spare}", {"path": "sn.xa", "name": name})
    seat = {"number": f"6{len(language)}", "group_id": spare, "skills": {"fault": 5}}
    draft = {"name": "周新", "login": spare, "roles": ["agent"], "seat": seat}
    new = str(admin.ask("POST", "/api/people", {"person": draft})["user_id"])

    with browser(tmp_path, locale=language) as context:
        page = context.pages[0]
        page.set_viewport_size({"width": 1366, "height": 768})
        sign_in(page, centre.url, "admin", path="/board")
        page.goto(centre.url + "/people?person=a1002")
        drawer = page.get_by_role("dialog")
        chooses(page, drawer.locator("label", has_text=into).locator("input"), spare)
        tab_to(page, drawer.get_by_role("button", name=plan))
        page.screenshot(path=tmp_path / "plan.png")
        page.keyboard.press("Enter")
        off = drawer.get_by_role("button", name=call_off)
        off.wait_for()
        page.screenshot(path=tmp_path / "planned.png")
        (made,) = rows(admin, "/api/people/a1002", "plans")
        assert made["group_id"] == spare
        assert str(made["at"]).endswith(("T16:00:00Z", "T00:00:00+08:00"))
        tab_to(page, off)
        page.keyboard.press("Enter")
        off.wait_for(state="detached")
        assert rows(admin, "/api/people/a1002", "plans") == []
        # The button that had the focus is gone; the drawer has it, and Escape is heard.
        page.keyboard.press("Escape")
        drawer.wait_for(state="hidden")

        page.goto(centre.url + f"/people?group={spare}")
        opener = page.get_by_role("button", name=change)
        tab_to(page, opener)
        page.keyboard.press("Space")
        tab_to(page, drawer.locator("label", has_text=place).locator("input"))
        for key in ("Enter", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        page.screenshot(path=tmp_path / "group.png")
        tab_to(page, drawer.locator("button[type=submit]"))
        page.keyboard.press("Enter")
        drawer.wait_for(state="hidden")
        assert place_of(admin, spare) != "sn.xa"
        assert one_of(admin, new)["branch_id"] == place_of(admin, spare)

        tab_to(page, opener)
        page.keyboard.press("Enter")
        target = WORDS[language][1]
        chooses(
            page, drawer.locator("label", has_text=goes_into).locator("input"), target
        )
        tab_to(page, drawer.get_by_role("button", name=close))
        page.screenshot(path=tmp_path / "close.png")
        page.keyboard.press("Enter")
        drawer.wait_for(state="hidden")
        page.get_by_role("navigation").get_by_text(name["zh"]).wait_for(
            state="detached"
        )
        assert place_of(admin, spare) is None
        assert spare not in str(one_of(admin, new)["seat"])


def chooses(page: Page, field: Locator, typed: str) -> None:
    tab_to(page, field)
    page.keyboard.type(typed)
    page.keyboard.press("Enter")


def rows(person: Person, path: str, of: str) -> list[dict[str, object]]:
    found = person.ask("GET", path)[of]
    assert isinstance(found, list)
    return found


def place_of(person: Person, group_id: str) -> object:
    """Where the tree has the group; None once it is closed."""
    for place in rows(person, "/api/people/tree", "places"):
        groups = place["groups"]
        assert isinstance(groups, list)
        if any(one["group_id"] == group_id for one in groups):
            return place["path"]
    return None


def one_of(person: Person, user_id: str) -> dict[str, object]:
    found = person.ask("GET", f"/api/people/{user_id}")["person"]
    assert isinstance(found, dict)
    return found


def test_what_is_done_behind_the_back_of_a_running_centre_is_named(
    centre: LiveCentre,
) -> None:
    assert "operation" in command(centre, "audit", "verify").stdout
    settings = Settings(data=centre.data)
    password = editions.keys(settings).derive("database", "postgres")

    async def tamper() -> None:
        server = Postgres(centre.data, password)
        root = await asyncpg.connect(server.url("yingda"))
        await root.execute(
            "set session_replication_role = replica;"
            " delete from system.audit where chain = 'operation' and number = 7"
        )
        await root.close()

    asyncio.run(tamper())

    ran = command(centre, "audit", "verify")
    assert ran.returncode == 1
    assert "entry 7 is missing" in ran.stdout
    state = centre.person("admin").ask("GET", "/api/audit/state")
    assert state["is_whole"] is False


def test_the_system_log_says_which_processes_came_up(centre: LiveCentre) -> None:
    said = command(centre, "audit", "list", "--kind", "system").stdout
    up = {row.split("\t")[4] for row in said.splitlines() if "is up" in row}
    assert up >= {f"{one}/yingda.app.processes" for one in ("floor", "work", "count")}
