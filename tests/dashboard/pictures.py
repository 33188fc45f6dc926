"""Draws the pictures of the README anew: ``python -m tests.dashboard.pictures docs/pictures``.

They are of a programme of its own, in a folder that is gone afterwards: one challenge that has been through
most of its year, one whose report is long overdue, and the samples that the first run offers.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI, Request
from playwright.sync_api import Page

from casework.record import Entry
from channels.stand_in.server import serving
from cli.samples import under_way
from dashboard import asking
from dashboard.app import create_app
from db.session import engine, migrate, transaction
from domain.lifecycle import Milestone
from domain.permissions import AccountId, Part, Visitor
from settings import settings
from tests.browser import Browser, chromium
from tests.dashboard.conftest import TAMWORTH, TODAY
from tests.flows.stories import opened, ready_for_the_report, through_the_year

AT = datetime.combine(TODAY, time(9, 30), UTC)
MANAGER = Visitor(Part.MANAGER, AccountId("1"), name="Programme manager")
PAGES = {
    "pipeline": "/",
    "challenge": f"/challenges/{TAMWORTH}",
    "check": f"/challenges/{TAMWORTH}/record/review_scheduled",
    "register": "/register/tamworth-cpc-2024-001",
}
"""What is drawn; the public one by somebody who has not signed in."""
WIDTH, HEIGHT = 1000, 900


def draw(folder: Path) -> None:
    """Draw all of them into a folder."""
    with TemporaryDirectory() as home:
        os.environ |= {"CPC_HOME": home, "CPC_ENVIRONMENT": "Sample"}
        settings.cache_clear()
        _stock()
        app = create_app()
        app.dependency_overrides[asking.now] = lambda: AT
        with serving(app) as address, chromium() as browser:
            for name, path in PAGES.items():
                _sign_in(app, is_public=name == "register")
                _picture(browser, address + path, folder / f"{name}.png")


def _stock() -> None:
    migrate(engine())
    with transaction() as session:
        year = through_the_year(opened(session, "Tamworth", on="2024-05-01"))
        any(each is Milestone.REVIEW_SCHEDULED for each in year)
        ready_for_the_report(session)
        under_way(session, Entry("samples", TODAY, AT))


def _sign_in(app: FastAPI, *, is_public: bool) -> None:
    async def asker(request: Request) -> Visitor:
        return asking.known(request, Visitor() if is_public else MANAGER)

    app.dependency_overrides[asking.asker] = asker


def _picture(browser: Browser, url: str, path: Path) -> None:
    def look(page: Page) -> None:
        if path.stem == "check":
            _go_on(page)
        page.screenshot(path=path)

    browser.visit(url, look, width=WIDTH)


def _go_on(page: Page) -> None:
    for name in ("review_start", "review_end"):
        for part, number in (("day", 14), ("month", 5), ("year", 2025)):
            page.locator(f'[name="{name}-{part}"]').fill(str(number))
    page.locator('[name="mode"]').first.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check what it will cause").wait_for()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
