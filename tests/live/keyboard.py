"""A page by the keys alone: what is reached, whether it is seen, and where the focus goes."""

import pytest
from playwright.sync_api import Page

from live.waiting import until

BEGIN = """within => {
  const near = one => [...(one.parentElement?.children ?? []), one.parentElement,
    one.parentElement?.parentElement, one.parentElement?.parentElement?.parentElement, one];
  const look = one => near(one).filter(Boolean).map(at => {
    for (const moving of at.getAnimations())
      if (moving.effect.getTiming().iterations !== Infinity) moving.finish();
    const {outlineStyle, outline, boxShadow, borderColor, backgroundColor} = getComputedStyle(at);
    return [outlineStyle === 'none' ? '' : outline, boxShadow, borderColor, backgroundColor].join();
  }).join('|');
  const stops = () => [...document.querySelectorAll(within)]
    .flatMap(box => [...box.querySelectorAll('a[href], button, input, select, textarea, [tabindex]')])
    .filter(one => one.tabIndex >= 0 && !one.disabled && !one.closest('[inert], [aria-hidden=true]')
      && one.checkVisibility({checkVisibilityCSS: true}));
  const resting = new Map(stops().filter(one => one !== document.activeElement)
    .map(one => [one, look(one)]));
  const visited = new Set();
  window.tour_ = {
    step() {
      const one = document.activeElement;
      if (!one || one === document.body) return [false, true, ''];
      const isNew = !visited.has(one);
      visited.add(one);
      const isSeen = !resting.has(one) || resting.get(one) !== look(one);
      return [isNew, isSeen, one.outerHTML.slice(0, 150)];
    },
    count: () => visited.size,
    missed: () => stops().filter(one => ![...visited].some(other => other === one
        || one.type === 'radio' && other.type === 'radio' && other.name === one.name))
      .map(one => one.outerHTML.slice(0, 150)),
    jumps: () => stops().filter(one => one.tabIndex > 0).map(one => one.outerHTML.slice(0, 150)),
  };
}"""
"""The look of whatever can have the focus, and of what is around it, while it has it not."""

MOUSE_ONLY = """() => {
  const keyed = 'a[href], button, input, select, textarea, [tabindex]:not([tabindex="-1"])';
  return [...document.querySelectorAll('body *')].filter(one => {
    const own = Object.keys(one).find(key => key.startsWith('__reactProps$'));
    return own && one[own].onClick && one.checkVisibility({checkVisibilityCSS: true})
      && !one.closest(`${keyed}, label, [aria-hidden=true], .ant-drawer-mask`)
      && !one.querySelector(keyed);
  }).map(one => one.outerHTML.slice(0, 150));
}"""
"""What hears a click and is neither a control nor around one; Escape does what a click beside
a drawer does."""

ROUND = 16
"""So many times Tab and nothing new: a field of date and time alone takes seven."""


def tour(page: Page, *, within: str = "body") -> list[str]:
    """By Tab until nothing new comes: what is never reached, jumps the queue, cannot be seen
    to have the focus, or is for the mouse alone."""
    page.evaluate(BEGIN, within)
    found: dict[str, None] = {}
    nothing_new = 0
    # What has come since the keys went by is reached the next time round.
    while nothing_new < ROUND or (
        nothing_new < ROUND + page.evaluate("tour_.count()") and _of(page, "missed")
    ):
        page.keyboard.press("Tab")
        is_new, is_seen, what = page.evaluate("tour_.step()")
        nothing_new = 0 if is_new else nothing_new + 1
        if not is_seen:
            found[f"focus is not seen: {what}"] = None
    found |= dict.fromkeys(f"never reached: {one}" for one in _of(page, "missed"))
    found |= dict.fromkeys(f"out of order: {one}" for one in _of(page, "jumps"))
    mouse = page.evaluate(MOUSE_ONLY)
    return [*found, *(f"for the mouse alone: {one}" for one in mouse)]


def _of(page: Page, what: str) -> list[str]:
    return list(page.evaluate(f"tour_.{what}()"))


def goes_to(page: Page, selector: str) -> None:
    """By Tab alone."""
    for _ in range(400):
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} of {page.url} is not reached by Tab")


def opens(page: Page, selector: str, key: str) -> list[str]:
    """What is opened by a key has the focus and all of it is reached; it keeps the focus if
    it covers the page; Escape closes it and gives the focus back."""
    goes_to(page, selector)
    page.evaluate("() => { window.opener_ = document.activeElement; }")
    page.keyboard.press(key)
    return is_left_well(page)


def is_left_well(page: Page) -> list[str]:
    """The same of a dialog that is opened already, from `window.opener_`."""
    box = page.locator("[role=dialog]:visible").last
    box.wait_for()
    has_focus = "() => !!document.activeElement.closest('[role=dialog]')"
    until(lambda: page.evaluate(has_focus), seconds=10, what="focus in the dialog")
    is_modal = box.get_attribute("aria-modal") == "true"
    found = tour(page, within="[role=dialog]")
    if not is_modal:
        goes_to(page, "[role=dialog] *")
    elif not page.evaluate(
        "() => document.activeElement === document.body"
        " || !!document.activeElement.closest('.ant-drawer, .ant-modal-wrap')"
    ):
        found.append("the focus is below what covers the page")
    page.keyboard.press("Escape")
    until(
        lambda: not page.locator("[role=dialog]:visible").count(),
        seconds=10,
        what="end of the dialog by Escape",
    )
    until(
        lambda: page.evaluate("() => document.activeElement === window.opener_"),
        seconds=10,
        what="focus where it was",
    )
    return found
