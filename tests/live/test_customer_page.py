"""A customer calls from the page in a browser, and an agent answers in another."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from live.browser import sign_in, two_browsers
from live.centre import LiveCentre
from live.waiting import until

pytestmark = pytest.mark.live

ANSWER = re.compile(r"(^|\s)接听")
"""The button, and not a contact of the list that was answered before."""

EARS = """
const Peer = window.RTCPeerConnection;
window.peers = [];
window.RTCPeerConnection = class extends Peer {
  constructor(...given) { super(...given); window.peers.push(this); }
};
window.heard = async () => {
  let energy = 0;
  for (const peer of window.peers)
    for (const one of (await peer.getStats()).values())
      if (one.type === 'inbound-rtp') energy += one.totalAudioEnergy ?? 0;
  return energy;
};
"""
"""Adds up the energy of all sound that the page has received."""


@pytest.fixture(scope="module")
def pages(
    centre: LiveCentre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, Page]]:
    """The customer's page and the agent's desk, the agent ready."""
    folder = tmp_path_factory.mktemp("pages")
    with two_browsers(folder) as (theirs, ours):
        for context in (theirs, ours):
            context.add_init_script(EARS)
        customer, agent = theirs.new_page(), ours.new_page()
        customer.goto(centre.url + "/call")
        sign_in(agent, centre.url, "a1012")
        agent.get_by_role("button", name="签入上班").click()
        agent.get_by_text("话机就绪").wait_for()
        centre.person("a1012").ask("POST", "/api/desk/state", {"state": "ready"})
        shows(agent, "ready")
        yield customer, agent


def shows(page: Page, state: str) -> None:
    page.locator(f"[data-testid=state][data-state={state}]").wait_for(timeout=30_000)


def hears_more(page: Page) -> None:
    """Sound goes on arriving: its energy grows."""
    before = page.evaluate("window.heard()")
    until(
        lambda: page.evaluate("window.heard()") > before + 1e-4,
        seconds=15,
        what="sound at the page",
    )


@pytest.mark.row("AC-01")
def test_a_call_from_the_customer_s_page_is_answered_and_both_hear_sound(
    pages: tuple[Page, Page], centre: LiveCentre
) -> None:
    customer, agent = pages
    customer.locator("form input").fill("13909990003")
    customer.get_by_test_id("call").click()
    stage = customer.get_by_test_id("call-stage")
    until(lambda: stage.get_attribute("data-stage") == "up", seconds=20, what="answer")
    hears_more(customer)

    customer.get_by_role("button", name="0", exact=True).click()
    agent.get_by_role("button", name=ANSWER).click(timeout=30_000)
    shows(agent, "talking")
    assert agent.get_by_text("139****0003").first.is_visible()
    assert agent.get_by_text("宝鸡").first.is_visible()
    hears_more(agent)
    hears_more(customer)

    agent.get_by_role("button", name="挂机").click()
    shows(agent, "wrap")
    until(
        lambda: stage.get_attribute("data-stage") == "over", seconds=10, what="the end"
    )
