"""What the board is told of: periods, figures with their rows, and actions that come back."""

from __future__ import annotations

from datetime import date

import pytest

from domain.board import (
    ActionEnded,
    ActionNote,
    ActionState,
    ActionTold,
    BadPeriod,
    BoardAction,
    BoardPeriod,
    FigureRow,
    Measure,
    grouped,
)
from domain.days import Day
from domain.lifecycle import Reference

YEAR = BoardPeriod(date(2021, 4, 1), date(2022, 3, 31))
TAKEN, DUE = date(2021, 12, 2), date(2022, 3, 1)


@pytest.mark.parametrize(
    ("known", "lies_in_it"),
    [
        ("2021-04-01", True),
        ("2022-03-31", True),
        ("2022-03", True),
        ("2021-03-31", False),
        ("2022-04", False),
        ("2020", False),
        ("2021", None),  # from January, so before or after the first of April
        ("2022", None),
    ],
)
def test_a_date_lies_in_a_period_if_all_that_it_can_be_does(known: str, lies_in_it: bool | None) -> None:
    assert YEAR.holds(Day.parse(known)) is lies_in_it


def test_a_period_is_called_by_its_year_if_it_is_one() -> None:
    assert YEAR.code == "2021-22"
    assert BoardPeriod(date(2021, 4, 1), date(2021, 9, 30)).code == "20210401-20210930"
    assert BoardPeriod(date(1, 2, 1), date(2022, 3, 31)).year is None


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (date(2022, 3, 31), date(2021, 4, 1), "it ends before it begins"),
        (date(2022, 4, 1), date(2023, 3, 31), "it has not begun"),
    ],
)
def test_a_period_of_which_nothing_can_be_told_is_refused(first: date, last: date, why: str) -> None:
    with pytest.raises(BadPeriod, match=why):
        BoardPeriod.told_on(first, last, date(2022, 3, 31))


def test_what_stands_is_told_as_of_the_last_day_and_of_today_while_that_is_to_come() -> None:
    assert (
        BoardPeriod.told_on(YEAR.first, YEAR.last, date(2026, 3, 6)).stands_on(date(2026, 3, 6)) == YEAR.last
    )
    assert YEAR.stands_on(date(2021, 11, 12)) == date(2021, 11, 12)
    assert YEAR.ahead(date(2026, 3, 6)) == BoardPeriod(date(2022, 4, 1), date(2022, 9, 30))


def test_rows_are_parted_by_the_alphabet_or_in_an_order_that_names_the_empty_too() -> None:
    one, two = (FigureRow(Reference(f"CPC-2021-00{n}"), ("Tamworth",)) for n in (1, 2))

    by_name = grouped("region", [("West", one), ("East", two)])
    in_order = grouped("mode", [("remote", one), ("hybrid", two)], ("in person", "remote"))

    assert [(each.name, each.value) for each in by_name.groups] == [("East", 1), ("West", 1)]
    assert [(each.name, each.value) for each in in_order.groups] == [
        ("in person", 0),
        ("remote", 1),
        ("hybrid", 1),
    ]


def test_the_councils_of_a_row_are_named_as_a_sentence_names_them() -> None:
    assert FigureRow(None, ("Stroud",)).who == "Stroud"
    assert FigureRow(None, ("A", "B", "C")).who == "A, B and C"


def test_a_figure_has_groups_only_by_what_it_was_parted_by() -> None:
    split = grouped("region", [("West", FigureRow(None, ("Stroud",)))])
    measure = Measure("visits", "Visits held", "", splits=(split,))

    assert measure.split("region") == split.groups
    assert measure.split("mode") == ()


def action(*notes: ActionNote) -> BoardAction:
    return BoardAction(1, "Speak to the Welsh association", "Principal adviser", DUE, TAKEN, notes)


PROGRESS = ActionNote(ActionTold.PROGRESS, date(2022, 1, 10), "A day is looked for.")
MOVED = ActionNote(ActionTold.MOVED, date(2022, 2, 20), "They meet in May.", due=date(2022, 6, 1))
DONE = ActionNote(ActionTold.DONE, date(2022, 5, 20), "A session is agreed.")
DROPPED = ActionNote(ActionTold.DROPPED, date(2022, 2, 28), "They declined.")


@pytest.mark.parametrize(
    ("notes", "today", "state"),
    [
        ((), DUE, ActionState.OPEN),  # The due day itself is in time.
        ((PROGRESS,), date(2022, 3, 2), ActionState.OVERDUE),
        ((PROGRESS, MOVED), date(2022, 3, 2), ActionState.OPEN),
        ((MOVED,), date(2022, 6, 2), ActionState.OVERDUE),
        ((MOVED, DONE), date(2022, 6, 2), ActionState.DONE),
        ((DROPPED,), date(2022, 6, 2), ActionState.DROPPED),
    ],
)
def test_how_an_action_stands_follows_from_what_was_told_of_it(
    notes: tuple[ActionNote, ...], today: date, state: ActionState
) -> None:
    assert action(*notes).state(today) is state
    assert state.has_ended is (state in (ActionState.DONE, ActionState.DROPPED))


def test_an_action_is_told_as_it_was_known_on_a_day() -> None:
    assert action(PROGRESS, MOVED, DONE).as_of(date(2022, 2, 20)) == action(PROGRESS, MOVED)


@pytest.mark.parametrize(
    ("found", "comes_back"),
    [
        (action(), True),
        (action(PROGRESS), True),
        (action(DROPPED), True),  # In the period.
        (action(DONE), True),  # Since.
        (action(ActionNote(ActionTold.DONE, date(2021, 3, 31), "Before it.")), False),
    ],
)
def test_an_action_comes_back_while_it_is_open_and_once_it_has_ended(
    found: BoardAction, comes_back: bool
) -> None:
    assert found.comes_back(YEAR, date(2022, 6, 1)) is comes_back


def test_an_action_that_was_not_taken_yet_does_not_come_back() -> None:
    assert not action().comes_back(YEAR, date(2021, 12, 1))


def test_nothing_more_is_told_of_an_action_that_has_ended() -> None:
    action(MOVED).check_open()

    with pytest.raises(ActionEnded, match=r"Action 1 is done already\. Take a new action"):
        action(MOVED, DONE).check_open()
