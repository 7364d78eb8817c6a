"""Takes the pictures of the README anew: a living centre, real calls, a real browser.

Run as `python -m tools.pictures`; the pictures go to docs/pictures, in both languages. With
the names of scenes (`lead`, `admin`, `orders`, `agent`, `guest`) it takes those alone.
"""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tools.darkroom import develop

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from live.browser import browser, sign_in  # noqa: E402 - the tests' own tools
from live.centre import LiveCentre, running  # noqa: E402
from live.switchboard import Peer, free_ports  # noqa: E402
from live.waiting import until  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = {"zh-CN": "zh-CN", "en": "en-GB"}
VIP, STANDARD = "13891990001", "13609990005"
AGENT = "a1012"
BUSINESS = "2"
"""The key of the menu."""
BUSY, GENTLE = 5, 2
"""How many times as busy as the demo is."""
ROOM = 8
"""Simulated agents who are idle."""
SERVED = 40
"""Contacts of simulated people before the first picture: about three minutes."""
NOTES = {
    "zh-CN": "客户昨天已缴费，仍停机；已核实到账，现为其复机。",
    "en": "Paid yesterday, still cut off. The payment has arrived: resuming the service.",
}
CHAT = {
    "zh-CN": (
        "宽带从昨晚起断网，光猫亮红灯",
        "您好，您小区昨晚有光缆抢修，预计今天 18:30 前恢复。",
        "好的，恢复后会通知我吗？",
        "会的，恢复后短信通知您。",
    ),
    "en": (
        "No internet since last night, the box shows a red light",
        "Hello, a cable in your area is being repaired. It will be back by 18:30 today.",
        "Good. Will you tell me when it is?",
        "Yes, you get a text message as soon as it is.",
    ),
}
NEEDS = {
    "zh-CN": (
        "上月被多扣一项增值业务费，要求退费并说明",
        "光猫红灯闪烁，昨晚起全屋断网",
        "电视频道卡顿，重启机顶盒无效",
    ),
    "en": (
        "Charged for an extra service last month; wants the money back and a reason",
        "Red light on the box, no internet at home since last night",
        "Television channels freeze; starting the box anew does not help",
    ),
}
SHIFT = {"zh-CN": "签入上班", "en": "Start shift"}


@dataclass
class Camera:
    """The centre, and in which language its pages are shown."""

    centre: LiveCentre
    language: str

    def goes(self, page: Page, path: str) -> None:
        page.goto(self.centre.url + path)

    def shoot(
        self, page: Page, name: str, *, size: tuple[int, int] = (1440, 900)
    ) -> None:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.mouse.move(size[0] / 2, 2)
        page.wait_for_timeout(800)
        develop(page.screenshot(), page, FOLDER / f"{name}.{self.language}.png")

    def speak(self, page: Page) -> None:
        """The pages remember the language; it is set before they are opened."""
        page.add_init_script(
            f"localStorage.setItem('yingda.language', '{self.language}')"
        )


def shows(page: Page, *states: str) -> None:
    wanted = ", ".join(f"[data-testid=state][data-state={one}]" for one in states)
    page.locator(wanted).first.wait_for(timeout=30_000)


def call(centre: LiveCentre, number: str, *, presses: str) -> Peer:
    caller = centre.call(number)
    until(lambda: caller.state == "answered", seconds=15, what="answer")
    until(lambda: bool(len(caller.mouth.heard(3))), seconds=15, what="sound")
    for key in presses:
        caller.mouth.press(key)
    return caller


def writes(page: Page, text: str) -> None:
    page.bring_to_front()
    page.get_by_test_id("chat-text").fill(text)
    page.keyboard.press("Enter")


def reads(page: Page, text: str) -> None:
    page.bring_to_front()
    found = page.get_by_test_id("posts").get_by_text(text, exact=True)
    found.wait_for(timeout=30_000)


def chooses(page: Page, code: str) -> None:
    """A reason of the contact that is shown, by its code."""
    page.get_by_test_id("reason-search").fill(code)
    page.keyboard.press("Enter")


def saves(page: Page) -> None:
    page.keyboard.press("Control+s")
    page.get_by_test_id("save").wait_for(state="detached", timeout=30_000)


def at_the_desk(camera: Camera, context: BrowserContext) -> None:
    """A call, a chat beside it, and what is written up after both."""
    desk, guest = context.pages[0], context.new_page()
    person = camera.centre.person(AGENT)
    camera.speak(guest)
    camera.goes(guest, "/chat")
    begins(camera, desk)
    person.ask("POST", "/api/desk/state", {"state": "ready"})
    shows(desk, "ready")
    caller = call(camera.centre, STANDARD, presses=BUSINESS)
    by_voice(camera, desk)
    in_writing(camera, desk, guest)
    caller.hang_up()
    written_up(camera, desk)
    person.ask("POST", "/api/desk/state", {"state": "break", "reason": "rest"})
    shows(desk, "break")
    guest.close()


def begins(camera: Camera, desk: Page) -> None:
    desk.bring_to_front()
    camera.speak(desk)
    sign_in(desk, camera.centre.url, AGENT)
    desk.locator("[data-testid=state]").wait_for()
    if desk.locator("[data-testid=state][data-state=offline]").count():
        desk.get_by_role("button", name=SHIFT[camera.language]).click()
    desk.locator("[data-testid=phone][data-line=registered]").wait_for(timeout=30_000)


def by_voice(camera: Camera, desk: Page) -> None:
    shows(desk, "ringing")
    desk.wait_for_timeout(3_000)
    camera.shoot(desk, "desk-ringing")
    desk.keyboard.press("Alt+a")
    shows(desk, "talking")
    chooses(desk, "business.resume")
    desk.get_by_test_id("note").fill(NOTES[camera.language])
    desk.wait_for_timeout(15_000)
    camera.shoot(desk, "desk-talking")
    dark = desk.locator("button:has(.anticon-bulb)")
    dark.click()
    camera.shoot(desk, "desk-dark")
    dark.click()


def written_up(camera: Camera, desk: Page) -> None:
    """The call, then the chat."""
    desk.bring_to_front()
    desk.keyboard.press("Alt+n")
    desk.get_by_test_id("save").wait_for(timeout=30_000)
    desk.wait_for_timeout(3_000)
    camera.shoot(desk, "desk-wrapup")
    saves(desk)
    desk.get_by_test_id("chat-end").wait_for()
    desk.keyboard.press("Alt+q")
    desk.get_by_test_id("save").wait_for(timeout=30_000)
    chooses(desk, "fault.broadband")
    saves(desk)


def in_writing(camera: Camera, desk: Page, guest: Page) -> None:
    """A chat, at the customer's page and at the desk, beside the call."""
    asked, said, again, last = CHAT[camera.language]
    guest.bring_to_front()
    guest.locator("input[list=chatters]").fill(VIP)
    writes(guest, asked)
    desk.bring_to_front()
    desk.get_by_test_id("open-contacts").wait_for(timeout=30_000)
    desk.keyboard.press("Alt+n")
    reads(desk, asked)
    writes(desk, said)
    reads(guest, said)
    writes(guest, again)
    reads(desk, again)
    writes(desk, last)
    reads(guest, last)
    camera.shoot(guest, "chat")
    reads(desk, last)
    camera.shoot(desk, "desk-chat")


def at_home(camera: Camera, context: BrowserContext) -> None:
    """The customer's telephone in a browser, on the line."""
    guest = context.new_page()
    camera.speak(guest)
    camera.goes(guest, "/call")
    guest.locator("input[list=callers]").fill(VIP)
    guest.get_by_test_id("call").click()
    guest.locator("[data-testid=call-stage][data-stage=up]").wait_for(timeout=30_000)
    guest.wait_for_timeout(2_000)
    camera.shoot(guest, "call")
    guest.close()


def overview(camera: Camera, context: BrowserContext) -> None:
    """What those see who lead."""
    page = context.pages[0]
    camera.speak(page)
    sign_in(page, camera.centre.url, "s3001", path="/board")
    camera.goes(page, "/board")
    page.get_by_test_id("as-of").wait_for()
    camera.shoot(page, "board", size=(1920, 1080))
    camera.goes(page, "/floor")
    page.locator("tbody tr").first.wait_for()
    camera.shoot(page, "floor")
    camera.goes(page, "/reports/day?by=queue")
    page.locator("tbody tr").first.wait_for()
    camera.shoot(page, "report")
    camera.goes(page, "/recordings")
    page.locator("tbody tr").first.wait_for()
    camera.shoot(page, "recordings")
    person = camera.centre.person("s3001")
    contacts = person.ask("GET", "/api/contacts?outcome=answered&limit=30")
    assert isinstance(contacts["contacts"], list)
    served = next(
        one["contact_id"]
        for one in contacts["contacts"]
        if one["channel"] == "voice" and one["recordings"]
    )
    camera.goes(page, f"/contacts/{served}")
    page.locator("tbody tr").first.wait_for()
    camera.shoot(page, "contact")


def administration(camera: Camera, context: BrowserContext) -> None:
    page = context.pages[0]
    camera.speak(page)
    sign_in(page, camera.centre.url, "admin", path="/board")
    camera.goes(page, "/people")
    page.locator("tbody tr").first.wait_for()
    camera.shoot(page, "people")
    camera.goes(page, "/rules?name=workorders.TimeLimits")
    page.locator("main h1, main h2").first.wait_for()
    camera.shoot(page, "rules")
    camera.goes(page, "/rights")
    page.locator("tbody tr").first.wait_for()
    camera.shoot(page, "rights")


def loop(camera: Camera, context: BrowserContext) -> None:
    """A fault at the province, at its branch and at the county's; and the branch's inbox."""
    agent, branch = camera.centre.person("a1001"), camera.centre.person("h5001")
    needs = NEEDS[camera.language]
    made = [
        agent.ask(
            "POST",
            "/api/orders",
            {"type": type_, "description": text, "branch_id": "sn.xa"},
        )
        for type_, text in zip(("complaint", "fault", "fault"), needs, strict=True)
    ]
    order = f"/api/orders/{made[-1]['order_id']}/acts"
    branch.ask("POST", f"{order}/confirm", {})
    agent.ask("POST", f"{order}/urge", {"note": needs[-1]})

    page = context.pages[0]
    camera.speak(page)
    sign_in(page, camera.centre.url, "h5001", path="/inbox")
    camera.goes(page, "/inbox")
    page.locator("tbody tr").first.wait_for()
    camera.shoot(page, "inbox")
    camera.goes(page, f"/orders/{made[-1]['order_id']}")
    page.locator("svg").first.wait_for()
    camera.shoot(page, "order")
    camera.goes(page, "/orders")
    page.locator("tbody tr").first.wait_for()
    camera.shoot(page, "orders")


def is_alive(centre: LiveCentre) -> bool:
    """Simulated people have called for a while."""
    found = centre.person("s3001").ask("GET", f"/api/contacts?limit={SERVED}")
    contacts = found["contacts"]
    assert isinstance(contacts, list)
    return len(contacts) >= SERVED


def turn(centre: LiveCentre, level: int) -> None:
    """How busy the simulated callers keep the centre, from now on."""
    command = [sys.executable, "-m", "yingda.app.cli", "traffic", str(level)]
    subprocess.run(command, env=centre.environment, cwd=centre.folder, check=True)


def has_room(centre: LiveCentre) -> bool:
    """Enough simulated agents are idle to leave the calls of this page to its agent."""
    board = centre.person("s3001").ask("GET", "/api/board")
    states = board["agents_by_state"]
    assert isinstance(states, dict)
    return board["waiting"] == 0 and states.get("ready", 0) >= ROOM


SCENES = {"lead": overview, "admin": administration, "orders": loop}
"""What may be busy; the others want room for their calls."""
CALM = {"agent": at_the_desk, "guest": at_home}


def take(centre: LiveCentre, folder: Path, wanted: Collection[str]) -> None:
    """First those who lead, while it is busy; then a desk, with room for its calls."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if "lead" in wanted:
        until(lambda: is_alive(centre), seconds=600, what="living centre")
    for who, scene in SCENES.items():
        if who in wanted:
            visit(centre, folder, who, scene)
    if not CALM.keys() & set(wanted):
        return
    turn(centre, GENTLE)
    until(lambda: has_room(centre), seconds=300, what="idle agents")
    for who, scene in CALM.items():
        if who in wanted:
            visit(centre, folder, who, scene)


def visit(
    centre: LiveCentre,
    folder: Path,
    who: str,
    scene: Callable[[Camera, BrowserContext], None],
) -> None:
    """One scene in every language, each in a browser of its own."""
    for language, locale in LANGUAGES.items():
        # What the browser itself writes, as in a field for a date.
        os.environ["LANGUAGE"] = locale.replace("-", "_")
        with browser(folder / f"{who}-{language}", locale=locale) as context:
            scene(Camera(centre, language), context)


def main(wanted: Collection[str]) -> None:
    (control,) = free_ports(1)
    (trunk,) = free_ports(1, kind=socket.SOCK_DGRAM)
    with tempfile.TemporaryDirectory(prefix="yp-") as name:
        # Its voices are rendered beside the centre's folder.
        Path(name).chmod(0o755)
        folder = Path(name) / "centre"
        folder.mkdir()
        with running(
            folder,
            YINGDA_SUBSCRIBERS="50000",
            YINGDA_TRAFFIC=str(BUSY),
            YINGDA_OUTSIDE_PORT=str(trunk),
            YINGDA_OUTSIDE_ARI_PORT=str(control),
        ) as centre:
            take(centre, folder, wanted)


if __name__ == "__main__":
    main(sys.argv[1:] or (*SCENES, *CALM))
