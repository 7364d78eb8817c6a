"""Naughty strings and rare letters on the pages: shown as they are, and nothing happens."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page

from live.browser import browser, sign_in
from live.centre import LiveCentre, Person, running
from live.switchboard import alone
from live.waiting import until
from naughty import BIG_LIST, RARE

pytestmark = pytest.mark.live

WILD = tuple(
    one
    for one in BIG_LIST
    if any(sign in one for sign in ("<script", "<img", "javascript:", "</", "{{"))
)
NAMES = tuple(
    one.strip()
    for one in (*RARE, *WILD[::8], "乃" * 200, "N" * 200, "W͔̳̙̟" * 30, "\u202e倒\u202c")
    if len(one) <= 200
    and not any(ord(letter) < 32 or letter in "\x7f\x85" for letter in one)
)
"""What may be somebody's name: scripts, letters of all planes, and no blank to break at."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveCentre]:
    """Without a real switch: nobody calls."""
    folder = tmp_path_factory.mktemp("names")
    folder.chmod(0o755)
    settings = {"YINGDA_SWITCH": "simulated", "YINGDA_SUBSCRIBERS": "10"}
    with alone(), running(Path(folder), **settings) as made:
        yield made


@contextmanager
def calm(page: Page) -> Iterator[None]:
    """Nothing of what is shown runs or breaks the page."""
    happened: list[str] = []

    def asked(dialog: Dialog) -> None:
        happened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", asked)
    page.on("pageerror", lambda one: happened.append(str(one)))
    yield
    assert happened == []


def shows(page: Page, texts: tuple[str, ...]) -> None:
    """Each is somewhere on the page letter by letter, and nothing goes sideways."""
    missing: list[str] = []

    def are_there() -> bool:
        shown = page.evaluate(
            "() => document.body.textContent"
            " + [...document.querySelectorAll('input')].map(one => one.value).join()"
        )
        missing[:] = [one for one in texts if one not in shown]
        return not missing

    try:
        until(are_there, seconds=20, what="page that shows them all")
    except AssertionError as error:
        raise AssertionError(f"{page.url} does not show {missing[:5]}") from error
    for width in (1366, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width, page.url


def test_people_of_such_names_are_listed_as_they_are(
    centre: LiveCentre, tmp_path: Path
) -> None:
    admin = centre.person("admin")
    for row, name in enumerate(NAMES):
        new = {"name": name, "login": f"n{row}", "roles": ["quality"], "path": "sn.xa"}
        admin.ask("POST", "/api/people", {"person": new})
    with browser(tmp_path) as context:
        page = context.pages[0]
        sign_in(page, centre.url, "admin", path="/board")
        for some in (NAMES[at : at + 1] for at in range(0, len(NAMES), 6)):
            with calm(page):
                page.goto(centre.url + "/people")
                search = page.get_by_placeholder("姓名、拼音或工号")
                search.fill(some[0])
                search.press("Enter")
                shows(page, some)


def test_orders_chats_and_desks_show_such_texts_as_they_are(
    centre: LiveCentre, tmp_path: Path
) -> None:
    ana = centre.person("a1012")
    kinds = ana.ask("GET", "/api/order-types")["types"]
    assert isinstance(kinds, list)
    for name in NAMES[::2]:
        order = {"type": kinds[0]["type"], "description": name, "branch_id": "sn.xa"}
        ana.ask("POST", "/api/orders", order)
    ana.ask("POST", "/api/desk/sign-in")
    ana.ask("POST", "/api/desk/state", {"state": "ready"})
    with browser(tmp_path) as context:
        visitor, agent = context.pages[0], context.new_page()
        visitor.goto(centre.url + "/chat")
        visitor.get_by_test_id("chat-text").fill(NAMES[0])
        visitor.get_by_test_id("chat-text").press("Enter")
        contact_id = until(lambda: _chat(ana), seconds=30, what="chat")
        for text in NAMES[1:]:
            ana.ask("POST", f"/api/chats/{contact_id}/say", {"text": text})
        with calm(visitor):
            shows(visitor, NAMES)
        sign_in(agent, centre.url, "a1012")
        with calm(agent):
            shows(agent, NAMES)
            agent.goto(centre.url + "/orders")
            shows(agent, tuple(one[:60] for one in NAMES[::2][-10:]))


def _chat(agent: Person) -> str:
    found = agent.ask("GET", "/api/desk")["contacts"]
    assert isinstance(found, list)
    return str(found[0]["contact_id"]) if found else ""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
def test_the_command_line_tells_them_in_any_encoding_of_a_terminal(
    centre: LiveCentre, encoding: str
) -> None:
    name = f"周𠅤𬭎{encoding}"
    new = {"name": name, "login": f"cli-{encoding}", "roles": ["quality"], "path": "sn"}
    centre.person("admin").ask("POST", "/api/people", {"person": new})
    told = subprocess.run(
        [sys.executable, "-m", "yingda.app.cli", "people", "list", "--typed", encoding],
        check=True,
        env={**centre.environment, "PYTHONIOENCODING": encoding},
        capture_output=True,
        timeout=60,
    ).stdout
    meant = name.encode(encoding, "backslashreplace")
    assert meant in told
