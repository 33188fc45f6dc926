"""The ledger as programs read it: a challenge's in full, and the programme's line by line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from typing_extensions import TypedDict

from casework import tables
from casework.ledgers import Listed
from domain.contents import Progress, ReviewFinding
from domain.ledger import Line, Promise, Tracked


class PromiseShape(TypedDict):
    """By when an action was to be done, since when that was so, and why it was not the day before it."""

    due: str
    since: str
    reason: str | None


class TrackedShape(TypedDict):
    """An action with everything that was said of it; its owners are offices."""

    key: str
    recommendation: str
    action: str
    lead_member: str
    lead_officer: str
    measure: str
    due: str
    promises: list[PromiseShape]
    rating: str
    rated: str
    reason: str | None
    evidence: str | None
    note: str | None
    closed: str | None
    overdue: bool
    left_out: bool
    versions: list[str]


class SaidOfAdviceShape(TypedDict):
    """What a council, or the review, said of a recommendation or of one of its parts."""

    recommendation: str
    rating: str
    text: str
    evidence: str | None


class LedgerLineShape(TypedDict):
    """A recommendation at one council, with what became of it and what that goes by."""

    number: str
    title: str
    text: str
    theme: str
    council: str
    impact: str
    ground: str | None
    evidence: str | None
    actions: list[TrackedShape]
    said: list[SaidOfAdviceShape]
    found: list[SaidOfAdviceShape]


class LedgerEntryShape(TypedDict):
    """A line of the programme's ledger: as published if it is ``public``, else as the programme has it."""

    reference: str
    council: str
    council_name: str
    region: str
    year: str
    number: str
    title: str
    text: str
    theme: str
    impact: str
    ground: str
    evidence: str
    actions: int
    overdue: int
    public: bool


COLUMNS = tuple(LedgerEntryShape.__annotations__)


def line_as_json(line: Line, today: date) -> LedgerLineShape:
    """Return a line of a challenge's ledger, as it stands on a day."""
    asked, late = line.recommendation, line.overdue(today)
    return {
        "number": line.number,
        "title": asked.title,
        "text": asked.text,
        "theme": asked.theme,
        "council": line.council,
        "impact": str(line.impact),
        "ground": str(line.ground) if line.ground else None,
        "evidence": line.evidence or None,
        "actions": [_tracked(each, is_overdue=each in late) for each in line.actions],
        "said": [_said(each, each.evidence) for each in line.said],
        "found": [_said(each, "") for each in line.found],
    }


def _tracked(each: Tracked, *, is_overdue: bool) -> TrackedShape:
    return {
        "key": each.key,
        "recommendation": each.action.recommendation,
        "action": each.action.action,
        "lead_member": each.action.lead_member,
        "lead_officer": each.action.lead_officer,
        "measure": each.action.measure,
        "due": each.due.iso,
        "promises": [_promise(promise) for promise in each.promises],
        "rating": str(each.rating),
        "rated": each.rated.iso,
        "reason": each.reason or None,
        "evidence": each.evidence or None,
        "note": each.note or None,
        "closed": each.closed_on.iso if each.closed_on else None,
        "overdue": is_overdue,
        "left_out": each.is_left_out,
        "versions": [version.on.iso for version in each.versions],
    }


def _promise(each: Promise) -> PromiseShape:
    return {"due": each.due.iso, "since": each.since.iso, "reason": each.reason or None}


def _said(each: Progress | ReviewFinding, evidence: str) -> SaidOfAdviceShape:
    return {
        "recommendation": each.recommendation,
        "rating": str(each.rating),
        "text": each.text,
        "evidence": evidence or None,
    }


def listed_as_json(each: Listed) -> LedgerEntryShape:
    """Return a line of the programme's ledger."""
    entry = each.entry
    return {
        "reference": entry.reference,
        "council": entry.council,
        "council_name": each.council,
        "region": entry.region,
        "year": entry.year,
        "number": entry.number,
        "title": entry.title,
        "text": entry.text,
        "theme": entry.theme,
        "impact": entry.impact,
        "ground": entry.ground,
        "evidence": entry.evidence,
        "actions": entry.actions,
        "overdue": each.overdue,
        "public": entry.is_public,
    }


def as_table(lines: Iterable[Listed]) -> str:
    """Write lines as a table for a spreadsheet."""
    return tables.table(COLUMNS, map(listed_as_json, lines))
