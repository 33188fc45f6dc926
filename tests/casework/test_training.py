"""Training events are kept, put right, taken back and brought in by a table; the board is told how many."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework import training
from casework.board.figures import figures
from casework.board.papers import PaperKind, draw
from casework.printable import Unprintable
from casework.shapes.board import rows_as_json
from casework.shapes.training import brought_as_json, kept_as_json, training_as_json, year_as_json
from casework.training import NoReason, NothingNew, TrainingKnown
from db import training as rows
from documents.formats import Format
from documents.text import text
from documents.tree import read
from domain.board import Measure
from domain.training import BadTraining, BadTrainings, TrainingTakenBack
from domain.training import training as told_of
from domain.years import FinancialYear
from tests.casework.conftest import entry

NOW = entry("2024-06-03")
INDUCTION = told_of(date(2024, 5, 14), None, "Induction", "Online", 24, members=10, new_peers=9)
LEADS = told_of(date(2024, 3, 5), date(2024, 3, 6), "Lead peers", "Leeds", 12)
HEAD = "first_day,last_day,title,place,took_part,members,new_peers\n"
TABLE = f"{HEAD}2024-05-14,,Induction,Online,24,10,9\n2024-03-05,2024-03-06,Lead peers,Leeds,12,,\n"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""Both databases keep the tables in ``tests/db``; these are their verbs."""


def of(session: Session, year: str) -> dict[str, Measure]:
    found = FinancialYear.parse(year)
    told = figures(session, found.first, found.last, date(2026, 4, 1))
    return {each.name: each for each in told.measures}


# Kept, put right, taken back


def test_events_are_listed_by_financial_year_the_last_first_and_in_a_year_by_day(session: Session) -> None:
    second = told_of(date(2024, 4, 2), None, "Refresher", "Online", 7)
    for each in (INDUCTION, LEADS, second):
        training.add(session, each, NOW)

    found = training.years(session)

    assert [(str(each.year), [event.told.title for event in each.events]) for each in found] == [
        ("2024-25", ["Refresher", "Induction"]),
        ("2023-24", ["Lead peers"]),
    ]
    assert [str(each.year) for each in training.years(session, FinancialYear(2023))] == ["2023-24"]


def test_an_event_that_is_kept_already_is_not_kept_twice(session: Session) -> None:
    made = training.add(session, INDUCTION, NOW)

    with pytest.raises(TrainingKnown, match="That is training event 1, which is kept already"):
        training.add(session, told_of(INDUCTION.first, None, "INDUCTION", "online", 30), NOW)
    training.take_back(session, made.number, "It fell through.", NOW)
    assert training.add(session, INDUCTION, NOW).number == 2


def test_what_cannot_be_or_cannot_be_printed_is_not_kept(session: Session) -> None:
    with pytest.raises(BadTraining, match="0 cannot have taken part"):
        training.add(session, told_of(INDUCTION.first, None, "A", "Leeds", 0), NOW)
    with pytest.raises(Unprintable, match="PARTY POPPER"):
        training.add(session, told_of(INDUCTION.first, None, "A \N{PARTY POPPER}", "Leeds", 1), NOW)
    assert training.years(session) == ()


def test_a_correction_is_a_further_line_with_its_reason(session: Session) -> None:
    made = training.add(session, INDUCTION, NOW)
    other = told_of(INDUCTION.first, None, "Induction", "Online", 26, members=10, new_peers=9)

    found = training.correct(session, made.number, other, " Two  came late. ", entry("2024-06-04"))

    assert [(each.told.took_part, each.reason) for each in found.lines] == [
        (24, ""),
        (26, "Two came late."),
    ]
    with pytest.raises(NothingNew, match="That is what is kept of training event 1 already"):
        training.correct(session, made.number, other, "Again.", NOW)
    with pytest.raises(NoReason, match="It is not said why"):
        training.correct(session, made.number, INDUCTION, "  ", NOW)


def test_a_correction_does_not_make_two_events_one(session: Session) -> None:
    training.add(session, INDUCTION, NOW)
    other = training.add(session, LEADS, NOW)

    with pytest.raises(TrainingKnown, match="training event 1"):
        training.correct(session, other.number, INDUCTION, "It was that one.", NOW)


def test_what_was_taken_back_is_told_of_no_more(session: Session) -> None:
    made = training.add(session, INDUCTION, NOW)

    gone = training.take_back(session, made.number, "It fell through.", NOW)

    assert (gone.is_held, gone.told, gone.lines[-1].reason) == (False, INDUCTION, "It fell through.")
    assert training.years(session)[0].held == ()
    with pytest.raises(TrainingTakenBack):
        training.take_back(session, made.number, "Once more.", NOW)
    with pytest.raises(TrainingTakenBack):
        training.correct(session, made.number, LEADS, "Once more.", NOW)


# Tables


def test_a_table_is_brought_in_once_and_what_it_tells_otherwise_is_a_correction(session: Session) -> None:
    first = training.bring_in(session, TABLE, NOW)
    again = training.bring_in(session, TABLE, NOW)
    training.take_back(session, 2, "It fell through.", NOW)
    later = training.bring_in(session, TABLE.replace("24,10,9", "26,10,9"), NOW)

    assert brought_as_json(first) == {"added": [1, 2], "corrected": [], "unchanged": [], "taken_back": []}
    assert brought_as_json(again) == {"added": [], "corrected": [], "unchanged": [1, 2], "taken_back": []}
    assert brought_as_json(later) == {"added": [], "corrected": [1], "unchanged": [], "taken_back": [2]}
    assert rows.event(session, 1).lines[-1].reason == "A table told otherwise."


def test_of_a_table_with_a_bad_cell_nothing_is_taken(session: Session) -> None:
    with pytest.raises(BadTrainings, match="line 3, column took_part: 'many' is no number"):
        training.bring_in(session, TABLE.replace("Leeds,12", "Leeds,many"), NOW)
    with pytest.raises(Unprintable):
        training.bring_in(session, TABLE.replace("Leeds", "Leeds \N{PARTY POPPER}"), NOW)
    assert training.years(session) == ()


# What the board is told


def test_the_board_is_told_of_the_events_of_a_year_and_who_came(session: Session) -> None:
    first, second = INDUCTION, told_of(date(2024, 9, 3), None, "Lead peers", "Leeds", 12, new_peers=0)
    for each in (first, second, LEADS):
        training.add(session, each, entry("2025-04-01"))

    found = of(session, "2024-25")

    assert [(row.who, row.words) for row in found["training_events"].rows] == [
        ("Induction", first.words),
        ("Lead peers", second.words),
    ]
    assert {name: found[name].value for name in ("training_events", "members_trained", "new_peers")} == {
        "training_events": 2,
        "members_trained": 10,
        "new_peers": 9,
    }
    assert [row.who for row in found["new_peers"].rows] == ["Induction"]
    assert [(row.who, row.words) for row in found["members_trained"].untold] == [
        ("Lead peers", "How many councillors came was not written down.")
    ]
    row = rows_as_json(found["training_events"])["rows"][0]
    assert (row["councils"], row["name"], row["reference"], row["on"]) == (
        [],
        "Induction",
        None,
        "2024-05-14",
    )


def test_before_the_first_event_that_is_known_nothing_is_held_and_later_none_is_none(
    session: Session,
) -> None:
    nothing = of(session, "2023-24")
    training.add(session, INDUCTION, NOW)
    gone = training.add(session, LEADS, NOW)
    training.take_back(session, gone.number, "It fell through.", NOW)
    before, after = of(session, "2023-24"), of(session, "2025-26")

    names = ("training_events", "members_trained", "new_peers")
    assert [nothing[name].held for name in names] == [before[name].held for name in names] == [False] * 3
    assert [(after[name].held, after[name].value) for name in names] == [(True, 0)] * 3


@pytest.mark.parametrize(
    ("year", "kind", "said"),
    [
        (
            "2024-25",
            PaperKind.ANNUAL,
            "1 training event was held for peers. 10 councillors came, and 9 people were new to the pool",
        ),
        ("2024-25", PaperKind.UPDATE, "1 training event was held for peers."),
        ("2025-26", PaperKind.UPDATE, "No training event for peers began in these months."),
        ("2022-23", PaperKind.ANNUAL, "Of training events for peers nothing was written down that goes back"),
    ],
)
def test_the_papers_tell_of_it(session: Session, year: str, kind: PaperKind, said: str) -> None:
    training.add(session, INDUCTION, NOW)
    months = FinancialYear.parse(year)

    paper = draw(session, kind, months.first, months.last, entry("2026-04-01"))

    words = " ".join(text(read(paper.files[Format.HTML].decode())).split())
    assert said in words
    assert ("Training events for peers: 1" in words) is (year == "2024-25")


def test_a_paper_says_of_how_many_events_nobody_counted_the_councillors(session: Session) -> None:
    for title in ("Lead peers", "Refresher"):
        training.add(session, told_of(date(2024, 5, 2), None, title, "Leeds", 12, new_peers=1), NOW)
    months = FinancialYear.parse("2024-25")

    paper = draw(session, PaperKind.ANNUAL, months.first, months.last, entry("2026-04-01"))

    words = " ".join(text(read(paper.files[Format.HTML].decode())).split())
    assert "0 councillors came, and 2 people were new to the pool of peers" in words
    assert "How many councillors came to two events was not written down." in words
    assert "were new was not written down" not in words


def test_programs_are_told_everything_that_was_said_of_an_event(session: Session) -> None:
    made = training.add(session, LEADS, NOW)
    gone = training.take_back(session, made.number, "It fell through.", NOW)
    told: dict[str, Any] = {**training_as_json(gone)}

    assert (told["number"], told["year"], told["taken_back"], told["members"]) == (1, "2023-24", True, None)
    assert [(each["taken_back"], each["reason"]) for each in told["lines"]] == [
        (False, ""),
        (True, "It fell through."),
    ]
    assert year_as_json(training.years(session)[0])["held"] == 0
    assert kept_as_json(gone, "https://here.example", trial=True)["links"] == {
        "training": "https://here.example/api/v1/training/1",
        "page": "https://here.example/board/training/1",
    }
