"""Coverage and aftercare as programs read them, and as a table for a spreadsheet."""

from __future__ import annotations

from datetime import date

from typing_extensions import TypedDict

from casework import tables
from casework.aftercare import FollowUp
from casework.council_page import CouncilPage
from casework.coverage import Coverage, Line
from db.coverage_tables import AftercareEntry


class LastShape(TypedDict):
    """The last challenge of a council: when its visit ended, as far as that is known, and whose it was."""

    reference: str
    visit_ended: str
    predecessor: str | None


class CoverageLineShape(TypedDict):
    """How a council stands to the challenge that is expected of it."""

    code: str
    name: str
    region: str
    type: str
    stands: str
    last: LastShape | None
    next_due: str | None
    under_way: str | None
    cancelled: str | None
    cancelled_because: str | None


class CoverageShape(TypedDict):
    """Every council that is expected to have challenges, by name, and how many stand how."""

    on: str
    counts: dict[str, int]
    councils: list[CoverageLineShape]


class ToDoShape(TypedDict):
    """What an adviser still has to do after a hand-over; without an offer it is a talk."""

    reference: str
    council: str
    offer: str | None
    since: str
    by: str | None
    words: str | None


class FollowUpShape(TypedDict):
    """What is still to do after a hand-over in one challenge, and whether the day for it has passed."""

    council: str
    offer: str | None
    since: str
    by: str | None
    late: bool
    who: list[str]


class SupportShape(TypedDict):
    """What was said last of an offer of support to a council."""

    reference: str
    offer: str
    title: str
    uptake: str
    on: str
    until: str | None
    words: str


class CouncilStandingShape(TypedDict):
    """A council: how it stands, its challenges, what became of what was recommended, and what follows."""

    council: CoverageLineShape
    challenges: list[str]
    recommendations: dict[str, int]
    support: list[SupportShape]
    to_do: list[ToDoShape]


def line_as_json(each: Line) -> CoverageLineShape:
    """Return how a council stands."""
    council, last = each.council, each.last
    reference, why = each.cancelled or (None, None)
    return {
        "code": council.code,
        "name": council.name,
        "region": council.region,
        "type": council.type.value,
        "stands": str(each.cover),
        "last": {
            "reference": last.reference,
            "visit_ended": last.on.iso,
            "predecessor": last.predecessor or None,
        }
        if last
        else None,
        "next_due": _iso(each.next_due),
        "under_way": each.under_way,
        "cancelled": reference,
        "cancelled_because": why,
    }


def coverage_as_json(found: Coverage, today: date) -> CoverageShape:
    """Return how the councils stand that were asked for."""
    return {
        "on": today.isoformat(),
        "counts": {str(cover): count for cover, count in found.counts.items()},
        "councils": [line_as_json(each) for each in found.lines],
    }


def to_do_as_json(each: AftercareEntry) -> ToDoShape:
    """Return something that is still to do."""
    return {
        "reference": each.reference,
        "council": each.council,
        "offer": each.offer or None,
        "since": each.since.isoformat(),
        "by": _iso(each.until),
        "words": each.words or None,
    }


def follow_up_as_json(each: FollowUp) -> FollowUpShape:
    """Return what is still to do after a hand-over in one challenge."""
    return {
        "council": each.to_do.council,
        "offer": each.to_do.offer,
        "since": each.to_do.since.isoformat(),
        "by": _iso(each.to_do.by),
        "late": each.is_late,
        "who": list(each.people),
    }


def council_as_json(found: CouncilPage) -> CouncilStandingShape:
    """Return what somebody may see of a council."""
    return {
        "council": line_as_json(found.line),
        "challenges": [each.row.reference for each in found.challenges],
        "recommendations": {str(impact): count for impact, count in found.impacts.items()},
        "support": [
            {
                "reference": each.entry.reference,
                "offer": each.entry.offer,
                "title": each.title,
                "uptake": each.entry.uptake,
                "on": each.entry.since.isoformat(),
                "until": _iso(each.entry.until),
                "words": each.entry.words,
            }
            for each in found.agreed
        ],
        "to_do": [to_do_as_json(each.entry) for each in found.to_do],
    }


COLUMNS = (
    *("code", "name", "region", "type", "stands", "last_challenge", "visit_ended", "predecessor"),
    *("next_due", "under_way", "cancelled", "cancelled_because"),
)


def coverage_table(found: Coverage) -> str:
    """Write coverage as a table for a spreadsheet."""
    return tables.table(COLUMNS, map(_row, found.lines))


def _row(each: Line) -> dict[str, object]:
    said = dict(line_as_json(each))
    del said["last"]
    last = each.last
    return said | {
        "last_challenge": last.reference if last else None,
        "visit_ended": last.on.iso if last else None,
        "predecessor": last.predecessor if last else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
