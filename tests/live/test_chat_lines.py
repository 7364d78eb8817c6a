"""A visitor's page in a browser: told over a line of its own, and as well without one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from live.browser import browser
from live.centre import LiveCentre, Person
from live.house import patiently
from live.waiting import until

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def agent(centre: LiveCentre) -> Person:
    person = centre.person("a1012")
    person.ask("POST", "/api/desk/sign-in", {})
    person.ask("POST", "/api/desk/state", {"state": "ready"})
    return person


@pytest.fixture
def visitor(centre: LiveCentre, tmp_path: Path, agent: Person) -> Iterator[Page]:
    with browser(tmp_path) as context:
        page = context.new_page()
        page.goto(centre.url + "/chat")
        yield page
        page.get_by_test_id("chat-leave").click()
        page.locator("[data-testid=chat-stage][data-stage=ended]").wait_for()
    until(lambda: not served(agent), seconds=40, what="desk without a chat")


def served(agent: Person) -> list[dict[str, str]]:
    """The chats of the desk; what is to be written up is written up."""
    desk = patiently(lambda: agent.ask("GET", "/api/desk"))
    found = desk["contacts"]
    assert isinstance(found, list)
    for one in found:
        if one["stage"] == "wrap":
            done = {
                "contact_id": one["contact_id"],
                "reasons": ["other.unclassified"],
                "then": "ready",
            }
            agent.ask("POST", "/api/desk/wrap-up", done)
    return found


def shown(agent: Person) -> list[dict[str, str]]:
    """Those that may be answered now."""
    return [one for one in served(agent) if one["stage"] in ("ringing", "talking")]


def writes(page: Page, text: str) -> None:
    field = page.get_by_test_id("chat-text")
    field.fill(text)
    field.press("Enter")


def reads(page: Page, text: str) -> None:
    page.get_by_test_id("posts").get_by_text(text, exact=True).wait_for(timeout=20_000)


def answers(agent: Person, text: str) -> str:
    """Writes in the desk's chat, as soon as one is there."""
    (chat,) = until(lambda: shown(agent), seconds=20, what="chat at the desk")
    path = f"/api/chats/{chat['contact_id']}/say"
    patiently(lambda: agent.ask("POST", path, {"text": text}))
    return chat["queue_id"]


def test_what_an_agent_writes_comes_without_asking(
    visitor: Page, agent: Person
) -> None:
    lines: list[str] = []
    visitor.on("websocket", lambda line: lines.append(line.url))
    writes(visitor, "你好")
    reads(visitor, "你好")
    until(lambda: lines, seconds=10, what="line")
    asked: list[str] = []
    visitor.on("request", lambda one: asked.append(one.url))
    answers(agent, "您好，请讲")
    reads(visitor, "您好，请讲")

    assert lines[0].split("?")[0].endswith("/ws/chat")
    assert not [url for url in asked if url.endswith("/look")]


def test_what_is_being_typed_outlives_a_lost_line_and_a_reload(
    visitor: Page, agent: Person, centre: LiveCentre
) -> None:
    writes(visitor, "你好")
    answers(agent, "在的")
    reads(visitor, "在的")
    field = visitor.get_by_test_id("chat-text")
    field.press_sequentially("我还没有")
    centre.kill("work")
    field.press_sequentially("写完")
    answers(agent, "请继续")
    reads(visitor, "请继续")
    expect(field).to_have_value("我还没有写完")
    visitor.reload()
    reads(visitor, "请继续")
    expect(field).to_have_value("我还没有写完")
    field.press("Enter")
    reads(visitor, "我还没有写完")
    expect(field).to_have_value("")


def test_a_page_that_gets_no_line_asks_by_itself(visitor: Page, agent: Person) -> None:
    visitor.route_web_socket("**/ws/chat*", lambda line: line.close())
    writes(visitor, "你好")
    reads(visitor, "你好")
    answers(agent, "收到")
    reads(visitor, "收到")


def test_a_visitor_chooses_what_it_is_about(visitor: Page, agent: Person) -> None:
    visitor.get_by_test_id("chat-matter").get_by_text("账务咨询").click()
    writes(visitor, "话费不对")
    queue_id = answers(agent, "我来查")
    reads(visitor, "我来查")
    assert queue_id == "billing"
