"""Every measure has its words, and what nobody holds is named instead of being counted."""

from __future__ import annotations

import pytest

from domain.board import FigureRow
from domain.days import Day
from domain.lifecycle import Reference
from domain.measures import MEASURES, measure, not_held


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_has_a_heading_and_says_how_it_is_counted(name: str) -> None:
    rule = MEASURES[name]

    assert rule.title
    assert rule.words.endswith(".")


def test_what_this_record_does_not_hold_is_named_and_not_counted() -> None:
    found = not_held("peers_characteristics")

    assert (found.title, found.held, found.value) == ("Protected characteristics of peers", False, 0)
    assert found.words.endswith("it keeps of people only what a challenge needs.")


def test_a_measure_says_whose_its_rows_are_and_whether_any_is_of_a_challenge() -> None:
    visits = measure("visits", [FigureRow(Reference("CPC-2024-001"), ("A",))])
    trained = measure("training_events", [FigureRow(None, (), name="Induction")])

    assert (visits.of, visits.of_challenges) == ("Councils", True)
    assert (trained.of, trained.of_challenges, trained.rows[0].who) == ("Training event", False, "Induction")


def test_rows_stand_in_the_order_of_their_days_and_then_of_names() -> None:
    known = (("A", "2022-03-01"), ("B", "2022-03"))
    first, month = (FigureRow(None, (name,), Day.parse(on)) for name, on in known)
    undated = FigureRow(None, ("Z",))

    found = measure("visits", [month, first, undated])

    assert [row.who for row in found.rows] == ["Z", "A", "B"]
    assert found.value == 3


def test_rows_of_the_same_day_and_council_stay_in_the_order_in_which_they_came() -> None:
    rows = [FigureRow(None, ("A",), None, words) for words in ("2. Second", "10. Tenth", "1. First")]

    assert [row.words for row in measure("recurring", rows).rows] == ["2. Second", "10. Tenth", "1. First"]


def test_a_figure_may_count_what_stands_within_its_rows() -> None:
    assert measure("peers", [FigureRow(None, ("A",))], value=5).value == 5
