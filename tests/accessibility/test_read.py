"""Every page as it is read: axe finds nothing, and on a small screen and on paper nothing is lost.

Looking at all of them takes two minutes. `make test` looks at each document of the longest challenge and at
each notice under the newest scheme, `make test-whole` under the others too, and `make test-deep` also at one
recommendation and forty, and at those that know hardly anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest

from casework.board.papers import PaperKind
from documents.checks import problems
from tests.accessibility.papers import (
    MANY,
    MESSAGES,
    PAPERS,
    changes,
    digest,
    gathered,
    given,
    html,
    message,
)
from tests.browser import Browser
from tests.templates.board_facts import everything, page

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE, NARROW = 1280, 320
ZOOMED = 256
"""The height of a window of 1280 by 1024 that is zoomed to 400 %; its width is then 320."""
SHEET = 627
"""What lies between the margins of A4, in CSS pixels."""
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    "p, li, dt, dd, td, th, caption, address { margin-bottom: 2em !important }"
)
"""What WCAG 1.4.12 lets a reader ask for."""

LOST = """() => {
  const width = document.scrollingElement.clientWidth;
  const found = [];
  const name = (each) => `${each.tagName.toLowerCase()} “${each.textContent.trim().slice(0, 60)}”`;
  const scrolls = (each) => /auto|scroll/.test(getComputedStyle(each).overflowX);
  if (document.scrollingElement.scrollWidth > width)
    found.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
  for (const each of document.body.querySelectorAll("*:not(svg *)")) {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    if (box.width === 0 || style.position === "absolute") continue;
    const region = each.parentElement.closest(".table, .chart");
    if (!region && box.right > width + 1) found.push(`${name(each)} ends at ${Math.round(box.right)}`);
    if (region && each.matches("td, th") && box.width > width)
      found.push(`${name(each)} is ${Math.round(box.width)} wide`);
    if (scrolls(each) && each.scrollWidth > each.clientWidth && each.tabIndex < 0)
      found.push(`${name(each)} scrolls and cannot be focused`);
    if (/hidden|clip/.test(style.overflow) && each.scrollHeight > each.clientHeight + 1)
      found.push(`${name(each)} is cut off`);
  }
  return found;
}"""
"""Name what sticks out of the window or is cut off; only a table may scroll, and then by keyboard too."""

_INSIDE = re.compile(r"</?(?:ins|del|span)\b[^>]*>")
"""What a comparison is marked with and no document may hold."""
Write = Callable[[], str]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    is_deep = metafunc.config.getoption("--hypothesis-profile") == "deep"
    papers = [given(each, partial(html, each)) for each in PAPERS if is_deep or each.recommendations == MANY]
    notices = [given(each, partial(message, each)) for each in MESSAGES if is_deep or not each.is_little]
    others = [pytest.param(each, id=each.__name__) for each in (gathered, digest, changes)]
    papers += [pytest.param(partial(page, kind, everything()), id=kind) for kind in PaperKind]
    for name, found in (("document", papers), ("page", [*papers, *notices, *others])):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, found)


def test_axe_finds_nothing_and_leaves_nothing_undecided(page: Write, browser: Browser) -> None:
    assert browser.axe(page(), width=WIDE) == []


def test_a_page_reflows_in_a_narrow_window_with_the_spacing_that_its_reader_likes(
    page: Write, browser: Browser
) -> None:
    plain, spaced = (
        browser.ask(page() + f"<style>{style}</style>", LOST, width=NARROW, height=ZOOMED)
        for style in ("", SPACED)
    )

    assert (plain, spaced) == ([], [])


def test_on_paper_nothing_is_cut_off_and_what_serves_the_screen_is_left_out(
    document: Write, browser: Browser
) -> None:
    def look(shown: Page) -> tuple[list[str], int]:
        return shown.evaluate(LOST), shown.locator(".no-print:visible").count()

    assert browser.see(document(), look, width=SHEET, media="print") == ([], 0)


def test_the_first_key_shows_the_way_to_the_main_content(document: Write, browser: Browser) -> None:
    def look(shown: Page) -> tuple[str, bool, bool]:
        shown.evaluate("location.hash = ''")
        shown.keyboard.press("Tab")
        focused = shown.locator(":focus")
        words, box = focused.inner_text(), focused.bounding_box()
        shown.keyboard.press("Enter")
        return words, bool(box and box["x"] >= 0), shown.locator("h1:target").count() == 1

    assert browser.see(document(), look, width=WIDE) == ("Skip to main content", True, True)


def test_what_came_and_went_is_said_in_words_on_a_page_that_has_no_other_fault() -> None:
    page = changes()

    assert problems(_INSIDE.sub("", page)) == []
    for tag, word in (("ins", "added"), ("del", "removed")):
        marked = page.count(f"<{tag}>")
        assert 0 < marked == page.count(f'<{tag}><span class="unseen"> [{word}: </span>')


FAULTY = """<!doctype html><html lang="en-GB"><head><title>Faulty</title><style>
.quiet { color: #bbb } .wide { width: 700px } .cut { height: 1em; line-height: 1.5; overflow: hidden }
</style></head><body><main><h1>Faulty</h1>{}</main></body></html>"""


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ('<p class="quiet">Hardly to be seen</p>', "color-contrast"),
        ("<h4>Too deep</h4>", "heading-order"),
        ('<p><a href="https://lga.example"></a></p>', "link-name"),
    ],
)
def test_axe_can_fail(fault: str, told: str, browser: Browser) -> None:
    found = browser.axe(FAULTY.replace("{}", fault), width=WIDE)

    assert [each.partition(":")[0] for each in found] == [told]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ('<p class="wide">Wide</p>', ["the page is 708 wide", "p “Wide” ends at 708"]),
        ('<p class="cut">One line<br>and another</p>', ["p “One lineand another” is cut off"]),
        (
            '<div style="overflow-x: auto"><p class="wide">Wide</p></div>',
            ["div “Wide” scrolls and cannot be focused", "p “Wide” ends at 708"],
        ),
        ("<p>Narrow</p>", []),
    ],
)
def test_what_is_lost_is_found(fault: str, told: list[str], browser: Browser) -> None:
    assert browser.ask(FAULTY.replace("{}", fault), LOST, width=NARROW) == told


def test_a_page_that_fetches_anything_is_found(browser: Browser) -> None:
    with pytest.raises(AssertionError, match="it needs what is elsewhere"):
        browser.ask(FAULTY.replace("{}", '<img src="https://lga.example/a.png" alt="A">'), "1", width=WIDE)
