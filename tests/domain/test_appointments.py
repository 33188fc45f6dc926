"""What stands in people's calendars: one name for ever, every move counted, and nothing that is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from domain.appointments import Appointment, Status, When, appointments, gatherings
from domain.contents import Group, Meeting, Session
from domain.lifecycle import CouncilCode, Event, Happening, Milestone, Place, Reference, Shift
from tests.histories import HIGH_PEAK, JOINT, Story, opened, planned, scoped, visited

REFERENCE = Reference("CPC-2024-001")
LATER = "2026-01-01"
MERGED = Place(CouncilCode("NEW"), "Peak and Moorlands Council")
MEETING = Meeting(
    date(2024, 10, 31), Session(time(14), time(15), "Feedback", Group.EVERYONE, "", "Council chamber")
)


def no_timetable(_event: Event) -> None:
    """Nobody has said when the feedback is."""


def all_of(story: Story, on: str = LATER, meeting: Meeting | None = None) -> dict[str, Appointment]:
    """Return a challenge's gatherings by name; of several of a name, with the council."""
    found = gatherings(REFERENCE, story.on(on), lambda _event: meeting)
    return {"/".join(filter(None, (each.name, each.council))): each for each in found}


def test_a_visit_is_tentative_until_its_dates_are_set() -> None:
    story = Story()
    story.happens(Happening.FACTS_SET, "2024-05-02", visit_start="2024-10-28")
    assert all_of(story) == {}

    story = Story()
    story.events[0] = replace(
        story.events[0],
        details=replace(
            story.events[0].details, visit_start=date(2024, 10, 29), visit_end=date(2024, 10, 31)
        ),
    )
    before = all_of(story)["visit"]
    story.until(Milestone.DATES_SET)
    after = all_of(story)["visit"]

    assert (before.status, before.sequence) == (Status.TENTATIVE, 0)
    assert (after.status, after.sequence, after.uid) == (Status.CONFIRMED, 1, before.uid)
    assert after.when == When(date(2024, 10, 29), date(2024, 10, 31))


def test_each_move_counts_one_higher_under_the_same_name() -> None:
    story = opened().until(Milestone.DATES_SET)
    names, counts = [], []

    for month in ("11", "12"):
        story.happens(
            Happening.POSTPONED, "2024-07-01", visit_start=f"2024-{month}-05", visit_end=f"2024-{month}-07"
        )
        names.append(all_of(story)["visit"].uid)
        counts.append(all_of(story)["visit"].sequence)

    assert len(set(names)) == 1
    assert counts == [1, 2]


def test_what_does_not_move_it_counts_nothing() -> None:
    story = opened().until(Milestone.DATES_SET)
    before = all_of(story)

    story.until(Milestone.PACK_SENT)

    assert all_of(story) == before


def test_a_visit_put_off_without_dates_is_cancelled_and_comes_back_under_its_name() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(Happening.POSTPONED, "2024-07-01", reason="An election")
    off = all_of(story)["visit"]

    story.happens(Milestone.DATES_SET, "2024-08-01", visit_start="2024-12-03", visit_end="2024-12-05")
    again = all_of(story)["visit"]

    assert (off.status, off.sequence, off.when.first) == (Status.CANCELLED, 1, date(2024, 10, 29))
    assert (again.status, again.sequence, again.when.first) == (Status.CONFIRMED, 2, date(2024, 12, 3))
    assert again.uid == off.uid


def test_a_correction_moves_it_back_and_counts_as_a_move() -> None:
    story = opened().until(Milestone.DATES_SET)
    moved = story.happens(Happening.POSTPONED, "2024-07-01", visit_start="2024-12-03", visit_end="2024-12-05")

    story.undo(moved, "2024-07-02")

    visit = all_of(story)["visit"]
    assert (visit.when.first, visit.sequence) == (date(2024, 10, 29), 2)


def test_an_end_before_the_beginning_leaves_one_day() -> None:
    story = opened().until(Milestone.AGREED)
    story.happens(Milestone.DATES_SET, "2024-06-03", visit_start="2024-10-29", visit_end="2024-10-01")

    assert all_of(story)["visit"].when == When(date(2024, 10, 29), date(2024, 10, 29))


def test_of_a_cancelled_challenge_only_what_is_over_stays() -> None:
    story = planned().until(Milestone.REVIEW_SCHEDULED)

    story.happens(Happening.CANCELLED, "2025-06-01", reason="The council is abolished")

    found = all_of(story)
    assert found["visit"].status is Status.CONFIRMED
    assert (found["review/TAW"].status, found["review/TAW"].sequence) == (Status.CANCELLED, 1)


def test_each_council_has_a_review_of_its_own() -> None:
    story = planned(*JOINT)

    story.meets(Milestone.REVIEW_SCHEDULED, "", HIGH_PEAK)

    assert [name for name in all_of(story) if name != "visit"] == ["review/HIG"]


def test_a_council_with_a_successor_keeps_its_appointment() -> None:
    story = planned(*JOINT).until(Milestone.REVIEW_SCHEDULED)
    before = all_of(story)

    story.happens(Happening.SUPERSEDED, "2025-06-01", HIGH_PEAK, successor=MERGED)

    assert all_of(story) == before
    assert before["review/HIG"].uid != before["review/STF"].uid


def test_the_feedback_meeting_has_its_hours_and_place_from_the_timetable() -> None:
    story = opened().until(Milestone.POSITION_STATEMENT_RECEIVED)
    story.happens(Happening.CONTENT_RECEIVED, "2024-10-01", content="timetable")
    draft = all_of(story, meeting=MEETING)["feedback_meeting"]

    story.until(Milestone.PACK_SENT)

    final = all_of(story, meeting=MEETING)["feedback_meeting"]
    assert (draft.status, final.status) == (Status.TENTATIVE, Status.CONFIRMED)
    assert final.when == When(date(2024, 10, 31), date(2024, 10, 31), time(14), time(15), "Council chamber")


def test_a_timetable_of_other_days_than_the_visit_names_no_meeting() -> None:
    story = scoped()
    assert "feedback_meeting" not in all_of(story)

    story.happens(Happening.POSTPONED, "2024-10-20", visit_start="2024-12-03", visit_end="2024-12-05")

    assert all_of(story, meeting=MEETING)["feedback_meeting"].status is Status.CANCELLED
    story.happens(Happening.POSTPONED, "2024-10-21", reason="A flood")
    assert all_of(story, meeting=MEETING)["feedback_meeting"].sequence == 2


def test_a_scoping_meeting_is_as_it_was_set_last() -> None:
    story = opened()
    story.happens(
        Happening.MEETING_SET,
        "2024-05-20",
        meeting="2024-06-11",
        begins="10:00",
        ends="12:00",
        place="Online",
    )
    first = all_of(story)["scoping_meeting"]

    story.happens(Happening.MEETING_SET, "2024-06-01", meeting="2024-06-12")

    second = all_of(story)["scoping_meeting"]
    assert first.when == When(date(2024, 6, 11), date(2024, 6, 11), time(10), time(12), "Online")
    assert (second.when, second.sequence) == (When(date(2024, 6, 12), date(2024, 6, 12)), 1)


def test_a_day_knows_nothing_of_what_comes_after_it() -> None:
    assert all_of(opened().until(Milestone.DATES_SET), on="2024-05-31") == {}


def test_it_changed_when_the_line_was_written_that_changed_it() -> None:
    story = opened().until(Milestone.DATES_SET)
    at = datetime(2024, 6, 3, 10, 30, tzinfo=UTC)
    story.events[-1] = replace(story.events[-1], at=at)
    story.happens(Happening.POSTPONED, "2024-07-01", reason="An election")

    visit = all_of(story)["visit"]

    assert visit.made == at
    assert visit.changed.isoformat() == "2024-07-01T00:00:00+01:00"


def test_two_challenges_and_two_installations_share_no_name() -> None:
    story, other = opened().until(Milestone.DATES_SET), opened().until(Milestone.DATES_SET)
    other.events[0] = replace(other.events[0], at=datetime(2024, 5, 1, 9, 0, 1, tzinfo=UTC))

    names = {
        gatherings(Reference(name), each.on(LATER), no_timetable)[0].uid
        for name in ("CPC-2024-001", "CPC-2024-002")
        for each in (story, other)
    }

    assert len(names) == 4


def due(story: Story, name: str, on: str = LATER) -> Appointment:
    found = appointments(REFERENCE, story.on(on), no_timetable)
    return next(each for each in found if each.name == name)


def test_a_day_by_which_something_is_due_is_tentative_while_its_anchor_is_planned() -> None:
    story = opened().until(Milestone.PACK_SENT)
    before = due(story, "report")

    story.until(Milestone.VISIT_ENDED)

    after = due(story, "report")
    assert (before.status, after.status) == (Status.TENTATIVE, Status.CONFIRMED)
    assert (after.is_deadline, after.uid, after.sequence) == (True, before.uid, 1)
    assert not all_of(story)["visit"].is_deadline


def test_all_that_stands_in_calendars_is_the_gatherings_and_the_days_by_which_something_is_due() -> None:
    story = planned(*JOINT)

    found = appointments(REFERENCE, story.on(LATER), lambda _event: MEETING)

    expected = gatherings(REFERENCE, story.on(LATER), lambda _event: MEETING)
    assert {each for each in found if not each.is_deadline} == set(expected)
    assert {each.council for each in found if each.is_deadline} == {None, *(place.code for place in JOINT)}


def test_while_the_clock_rests_a_day_is_tentative() -> None:
    story = visited()
    story.happens(Happening.PAUSED, "2024-11-04", reason="A by-election")

    assert due(story, "report").status is Status.TENTATIVE


def test_of_a_cancelled_challenge_nothing_is_due() -> None:
    story = visited()
    story.happens(Happening.CANCELLED, "2024-11-04", reason="A merger")

    assert due(story, "report").status is Status.CANCELLED
    assert due(story, "pack").status is Status.CONFIRMED


@pytest.mark.parametrize(
    ("shift", "moves"),
    [
        (Shift("draft_report", date(2024, 11, 28), date(2024, 11, 29)), 1),
        (Shift("draft_report", date(2024, 11, 28), date(2024, 11, 29), is_target=True), 0),
        (Shift("report", date(2025, 1, 31), date(2025, 2, 3)), 0),
    ],
    ids=["its own day", "only its target", "another's day"],
)
def test_a_day_that_the_calendar_moved_counts_one_higher(shift: Shift, moves: int) -> None:
    story = visited()
    before = due(story, "draft_report").sequence
    event = story.happens(Happening.RECOUNTED, "2024-11-05")
    story.events[-1] = replace(event, details=replace(event.details, shifts=(shift,)))

    assert due(story, "draft_report").sequence == before + moves


def test_every_gathering_has_another_name_than_every_day_that_is_due() -> None:
    """The scheme has a deadline that is called as a gathering is."""
    story = planned().until(Milestone.REVIEW_SCHEDULED)

    assert due(story, "review").uid != all_of(story)["review/TAW"].uid
