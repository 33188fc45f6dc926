"""The commands about training events: kept, put right, taken back, brought in by a table, and listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.app import DONE, REFUSED, WRONG_USE
from tests.cli.conftest import Cpc

TODAY = "2024-06-03"
INDUCTION = ("Induction", "--first-day", "2024-05-14", "--place", "online", "--took-part", 24)
TABLE = """\
first_day,last_day,title,place,took_part,members,new_peers
2024-05-14,,Induction,Online,24,10,9
2024-03-05,2024-03-06,Lead peers,Leeds,12,,
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "training.csv"
    path.write_text(TABLE)
    return path


def test_an_event_is_kept_and_listed_by_financial_year(cpc: Cpc) -> None:
    none = cpc("training", "list", today=TODAY).said
    trial = cpc("training", "add", *INDUCTION, "--dry-run", today=TODAY)
    made = cpc("training", "add", *INDUCTION, "--members", 10, today=TODAY)
    again = cpc("training", "add", *INDUCTION, today=TODAY)

    line = "1. Induction, Tuesday 14 May 2024. Online: 24 took part, 10 of them councillors."
    assert none == "None is known. `cpc training add` keeps one."
    assert trial.out.startswith("Trial only, nothing of this is kept:")
    assert made.said == line
    assert (again.code, "which is kept already" in again.err) == (REFUSED, True)
    assert cpc("training", "list", today=TODAY).said == f"2024-25: 1 training event {line}"
    assert cpc("training", "list", "--year", "2023-24", "--json", today=TODAY).json == []
    told = cpc("training", "list", "--json", today=TODAY).json
    assert (told[0]["year"], told[0]["events"][0]["members"]) == ("2024-25", 10)


def test_what_is_not_named_in_a_correction_stays_and_both_are_listed_with_the_reason(cpc: Cpc) -> None:
    more = ("--members", 10, "--last-day", "2024-05-15")
    cpc("training", "add", *INDUCTION, *more, today=TODAY)

    made = cpc("training", "correct", 1, "--took-part", 26, "--reason", "Two came late.", today=TODAY)
    cpc("training", "correct", 1, "--last-day", "2024-05-16", "--reason", "A day more.", today=TODAY)
    told = cpc("training", "list", "--json", today=TODAY).json[0]["events"][0]

    assert made.said == (
        "1. Induction, Tuesday 14 May 2024 to Wednesday 15 May 2024. Online: 26 took"
        " part, 10 of them councillors. corrected on 2024-06-03 by officer: Two came late."
    )
    assert (told["last_day"], told["took_part"], told["members"]) == ("2024-05-16", 26, 10)
    nothing = cpc("training", "correct", 1, "--reason", "Why not.", today=TODAY)
    assert (nothing.code, "Say what was different." in nothing.err) == (WRONG_USE, True)


def test_a_count_is_set_back_to_not_counted(cpc: Cpc) -> None:
    cpc("training", "add", *INDUCTION, "--members", 10, "--new-peers", 0, today=TODAY)
    why = ("--reason", "Nobody counted.")

    both = cpc("training", "correct", 1, "--members", 0, "--not-counted", "members", *why, today=TODAY)
    odd = cpc("training", "correct", 1, "--not-counted", "took-part", *why, today=TODAY)
    made = cpc("training", "correct", 1, "--not-counted", "members", *why, today=TODAY)
    one = cpc("training", "list", "--json", today=TODAY).json[0]["events"][0]
    cpc("training", "correct", 1, "--not-counted", "new-peers", *why, today=TODAY)
    none = cpc("training", "list", "--json", today=TODAY).json[0]["events"][0]

    assert (both.code, odd.code, made.code) == (WRONG_USE, WRONG_USE, DONE)
    assert "--members is given and said not to be counted." in both.err
    assert (one["members"], one["new_peers"]) == (None, 0)
    assert (none["members"], none["new_peers"]) == (None, None)


def test_what_is_taken_back_counts_no_more(cpc: Cpc) -> None:
    cpc("training", "add", *INDUCTION, today=TODAY)

    trial = cpc("training", "take-back", 1, "--reason", "It fell through.", "--dry-run", today=TODAY)
    gone = cpc("training", "take-back", 1, "--reason", "It fell through.", today=TODAY)

    assert "1. Induction (taken back)" in trial.said
    assert gone.said.endswith("taken back on 2024-06-03 by officer: It fell through.")
    assert cpc("training", "list", today=TODAY).said.startswith("2024-25: 0 training events")
    assert cpc("training", "take-back", 2, "--reason", "x", today=TODAY).code == WRONG_USE


def test_a_table_is_brought_in_once(cpc: Cpc, table: Path) -> None:
    trial = cpc("training", "import", table, "--dry-run", today=TODAY)
    first = cpc("training", "import", table, today=TODAY)
    cpc("training", "take-back", 2, "--reason", "It fell through.", today=TODAY)
    again = cpc("training", "import", table, today=TODAY)
    program = cpc("training", "import", table, "--json", today=TODAY)

    assert trial.said.startswith("Trial only")
    assert first.said == "2 training events added, 0 corrected, 0 as before."
    assert again.said == (
        "0 training events added, 0 corrected, 1 as before. Taken back before, and left so: 2."
    )
    assert program.json == {"added": [], "corrected": [], "unchanged": [1], "taken_back": [2]}


def test_a_bad_cell_is_named_and_nothing_is_taken(cpc: Cpc, table: Path) -> None:
    table.write_text(TABLE.replace("Leeds,12", "Leeds,a dozen"))

    told = cpc("training", "import", table, today=TODAY)

    assert told.code == WRONG_USE
    assert "line 3, column took_part: 'a dozen' is no number of people" in " ".join(told.err.split())
    assert cpc("training", "list", "--json", today=TODAY).json == []


def test_the_annual_report_counts_it(cpc: Cpc, table: Path) -> None:
    cpc("training", "import", table, today=TODAY)

    told = cpc("annual-report", "2024-25", "--draft", "--json", today=TODAY)

    figures = {each["name"]: (each["held"], each["value"]) for each in told.json["measures"]}
    assert told.code == DONE
    assert (figures["training_events"], figures["new_peers"]) == ((True, 1), (True, 9))
