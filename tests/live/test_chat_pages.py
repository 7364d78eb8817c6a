"""A customer writes at the page in a browser, and an agent answers in another, by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from live.browser import sign_in, two_browsers
from live.centre import LiveCentre, Person

pytestmark = pytest.mark.live

ADA = "13891990001"


@pytest.fixture(scope="module")
def pages(
    centre: LiveCentre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, Page]]:
    """The customer's page, and the desk of an agent who is ready."""
    folder = tmp_path_factory.mktemp("pages")
    with two_browsers(folder) as (theirs, ours):
        customer, agent = theirs.new_page(), ours.new_page()
        customer.goto(centre.url + "/chat")
        sign_in(agent, centre.url, "a1012")
        agent.get_by_role("button", name="签入上班").click()
        agent.get_by_text("话机就绪").wait_for()
        centre.person("a1012").ask("POST", "/api/desk/state", {"state": "ready"})
        yield customer, agent


def writes(page: Page, text: str) -> None:
    """Into the field that has the focus already; Enter sends."""
    field = page.get_by_test_id("chat-text")
    expect(field).to_be_focused(timeout=20_000)
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def reads(page: Page, text: str) -> None:
    page.get_by_test_id("posts").get_by_text(text, exact=True).wait_for(timeout=20_000)


def waits_for(page: Page, who: str) -> None:
    """The desk shows whose silence runs: in the thread and in the list of open contacts."""
    running = page.locator(f"[data-testid=silence][data-awaited={who}]")
    expect(running).to_have_count(2, timeout=10_000)


def asked(agent: Person, path: str, **body: str) -> dict[str, object]:
    return agent.ask("POST", f"/api/chat{path}", body)


@pytest.mark.row("AC-06")
def test_the_page_shows_the_place_in_the_queue_that_the_server_has(
    pages: tuple[Page, Page], centre: LiveCentre
) -> None:
    customer, agent = pages[0].context.new_page(), centre.person("a1012")
    agent.ask("POST", "/api/desk/state", {"state": "break", "reason": "meal"})
    before = [str(asked(agent, "", text=text)["token"]) for text in ("一", "二")]
    customer.goto(centre.url + "/chat")
    customer.get_by_test_id("chat-text").fill("三")
    customer.get_by_test_id("chat-text").press("Enter")

    shown = customer.get_by_test_id("chat-stage")
    expect(shown).to_have_attribute("data-position", "3", timeout=20_000)
    expect(shown).to_have_text(re.compile("3"))
    places = [asked(agent, "/look", token=token)["position"] for token in before]
    assert places == [1, 2]
    asked(agent, "/end", token=before[0])
    expect(shown).to_have_attribute("data-position", "2", timeout=20_000)
    assert asked(agent, "/look", token=before[1])["position"] == 1

    asked(agent, "/end", token=before[1])
    customer.get_by_test_id("chat-leave").click()
    expect(shown).to_have_attribute("data-stage", "ended", timeout=20_000)
    customer.close()
    agent.ask("POST", "/api/desk/state", {"state": "ready"})


@pytest.mark.row("AC-06")
def test_both_write_by_keyboard_and_the_page_comes_back_to_its_chat(
    pages: tuple[Page, Page], tmp_path: Path
) -> None:
    customer, agent = pages
    customer.locator("input[list=chatters]").fill(ADA)
    customer.get_by_test_id("chat-text").focus()
    writes(customer, "我的宽带断网了")

    reads(agent, "我的宽带断网了")
    writes(agent, "您好，我来为您处理")
    reads(customer, "您好，我来为您处理")
    waits_for(agent, "visitor")
    agent.screenshot(path=tmp_path / "desk.png")

    customer.close()
    again = customer.context.new_page()
    again.goto(agent.url.rpartition("/")[0] + "/chat")
    reads(again, "我的宽带断网了")
    reads(again, "您好，我来为您处理")
    again.screenshot(path=tmp_path / "visitor.png")
    again.get_by_test_id("chat-text").focus()
    writes(again, "谢谢，好了")
    reads(agent, "谢谢，好了")
    waits_for(agent, "agent")

    agent.keyboard.press("Alt+q")
    again.locator("[data-testid=chat-stage][data-stage=ended]").wait_for()
    agent.get_by_test_id("save").wait_for()


def test_an_agent_goes_from_chat_to_chat_by_keyboard_and_keeps_what_is_begun(
    pages: tuple[Page, Page], centre: LiveCentre
) -> None:
    _, agent = pages
    for text in ("第一个", "第二个"):
        made = agent.request.post(centre.url + "/api/chat", data={"text": text})
        assert made.ok

    turns_to(agent, "第一个")
    agent.keyboard.type("草稿")
    turns_to(agent, "第二个")
    expect(agent.get_by_test_id("chat-text")).to_have_value("")
    turns_to(agent, "第一个")
    expect(agent.get_by_test_id("chat-text")).to_have_value("草稿")
    agent.keyboard.press("Enter")
    reads(agent, "草稿")
    agent.get_by_test_id("chat-text").focus()
    agent.keyboard.type("/bye ")
    expect(agent.get_by_test_id("chat-text")).to_have_value(re.compile("再见"))


def turns_to(page: Page, text: str) -> None:
    """Alt and N, until the chat with these first words is shown."""
    wanted = page.get_by_test_id("posts").get_by_text(text, exact=True)
    for _ in range(20):
        if wanted.is_visible():
            break
        page.keyboard.press("Alt+n")
        page.wait_for_timeout(500)
    expect(wanted).to_be_visible()
    expect(page.get_by_test_id("chat-text")).to_be_focused()


def test_board_and_report_are_of_the_channel_that_is_chosen(
    pages: tuple[Page, Page], centre: LiveCentre, tmp_path: Path
) -> None:
    _, agent = pages
    page = agent.context.new_page()
    page.context.clear_cookies()
    sign_in(page, centre.url, "s3001", path="/board")
    page.get_by_role("region", name="队列").get_by_text("综合").first.wait_for()
    page.get_by_role("button", name="在线", exact=True).click()
    page.wait_for_url("**channel=chat**")
    page.get_by_test_id("as-of").wait_for()
    page.screenshot(path=tmp_path / "board.png")

    page.goto(centre.url + "/reports/day?by=channel")
    page.get_by_role("row").filter(has_text="在线").wait_for()
    page.screenshot(path=tmp_path / "report.png")
    page.get_by_role("button", name="语音", exact=True).click()
    page.wait_for_url("**channel=voice**")
    expect(page.get_by_role("row").filter(has_text="在线")).to_have_count(0)


def test_a_post_whose_answer_was_lost_is_sent_again_by_the_page_and_shown_once(
    pages: tuple[Page, Page], centre: LiveCentre
) -> None:
    """The first words, and then later ones: each first answer never comes."""
    _, agent = pages
    page = agent.context.new_page()
    page.goto(centre.url + "/chat")
    sent: dict[str, list[str]] = {}

    def lose_the_first(route: Route) -> None:
        body = route.request.post_data_json
        assert isinstance(body, dict)
        tries = sent.setdefault(body["text"], [])
        tries.append(body["key"])
        answer = route.fetch()
        if len(tries) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/api/chat", lose_the_first)
    page.route("**/api/chat/say", lose_the_first)
    for text in ("没有信号", "重启过了"):
        page.get_by_test_id("chat-text").focus()
        writes(page, text)
        reads(page, text)
        expect(page.get_by_test_id("chat-text")).to_have_value("")

    assert {text: len(tries) for text, tries in sent.items()} == {
        "没有信号": 2,
        "重启过了": 2,
    }
    assert all(len(set(tries)) == 1 for tries in sent.values())
    for text in sent:
        shown = page.get_by_test_id("posts").get_by_text(text, exact=True)
        expect(shown).to_have_count(1)
