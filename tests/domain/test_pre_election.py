"""Before a poll nothing is published and nobody is visited, unless somebody has allowed it and said why."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendars import Calendar, calendar_of
from domain.elections import Poll
from domain.lifecycle import Details, Happening, Milestone, Place
from domain.moves import NotYet, check_new_dates
from domain.pre_election import can_be_allowed
from domain.working_days import Division
from tests.histories import (
    HIGH_PEAK,
    JOINT,
    MOORLANDS,
    TAMWORTH,
    Story,
    finalised,
    opened,
    planned,
    scoped,
    visited,
)

MAY_2025 = date(2025, 5, 1)  # Thursday; the period begins on Tuesday 25 March.


def with_poll(story: Story, *places: Place, on: date = MAY_2025) -> Story:
    """Let some councils have an election."""
    story.calendar = calendar_of(
        Division.ENGLAND, polls=tuple(Poll(on, place.code) for place in places or (TAMWORTH,))
    )
    return story


def allow(story: Story, key: str, on: str) -> None:
    story.happens(Happening.OVERRIDDEN, on, warning=key, reason="the monitoring officer agrees")


def decided() -> Story:
    return finalised().until(Milestone.COUNCIL_DECISION)


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        ("2025-03-24", False),  # Monday before notice
        ("2025-03-25", True),
        ("2025-05-01", True),  # The day of the poll
        ("2025-05-02", False),
    ],
)
def test_a_report_is_not_published_before_a_poll(on: str, refused: bool) -> None:
    assert bool(with_poll(decided()).refusal(Milestone.REPORT_PUBLISHED, on, TAMWORTH)) is refused


def test_the_refusal_names_the_period_and_what_has_to_be_allowed() -> None:
    (text,) = with_poll(decided()).refusal(Milestone.REPORT_PUBLISHED, "2025-04-02", TAMWORTH)

    assert text == (
        "Wednesday 2 April 2025 lies in the pre-election period of Tamworth Borough Council, Tuesday "
        "25 March 2025 to Thursday 1 May 2025 (ordinary election), and pre_election:TAW:2025-05-01 is not "
        "allowed"
    )


def test_what_was_allowed_with_a_reason_is_refused_no_more() -> None:
    story = with_poll(decided())
    allow(story, "pre_election:TAW:2025-05-01", "2025-04-01")

    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-04-02", TAMWORTH) == []


def test_what_was_allowed_before_one_poll_is_not_before_the_next() -> None:
    story = with_poll(decided())
    allow(story, "pre_election:TAW:2024-05-02", "2025-04-01")

    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-04-02", TAMWORTH)


def test_a_month_that_is_not_wholly_before_the_poll_is_not_refused() -> None:
    story = with_poll(decided())

    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-03", TAMWORTH) == []
    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-04", TAMWORTH)


def test_other_milestones_are_met_before_a_poll() -> None:
    assert (
        with_poll(finalised()).refusal(Milestone.COUNCIL_DECISION, "2025-04-02", TAMWORTH, body="Cabinet")
        == []
    )


def test_of_a_joint_challenge_each_council_publishes_by_its_own_calendar() -> None:
    story = with_poll(finalised(*JOINT).until(Milestone.COUNCIL_DECISION), HIGH_PEAK)

    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-04-02", HIGH_PEAK)
    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-04-02", MOORLANDS) == []


def test_nobody_is_visited_while_any_council_of_the_challenge_is_before_a_poll() -> None:
    story = with_poll(scoped(*JOINT), MOORLANDS, on=date(2024, 11, 7))

    (text,) = story.refusal(Milestone.VISIT_STARTED, "2024-10-29")

    assert "Staffordshire Moorlands District Council" in text


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("2025-03-19", "2025-03-24", False),
        ("2025-03-24", "2025-03-25", True),
        ("2025-05-01", "2025-05-02", True),
        ("2025-05-06", "2025-05-08", False),
    ],
)
def test_no_visit_is_planned_for_days_before_a_poll(start: str, end: str, refused: bool) -> None:
    story = with_poll(opened().until(Milestone.AGREED))

    why = story.refusal(Milestone.DATES_SET, "2024-06-03", visit_start=start, visit_end=end)

    assert bool(why) is refused


def test_no_review_is_planned_for_days_before_a_poll() -> None:
    story = with_poll(planned())
    dates = {"review_start": "2025-04-08", "review_end": "2025-04-09"}

    (text,) = story.refusal(Milestone.REVIEW_SCHEDULED, "2025-03-10", TAMWORTH, **dates)

    assert text.startswith("the review from Tuesday 8 April 2025 to Wednesday 9 April 2025 would lie in")


def test_a_visit_is_not_moved_to_days_before_a_poll_unless_that_is_allowed() -> None:
    story = with_poll(scoped())
    new = Details(visit_start=date(2025, 4, 1), visit_end=date(2025, 4, 3))

    with pytest.raises(
        NotYet, match="The postponement cannot be recorded: the visit from Tuesday 1 April 2025"
    ):
        check_new_dates(story.on("2024-10-20").reading, story.scheme, story.calendar, None, new)
    allow(story, "pre_election:TAW:2025-05-01", "2024-10-20")

    check_new_dates(story.on("2024-10-20").reading, story.scheme, story.calendar, None, new)


def test_what_may_not_be_recorded_today_is_said_with_what_can_be_recorded() -> None:
    story = with_poll(decided())

    def can_publish(on: str) -> bool:
        (move,) = (each for each in story.on(on).moves if each.milestone is Milestone.REPORT_PUBLISHED)
        return move.is_allowed

    assert [can_publish(on) for on in ("2025-03-24", "2025-03-25", "2025-05-01", "2025-05-02")] == [
        True,
        False,
        False,
        True,
    ]


def warned(story: Story, on: str) -> list[tuple[str, bool]]:
    return [(each.key, each.is_open) for each in story.on(on).warnings if each.key.startswith("pre_election")]


def test_a_period_that_runs_or_meets_a_planned_visit_is_warned_of_until_it_is_allowed() -> None:
    story = with_poll(scoped(), on=date(2024, 11, 7))

    assert warned(story, "2024-09-20") == [("pre_election:TAW:2024-11-07", True)]
    allow(story, "pre_election:TAW:2024-11-07", "2024-09-21")
    assert warned(story, "2024-09-21") == [("pre_election:TAW:2024-11-07", False)]


def test_nobody_is_warned_of_a_period_in_which_nothing_is_planned_and_which_does_not_run() -> None:
    assert warned(with_poll(scoped()), "2024-10-14") == []
    assert warned(with_poll(scoped()), "2025-04-02") == [("pre_election:TAW:2025-05-01", True)]


def test_who_has_nothing_left_to_publish_is_not_warned() -> None:
    done = with_poll(opened().until(Milestone.CLOSED), on=date(2025, 11, 6))
    cancelled = with_poll(scoped())
    cancelled.happens(Happening.CANCELLED, "2025-04-01", reason="merged")

    assert warned(done, "2025-10-30") == []
    assert warned(cancelled, "2025-04-02") == []


def test_a_visit_that_has_been_held_before_a_poll_is_not_warned_of_any_more() -> None:
    assert warned(with_poll(visited(), on=date(2024, 11, 7)), "2024-11-08") == []


def test_a_pre_election_warning_holds_up_no_team() -> None:
    story = with_poll(opened().until(Milestone.SCOPE_AGREED), on=date(2024, 11, 7))

    assert warned(story, "2024-09-10")
    assert story.refusal(Milestone.TEAM_CONFIRMED, "2024-09-10") == []


def test_a_period_to_come_can_be_allowed_once_and_only_of_a_council_that_takes_part() -> None:
    story = with_poll(scoped())
    reading = story.on("2024-10-14").reading

    assert can_be_allowed(reading, story.calendar, "pre_election:TAW:2025-05-01")
    assert not can_be_allowed(reading, story.calendar, "pre_election:HIG:2025-05-01")
    assert not can_be_allowed(reading, Calendar(), "pre_election:TAW:2025-05-01")
    allow(story, "pre_election:TAW:2025-05-01", "2024-10-14")
    assert not can_be_allowed(story.on("2024-10-14").reading, story.calendar, "pre_election:TAW:2025-05-01")


def test_the_scheme_says_what_is_kept_from_the_days_before_a_poll() -> None:
    for under in ("2022", "2024"):
        rules = Story(under=under).scheme.milestones.values()
        assert {rule.milestone for rule in rules if rule.not_in_pre_election} == {
            Milestone.VISIT_STARTED,
            Milestone.VISIT_ENDED,
            Milestone.REPORT_PUBLISHED,
            Milestone.PLAN_PUBLISHED,
            Milestone.REVIEW_HELD,
            Milestone.REVIEW_REPORT_PUBLISHED,
        }
