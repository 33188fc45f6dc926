"""The JSON of the calendar: what was entered, what that moves, and where a visit would fit."""

from __future__ import annotations

from typing import Any

from casework.recounts import Recount
from db.calendars import Kept
from domain.calendars import Closing
from domain.elections import Poll, PreElection
from domain.planning import Plan

Shape = dict[str, Any]


def closing_as_json(each: Kept[Closing]) -> Shape:
    """Return a closure with who entered it and removed it."""
    closure = each.what.closure
    return {
        "number": each.number,
        "first": closure.first.isoformat(),
        "last": (closure.last or closure.first).isoformat(),
        "name": closure.name,
        "division": str(each.what.division) if each.what.division else None,
        "council": each.what.council,
        **_audit(each),
    }


def poll_as_json(each: Kept[Poll]) -> Shape:
    """Return an election that was entered, with who entered it and removed it."""
    return {
        "number": each.number,
        "poll": each.what.on.isoformat(),
        "name": each.what.name,
        "council": each.what.council,
        "notice": each.what.notice.isoformat() if each.what.notice else None,
        "held": each.what.is_held,
        **_audit(each),
    }


def period_as_json(each: PreElection) -> Shape:
    """Return a pre-election period."""
    return {
        "council": each.council,
        "name": each.name,
        "first": each.first.isoformat(),
        "poll": each.poll.isoformat(),
        "key": each.key,
    }


def recount_as_json(found: Recount, *, kept: bool) -> Shape:
    """Return which dates move and who is told of them, in one message each."""
    return {
        "kept": kept,
        "moved": [
            {
                "reference": each.reference,
                "title": date.title,
                "was": date.was.isoformat(),
                "now": date.now.isoformat(),
            }
            for each in found.moved
            for date in each.dates
        ],
        "messages": [
            {
                "person": each.letter.to.person,
                "subject": each.letter.subject,
                "challenges": [on_desk.reference for on_desk, _ in each.parts],
            }
            for each in found.tellings
        ],
    }


def plan_as_json(found: Plan) -> Shape:
    """Return the days that are free, and each week before them with what is in the way."""
    return {
        "days": [day.isoformat() for day in found.days],
        "provisional": found.is_provisional,
        "elections_unknown": [place.code for place in found.unknown],
        "passed_over": [
            {"week": each.monday.isoformat(), "reasons": list(each.reasons)} for each in found.passed_over
        ],
    }


def _audit(each: Kept[Any]) -> Shape:
    return {
        "added_by": each.added_by,
        "added_at": each.added_at.isoformat(),
        "removed_by": each.removed_by,
        "removed_at": each.removed_at.isoformat() if each.removed_at else None,
    }
