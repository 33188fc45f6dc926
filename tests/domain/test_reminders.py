"""Reminders: each on its day and once, and none too late to help or after the matter is settled."""

from dataclasses import replace

import pytest

from domain.lifecycle import Happening, Milestone
from domain.notices import OVERTAKEN
from domain.owed import OwedNotice
from domain.people import Role
from tests.histories import EVERYBODY, HIGH_PEAK, JOINT, MOORLANDS, Story, opened, planned, visited


def occurrences(notices: list[OwedNotice]) -> list[str]:
    """Return for which due date and how far from it reminders are owed, each once."""
    return list(dict.fromkeys(each.key.rpartition("/")[2] for each in notices if each.is_ready))


@pytest.mark.parametrize(
    ("today", "due", "late"),
    [
        ("2024-12-31", [], []),
        ("2025-01-01", [], []),  # New Year's Day; people are reminded on working mornings.
        ("2025-01-02", ["2025-01-31-30"], []),
        ("2025-01-16", ["2025-01-31-30"], []),
        ("2025-01-17", ["2025-01-31-14"], []),
        ("2025-01-31", ["2025-01-31+0"], []),
        ("2025-02-02", ["2025-01-31+0"], []),  # A Sunday.
        ("2025-02-03", ["2025-01-31+0"], ["2025-01-31+1"]),
    ],
)
def test_a_report_is_asked_for_before_and_after_its_day(today: str, due: list[str], late: list[str]) -> None:
    story = visited()

    assert occurrences(story.notices("report_due", today)) == due
    assert occurrences(story.notices("report_late", today)) == late


def test_a_reminder_says_of_which_deadline_it_reminds() -> None:
    first, *_ = visited().notices("report_due", "2025-01-02")

    assert first.key == "notice/report_due/TAW/2025-01-31-30"
    assert (first.on.isoformat(), first.slot) == ("2025-01-02", "project_lead@TAW")
    assert first.deadline
    assert first.deadline.name == "report"


def test_after_an_outage_only_the_latest_step_of_a_ladder_goes_out() -> None:
    notices = visited().notices("report_due", "2025-01-20")

    assert {each.key.rpartition("/")[2]: each.lapsed for each in notices} == {
        "2025-01-31-30": OVERTAKEN,
        "2025-01-31-14": None,
    }


def test_a_window_longer_than_the_time_left_does_not_fire_at_once() -> None:
    story = opened().until(Milestone.AGREED)
    story.meets(Milestone.DATES_SET, "2024-09-20")  # The statement is due on 1 October.

    assert story.notices("position_statement_due", "2024-09-20") == []
    assert occurrences(story.notices("position_statement_late", "2024-10-02")) == ["2024-10-01+1"]


def test_a_window_as_long_as_the_time_left_fires_that_day() -> None:
    story = opened().until(Milestone.AGREED)
    story.meets(Milestone.DATES_SET, "2024-09-17")

    assert occurrences(story.notices("position_statement_due", "2024-09-17")) == ["2024-10-01-14"]


def test_what_was_done_in_time_and_recorded_late_is_not_chased() -> None:
    story = visited().until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2024-12-20")

    assert story.notices("report_due", "2025-03-01") == []
    assert story.notices("report_late", "2025-03-01") == []


def test_a_reminder_before_the_day_of_publication_has_lapsed_and_stays_known() -> None:
    story = visited().until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2025-01-20")

    notices = story.notices("report_due", "2025-03-01")

    assert {each.key.rpartition("/")[2] for each in notices} == {"2025-01-31-30", "2025-01-31-14"}
    assert {each.lapsed for each in notices} == {"it was met on Monday 20 January 2025"}


def test_without_a_reminder_before_there_is_still_one_after() -> None:
    story = visited()
    only_after = {"report_late": story.scheme.notices["report_late"]}
    story.scheme = replace(story.scheme, notices=only_after)

    assert occurrences(story.notices("report_late", "2025-02-03")) == ["2025-01-31+1"]


def test_two_kinds_of_reminder_on_one_day_are_two_keys() -> None:
    story = visited()
    same_day = replace(story.scheme.notices["report_late"], days=(0,))
    story.scheme = replace(story.scheme, notices={**story.scheme.notices, "report_late": same_day})

    keys = {each.key for each in story.on("2025-01-31").notices if each.on.isoformat() == "2025-01-31"}

    assert {"notice/report_due/TAW/2025-01-31+0", "notice/report_late/TAW/2025-01-31+0"} <= keys


def test_a_ladder_may_be_written_in_any_order() -> None:
    story = visited()
    ladder = replace(story.scheme.notices["report_due"], days=(0, -14, -30))
    story.scheme = replace(story.scheme, notices={"report_due": ladder})

    assert occurrences(story.notices("report_due", "2025-01-20")) == ["2025-01-31-14"]


def test_a_planned_date_is_reminded_of_and_a_forecast_is_not() -> None:
    story = opened().until(Milestone.DATES_SET)

    reminded = {each.rule.name for each in story.on("2025-06-01").notices if each.deadline}

    assert reminded == {"position_statement_due", "position_statement_late"}


def test_a_date_that_moved_is_reminded_of_anew() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(Happening.POSTPONED, "2024-09-20", visit_start="2025-03-04", visit_end="2025-03-06")

    assert occurrences(story.notices("position_statement_due", "2024-09-19")) == ["2024-10-01-14"]
    assert occurrences(story.notices("position_statement_due", "2025-01-20")) == []
    assert occurrences(story.notices("position_statement_due", "2025-01-21")) == ["2025-02-04-14"]


def test_each_council_of_a_joint_challenge_is_reminded_of_its_own_report() -> None:
    story = visited(*JOINT).until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2025-01-24", HIGH_PEAK)

    late = [each for each in story.notices("report_late", "2025-02-03") if each.is_ready]

    assert {each.council for each in late} == {MOORLANDS.code}
    assert {each.slot for each in late if each.role is Role.PROJECT_LEAD} == {"project_lead@STF"}


def test_a_cancelled_challenge_reminds_nobody() -> None:
    story = visited()
    story.happens(Happening.CANCELLED, "2025-01-05", reason="a merger")

    notices = story.notices("report_due", "2025-06-01")

    assert {each.key.rpartition("/")[2]: each.lapsed for each in notices} == {
        "2025-01-31-30": "the challenge has been cancelled"
    }
    assert story.notices("report_late", "2025-06-01") == []


def test_what_fell_into_a_cancellation_is_not_caught_up() -> None:
    story = visited()
    story.happens(Happening.CANCELLED, "2025-01-05", reason="a merger")
    story.happens(Happening.REOPENED, "2025-01-25", reason="no merger")

    assert occurrences(story.notices("report_due", "2025-01-25")) == ["2025-01-31-30"]
    assert occurrences(story.notices("report_due", "2025-01-31")) == ["2025-01-31+0"]


def test_a_closed_challenge_that_is_opened_again_has_never_rested() -> None:
    story = opened().until(Milestone.CLOSED)
    story.happens(Happening.REOPENED, "2025-11-01", reason="a letter was wrong")

    assert story.on("2026-01-01").reading.rests == []


def test_a_reminder_to_a_role_that_nobody_holds_waits() -> None:
    story = Story().staffed(role for role in EVERYBODY if role is not Role.PROJECT_LEAD)
    story.until(Milestone.FEEDBACK_GIVEN)

    waiting = [each for each in story.notices("report_due", "2025-01-02") if each.waits_for]

    assert [gap.who for each in waiting for gap in each.waits_for] == ["Chief executive"]


def test_under_the_scheme_of_2022_the_review_is_reminded_of_twice_and_chased_after_its_leeway() -> None:
    story = planned(under="2022")  # Due on 28 August 2023, with 31 days' leeway.

    assert occurrences(story.notices("review_due", "2023-06-29")) == ["2023-08-28-60"]
    assert occurrences(story.notices("review_due", "2023-07-31")) == ["2023-08-28-30"]
    assert story.notices("review_late", "2023-09-28") == []
    assert occurrences(story.notices("review_late", "2023-09-29")) == ["2023-08-28+32"]


def test_backfilled_dates_are_not_reminded_of() -> None:
    story = Story().staffed()
    story.happens(Milestone.VISIT_ENDED, "2024-10-31", backfilled=True)

    assert [each for each in story.on("2026-01-01").notices if each.deadline] == []
