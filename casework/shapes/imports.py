"""The JSON of files that came back: what was understood of each, and whether it is kept."""

from __future__ import annotations

from typing import Any

from casework.plans import Understood
from casework.query_forms import UnderstoodQueries
from casework.reports import Edited
from domain.fact_checks import Query
from domain.lifecycle import CouncilCode


def plan_as_json(found: Understood, is_kept: bool) -> dict[str, Any]:
    """Return an action plan as it was understood; a row that cannot be understood is among the problems."""
    empty = dict.fromkeys(("action", "lead_member", "lead_officer", "due", "measure", "status"))
    return {
        "file": found.name,
        "council": found.council,
        "actions": [
            {"place": each.place, "recommendation": each.recommendation, **empty, **each.said}
            for each in found.actions
        ],
        "unanswered": list(found.unanswered),
        "remarks": list(found.remarks),
        "problems": list(found.problems),
        "kept": is_kept,
    }


def report_as_json(found: Edited, is_kept: bool) -> dict[str, Any]:
    """Return the changes of an edited draft report, place by place; what is gone is now null."""
    return {
        "file": found.name,
        "changes": [
            {"place": each.place, "was": each.was or None, "now": each.now or None} for each in found.edits
        ],
        "problems": list(found.problems),
        "kept": is_kept,
    }


def queries_as_json(
    found: UnderstoodQueries, council: CouncilCode | None, numbers: list[int], is_kept: bool
) -> dict[str, Any]:
    """Return the queries of a fact check form, and under which numbers those are kept that are new."""
    return {
        "file": found.name,
        "council": council,
        "queries": [_query(each) for each in found.queries],
        "remarks": found.remarks,
        "problems": found.problems,
        "kept": is_kept,
        "numbers": numbers if is_kept else [],
    }


def _query(each: Query) -> dict[str, Any]:
    return {
        "place": each.place,
        "text": each.text,
        "correction": each.correction,
        "evidence": each.evidence,
        "kind": each.kind.value,
    }
