"""Challenges as templates are told of them: everything known, hardly anything known, one council or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.context import Decision, Links, Period, Person, programme
from documents.stylesheet import stylesheet
from domain.content_reader import read_content
from domain.contents import Content, Plan, Report
from domain.counting import counted
from domain.days import Day
from domain.fact_checks import Disposition, Query, QueryKind
from domain.handover import Agreed, HandOver, Late, StillOpen, needs
from domain.history_reader import read
from domain.ledger import Line, Papers, ledger
from domain.lifecycle import CouncilCode, Details, Event, Happening, PersonId, Place
from domain.people import ROLES, Role, Side
from domain.rounds import FactCheck, Raised, Round
from domain.rules import DeadlineRule, Offset, Per, Scheme
from domain.schemes import scheme
from domain.support import catalogue, suggestions
from domain.uptakes import Uptake
from domain.working_days import Division, WorkingDays
from templates import words

SAMPLES = Path(__file__).parents[2] / "db" / "samples" / "content"
CALENDAR = WorkingDays(Division.ENGLAND)

HIGH_PEAK = Place(CouncilCode("HIG"), "High Peak Borough Council", "East Midlands")
MOORLANDS = Place(CouncilCode("STF"), "Staffordshire Moorlands District Council", "West Midlands")
TAMWORTH = Place(CouncilCode("TAW"), "Tamworth Borough Council", "West Midlands")
LONG = (
    Place(CouncilCode("ABC"), "Royal Borough of Upper Wharfedale and the Seven Northern Valleys"),
    Place(CouncilCode("BCD"), "Saint Bartholomew-by-the-Sea with Lesser Hinterland District Council"),
    Place(CouncilCode("CDE"), "Metropolitan City of Kingsbridge, Queensferry and Old Stannington Council"),
)

MET = {
    "2022": {
        "scope_agreed": "2021-10-12",
        "visit_ended": "2022-01-21",
        "feedback_given": "2022-01-21",
        "fact_check_returned": "2022-03-04",
        "council_decision": "2022-04",
        "report_published": "2022-04-27",
        "plan_approved": "2022-06-16",
        "plan_published": "2022-06-24",
        "review_held": "2023-01-11",
    },
    "2024": {
        "scope_agreed": "2024-07-18",
        "visit_ended": "2024-10-31",
        "feedback_given": "2024-10-31",
        "fact_check_returned": "2024-12-06",
        "council_decision": "2025-01-23",
        "report_published": "2025-01-30",
        "plan_approved": "2025-03-13",
        "plan_published": "2025-03-20",
        "review_held": "2025-09-11",
        "review_report_published": "2025-10-24",
    },
}
DATES = {
    "2022": (date(2022, 1, 17), date(2022, 1, 21), date(2023, 1, 10), date(2023, 1, 11)),
    "2024": (date(2024, 10, 29), date(2024, 10, 31), date(2025, 9, 11), date(2025, 9, 11)),
}
POPULATION = Query("Page 4", "80,000 people", "78,600 people", QueryKind.FACTUAL, "The census of 2021")
FACT_CHECK = FactCheck(
    [
        Round(
            1,
            Day(date(2024, 11, 21)),
            40,
            Day(date(2024, 12, 6)),
            [
                Raised(number, POPULATION, None, Day(date(2024, 12, 4)), how)
                for number, how in enumerate(
                    (Disposition.ACCEPTED, Disposition.ACCEPTED, Disposition.PARTLY), 1
                )
            ],
        )
    ]
)


STILL_OPEN = (
    StillOpen("1", "Agree one plan for the town centre", "Local priorities and outcomes", "in progress", 2),
    StillOpen("3", "Strengthen scrutiny", "Governance and culture", "not started", 0, ("scrutiny",)),
    StillOpen("5", "Publish savings", "Financial planning and management", "not known", 0, ("finance",)),
)
FOCUS = "how the council works with its communities"
HANDOVER = HandOver(
    stage="",
    open=STILL_OPEN,
    settled=2,
    focus=(FOCUS,),
    suggestions=suggestions(
        needs(STILL_OPEN, [(FOCUS, ("communities",))]), catalogue().offers, is_first_time=True
    ),
    late=(Late("Action plan published", date(2025, 3, 31)),),
    agreed=(
        Agreed("Training for councillors", Uptake.TAKEN_UP, Day.parse("2025-01-20"), "In March."),
        Agreed("Working days", Uptake.TO_DECIDE, Day.parse("2025-01"), until=date(2025, 4, 30)),
    ),
)


@dataclass(frozen=True, slots=True)
class Due:
    """What a template may say of a deadline."""

    title: str
    due: date | None
    target: date | None
    reason: str
    is_forecast: bool


class Telling:
    """Tells a template of a challenge."""

    def __init__(self, rules: str, councils: tuple[Place, ...], folder: str) -> None:
        self.scheme = scheme(rules)
        self.councils = councils
        self.folder = SAMPLES / folder

    def content(self, kind: Content, name: str, cited: tuple[str, ...] = ()) -> Any:
        raw = yaml.safe_load((self.folder / f"{name}.yaml").read_text("utf-8"))
        codes = [place.code for place in self.councils]
        return read_content(kind, raw, themes=self.scheme.themes, recommendations=cited, councils=codes)

    def all(self, document: str, **changes: Any) -> dict[str, Any]:
        """Everything that could be known when a document is written."""
        per = self.scheme.documents[document].per
        council = self.councils[0] if per is Per.COUNCIL else None
        start, end, review_start, review_end = DATES[self.scheme.name]
        people = _people(council or self.councils[0])
        team = [each for role in ROLES if ROLES[role].side is Side.PEERS for each in people[role]]
        report: Report = self.content(Content.REPORT, "report")
        code = self.councils[0].code
        cited = report.numbers(code)
        return (
            self._frame(council)
            | {
                "first_time": True,
                "mode": "hybrid",
                "focus": ("how the council works with its communities",),
                "visit": Period(start, end, "hybrid"),
                "review": Period(review_start, review_end, "remote"),
                "milestones": {name: Day.parse(day) for name, day in MET[self.scheme.name].items()},
                "decision": Decision("Cabinet", date(2025, 1, 29)),
                "approval": Decision("Full Council"),
                "fact_check": FACT_CHECK,
                "links": Links(
                    *(f"https://www.council.example/{each}" for each in ("report", "plan", "review"))
                ),
                "deadlines": _deadlines(self.scheme, MET[self.scheme.name], DATES[self.scheme.name]),
                "people": {str(role): found for role, found in people.items()},
                "team": team,
                "challenge_manager": people[Role.CHALLENGE_MANAGER][0],
                "principal_adviser": people[Role.PRINCIPAL_ADVISER][0],
                "visited": team,
                "reviewed": team[:2],
                "to": team[1] if per is Per.PEER else people[Role.CHIEF_EXECUTIVE][0] if council else None,
                **{each: self.content(Content(each), each) for each in ("scope", "timetable", "feedback")},
                "report": report,
                "handover": HANDOVER,
                "ledger": ledger_of(report, self.content(Content.PLAN, f"plan-{code}", cited), code),
                **{
                    each: self.content(Content(each), f"{each}-{code}", cited)
                    for each in ("plan", "statement", "review_report")
                },
            }
            | changes
        )

    def little(self, document: str, **changes: Any) -> dict[str, Any]:
        """No more than the scheme promises before the document is owed."""
        everything = self.all(document)
        needed = {str(each) for each in self.scheme.documents[document].content}
        nothing = dict.fromkeys({str(each) for each in Content} - needed)
        return (
            everything
            | nothing
            | {
                "first_time": False,
                "mode": "",
                "focus": (),
                "visit": Period(),
                "review": Period(),
                "milestones": {},
                "decision": Decision(),
                "approval": Decision(),
                "fact_check": FactCheck(),
                "links": Links(),
                "deadlines": _deadlines(self.scheme, {}, ()),
                "people": {str(role): [] for role in ROLES},
                "team": [],
                "challenge_manager": None,
                "principal_adviser": None,
                "visited": [],
                "reviewed": [],
                "to": None,
                "handover": HandOver(stage="Scoping"),
                "ledger": (),
            }
            | changes
        )

    def _frame(self, council: Place | None) -> dict[str, Any]:
        names = words.listing([place.name for place in self.councils])
        return {
            "reference": f"CPC-{self.scheme.name}-001",
            "product": "Corporate Peer Challenge",
            "scheme": self.scheme,
            "councils": self.councils,
            "council": council,
            "council_names": names,
            "host": council.name if council else names,
            "programme": replace(
                programme(), name="Peer challenge programme", email="peerchallenge@lga.example"
            ),
            "issued": date(2025, 2, 3),
            "stylesheet": stylesheet(),
        }


def ledger_of(report: Report, plan: Plan, council: CouncilCode) -> tuple[Line, ...]:
    """Return the ledger of a plan of which one action was put off, one dropped and one done."""
    opened = Event(
        1, Happening.OPENED, Day(date(2021, 10, 1)), details=Details(councils=(Place(council, ""),))
    )
    plan_in = Details(content="plan")
    handed_in = Event(2, Happening.CONTENT_RECEIVED, Day(date(2022, 6, 1)), council, plan_in)
    said = (
        Details(
            key="1.1", due=Day.parse("2025-12"), reason="The hall was let.", evidence="Two hundred letters."
        ),
        Details(key="2.1", rating="dropped", reason="Another council does it."),
        Details(key="3.1", rating="done", evidence="The first report."),
    )
    updates = (
        Event(3 + index, Happening.ACTION_UPDATED, Day(date(2022, 9, 1)), council, each)
        for index, each in enumerate(said)
    )
    reading = read((opened, handed_in, *updates), date(2025, 2, 3))
    return ledger(reading, Papers(report.for_council(council), {2: plan}))


def _people(council: Place) -> dict[Role, list[Person]]:
    found = {}
    for role, facts in ROLES.items():
        ours = facts.side is Side.COUNCIL
        peer = facts.side is Side.PEERS
        home = "Somewhere District Council" if peer else ""
        found[role] = [
            Person(
                person=PersonId(str(role)),
                name=facts.title,
                post=facts.title
                if not peer
                else "Leader of the council"
                if facts.member
                else "Director of resources",
                organisation=council.name if ours else home or "Local Government Association",
                email=f"{role}@{'council' if ours else 'lga'}.example".replace("_", "."),
                role_title=facts.title,
                council_code=council.code if ours else "",
                party="Independent" if facts.member else "",
                home=home,
                declared=peer and role is not Role.SHADOW_PEER,
                interest="none"
                if role is not Role.OFFICER_PEER
                else "Worked for the county council until 2015",
            )
        ]
    return found


def _deadlines(rules: Scheme, met: Mapping[str, str], planned: Sequence[date | None]) -> dict[str, Due]:
    names = ("visit_start", "visit_end", "review_start", "review_end")
    anchors = {name: Day.parse(day).last for name, day in met.items()}
    anchors |= {name: day for name, day in zip(names, planned, strict=False) if day}
    return {name: _deadline(rule, anchors.get(rule.anchor)) for name, rule in rules.deadlines.items()}


def _deadline(rule: DeadlineRule, anchor: date | None) -> Due:
    def on(offset: Offset | None) -> date | None:
        return counted(anchor, offset, CALENDAR) if anchor and offset else None

    due, start = on(rule.offset), rule.anchor.replace("_", " ")
    proof = (
        f"{start} ({words.day(anchor)}): {words.day(due)}." if anchor and due else f"{start}, not known yet."
    )
    return Due(rule.title, due, on(rule.target), f"{rule.offset} from {proof}", is_forecast=anchor is None)


@pytest.fixture
def joint() -> Telling:
    return Telling("2022", (HIGH_PEAK, MOORLANDS), "joint-2022")


@pytest.fixture
def single() -> Telling:
    return Telling("2024", (TAMWORTH,), "single-2024")


@pytest.fixture
def long() -> tuple[Place, ...]:
    return LONG
