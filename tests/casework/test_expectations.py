"""What a history makes people expect: the days gone through once more, without a look at what was stored."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.expectations import Calendars, Days, Expectations, expect, is_story
from domain.calendars import Calendar
from domain.lifecycle import Happening, Milestone, PersonId, Reference
from domain.people import Role
from domain.working_days import Closure
from tests.histories import CALENDAR, Story

REFERENCE = Reference("CPC-2024-001")
DATES = {"visit_start": "2024-10-29", "visit_end": "2024-10-31"}
SATURDAY, SUNDAY, MONDAY, TUESDAY = "2024-05-11", "2024-05-12", "2024-05-13", "2024-05-14"


@pytest.fixture
def story() -> Story:
    return Story().staffed()


def expected(
    story: Story, until: str, calendars: Calendars | None = None, *, told: bool = False
) -> Expectations:
    days = Days.told(story.events) if told else Days.entered(story.events)
    calendars = calendars or Calendars((), (CALENDAR,))
    return expect(REFERENCE, story.scheme, calendars, days, date.fromisoformat(until))


def titles(found: Expectations) -> set[str]:
    return {key.split("/")[2] for key, _ in found.due}


def keys(found: Expectations, notice: str) -> set[str]:
    return {key.rpartition("/")[2] for key, _ in found.due if f"/{notice}/" in key}


def test_what_was_owed_in_the_evening_and_still_next_morning_had_to_be_sent(story: Story) -> None:
    story.meets(Milestone.AGREED, "2024-05-10")

    found = expected(story, MONDAY)

    agreed = [each for each in found.due.values() if "/invitation/" in each.key]
    assert {each.on for each in agreed} == {date(2024, 5, 10)}
    assert all(found.was_allowed((each.key, each.slot), each.person) for each in agreed)


def test_what_was_undone_on_the_same_day_need_not_be_there_and_may(story: Story) -> None:
    agreed = story.meets(Milestone.AGREED, "2024-05-10")
    slots = {
        slot: each.person
        for slot, each in expected(story, "2024-05-10").due.items()
        if "invitation" in slot[0]
    }
    story.undo(agreed, "2024-05-10")

    found = expected(story, MONDAY)

    assert "invitation" not in titles(found)
    assert slots
    assert all(found.was_allowed(slot, person) for slot, person in slots.items())
    assert not any(found.was_allowed(slot, PersonId("somebody else")) for slot in slots)
    assert not found.was_allowed(("CPC-2024-001/notice/none", ""), PersonId(""))
    assert any("invitation" in key for key, _ in found.lapsed)


@pytest.mark.parametrize(
    ("undone", "had_to_be_sent"),
    [
        pytest.param(SUNDAY, False, id="before anybody worked"),
        pytest.param(MONDAY, False, id="perhaps before the round of that morning"),
        pytest.param(TUESDAY, True, id="after a round"),
    ],
)
def test_what_is_recorded_at_a_weekend_has_until_the_round_of_monday(
    story: Story, undone: str, *, had_to_be_sent: bool
) -> None:
    story.undo(story.meets(Milestone.AGREED, SATURDAY), undone)

    assert ("invitation" in titles(expected(story, "2024-05-20"))) is had_to_be_sent


def test_what_is_undone_after_a_day_of_work_had_to_be_sent(story: Story) -> None:
    story.undo(story.meets(Milestone.AGREED, SATURDAY), "2024-05-17")

    assert "invitation" in titles(expected(story, "2024-05-20"))


def test_nothing_is_expected_of_the_days_after_the_last(story: Story) -> None:
    story.meets(Milestone.AGREED, "2024-05-10")

    found = expected(story, "2024-05-09")

    assert "invitation" not in titles(found)
    assert not any("invitation" in key for key, _ in found.allowed)
    assert not found.was_allowed(
        (f"{REFERENCE}/notice/invitation/-/1", "chief_executive@TAW"), PersonId("anybody")
    )


def test_every_reminder_is_due_on_its_morning_and_not_if_it_was_settled_before(story: Story) -> None:
    story.until(Milestone.VISIT_ENDED)

    unsettled = expected(story, "2025-01-20")
    story.until(Milestone.REPORT_PUBLISHED)

    assert keys(unsettled, "report_due") == {"2025-01-31-30", "2025-01-31-14"}
    assert keys(expected(story, "2025-02-10"), "report_due") == {"2025-01-31-30", "2025-01-31-14"}


def test_a_reminder_settled_on_its_own_day_may_have_gone_and_need_not_have(story: Story) -> None:
    story.until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2025-01-31")

    found = expected(story, "2025-02-03")

    last = {slot for slot in found.allowed if slot[0].endswith("/report_due/TAW/2025-01-31+0")}
    assert last
    assert not last & set(found.due)


def test_a_calendar_counts_from_the_day_on_which_it_was_known(story: Story) -> None:
    """A closure that was entered later has not moved a reminder that had gone out by then."""
    story.until(Milestone.VISIT_ENDED)
    first = date(2025, 1, 17)
    closed = Calendar(closures=(Closure("Shutdown", first, first),))
    entered_later = Calendars((first + timedelta(days=7),), (CALENDAR, closed))
    entered_before = Calendars((first - timedelta(days=7),), (CALENDAR, closed))

    def on(calendars: Calendars) -> set[date]:
        found = expected(story, "2025-01-30", calendars).due.values()
        return {each.on for each in found if each.key.endswith("/2025-01-31-14")}

    assert on(entered_later) == {first}
    assert on(entered_before) == {date(2025, 1, 20)}


def test_who_is_told_may_change_with_the_role(story: Story) -> None:
    story.release(Role.PRINCIPAL_ADVISER, "principal_adviser", "2024-06-03")
    story.assign(Role.PRINCIPAL_ADVISER, "successor", "2024-06-10")

    found = expected(story, "2024-06-20")

    assert found.adviser(date(2024, 4, 30)) is None
    assert found.adviser(date(2024, 6, 1)) == "principal_adviser"
    assert found.adviser(date(2024, 6, 5)) is None
    assert found.adviser(date(2024, 6, 20)) == "successor"
    both = [people for people in found.allowed.values() if {"principal_adviser", "successor"} <= people]
    assert both


def test_a_story_told_again_has_to_send_what_its_days_owe_and_what_comes_due_between_only_if_it_is_lived(
    story: Story,
) -> None:
    story.until(Milestone.VISIT_ENDED)

    found = expected(story, "2024-10-31", told=True)

    assert {"invitation", "dates_set", "visit_ended"} <= titles(found)
    loose = {key.split("/")[2] for key, _ in found.loose}
    assert "visit_near" in loose
    assert not set(found.loose) & set(found.due)


def test_only_what_was_written_at_one_sitting_can_be_a_story(story: Story) -> None:
    assert not is_story(story.events[:1])
    story.meets(Milestone.AGREED, "2024-05-10")
    story.meets(Milestone.DATES_SET, "2024-06-03")

    assert is_story(story.events)


def test_the_letters_of_a_first_challenge_had_to_be_sent_also_after_an_older_one_came_to_light(
    story: Story,
) -> None:
    story.happens(Happening.FACTS_SET, "2024-05-01", first_time=True)
    story.until(Milestone.FEEDBACK_GIVEN)
    story.happens(Happening.FACTS_SET, "2024-11-04", first_time=False)
    story.until(Milestone.CLOSED)

    found = expected(story, "2025-10-31")

    assert keys(found, "handover") == {"pack_sent", "feedback_given", "1"}


def test_a_challenge_that_never_said_it_is_the_first_had_to_be_handed_over_once(story: Story) -> None:
    story.until(Milestone.CLOSED)

    assert keys(expected(story, "2025-10-31"), "handover") == {"1"}
