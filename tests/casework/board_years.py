"""What tests of the board's figures share: how a figure is read, and a line of the ledger to count."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from casework.board.figures import figures
from db.ledger_tables import LedgerEntry
from domain.board import BoardFigures, Measure
from domain.lifecycle import CouncilCode, Reference

TODAY = date(2026, 11, 20)


def of_2021_22(session: Session) -> BoardFigures:
    """Count the first of the years that are told whole."""
    return figures(session, date(2021, 4, 1), date(2022, 3, 31), TODAY)


def named(measure: Measure) -> list[str]:
    """Name the councils behind a figure, row by row."""
    return [" and ".join(row.councils) for row in measure.rows]


def by(measure: Measure, name: str) -> dict[str, int]:
    """Return a split of a figure, without what is none."""
    return {group.name: group.value for group in measure.split(name) if group.value}


def recommended(reference: Reference, code: str, **said: Any) -> LedgerEntry:
    """Return a line of the ledger that says as little as a line can."""
    usual: dict[str, Any] = {
        "number": "1",
        "place": 1,
        "title": "",
        "is_public": True,
        "year": "",
        "impact": "not known",
    }
    return LedgerEntry(
        reference=reference,
        council=CouncilCode(code),
        region="West Midlands",
        ground="review",
        evidence="",
        actions=0,
        dues=[],
        first_due=None,
        searched="",
        **usual | said,
    )
