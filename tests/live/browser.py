"""A real browser with a microphone that whistles."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from live.centre import PASSWORD
from live.sound import save, tone

PROGRAMS = ("/usr/bin/chromium", "/usr/bin/chromium-browser")

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
)


@contextmanager
def browser(
    folder: Path, *, hertz: float = 900, locale: str = "zh-CN"
) -> Iterator[BrowserContext]:
    """Its microphone plays one tone without end."""
    folder.mkdir(parents=True, exist_ok=True)
    whistle = folder / "whistle.wav"
    save(whistle, tone(hertz, 10))
    program = next(one for one in PROGRAMS if Path(one).exists())
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder / "profile"),
            executable_path=program,
            args=[*FLAGS, f"--use-file-for-fake-audio-capture={whistle}"],
            ignore_default_args=["--headless", "--mute-audio"],
            locale=locale,
            viewport={"width": 1440, "height": 900},
            permissions=["microphone"],
        )
        try:
            yield context
        finally:
            context.close()


def sign_in(page: Page, url: str, user: str, *, path: str = "/desk") -> None:
    page.goto(url + "/login")
    page.locator("input").nth(0).fill(user)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**" + path)
