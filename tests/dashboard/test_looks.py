"""Every page as readers meet it: judged by axe, on a large screen and a small one, and by the keyboard.

`make accessibility` writes down what was looked at, and the accessibility statement is drawn from that.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from domain.permissions import Part
from tests.browser import Browser
from tests.dashboard.conftest import SignedIn, Site
from tests.dashboard.looks import LOOKS, Look
from tests.dashboard.statement import STATEMENT, WIDTHS, Statement

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""The other database would show the same pages."""
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


@ONE_DATABASE
@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_nothing_on_a_page_bars_a_reader(
    look: Look, site: Site, signed_in: SignedIn, statement: Statement
) -> None:
    if look.part is not Part.PUBLIC:
        signed_in(look.part, *look.own)

    found = site.visit(look.path, lambda page: _looked_at(site.browser, page))

    statement.add(str(look), found, site.browser.version)
    assert found == []


def _looked_at(browser: Browser, page: Page) -> list[str]:
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


@ONE_DATABASE
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_the_first_key_leads_past_what_stands_above_every_page(site: Site, scripts: bool) -> None:
    def skip(page: Page) -> object:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        return page.evaluate("() => document.activeElement.closest('main') !== null")

    assert site.visit("/about", skip, scripts=scripts) is True


def test_the_statement_tells_of_the_pages_that_are_looked_at_now() -> None:
    told = json.loads(Path(STATEMENT).read_text("utf-8"))

    assert [each["page"] for each in told["pages"]] == [str(look) for look in LOOKS], (
        "Run `make accessibility`, which looks at all of them and writes the statement anew."
    )
