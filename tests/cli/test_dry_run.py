"""A trial says what a command would cause and by when, and keeps nothing of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cli.app import DONE, REFUSED
from settings import settings
from tests.cli.conftest import VISIT, Cpc

SAMPLES = Path(__file__).parents[2] / "db" / "samples" / "content" / "single-2024"
REGISTER = Path(__file__).parents[2] / "db" / "samples" / "councils.csv"


def kept(home: Path) -> tuple[list[str], list[str]]:
    """Return every line of the database and the name of every file beside it."""
    with sqlite3.connect(home / "cpc.db") as connection:
        lines = list(connection.iterdump())
    connection.close()
    files = sorted(str(path) for path in home.rglob("*") if path.is_file() and "cpc.db" not in path.name)
    return lines, files


@pytest.mark.parametrize(
    "tokens",
    [
        ("open", "Lichfield"),
        ("record", "CPC-2024-001", "agreed"),
        ("assign", "CPC-2024-001", "support_officer", "--name", "Officer", "--email", "officer@lga.example"),
        ("assign", "CPC-2024-001", "support_officer", "--vacant", "--reason", "None is needed"),
        ("team", "CPC-2024-001", "--release", "leader@tamworth.example", "--role", "leader", "--reason", "x"),
        ("facts", "CPC-2024-001", "--mode", "remote"),
        ("content", "CPC-2024-001", str(SAMPLES / "scope.yaml")),
        ("cancel", "CPC-2024-001", "--reason", "The council is abolished"),
        ("correct", "CPC-2024-001", "2", "--reason", "It was somebody else"),
        ("rebuild",),
        ("councils", "import", str(REGISTER)),
    ],
)
def test_a_trial_keeps_nothing(cpc: Cpc, home: Path, staffed: str, tokens: tuple[str, ...]) -> None:
    assert staffed
    before = kept(home)

    told = cpc(*tokens, "--dry-run")

    assert (told.code, told.err) == (DONE, "")
    assert told.out.startswith("Trial only, nothing of this is kept:")
    assert kept(home) == before


def test_a_trial_says_what_would_be_owed_to_whom_and_by_when(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")

    told = cpc("record", staffed, "dates_set", *VISIT, "--dry-run", today="2024-06-10")

    assert told.out == (
        """\
Trial only, nothing of this is kept:
CPC-2024-001: 'Dates set' is recorded, on Monday 10 June 2024.

Documents to prepare
  Agreed dates

Messages to send
  Dates of the visit: to leader, chief_executive, project_lead,
    principal_adviser, challenge_manager

Waiting
  Dates of the visit: nobody is programme support officer (Programme manager can
    put that right)
  Dates of the visit: nobody is political group office (Programme manager can
    put that right)

Dates
  Scope agreed: due on Monday 29 July 2024
  Peer team confirmed: due on Tuesday 17 September 2024
  Position statement received: due on Tuesday 1 October 2024
  Pack sent to peers: due on Tuesday 15 October 2024
  Feedback given to the council: due on Friday 1 November 2024, if all goes as
    planned
  Draft report sent for fact check: due on Thursday 28 November 2024, if all
    goes as planned
  Report published: due on Friday 31 January 2025, if all goes as planned
  Action plan published: due on Monday 31 March 2025, if all goes as planned
  Progress review held: due on Sunday 31 August 2025, if all goes as planned
  Review report published: due on Friday 31 October 2025, if all goes as planned
  Next challenge due: due on Wednesday 31 October 2029, if all goes as planned
"""
    )


def test_what_a_trial_says_is_what_then_happens(cpc: Cpc, staffed: str) -> None:
    tried = cpc("record", staffed, "agreed", "--dry-run", today="2024-05-24").said
    cpc("record", staffed, "agreed", today="2024-05-24")

    sent = cpc("messages", staffed, "--json").json
    readers = {each["to_name"] for each in sent if each["name"] == "invitation"}
    assert "Invitation to a peer challenge: to leader, chief_executive, principal_adviser" in tried
    assert readers == {"leader", "chief_executive", "principal_adviser"}


def test_a_trial_is_refused_as_the_command_would_be(cpc: Cpc, opened: str) -> None:
    real, trial = cpc("record", opened, "pack_sent"), cpc("record", opened, "pack_sent", "--dry-run")

    assert real.code == REFUSED
    assert trial == real


def test_a_trial_that_changes_nothing_more_says_so(cpc: Cpc, opened: str) -> None:
    told = cpc("facts", opened, "--mode", "remote", "--dry-run")

    assert told.said.endswith("It causes nothing else.")


def test_a_correction_that_is_recorded_again_owes_nothing_that_was_sent(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")
    number = cpc("show", staffed, "--history", "--json", today="2024-05-24").json["history"][-1]["event"]
    cpc("correct", staffed, number, "--reason", "A day too late", today="2024-05-25")

    told = cpc("record", staffed, "agreed", "--on", "2024-05-23", "--dry-run", today="2024-05-25")

    assert "Documents to prepare" not in told.out
    assert "Messages to send" not in told.out


def test_a_trial_of_the_first_opening_leaves_no_councils_behind(cpc: Cpc) -> None:
    cpc("open", "Tamworth", "--dry-run")

    assert cpc("councils", "list", "--json").json == []
    assert not settings().documents_folder.exists()
