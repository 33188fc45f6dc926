"""What may be recorded next, and for what may not, every unmet condition and who can meet it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.days import Day
from domain.errors import ChallengeError
from domain.lifecycle import Details, Happening, Milestone
from domain.moves import Claim, NotYet, Obstacle, WouldBreak, check_allowed, check_correction
from domain.outlook import Outlook
from domain.people import Role
from tests.histories import (
    CALENDAR,
    HIGH_PEAK,
    JOINT,
    MOORLANDS,
    TAMWORTH,
    THE_YEAR,
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


def obstacles(view: Outlook, milestone: Milestone) -> dict[str, str]:
    """Return what stands in a milestone's way, with who can put it right."""
    move = next(each for each in view.moves if each.milestone is milestone)
    return {obstacle.text: obstacle.who for obstacle in move.obstacles}


def test_every_unmet_condition_is_named_with_who_can_meet_it() -> None:
    story = Story().staffed([Role.LEAD_MEMBER])
    story.assign(Role.OFFICER_PEER, "officer")

    assert obstacles(story.on("2024-06-01"), Milestone.TEAM_CONFIRMED) == {
        "'Dates set' is not recorded": "Principal adviser",
        "nobody is lead chief executive peer": "Peer challenge manager",
        "nobody is peer challenge manager": "Programme manager",
        "the officer peer (officer) has not declared interests, or 'none'": "Officer peer",
        (
            "the warning balance:TAW is open: Every member peer is from the group that controls "
            "Tamworth Borough Council (Labour)"
        ): "Programme manager",
    }


def test_what_has_to_be_written_is_asked_of_its_author() -> None:
    view = Story().on("2024-06-01")

    assert obstacles(view, Milestone.PLAN_RECEIVED) == {
        "'Report finalised' is not recorded": "Peer challenge manager",
        "the content 'plan' has not been handed in": "Council project lead",
    }
    assert obstacles(view, Milestone.PACK_SENT)["the content 'timetable' has not been handed in"] == (
        "Peer challenge manager"
    )


def test_an_allowed_warning_stands_in_nobodys_way() -> None:
    story = Story().staffed([Role.LEAD_CHIEF_EXECUTIVE, Role.LEAD_MEMBER, Role.CHALLENGE_MANAGER])
    story.until(Milestone.DATES_SET)
    before = story.on("2024-06-03")
    story.happens(Happening.OVERRIDDEN, "2024-06-04", warning="balance:TAW", reason="a second member joins")

    assert len(obstacles(before, Milestone.TEAM_CONFIRMED)) == 1
    assert obstacles(story.on("2024-06-04"), Milestone.TEAM_CONFIRMED) == {}


@pytest.mark.parametrize("under", ["2022", "2024"])
def test_the_usual_year_is_allowed_step_by_step(under: str) -> None:
    story = opened(under=under)

    for milestone, (day, _) in THE_YEAR.items():
        council = TAMWORTH if story.scheme.milestones[milestone].per == "council" else None
        story.hand_in(milestone, story.date(day))
        assert story.refusal(milestone, story.date(day), council, **story.usual(milestone)) == []
        story.meets(milestone)

    assert story.on("2025-12-01").moves == ()


def test_two_tracks_run_side_by_side_after_the_final_report() -> None:
    story = finalised()
    story.hand_in(Milestone.PLAN_RECEIVED, "2024-12-12")

    allowed = [move.milestone for move in story.on("2024-12-12").moves if move.is_allowed]

    assert allowed == [Milestone.COUNCIL_DECISION, Milestone.PLAN_RECEIVED]


def test_the_review_waits_for_the_plan_under_one_scheme_and_for_the_report_under_the_other() -> None:
    old, new = (reported(under=under) for under in ("2022", "2024"))

    assert list(obstacles(old.on("2023-02-01"), Milestone.REVIEW_SCHEDULED)) == [
        "'Action plan published' is not recorded"
    ]
    assert obstacles(new.on("2025-02-01"), Milestone.REVIEW_SCHEDULED) == {}


def test_each_council_of_a_joint_challenge_has_its_own_moves() -> None:
    story = finalised(*JOINT)
    story.meets(Milestone.COUNCIL_DECISION, "2025-01-16", HIGH_PEAK)

    allowed = {(move.milestone, move.council) for move in story.on("2025-01-16").moves if move.is_allowed}

    assert allowed == {
        (Milestone.REPORT_PUBLISHED, HIGH_PEAK.code),
        (Milestone.COUNCIL_DECISION, MOORLANDS.code),
    }


def test_a_joint_challenge_closes_when_every_council_has_finished() -> None:
    story = opened(*JOINT).until(Milestone.PLAN_APPROVED)
    story.meets(Milestone.PLAN_PUBLISHED, "2025-02-28", HIGH_PEAK)

    assert obstacles(story.on("2025-03-01"), Milestone.CLOSED) == {
        "'Action plan published' for Staffordshire Moorlands District Council is not recorded": (
            "Council project lead"
        ),
        (
            "'Review report published' for High Peak Borough Council and "
            "Staffordshire Moorlands District Council is not recorded"
        ): "Council project lead",
    }
    assert (
        obstacles(opened(*JOINT).until(Milestone.REVIEW_REPORT_PUBLISHED).on("2025-11-01"), Milestone.CLOSED)
        == {}
    )


@pytest.mark.parametrize(
    ("story", "on", "ended"),
    [(visited(), "2025-01-16", "cancelled"), (closed(), "2025-11-05", "closed")],
)
def test_after_its_end_a_challenge_has_to_be_reopened(story: Story, on: str, ended: str) -> None:
    if ended == "cancelled":
        story.happens(Happening.CANCELLED, "2025-01-15", reason="a merger")
    else:
        story.undo(next(event for event in story.events if event.kind is Milestone.AGREED), "2025-11-01")

    again = obstacles(story.on(on), Milestone.DRAFT_SENT if ended == "cancelled" else Milestone.AGREED)

    assert again[f"the challenge is {ended}; it has to be reopened"] == "Programme manager"


def test_a_reopened_challenge_goes_on_where_it_stood() -> None:
    story = visited()
    story.happens(Happening.CANCELLED, "2025-01-15", reason="a merger")
    story.happens(Happening.REOPENED, "2025-02-15", reason="no merger")
    story.hand_in(Milestone.DRAFT_SENT, "2025-02-16")

    assert story.refusal(Milestone.DRAFT_SENT, "2025-02-16") == []


@pytest.mark.parametrize(
    ("milestone", "on", "said", "why"),
    [
        (
            Milestone.VISIT_ENDED,
            "2024-10-28",
            {},
            "Monday 28 October 2024 is before 'Visit started', which was on Tuesday 29 October 2024",
        ),
        (
            Milestone.VISIT_ENDED,
            "2024-09",
            {},
            "September 2024 is before 'Visit started', which was on Tuesday 29 October 2024",
        ),
        (Milestone.VISIT_ENDED, "2024-10-31", {"url": "https://lga.example"}, "it has no url"),
        (
            Milestone.VISIT_ENDED,
            "2009-12-31",
            {},
            "Thursday 31 December 2009 lies outside the calendar of 2010 to 2045",
        ),
    ],
)
def test_a_claim_that_cannot_be_is_refused(
    milestone: Milestone, on: str, said: dict[str, Any], why: str
) -> None:
    assert why in opened().until(Milestone.VISIT_STARTED).refusal(milestone, on, **said)


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        ("2024-04-30", ["Tuesday 30 April 2024 is before the challenge was opened, on Wednesday 1 May 2024"]),
        ("2024-04", ["April 2024 is before the challenge was opened, on Wednesday 1 May 2024"]),
        ("2024-05", []),
        ("2024-05-01", []),
    ],
)
def test_nothing_is_recorded_of_days_before_the_challenge_was_opened(on: str, refused: list[str]) -> None:
    assert opened().refusal(Milestone.AGREED, on) == refused


def test_a_gap_in_a_past_may_lie_before_the_first_day_that_was_known() -> None:
    story = Story()
    story.events[0] = replace(story.events[0], backfilled=True)
    story.happens(Milestone.VISIT_ENDED, "2024-10-31", backfilled=True)

    assert story.refusal(Milestone.AGREED, "2024-04-30") == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"visit_start": "2024-10-29"}, "it has to say visit end"),
        (
            {"visit_start": "2024-10-31", "visit_end": "2024-10-29"},
            "it would end on Tuesday 29 October 2024, before it starts on Thursday 31 October 2024",
        ),
        (
            {"visit_start": "2204-10-29", "visit_end": "2204-10-31"},
            "Monday 29 October 2204 lies outside the calendar of 2010 to 2045",
        ),
    ],
)
def test_dates_that_cannot_be_are_refused(said: dict[str, Any], why: str) -> None:
    assert why in opened().until(Milestone.AGREED).refusal(Milestone.DATES_SET, "2024-06-03", **said)


def test_a_milestone_of_which_only_the_month_is_known_may_lie_in_the_month_of_the_one_before() -> None:
    assert opened().until(Milestone.VISIT_STARTED).refusal(Milestone.VISIT_ENDED, "2024-10") == []


def test_nothing_is_recorded_before_it_happened() -> None:
    story = opened()

    with pytest.raises(NotYet) as refusal:
        check_allowed(
            story.events,
            story.scheme,
            Claim(Milestone.AGREED, Day.parse("2024-05-10")),
            CALENDAR,
            date(2024, 5, 9),
        )

    assert refusal.value.args == (
        "'Council agrees to the challenge'",
        (Obstacle("Friday 10 May 2024 lies in the future"),),
    )


def test_a_report_is_not_published_before_the_call_in_ends() -> None:
    story = finalised()
    story.meets(Milestone.COUNCIL_DECISION, "2025-01-16", call_in_ends="2025-01-23")

    early = story.refusal(Milestone.REPORT_PUBLISHED, "2025-01-22", TAMWORTH)

    assert early == [
        "Wednesday 22 January 2025 is before the call-in period ends, on Thursday 23 January 2025"
    ]
    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-01-23", TAMWORTH) == []


def test_without_a_call_in_a_report_may_be_published_at_once() -> None:
    story = finalised()
    story.happens(Milestone.COUNCIL_DECISION, "2025-01-16", TAMWORTH, body="Full council")

    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-01-16", TAMWORTH) == []


def test_a_councils_date_is_compared_with_its_own_and_with_the_challenges() -> None:
    story = finalised(*JOINT)
    story.meets(Milestone.COUNCIL_DECISION, "2025-01-16", HIGH_PEAK)
    story.meets(Milestone.COUNCIL_DECISION, "2025-03-06", MOORLANDS)

    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-02-03", HIGH_PEAK) == []
    assert story.refusal(Milestone.REPORT_PUBLISHED, "2025-02-03", MOORLANDS) != []
    assert story.refusal(Milestone.COUNCIL_DECISION, "2024-12-11", HIGH_PEAK, body="Cabinet") == [
        "Wednesday 11 December 2024 is before 'Report finalised', which was on Thursday 12 December 2024"
    ]


def test_a_refusal_says_what_is_the_matter_and_what_to_do() -> None:
    one = NotYet("'Pack sent'", (Obstacle("nobody is lead member peer", "Political group office"),))
    two = NotYet("'Pack sent'", (Obstacle("it rains", "Nobody"), Obstacle("it snows", "Nobody")))

    assert str(one) == (
        "'Pack sent' cannot be recorded: nobody is lead member peer "
        "(Political group office can put that right). Put this right first."
    )
    assert str(two).endswith("Put these right first.")
    assert isinstance(one, ChallengeError)


def test_where_nobody_but_the_day_is_in_the_way_another_day_is_asked_for() -> None:
    refusal = NotYet("'Pack sent'", (Obstacle("Sunday 1 December 2024 is too early", ""),))

    assert (
        str(refusal)
        == "'Pack sent' cannot be recorded: Sunday 1 December 2024 is too early. Give another day."
    )


def test_a_refusal_for_one_council_names_it() -> None:
    story = finalised()
    claim = Claim(Milestone.COUNCIL_DECISION, Day.parse("2025-01-16"), TAMWORTH.code)

    with pytest.raises(NotYet, match="'Council's decision on the report' for Tamworth Borough Council"):
        check_allowed(story.events, story.scheme, claim, CALENDAR, date(2025, 1, 16))


def test_where_a_date_comes_from_may_always_be_said() -> None:
    claim = Claim(Milestone.AGREED, Day.parse("2024-05-10"), details=Details(source="council website"))

    check_allowed(opened().events, opened().scheme, claim, CALENDAR, date(2024, 5, 10))


def event(story: Story, milestone: Milestone) -> int:
    return next(each.seq for each in story.events if each.kind is milestone)


def test_what_later_milestones_rest_on_cannot_be_undone() -> None:
    story = reviewed()

    with pytest.raises(WouldBreak) as refusal:
        check_correction(
            story.events, story.scheme, event(story, Milestone.REPORT_FINALISED), date(2026, 1, 1)
        )

    names = "'Council's decision on the report' and 'Action plan received'"
    number = event(story, Milestone.REPORT_FINALISED)
    assert str(refusal.value) == (
        f"Event {number} cannot be undone, because {names} rest on it. Correct those first, then this."
    )


@pytest.mark.parametrize("milestone", [Milestone.REVIEW_HELD, Milestone.PLAN_PUBLISHED])
def test_what_nothing_rests_on_can_be_undone(milestone: Milestone) -> None:
    story = reviewed()

    check_correction(story.events, story.scheme, event(story, milestone), date(2026, 1, 1))


def test_under_the_scheme_of_2022_the_review_rests_on_the_plan() -> None:
    story = reviewed(under="2022")

    with pytest.raises(WouldBreak, match="'Progress review scheduled' rests on it"):
        check_correction(story.events, story.scheme, event(story, Milestone.PLAN_PUBLISHED), date(2026, 1, 1))


def test_one_of_two_records_of_the_same_milestone_can_be_undone() -> None:
    story = scoped()
    second = story.meets(Milestone.TEAM_CONFIRMED, "2024-09-20")

    check_correction(story.events, story.scheme, second.seq, date(2024, 12, 1))


def test_undoing_a_correction_may_break_nothing_either() -> None:
    story = planned()
    published = next(each for each in story.events if each.kind is Milestone.PLAN_PUBLISHED)
    undone = story.undo(published, "2025-03-01")

    check_correction(story.events, story.scheme, undone.seq, date(2025, 3, 2))
