"""The JSON of lists over all challenges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from casework.shapes.outlook import owed_as_json
from db.models import Standing
from domain.owed import OwedDocument, OwedNotice


def standing_as_json(each: Standing) -> dict[str, Any]:
    """Return where one challenge of the list stands."""
    return {
        "reference": each.reference,
        "councils": each.councils,
        "state": each.state,
        "stages": list(each.stages),
        "visit_start": each.visit_start.isoformat() if each.visit_start else None,
        "next_deadline": each.next_deadline,
        "next_due": each.next_due.isoformat() if each.next_due else None,
        "overdue": each.overdue,
        "owed": each.owed,
        "waiting": each.waiting,
    }


def owed_list_as_json(
    reference: str,
    ready: Iterable[OwedDocument | OwedNotice],
    waiting: Iterable[OwedDocument | OwedNotice],
) -> dict[str, Any]:
    """Return what one challenge owes: what can be done now, and what waits for something."""
    return {
        "reference": reference,
        "owed": [owed_as_json(each) for each in ready],
        "waiting": [owed_as_json(each) for each in waiting],
    }
