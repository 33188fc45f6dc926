"""The essential steps without scripts, and a deed from sign-in to its end with the keyboard alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FilePayload

from casework.case import case
from db.session import reading
from domain.permissions import Part
from tests.casework.filled_in import FIRST, HEAD
from tests.dashboard.conftest import TAMWORTH, SignedIn, Site
from tests.dashboard.walks.walker import PASSWORD, Clock, Walker
from tests.hostile.files import docx, word_table

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("stocked"),
]
HOME = f"/challenges/{TAMWORTH}"
MANAGER = "manager@programme.example"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def kinds(reference: str = TAMWORTH) -> list[str]:
    with reading() as session:
        return [str(each.kind) for each in case(session, reference).history]


def test_a_challenge_is_opened_staffed_and_taken_on_without_scripts(site: Site, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    def walk(page: Page) -> list[str]:
        manager = Walker(page, site.address, MANAGER)
        manager.come_to("/")
        manager.follow("/open")
        manager.through_the_sheet({"councils": "Lichfield"})
        reference = manager.path.rpartition("/")[2]
        who = {
            "role": "chief_executive",
            "name": "Chief executive",
            "email": "chief.executive@lichfield.example",
        }
        manager.do(reference, "assign-council", who)
        manager.do(reference, "record/agreed")
        running = page.get_by_role("link", name="See the last runs of its flows")
        manager.press(running)
        return [*manager.done, manager.said()]

    opened, assigned, recorded, runs = site.visit("/about", walk, scripts=False)

    assert "is open, under the scheme 2024." in opened
    assert "chief executive is Chief executive." in assigned
    assert "“Council agrees to the challenge” is recorded, on Thursday 6 March 2025." in recorded
    assert "Prefect cannot be reached" in runs


def test_a_council_sends_its_plan_in_word_without_scripts(site: Site, signed_in: SignedIn) -> None:
    signed_in(Part.COUNCIL_CONTACT, TAMWORTH, council="TAW")
    plan = FilePayload(name="plan.docx", mimeType=DOCX, buffer=docx(word_table(HEAD, FIRST)))

    def walk(page: Page) -> tuple[str, str]:
        contact = Walker(page, site.address, "lead@tamworth.example")
        contact.come_to(HOME)
        contact.follow(f"{HOME}/hand-in/plan")
        contact.fill("file", plan)
        contact.press(page.get_by_role("button", name="Continue"))
        shown = contact.said()
        contact.press(page.locator('button[value="do"]'))
        return shown, contact.banner()

    shown, kept = site.visit("/about", walk, scripts=False)

    assert "plan.docx, as it was understood" in shown
    assert "Monitoring officer" in shown
    assert "plan.docx is understood and kept" in kept
    assert kinds()[-1] == "content_received"


def test_an_escalation_is_approved_where_it_waits_without_scripts(
    site: Site, signed_in: SignedIn, standing: Clock
) -> None:
    signed_in(Part.MANAGER)
    standing.set(date(2025, 12, 8))  # The progress review was due on Sunday 31 August 2025.

    def walk(page: Page) -> str:
        manager = Walker(page, site.address, MANAGER)
        leader = {"role": "leader", "name": "Leader", "email": "leader@tamworth.example"}
        manager.do(TAMWORTH, "assign-council", leader)
        manager.press(page.get_by_role("link", name="Let it out").first)
        manager.through_the_sheet({"reason": "The leader has been told by telephone."})
        return manager.done[-1]

    assert "the letter is approved" in site.visit("/about", walk, scripts=False)
    assert kinds()[-1] == "approved"


def test_the_register_is_read_without_scripts_and_without_an_account(site: Site) -> None:
    def walk(page: Page) -> tuple[str, str]:
        page.goto(site.address)
        page.get_by_role("link", name="Tamworth").first.click()
        return page.url.removeprefix(site.address), page.locator("main").inner_text()

    path, said = site.visit("/about", walk, scripts=False)

    assert path == "/register/tamworth-cpc-2024-001"
    assert "Report" in said


# By the keyboard


WHERE = """() => {
  const here = document.activeElement;
  return [here.tagName.toLowerCase(), here.getAttribute("href") || here.name || "", here.innerText || "",
    here.value || ""].map((each) => String(each).trim());
}"""


def reach(page: Page, *, href: str = "", name: str = "", says: str = "") -> None:
    """Press Tab until the keyboard is at a link, a field or a button."""
    for _ in range(300):
        page.keyboard.press("Tab")
        _, at, words, _ = page.evaluate(WHERE)
        if (href and at.partition("?")[0] == href) or (name and at == name) or (says and words == says):
            return
    raise AssertionError(f"The keyboard does not reach {href or name or says} on {page.url}.")


def press(page: Page) -> None:
    """Press Enter, and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.usefixtures("manager_account")
def test_a_milestone_is_recorded_with_the_keyboard_alone(site: Site) -> None:
    def walk(page: Page) -> str:
        reach(page, href="/sign-in")
        press(page)
        for name, words in (("email", MANAGER), ("password", PASSWORD)):
            reach(page, name=name)
            page.keyboard.type(words)
        press(page)
        reach(page, href=HOME)
        press(page)
        reach(page, href=f"{HOME}/record/review_scheduled")
        press(page)
        for name, number in (("review_start", 14), ("review_end", 15)):
            for part, written in (("day", number), ("month", 5), ("year", 2025)):
                reach(page, name=f"{name}-{part}")
                page.keyboard.type(str(written))
        reach(page, name="mode")
        page.keyboard.press("Space")
        reach(page, says="Continue")
        press(page)
        reach(page, says="Record “Progress review scheduled”")
        press(page)
        there: str = page.evaluate("() => document.activeElement.innerText")
        return there

    assert "is recorded, on Thursday 6 March 2025." in site.visit("/about", walk)
    assert kinds()[-1] == "review_scheduled"
