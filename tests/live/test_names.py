"""Naughty strings and rare letters on the pages: shown as they are, and nothing happens."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Route

from live.browser import browser, sign_in
from live.centre import LiveCentre, Person, running
from live.switchboard import alone
from live.waiting import until
from naughty import BIG_LIST, RARE
from yingda.app import editions
from yingda.app.settings import Settings
from yingda.journey.customers import wiring as customers_wiring
from yingda.journey.customers.core.cards import masked_name
from yingda.journey.customers.model import NewCustomer
from yingda.kernel.ids import BranchId, CustomerId, TierId

pytestmark = [pytest.mark.live, pytest.mark.row("NF-19")]

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
            shows(agent, tuple(one[:40] for one in NAMES[::2][-10:]))


def test_agents_on_the_floor_and_callers_in_the_lists_are_shown_as_they_are(
    centre: LiveCentre, tmp_path: Path
) -> None:
    admin = centre.person("admin")
    for row, name in enumerate(NAMES):
        seat = {"number": f"8{row:03}", "group_id": "g1", "skills": {}}
        new = {"name": name, "login": f"f{row}", "roles": ["agent"], "seat": seat}
        admin.ask("POST", "/api/people", {"person": new})
    callers = NAMES[:: len(NAMES) // 12]
    asyncio.run(enter(centre, callers))
    for row in range(len(callers)):
        chat = admin.ask("POST", "/api/chat", {"text": "在吗", "number": number(row)})
        admin.ask("POST", "/api/chat/end", {"token": chat["token"]})
    serve_a_chat(centre.person("a1012"))
    with browser(tmp_path) as context:
        page = context.pages[0]
        sign_in(page, centre.url, "s3001", path="/board")
        with calm(page):
            page.goto(centre.url + "/floor")
            shows(page, NAMES)
            page.goto(centre.url + "/contacts")
            shows(page, tuple(map(masked_name, callers)))
            for name in callers:
                rename(admin, "a1012", name)
                page.reload()
                shows(page, (name,))
            page.locator("tbody tr").filter(has_text=callers[-1]).click()
            page.wait_for_url("**/contacts/*")
            shows(page, callers[-1:])


def serve_a_chat(agent: Person) -> None:
    """So that there is a contact of this agent."""
    agent.ask("POST", "/api/desk/sign-in")
    agent.ask("POST", "/api/desk/state", {"state": "ready"})
    agent.ask("POST", "/api/chat", {"text": "您好"})
    contact_id = until(lambda: _chat(agent), seconds=30, what="chat")
    agent.ask("POST", f"/api/chats/{contact_id}/say", {"text": "您好"})
    agent.ask("POST", f"/api/chats/{contact_id}/end")


def rename(admin: Person, user_id: str, name: str) -> None:
    before = admin.ask("GET", f"/api/people/{user_id}")["person"]
    assert isinstance(before, dict)
    draft = {"name": name, "roles": before["roles"], "seat": before["seat"]}
    body = {"person": draft, "version": before["version"]}
    admin.ask("PUT", f"/api/people/{user_id}", body)


async def enter(centre: LiveCentre, names: tuple[str, ...]) -> None:
    """Customers of these names into the file of a running centre."""
    async with editions.embedded(Settings(data=centre.data)) as edition:
        customers = customers_wiring.install(
            work=edition.work,
            clock=edition.clock,
            ids=edition.ids,
            keys=edition.keys,
            parameters=edition.parameters,
        )
        fresh = [
            NewCustomer(
                customer_id=CustomerId(f"naughty-{row}"),
                name=name,
                numbers=(number(row),),
                tier_id=TierId("standard"),
                sublevel=1,
                brand="shenzhouxing",
                branch_id=BranchId("sn.xa"),
                since=date(2020, 1, 1),
                balance_fen=0,
                products=(),
            )
            for row, name in enumerate(names)
        ]
        await customers.load(edition.home, "naughty", fresh, done=len(fresh))


def number(row: int) -> str:
    return f"138999977{row:02}"


def test_the_page_to_call_from_shows_what_it_is_told_and_what_is_typed(
    centre: LiveCentre, tmp_path: Path
) -> None:
    def told(route: Route) -> None:
        answer = route.fetch()
        known = [
            {"number": number(row), "expect": {"zh": one, "en": one}}
            for row, one in enumerate(NAMES)
        ]
        name = {"zh": "N" * 200, "en": "N" * 200}
        route.fulfill(
            response=answer, json=answer.json() | {"name": name, "callers": known}
        )

    with browser(tmp_path) as context:
        page = context.pages[0]
        page.route("**/api/hotline", told)
        with calm(page):
            page.goto(centre.url + "/call")
            field = page.locator("form input").first
            for row, name in enumerate(NAMES):
                field.fill(number(row))
                shows(page, (name, "N" * 200))
                field.fill(name)
                shows(page, (name, "N" * 200))
            page.goto(centre.url + "/chat")
            shows(page, ("N" * 200,))


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
        check=False,
        env={**centre.environment, "PYTHONIOENCODING": encoding},
        capture_output=True,
        timeout=60,
    )
    assert told.returncode == 0, told.stderr
    meant = name.encode(encoding, "backslashreplace")
    assert meant in told.stdout
