"""A council is abolished: its successor has its part in the challenge, and nobody is written to twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from domain.contents import Content, Number, Recommendation, Report, Theme
from domain.history_reader import read
from domain.lifecycle import CouncilCode, Details, Event, Happening, Milestone, Place
from domain.moves import WouldBreak, check_correction
from domain.people import ROLES, Role, Side
from tests.histories import (
    HIGH_PEAK,
    JOINT,
    MOORLANDS,
    TAMWORTH,
    Story,
    finalised,
    opened,
    planned,
    reported,
    reviewed,
    scoped,
    visited,
)

NEW = Place(CouncilCode("STU"), "Staffordshire Unitary Council", "West Midlands")
NEWER = Place(CouncilCode("MID"), "Midland Council", "West Midlands")
COUNCIL_ROLES = [role for role in Role if ROLES[role].side is Side.COUNCIL]
AFTER = "2026-01-15"


def succeeded(story: Story, on: str = "2026-01-05", old: Place = TAMWORTH, new: Place = NEW) -> Event:
    return story.happens(Happening.SUPERSEDED, on, old, successor=new)


def owed(story: Story, on: str) -> set[tuple[str, str]]:
    """Return all that can be done on a day, under the keys that say whether it was done before."""
    view = story.on(on)
    letters = {(each.key, each.slot) for each in view.notices if each.is_ready}
    return letters | {(each.key, "") for each in view.documents if each.is_ready}


def test_the_successor_takes_over_what_was_met_planned_and_due() -> None:
    story = reported()
    before = story.on(AFTER)
    succeeded(story)
    after = story.on(AFTER)

    assert after.reading.councils == (NEW,)
    assert {milestone for milestone, _ in after.reading.met} == {
        milestone for milestone, _ in before.reading.met
    }
    assert (Milestone.REPORT_PUBLISHED, NEW.code) in after.reading.met
    assert [(each.name, each.due) for each in after.deadlines] == [
        (each.name, each.due) for each in before.deadlines
    ]
    assert {each.council for each in after.deadlines} == {None, NEW.code}
    assert after.state == before.state


def test_the_roles_at_the_old_council_end_and_the_new_ones_are_waited_for() -> None:
    story = reported()
    succeeded(story)
    view = story.on(AFTER)

    assert not [each for role in COUNCIL_ROLES for each in view.reading.in_office(role)]
    assert view.reading.in_office(Role.PRINCIPAL_ADVISER)
    assert "nobody is council project lead" in {gap.text for gap in view.gaps}
    assert {each.role_council for each in view.notices if each.is_ready} == {None}


@pytest.mark.parametrize("begun", [opened, scoped, visited, finalised, reported, planned, reviewed])
@pytest.mark.parametrize("councils", [(TAMWORTH,), JOINT])
def test_nothing_that_was_done_for_the_old_council_is_owed_again(
    begun: Callable[..., Story], councils: tuple[Place, ...]
) -> None:
    story = begun(*councils)
    done = owed(story, "2026-01-05")
    for old in councils:
        succeeded(story, old=old)
    for role in COUNCIL_ROLES:
        story.assign(role, f"{role}.new", "2026-01-06", NEW)

    new = owed(story, "2026-01-06") - done

    assert {key.split("/")[1] for key, _ in new} == {"reorganised"}


def test_a_successor_that_is_known_late_is_not_reminded_of_what_the_old_council_was() -> None:
    story = visited()  # The report is due on Friday 31 January 2025.
    done = owed(story, "2025-01-03")
    event = succeeded(story, "2024-12-20")
    story.events[-1] = Event(
        event.seq,
        event.kind,
        event.on,
        event.council,
        event.details,
        at=datetime(2025, 1, 3, 9, tzinfo=UTC),
    )
    story.assign(Role.PROJECT_LEAD, "new", "2025-01-04", NEW)

    assert {key.split("/")[1] for key, _ in owed(story, "2025-01-04") - done} == {"reorganised"}
    due = {(each.key.split("/")[2], each.slot) for each in story.notices("report_due", on="2025-01-17")}
    assert {("TAW", "project_lead@TAW"), ("STU", "project_lead@STU")} <= due


def test_the_programme_is_told_once() -> None:
    story = reported()
    succeeded(story)

    told = story.notices("reorganised", on=AFTER)

    assert [(each.key, each.slot, each.council) for each in told] == [
        ("notice/reorganised/TAW/1", "programme_manager", NEW.code),
        ("notice/reorganised/TAW/1", "principal_adviser", NEW.code),
    ]


def test_what_comes_next_is_recorded_for_the_successor() -> None:
    story = reported()
    succeeded(story)
    story.hand_in(Milestone.PLAN_RECEIVED, "2026-01-06")
    story.happens(Happening.CONTENT_RECEIVED, "2026-01-06", NEW, content="plan")

    assert story.refusal(Milestone.PLAN_RECEIVED, "2026-01-07", NEW) == []
    story.happens(Milestone.PLAN_RECEIVED, "2026-01-07", NEW)

    told = {each.key for each in story.notices("plan_received", on=AFTER)}
    assert told == {"notice/plan_received/STU/1"}


def test_of_two_councils_that_become_one_only_what_both_had_done_is_done() -> None:
    story = opened(*JOINT).until(Milestone.REPORT_FINALISED)
    story.meets(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "", HIGH_PEAK)
    for old in JOINT:
        succeeded(story, old=old)
    view = story.on(AFTER)

    assert view.reading.councils == (NEW,)
    assert (Milestone.COUNCIL_DECISION, NEW.code) in view.reading.met
    assert Milestone.REPORT_PUBLISHED not in {milestone for milestone, _ in view.reading.met}
    assert story.refusal(Milestone.REPORT_PUBLISHED, "2026-01-10", NEW) == []


def test_a_council_can_be_taken_over_by_its_partner() -> None:
    story = opened(*JOINT).until(Milestone.REPORT_PUBLISHED)
    succeeded(story, old=HIGH_PEAK, new=MOORLANDS)
    view = story.on(AFTER)

    assert view.reading.councils == (MOORLANDS,)
    assert (Milestone.REPORT_PUBLISHED, MOORLANDS.code) in view.reading.met
    assert {each.council for each in view.reading.in_office(Role.LEADER)} == {MOORLANDS.code}


def test_a_successor_may_itself_be_succeeded() -> None:
    story = reported()
    succeeded(story)
    succeeded(story, "2026-01-12", NEW, NEWER)
    view = story.on(AFTER)

    assert view.reading.heir(TAMWORTH.code) == NEWER.code
    assert view.reading.ever_took_part == (NEWER.code, TAMWORTH.code, NEW.code)
    assert view.reading.councils_on(date(2026, 1, 10)) == (NEW.code,)
    assert view.reading.named_on(NEWER.code, date(2026, 1, 5)) == TAMWORTH.code


def test_what_is_said_late_of_the_old_council_is_the_successors() -> None:
    story = reported()
    succeeded(story)
    story.happens(Happening.CONTENT_RECEIVED, "2026-01-06", TAMWORTH, content="plan")

    assert story.on(AFTER).reading.content(Content.PLAN, NEW.code)


def test_a_stopped_clock_stays_stopped_and_time_that_was_given_stays_given() -> None:
    story = visited()
    story.happens(Happening.PAUSED, "2024-12-02", TAMWORTH, reason="an inquiry")
    story.happens(Happening.PAUSED, "2024-12-02", reason="an inquiry")
    story.happens(Happening.EXTENDED, "2024-12-02", TAMWORTH, deadline="report", days=5, reason="a recess")
    story.happens(Happening.EXTENDED, "2024-12-02", deadline="report", days=2, reason="a recess")
    succeeded(story, "2024-12-09")
    known = story.on("2024-12-10").reading

    assert [each.council for each in known.switches] == [NEW.code, None]
    assert [each.council for each in known.extensions] == [NEW.code, None]


def test_the_politics_and_vacancies_of_the_old_council_do_not_pass_on() -> None:
    story = scoped()
    story.release(Role.OPPOSITION_LEADER, "opposition_leader.TAW", "2024-10-12", TAMWORTH)
    story.happens(
        Happening.LEFT_VACANT, "2024-10-12", TAMWORTH, role="opposition_leader", reason="one group only"
    )
    succeeded(story, "2024-10-14")
    known = story.on("2024-10-15").reading

    assert known.control == {}
    assert known.vacant == {}
    assert "control:STU" in {each.key for each in story.on("2024-10-15").warnings}


def test_a_succession_that_is_undone_leaves_everything_as_it_was() -> None:
    story = reported()
    before = story.on(AFTER).reading
    event = succeeded(story)
    check_correction(story.events, story.scheme, event.seq, date(2026, 1, 15))
    story.undo(event, "2026-01-14")
    after = story.on(AFTER).reading

    assert (after.councils, after.met, after.left) == (before.councils, before.met, before.left)


def test_a_succession_on_which_something_rests_is_not_undone() -> None:
    story = reported()
    event = succeeded(story)
    story.assign(Role.LEADER, "new", "2026-01-06", NEW)

    number = story.events[-1].seq
    with pytest.raises(WouldBreak, match=rf"event {number} \(assigned\) rests on it"):
        check_correction(story.events, story.scheme, event.seq, date(2026, 1, 15))


def test_a_succession_of_a_council_that_does_not_take_part_changes_nothing() -> None:
    story = reported()
    succeeded(story, old=MOORLANDS)
    succeeded(story, new=NEW).details  # noqa: B018 - Only that it stands there matters.

    assert read(story.events, date(2026, 1, 15)).councils == (NEW,)
    nameless = Event(99, Happening.SUPERSEDED, story.events[-1].on, NEW.code, Details())
    assert read([*story.events, nameless], date(2026, 1, 15)).councils == (NEW,)


def test_a_recommendation_for_the_old_council_is_for_the_new_one() -> None:
    story = opened(*JOINT)
    for old in JOINT:
        succeeded(story, old=old)
    heir = story.on(AFTER).reading.heir
    ours = Recommendation(
        number=Number("1"), title="t", text="x", theme=Theme("y"), councils=(HIGH_PEAK.code, MOORLANDS.code)
    )

    report = Report(summary=(), themes=(), recommendations=(ours,)).passed_on(heir)

    assert report.recommendations[0].councils == (NEW.code,)
    assert report.for_council(NEW.code) == report.recommendations
