"""The first run: a link that is good once, an account, a password, and the pipeline."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.dashboard.conftest import Site
from tests.dashboard.walks.walker import Walker

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MANAGER = "programme.manager@programme.example"


@ONE_DATABASE
@pytest.mark.parametrize(
    "scripts",
    [pytest.param(True, id="with JavaScript", marks=pytest.mark.whole), pytest.param(False, id="without")],
)
def test_the_first_manager_comes_in_by_a_link_once_and_by_a_password_from_then_on(
    site: Site, first_link: str, scripts: bool
) -> None:
    def walk(page: Page) -> list[str]:
        manager = Walker(page, site.address, MANAGER)
        manager.come_in(first_link, "Programme manager")
        manager.press(page.get_by_role("link", name="Pipeline"))
        pipeline = manager.said()
        manager.press(page.get_by_role("link", name="Sign out"))
        manager.press(page.get_by_role("button", name="Sign out"))
        page.goto(f"{site.address}{first_link}")
        spent = manager.said()
        manager.come_to("/accounts")
        return [pipeline, spent, manager.said()]

    pipeline, spent, accounts = site.visit("/about", walk, scripts=scripts)

    assert "No challenges under way" in pipeline
    assert "Open a challenge" in pipeline
    assert "used" in spent
    assert MANAGER in accounts
