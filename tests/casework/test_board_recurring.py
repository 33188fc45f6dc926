"""What recurs over the years is told the board: by theme and area, published, and up to the period's end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework.board.figures import figures
from db import findings, ledger
from db.findings import Line
from db.ledger_tables import LedgerEntry
from domain.board import BoardFigures, Measure
from domain.lifecycle import CouncilCode, Reference
from domain.reading import INVENTED
from tests.casework.board_years import TODAY, recommended
from tests.casework.programme_years import know_councils, tell

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What asks the databases in their own tongues is tried elsewhere."""
NAMES = {"TAW": "Tamworth Borough Council", "STO": "Stroud District Council", "PEN": "Pendle Borough Council"}


@pytest.fixture
def programme(session: Session) -> Session:
    know_councils(session)
    return session


def advice(reference: Reference, code: str, text: str, theme: str = "", **said: Any) -> LedgerEntry:
    return recommended(reference, code, text=text, theme=theme, **said)


def hard(reference: Reference, code: str, text: str, **said: Any) -> Line:
    usual: dict[str, Any] = {
        "council": CouncilCode(code),
        "councils": f"|{code}|",
        "theme": "",
        "areas": "|planning|",
        "is_final": True,
        "is_shared": True,
        "is_public": True,
    }
    return Line(
        reference=reference,
        key=text,
        kind="challenge",
        title="",
        text=text,
        area_words="",
        vocabulary="2026",
        source="page 4",
        consent="given",
        year="",
        regions="|West Midlands|",
        types="|NMD|",
        **usual | said,
    )


def told(session: Session, last: date = date(2025, 3, 31)) -> BoardFigures:
    return figures(session, date(2024, 4, 1), last, TODAY)


def years(measure: Measure, name: str) -> dict[str, list[tuple[str, int]]]:
    return {
        line.name: [(group.name, group.value) for group in line.groups] for line in measure.over_years(name)
    }


def visited(session: Session, code: str, on: str, **said: Any) -> Reference:
    return tell(session, (code,), {"visit_started": on}, rules="2022", **said)


def test_a_theme_that_comes_up_in_more_than_one_year_is_told_with_its_rows(programme: Session) -> None:
    first, second = visited(programme, "TAW", "2019-10-08"), visited(programme, "STO", "2024-10-29")
    third = visited(programme, "PEN", "2024-11-05", source=INVENTED)
    lines = [
        advice(first, "TAW", "Agree the budget.", "Governance and culture"),
        advice(first, "TAW", "Go on.", "Seen once", number="2", place=2),
        advice(first, "TAW", "Go further.", number="3", place=3),
        advice(second, "STO", "Say who decides.", "Governance and culture", title="Decisions"),
        advice(third, "PEN", "Look again.", "Governance and culture"),
        advice(second, "STO", "Kept back.", "Seen once", number="2", place=2, is_public=False),
    ]
    ledger.put(programme, [first, second, third], lines)

    found = told(programme).measure("advice_over_years")

    assert [(*row.councils, str(row.on), row.words) for row in found.rows] == [
        ("Tamworth Borough Council", "Tuesday 8 October 2019", "1. Agree the budget."),
        ("Stroud District Council", "Tuesday 29 October 2024", "1. Decisions"),
        ("Pendle Borough Council (sample)", "Tuesday 5 November 2024", "1. Look again."),
    ]
    assert years(found, "theme") == {"Governance and culture": [("2019-20", 1), ("2024-25", 2)]}
    assert years(found, "area") == {}


def test_service_areas_recur_in_what_is_found_hard(programme: Session) -> None:
    first, second = visited(programme, "TAW", "2023-10-10"), visited(programme, "STO", "2024-10-29")
    said = [hard(first, "TAW", "Plans wait."), hard(second, "STO", "Homes wait.", areas="|housing|planning|")]
    findings.put(programme, [first, second], said)

    found = told(programme).measure("challenges_over_years")

    assert [row.words for row in found.rows] == ["Plans wait.", "Homes wait."]
    assert years(found, "area") == {"Planning": [("2023-24", 1), ("2024-25", 1)]}


def test_what_comes_up_in_one_year_alone_or_after_the_period_is_not_told(programme: Session) -> None:
    now, again = visited(programme, "TAW", "2024-10-08"), visited(programme, "STO", "2025-02-04")
    later, unknown = visited(programme, "PEN", "2025-06-10"), visited(programme, "LAN", "2024")
    lines = [
        advice(reference, code, "Agree the budget.", "Governance and culture")
        for reference, code in ((now, "TAW"), (again, "STO"), (later, "PEN"), (unknown, "LAN"))
    ]
    ledger.put(programme, [now, again, later, unknown], lines)

    within, after = (
        told(programme, last).measure("advice_over_years") for last in (date(2025, 3, 31), date(2025, 9, 30))
    )

    assert (within.rows, within.untold) == ((), ())
    assert len(after.rows) == 3
    assert [row.councils for row in after.untold] == [("Lancashire County Council",)]


def test_a_visit_that_may_have_been_after_the_period_is_kept_apart(programme: Session) -> None:
    first, second = visited(programme, "TAW", "2022-10-08"), visited(programme, "STO", "2023-10-10")
    third = visited(programme, "PEN", "2024-10")
    references = [first, second, third]
    ledger.put(
        programme,
        references,
        [
            advice(reference, code, "Agree the budget.", "Governance and culture")
            for reference, code in zip(references, NAMES, strict=True)
        ],
    )

    found = told(programme, date(2024, 10, 15)).measure("advice_over_years")

    assert (found.value, [row.councils for row in found.untold]) == (2, [("Pendle Borough Council",)])
