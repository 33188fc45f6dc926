"""Lessons 8 to 14: other systems' dates that went wrong once something was moved, stopped or handed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from casework import standings
from db.models import Standing
from domain.calendars import Closing, calendar_of
from domain.lifecycle import Event, Happening, Milestone, Shift
from domain.owed import OwedNotice
from domain.people import Role
from domain.recounts import shifts
from domain.rules import Offset
from domain.working_days import Closure, Division
from tests.casework.conftest import AT, Challenge
from tests.histories import Story, opened, visited


def report_due(story: Story) -> date | None:
    return story.deadline("report", on="2025-02-20").due


@pytest.mark.parametrize("order", [each for each in permutations(range(4)) if each.index(0) < each.index(3)])
def test_lesson_08_an_extension_a_new_start_and_the_extension_taken_back_end_on_the_right_date(
    order: tuple[int, ...],
) -> None:
    """CTS 1144: the date came out wrong in some orders. The new start is Tuesday 5 November 2024."""
    story = visited()
    start = next(event for event in story.events if event.kind is Milestone.VISIT_ENDED)
    given: list[Event] = []

    def extend() -> None:
        given.append(
            story.happens(Happening.EXTENDED, "2025-01-07", deadline="report", days=14, reason="illness")
        )

    acts = (
        extend,
        lambda: story.undo(start, "2025-01-08"),
        lambda: story.happens(Milestone.VISIT_ENDED, "2024-11-05"),
        lambda: story.undo(given[0], "2025-01-10"),
    )

    for number in order:
        acts[number]()

    assert report_due(story) == date(2025, 2, 5)


def test_lesson_09_stop_extend_restart_equals_extend_stop_restart() -> None:
    """CTS 2725. Three months from 31 October 2024, 14 days more, and a clock that stood still for 14."""
    ends = []
    for is_stopped_first in (True, False):
        story = visited()
        if is_stopped_first:
            story.happens(Happening.PAUSED, "2025-01-20", reason="a by-election")
        story.happens(Happening.EXTENDED, "2025-01-22", deadline="report", days=14, reason="late answers")
        if not is_stopped_first:
            story.happens(Happening.PAUSED, "2025-01-20", reason="a by-election")
        story.happens(Happening.RESUMED, "2025-02-03", reason="it was held")
        ends.append(report_due(story))

    assert ends == [date(2025, 2, 28)] * 2


def test_lesson_10_a_holiday_inside_a_running_period_moves_it_by_one_working_day_and_says_so() -> None:
    """alaveteli 7292: a holiday that was added later changed nothing, and nobody was told."""
    story = opened().until(Milestone.DRAFT_SENT)  # The facts are to be checked by Thursday 5 December.
    before = story.on("2024-11-22")
    jubilee = Closing(Closure("Jubilee", date(2024, 11, 27)), Division.ENGLAND)
    story.calendar = calendar_of(Division.ENGLAND, (jubilee,))
    after = story.on("2024-11-22")

    assert shifts(before, after) == (Shift("fact_check", date(2024, 12, 5), date(2024, 12, 6)),)
    card = after.proof(story.deadline("fact_check", "2024-11-22")).to_json()
    assert {"day": "2024-11-27", "left_out": "Jubilee"} in card["steps"][0]["days"]


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2024-11-21", "2024-11-22"),  # Thursday to Friday
        ("2024-11-22", "2024-11-25"),  # Friday to Monday
        ("2024-12-24", "2024-12-27"),  # Christmas Eve, a Tuesday, to the Friday after Boxing Day
    ],
)
def test_lesson_11_one_working_day_is_the_next_working_day_and_not_24_hours(sent: str, due: str) -> None:
    """jmix 790: "P1D" was counted as 24 hours of office time, which are three days."""
    story = opened().until(Milestone.VISIT_ENDED)
    rule = replace(story.scheme.deadlines["fact_check"], offset=Offset(working_days=1))
    story.scheme = replace(story.scheme, deadlines={**story.scheme.deadlines, "fact_check": rule})
    story.meets(Milestone.DRAFT_SENT, sent)

    assert story.deadline("fact_check", on=sent).due == date.fromisoformat(due)


def test_lesson_12_other_rules_break_no_running_challenge_and_say_nothing_twice() -> None:
    """spiff-arena 1909 and camunda-bpm-platform 3713: completed timers were fired again."""
    story = visited()
    told = {each.key for each in story.notices("report_due", "2025-01-20")}
    assert told

    sooner = replace(story.scheme.notices["report_due"], days=(-40, -30, -14, 0))
    story.scheme = replace(story.scheme, notices={**story.scheme.notices, "report_due": sooner})

    owed = {each.key for each in story.notices("report_due", "2025-01-20") if each.is_ready}
    assert owed <= told
    assert visited(under="2022").on("2022-11-01").scheme.name == "2022"


def test_lesson_13_an_approval_that_nobody_gives_is_never_taken_as_given() -> None:
    """kestra 18680: a wait that ran out counted as a yes."""
    story = visited()

    def to_the_leader(today: str) -> OwedNotice:
        (letter,) = (each for each in story.notices("report_escalated", today) if each.role is Role.LEADER)
        return letter

    for today in ("2025-03-03", "2026-03-02", "2034-03-06"):
        waits = to_the_leader(today)
        assert [gap.text for gap in waits.waits_for] == [
            f"nobody has approved '{waits.rule.title}'; `cpc approve` lets it out as {waits.key}"
        ]

    story.happens(Happening.APPROVED, "2034-03-06", key=to_the_leader("2034-03-06").key, reason="agreed")
    assert to_the_leader("2034-03-06").is_ready


def test_lesson_14_what_was_handed_on_stays_with_whom_it_was_handed_on_to(challenge: Challenge) -> None:
    """spiff-arena 678: a refresh gave a task back to whom it had been taken from."""
    newcomer = challenge.assign(Role.PRINCIPAL_ADVISER, "2024-05-15", "new.adviser@programme.example")

    for today in (date(2024, 5, 15), date(2024, 6, 3)):
        standings.rebuild(challenge.session, today, AT)
        standing = challenge.session.get_one(Standing, challenge.reference)
        assert standing.adviser == newcomer != challenge.people[Role.PRINCIPAL_ADVISER]
