"""The programme in lists and figures: of today by the standings, of a day gone by from the histories."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from casework import pipeline, record, standings
from casework.pipeline import Asking, Figure, NotKnownYet, TooManyToLookBack
from casework.record import Entry
from db import challenges, councils
from db.models import Person, Standing
from domain.lifecycle import Milestone, PersonId, Reference, Stage
from domain.people import Role
from domain.pipeline import EARLIER, Expected, Selection, Sort
from tests.casework.conftest import AT
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH, Story

TODAY = date(2025, 2, 6)
"""A Thursday; the report of a visit that ended on 31 October 2024 was due on Friday 31 January."""
LATER = datetime(2025, 1, 20, 9, 0, tzinfo=UTC)
ADVISER = PersonId("p_adviser")


def told(session: Session, story: Story, at: datetime = AT, *, today: date = TODAY) -> Reference:
    """Store a challenge with a history as it was told at a moment."""
    codes = [place.code for place in story.councils]
    opened = story.events[0].on.first
    reference = challenges.start(session, scheme=story.scheme.name, councils=codes, on=opened, at=at)
    record.write(session, reference, Entry("Programme manager", today, at), story.events)
    return reference


@pytest.fixture
def programme(session: Session) -> dict[str, Reference]:
    """Give four challenges: in its scoping, with a final report, of two councils, and one long closed."""
    councils.load_samples(session)
    said = {"post": "", "organisation": "", "created_at": AT}
    session.add(Person(id=ADVISER, name="Senior adviser", email="a@lga.example", **said))
    session.flush()
    final = Story(TAMWORTH)
    final.assign(Role.PRINCIPAL_ADVISER, ADVISER)
    joint = Story(*JOINT).until(Milestone.REPORT_FINALISED)
    joint.meets(Milestone.COUNCIL_DECISION)
    joint.meets(Milestone.REPORT_PUBLISHED, "", HIGH_PEAK)
    return {
        "scoping": told(session, Story(MOORLANDS).until(Milestone.DATES_SET)),
        "final": told(session, final.until(Milestone.REPORT_FINALISED)),
        "joint": told(session, joint),
        "closed": told(session, Story(TAMWORTH, under="2022").until(Milestone.CLOSED)),
    }


def references(lines: tuple[pipeline.Line, ...]) -> list[Reference]:
    return [line.row.reference for line in lines]


def figure(figures: tuple[Figure, ...], title: str) -> Figure:
    return next(each for each in figures if each.title == title)


def test_a_board_lists_what_is_under_way_and_what_comes_next_first(
    session: Session, programme: dict[str, Reference]
) -> None:
    found = pipeline.board(session, Selection(), TODAY)

    assert set(references(found.lines)) == {programme[name] for name in ("scoping", "final", "joint")}
    dues = [line.row.next_due for line in found.lines]
    assert dues == sorted(dues)
    assert (found.whole.total, found.whole.late, found.after, found.is_of_the_past) == (3, 3, None, False)


def test_a_line_says_how_old_and_how_late_a_challenge_is(
    session: Session, programme: dict[str, Reference]
) -> None:
    every = {each.row.reference: each for each in pipeline.whole_list(session, Selection(state="all"), TODAY)}

    final, closed = every[programme["final"]], every[programme["closed"]]
    assert (final.adviser, final.stage) == ("Senior adviser", "Action plan")
    assert final.row.stage_since == date(2024, 12, 12)
    assert (final.age, final.row.late_from, final.days_late) == (56, date(2025, 2, 1), 6)
    assert (closed.adviser, closed.stage, closed.age, closed.days_late) == (None, None, None, 0)


def test_ones_own_challenges_are_listed_whatever_became_of_them(
    session: Session, programme: dict[str, Reference]
) -> None:
    own = [programme["final"], programme["closed"]]

    found = pipeline.own_lines(session, own, TODAY)

    assert references(found) == sorted(own)
    assert {line.changed for line in found} == {AT}


def test_a_standing_says_by_what_lists_are_narrowed_down(
    session: Session, programme: dict[str, Reference]
) -> None:
    joint = session.get_one(Standing, programme["joint"])
    final = session.get_one(Standing, programme["final"])

    assert (joint.regions, joint.types) == ("|East Midlands|West Midlands|", "|NMD|")
    assert joint.searched.endswith("high peak borough council staffordshire moorlands district council")
    assert (joint.scheme, joint.product, joint.is_first_time) == ("2024", "corporate", False)
    assert (final.report_due, final.plan_due) == (date(2025, 1, 31), date(2025, 3, 31))
    assert joint.report_due == date(2025, 1, 31), "one of the councils has not published"
    assert (final.review_due, final.review_report_due) == (date(2025, 8, 31), date(2025, 10, 31))


def test_of_a_closed_challenge_nothing_is_expected(session: Session, programme: dict[str, Reference]) -> None:
    closed = session.get_one(Standing, programme["closed"])

    assert (closed.late_from, closed.stage_since, closed.report_due, closed.review_due) == (None,) * 4


def test_every_figure_is_as_long_as_the_list_it_leads_to(
    session: Session, programme: dict[str, Reference]
) -> None:
    for asked in (Selection(), Selection(stage=Stage.ACTION_PLAN), Selection(state="all", late=True)):
        found = pipeline.board(session, asked, TODAY)

        for each in (found.whole, *found.stages, *found.states):
            assert each.total == len(pipeline.whole_list(session, each.selection, TODAY)), each
            late = each.selection.but(late=True)
            assert each.late == len(pipeline.whole_list(session, late, TODAY)), each
    assert figure(pipeline.board(session, Selection(), TODAY).states, "closed").total == 1
    assert len(programme) == 4


def test_pages_of_a_board_follow_one_another(session: Session, programme: dict[str, Reference]) -> None:
    first = pipeline.board(session, Selection(), TODAY, size=2)
    second = pipeline.board(session, Selection(), TODAY, after=first.after, size=2)

    assert first.after == first.lines[-1].row.reference
    assert second.after is None
    assert {*references(first.lines), *references(second.lines)} == {
        programme[name] for name in ("scoping", "final", "joint")
    }


def test_pages_of_a_board_lead_back_and_say_where_they_lie(
    session: Session, programme: dict[str, Reference]
) -> None:
    every = Selection(state="all", sort=Sort.REFERENCE)
    whole = references(pipeline.board(session, every, TODAY).lines)
    now = Asking(TODAY, TODAY, LATER)

    last = pipeline.board(session, every, TODAY, after=whole[2], size=1, with_place=True)
    middle = pipeline.board(session, every, TODAY, before=last.before, size=2, with_place=True)
    first = pipeline.board(session, every, TODAY, before=middle.before, size=2, with_place=True)
    exactly = pipeline.board(session, every, TODAY, before=whole[2], size=2, with_place=True)

    assert len(programme) == len(whole) == 4
    assert (references(last.lines), last.place, last.before, last.after) == (whole[3:], 3, whole[3], None)
    assert (references(middle.lines), middle.place, middle.before) == (whole[1:3], 1, whole[1])
    assert middle.after == whole[2]
    # Only one stands before it, and a page of one would be an odd first page.
    assert (references(first.lines), first.place, first.before, first.after) == (whole[:2], 0, None, whole[1])
    assert (references(exactly.lines), exactly.place, exactly.before) == (whole[:2], 0, None)
    for asked in ({"after": whole[2], "size": 1}, {"before": whole[3], "size": 2}, {"before": None}):
        then = pipeline.board_as_of(session, every, now, **asked)
        today = pipeline.board(session, every, TODAY, **asked, with_place=True)
        assert references(then.lines) == references(today.lines)
        assert (then.place, then.before, then.after) == (today.place, today.before, today.after)


def test_a_board_says_of_how_many_challenges_no_round_has_looked_after(
    session: Session, programme: dict[str, Reference]
) -> None:
    session.get_one(Standing, programme["final"]).next_change = TODAY - timedelta(days=1)
    for name in ("scoping", "joint", "closed"):
        session.get_one(Standing, programme[name]).next_change = TODAY
    session.flush()

    assert pipeline.board(session, Selection(), TODAY).behind == 1


# Days gone by


def test_a_day_gone_by_is_told_as_it_was_known_then(
    session: Session, programme: dict[str, Reference]
) -> None:
    """What was written down since counts for nothing, and what was late then was."""
    day = date(2024, 11, 22)
    found = pipeline.board_as_of(session, Selection(), Asking(day, TODAY, LATER))

    final = next(each for each in found.lines if each.row.reference == programme["final"])
    assert found.is_of_the_past
    assert (found.today, final.stage, final.days_late) == (day, "Report publication", 0)
    assert found.whole.total == 3


def test_what_was_recorded_later_was_not_known(session: Session) -> None:
    councils.load_samples(session)
    story = Story(TAMWORTH).until(Milestone.DATES_SET)
    reference = told(session, story)
    more = Story(TAMWORTH).until(Milestone.SCOPE_AGREED).events[len(story.events) :]
    record.write(session, reference, Entry("Programme manager", TODAY, LATER), more)
    day = date(2025, 1, 19)

    then = pipeline.board_as_of(session, Selection(), Asking(day, TODAY, LATER))

    assert then.lines[0].row.next_due == date(2024, 7, 29)
    assert pipeline.board(session, Selection(), TODAY).lines[0].row.next_due != then.lines[0].row.next_due


def test_the_past_is_narrowed_down_put_in_order_and_paged_like_the_present(
    session: Session, programme: dict[str, Reference]
) -> None:
    asked = Selection(state="all", sort=Sort.COUNCILS, backwards=True)
    for selection in (
        asked,
        Selection(late=True),
        Selection(region="East Midlands"),
        Selection(scheme="2022"),
    ):
        now = pipeline.board(session, selection, TODAY, size=2)
        then = pipeline.board_as_of(session, selection, Asking(TODAY, TODAY, LATER), size=2)
        assert (references(then.lines), then.after) == (references(now.lines), now.after)
        assert (then.whole, then.stages, then.states) == (now.whole, now.stages, now.states)
        more = pipeline.board(session, selection, TODAY, after=now.after)
        further = pipeline.board_as_of(session, selection, Asking(TODAY, TODAY, LATER), after=now.after)
        assert references(further.lines) == references(more.lines)
        whole = pipeline.whole_list_as_of(session, selection, Asking(TODAY, TODAY, LATER))
        assert references(whole) == references(pipeline.whole_list(session, selection, TODAY))
    assert len(programme) == 4


@pytest.mark.usefixtures("programme")
def test_a_day_that_has_not_come_is_refused(session: Session) -> None:
    with pytest.raises(NotKnownYet, match="Friday 7 February 2025 has not come"):
        pipeline.board_as_of(session, Selection(), Asking(TODAY + timedelta(days=1), TODAY, LATER))


@pytest.mark.usefixtures("programme")
def test_nobody_is_kept_waiting_for_the_past_of_too_many(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "MOST_AT_ONCE", 2)

    with pytest.raises(TooManyToLookBack) as refused:
        pipeline.board_as_of(session, Selection(), Asking(TODAY, TODAY, LATER))

    assert str(refused.value) == (
        "4 challenges would have to be worked out as they were known on Thursday 6 February 2025, and a page "
        "works out 2. Choose a region, type of council, scheme or product."
    )
    assert pipeline.board_as_of(session, Selection(scheme="2022"), Asking(TODAY, TODAY, LATER)).lines == ()


# What is to come


def test_a_forecast_counts_what_is_expected_in_each_month_and_each_number_opens(
    session: Session, programme: dict[str, Reference]
) -> None:
    found = pipeline.forecast(session, Selection(), TODAY)

    reports = next(each for each in found.outcomes if each.expected is Expected.REPORT)
    assert found.months[:3] == (EARLIER, "2025-02", "2025-03")
    assert figure(reports.months, EARLIER).total == 3
    for outcome in found.outcomes:
        for each in outcome.months:
            listed = references(pipeline.whole_list(session, each.selection, TODAY))
            is_a_visit_held = (outcome.expected, each.title) == (Expected.VISIT, EARLIER)
            assert each.total == (0 if is_a_visit_held else len(listed)), each
    assert programme["final"] in references(
        pipeline.whole_list(session, figure(reports.months, EARLIER).selection, TODAY)
    )


def test_what_is_expected_further_off_than_a_year_is_not_counted(
    session: Session, programme: dict[str, Reference]
) -> None:
    session.get_one(Standing, programme["final"]).plan_due = date(2031, 1, 1)
    session.flush()

    plans = next(
        each
        for each in pipeline.forecast(session, Selection(), TODAY).outcomes
        if each.expected is Expected.PLAN
    )

    assert sum(each.total for each in plans.months) == 2


def test_the_course_of_a_challenge_has_what_was_and_what_is_to_come_of_each_council(
    session: Session, programme: dict[str, Reference]
) -> None:
    found = pipeline.course(session, Selection(), TODAY, start=date(2024, 8, 6))

    lanes = {each.line.row.reference: each.marks for each in found.lanes}
    assert (found.months[0], found.months[-1], len(found.months)) == (date(2024, 8, 1), date(2026, 2, 1), 19)
    reports = {
        (mark.council, mark.first, mark.is_past)
        for mark in lanes[programme["joint"]]
        if mark.expected is Expected.REPORT
    }
    assert reports == {
        ("High Peak Borough Council", date(2025, 1, 24), True),
        ("Staffordshire Moorlands District Council", date(2025, 1, 31), False),
    }
    visit = next(mark for mark in lanes[programme["scoping"]] if mark.expected is Expected.VISIT)
    assert (visit.first, visit.last, visit.is_past) == (date(2024, 10, 29), date(2024, 10, 31), False)
    assert {mark.council for mark in lanes[programme["final"]]} == {None}


def test_a_challenge_without_dates_has_an_empty_course(session: Session) -> None:
    councils.load_samples(session)
    told(session, Story(TAMWORTH))
    planned = Story(HIGH_PEAK, under="2022")
    planned.meets(Milestone.DATES_SET, visit_start="2025-03-04", visit_end=None)
    told(session, planned)

    found = pipeline.course(session, Selection(sort=Sort.REFERENCE), TODAY, start=TODAY)

    assert [[mark.expected for mark in each.marks] for each in found.lanes][1] == []


def test_the_list_can_be_made_again_from_the_events(
    session: Session, programme: dict[str, Reference]
) -> None:
    session.get_one(Standing, programme["final"]).searched = ""
    session.flush()

    assert standings.rebuild(session, TODAY, LATER).differing == (programme["final"],)
    assert session.get_one(Standing, programme["final"]).searched.startswith("cpc 2024")
