"""Every page as readers meet it: judged by axe, on a large screen and a small one, and by the keyboard.

`make accessibility` writes down what was looked at, and the accessibility statement is drawn from that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from domain.permissions import Part
from tests.dashboard.conftest import SignedIn, Site
from tests.dashboard.looking import looked_at
from tests.dashboard.looks import LOOKS, MADE, OWN, Look
from tests.dashboard.statement import STATEMENT, Statement

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""The other database would show the same pages."""


def kinds() -> Iterator[Any]:
    """Give the looks; a second one in the same part of the site is left to `make test-whole`."""
    seen = set[str]()
    for look in LOOKS:
        kind = look.path.partition("?")[0].split("/")[1]
        yield pytest.param(look, id=str(look), marks=pytest.mark.whole if kind in seen else ())
        seen.add(kind)


@ONE_DATABASE
@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize("look", [*kinds()])
def test_nothing_on_a_page_bars_a_reader(
    look: Look, site: Site, signed_in: SignedIn, statement: Statement
) -> None:
    if look.part is not Part.PUBLIC:
        signed_in(look.part, *look.own)

    found = site.visit(look.path, lambda page: looked_at(site.browser, page))

    statement.add(str(look), found, site.browser.version)
    assert found == []


@ONE_DATABASE
@pytest.mark.usefixtures("stocked")
def test_nothing_on_the_page_of_a_paper_that_is_made_bars_a_reader(
    site: Site, signed_in: SignedIn, statement: Statement
) -> None:
    signed_in(Part.MANAGER)

    def walk(page: Page) -> tuple[str, list[str]]:
        page.get_by_role("button", name="Make and file the paper").click()
        page.get_by_role("link", name="Corporate peer challenge: update for 2023-24").wait_for()
        page.wait_for_load_state()
        said = page.evaluate("() => document.activeElement.innerText")
        return said, looked_at(site.browser, page)

    said, found = site.visit("/board/new", walk)

    statement.add(MADE, found, site.browser.version)
    assert "The paper has been filed." in said
    assert found == []


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

    assert [each["page"] for each in told["pages"]] == [*map(str, LOOKS), MADE, *OWN], (
        "Run `make accessibility`, which looks at all of them and writes the statement anew."
    )
