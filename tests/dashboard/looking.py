"""What a page is judged by: axe, on a large screen and a small one, its layout, and the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import Browser
from tests.dashboard.statement import WIDTHS

TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
REACHED = """() => {
  const here = document.activeElement, style = getComputedStyle(here);
  if (here === document.body) return null;
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return {
    name: `${here.tagName.toLowerCase()} “${(here.innerText || here.name || "").trim().slice(0, 40)}”`,
    shows: drawn || style.boxShadow !== "none",
    place: here.dataset.reached ??= String(document.querySelectorAll("[data-reached]").length),
  };
}"""
"""Say what the keyboard has reached, whether one sees it, and as how many it came."""
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((each) => each.checkVisibility() && each.type !== "hidden" && !each.disabled
    && !(each.type === "radio" && !each.checked && document.querySelector(`[name="${each.name}"]:checked`)))
  .filter((each, _, all) => each.type !== "radio" || each.checked
    || all.find((other) => other.name === each.name) === each).length"""
"""Count what the keyboard should reach; of a group of radio buttons it is one."""

FROM_THE_TOP = """() => {
  if (document.activeElement !== document.body) {
    document.body.tabIndex = -1;
    document.body.focus();
  }
}"""
"""Begin at the top, also where a page has begun at what is the matter."""


def looked_at(browser: Browser, page: Page) -> list[str]:
    """Say what is amiss on a page, at each width and by the keyboard.

    What stands in a table that scrolls may be out of sight at one width, and axe cannot decide on it there:
    it counts as undecided if it is so at every width.
    """
    found, undecided = list[str](), list[set[str]]()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        broken, unsure = browser.judged(page)
        found += [*broken, *_laid_out(page)]
        undecided.append(set(unsure))
    return [*found, *sorted(set.intersection(*undecided)), *_walked(page)]


def _laid_out(page: Page) -> list[str]:
    """Say what is amiss with how a page is laid out: it may not have to be pushed sideways."""
    wide = [f"It is wider than {page.viewport_size}."] if page.evaluate(TOO_WIDE) else []
    untitled = [] if page.locator("h1").count() == 1 else ["It has not one main heading."]
    return wide + untitled


def _walked(page: Page) -> list[str]:
    """Say what is amiss for whoever goes through a page with the Tab key alone."""
    wanted, found, seen = page.evaluate(REACHABLE), [], 0
    page.evaluate(FROM_THE_TOP)
    page.keyboard.press("Tab")
    skips = (page.evaluate(REACHED) or {}).get("name")
    if skips != "a “Skip to main content”":
        found.append(f"The first that the keyboard reaches is {skips}.")
    while (here := page.evaluate(REACHED)) and int(here["place"]) == seen:
        seen += 1
        if not here["shows"]:
            found.append(f"One does not see that the keyboard has reached {here['name']}.")
        page.keyboard.press("Tab")
    if seen != wanted:
        found.append(f"The keyboard reaches {seen} of {wanted}; after them comes {here}.")
    return found
