"""One council's challenge in a real browser: opened, every milestone recorded, and read by the public.

It is the story that `cpc demo` tells, with fewer people and three turns of its own: a warning about the team
is allowed; the council's project lead sends the plan in, as the form that came with the report; and it is
published so late that the leader is written to, which a programme manager has to approve.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import FilePayload

from casework.case import case
from db.session import reading
from domain.lifecycle import Reference
from domain.people import ROLES, Role, Side
from tests.dashboard.conftest import Site
from tests.dashboard.walks.walker import Clock, Walker

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAMPLES = Path(__file__).parents[3] / "db" / "samples"
STORY: dict[str, Any] = tomllib.loads((SAMPLES / "demo" / "single-2024.toml").read_text("utf-8"))
MANAGER, PROJECT_LEAD = "programme.manager@lga-peer-challenge.example", "project.lead@tamworth.example"
REFERENCE = "CPC-2024-001"
HOME = f"/challenges/{REFERENCE}"
LATE = {"plan_approved": date(2025, 5, 1), "plan_published": date(2025, 5, 8)}
"""What happens on other days than in the demonstration: the plan was due on Monday 31 March 2025."""
WHO = {
    Role.PRINCIPAL_ADVISER,
    Role.CHALLENGE_MANAGER,
    Role.CHIEF_EXECUTIVE,
    Role.LEADER,
    Role.PROJECT_LEAD,
    Role.LEAD_CHIEF_EXECUTIVE,
    Role.LEAD_MEMBER,
}
"""Enough people for every milestone and for the letter to the leader."""
ASSIGNING = {Side.PROGRAMME: "assign-staff", Side.PEERS: "assign-peer", Side.COUNCIL: "assign-council"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTION = {
    "Action": "Write a guide",
    "Lead member": "Leader",
    "Lead officer": "Chief executive",
    "Due": "31 December 2025",
    "Measure": "It is out",
    "Status": "Not started",
}
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass
class Story:
    """The challenge as it is taken on in the browser by a programme manager."""

    manager: Walker
    standing: Clock

    def open(self) -> None:
        """Open it from the pipeline, with the people whom everybody knows from the start."""
        self.standing.set(STORY["opened"])
        self.manager.come_to("/")
        self.manager.follow("/open")
        self.manager.through_the_sheet({"councils": "\n".join(STORY["councils"])})
        self.assign(STORY["people"])

    def go_on(self, steps: Iterable[Mapping[str, Any]]) -> None:
        """Take step after step, each on its day."""
        for step in steps:
            self.standing.set(LATE.get(step.get("done", ""), step["on"]))
            self.assign(step.get("people", ()))
            for name in step.get("hand_in", ()):
                self.do(f"hand-in/{name.split('-')[0]}", file=sample(name))
            if "control" in step:
                self.do("facts", focus="\n".join(step["focus"]), control=step["control"]["TAW"])
            if "declared" in step:
                self.declare(step["declared"])
            if step.get("done") == "team_confirmed":
                self.allow_the_warning()
            if "done" in step:
                self.record(step)

    def do(self, deed: str, **said: Any) -> None:
        self.manager.do(REFERENCE, deed, said)

    def assign(self, people: Iterable[Mapping[str, str]]) -> None:
        for each in people:
            role = Role(each["role"])
            if role not in WHO:
                continue
            told = {name: each[name] for name in ("role", "email", "post", "party") if name in each}
            self.do(ASSIGNING[ROLES[role].side], name=each.get("name", ROLES[role].title), **told)

    def declare(self, interest: str) -> None:
        self.manager.come_to(f"{HOME}/declare")
        for who in self.manager.values("who"):
            self.do("declare", who=who, interest=interest)

    def allow_the_warning(self) -> None:
        """Allow what the page warns of: with so few peers, every member is from the group in control."""
        self.manager.come_to(HOME)
        self.manager.press(self.manager.page.get_by_role("link", name="Allow it"))
        self.manager.through_the_sheet({"reason": "The council has asked for this team."})

    def record(self, step: Mapping[str, Any]) -> None:
        path = f"record/{step['done']}"
        self.manager.come_to(HOME)
        self.manager.follow(f"{HOME}/{path}")
        for value in self.manager.values("attended") if "attended" in step else ():
            self.manager.fill("attended", value)
        self.manager.through_the_sheet(step.get("said", {}))


def sample(name: str) -> FilePayload:
    path = SAMPLES / "content" / "single-2024" / f"{name}.yaml"
    return FilePayload(name=path.name, mimeType="application/yaml", buffer=path.read_bytes())


def steps(*, after: str = "", until: str) -> Iterator[Mapping[str, Any]]:
    """Return the steps on which something is done, after one milestone and up to another."""
    names = [step.get("done", "") for step in STORY["steps"]]
    first = names.index(after) + 1 if after else 0
    return (step for step in STORY["steps"][first : names.index(until) + 1] if len(step) > 1)


def filled_in(form: bytes) -> FilePayload:
    """Fill the form of an action plan in, as a council does in Excel: each recommendation in its row."""
    book = load_workbook(BytesIO(form))
    rows = list(book.worksheets[0].iter_rows())
    top = next(number for number, row in enumerate(rows) if any(cell.value == "No." for cell in row))
    heads = [cell.value for cell in rows[top]]
    for row in rows[top + 1 :]:
        if row[heads.index("No.")].value:
            for title, value in ACTION.items():
                row[heads.index(title)].value = value
    written = BytesIO()
    book.save(written)
    return FilePayload(name="our plan.xlsx", mimeType=XLSX, buffer=written.getvalue())


def an_account_for(manager: Walker, email: str) -> str:
    """Make an account for a council contact, and return the link that is handed over."""
    manager.come_to("/accounts/new")
    manager.page.get_by_label("Email address").fill(email)
    manager.page.get_by_label("Council contact").check()
    manager.press(manager.page.get_by_role("button", name="Make the account"))
    manager.press(manager.page.get_by_role("button", name="Make a link to hand over"))
    where: str = manager.page.locator("code").inner_text()
    return where[where.index("/sign-in/link/") :]


def send_the_plan(contact: Walker, link: str) -> list[str]:
    """Come in as the council's project lead, fetch the form, fill it in and send it back."""
    contact.come_in(link)
    contact.come_to(f"{HOME}/documents")
    href = contact.page.locator('main a[href$=".xlsx"]').first.get_attribute("href")
    assert href is not None
    form = filled_in(contact.fetch(href))
    contact.press(contact.page.get_by_role("link", name="Where it stands"))
    contact.follow(f"{HOME}/hand-in/plan")
    contact.fill("file", form)
    contact.press(contact.page.get_by_role("button", name="Continue"))
    shown = contact.said()
    contact.press(contact.page.locator('button[value="do"]'))
    return [shown, contact.banner()]


def let_out(manager: Walker) -> str:
    """Approve the letter to the leader, from where it waits."""
    manager.come_to(HOME)
    manager.press(manager.page.get_by_role("link", name="Let it out").first)
    manager.through_the_sheet({"reason": "The chief executive has been told by telephone."})
    return manager.done[-1]


def read_the_register(page: Page, address: str) -> str:
    """Find the challenge in the register, without being signed in, and open its report."""
    page.goto(address)
    assert page.url == f"{address}/register"
    with page.expect_navigation():
        page.get_by_role("link", name="Tamworth").first.click()
    said: str = page.locator("main").inner_text()
    href = page.locator('main a[href^="/documents/"]').first.get_attribute("href")
    assert page.context.request.get(f"{address}{href}").ok
    return said


@pytest.mark.whole
@ONE_DATABASE
def test_a_challenge_is_taken_from_its_opening_to_the_register_in_a_browser(
    site: Site, first_link: str, standing: Clock
) -> None:
    def as_far_as_the_report(page: Page) -> str:
        manager = Walker(page, site.address, MANAGER)
        manager.come_in(first_link, "Programme manager")
        story = Story(manager, standing)
        story.open()
        story.go_on(steps(until="report_published"))
        return an_account_for(manager, PROJECT_LEAD)

    def to_the_end(page: Page) -> tuple[str, str]:
        story = Story(Walker(page, site.address, MANAGER), standing)
        story.record({"done": "plan_received"})
        standing.set(LATE["plan_approved"])
        let = let_out(story.manager)
        story.go_on(steps(after="plan_received", until="closed"))
        story.manager.come_to(f"{HOME}/messages")
        return let, story.manager.said()

    link = site.visit("/about", as_far_as_the_report)
    shown, kept = site.visit(
        "/about", lambda page: send_the_plan(Walker(page, site.address, PROJECT_LEAD), link)
    )
    approved, letters = site.visit("/about", to_the_end)
    register = site.visit("/about", lambda page: read_the_register(page, site.address))

    assert "Write a guide" in shown
    assert "our plan.xlsx is understood and kept" in kept
    assert "the letter is approved" in approved
    assert "Action plan: letter to the leader" in letters
    assert "Published" in register
    with reading() as session:
        view = case(session, Reference(REFERENCE)).on(standing().date())
    assert view.state == "closed"
    assert {each for each, _ in view.reading.met} == set(view.scheme.milestones)
