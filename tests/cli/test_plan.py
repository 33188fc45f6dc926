"""A plan goes out as a form and comes back: shown first, kept when somebody says that it is right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from casework.record import Entry, write
from cli.app import DONE, REFUSED, WRONG_USE
from db.session import transaction
from domain.days import Day
from domain.lifecycle import Event, Milestone
from tests.cli.conftest import Cpc
from tests.cli.test_dry_run import kept

SAMPLES = Path(__file__).parents[2] / "db" / "samples" / "content" / "single-2024"
TODAY = "2025-01-13"


@pytest.fixture
def form(cpc: Cpc, opened: str, tmp_path: Path) -> Path:
    """Give the form of a plan for Excel, as it went out."""
    assert cpc("content", opened, SAMPLES / "report.yaml", today=TODAY).code == DONE
    assert cpc("plan", "form", opened, "--to", tmp_path / "forms", today=TODAY).code == DONE
    return tmp_path / "forms" / f"{opened}-action-plan-TAW.xlsx"


@pytest.fixture
def filled(form: Path) -> Path:
    return fill(form)


def fill(form: Path) -> Path:
    """Fill the form in as a council might: not all of it, and with a column of its own."""
    book = openpyxl.load_workbook(form)
    sheet = book["Action plan"]
    for row in (2, 3, 5):
        said: tuple[str | date, ...] = (
            "Do it",
            "Leader of the council",
            "Chief executive",
            date(2025, 6, 30),
            "It is done",
            "On track",
        )
        for column, each in enumerate(said, 3):
            sheet.cell(row, column).value = each
    sheet["I1"], sheet["I2"] = "Budget", "None needed"
    book.save(form)
    return form


def test_the_form_is_written_for_word_and_for_excel(form: Path) -> None:
    assert sorted(each.suffix for each in form.parent.iterdir()) == [".docx", ".xlsx"]


def test_what_was_understood_is_shown_and_nothing_is_kept(
    cpc: Cpc, home: Path, opened: str, filled: Path
) -> None:
    before = kept(home)

    told = cpc("plan", "import", opened, filled, today=TODAY)

    assert (told.code, told.err) == (DONE, "")
    assert "as it was understood: 3 actions of TAW." in told.said
    assert "1 Do it Leader of the council; Chief executive 2025-06-30 on track" in told.said
    assert "Recommendations without an action 3, 5, 6, 7, 8, 9, 10, 11, 12" in told.said
    assert "the column 'Budget' is no part of a plan and was left out (1 filled)" in told.said
    assert told.said.endswith("Nothing of it is kept yet. If it is right, give the command again with --yes.")
    assert kept(home) == before


def test_a_trial_says_what_it_would_cause(cpc: Cpc, home: Path, opened: str, filled: Path) -> None:
    before = kept(home)

    told = cpc("plan", "import", opened, filled, "--dry-run", today=TODAY)

    assert "Trial only, nothing of this is kept:" in told.said
    assert kept(home) == before


def test_a_program_is_told_the_same(cpc: Cpc, opened: str, filled: Path) -> None:
    shown = cpc("plan", "import", opened, filled, "--json", today=TODAY).json
    kept = cpc("plan", "import", opened, filled, "--yes", "--json", today=TODAY)

    assert (shown["kept"], kept.json["kept"]) == (False, True)
    assert kept.json == shown | {"kept": True}
    assert (shown["council"], shown["unanswered"][0], len(shown["actions"])) == ("TAW", "3", 3)
    assert {each["due"] for each in shown["actions"]} >= {"2025-06-30"}
    assert "is understood and kept" in kept.err


def test_with_yes_it_is_kept_once(cpc: Cpc, opened: str, filled: Path) -> None:
    first = cpc("plan", "import", opened, filled, "--yes", "--council", "Tamworth", today=TODAY)
    again = cpc("plan", "import", opened, filled, "--yes", today=TODAY)

    assert f"{opened}: {filled.name} is understood and kept, as action plan of TAW." in first.said
    assert "had been handed in before" in again.said


def test_that_the_plan_was_received_is_recorded_when_asked_and_only_if_the_rules_allow_it(
    cpc: Cpc, home: Path, opened: str, filled: Path
) -> None:
    before = kept(home)

    told = cpc("plan", "import", opened, filled, "--yes", "--record", "2025-01-10", today=TODAY)

    assert told.code == REFUSED
    assert "plan_received" in told.err or "Action plan received" in told.err
    assert kept(home) == before


def test_what_is_not_understood_is_shown_and_refused(cpc: Cpc, home: Path, opened: str, filled: Path) -> None:
    book = openpyxl.load_workbook(filled)
    book["Action plan"]["F3"] = "in due course"
    book.save(filled)
    before = kept(home)

    told = cpc("plan", "import", opened, filled, "--yes", today=TODAY)

    assert told.code == WRONG_USE
    assert "Not understood sheet 'Action plan', row 3: 'in due course' is no day" in told.said
    assert "cannot be taken as it is: sheet 'Action plan', row 3" in told.err
    assert kept(home) == before


def test_a_council_that_takes_no_part_gets_no_form(cpc: Cpc, opened: str, form: Path) -> None:
    told = cpc("plan", "form", opened, "--council", "Lichfield", "--to", form.parent, today=TODAY)

    assert (told.code, "TAW" in told.err) == (WRONG_USE, True)
    assert cpc("plan", "form", opened, "--council", "TAW", "--to", form.parent, today=TODAY).code == DONE


def test_with_yes_it_is_recorded_too_that_the_plan_was_received(cpc: Cpc, opened: str, filled: Path) -> None:
    final = Event(0, Milestone.REPORT_FINALISED, Day.parse("2024-12-20"))
    with transaction() as session:  # All that comes before it is another story.
        write(
            session,
            opened,
            Entry("officer", date(2025, 1, 13), datetime(2025, 1, 13, 9, 0, tzinfo=UTC)),
            [final],
        )

    told = cpc("plan", "import", opened, filled, "--yes", "--record", "2025-01-10", today=TODAY)

    assert told.code == DONE, told.err
    assert "Friday 10 January 2025: plan received, TAW" in cpc("show", opened, "--history", today=TODAY).said
