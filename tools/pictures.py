"""Takes the pictures of the README anew: a living centre, real calls, a real browser.

Run as `python -m tools.pictures`; the pictures go to docs/pictures, in both languages.
"""

import socket
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from live.browser import browser, sign_in  # noqa: E402 - the tests' own tools
from live.centre import LiveCentre, running  # noqa: E402
from live.switchboard import Peer, free_ports  # noqa: E402
from live.waiting import until  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = {"zh-CN": "zh-CN", "en": "en-GB"}
VIP, STANDARD = "13891990001", "13609990005"
SERVED = 40
"""Contacts of simulated people before the first picture: about three minutes."""
CHAT = {
    "zh-CN": ("宽带从昨晚起断网，光猫亮红灯", "您好，我看到您小区昨晚有光缆抢修，稍等"),
    "en": (
        "No internet since last night, the box shows a red light",
        "Hello, I see a cable repair in your area last night. One moment",
    ),
}


def shoot(page: Page, name: str, language: str, *, wide: bool = False) -> None:
    size = (1920, 1080) if wide else (1440, 900)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(700)
    page.screenshot(path=FOLDER / f"{name}.{language}.png")


def speak(page: Page, language: str) -> None:
    """The pages remember the language; it is set before they are opened."""
    page.add_init_script(f"localStorage.setItem('yingda.language', '{language}')")


def shows(page: Page, *states: str) -> None:
    wanted = ", ".join(f"[data-testid=state][data-state={one}]" for one in states)
    page.locator(wanted).first.wait_for(timeout=30_000)


def call(centre: LiveCentre, number: str, *, presses: str = "0") -> Peer:
    caller = centre.call(number)
    until(lambda: caller.state == "answered", seconds=15, what="answer")
    until(lambda: bool(len(caller.mouth.heard(3))), seconds=15, what="sound")
    for key in presses:
        caller.mouth.press(key)
    return caller


def at_the_desk(centre: LiveCentre, page: Page, language: str) -> None:
    """One call of a VIP: ringing, talking, wrapped up."""
    page.goto(centre.url + "/desk")
    page.locator("[data-testid=state]").wait_for()
    if page.locator("[data-testid=state][data-state=offline]").count():
        centre_words = {"zh-CN": "签入上班", "en": "Start shift"}
        page.get_by_role("button", name=centre_words[language]).click()
        shows(page, "break", "ready", "wrap", "meeting", "training")
    ready = {"zh-CN": "示闲", "en": "Go ready"}[language]
    button = page.get_by_role("button", name=ready)
    if button.count():
        button.first.click()
    shows(page, "ready")
    caller = call(centre, VIP)
    shows(page, "ringing")
    shoot(page, "desk-ringing", language)
    page.keyboard.press("Alt+a")
    shows(page, "talking")
    shoot(page, "desk-talking", language)
    caller.hang_up()
    shows(page, "wrap")
    shoot(page, "desk-wrapup", language)
    page.keyboard.press("Control+s")
    shows(page, "ready")


def in_writing(centre: LiveCentre, context: BrowserContext, language: str) -> None:
    """A chat, at the customer's page and at the desk, up to its end."""
    asked, said = CHAT[language]
    desk, guest = context.pages[0], context.new_page()
    speak(guest, language)
    guest.goto(centre.url + "/chat")
    guest.locator("input[list=chatters]").fill(STANDARD)
    guest.get_by_test_id("chat-text").fill(asked)
    guest.keyboard.press("Enter")
    desk.bring_to_front()
    posts = desk.get_by_test_id("posts")
    posts.get_by_text(asked, exact=True).wait_for(timeout=30_000)
    desk.get_by_test_id("chat-text").fill(said)
    desk.keyboard.press("Enter")
    posts.get_by_text(said, exact=True).wait_for(timeout=30_000)
    shoot(desk, "desk-chat", language)
    guest.bring_to_front()
    guest.get_by_text(said, exact=True).wait_for(timeout=30_000)
    shoot(guest, "chat", language)
    guest.close()
    desk.bring_to_front()
    desk.keyboard.press("Alt+q")
    desk.get_by_test_id("save").wait_for(timeout=30_000)
    desk.keyboard.press("Control+s")
    shows(desk, "ready")


def pages(centre: LiveCentre, context: BrowserContext, language: str) -> None:
    agent = context.pages[0]
    speak(agent, language)
    sign_in(agent, centre.url, "a1012")
    at_the_desk(centre, agent, language)
    in_writing(centre, context, language)
    guest = context.new_page()
    speak(guest, language)
    guest.goto(centre.url + "/call")
    guest.get_by_text("96766").first.wait_for()
    shoot(guest, "call", language)
    guest.close()


def overview(centre: LiveCentre, context: BrowserContext, language: str) -> None:
    page = context.pages[0]
    speak(page, language)
    sign_in(page, centre.url, "s3001", path="/board")
    page.goto(centre.url + "/board")
    shoot(page, "board", language, wide=True)
    page.goto(centre.url + "/floor")
    page.locator("tbody tr").first.wait_for()
    shoot(page, "floor", language)
    page.goto(centre.url + "/recordings")
    shoot(page, "recordings", language)
    page.goto(centre.url + "/reports/day")
    shoot(page, "report", language)
    page.goto(centre.url + "/people")
    page.locator("tbody tr").first.wait_for()
    shoot(page, "people", language)
    person = centre.person("s3001")
    contacts = person.ask("GET", "/api/contacts?limit=2")["contacts"]
    assert isinstance(contacts, list)
    page.goto(f"{centre.url}/contacts/{contacts[-1]['contact_id']}")
    shoot(page, "contact", language)


def is_alive(centre: LiveCentre) -> bool:
    """Simulated people have called for a while."""
    found = centre.person("s3001").ask("GET", f"/api/contacts?limit={SERVED}")
    contacts = found["contacts"]
    assert isinstance(contacts, list)
    return len(contacts) >= SERVED


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (control,) = free_ports(1)
    (trunk,) = free_ports(1, kind=socket.SOCK_DGRAM)
    with tempfile.TemporaryDirectory(prefix="yp-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with running(
            folder,
            YINGDA_SUBSCRIBERS="50000",
            YINGDA_TRAFFIC="5",
            YINGDA_OUTSIDE_PORT=str(trunk),
            YINGDA_OUTSIDE_ARI_PORT=str(control),
        ) as centre:
            until(lambda: is_alive(centre), seconds=600, what="living centre")
            for language, locale in LANGUAGES.items():
                with browser(folder / f"agent-{language}", locale=locale) as context:
                    pages(centre, context, language)
                    waiting = call(centre, STANDARD, presses="0")
                with browser(folder / f"lead-{language}", locale=locale) as context:
                    overview(centre, context, language)
                waiting.hang_up()


if __name__ == "__main__":
    main()
