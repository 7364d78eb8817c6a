"""A talk over the real switch: held, transferred, kept through a reload, heard again."""

import io
import re
import time
import urllib.request
import wave
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page

from live.browser import browser, sign_in
from live.centre import LiveCentre, Person
from live.sound import RATE, Samples, strength
from live.switchboard import Peer
from live.waiting import until

pytestmark = pytest.mark.live

CALLER, WHISTLE = 440.0, 900.0


@pytest.fixture(scope="module")
def page(
    centre: LiveCentre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("browser"), hertz=WHISTLE) as context:
        page = context.pages[0]
        sign_in(page, centre.url, "a1001")
        page.get_by_role("button", name="签入上班").click()
        page.get_by_text("话机就绪").wait_for()
        yield page


def talk(centre: LiveCentre, page: Page, number: str) -> Peer:
    """A caller who has come through the menu to the agent and hears them."""
    be_ready(centre.person("a1001"))
    page.locator("[data-testid=state][data-state=ready]").wait_for()
    caller = centre.call(number, hertz=CALLER)
    until(lambda: caller.state == "answered", seconds=10, what="answer")
    until(lambda: heard(caller, 0) or sounds(caller), seconds=10, what="greeting")
    caller.mouth.press("0")
    # Not 已接听, which is what the list says of the calls before.
    page.get_by_role("button", name=re.compile(r"(^|\s)接听")).click(timeout=20_000)
    until(lambda: heard(caller, WHISTLE), seconds=20, what="the agent's whistle")
    return caller


def be_ready(agent: Person) -> None:
    """From wherever the agent is, the contact before classed by its first reason."""
    desk = agent.ask("GET", "/api/desk")
    if desk["state"] != "wrap":
        agent.ask("POST", "/api/desk/state", {"state": "ready"})
        return
    reasons = agent.ask("GET", "/api/reasons")["reasons"]
    contact = desk["contact"]
    assert isinstance(reasons, list)
    assert isinstance(contact, dict)
    wrapped = {
        "contact_id": contact["contact_id"],
        "reasons": [reasons[0]["code"]],
        "then": "ready",
    }
    agent.ask("POST", "/api/desk/wrap-up", wrapped)


def sounds(caller: Peer) -> bool:
    last = caller.mouth.heard(0.5)
    return bool(len(last)) and bool(abs(last).max() > 0.01)


def heard(caller: Peer, hertz: float) -> bool:
    return hertz > 0 and strength(caller.mouth.heard(0.5), hertz) > 0.3


@pytest.mark.row("AD-02")
def test_a_reload_keeps_the_caller_and_gives_sound_back_within_five_seconds(
    centre: LiveCentre, page: Page
) -> None:
    caller = talk(centre, page, "13909110002")
    person = centre.person("a1001")
    since = contact_since(person)

    page.reload()
    page.locator("[data-testid=state][data-state=talking]").wait_for()
    # Only the page that was loaded anew can mute what the caller hears from now on.
    page.get_by_role("button", name="静音").click()
    until(lambda: not heard(caller, WHISTLE), seconds=5, what="silence when muted")
    page.get_by_role("button", name="取消静音").click()
    until(lambda: heard(caller, WHISTLE), seconds=5, what="the whistle again")
    took = longest_gap(caller.mouth.heard(20), WHISTLE)

    assert caller.state == "answered"
    assert contact_since(person) == since
    assert took < 5, f"{took:.1f} s"
    caller.hang_up()
    page.locator("[data-testid=state][data-state=wrap]").wait_for()


def longest_gap(samples: Samples, hertz: float) -> float:
    """The longest stretch in seconds without the tone."""
    width = RATE // 10
    there = [
        strength(samples[start : start + width], hertz) >= 0.25
        for start in range(0, len(samples) - width + 1, width)
    ]
    gaps = "".join("1" if one else "0" for one in there).split("1")
    return max(map(len, gaps)) / 10


def contact_since(person: Person) -> object:
    """When the talk began, as the server's own desk has it."""
    contact = person.ask("GET", "/api/desk")["contact"]
    assert isinstance(contact, dict)
    return contact["contact_id"], contact["bridged_at"]


@pytest.mark.row("CT-20")
def test_hold_is_silent_for_the_agent_and_the_talk_is_heard_again_in_stereo(
    centre: LiveCentre, page: Page
) -> None:
    caller = talk(centre, page, "13909110003")
    page.get_by_role("button", name="保持").first.click()
    page.locator("[data-testid=state][data-state=hold]").wait_for()
    until(lambda: not heard(caller, WHISTLE), seconds=5, what="no whistle on hold")
    until(lambda: sounds(caller), seconds=5, what="music on hold")
    page.get_by_role("button", name="取回").first.click()
    until(lambda: heard(caller, WHISTLE), seconds=5, what="the whistle after hold")
    time.sleep(2)
    caller.hang_up()
    page.locator("[data-testid=state][data-state=wrap]").wait_for()

    leader = centre.person("s3001")
    row = until(lambda: found(leader, "13909110003"), seconds=15, what="the recording")
    playing = leader.ask(
        "POST", f"/api/recordings/{row['recording_id']}/listen", {"reason": "复核"}
    )
    with urllib.request.urlopen(centre.url + str(playing["url"]), timeout=10) as sound:
        left, right = channels(sound.read())

    assert strength(left[-8000:], CALLER) > 0.3
    assert strength(right[-8000:], WHISTLE) > 0.3
    assert strength(right[-8000:], CALLER) < 0.1


def found(person: Person, number: str) -> dict[str, object] | None:
    page = person.ask("GET", f"/api/recordings?number={number}")["recordings"]
    assert isinstance(page, list)
    return page[0] if page else None


def channels(wav: bytes) -> tuple[Samples, Samples]:
    with wave.open(io.BytesIO(wav)) as file:
        both = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    both = both.reshape(-1, 2)
    return both[:, 0], both[:, 1]
