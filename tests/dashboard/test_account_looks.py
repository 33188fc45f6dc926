"""The pages that only somebody who has really signed in can see: the way there, and how they look."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from casework import accounts, sign_in, tokens
from casework.accounts import Newcomer
from dashboard import clock
from db.session import transaction
from domain.permissions import AccountId, Part, Scope, Visitor
from tests.dashboard.conftest import TODAY, Site
from tests.dashboard.looking import looked_at
from tests.dashboard.looks import OWN
from tests.dashboard.statement import Statement

AT = datetime.combine(TODAY, time(9, 30), UTC)
AT_DESK = Visitor(Part.MANAGER, name="desk")
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def links(database: Engine, monkeypatch: pytest.MonkeyPatch) -> list[str]:  # noqa: ARG001 - It is there.
    """Give ways in for a manager who has a token, a deputy and somebody to stand in for."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    with transaction() as session:
        manager, adviser = (_made(session, part) for part in (Part.MANAGER, Part.ADVISER))
        visitor = accounts.visitor_of(session, accounts.get(session, manager), TODAY)
        tokens.make(session, visitor, "Board figures", [Scope.READ], days=30, at=AT)
        tokens.make_feed(session, visitor, AT)
        for deputy, principal in ((manager, adviser), (adviser, manager)):
            accounts.name_deputy(
                session, AT_DESK, deputy, principal, first=TODAY, last=date(2025, 3, 14), at=AT
            )
        keys = [sign_in.link_to_hand_over(session, AT_DESK, manager, AT) for _ in range(4)]
    sign_in.by_link(keys.pop(), "Firefox", AT)
    return [f"/sign-in/link/{key}" for key in keys]


def _made(session: Session, part: Part) -> AccountId:
    newcomer = Newcomer(f"{part}@programme.example", part, name=part.label.capitalize())
    return accounts.add(session, AT_DESK, newcomer, AT)


@pytest.mark.whole
@ONE_DATABASE
def test_nothing_on_an_account_bars_its_owner(links: list[str], site: Site, statement: Statement) -> None:
    found: list[list[str]] = []

    def look(page: Page) -> None:
        found.append(looked_at(site.browser, page))

    def walk(page: Page) -> None:
        look(page)
        page.get_by_role("button", name="Sign in").click()
        for path in ("", "/password", "/deputies/new", "/tokens/new"):
            page.goto(f"{site.address}/account{path}")
            look(page)
        page.get_by_role("button", name="Make the token").click()
        look(page)
        page.get_by_label("What is it for?").fill("Figures of the board")
        page.get_by_label("To read what you may see").check()
        page.get_by_role("button", name="Make the token").click()
        look(page)
        page.goto(f"{site.address}/accounts")
        page.get_by_role("link", name="Adviser").click()
        look(page)
        page.get_by_role("button", name="Make a link to hand over").click()
        look(page)

    site.visit(links[0], walk)

    for page, amiss in zip(OWN, found, strict=True):
        statement.add(page, amiss, site.browser.version)
    assert found == [[]] * len(OWN)


@ONE_DATABASE
@pytest.mark.parametrize("scripts", [True, False])
def test_a_day_of_an_account_goes_with_and_without_scripts(
    links: list[str], site: Site, scripts: bool
) -> None:
    def walk(page: Page) -> list[str]:
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{site.address}/account")
        page.get_by_role("button", name="Act for Adviser").click()
        acting = page.get_by_text("Signed in as").inner_text()
        page.get_by_role("button", name="Stop acting for Adviser").click()
        page.get_by_role("button", name="Sign out of Firefox").click()
        done = page.get_by_role("alert").inner_text()
        page.get_by_role("link", name="Sign out", exact=True).click()
        page.get_by_role("button", name="Sign out").click()
        page.goto(f"{site.address}/account")
        return [acting.split("Sign out")[0].strip(), done, page.url.removeprefix(site.address)]

    acting, done, there = site.visit(links[0], walk, scripts=scripts)

    assert acting == "Signed in as Programme manager, adviser, acting for Adviser."
    assert "The other browser has been signed out." in done
    assert there == "/sign-in?next=%2Faccount"
