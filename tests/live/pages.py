"""What every page is asked: that all may use it, and that it fits on the screen."""

import base64
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from live.centre import PASSWORD, LiveCentre
from live.waiting import until

LONG = "阿卜杜拉·买买提·吐尔逊江·热合曼·努尔麦麦提"
GROUP = {
    "zh": "西安分公司宽带装维与政企客户重大故障应急支撑第一小组",
    "en": "Emergency support of Xi'an for broadband and business customers, first group",
}
ORDER = {"type": "fault", "branch_id": "sn.xa"}
CALLERS = ("13609990005", "15909990008", "13709990002", "14799990007", "13509990006")
PAGES = {
    "s3001": {
        "/board": "[data-testid=as-of]",
        "/floor": "tbody tr",
        "/reports/day?by=queue": "tbody tr",
        "/reports/day?by=half_hour&count=event": "tbody tr",
        "/contacts": "tbody tr",
        "/recordings": "h1",
        "/orders": "tbody tr",
    },
    "h5001": {"/inbox": "tbody tr"},
    "admin": {
        "/people": "tbody tr",
        "/audit": "tbody tr",
        "/rules": "tbody tr",
        "/rights": "tbody tr",
    },
}
"""Who looks at what, and what is there when it has been fetched."""

LANGUAGES = ("zh-CN", "en")
SIZES = ((1366, 768), (1440, 900))
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""WCAG 2.2 at the levels A and AA."""

_AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"

STILL = """document.getAnimations().every(one =>
  one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""
"""Half-faded text has half its contrast."""

SPOKEN = "document.documentElement.lang"

VIOLATIONS = """async rules => {
  const {violations} = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  return violations.flatMap(rule => rule.nodes.map(node =>
    [rule.id, node.target.join(' '), node.html.slice(0, 150),
     [...node.any, ...node.all, ...node.none].map(one => one.message)[0]].join(' | ')));
}"""

SIDEWAYS = """() => [document.scrollingElement, ...document.querySelectorAll('body *')]
  .filter(one => !one.matches('[data-drawing]'))
  .filter(one => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && (
    one === document.scrollingElement || /auto|scroll/.test(getComputedStyle(one).overflowX)))
  .map(one => `${one.tagName} ${one.className}: ${one.scrollWidth} in ${one.clientWidth}`)"""

"""The flow of an order may be wider than its box: a drawing needs two dimensions."""

HIDDEN = """() => [...document.querySelectorAll('button, a, input, select, textarea, [role]')]
  .filter(one => one.checkVisibility() && !one.closest('[aria-hidden=true], [data-drawing]'))
  .filter(one => { const box = one.getBoundingClientRect();
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1); })
  .map(one => `beyond the edge: ${one.outerHTML.slice(0, 120)}`)"""


def fill(centre: LiveCentre) -> None:
    """With more people, contacts and orders than fit on a page, and long names of all."""
    admin = centre.person("admin")
    admin.ask("PUT", "/api/groups/long", {"path": "sn.xa", "name": GROUP})
    lines = ["login,name,roles,number,group,seat_type,skills,queues,path"]
    lines += [
        f"b{number},{LONG},agent,7{number},long,agent,"
        "fault:9;business:8;billing:7;complaint:6;general:5,,"
        for number in range(100, 160)
    ]
    file = base64.b64encode("\n".join(lines).encode()).decode()
    taken = admin.ask("POST", "/api/people/import", {"data": file, "is_meant": True})
    assert taken["is_done"], taken
    agent = centre.person("a1012")
    for _ in range(30):
        agent.ask("POST", "/api/orders", {**ORDER, "description": LONG * 12})
    for number in CALLERS:
        chat = agent.ask("POST", "/api/chat", {"text": LONG * 5, "number": number})
        agent.ask("POST", "/api/chat/end", {"token": chat["token"]})


def signed_in(
    context: BrowserContext, centre: LiveCentre, user: str, language: str
) -> Page:
    """A page of this browser, signed in; whoever was signed in before is not any more."""
    page = context.pages[0]
    answer = context.request.post(
        centre.url + "/api/session", data={"user": user, "password": PASSWORD}
    )
    assert answer.ok, answer.text()
    page.goto(centre.url + "/mark.svg")
    page.evaluate("one => localStorage.setItem('yingda.language', one)", language)
    return page


def speaks(page: Page, language: str) -> None:
    """By the button that every page has; only if it speaks another now."""
    if page.evaluate(SPOKEN) != language:
        page.locator(f"button[lang='{language}']").click()
        until(lambda: page.evaluate(SPOKEN) == language, seconds=10, what=language)


def looks_other(page: Page) -> None:
    """From light to dark, and back."""
    page.locator("button:has(.anticon-bulb)").click()
    page.mouse.move(700, 2)


def faults(page: Page, sizes: Sequence[tuple[int, int]] = SIZES) -> list[str]:
    """All that keeps somebody from using this page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text("utf-8"))
    found: list[str] = []
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        until(lambda: page.evaluate(STILL), seconds=10, what="end of the movements")
        found += [f"{width}: {one}" for one in page.evaluate(SIDEWAYS)]
        found += [f"{width}: {one}" for one in page.evaluate(HIDDEN)]
    return found + list(page.evaluate(VIOLATIONS, list(RULES)))


class Inspection:
    """Faults of many pages, told together at the end."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._found: list[str] = []

    def of(self, page: Page, what: str) -> None:
        language = str(page.evaluate(SPOKEN))
        self.seen.append(f"{what} {language}")
        self._found += [f"{what} {language}: {one}" for one in faults(page)]

    def in_both(self, page: Page, what: str) -> None:
        """In the language that it speaks, then in the other, which it keeps."""
        first = str(page.evaluate(SPOKEN))
        for language in (first, *(one for one in LANGUAGES if one != first)):
            speaks(page, language)
            self.of(page, what)

    def ends_well(self) -> None:
        if self._found:
            pytest.fail("\n".join(self._found), pytrace=False)
