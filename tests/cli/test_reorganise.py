"""Passing challenges on from the command line: all of them, one of them, or only as a trial."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Cpc

SAMPLES = Path(__file__).parents[2] / "db" / "samples" / "councils.csv"
TODAY = "2024-10-01"


@pytest.fixture
def register(tmp_path: Path, cpc: Cpc, staffed: str) -> str:
    """Give a challenge of Tamworth, and have the register say that Lichfield stands in its place."""
    return _ended(tmp_path, cpc, staffed, "LIF")


def _ended(folder: Path, cpc: Cpc, reference: str, *heirs: str) -> str:
    rows = list(csv.DictReader(SAMPLES.read_text("utf-8").splitlines()))
    for row in rows:
        if row["local-authority-code"] == "TAW":
            row |= {"end-date": "2024-09-30", "replaced-by": ",".join(heirs)}
    file = folder / "register.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    told = cpc("councils", "import", file)
    assert told.code == 0, told.err
    return reference


def pass_on(cpc: Cpc, *tokens: str) -> Answer:
    return cpc("reorganise", *tokens, today=TODAY)


def test_challenges_of_councils_that_have_ended_pass_on(cpc: Cpc, register: str) -> None:
    told = pass_on(cpc)

    assert told.code == 0, told.err
    assert f"{register} passes from Tamworth Borough Council to Lichfield District Council." in told.said
    assert cpc("show", register, "--json", today=TODAY).json["councils"] == [
        {"code": "LIF", "name": "Lichfield District Council"}
    ]
    assert "still there" in pass_on(cpc).said


def test_a_trial_says_what_it_would_cause_and_keeps_nothing(cpc: Cpc, register: str) -> None:
    told = pass_on(cpc, "--dry-run")

    assert "Trial only" in told.said
    assert "A council has a successor: to" in told.said
    assert cpc("show", register, "--json", today=TODAY).json["councils"][0]["code"] == "TAW"


def test_one_that_needs_a_choice_is_named_and_holds_up_no_other(
    tmp_path: Path, cpc: Cpc, staffed: str
) -> None:
    _ended(tmp_path, cpc, staffed, "LIF", "STF")

    told = pass_on(cpc)

    assert told.code == 1
    assert f"cpc reorganise {staffed} --successor" in told.err
    assert pass_on(cpc, staffed).code == 2
    assert pass_on(cpc, staffed, "--successor", "Lichfield").code == 0


def test_a_successor_is_named_for_one_challenge(cpc: Cpc, register: str) -> None:
    assert (pass_on(cpc, "--successor", "LIF").code, pass_on(cpc, register, "--successor", "LIF").code) == (
        2,
        0,
    )


def test_of_two_councils_that_have_ended_one_can_be_passed_on(cpc: Cpc, register: str) -> None:
    assert "still there" in pass_on(cpc, register, "--council", "Chorley").said
    assert pass_on(cpc, register, "--council", "Tamworth", "--on", "2024-09-30").code == 0


def test_a_challenge_whose_council_is_still_there_is_not_passed_on(cpc: Cpc, staffed: str) -> None:
    told = pass_on(cpc, staffed)

    assert told.code == 3
    assert "No council of CPC-2024-001 had ended" in told.err
