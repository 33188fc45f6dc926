"""Sample findings of a council that is good at planning, with people who can be asked about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from casework import sharing, team
from casework.case import case
from casework.findings import findings
from db import councils
from domain.contents import Content, Finding, FindingKind, Theme
from domain.days import Day
from domain.lifecycle import CouncilCode, Milestone, Reference
from domain.people import Role
from domain.service_areas import AreaKey
from domain.sharing import Consent
from tests.casework.conftest import entry
from tests.casework.published import Told

CULTURE = "Governance and culture"
PLACE = "Organisational and place leadership"
SERVICE = "The planning service decides nine major applications in ten in time."
LOCAL_PLAN = "A local plan that members of all groups made together."
PARISHES = "Development management officers meet every parish council twice a year."
HOMES = "Council homes are let within two weeks."
SCRUTINY = "Scrutiny that chooses what matters to residents."
SLOW = "Planning appeals that take too long."
TODAY = "2026-01-01"

THEMES: list[dict[str, Any]] = [
    {"theme": PLACE, "text": ["Text."], "strengths": [SERVICE, LOCAL_PLAN], "considerations": [SLOW]},
    {"theme": CULTURE, "text": ["Text."], "strengths": [SCRUTINY, HOMES]},
]
PRACTICE: list[dict[str, Any]] = [{"title": "Planning with parishes", "text": PARISHES, "theme": CULTURE}]
STRENGTHS = {SERVICE, LOCAL_PLAN, SCRUTINY, HOMES, PARISHES}


def reported(told: Told, last: Milestone = Milestone.REPORT_PUBLISHED) -> Told:
    """Take a challenge up to a milestone with a report that says what its council is good at."""
    told.words[Content.REPORT] = {"themes": THEMES, "good_practice": PRACTICE}
    told.until(last)
    return told


def key_of(text: str) -> str:
    title = "Planning with parishes" if text == PARISHES else ""
    return Finding(FindingKind.STRENGTH, text, title=title).key


def answers(told: Told, answer: Consent, *texts: str, council: str | None = None, on: str = TODAY) -> int:
    """Have a council say whether findings may be shared."""
    return sharing.consent(
        told.session,
        told.reference,
        entry(on),
        [key_of(each) for each in texts],
        answer,
        on=Day.parse(on),
        council=CouncilCode(council) if council else None,
        role=Role.CHIEF_EXECUTIVE,
    )


def adds(told: Told, text: str, kind: FindingKind = FindingKind.LESSON, on: str = TODAY, **said: Any) -> bool:
    """Add a finding, or tag one anew."""
    said["areas"] = tuple(map(AreaKey, said.get("areas", ())))
    said["theme"] = Theme(said.get("theme", ""))
    finding = Finding(kind, text, **said)
    return sharing.add(told.session, told.reference, entry(on), finding).is_new


def consents(told: Told, on: str = TODAY) -> dict[str, Consent]:
    """Return what is said by a day to the sharing of each finding, by its words."""
    on_desk = case(told.session, told.reference)
    view = on_desk.on(entry(on).today)
    return {each.finding.text: each.consent for each in findings(on_desk, view)}


def staffed(session: Session, reference: Reference, *homes: str, on: str = "2024-06-01") -> None:
    """Give a challenge a principal adviser, and a member peer from each of some councils."""
    adviser = team.Newcomer(
        Role.PRINCIPAL_ADVISER, "Principal adviser, West Midlands", "adviser@programme.example"
    )
    peers = (
        team.Newcomer(
            Role.MEMBER_PEER,
            f"Member peer of {home}",
            f"member-{number}@peers.example",
            home=councils.find(session, home),
        )
        for number, home in enumerate(homes)
    )
    for each in (adviser, *peers):
        team.assign(session, reference, entry(on), each, Day.parse(on))
