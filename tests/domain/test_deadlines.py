"""Deadlines: what each is counted from, when it is due, how it stands, and why."""

from datetime import date

import pytest

from domain.counting import counted
from domain.days import long_date
from domain.deadlines import Standing
from domain.lifecycle import Happening, Milestone
from domain.rules import Offset
from tests.histories import CALENDAR, HIGH_PEAK, JOINT, MOORLANDS, Story, opened, planned, visited


@pytest.mark.parametrize(
    ("name", "due", "target"),
    [
        ("report", "Friday 31 January 2025", None),
        ("action_plan", "Monday 31 March 2025", "Friday 31 January 2025"),
        ("review", "Sunday 31 August 2025", None),
        ("review_report", "Friday 31 October 2025", None),
        ("draft_report", "Thursday 28 November 2024", None),
        ("next_challenge", "Wednesday 31 October 2029", None),
    ],
)
def test_tamworth_counts_from_its_last_day_on_site(name: str, due: str, target: str | None) -> None:
    deadline = visited().deadline(name, on="2024-11-01")

    assert deadline.due
    assert long_date(deadline.due) == due
    assert (long_date(deadline.target) if deadline.target else None) == target


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("scope", "Monday 29 July 2024"),
        ("team", "Tuesday 17 September 2024"),
        ("position_statement", "Tuesday 1 October 2024"),
        ("pack", "Tuesday 15 October 2024"),
    ],
)
def test_preparation_is_counted_back_from_the_planned_visit(name: str, due: str) -> None:
    deadline = opened().until(Milestone.DATES_SET).deadline(name, on="2024-06-03")

    assert deadline.due
    assert long_date(deadline.due) == due


def test_under_the_scheme_of_2022_the_review_is_due_six_months_after_the_plan_is_published() -> None:
    before = visited(under="2022")
    after = planned(under="2022")

    assert before.deadline("review", on="2023-02-27").due is None
    assert after.deadline("review", on="2023-02-28").due == date(2023, 8, 28)
    assert not [each for each in after.on("2023-02-28").deadlines if each.name == "report"]


def test_the_fact_check_is_counted_in_working_days() -> None:
    story = visited()
    story.meets(Milestone.DRAFT_SENT, "2024-12-18")  # Christmas, Boxing Day and New Year's Day lie between.

    assert story.deadline("fact_check", on="2024-12-18").due == date(2025, 1, 6)


@pytest.mark.parametrize(
    ("offset", "end"),
    [
        (Offset(months=1), date(2025, 2, 28)),
        (Offset(months=-2), date(2024, 11, 30)),
        (Offset(days=-21), date(2025, 1, 10)),
        (Offset(working_days=1), date(2025, 2, 3)),
        (Offset(working_days=-1), date(2025, 1, 30)),
        (Offset(), date(2025, 1, 31)),
    ],
)
def test_an_offset_is_counted_in_its_own_unit(offset: Offset, end: date) -> None:
    assert counted(date(2025, 1, 31), offset, CALENDAR) == end


@pytest.mark.parametrize(
    ("offset", "spoken"),
    [
        (Offset(months=1), "1 calendar month"),
        (Offset(days=-14), "14 days"),
        (Offset(working_days=10), "10 working days"),
        (Offset(), "0 days"),
    ],
)
def test_an_offset_is_said_in_words(offset: Offset, spoken: str) -> None:
    assert str(offset) == spoken


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        ("2024-11-01", Standing.AHEAD),
        ("2025-01-16", Standing.AHEAD),
        ("2025-01-17", Standing.DUE_SOON),
        ("2025-01-31", Standing.DUE_SOON),
        ("2025-02-01", Standing.OVERDUE),
    ],
)
def test_the_due_day_itself_is_still_in_time(today: str, standing: Standing) -> None:
    assert visited().deadline("report", on=today).standing is standing


@pytest.mark.parametrize(
    ("today", "standing"),
    [("2025-08-31", Standing.DUE_SOON), ("2025-10-01", Standing.DUE_SOON), ("2025-10-02", Standing.OVERDUE)],
)
def test_about_ten_months_leaves_a_month(today: str, standing: Standing) -> None:
    deadline = visited().deadline("review", on=today)

    assert deadline.standing is standing
    assert deadline.late_from == date(2025, 10, 2)


@pytest.mark.parametrize(
    ("published", "standing"), [("2025-01-31", Standing.MET), ("2025-02-01", Standing.MET_LATE)]
)
def test_what_came_late_is_met_late(published: str, standing: Standing) -> None:
    story = visited().until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, published)

    assert story.deadline("report", on="2025-06-01").standing is standing


def test_a_date_counts_as_late_only_if_it_must_have_been() -> None:
    story = visited().until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2025-01")

    assert story.deadline("report", on="2025-06-01").standing is Standing.MET


def test_what_is_counted_from_a_month_is_counted_from_its_last_day() -> None:
    story = opened().until(Milestone.VISIT_STARTED)
    story.meets(Milestone.VISIT_ENDED, "2024-10")

    deadline = story.deadline("report", on="2024-11-06")

    assert deadline.due == date(2025, 1, 31)
    assert deadline.reason == (
        "3 calendar months after visit ended (October 2024, counted from its last day, "
        "Thursday 31 October 2024): Friday 31 January 2025."
    )


def test_before_the_visit_its_deadlines_are_forecast_and_never_late() -> None:
    story = opened().until(Milestone.DATES_SET)

    early, late = (story.deadline("report", on=today) for today in ("2024-06-03", "2025-06-01"))

    assert early.standing is late.standing is Standing.FORECAST
    assert early.is_forecast
    assert early.reason == (
        "3 calendar months after visit ended, as planned (Thursday 31 October 2024): Friday 31 January 2025."
    )


def test_without_an_anchor_there_is_no_date_and_the_reason_says_so() -> None:
    story = opened()

    scope, fact_check, review = (
        story.deadline(name, on="2024-05-02") for name in ("scope", "fact_check", "review_statement")
    )

    assert {scope.standing, fact_check.standing, review.standing} == {Standing.NO_DATE}
    assert (scope.late_from, scope.is_open, scope.is_forecast) == (None, False, True)
    assert scope.reason == ("3 calendar months before planned start of the visit, which has no date yet.")
    assert fact_check.reason == (
        "10 working days after draft report sent for fact check, which has no date yet."
    )
    assert review.reason == ("14 days before planned start of the progress review, which has no date yet.")


def test_the_reason_names_the_leeway() -> None:
    assert visited().deadline("review", on="2024-11-01").reason == (
        "10 calendar months after visit ended (Thursday 31 October 2024): Sunday 31 August 2025, "
        "with 31 days' leeway."
    )


def test_each_council_of_a_joint_challenge_meets_its_own_deadlines() -> None:
    story = visited(*JOINT).until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2025-01-24", HIGH_PEAK)

    on = "2025-02-10"

    assert story.deadline("report", on, HIGH_PEAK).standing is Standing.MET
    assert story.deadline("report", on, MOORLANDS).standing is Standing.OVERDUE
    assert [each.council for each in story.on(on).overdue] == [MOORLANDS.code]
    assert len([each for each in story.on(on).deadlines if each.name == "draft_report"]) == 1


def test_a_council_counts_from_its_own_dates() -> None:
    story = planned(*JOINT)
    story.meets(Milestone.REVIEW_SCHEDULED, "2025-05-12", MOORLANDS)

    assert story.deadline("review_statement", "2025-05-12", HIGH_PEAK).due is None
    assert story.deadline("review_statement", "2025-05-12", MOORLANDS).due == date(2025, 8, 14)


def test_new_dates_move_what_is_counted_from_them() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(Happening.POSTPONED, "2024-08-01", visit_start="2025-03-04", visit_end="2025-03-06")

    assert story.deadline("pack", on="2024-07-31").due == date(2024, 10, 15)
    assert story.deadline("pack", on="2024-08-01").due == date(2025, 2, 18)
    assert story.deadline("report", on="2024-08-01").due == date(2025, 6, 6)


def test_a_cancelled_challenge_stops_what_is_open_and_keeps_what_was_met() -> None:
    story = visited()
    story.happens(Happening.CANCELLED, "2024-11-20", reason="a merger")

    assert story.deadline("report", on="2026-01-01").standing is Standing.STOPPED
    assert story.deadline("pack", on="2026-01-01").standing is Standing.MET
    assert story.on("2026-01-01").overdue == ()


def test_the_next_deadline_is_the_earliest_that_somebody_still_has_to_meet() -> None:
    assert_next(Story(), "2024-05-02", None)
    assert_next(opened().until(Milestone.DATES_SET), "2024-06-03", "scope")
    assert_next(visited(), "2024-11-01", "draft_report")
    assert_next(opened().until(Milestone.REVIEW_REPORT_PUBLISHED), "2025-11-01", None)


def assert_next(story: Story, today: str, name: str | None) -> None:
    following = story.on(today).next_deadline
    assert (following.name if following else None) == name


def test_a_deadline_says_its_name_and_title() -> None:
    deadline = visited().deadline("report", on="2024-11-01")

    assert (deadline.name, deadline.title) == ("report", "Report published")
