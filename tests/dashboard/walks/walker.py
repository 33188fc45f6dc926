"""Somebody who goes through the dashboard with a browser: by its links, its fields and its buttons alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from playwright.sync_api import FilePayload

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PASSWORD = "four words that differ"  # noqa: S105 - Of nobody.
Said = str | date | FilePayload
"""What is written, chosen or handed in at a field."""


@dataclass
class Clock:
    """The clock of the dashboard, which stands until it is set."""

    at: datetime

    def __call__(self) -> datetime:
        """Say what time it is."""
        return self.at

    def set(self, on: date) -> None:
        """Let it be half past nine on a day."""
        self.at = datetime.combine(on, time(9, 30), UTC)


@dataclass
class Walker:
    """Somebody with an account, at a page; whoever was away too long signs in again."""

    page: Page
    address: str
    email: str
    done: list[str] = field(default_factory=list)

    def come_in(self, link: str, name: str = "") -> None:
        """Sign in by a link, say who one is if asked, and set a password."""
        self.page.goto(f"{self.address}{link}")
        if name:
            self.page.get_by_label("Your name").fill(name)
            self.page.get_by_label("Your email address").fill(self.email)
        self.press(self.page.get_by_role("main").get_by_role("button"))
        self.page.goto(f"{self.address}/account/password")
        self.page.get_by_label("Your new password").fill(PASSWORD)
        self.press(self.page.get_by_role("button", name="Set the password"))
        assert "Your password has been set." in self.banner()

    def sign_in(self) -> None:
        """Sign in with the password."""
        self.page.get_by_label("Email address").fill(self.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press(self.page.get_by_role("button", name="Sign in", exact=True))

    def come_to(self, path: str) -> None:
        """Open a page."""
        self.page.goto(f"{self.address}{path}")
        self._come_back()
        assert self.path == path, self.said()

    def _come_back(self) -> None:
        if self.path.startswith("/sign-in"):
            self.sign_in()

    @property
    def path(self) -> str:
        """Where one is."""
        return self.page.url.removeprefix(self.address)

    def follow(self, href: str) -> None:
        """Follow the first link that leads to an address, whatever stands there after a question mark."""
        found = self.page.locator(f'main a[href="{href}"], main a[href^="{href}?"]')
        assert found.count(), f"Nothing leads to {href} from {self.said()}"
        self.press(found.first)
        self._come_back()

    def press(self, what: Locator) -> None:
        """Press a button or follow a link, and wait for the page that comes."""
        with self.page.expect_navigation():
            what.click()

    def do(self, reference: str, deed: str, said: Mapping[str, Said] | None = None) -> None:
        """Do something to a challenge, from its page: say what is asked, look what it causes, and do it."""
        if self.path != f"/challenges/{reference}":
            self.come_to(f"/challenges/{reference}")
        self.follow(f"/challenges/{reference}/{deed}")
        self.through_the_sheet(said or {})

    def through_the_sheet(self, said: Mapping[str, Said]) -> None:
        """Fill a form in, go on, and have it done."""
        for name, what in said.items():
            self.fill(name, what)
        self.press(self.page.get_by_role("button", name="Continue"))
        assert self.page.locator("h1").inner_text() == "Check what it will cause", self.said()
        self.press(self.page.locator('button[value="do"]'))
        self.done.append(self.banner())

    def fill(self, name: str, what: Said) -> None:
        """Fill a field in as its kind wants it; a choice is named by what stands for it in the form."""
        if isinstance(what, date):
            parts = (("day", what.day), ("month", what.month), ("year", what.year))
            for part, number in parts:
                self.page.locator(f'[name="{name}-{part}"]').fill(str(number))
            return
        found = self.page.locator(f'[name="{name}"]')
        if isinstance(what, dict):
            found.set_input_files(what)
        elif self._kind(found) in ("radio", "checkbox"):
            self.page.locator(f'[name="{name}"][value="{what}"]').check()
        elif self._kind(found) == "select-one":
            found.select_option(what)
        else:
            found.fill(what)

    def _kind(self, found: Locator) -> object:
        return found.first.evaluate("(each) => each.type")

    def values(self, name: str) -> list[str]:
        """Return what can be chosen in a form."""
        found: list[str] = self.page.locator(f'[name="{name}"]').evaluate_all(
            "(all) => all.map((each) => each.value)"
        )
        return found

    def banner(self) -> str:
        """Return what the page says has just been done."""
        found = self.page.locator(".govuk-notification-banner--success")
        assert found.count(), self.said()
        return found.inner_text()

    def said(self) -> str:
        """Return the words of the page."""
        return f"{self.path}: {self.page.locator('main').inner_text()}"

    def fetch(self, href: str) -> bytes:
        """Download a file to which a page leads, as whoever is signed in."""
        answer = self.page.context.request.get(f"{self.address}{href}")
        assert answer.ok, href
        return answer.body()
