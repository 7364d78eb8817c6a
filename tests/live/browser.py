"""A real browser with a microphone that whistles."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from live.centre import PASSWORD
from live.sound import save, tone

PROGRAMS = (
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/usr/bin/chromium-browser",
)

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

LISTEN = """
window.heardConnections = [];
const Real = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(...words) { super(...words); window.heardConnections.push(this); }
};
"""
ENERGY = """async () => {
  let energy = 0;
  for (const one of window.heardConnections ?? [])
    for (const part of (await one.getStats()).values())
      if (part.type === "inbound-rtp") energy += part.totalAudioEnergy ?? 0;
  return energy;
}"""
"""How much sound has come in since the page was loaded."""


@contextmanager
def browser(
    folder: Path, *, hertz: float = 900, locale: str = "zh-CN"
) -> Iterator[BrowserContext]:
    """Its microphone plays one tone without end."""
    with sync_playwright() as playwright:
        context = launched(playwright, folder, hertz=hertz, locale=locale)
        try:
            yield context
        finally:
            context.close()


@contextmanager
def two_browsers(folder: Path) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    """On two computers, as it were, with microphones of their own."""
    with sync_playwright() as playwright:
        first = launched(playwright, folder / "first", hertz=500, locale="zh-CN")
        second = launched(playwright, folder / "second", hertz=900, locale="zh-CN")
        try:
            yield first, second
        finally:
            first.close()
            second.close()


def launched(
    playwright: Playwright, folder: Path, *, hertz: float, locale: str
) -> BrowserContext:
    folder.mkdir(parents=True, exist_ok=True)
    whistle = folder / "whistle.wav"
    save(whistle, tone(hertz, 10))
    program = next(one for one in PROGRAMS if Path(one).exists())
    return playwright.chromium.launch_persistent_context(
        str(folder / "profile"),
        executable_path=program,
        args=[*FLAGS, f"--use-file-for-fake-audio-capture={whistle}"],
        ignore_default_args=["--headless", "--mute-audio"],
        locale=locale,
        viewport={"width": 1440, "height": 900},
        permissions=["microphone"],
    )


def sign_in(page: Page, url: str, user: str, *, path: str = "/desk") -> None:
    page.goto(url + "/login")
    page.locator("input").nth(0).fill(user)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**" + path)
