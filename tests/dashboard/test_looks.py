"""Every page as readers meet it: judged by axe, on a large screen and on a small one, and by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from domain.permissions import Part
from tests.browser import Browser
from tests.dashboard.conftest import SignedIn, Site
from tests.dashboard.looks import LOOKS, Look

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""The other database would show the same pages."""
TOO_WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth"""


@ONE_DATABASE
@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_nothing_on_a_page_bars_a_reader(look: Look, site: Site, signed_in: SignedIn) -> None:
    if look.part is not Part.PUBLIC:
        signed_in(look.part, *look.own)

    for width in (1280, 320):
        assert site.visit(look.path, lambda page: _judged(site.browser, page), width=width) == []


def _judged(browser: Browser, page: Page) -> list[str]:
    """Say what is amiss on a page: what axe finds, and whether it has to be pushed sideways."""
    wide = [f"It is wider than {page.viewport_size}."] if page.evaluate(TOO_WIDE) else []
    untitled = [] if page.locator("h1").count() == 1 else ["It has not one main heading."]
    return browser.axe_here(page) + wide + untitled
