"""Every page that the engine can make: each document of each scheme, long and short, and each notice.

The councils have names that are hard to set, one of them with the longest word that a map of Britain holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import cycle, islice
from typing import Any, NamedTuple

import pytest

from casework.digests import Coming, Line, News
from casework.gathering import Section
from casework.versions import compared
from documents.pdf import pdf
from documents.stylesheet import stylesheet
from documents.tree import read
from domain.contents import Number, Recommendation
from domain.days import Day
from domain.lifecycle import CouncilCode, Place, Reference
from domain.owed import Gap
from domain.people import Role
from domain.rules import Per
from domain.schemes import known_schemes, scheme
from templates import words
from tests.templates.conftest import TAMWORTH, Telling
from tests.templates.notice_facts import audiences, over_all, told

COUNCILS = (
    Place(
        CouncilCode("HIG"),
        "Metropolitan Borough of Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch and Ynys Môn",
    ),
    Place(CouncilCode("STF"), "Royal Borough of Upper Wharfedale and the Seven Northern Valleys"),
)


class Paper(NamedTuple):
    """A document under the rules of a year with so many recommendations; none means hardly any facts."""

    scheme: str
    name: str
    recommendations: int

    def __str__(self) -> str:
        return "-".join(map(str, self))


class Message(NamedTuple):
    """A notice under the rules of a year to everybody who may get it, or with hardly any facts."""

    scheme: str
    name: str
    is_little: bool

    def __str__(self) -> str:
        return f"{self.scheme}-{self.name}{'-little' if self.is_little else ''}"


HARDLY_ANY, ONE, MANY, FORTY = 0, 1, 18, 40
COUNTING = (
    "draft_report",
    "final_report",
    "action_plan_template",
    "action_plan",
    "review_statement_template",
    "review_report",
)
"""What goes through the recommendations one by one."""

PAPERS = [
    Paper(rules, name, count)
    for rules in known_schemes()
    for name in scheme(rules).documents
    for count in ((ONE, MANY, FORTY) if name in COUNTING else (HARDLY_ANY, MANY))
]
MESSAGES = [
    Message(rules, name, is_little)
    for rules in known_schemes()
    for name in scheme(rules).notices
    for is_little in (False, True)
]


NEWEST = known_schemes()[-1]


def given(which: Paper | Message, made: object = None) -> Any:
    """Give one, or what is made of it, to a test; `make test-whole` takes what differs little."""
    newest = scheme(NEWEST)
    known = newest.documents if isinstance(which, Paper) else newest.notices
    is_usual = which[2] == (MANY if isinstance(which, Paper) else False)
    is_one_of_many = not is_usual or (which.scheme != NEWEST and which.name in known)
    return pytest.param(made or which, marks=pytest.mark.whole if is_one_of_many else (), id=str(which))


@cache
def html(paper: Paper) -> str:
    """Write a document; the ones with one recommendation or forty are of one council, the others of two."""
    telling = _telling(paper.scheme, is_joint=paper.recommendations in {HARDLY_ANY, MANY})
    if not paper.recommendations:
        return words.document(paper.name, telling.little(paper.name))
    facts = _all(telling.scheme.name, telling.scheme.documents[paper.name].per, len(telling.councils) > 1)
    return words.document(paper.name, facts | _counted(facts, paper.recommendations))


@cache
def printed(paper: Paper) -> bytes:
    """Print a document."""
    return pdf(read(html(paper)), issued=date(2025, 2, 3))


@cache
def message(which: Message) -> str:
    """Write a notice."""
    telling = _telling(which.scheme, is_joint=True)
    reader = audiences(telling.scheme.notices[which.name])[-1]
    return words.notice(which.name, told(telling, which.name, *reader, little=which.is_little)).html


@cache
def gathered() -> str:
    """Write the message that says several reminders at once."""
    telling = _telling("2024", is_joint=True)
    part = words.part("report_due", told(telling, "report_due", Role.PROJECT_LEAD))
    sections = [Section(Reference("CPC-2024-001"), f"Reminder {number}", part) for number in range(3)]
    facts = {"sections": sections, "references": {"CPC-2024-001"}, "attachments": ["Agreed dates"]}
    return words.notice("folded", over_all(telling) | facts).html


@cache
def digest() -> str:
    """Write the week's news for an adviser."""
    reference, name = Reference("CPC-2024-001"), COUNCILS[0].name
    line = Line(Day(date(2025, 1, 30)), "report_published", "Report published", "", "", "")
    gap = Gap("nobody is leader of the council", "Chief executive")
    facts = {
        "news": [News(reference, name, (line,), (gap,), 40)],
        "coming": [Coming(reference, name, "Action plan published", date(2025, 3, 31))],
        "since": date(2025, 1, 27),
    }
    return words.notice("digest", over_all(_telling("2024", is_joint=True)) | facts).html


@cache
def changes() -> str:
    """Write what changed from a report with few recommendations to one with many."""
    few, many = (html(Paper("2024", "draft_report", count)) for count in (ONE, MANY))
    facts = {
        "reference": "CPC-2024-001",
        "title": "Draft report for fact check",
        "old": "draft 1",
        "new": "draft 2",
        "comparison": compared(few.encode(), many.encode()),
        "stylesheet": stylesheet(),
    }
    return words.comparison(facts)


@cache
def _telling(rules: str, *, is_joint: bool) -> Telling:
    if is_joint:
        return Telling(rules, COUNCILS, "joint-2022")
    return Telling(rules, (replace(TAMWORTH, name=COUNCILS[0].name),), "single-2024")


@cache
def _all(rules: str, per: Per, is_joint: bool) -> dict[str, Any]:
    telling = _telling(rules, is_joint=is_joint)
    return telling.all(next(name for name, rule in telling.scheme.documents.items() if rule.per is per))


def _counted(facts: Mapping[str, Any], count: int) -> dict[str, Any]:
    """Make the report give so many recommendations, and plan, statement and review answer each of them."""
    report = facts["report"]
    given = tuple(
        _numbered(each, number) for number, each in enumerate(islice(cycle(report.recommendations), count), 1)
    )
    return {
        "report": replace(report, recommendations=given),
        "plan": replace(facts["plan"], actions=_answers(facts["plan"].actions, count)),
        **{
            kind: replace(facts[kind], progress=_answers(facts[kind].progress, count))
            for kind in ("statement", "review_report")
        },
    }


def _numbered(recommendation: Recommendation, number: int) -> Recommendation:
    parts = tuple(
        replace(part, number=Number(f"{number}{letter}"))
        for part, letter in zip(recommendation.parts, "abcdefgh", strict=False)
    )
    return replace(recommendation, number=Number(str(number)), parts=parts)


def _answers(answers: tuple[Any, ...], count: int) -> tuple[Any, ...]:
    return tuple(
        replace(each, recommendation=str(number))
        for number, each in enumerate(islice(cycle(answers), count), 1)
    )
