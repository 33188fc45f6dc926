"""What became of recommendations is listed, and how an action goes is said, from the command line."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import pytest

from casework.tables import MARK
from cli.app import DONE, REFUSED, WRONG_USE
from db.session import transaction
from domain.contents import Content
from domain.lifecycle import Milestone, Reference
from tests.casework.published import told
from tests.cli.conftest import Cpc
from tests.histories import TAMWORTH

TODAY = "2025-09-01"


@pytest.fixture
def planned(request: pytest.FixtureRequest) -> str:
    """Give a challenge of Tamworth whose plan is published."""
    request.getfixturevalue("cpc")
    with transaction() as session:
        found = told(session)
        found.until(Milestone.PLAN_PUBLISHED)
        return found.reference


def say(cpc: Cpc, reference: str, *said: str) -> None:
    assert cpc("action", reference, *said, today=TODAY).code == DONE


def test_a_challenge_is_told_with_every_action_and_what_became_of_it(cpc: Cpc, planned: str) -> None:
    say(cpc, planned, "1.1", "--due", "2025-10", "--reason", "The hall was let.", "--note", "Nearly there.")
    say(cpc, planned, "2.1", "--rating", "on-track", "--evidence", "Service plans.")
    say(cpc, planned, "12.1", "--rating", "dropped", "--reason", "The savings come first.")

    answer = cpc("ledger", planned, today=TODAY)

    assert answer.code == DONE
    assert "2. " in answer.said
    assert "1.1 Invite partners and residents to a first conference on the vision: not started" in answer.said
    assert "Was due June 2025, moved on Monday 1 September 2025: The hall was let." in answer.said
    assert "Note: Nearly there." in answer.said
    assert "Shown by: Service plans." in answer.said
    assert "dropped, by its actions" in answer.said
    assert "Dropped: The savings come first." in answer.said
    assert "similar councils: not started, due July 2025, overdue." in answer.said
    assert "Cabinet member for finance; Head of performance." in answer.said
    assert all(line.startswith(("  ", "    ")) for line in answer.out.splitlines() if "conference" in line)


def test_what_a_plan_leaves_out_and_what_others_said_is_told(cpc: Cpc, planned: str) -> None:
    with transaction() as session:
        of = told(session, "Lichfield")
        tamworth = replace(of, reference=Reference(planned), places=(TAMWORTH,))
        only = {"recommendation": "1", "action": "Wait", "lead_member": "Leader", "lead_officer": "Clerk"}
        plan = [{**only, "due": "2026", "measure": "It is over."}]
        tamworth.hands_in(Content.PLAN, "2025-07-01", TAMWORTH, actions=plan)
        tamworth.hands_in(Content.STATEMENT, "2025-08-14", TAMWORTH)
        tamworth.hands_in(Content.REVIEW_REPORT, "2025-08-20", TAMWORTH)

    answer = cpc("ledger", planned, "--text", "vision", today=TODAY)

    assert "in progress, by the review" in answer.said
    assert "The council says of 1: in progress. Two hundred people" in answer.said
    assert "The review found of 1: in progress. The first conference" in answer.said
    assert "The plan of Tuesday 1 July 2025 holds it no longer." in answer.said


def test_the_programme_is_told_line_by_line_and_narrowed_down(cpc: Cpc, planned: str) -> None:
    every = cpc("ledger", "--council", "Tamworth", today=TODAY)
    done = cpc("ledger", "--impact", "done", "--region", "West Midlands", "--year", "2024-25", today=TODAY)
    late = cpc("ledger", "--open", "--overdue", "--json", today=TODAY)
    nothing = cpc("ledger", "--council", "Lichfield", today=TODAY)

    assert every.said.count("CPC-2024-001, 1") == 4
    assert done.said.count("CPC-2024-001") == 1
    assert {each["impact"] for each in late.json} <= {"in progress", "not started"}
    assert min(each["overdue"] for each in late.json) == 1
    assert late.json[0]["reference"] == planned
    assert "The ledger holds nothing of that" in nothing.said


def test_programs_have_it_as_json_and_spreadsheets_as_csv(cpc: Cpc, planned: str) -> None:
    say(cpc, planned, "1.1", "--rating", "done", "--evidence", "=cmd")
    one = cpc("ledger", planned, "--json", today=TODAY)
    rows = list(csv.DictReader(StringIO(cpc("ledger", planned, "--csv", today=TODAY).out.removeprefix(MARK))))

    assert one.json[0]["actions"][0]["rating"] == "done"
    (promise,) = one.json[0]["actions"][0]["promises"]
    assert promise == {"due": "2025-06", "since": "2025-02-03", "reason": None}
    assert (rows[0]["impact"], rows[0]["evidence"], rows[0]["public"]) == ("done", "'=cmd", "no")
    assert len(rows) == 12


def test_an_action_is_said_once_and_tried_first(cpc: Cpc, planned: str) -> None:
    trial = cpc("action", planned, "1.1", "--rating", "done", "--dry-run", today=TODAY)
    first = cpc("action", planned, "1.1", "--rating", "done", today=TODAY)
    again = cpc("action", planned, "1.1", "--rating", "done", today=TODAY)

    assert "how action 1.1 goes is written down." in trial.said
    assert "how action 1.1 goes is written down." in first.said
    assert "had been written down with these words before." in again.said


def test_what_cannot_be_is_refused_in_two_sentences(cpc: Cpc, planned: str) -> None:
    no_key = cpc("action", planned, "13.1", "--rating", "done", today=TODAY)
    no_reason = cpc("action", planned, "1.1", "--due", "2026-01", today=TODAY)
    no_rating = cpc("action", planned, "1.1", "--rating", "late", today=TODAY)
    no_impact = cpc("ledger", "--impact", "good", today=TODAY)

    assert (no_key.code, no_reason.code, no_rating.code, no_impact.code) == (
        WRONG_USE,
        REFUSED,
        WRONG_USE,
        WRONG_USE,
    )
    assert "has no action '13.1'. Use one of 1.1, 2.1" in " ".join(no_key.err.split())
    assert "There is no rating 'late'. Use one of: done, on_track" in " ".join(no_rating.err.split())
