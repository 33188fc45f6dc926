"""Coverage and aftercare from the command line."""

from __future__ import annotations

from datetime import date

import pytest

from casework import record
from casework.record import Entry
from casework.tables import MARK
from cli.app import WRONG_USE
from db.session import transaction
from domain.days import Day
from domain.lifecycle import Event, Milestone
from tests.casework.conftest import AT
from tests.cli.conftest import Cpc

REFERENCE = "CPC-2024-001"


def happens(*events: Event, on: str) -> None:
    """Write lines of the history, without asking whether the rules allow it."""
    with transaction() as session:
        record.write(session, REFERENCE, Entry("Officer", date.fromisoformat(on), AT), events)


@pytest.fixture
def handed_over(staffed: str) -> str:
    """Give a challenge that has been closed after its visit."""
    met = ((Milestone.VISIT_ENDED, "2024-10-31"), (Milestone.CLOSED, "2025-10-27"))
    happens(*(Event(0, kind, Day.parse(on)) for kind, on in met), on="2025-10-27")
    return staffed


def test_councils_are_listed_by_how_they_stand(cpc: Cpc, handed_over: str) -> None:
    told = cpc("coverage", today="2026-01-05")

    assert "Next challenge due in more than a year (1 council)" in told.out
    assert (
        "  Tamworth Borough Council; last visit: Thursday 31 October 2024"
        f" ({handed_over});\n    next due by Wednesday 31 October 2029\n" in told.out
    )
    assert "No challenge known to the programme (" in told.out


def test_those_of_which_no_challenge_is_known_can_be_asked_for_alone(cpc: Cpc, handed_over: str) -> None:
    never = cpc("coverage", "--never", "--json", today="2026-01-05").json
    passed = cpc("coverage", "--stands", "passed", "--json", today="2030-01-05").json

    assert {each["stands"] for each in never["councils"]} == {"never"}
    assert "TAW" not in {each["code"] for each in never["councils"]}
    assert [(each["code"], each["last"]["reference"]) for each in passed["councils"]] == [
        ("TAW", handed_over)
    ]


def test_a_challenge_that_goes_on_or_was_called_off_is_said(cpc: Cpc, staffed: str) -> None:
    assert f"Tamworth Borough Council; {staffed} is under way" in cpc("coverage").out

    cpc("cancel", staffed, "--reason", "The council would rather wait.")

    told = cpc("coverage", "--region", "West Midlands").said
    assert f"Tamworth Borough Council; {staffed} was cancelled: The council would rather wait." in told


def test_coverage_is_a_table_for_a_spreadsheet(cpc: Cpc, handed_over: str) -> None:
    head, *rows = cpc("coverage", "--csv", today="2026-01-05").out.splitlines()

    assert head.startswith(
        f"{MARK}code,name,region,type,stands,last_challenge,visit_ended,predecessor,next_due"
    )
    assert any(row.startswith("TAW,") and f"ahead,{handed_over},2024-10-31" in row for row in rows)


def test_without_a_register_coverage_says_how_to_bring_one_in(cpc: Cpc) -> None:
    assert "`cpc councils import` brings the register in" in cpc("coverage", "--region", "Nowhere").said


def test_what_is_to_do_is_listed_with_what_would_fit_until_it_is_said(cpc: Cpc, handed_over: str) -> None:
    told = cpc("aftercare", handed_over, today="2025-10-28").out
    assert "Talk about the hand-over; since Monday 27 October 2025 (principal_adviser" in told
    assert "regional_network: The region’s networks" in told
    assert "Talk about the hand-over" in cpc("owed", handed_over, today="2025-10-28").out

    cpc(
        *("aftercare", handed_over, "They will ask in spring.", "--offer", "planning"),
        *("--uptake", "to-decide", "--until", "2026-03-01"),
        today="2025-11-10",
    )

    later = cpc("aftercare", "--adviser", "principal_adviser", today="2026-03-02").said
    assert (
        "Decide about “Planning advisory service”, by Sunday 1 March 2026, which has passed; since" in later
    )
    (found,) = cpc("aftercare", "--json", today="2026-03-02").json
    assert (found["reference"], found["offer"], found["by"]) == (handed_over, "planning", "2026-03-01")
    owed = next(
        each for each in cpc("owed", "--json", today="2026-03-02").json if each["reference"] == handed_over
    )
    assert [each["late"] for each in owed["after_hand_over"]] == [True]


def test_what_is_tried_is_not_kept_and_the_same_again_is_said_to_be(cpc: Cpc, handed_over: str) -> None:
    said = ("aftercare", handed_over, "A good talk.")

    tried = cpc(*said, "--dry-run", today="2025-11-10")
    first, again = cpc(*said, today="2025-11-10"), cpc(*said, today="2025-11-10")

    assert "what was agreed is written down" in tried.out
    assert f"{handed_over}: what was agreed is written down." in first.out
    assert "had been written down with these words before" in again.out
    assert cpc("aftercare", today="2025-11-10").said == "Nothing is to do after a hand-over."


def test_an_answer_without_what_was_agreed_is_asked_for_it(cpc: Cpc, handed_over: str) -> None:
    told = cpc("aftercare", handed_over, "--offer", "planning", "--uptake", "declined")

    assert (told.code, told.out) == (2, "")
    assert "What was agreed is missing." in told.err


def test_a_region_that_there_is_not_is_named_with_those_that_there_are(cpc: Cpc, handed_over: str) -> None:
    assert handed_over

    odd = cpc("coverage", "--region", "Midlands")
    none = cpc("coverage", "--region", "west midlands", "--stands", "passed", today="2026-01-05")

    assert odd.code == WRONG_USE
    assert "The register has no region 'Midlands'. Use one of: East Midlands," in odd.err
    for tokens in (("ledger",), ("learn", "planning")):
        assert cpc(*tokens, "--region", "Midlands").err == odd.err
    assert none.said == "No council stands so."
