"""A list of challenges as other programs take it in: a table, JSON, and a calendar of what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid5

from typing_extensions import TypedDict

from casework import tables
from casework.pipeline import Line
from documents import ics
from documents.house_style import house_style
from documents.ics import Mailbox, Method
from domain.appointments import NAMESPACE, Appointment, Status, When
from domain.rules import DeadlineRule
from domain.schemes import scheme
from settings import settings
from templates import words


class LineShape(TypedDict):
    """Where one challenge of a list stands."""

    reference: str
    councils: str
    regions: list[str]
    types: list[str]
    scheme: str
    product: str
    first_time: bool
    adviser: str | None
    state: str
    stage: str | None
    stages: list[str]
    stage_since: str | None
    visit_start: str | None
    next_deadline: str | None
    next_due: str | None
    late_from: str | None
    days_late: int
    overdue: int
    owed: int
    waiting: int


def line_as_json(each: Line) -> LineShape:
    """Return where one challenge of a list stands."""
    row: Any = each.row
    return {
        "reference": row.reference,
        "councils": row.councils,
        "regions": _values(row.regions),
        "types": _values(row.types),
        "scheme": row.scheme,
        "product": row.product,
        "first_time": row.is_first_time,
        "adviser": each.adviser,
        "state": row.state,
        "stage": row.stage or None,
        "stages": list(row.stages),
        "stage_since": _iso(row.stage_since),
        "visit_start": _iso(row.visit_start),
        "next_deadline": row.next_deadline,
        "next_due": _iso(row.next_due),
        "late_from": _iso(row.late_from),
        "days_late": each.days_late,
        "overdue": row.overdue,
        "owed": row.owed,
        "waiting": row.waiting,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _values(several: str) -> list[str]:
    return [value for value in several.split("|") if value]


def table(lines: Iterable[Line]) -> str:
    """Write a list as a table for a spreadsheet."""
    return tables.table(COLUMNS, map(line_as_json, lines))


COLUMNS = (
    *("reference", "councils", "regions", "types", "scheme", "product", "first_time", "adviser", "state"),
    *("stage", "stages", "stage_since", "visit_start", "next_deadline", "next_due", "late_from", "days_late"),
    *("overdue", "owed", "waiting"),
)


def calendar(lines: Iterable[Line]) -> str:
    """Write what comes next in each challenge of a list as a calendar.

    Each challenge has one entry in it, which moves from one date to the next; what has no date has none.
    """
    house = house_style()
    entries = [_entry(line, rule) for line in lines if (rule := _rule(line))]
    return ics.calendar(entries, Method.PUBLISH, Mailbox(house.programme, house.email))


def permanent_id(of: str) -> str:
    """Return the name under which a feed knows a challenge or itself, wherever it is fetched from."""
    return f"urn:uuid:{uuid5(NAMESPACE, of)}"


def _rule(line: Line) -> DeadlineRule | None:
    """Return the rule of the date that comes next; a list that no round has been over may not know it."""
    row: Any = line.row
    rules = scheme(row.scheme).deadlines.values() if row.scheme else ()
    return next((rule for rule in rules if rule.title == row.next_deadline), None)


def _entry(line: Line, rule: DeadlineRule) -> ics.Line:
    row: Any = line.row
    written = words.appointment(
        "next_date",
        {
            "deadline": rule,
            "councils": row.councils,
            "reference": row.reference,
            "url": settings().base_url.rstrip("/"),
        },
    )
    changed: datetime = row.updated_at
    appointment = Appointment(
        uid=str(uuid5(NAMESPACE, f"{row.reference}/next")),
        subject=rule,
        council=None,
        when=When(row.next_due, row.next_due),
        status=Status.CONFIRMED,
        made=changed,
        changed=changed,
        # It has to grow with every change; minutes do so for four thousand years.
        sequence=int(changed.astimezone(UTC).timestamp()) // 60,
    )
    return ics.Line(appointment, written.summary, written.description)
