"""Reminders: each on its day and once, and none too late to help or after the matter is settled."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.days import Day
from domain.lifecycle import Event, Happening, Milestone
from domain.notices import OVERTAKEN
from domain.owed import Gap, OwedNotice
from domain.people import Role
from domain.reminders import Rung
from tests.histories import (
    EVERYBODY,
    HIGH_PEAK,
    JOINT,
    MOORLANDS,
    TAMWORTH,
    Story,
    opened,
    planned,
    scoped,
    visited,
)


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
    """Lesson 3 (pkp-lib 11870)."""
    story = opened().until(Milestone.AGREED)
    story.meets(Milestone.DATES_SET, "2024-09-20")  # The statement is due on 1 October.

    assert story.notices("position_statement_due", "2024-09-20") == []
    assert occurrences(story.notices("position_statement_late", "2024-10-02")) == ["2024-10-01+1"]


def test_a_window_as_long_as_the_time_left_fires_that_day() -> None:
    story = opened().until(Milestone.AGREED)
    story.meets(Milestone.DATES_SET, "2024-09-17")

    assert occurrences(story.notices("position_statement_due", "2024-09-17")) == ["2024-10-01-14"]


def test_what_was_done_in_time_and_recorded_late_is_not_chased() -> None:
    """Lesson 6 (pkp-lib 3685)."""
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
    """Lesson 2 (OJS): what comes after the day does not hang on what came before it."""
    story = visited()
    only_after = {"report_late": story.scheme.notices["report_late"]}
    story.scheme = replace(story.scheme, notices=only_after)

    assert occurrences(story.notices("report_late", "2025-02-03")) == ["2025-01-31+1"]


def test_two_kinds_of_reminder_on_one_day_are_two_keys() -> None:
    """Lessons 5 (pkp-lib 6904 and 7715) and 7 (Janeway): they share no flag, and both are owed."""
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


def written(story: Story, event: Event, on: str) -> None:
    """Say on which day an event was written down."""
    at = datetime.fromisoformat(f"{on}T11:00").replace(tzinfo=UTC)
    story.events[event.seq - 1] = replace(event, at=at)


def taken_back(story: Story, milestone: Milestone, on: str) -> None:
    """Correct a milestone."""
    story.undo(next(each for each in reversed(story.events) if each.kind is milestone), on)


# Of what, and from when on


def test_what_was_recorded_weeks_late_reminds_of_no_day_before_it_was_known() -> None:
    story = visited()
    ended = next(each for each in story.events if each.kind is Milestone.VISIT_ENDED)
    written(story, ended, "2025-01-10")

    assert occurrences(story.notices("report_due", "2025-01-10")) == []
    assert occurrences(story.notices("report_due", "2025-01-17")) == ["2025-01-31-14"]
    written(story, ended, "2025-02-10")
    assert story.notices("report_due", "2025-03-01") == []
    assert story.notices("report_late", "2025-03-01") == []
    assert occurrences(story.notices("report_escalated", "2025-03-03")) == ["2025-01-31+30"]


def test_a_story_that_is_told_over_again_reminds_as_if_it_happened_now() -> None:
    story = visited()
    ended = next(each for each in story.events if each.kind is Milestone.VISIT_ENDED)
    written(story, ended, "2026-11-20")

    assert occurrences(story.notices("report_due", "2025-01-02")) == ["2025-01-31-30"]


def test_more_time_reminds_of_no_day_that_had_passed_when_it_was_given() -> None:
    story = visited()
    story.happens(Happening.EXTENDED, "2025-01-28", TAMWORTH, deadline="report", days=14, reason="illness")

    assert occurrences(story.notices("report_due", "2025-01-31")) == ["2025-02-14-14"]
    assert occurrences(story.notices("report_due", "2025-02-13")) == ["2025-02-14-14"]
    assert occurrences(story.notices("report_due", "2025-02-14")) == ["2025-02-14+0"]


def test_a_milestone_taken_back_reminds_nobody_of_what_was_before_that() -> None:
    """Lesson 22 (DOAJ 1406): going back a step does not write to everybody."""
    story = visited().until(Milestone.REPORT_PUBLISHED)
    taken_back(story, Milestone.REPORT_PUBLISHED, "2025-02-20")

    owed = {each.rule.name for each in story.on("2025-02-20").notices if each.is_ready and each.deadline}

    assert "report_late" not in owed
    assert occurrences(story.notices("report_escalated", "2025-03-03")) == ["2025-01-31+30"]


def test_what_was_owed_before_a_milestone_was_met_is_owed_again_when_that_is_taken_back() -> None:
    story = visited().until(Milestone.COUNCIL_DECISION)
    before = story.notices("report_due", "2025-01-20")
    story.meets(Milestone.REPORT_PUBLISHED, "2025-01-20")
    taken_back(story, Milestone.REPORT_PUBLISHED, "2025-02-20")

    after = story.notices("report_due", "2025-02-20")

    assert [(each.key, each.slot, each.lapsed) for each in after] == [
        (each.key, each.slot, each.lapsed) for each in before
    ]


def test_what_was_owed_while_a_milestone_was_taken_back_stays_when_that_is_undone() -> None:
    story = visited().until(Milestone.COUNCIL_DECISION)
    published = story.meets(Milestone.REPORT_PUBLISHED, "2025-01-10")
    mistaken = story.undo(published, "2025-01-15")

    before = story.notices("report_due", "2025-01-17")
    story.undo(mistaken, "2025-01-20")
    after = story.notices("report_due", "2025-02-03")

    assert occurrences(before) == ["2025-01-31-14"]
    assert {each.key for each in after} == {each.key for each in before}
    assert {each.lapsed for each in after} == {"it was met on Friday 10 January 2025"}


def test_a_correction_that_held_for_hours_leaves_what_was_owed_in_them() -> None:
    story = visited().until(Milestone.COUNCIL_DECISION)
    published = story.meets(Milestone.REPORT_PUBLISHED, "2025-01-10")
    mistaken = story.undo(published, "2025-01-17")
    between = {each.key for each in story.notices("report_due", "2025-01-17") if each.is_ready}
    story.undo(mistaken, "2025-01-17")

    assert between == {"notice/report_due/TAW/2025-01-31-14"}
    assert between <= {each.key for each in story.notices("report_due", "2025-01-17") if each.lapsed}


def test_a_council_is_reminded_while_what_was_taken_back_is_another_councils() -> None:
    story = visited(*JOINT).until(Milestone.COUNCIL_DECISION)
    published = story.meets(Milestone.REPORT_PUBLISHED, "2024-12-20", HIGH_PEAK)
    story.undo(published, "2025-02-20")

    owed = {each.key for each in story.notices("report_due", "2025-01-31")}

    assert owed == {f"notice/report_due/STF/2025-01-31{distance}" for distance in ("-30", "-14", "+0")}


def test_what_was_met_in_time_and_recorded_late_leaves_the_reminder_that_went_out_before() -> None:
    story = visited().until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2025-01-10")
    written(story, story.events[-1], "2025-01-20")

    notices = story.notices("report_due", "2025-02-03")

    assert {each.key[-13:] for each in notices} == {"2025-01-31-30", "2025-01-31-14"}
    assert {each.lapsed for each in notices} == {"it was met on Friday 10 January 2025"}


@pytest.mark.parametrize("kind", [Milestone.VISIT_ENDED, Milestone.DATES_SET])
def test_what_has_been_taken_back_or_has_no_date_any_more_reminds_nobody(kind: Milestone) -> None:
    """Lesson 4 (pkp-lib 10568): what is closed or superseded sends nothing."""
    story = opened().until(Milestone.PACK_SENT if kind is Milestone.DATES_SET else Milestone.VISIT_ENDED)
    taken_back(story, kind, "2024-11-04")

    ready = [each.rule.name for each in story.on("2025-06-02").notices if each.is_ready]

    assert not {"report_due", "report_late"} & set(ready)
    assert ("visit_near" in ready) is False


def test_what_has_been_passed_over_is_not_asked_for() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(Milestone.PACK_SENT, "2024-10-01")

    (late, *_) = story.notices("position_statement_late", "2024-10-02")

    assert late.lapsed == "what comes after it has been recorded"


def test_while_the_clock_is_stopped_nobody_is_reminded_of_what_had_come_due() -> None:
    story = visited()
    story.happens(Happening.PAUSED, "2025-01-20", reason="a by-election")

    lapsed = {each.lapsed for each in story.notices("report_due", "2025-01-21")}

    assert lapsed == {"its clock has been stopped"}


# On which mornings


@pytest.mark.parametrize(
    ("ended", "notice", "days", "on"),
    [
        ("2024-10-31", "report_due", -30, "2025-01-02"),  # New Year's Day is followed by a Thursday.
        ("2024-11-02", "report_due", 0, "2025-01-31"),  # Due on a Sunday: said on the Friday before.
        ("2024-11-02", "report_late", 1, "2025-02-03"),
        ("2024-11-01", "report_late", 1, "2025-02-03"),  # Due on a Saturday: chased on the Monday.
        ("2025-01-18", "report_due", 0, "2025-04-17"),  # Due on Good Friday: said on Maundy Thursday.
        ("2025-01-18", "report_late", 1, "2025-04-22"),  # After Easter Monday.
        (
            "2045-06-01",
            "review_report_due",
            0,
            "2046-06-01",
        ),  # Beyond the calendar days are taken as they are.
    ],
)
def test_people_are_reminded_on_working_mornings_and_never_too_late(
    ended: str, notice: str, days: int, on: str
) -> None:
    story = opened()
    story.happens(Milestone.VISIT_ENDED, ended)

    found = {each.key.rpartition("/")[2][10:]: each.on for each in story.notices(notice, "2047-01-01")}

    assert found[f"{days:+d}"] == date.fromisoformat(on)


# Relative to a milestone


def test_the_peers_are_told_before_the_visit_begins() -> None:
    story = scoped()

    assert story.notices("visit_near", "2024-10-18") == []
    near = story.notices("visit_near", "2024-10-21")
    assert {each.key for each in near} == {"notice/visit_near/-/2024-10-29-10"}
    assert {each.counted_from for each in near} == {date(2024, 10, 29)}
    assert "lead_member" in {each.slot for each in near if each.is_ready}


@pytest.mark.parametrize("began", ["2024-10-22", "2024-10-29", "2024-10-30"])
def test_a_visit_that_has_begun_settles_the_reminder_of_its_planned_day(began: str) -> None:
    story = scoped()
    before = {each.key for each in story.notices("visit_near", "2024-10-21")}
    story.meets(Milestone.VISIT_STARTED, began)

    notices = story.notices("visit_near", "2024-11-04")

    assert {each.key for each in notices} == before
    assert {each.lapsed for each in notices} == {f"it was done on {Day.parse(began)}"}


def test_of_a_visit_that_began_before_the_reminders_morning_nobody_is_reminded() -> None:
    story = scoped()
    story.meets(Milestone.VISIT_STARTED, "2024-10-18")

    assert story.notices("visit_near", "2024-10-21") == []


def test_a_visit_that_was_planned_in_the_past_is_not_reminded_of() -> None:
    story = Story().staffed()
    story.happens(Milestone.DATES_SET, "2024-06", backfilled=True, **story.usual(Milestone.DATES_SET))

    assert story.notices("visit_near", "2024-10-21") == []


def test_after_a_milestone_people_are_reminded_unless_another_has_been_met() -> None:
    story = planned()  # The plan was published on Friday 28 February 2025.

    assert story.notices("review_to_schedule", "2025-04-28") == []
    assert occurrences(story.notices("review_to_schedule", "2025-04-29")) == ["2025-02-28+60"]
    story.meets(Milestone.REVIEW_SCHEDULED, "2025-05-12")
    lapsed = {each.lapsed for each in story.notices("review_to_schedule", "2025-05-12")}
    assert lapsed == {"it was done on Monday 12 May 2025"}


def test_what_was_done_before_its_reminder_is_never_asked_for() -> None:
    story = planned()
    story.meets(Milestone.REVIEW_SCHEDULED, "2025-03-20")

    assert story.notices("review_to_schedule", "2025-06-02") == []


def test_what_must_have_been_done_is_not_asked_for_either() -> None:
    story = planned()
    story.happens(Milestone.REVIEW_HELD, "2025-04-28", TAMWORTH)

    assert {each.lapsed for each in story.notices("review_to_schedule", "2025-04-29")} == {
        "what comes after it has been recorded"
    }


def test_a_cancelled_challenge_reminds_of_no_milestone() -> None:
    story = scoped()
    before = story.notices("visit_near", "2024-10-21")
    story.happens(Happening.CANCELLED, "2024-10-21", reason="a merger")

    assert before
    assert {each.lapsed for each in story.notices("visit_near", "2024-10-21")} == {
        "the challenge has been cancelled"
    }


def test_a_milestone_of_the_past_reminds_nobody() -> None:
    story = Story().staffed()
    story.happens(Milestone.PLAN_PUBLISHED, "2025-02-28", TAMWORTH, backfilled=True)

    assert story.notices("review_to_schedule", "2025-06-02") == []


# The ladder


def escalated(story: Story, on: str) -> dict[str, bool]:
    return {each.slot: each.is_ready for each in story.notices("report_escalated", on)}


def test_above_the_chief_executive_a_letter_waits_and_waiting_never_approves() -> None:
    """Lesson 13 (kestra 18680)."""
    story = visited()

    assert escalated(story, "2025-03-02") == {}
    assert escalated(story, "2025-03-03") == {"leader@TAW": False, "programme_manager": True}
    assert escalated(story, "2035-01-01") == {"leader@TAW": False, "programme_manager": True}
    (waiting,) = [each for each in story.notices("report_escalated", "2035-01-01") if each.waits_for]
    assert waiting.waits_for == (
        Gap(
            "nobody has approved 'Report publication: letter to the leader'; "
            "`cpc approve` lets it out as notice/report_escalated/TAW/2025-01-31+30",
            "Programme manager",
        ),
    )


def test_what_a_programme_manager_approves_goes_out_and_no_other_letter() -> None:
    story = visited(*JOINT)
    key = "notice/report_escalated/HIG/2025-01-31+30"
    approved = story.happens(Happening.APPROVED, "2025-03-04", key=key, reason="the leader asked for it")

    assert escalated(story, "2025-03-04") == {
        "leader@HIG": True,
        "leader@STF": False,
        "programme_manager": True,
    }
    story.undo(approved, "2025-03-05")
    assert not escalated(story, "2025-03-05")["leader@HIG"]


def test_an_approval_holds_for_one_date_alone() -> None:
    story = visited()
    key = "notice/report_escalated/TAW/2025-01-31+30"
    story.happens(Happening.APPROVED, "2025-03-04", key=key, reason="the leader asked for it")
    story.happens(Happening.EXTENDED, "2025-03-05", TAMWORTH, deadline="report", days=28, reason="illness")

    assert escalated(story, "2025-03-31") == {"leader@TAW": False, "programme_manager": True}


def test_a_letter_that_waits_for_approval_lapses_with_what_it_is_about() -> None:
    story = visited().until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2025-03-10")

    assert {each.lapsed for each in story.notices("report_escalated", "2025-03-10")} == {
        "it was met on Monday 10 March 2025"
    }


@pytest.mark.parametrize(
    ("notice", "today", "rung"),
    [
        (
            "report_due",
            "2025-01-02",
            Rung(date(2025, 2, 3), (Role.CHIEF_EXECUTIVE, Role.PRINCIPAL_ADVISER), needs_approval=False),
        ),
        (
            "report_late",
            "2025-02-03",
            Rung(date(2025, 3, 3), (Role.LEADER, Role.PROGRAMME_MANAGER), needs_approval=True),
        ),
        ("report_escalated", "2025-03-03", None),
    ],
)
def test_a_reminder_knows_to_whom_the_next_letter_goes_and_when(
    notice: str, today: str, rung: Rung | None
) -> None:
    story = visited()
    view = story.on(today)
    deadline = next(each for each in view.deadlines if each.name == "report")

    assert view.reminding.next_rung(story.scheme.notices[notice], deadline) == rung


def test_the_next_letter_about_one_council_is_not_that_about_another() -> None:
    story = visited(*JOINT)
    story.happens(Happening.EXTENDED, "2024-12-02", HIGH_PEAK, deadline="report", days=28, reason="illness")
    view = story.on("2025-02-03")
    rule = story.scheme.notices["report_due"]

    rungs = {
        each.council: view.reminding.next_rung(rule, each) for each in view.deadlines if each.name == "report"
    }

    assert {code: rung.on.isoformat() for code, rung in rungs.items() if rung} == {
        "HIG": "2025-03-03",
        "STF": "2025-03-03",
    }
    assert {code: rung.needs_approval for code, rung in rungs.items() if rung} == {"HIG": False, "STF": True}
