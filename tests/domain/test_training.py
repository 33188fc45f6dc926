"""Training events: what can be told of one, how it is read from a table, and what is said of a bad cell."""

from __future__ import annotations

from datetime import date

import pytest

from domain.training import (
    MOST,
    BadTraining,
    BadTrainings,
    Training,
    TrainingEvent,
    TrainingLine,
    TrainingTakenBack,
    checked,
    faults,
    read_trainings,
    training,
)

TODAY = date(2024, 6, 3)
HELD = date(2024, 5, 14)
HEAD = "first_day,last_day,title,place,took_part,members,new_peers"
INDUCTION = training(HELD, None, "Induction of  new peers", " online ", 24, members=10, new_peers=9)


def test_an_event_is_kept_without_surplus_blanks_and_takes_a_day_unless_it_says_otherwise() -> None:
    assert Training(HELD, HELD, "Induction of new peers", "Online", 24, members=10, new_peers=9) == INDUCTION
    assert (INDUCTION.days, str(INDUCTION.year)) == ("Tuesday 14 May 2024", "2024-25")
    assert training(HELD, date(2024, 5, 15), "Two days", "Leeds", 12).days == (
        "Tuesday 14 May 2024 to Wednesday 15 May 2024"
    )


def test_a_line_of_a_paper_says_only_what_was_counted() -> None:
    two_days = training(HELD, date(2024, 5, 15), "Two days", "Leeds", 12, new_peers=0)

    assert INDUCTION.words == "Online: 24 took part, 10 of them councillors, 9 new to the pool of peers."
    assert two_days.words == "To Wednesday 15 May 2024. Leeds: 12 took part, 0 new to the pool of peers."


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (training(HELD, None, "", "Leeds", 12), [("title", "the title is not given")]),
        (training(HELD, None, "A", "x" * 201, 12), [("place", "the place takes more than 200 characters")]),
        (
            training(HELD, None, "Ask peer@council.example", "Leeds", 12),
            [("title", "the title holds an address, and nobody is named here")],
        ),
        (
            training(HELD, date(2024, 5, 13), "A", "Leeds", 12),
            [("last_day", "it ends on Monday 13 May 2024, before it begins")],
        ),
        (
            training(date(2024, 6, 4), None, "A", "Leeds", 12),
            [("first_day", "Tuesday 4 June 2024 has not come, and only what was held is kept")],
        ),
        (
            training(HELD, date(2024, 6, 4), "A", "Leeds", 12),
            [("last_day", "Tuesday 4 June 2024 has not come, and only what was held is kept")],
        ),
        (
            training(HELD, None, "A", "Leeds", 0),
            [("took_part", "0 cannot have taken part, but 1 to 10,000")],
        ),
        (
            training(HELD, None, "A", "Leeds", MOST + 1),
            [("took_part", "10001 cannot have taken part, but 1 to 10,000")],
        ),
        (
            training(HELD, None, "A", "Leeds", 12, members=13, new_peers=-1),
            [
                ("members", "13 is not among the 12 who took part"),
                ("new_peers", "-1 is not among the 12 who took part"),
            ],
        ),
        (training(TODAY, None, "A", "Leeds", 1, members=1, new_peers=0), []),
    ],
)
def test_what_cannot_be_is_said_field_by_field(told: Training, wrong: list[tuple[str, str]]) -> None:
    assert [*faults(told, TODAY)] == wrong


def test_an_event_that_cannot_be_is_refused_with_all_that_is_wrong() -> None:
    assert checked(INDUCTION, TODAY) is INDUCTION
    with pytest.raises(BadTraining, match="the title is not given; the place is not given"):
        checked(training(HELD, None, " ", "", 1), TODAY)


def test_what_was_said_last_counts_unless_it_was_taken_back() -> None:
    entered = TrainingLine(INDUCTION, TODAY, "Manager")
    gone = TrainingLine(INDUCTION, TODAY, "Manager", "It fell through.", is_held=False)
    held, taken_back = TrainingEvent(1, (entered,)), TrainingEvent(2, (entered, gone))

    held.check_held()
    assert (held.told, held.is_held, taken_back.is_held) == (INDUCTION, True, False)
    with pytest.raises(TrainingTakenBack, match="Training event 2 was taken back"):
        taken_back.check_held()


def test_a_table_is_read_whichever_order_its_columns_have_and_without_what_nobody_counted() -> None:
    rows = "Induction of new peers,Online,2024-05-14,24,10", "B,Leeds,2024-04-02,7,"
    text = "\n".join(("title,place,first_day,took_part,members", *rows))

    assert read_trainings(text, TODAY) == (
        Training(HELD, HELD, "Induction of new peers", "Online", 24, members=10),
        training(date(2024, 4, 2), None, "B", "Leeds", 7),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "14/05/2024,,A,Leeds,12,,",
            "line 2, column first_day: '14/05/2024' is no day; write it as 2026-03-06",
        ),
        ("2024-05-14,soon,A,Leeds,12,,", "line 2, column last_day: 'soon' is no day"),
        ("2024-05-14,,A,Leeds,a dozen,,", "column took_part: 'a dozen' is no number of people"),
        ("2024-05-14,,A,Leeds,,,", "column took_part: '' is no number of people"),
        ("2024-05-14,,A,Leeds,12,-1,", "column members: '-1' is no number of people"),
        ("2024-05-14,,A,Leeds,12,,999999", "column new_peers: '999999' is no number of people"),
        ("2024-05-14,,A,Leeds,12,13,", "column members: 13 is not among the 12 who took part"),
        ("2024-06-04,,,Leeds,12,,", "column first_day: Tuesday 4 June 2024 has not come"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(row: str, said: str) -> None:
    with pytest.raises(BadTrainings) as caught:
        read_trainings(f"{HEAD}\n{row}\n", TODAY)

    assert said in str(caught.value)
    assert str(caught.value).endswith("Mend the file and import it again.")


def test_all_bad_cells_of_a_table_are_named_in_the_order_of_their_lines() -> None:
    rows = "2024-05-14,,A,Leeds,12,,\n2024-05-14,,a,LEEDS,13,,\nnever,,B,Leeds,many,,\n"

    with pytest.raises(BadTrainings) as caught:
        read_trainings(f"{HEAD}\n{rows}", TODAY)

    (problems,) = caught.value.args
    assert [each.split(":")[0] for each in problems] == [
        "line 3, column title",
        "line 4, column first_day",
        "line 4, column took_part",
    ]
    assert "line 2 tells of an event of that name, day and place already" in problems[0]


def test_a_table_without_a_column_that_is_needed_or_with_a_strange_one_is_refused() -> None:
    with pytest.raises(BadTrainings, match="line 1 has no column took_part"):
        read_trainings("first_day,title,place\n", TODAY)
    with pytest.raises(BadTrainings, match="line 1 has a column trainer, which nobody would read"):
        read_trainings(f"{HEAD},trainer\n", TODAY)
