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
from live.centre import LiveCentre, running
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
        group = drawer.locator("label", has_text=label).locator("input")
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
        page.locator("tbody tr", has_text="user/a1001").nth(1).wait_for()
        tab_to(page, page.get_by_role("button", name=verify))
        page.keyboard.press("Enter")
        page.get_by_text(whole).wait_for()


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
