"""Deeds about a challenge's course: its dates, its clock, its deadlines and its meeting."""

from __future__ import annotations

import pytest

from tests.casework.by_deeds import Deeds, ToldUntil, on_sqlite


@on_sqlite
@pytest.mark.usefixtures("database")
def test_dates_move_and_the_clock_stops_and_goes_again(told_until: ToldUntil) -> None:
    story = told_until("2024-10-11")

    moved = story.do(
        "postpone", "2024-10-14", reason="Illness", visit_start="12 November 2024", visit_end="14.11.2024"
    )
    no_date = story.do("postpone", "2024-10-15", reason="Illness again")
    stopped = story.do("pause", "2024-10-16", reason="A by-election")
    stopped_before = story.do("pause", "2024-10-16", reason="A by-election")
    while_stopped = story.offers("2024-10-17")
    goes = story.do("resume", "2024-10-18", reason="It is over")
    goes_before = story.do("resume", "2024-10-18", reason="It is over")

    assert moved.told.what.endswith("is postponed to Tuesday 12 November 2024.")
    assert no_date.told.what.endswith("is postponed and has to be given new dates.")
    assert stopped.told.what.endswith("the clock is stopped from Wednesday 16 October 2024 on.")
    assert "had been stopped with these words before" in stopped_before.told.what
    assert "resume" in while_stopped
    assert "resume" not in story.offers("2024-10-18")
    assert goes.told.what.endswith("the clock runs again from Friday 18 October 2024 on.")
    assert "had been set going with these words before" in goes_before.told.what


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_deadline_is_extended_and_an_event_undone_and_a_meeting_set(told_until: ToldUntil) -> None:
    story = told_until("2024-11-01")

    longer = story.do("extend", "2024-11-04", deadline="report", days="10", reason="A large report")
    again = story.do("extend", "2024-11-04", deadline="report", days="10", reason="A large report")
    options = story.asked("correct", "2024-11-05")["event"].options
    undone = story.do("correct", "2024-11-05", event=options[0].value, reason="Not agreed after all")
    cancelled = story.do("cancel", "2024-11-06", reason="The council is abolished")
    reopened = story.do("reopen", "2024-11-07", reason="It is not")

    assert longer.told.what.endswith("is extended by 10 days.")
    assert "had been extended with these words before" in again.told.what
    assert "extended" in options[0].title
    assert undone.told.what.endswith(f"event {options[0].value} is undone.")
    assert cancelled.told.what.endswith("is cancelled.")
    assert reopened.told.what.endswith("is open again.")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_the_scoping_meeting_is_set_and_moved_with_its_hours(deeds_done: Deeds) -> None:
    said = {"day": "2024-06-03", "begins": "10:00", "ends": "12:00", "place": "Marmion House"}
    first = deeds_done.do("meet", "2024-05-02", **said)
    again = deeds_done.do("meet", "2024-05-02", **said)

    assert first.told.what.endswith("the scoping meeting is on Monday 3 June 2024.")
    assert again.told.what.endswith("the scoping meeting had been set before: on Monday 3 June 2024.")
