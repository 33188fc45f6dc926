"""Where a challenge stands on a day: its state, its stages, and when that changes by itself."""

from datetime import date

import pytest

from domain.lifecycle import Happening, Milestone, Mode, Product, Stage
from domain.outlook import StageState, State
from tests.histories import (
    HIGH_PEAK,
    JOINT,
    MOORLANDS,
    TAMWORTH,
    Story,
    closed,
    finalised,
    opened,
    planned,
    reported,
    reviewed,
    scoped,
    visited,
)

SCOPING, ON_SITE, REPORT, PLAN, REVIEW, CLOSE = Stage


@pytest.mark.parametrize(
    ("story", "today", "stages"),
    [
        (opened(), "2024-05-01", [SCOPING]),
        (scoped(), "2024-10-10", [SCOPING]),
        (scoped(), "2024-10-11", [ON_SITE]),
        (visited(), "2024-10-31", [REPORT]),
        (finalised(), "2024-12-12", [REPORT, PLAN]),
        (reported(), "2025-01-24", [PLAN, REVIEW]),
        (reported(under="2022"), "2023-01-24", [PLAN]),
        (planned(under="2022"), "2023-02-28", [REVIEW]),
        (reviewed(), "2025-09-01", [REVIEW]),
        (closed(), "2025-10-20", [CLOSE]),
        (closed(), "2025-10-27", []),
    ],
)
def test_stages_open_and_complete_by_milestones(story: Story, today: str, stages: list[Stage]) -> None:
    assert list(story.on(today).open_stages) == stages


def test_from_the_final_report_on_each_council_stands_for_itself() -> None:
    story = finalised(*JOINT)
    for milestone in (Milestone.COUNCIL_DECISION, Milestone.REPORT_PUBLISHED):
        story.meets(milestone, "", HIGH_PEAK)

    standings = {(each.stage, each.council): each.state for each in story.on("2025-02-01").stages}

    assert standings == {
        (SCOPING, None): StageState.COMPLETE,
        (ON_SITE, None): StageState.COMPLETE,
        (REPORT, HIGH_PEAK.code): StageState.COMPLETE,
        (REPORT, MOORLANDS.code): StageState.OPEN,
        (PLAN, HIGH_PEAK.code): StageState.OPEN,
        (PLAN, MOORLANDS.code): StageState.OPEN,
        (REVIEW, HIGH_PEAK.code): StageState.OPEN,
        (REVIEW, MOORLANDS.code): StageState.TO_COME,
        (CLOSE, None): StageState.TO_COME,
    }


def test_a_cancelled_challenge_has_no_open_stage_until_it_is_reopened() -> None:
    story = visited()
    story.happens(Happening.CANCELLED, "2024-11-20", reason="a merger")
    story.happens(Happening.REOPENED, "2025-03-01", reason="no merger")

    before, between, after = (story.on(day) for day in ("2024-11-19", "2024-11-20", "2025-03-01"))

    assert [view.state for view in (before, between, after)] == [State.LIVE, State.CANCELLED, State.LIVE]
    assert (before.open_stages, between.open_stages, after.open_stages) == ((REPORT,), (), (REPORT,))


def test_a_closed_challenge_can_be_reopened_and_closed_again() -> None:
    story = closed()
    story.happens(Happening.REOPENED, "2025-11-01", reason="a letter was wrong")
    story.meets(Milestone.CLOSED, "2025-11-03")

    states = [story.on(day).state for day in ("2025-10-27", "2025-11-01", "2025-11-03")]

    assert states == [State.CLOSED, State.LIVE, State.CLOSED]


def test_postponed_without_new_dates_the_visit_has_to_be_set_again() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(Happening.POSTPONED, "2024-08-01", reason="an election")

    view = story.on("2024-08-01")

    assert view.state is State.POSTPONED
    assert view.reading.day_of("visit_start", None) is None
    assert Milestone.DATES_SET in [move.milestone for move in view.moves if move.is_allowed]


def test_postponed_with_new_dates_it_goes_on_under_them() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(Happening.POSTPONED, "2024-08-01", visit_start="2025-03-04", visit_end="2025-03-06")

    view = story.on("2024-08-01")

    assert view.state is State.LIVE
    assert day_of(story, "visit_start") == date(2025, 3, 4)
    assert Milestone.DATES_SET not in [move.milestone for move in view.moves]


@pytest.mark.parametrize("kind", [Milestone.DATES_SET, Happening.POSTPONED])
def test_new_dates_end_a_postponement_whichever_event_says_them(kind: Milestone | Happening) -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(Happening.POSTPONED, "2024-08-01", reason="an election")
    story.happens(kind, "2024-09-01", visit_start="2025-03-04", visit_end="2025-03-06")

    view = story.on("2024-09-01")

    assert view.state is State.LIVE
    assert Milestone.DATES_SET not in [move.milestone for move in view.moves]


def test_after_the_visit_it_is_the_review_that_is_postponed() -> None:
    story = planned(*JOINT).until(Milestone.REVIEW_SCHEDULED)
    story.happens(Happening.POSTPONED, "2025-07-01", HIGH_PEAK, reason="a restructuring")

    view = story.on("2025-07-01")

    assert view.state is State.POSTPONED
    assert [(move.milestone, move.council) for move in view.moves if move.is_allowed] == [
        (Milestone.REVIEW_SCHEDULED, HIGH_PEAK.code)
    ]
    assert view.reading.day_of("review_start", HIGH_PEAK.code) is None
    assert view.reading.day_of("review_start", MOORLANDS.code) is not None
    assert day_of(story, "visit_start") == date(2024, 10, 29)


def test_the_review_of_every_council_can_be_moved_at_once() -> None:
    story = planned(*JOINT).until(Milestone.REVIEW_SCHEDULED)
    story.happens(Happening.POSTPONED, "2025-07-01", review_start="2025-10-01", review_end="2025-10-02")

    view = story.on("2025-07-01")

    assert view.state is State.LIVE
    for place in JOINT:
        assert (view.reading.day_of("review_start", place.code) or [None])[0] == date(2025, 10, 1)


def test_the_whole_challenges_postponement_ends_when_the_last_review_is_scheduled() -> None:
    story = planned(*JOINT).until(Milestone.REVIEW_SCHEDULED)
    story.happens(Happening.POSTPONED, "2025-07-01", reason="elections")
    story.meets(Milestone.REVIEW_SCHEDULED, "2025-08-01", HIGH_PEAK)
    story.meets(Milestone.REVIEW_SCHEDULED, "2025-08-05", MOORLANDS)

    states = [story.on(day).state for day in ("2025-07-01", "2025-08-01", "2025-08-05")]

    assert states == [State.POSTPONED, State.POSTPONED, State.LIVE]


def test_an_earlier_day_knows_nothing_of_later_events() -> None:
    whole = closed()
    until_then = opened().until(Milestone.VISIT_ENDED)

    assert whole.on("2024-10-30").notices == until_then.on("2024-10-30").notices
    assert whole.on("2024-10-30").reading.met == until_then.on("2024-10-30").reading.met


def test_facts_are_those_that_were_said_last() -> None:
    story = Story(*JOINT)
    story.happens(Happening.FACTS_SET, "2024-05-02", focus=["Town centres"])
    story.happens(Happening.FACTS_SET, "2024-05-02", HIGH_PEAK, control="Labour")
    story.meets(Milestone.DATES_SET, "2024-06-03", mode="hybrid")
    story.happens(Happening.FACTS_SET, "2024-06-04", mode="remote")
    story.meets(Milestone.REVIEW_SCHEDULED, "2024-06-05", HIGH_PEAK, mode="in_person")

    reading = story.on("2024-06-05").reading

    assert reading.product is Product.CORPORATE
    assert (reading.focus, reading.mode) == (("Town centres",), Mode.REMOTE)
    assert reading.control == {HIGH_PEAK.code: "Labour"}


def test_a_challenge_may_be_of_another_product() -> None:
    story = Story()
    story.happens(Happening.OPENED, "2024-05-01", councils=(TAMWORTH,), product="finance")

    assert story.on("2024-05-01").reading.product is Product.FINANCE


def test_a_happening_has_happened_once_it_stands_in_the_history() -> None:
    reading = visited().on("2024-11-01").reading

    assert reading.is_met(Happening.OPENED, None, visited().scheme)
    assert not reading.is_met(Happening.CANCELLED, None, visited().scheme)
    assert reading.place(TAMWORTH.code) == TAMWORTH
    assert reading.place(None) is None


def test_the_same_person_put_into_the_same_role_twice_holds_it_once() -> None:
    story = opened()
    story.assign(story.on("2024-05-01").reading.team[0].role, on="2024-05-03")

    assert len(story.on("2024-05-03").reading.team) == 4


def test_what_waits_is_said_once_however_many_wait_for_it() -> None:
    story = Story().until(Milestone.DATES_SET)

    gaps = [gap.text for gap in story.on("2024-06-03").gaps]

    assert gaps.count("nobody is leader of the council") == 1


@pytest.mark.parametrize(
    ("today", "change"),
    [
        ("2024-11-01", "2024-11-08"),  # Who has not answered the survey is reminded,
        ("2024-11-08", "2024-11-14"),  # then the draft report is due soon,
        ("2024-11-15", "2024-11-29"),  # then late;
        ("2024-12-31", "2025-01-02"),  # then the report is asked for.
    ],
)
def test_the_next_change_is_a_reminder_or_a_date_that_stands_differently(today: str, change: str) -> None:
    assert visited().on(today).next_change == date.fromisoformat(change)


def test_a_forecast_changes_nothing_by_itself() -> None:
    story = opened().until(Milestone.POSITION_STATEMENT_RECEIVED)
    story.meets(Milestone.PACK_SENT, "2024-10-01")

    assert story.on("2024-10-22").next_change is None


def test_a_day_before_the_last_event_changes_with_the_next() -> None:
    story = visited()
    story.happens(Happening.CANCELLED, "2024-11-20", reason="a merger")
    story.happens(Happening.REOPENED, "2025-03-01", reason="no merger")

    assert story.on("2024-11-25").next_change == date(2025, 3, 1)


def day_of(story: Story, name: str) -> date | None:
    found = story.on("2026-01-01").reading.day_of(name, None)
    return found[0] if found else None
