"""A calendar that changes moves dates, and every date that moves is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.calendars import Closing, calendar_of
from domain.lifecycle import Details, Happening, Milestone, Shift
from domain.recounts import shifts
from domain.rules import DeadlineRule, Offset, Scheme
from domain.working_days import Closure, Division
from tests.histories import CALENDAR, JOINT, MOORLANDS, TAMWORTH, Story, finalised, opened

DRAFT_SENT = "2024-11-21"  # Thursday; the fact check is due ten working days later, on Thursday 5 December.


def holiday(on: str) -> Closing:
    return Closing(Closure("Jubilee", date.fromisoformat(on)), Division.ENGLAND)


def moved(story: Story, *closings: Closing, on: str = "2024-11-22") -> tuple[Shift, ...]:
    before = story.on(on)
    story.calendar = calendar_of(Division.ENGLAND, closings)
    return shifts(before, story.on(on))


def checking() -> Story:
    return opened().until(Milestone.DRAFT_SENT)


@pytest.mark.parametrize("on", ["2024-11-22", "2024-11-27", "2024-12-05"])
def test_lesson_10_a_holiday_added_inside_a_running_period_moves_it_by_exactly_one_working_day_and_says_so(
    on: str,
) -> None:
    (shift,) = moved(checking(), holiday(on))

    assert shift == Shift("fact_check", date(2024, 12, 5), date(2024, 12, 6))
    assert CALENDAR.count(shift.was, shift.now) == 1


@pytest.mark.parametrize(
    "on",
    [
        "2024-11-20",  # Before the period
        "2024-11-21",  # The day from which it is counted
        "2024-12-06",  # After its end
        "2024-11-23",  # A Saturday
    ],
)
def test_a_holiday_outside_a_period_or_at_a_weekend_moves_nothing(on: str) -> None:
    assert moved(checking(), holiday(on)) == ()


@pytest.mark.parametrize("weekday", range(7))
def test_lesson_11_one_day_in_working_days_is_one_working_day_and_not_24_hours(weekday: int) -> None:
    day = date(2024, 11, 18 + weekday)  # Monday 18 November to Sunday 24 November
    following = [19, 20, 21, 22, 25, 25, 25]

    assert CALENDAR.add(day, 1) == date(2024, 11, following[weekday])


def test_two_holidays_move_a_period_by_two_working_days() -> None:
    (shift,) = moved(checking(), holiday("2024-11-26"), holiday("2024-11-27"))

    assert shift.now == date(2024, 12, 9)


def test_a_date_that_was_met_does_not_move() -> None:
    assert moved(opened().until(Milestone.FACT_CHECK_RETURNED), holiday("2024-11-27"), on="2024-12-05") == ()


def test_of_a_challenge_that_has_ended_nothing_moves() -> None:
    story = checking()
    story.happens(Happening.CANCELLED, "2024-11-22", reason="merged")

    assert moved(story, holiday("2024-11-27")) == ()


def test_a_target_and_the_date_of_each_council_move_too() -> None:
    story = finalised(*JOINT)
    rule = DeadlineRule(
        "decision",
        "Decided",
        Milestone.COUNCIL_DECISION,
        "report_finalised",
        Offset(working_days=10),
        "",
        Offset(working_days=5),
    )
    story.scheme = with_only(story.scheme, rule)

    found = moved(story, holiday("2024-12-13"), on="2024-12-12")

    assert [(each.council, each.is_target, each.now) for each in found] == [
        (place.code, is_target, date.fromisoformat(now))
        for place in JOINT
        for is_target, now in ((False, "2024-12-31"), (True, "2024-12-20"))
    ]


def with_only(scheme: Scheme, rule: DeadlineRule) -> Scheme:
    return replace(scheme, deadlines={rule.name: rule}, notices={})


def test_what_moved_is_kept_with_the_event_as_it_was() -> None:
    said = Details(
        reason="a jubilee",
        shifts=(
            Shift("fact_check", date(2024, 12, 5), date(2024, 12, 6)),
            Shift("decision", date(2024, 12, 19), date(2024, 12, 20), MOORLANDS.code, is_target=True),
        ),
    )

    assert Details.from_json(said.to_json()) == said
    assert said.to_json()["shifts"][0] == {"deadline": "fact_check", "was": "2024-12-05", "now": "2024-12-06"}
    assert TAMWORTH.code not in str(said.to_json())
