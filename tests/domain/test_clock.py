"""Stopping the clock, giving more time, rolling off weekends: the date follows from what is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.days import Day, add_months
from domain.deadlines import Standing
from domain.lifecycle import Details, Event, Happening, Milestone
from domain.outlook import State, outlook
from domain.schemes import parse, scheme
from tests.histories import CALENDAR, HIGH_PEAK, JOINT, MOORLANDS, Story, opened, planned, visited

ONE_DAY = timedelta(days=1)
PAUSED, RESUMED, EXTENDED = Happening.PAUSED, Happening.RESUMED, Happening.EXTENDED


def due(story: Story, name: str, on: str = "2026-01-01") -> date | None:
    return story.deadline(name, on=on).due


def test_while_the_clock_is_stopped_a_deadline_is_paused_and_its_date_stands() -> None:
    story = visited()
    story.happens(PAUSED, "2024-11-04", reason="a by-election")

    report = story.deadline("report", on="2025-06-01")

    assert (report.standing, report.due) == (Standing.PAUSED, date(2025, 1, 31))
    assert report.reason == (
        "3 calendar months after visit ended (Thursday 31 October 2024): Friday 31 January 2025. "
        "The clock has been stopped since Monday 4 November 2024."
    )
    assert story.on("2025-06-01").state is State.PAUSED
    assert story.on("2025-06-01").overdue == ()


def test_while_the_clock_is_stopped_nothing_changes_by_itself_but_what_never_pauses() -> None:
    story = visited()
    story.happens(PAUSED, "2024-11-04", reason="a by-election")

    assert story.on("2024-11-05").next_change == date(2029, 10, 17)  # The next challenge is due soon.


def test_when_it_runs_again_both_dates_are_later_by_the_days_left_out() -> None:
    story = visited()
    story.happens(PAUSED, "2024-12-02", reason="a by-election")
    story.happens(RESUMED, "2024-12-16", reason="it was held")

    plan = story.deadline("action_plan", on="2024-12-16")

    assert (plan.due, plan.target) == (date(2025, 4, 14), date(2025, 2, 14))
    assert plan.standing is Standing.AHEAD
    assert plan.reason == (
        "5 calendar months after visit ended (Thursday 31 October 2024), plus 14 days on which the clock "
        "stood still: Monday 14 April 2025."
    )
    assert story.on("2024-12-16").state is State.LIVE


def test_of_a_pause_only_the_days_that_would_have_counted_count() -> None:
    story = visited().until(Milestone.DRAFT_SENT)  # Thursday 21 November 2024
    story.happens(PAUSED, "2024-11-29", reason="an illness")  # A Friday: the weekend counts for nothing.
    story.happens(RESUMED, "2024-12-03", reason="recovered")

    assert due(visited().until(Milestone.DRAFT_SENT), "fact_check") == date(2024, 12, 5)
    assert due(story, "fact_check") == date(2024, 12, 9)


def test_a_pause_that_began_before_the_anchor_counts_from_the_day_after_it() -> None:
    story = opened().until(Milestone.VISIT_STARTED)
    story.happens(PAUSED, "2024-10-30", reason="a flood")
    story.meets(Milestone.VISIT_ENDED)  # 31 October
    story.happens(RESUMED, "2024-11-05", reason="the water fell")

    assert due(story, "report") == date(2025, 2, 4)


@pytest.mark.parametrize(
    ("paused", "end"), [("2025-01-31", date(2025, 2, 10)), ("2025-02-01", date(2025, 1, 31))]
)
def test_a_pause_counts_if_it_began_while_there_was_time(paused: str, end: date) -> None:
    story = visited()
    story.happens(PAUSED, paused, reason="a cyber attack")
    story.happens(RESUMED, "2025-02-10", reason="restored")

    assert due(story, "report") == end


def test_the_leeway_is_time_too() -> None:
    story = planned()
    story.happens(PAUSED, "2025-09-20", reason="a cyber attack")  # Due on 31 August, with 31 days' leeway.

    assert story.deadline("review", on="2025-11-01").standing is Standing.PAUSED
    story.happens(RESUMED, "2025-09-30", reason="restored")
    assert story.deadline("review", on="2025-11-01").late_from == date(2025, 10, 12)


def test_what_was_overdue_before_the_pause_stays_so() -> None:
    story = visited()
    story.happens(PAUSED, "2025-03-03", reason="a by-election")

    assert story.deadline("report", on="2025-03-10").standing is Standing.OVERDUE


def test_what_was_met_before_the_pause_is_left_alone() -> None:
    story = visited().until(Milestone.REPORT_PUBLISHED)  # 24 January
    story.happens(PAUSED, "2025-01-27", reason="a by-election")
    story.happens(RESUMED, "2025-02-10", reason="it was held")

    assert due(story, "report") == date(2025, 1, 31)


def test_what_is_counted_back_is_paused_but_moves_only_with_the_visit() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(PAUSED, "2024-07-01", reason="a general election")

    assert story.deadline("pack", on="2024-07-02").standing is Standing.PAUSED
    story.happens(RESUMED, "2024-07-08", reason="it was held")
    assert due(story, "pack") == date(2024, 10, 15)


def test_the_five_years_to_the_next_challenge_run_through_every_pause() -> None:
    story = visited()
    story.happens(PAUSED, "2024-12-02", reason="a by-election")

    assert story.deadline("next_challenge", on="2024-12-03").standing is Standing.AHEAD
    story.happens(RESUMED, "2024-12-16", reason="it was held")
    assert due(story, "next_challenge") == date(2029, 10, 31)


def test_one_council_of_a_joint_challenge_can_stop_its_own_clock() -> None:
    story = visited(*JOINT)
    story.happens(PAUSED, "2024-12-02", HIGH_PEAK, reason="a by-election")
    story.happens(RESUMED, "2024-12-16", HIGH_PEAK, reason="it was held")

    assert story.deadline("report", "2025-01-01", HIGH_PEAK).due == date(2025, 2, 14)
    assert story.deadline("report", "2025-01-01", MOORLANDS).due == date(2025, 1, 31)
    assert due(story, "draft_report") == date(2024, 11, 28)


def test_a_challenge_whose_one_council_has_stopped_its_clock_is_listed_as_paused() -> None:
    story = visited(*JOINT)
    story.happens(PAUSED, "2024-12-02", HIGH_PEAK, reason="a by-election")

    assert story.on("2024-12-03").state is State.PAUSED


def test_no_days_are_left_out_twice_when_a_council_stops_within_a_pause_of_all() -> None:
    story = visited(*JOINT)
    story.happens(PAUSED, "2024-12-02", reason="a general election")
    story.happens(PAUSED, "2024-12-05", HIGH_PEAK, reason="a flood")
    story.happens(RESUMED, "2024-12-09", reason="it was held")

    assert story.deadline("report", "2025-01-01", HIGH_PEAK).due == date(2025, 2, 7)


def test_nobody_is_reminded_while_the_clock_is_stopped() -> None:
    story = visited()
    story.happens(PAUSED, "2024-12-30", reason="a by-election")  # The reminder was due on 1 January.

    assert story.notices("report_due", on="2025-01-20") == []


def test_a_reminder_whose_day_had_passed_when_the_date_moved_is_not_sent_again() -> None:
    story = visited()
    story.happens(EXTENDED, "2025-01-28", deadline="report", days=14, reason="a late answer")

    assert {each.on for each in story.notices("report_due", on="2025-02-05")} == {date(2025, 1, 31)}


def test_an_extension_moves_both_dates_and_is_told_in_the_reason() -> None:
    story = visited()
    story.happens(EXTENDED, "2025-01-07", deadline="action_plan", days=14, reason="a new cabinet")

    plan = story.deadline("action_plan", on="2025-01-07")

    assert (plan.due, plan.target) == (date(2025, 4, 14), date(2025, 2, 14))
    assert "plus 14 days of extension: Monday 14 April 2025" in plan.reason
    assert due(story, "report") == date(2025, 1, 31)


def test_what_is_counted_in_working_days_is_extended_by_working_days() -> None:
    story = visited().until(Milestone.DRAFT_SENT)
    story.happens(EXTENDED, "2024-12-02", deadline="fact_check", days=1, reason="a holiday")  # To Friday 6.
    story.happens(EXTENDED, "2024-12-03", deadline="fact_check", days=1, reason="another")

    assert due(story, "fact_check") == date(2024, 12, 9)


def test_all_extensions_together_end_at_the_cap_of_the_scheme() -> None:
    story = visited()
    for day in ("2025-01-07", "2025-01-08", "2025-01-09"):
        story.happens(EXTENDED, day, deadline="report", days=20, reason="a new cabinet")

    assert due(story, "report") == date(2025, 1, 31) + timedelta(days=28)


def test_a_pause_says_why_the_clock_was_stopped() -> None:
    story = visited()
    story.happens(PAUSED, "2024-11-04", reason="a by-election")

    pause = story.deadline("report", on="2024-11-05").pause

    assert pause is not None
    assert pause.reason == "a by-election"


def test_a_clock_that_runs_is_not_set_going_by_the_end_of_a_pause_that_was_undone() -> None:
    story = visited()
    stop = story.happens(PAUSED, "2024-12-02", reason="a by-election")
    story.happens(RESUMED, "2024-12-16", reason="it was held")
    story.undo(stop, "2024-12-17")

    assert due(story, "report") == date(2025, 1, 31)


def test_an_extension_of_one_council_is_not_the_other_councils() -> None:
    story = visited(*JOINT)
    story.happens(EXTENDED, "2025-01-07", HIGH_PEAK, deadline="report", days=7, reason="a new cabinet")

    assert story.deadline("report", "2025-01-08", HIGH_PEAK).due == date(2025, 2, 7)
    assert story.deadline("report", "2025-01-08", MOORLANDS).due == date(2025, 1, 31)


@pytest.mark.parametrize(
    ("ended", "name", "end"),
    [
        ("2024-11-01", "feedback", date(2024, 11, 4)),  # Saturday to Monday
        ("2024-11-27", "draft_report", date(2024, 12, 27)),  # Christmas and Boxing Day lie in the way.
    ],
)
def test_a_date_that_follows_its_anchor_rolls_on_to_a_working_day(ended: str, name: str, end: date) -> None:
    story = opened().until(Milestone.VISIT_STARTED)
    story.meets(Milestone.VISIT_ENDED, ended)

    deadline = story.deadline(name, on=ended)

    assert deadline.due == end
    assert "then on to the next working day" in deadline.reason


def test_a_date_before_its_anchor_rolls_back_to_a_working_day() -> None:
    story = opened().until(Milestone.AGREED)
    story.meets(Milestone.DATES_SET, visit_start="2025-05-05", visit_end="2025-05-07")

    pack = story.deadline("pack", on="2024-06-03")  # 21 April 2025 is Easter Monday, 14 April a Monday.

    assert (pack.due, pack.target) == (date(2025, 4, 17), date(2025, 4, 14))
    assert "then back to the last working day: Thursday 17 April 2025" in pack.reason


def test_one_working_day_is_a_working_day_and_not_24_hours() -> None:
    """Lesson 11 (jmix#790)."""
    rules = parse(
        "extends = '2024'\nname = 'x'\n[deadlines.fact_check]\nworking_days = 1\nextend_at_most = 1",
        where="x.toml",
    )
    story = visited().until(Milestone.DRAFT_SENT)
    story.scheme = rules
    friday = replace_day(story, Milestone.DRAFT_SENT, "2024-12-20")

    assert due(friday, "fact_check") == date(2024, 12, 23)
    friday.happens(EXTENDED, "2024-12-23", deadline="fact_check", days=1, reason="short of staff")
    friday.happens(PAUSED, "2024-12-24", reason="the office is shut")
    friday.happens(RESUMED, "2024-12-28", reason="it is open")
    assert due(friday, "fact_check") == date(2024, 12, 30)


def replace_day(story: Story, milestone: Milestone, day: str) -> Story:
    """Correct a milestone and record it on another day."""
    wrong = next(event for event in story.events if event.kind is milestone)
    story.undo(wrong, day)
    story.meets(milestone, day)
    return story


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0), (2, 0, 1)])
def test_extend_and_change_the_start_and_take_the_extension_back_in_any_order(order: Sequence[int]) -> None:
    """Lesson 8 (CTS#1144): the date is that of the new start, whichever was done first."""
    story = visited()
    given_back = story.happens(EXTENDED, "2025-01-07", deadline="report", days=14, reason="a new cabinet")
    acts = (
        lambda: story.undo(given_back, "2025-01-10"),
        lambda: replace_day(story, Milestone.VISIT_ENDED, "2024-11-05"),
        lambda: story.happens(EXTENDED, "2025-01-10", deadline="report", days=7, reason="a storm"),
    )

    for number in order:
        acts[number]()

    assert due(story, "report") == date(2025, 2, 12)


def test_stop_extend_restart_is_extend_stop_restart() -> None:
    """Lesson 9 (CTS#2725)."""
    stop = (PAUSED, "2025-01-20", {"reason": "a by-election"})
    start = (RESUMED, "2025-02-03", {"reason": "it was held"})
    extend = (EXTENDED, "2025-01-22", {"deadline": "report", "days": 14, "reason": "a late answer"})
    ends = set()
    for acts in ((stop, extend, start), (extend, stop, start), (stop, start, extend)):
        story = visited()
        for kind, day, said in acts:
            story.happens(kind, day, **said)
        ends.add(due(story, "report"))

    assert ends == {date(2025, 2, 28)}


ANCHORS = {
    "report": Milestone.VISIT_ENDED,
    "action_plan": Milestone.VISIT_ENDED,
    "fact_check": Milestone.DRAFT_SENT,
}
FIRST = date(2024, 9, 2)
DAYS = st.integers(0, 200).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, list[Event], list[list[Event]]]:
    """Return what holds of one deadline's time, and two histories in which that has been said and undone."""
    name = draw(st.sampled_from(sorted(ANCHORS)))
    wrong, right = (Event(0, ANCHORS[name], Day(draw(DAYS))) for _ in range(2))
    switches = [
        Event(0, draw(st.sampled_from((PAUSED, RESUMED))), Day(day))
        for day in draw(st.lists(DAYS, unique=True, max_size=6))
    ]
    given_days = [
        Event(0, EXTENDED, Day(draw(DAYS)), details=Details(deadline=name, days=days))
        for days in draw(st.lists(st.integers(1, 20), max_size=3))
    ]
    said = [wrong, right, *switches, *given_days]
    undone = [0, *(number for number in range(2, len(said)) if draw(st.booleans()))]
    orders = [draw(st.permutations([*range(len(said)), *undone])) for _ in range(2)]
    in_force = [each for number, each in enumerate(said) if number not in undone]
    return name, in_force, [recorded(said, order) for order in orders]


def recorded(said: list[Event], order: Sequence[int]) -> list[Event]:
    """Record what is said in some order; what comes a second time is undone."""
    history = Story().events
    numbers: dict[int, int] = {}
    for number in order:
        seq = len(history) + 1
        if number in numbers:
            history.append(Event(seq, Happening.CORRECTED, Day(FIRST), undoes=numbers[number]))
        else:
            numbers[number] = seq
            history.append(replace(said[number], seq=seq))
    return history


def day_by_day(name: str, events: list[Event]) -> date:
    """Count as one would on a wall calendar: strike out the days on which the clock stood still."""
    rule = scheme("2024").deadlines[name]
    anchor = next(event.on.first for event in events if event.kind is ANCHORS[name])
    switches = sorted((each.on.first, each.kind) for each in events if each.kind in (PAUSED, RESUMED))
    last_start = max((day for day, kind in switches if kind is RESUMED), default=date.min)
    given = min(sum(each.details.days or 0 for each in events), rule.extend_at_most)
    left = rule.offset.working_days or (add_months(anchor, rule.offset.months) - anchor).days
    left, day = left + given, anchor
    while left:
        day += ONE_DAY
        said = [kind for on, kind in switches if on <= day]
        stands_still = bool(said) and said[-1] is PAUSED and day < last_start
        counts = CALENDAR.is_working_day(day) if rule.offset.working_days else True
        left -= counts and not stands_still
    return day


@given(ledgers())
def test_the_date_is_that_of_what_holds_in_whatever_order_it_was_said_and_undone(
    ledger: tuple[str, list[Event], list[list[Event]]],
) -> None:
    """Lessons 8 and 9 of every history: nothing but what is in force makes a difference."""
    name, in_force, histories = ledger
    views = [outlook(history, scheme("2024"), CALENDAR, date(2030, 1, 1)) for history in histories]

    dates = [each.due for view in views for each in view.deadlines if each.name == name]

    assert dates == [day_by_day(name, in_force)] * 2
