"""The tables of the open data: what is published of challenges, recommendations, findings and coverage.

Nothing stands in them that is not public already. A finding also needs its council's consent, and coverage
goes by what the register shows, so that nobody learns from it of a challenge of which nothing is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy.orm import Session

from casework import public_register
from casework.coverage import heirs_of
from casework.open_data.fields import PARTIAL_DATE, Field, FieldType, Resource, Row
from casework.public_register import Entry, Part
from casework.shapes.held import absolute
from db import councils, open_data
from db import coverage as coverage_rows
from db import ledger as ledger_rows
from db.coverage_tables import CoverageEntry
from domain.contents import FindingKind
from domain.councils import Council, CouncilType
from domain.days import Day, Precision
from domain.ledger import Ground, Impact
from domain.lifecycle import CouncilCode, Milestone, Product
from domain.searching import Sight

AT_ONCE = 100
"""How many challenges are read with one question to the database."""

_REFERENCE = Field(
    "reference", "Reference", "The programme's own name for the challenge; it never changes.", required=True
)
_COUNCIL_CODE = Field(
    "council_code",
    "Council (code)",
    "The council, by the code of the register of local authorities.",
    required=True,
)
_COUNCIL = Field("council", "Council", "The council's full name.", required=True)
_REGION = Field("region", "Region", "The region of England that the council is in; empty if it is in none.")
_THEME = Field("theme", "Theme", "The theme of the programme under which it was made; themes differ by year.")


def _day(name: str, title: str, description: str) -> Field:
    return Field(
        name, title, f"{description} As far as it is known: a day, a month or a year.", pattern=PARTIAL_DATE
    )


# Challenges

CHALLENGE_FIELDS = (
    _REFERENCE,
    _COUNCIL_CODE,
    _COUNCIL,
    _REGION,
    Field(
        "product", "Product", "Which of the programme's reviews it is.", required=True, options=tuple(Product)
    ),
    _day("visit_started", "Visit began", "The first day of the peer team's visit."),
    _day("visit_ended", "Visit ended", "The last day of the peer team's visit."),
    _day("report_published", "Report published", "When the council published the peer team's report."),
    _day("plan_published", "Action plan published", "When the council published its action plan."),
    _day("review_held", "Progress review held", "The last day of the progress review."),
    _day("review_published", "Review report published", "When the report of the progress review came out."),
    Field(
        "report_due",
        "Report due",
        "By when the report was to be published; empty where the rules of its year set no day.",
        FieldType.DATE,
    ),
    Field(
        "recommendations",
        "Recommendations",
        "How many recommendations the published report makes to the council; empty if that is not known.",
        FieldType.INTEGER,
    ),
    Field("report_url", "Report (address)", "Where the council says that its report stands."),
    Field("url", "Address", "The challenge in the public register; the address stays.", required=True),
)


def challenges(session: Session, today: date, base: str) -> Iterator[Row]:
    """Return the public register: a council's part in a challenge of which something is published."""
    for entry in public_register.every(session, today, AT_ONCE):
        yield _challenge(entry, base)


def _challenge(entry: Entry, base: str) -> Row:
    parts = {each.milestone: each for each in entry.parts}
    report = parts.get(Milestone.REPORT_PUBLISHED)
    return {
        "reference": entry.reference,
        "council_code": entry.council.code,
        "council": entry.council.name,
        "region": entry.council.region,
        "product": entry.product.value,
        "visit_started": _iso(entry.visit_started),
        "visit_ended": _iso(entry.visit_ended),
        "report_published": _out(report),
        "plan_published": _out(parts.get(Milestone.PLAN_PUBLISHED)),
        "review_held": _iso(entry.review_held),
        "review_published": _out(parts.get(Milestone.REVIEW_REPORT_PUBLISHED)),
        "report_due": report.timing.due.isoformat()
        if report and report.timing and report.timing.due
        else None,
        "recommendations": entry.recommendations,
        "report_url": report.url if report else "",
        "url": absolute(entry.address, base),
    }


def _iso(day: Day | None) -> str | None:
    return day.iso if day else None


def _out(part: Part | None) -> str | None:
    return _iso(part.published) if part else None


# Recommendations

RECOMMENDATION_FIELDS = (
    _REFERENCE,
    _COUNCIL_CODE,
    _COUNCIL,
    _REGION,
    Field(
        "year",
        "Year",
        "The financial year of the visit, April to March; empty if that is not known.",
        pattern=r"^\d{4}-\d{2}$",
    ),
    Field("number", "Number", "The recommendation's number in its report.", required=True),
    Field("title", "Title", "The recommendation in a few words.", required=True),
    Field("text", "Text", "The recommendation in full.", required=True),
    _THEME,
    Field(
        "impact",
        "Impact",
        "What is known to have become of it; not known is said where nothing about it is published.",
        required=True,
        options=tuple(Impact),
    ),
    Field(
        "ground",
        "Ground",
        "By what the impact goes: the peers' review, the council's statement, or its actions.",
        options=tuple(Ground),
    ),
    Field("evidence", "Evidence", "What was given as evidence for the impact."),
    Field(
        "actions",
        "Actions",
        "How many actions the council has planned for it.",
        FieldType.INTEGER,
        required=True,
    ),
)


def recommendations(session: Session, _today: date, _base: str) -> Iterator[Row]:
    """Return the published lines of the ledger, with what became of each recommendation."""
    for entry, name in ledger_rows.named(session, sight=Sight()):
        yield {
            "reference": entry.reference,
            "council_code": entry.council,
            "council": name,
            **{column: getattr(entry, column) for column in ("region", "year", "number", "title", "text")},
            **{
                column: getattr(entry, column)
                for column in ("theme", "impact", "ground", "evidence", "actions")
            },
        }


# Findings

FINDING_FIELDS = (
    _REFERENCE,
    Field(
        "councils",
        "Councils (codes)",
        "The councils whose finding it is, by their codes, with | between them.",
        required=True,
    ),
    Field("key", "Key", "The finding by its words: other words have another key.", required=True),
    Field(
        "year",
        "Year",
        "The financial year of the visit, April to March; empty if that is not known.",
        pattern=r"^\d{4}-\d{2}$",
    ),
    Field("kind", "Kind", "What it is to learn from.", required=True, options=tuple(FindingKind)),
    Field("title", "Title", "The finding in a few words, where it has a title."),
    Field("text", "Text", "The finding in full.", required=True),
    _THEME,
    Field("areas", "Service areas", "The service areas that it is about, with | between them."),
    Field("source", "Source", "Where it stands."),
)


def findings(session: Session, _today: date, _base: str) -> Iterator[Row]:
    """Return what councils agreed to share, of what is published."""
    for entry in open_data.findings(session):
        yield {
            "reference": entry.reference,
            "councils": entry.councils.strip("|"),
            "areas": entry.areas.strip("|"),
            **{column: getattr(entry, column) for column in ("key", "year", "kind", "title", "text")},
            **{column: getattr(entry, column) for column in ("theme", "source")},
        }


# Coverage

COVERAGE_FIELDS = (
    _COUNCIL_CODE,
    _COUNCIL,
    _REGION,
    Field("type", "Type", "What kind of council it is.", required=True, options=tuple(CouncilType)),
    Field(
        "reference",
        "Last challenge",
        "The last challenge of which the council, or one whose place it has taken, has published something. "
        "Empty says only that the register has none.",
    ),
    _day("held_on", "Visit ended", "The last day of that challenge's visit."),
    Field(
        "next_due",
        "Next expected",
        "By when the next challenge is expected under the rules of the programme.",
        FieldType.DATE,
    ),
)


def coverage(session: Session, _today: date, _base: str) -> Iterator[Row]:
    """Return every council that is expected to have challenges, with its last public one."""
    register = councils.listed(session, past=True)
    public, heirs = set(open_data.parts(session)), heirs_of(register)
    held: dict[CouncilCode, list[CoverageEntry]] = {}
    for entry in coverage_rows.parts(session):
        if entry.held_on and (entry.reference, entry.council) in public:
            for code in {entry.council, *heirs.get(entry.council, ())}:
                held.setdefault(code, []).append(entry)
    for council in register:
        if council.is_principal and council.is_current:
            yield _covered(council, held.get(council.code, []))


def _covered(council: Council, had: list[CoverageEntry]) -> Mapping[str, str | None]:
    last = max(had, key=lambda each: (each.held_on or date.min, each.reference), default=None)
    day = Day(last.held_on, Precision(last.precision)) if last and last.held_on else None
    return {
        "council_code": council.code,
        "council": council.name,
        "region": council.region,
        "type": council.type.value,
        "reference": last.reference if last else None,
        "held_on": _iso(day),
        "next_due": last.next_due.isoformat() if last and last.next_due else None,
    }


RESOURCES = (
    Resource(
        "challenges",
        "Challenges",
        "The public register. A row is a council's part in a challenge of which it has published something.",
        CHALLENGE_FIELDS,
        ("reference", "council_code"),
        challenges,
    ),
    Resource(
        "recommendations",
        "Recommendations",
        "The public ledger. A row is a recommendation of a published report at a council that it was made "
        "to, with what is published of what became of it.",
        RECOMMENDATION_FIELDS,
        ("reference", "council_code", "number"),
        recommendations,
    ),
    Resource(
        "findings",
        "Findings",
        "Strengths, good practice, challenges and lessons that are published and that councils agreed to "
        "share.",
        FINDING_FIELDS,
        ("reference", "key", "councils"),
        findings,
    ),
    Resource(
        "coverage",
        "Coverage",
        "Every council that is expected to have a challenge at least every five years, by name, with the "
        "last of which something is published. Councils are not compared.",
        COVERAGE_FIELDS,
        ("council_code",),
        coverage,
    ),
)
"""The tables, in the order in which they are offered."""
