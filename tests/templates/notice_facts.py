"""What casework tells a notice: everything that could be known of a challenge, or hardly anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from functools import cache
from typing import Any

from casework.context import (
    Asked,
    Decision,
    Happened,
    Links,
    MovedDate,
    NextLetter,
    NextStep,
    Period,
    Person,
    Recounted,
)
from casework.personal_lines import PersonalLine
from domain.appointments import When
from domain.contents import Content
from domain.days import Day
from domain.lifecycle import PersonId, Place
from domain.people import ROLES, Role
from domain.rules import NoticeRule, Per, Scheme, roles_in

EVENT = Happened(
    Day(date(2024, 9, 5)),
    "postponed",
    "the council will have a by-election",
    date(2024, 9, 24),
    date(2024, 9, 26),
    Person(
        PersonId("p1"),
        "Officer peer",
        "Director of resources",
        "Somewhere District Council",
        "officer@lga.example",
    ),
    meeting=When(date(2024, 6, 11), date(2024, 6, 11), time(10), time(12), "Committee room 1"),
)
NEXT = NextLetter(date(2025, 3, 3), ("the chief executive", "the principal adviser"), needs_approval=False)
SURVEY = Asked("Survey after the visit", date(2024, 11, 28), "https://cpc.example/surveys/your-own-link", 5)
STEPS = (
    NextStep("Scope agreed", date(2024, 7, 29), "Leader of the council"),
    NextStep("Dates set", None, "Principal adviser"),
    NextStep("Dates set", None, "Principal adviser"),
)


WORD = PersonalLine(
    Person(
        PersonId("p2"),
        "Adviser for the Midlands",
        "",
        "",
        "adviser@lga.example",
        role_title="Principal adviser",
    ),
    "principal adviser",
    ("It was good to see you.", "I am there on Tuesday."),
)

MOVED = (MovedDate("Fact check returned", date(2024, 12, 5), date(2024, 12, 6)),)

MET = {
    "draft_sent": Day(date(2024, 11, 22)),
    "fact_check_returned": Day(date(2024, 12, 6)),
    "report_finalised": Day(date(2024, 12, 19)),
    "plan_received": Day(date(2025, 3, 3)),
}


@cache
def known(
    telling: Callable[..., Any], rules: str, councils: tuple[Place, ...], folder: str, like: str
) -> dict[str, Any]:
    """All that is known of a challenge, read from its files once."""
    facts: dict[str, Any] = telling(rules, councils, folder).all(like)
    return facts | {"milestones": MET | facts["milestones"]}


def is_of_one_council(rules: Scheme, rule: NoticeRule) -> bool:
    if not rule.deadline:
        return rule.per is Per.COUNCIL
    meets = rules.deadlines[rule.deadline].meets
    return meets is not None and rules.milestones[meets].per is Per.COUNCIL


def told(telling: Any, name: str, *roles: Role, little: bool = False, **changes: Any) -> dict[str, Any]:
    """What casework tells a notice to somebody in these roles."""
    rule = telling.scheme.notices[name]
    like = "closing_letter" if is_of_one_council(telling.scheme, rule) else "scoping_note"
    kind: Any = type(telling)
    facts = known(kind, telling.scheme.name, telling.councils, telling.folder.name, like)
    reader = replace(facts["people"][str(roles[0])][0], roles=tuple(map(str, roles)))
    told = facts | {
        "recipient": reader,
        "message_reason": "You receive this as somebody who takes part.",
        "attachments": ("Scoping note", "Peer team & declarations"),
        "next_steps": STEPS,
        "deadline": facts["deadlines"][rule.deadline] if rule.deadline else None,
        "days_left": -rule.days[0] if rule.days else None,
        "next_letter": NEXT if rule.deadline else None,
        "survey": SURVEY if rule.survey else None,
        "approves": f"notice/{name}/TAW/2025-01-31+30",
        "personal": (WORD,) if rule.optional else (),
        "event": None if rule.deadline else EVENT,
        "later": tuple(each for each in facts["deadlines"].values() if each.due)[:2],
        "recounts": (Recounted(facts["reference"], facts["host"], MOVED),),
    }
    return told | (hardly(told) if little else {}) | changes


def hardly(told: dict[str, Any]) -> dict[str, Any]:
    """The same, with nothing known that need not be known."""
    unknown = {name: replace(each, due=None, target=None) for name, each in told["deadlines"].items()}
    return {
        "recipient": replace(told["recipient"], post="", party="", home=""),
        "attachments": (),
        "next_steps": (),
        "later": (),
        "next_letter": None,
        "survey": told["survey"] and replace(told["survey"], link=""),
        "personal": (),
        "event": told["event"] and Happened(Day.parse("2024-09"), "released"),
        "first_time": False,
        "mode": "",
        "focus": (),
        "visit": Period(),
        "review": Period(),
        "milestones": {},
        "decision": Decision(),
        "approval": Decision(),
        "links": Links(),
        "deadlines": unknown,
        "people": {str(role): [] for role in ROLES},
        "team": [],
        "challenge_manager": None,
        "principal_adviser": None,
        "visited": [],
        "reviewed": [],
    } | dict.fromkeys(str(each) for each in Content)


def audiences(rule: NoticeRule) -> list[tuple[Role, ...]]:
    """Each reader alone, and one who is all of them."""
    roles = tuple(dict.fromkeys(role for audience in rule.to for role in roles_in(audience)))
    return [*((role,) for role in roles), roles]


def over_all(telling: Any) -> dict[str, Any]:
    """What a message of several challenges is told."""
    facts = told(telling, "report_due", Role.PRINCIPAL_ADVISER)
    return {name: facts[name] for name in ("recipient", "programme", "message_reason", "issued")}
