"""A list of challenges as other programs take it in."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import icalendar
import pytest

from casework.pipeline import Line
from casework.pipeline_files import COLUMNS, calendar, line_as_json, permanent_id, table
from casework.tables import MARK, cell
from db.models import Standing
from domain.lifecycle import Reference
from settings import settings

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 6)


def line(**instead: Any) -> Line:
    """Return a challenge in a list whose report is a day late."""
    said: dict[str, Any] = {
        "reference": Reference("CPC-2026-001"),
        "stages": ["report_publication"],
        "stage": "report_publication",
        "state": "live",
        "councils": "Tamworth Borough Council",
        "next_deadline": "Report published",
        "next_due": date(2026, 3, 5),
        "overdue": 1,
        "owed": 0,
        "waiting": 2,
        "updated_at": AT,
        "scheme": "2024",
        "product": "corporate",
        "regions": "|West Midlands|",
        "types": "|NMD|",
        "is_first_time": True,
        "searched": "",
        "late_from": TODAY,
    }
    return Line(Standing(**(said | instead)), "Senior adviser", TODAY)


def cells(*lines: Line) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(table(lines).removeprefix(MARK), newline="")))


def entries(*lines: Line) -> list[Any]:
    return list(icalendar.Calendar.from_ical(calendar(lines)).walk("VEVENT"))


def test_a_line_says_in_json_what_it_says_on_the_page() -> None:
    said = line_as_json(line())

    assert tuple(said) == COLUMNS
    assert (said["regions"], said["first_time"], said["adviser"]) == (
        ["West Midlands"],
        True,
        "Senior adviser",
    )
    assert (said["late_from"], said["days_late"], said["stage_since"]) == ("2026-03-06", 1, None)


def test_a_table_has_a_row_for_each_challenge() -> None:
    (row,) = cells(line())

    assert tuple(row) == COLUMNS
    assert (row["councils"], row["first_time"], row["days_late"]) == ("Tamworth Borough Council", "yes", "1")
    assert (row["stages"], row["stage_since"]) == ("report_publication", "")
    assert table([line()]).startswith("\ufeffreference,")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_nothing_in_a_table_is_a_formula(text: str) -> None:
    (row,) = cells(line(councils=text, is_first_time=False))

    assert row["councils"] == f"'{text}"
    assert row["first_time"] == "no"


def test_a_calendar_has_what_comes_next_under_a_name_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_BASE_URL", "https://challenges.example/")
    settings.cache_clear()
    later = replace(line(next_due=date(2026, 4, 2)), today=TODAY)
    later.row.updated_at = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)

    (first,), (second,) = entries(line()), entries(later)

    assert first["SUMMARY"] == "Tamworth Borough Council: Report published (due)"
    assert "https://challenges.example/challenges/CPC-2026-001" in first["DESCRIPTION"]
    assert (first["DTSTART"].dt, second["DTSTART"].dt) == (date(2026, 3, 5), date(2026, 4, 2))
    assert first["UID"] == second["UID"]
    assert first["SEQUENCE"] < second["SEQUENCE"]


def test_a_calendar_says_nothing_of_what_has_no_date() -> None:
    assert entries(line(next_deadline=None, next_due=None), line(scheme="")) == []


def test_a_calendar_without_an_address_of_the_dashboard_has_no_links() -> None:
    (entry,) = entries(line(next_deadline="Scope agreed"))

    assert "http" not in entry["DESCRIPTION"]


def test_a_challenge_has_the_same_name_in_every_feed() -> None:
    assert permanent_id("CPC-2026-001") == permanent_id("CPC-2026-001") != permanent_id("CPC-2026-002")
    assert permanent_id("CPC-2026-001").startswith("urn:uuid:")


@pytest.mark.parametrize(
    ("value", "said"), [(-3, "-3"), ("-3", "'-3"), (["=A1", "b"], "'=A1, b"), (None, ""), (True, "yes")]
)
def test_a_number_is_no_formula_and_words_that_look_like_one_are_quoted(value: object, said: str) -> None:
    assert cell(value) == said
