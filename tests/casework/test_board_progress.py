"""Whoever waits for a paper is told in words how far it is."""

from __future__ import annotations

from casework.board.progress import Reached, Step, untold


def test_a_step_says_of_how_many_challenges_it_has_gone_through_where_it_goes_through_any() -> None:
    assert str(Reached(Step.READING, 1_200, 10_000)) == "Reading the histories: 1,200 of 10,000"
    assert str(Reached(Step.PDF)) == "Setting the PDF"


def test_where_nobody_waits_nobody_is_told() -> None:
    untold(Reached(Step.READING))
