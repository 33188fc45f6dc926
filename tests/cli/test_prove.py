"""The command that proves: what it says, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from db.session import transaction
from tests.cli.conftest import REFERENCE, Asides, Cpc


@pytest.fixture
def agreed(cpc: Cpc, asides: Asides, home: Path, request: pytest.FixtureRequest) -> str:
    """Give a challenge that has been agreed, with every letter of it in the folder."""

    def play() -> None:
        staffed: str = request.getfixturevalue("staffed")
        cpc("round", today="2024-05-20")
        cpc("record", staffed, "agreed", today="2024-05-24")
        cpc("round", today="2024-05-24")

    asides.laid_out("agreed", home, play)
    return REFERENCE


def without_a_slot() -> None:
    with transaction() as session:
        session.execute(text("DELETE FROM message_slots WHERE key LIKE '%/invitation/%'"))


@pytest.mark.usefixtures("agreed")
def test_what_is_proven_is_said_in_one_line(cpc: Cpc) -> None:
    told = cpc("prove", today="2024-05-24")

    assert (told.code, told.err) == (0, "")
    assert "Proven: " in told.said
    assert told.said.endswith("nothing was lost and nothing went twice.")
    assert "folder has " in told.said


def test_what_is_missing_is_named_and_the_command_ends_as_refused(cpc: Cpc, agreed: str) -> None:
    without_a_slot()

    told = cpc("prove", agreed.lower(), today="2024-05-24")

    assert told.code == 3
    assert "Missing" in told.said
    assert f"{agreed}/notice/invitation/" in told.out
    assert "it has been owed since Friday 24 May 2024 and there is no message" in told.said
    assert "Run `cpc round`" in told.said
    assert told.err.startswith("Not proven: ")
    assert "missing" in told.err


@pytest.mark.usefixtures("agreed")
def test_a_program_gets_every_finding(cpc: Cpc) -> None:
    assert cpc("prove", "--json", today="2024-05-24").json["findings"] == []
    without_a_slot()

    told = cpc("prove", "--json", "--from", "2024-05-24", today="2024-05-24")

    assert told.code == 3
    assert told.json["proven"] is False
    assert {each["kind"] for each in told.json["findings"]} == {"missing", "unexpected"}


@pytest.mark.usefixtures("agreed")
def test_days_in_the_wrong_order_are_wrong_use(cpc: Cpc) -> None:
    told = cpc("prove", "--from", "2024-05-24", "--to", "2024-05-23", today="2024-05-24")

    assert told.code == 2
    assert told.err.strip().startswith("There are no days from Friday 24 May 2024 to Thursday 23 May 2024.")
