"""What a change causes: two outlooks of one day, side by side, and the same around a real change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from casework.changes import change
from casework.effects import Effects, Turn, effects
from casework.opening import Opening, open_with_people
from db import councils, models
from domain.lifecycle import Happening, Milestone, Stage
from domain.outlook import Outlook, StageState, outlook
from domain.owed import OwedDocument, OwedNotice
from domain.people import Role
from tests.casework.conftest import entry
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH, Story

JUNE = date(2024, 6, 3)


def names(owed: Iterable[OwedDocument | OwedNotice]) -> set[str]:
    return {each.rule.name for each in owed}


def turns(found: Effects) -> dict[str, Turn]:
    return {each.deadline.name: each.turn for each in found.deadlines}


def now(story: Story, day: str) -> Outlook:
    """Read the story as it has been told so far; an outlook looks no earlier than it is asked."""
    return outlook(tuple(story.events), story.scheme, story.calendar, date.fromisoformat(day))


def caused(before: Outlook, story: Story) -> Effects:
    """Return what the story has caused since an outlook, on that outlook's day."""
    return effects(before, now(story, before.today.isoformat()))


def test_nothing_is_caused_by_nothing() -> None:
    story = Story()

    assert caused(now(story, "2024-06-03"), story).is_empty


def test_a_milestone_owes_its_paper_its_messages_and_its_dates() -> None:
    story = Story().staffed().until(Milestone.AGREED)
    before = now(story, "2024-06-03")

    story.meets(Milestone.DATES_SET)

    found = caused(before, story)
    assert names(found.documents) == {"agreed_date", "peer_invitation"}
    assert names(found.notices) == {"dates_set", "peer_invited"}
    assert {each.role for each in found.notices if each.rule.name == "dates_set"} >= {Role.LEADER}
    assert turns(found)["scope"] is Turn.COMES
    assert [each.milestone for each in found.moves] == [Milestone.TEAM_CONFIRMED]


def test_what_waits_is_told_apart_from_what_can_be_done() -> None:
    story = Story().until(Milestone.AGREED)
    before = now(story, "2024-06-03")

    story.meets(Milestone.DATES_SET)

    found = caused(before, story)
    assert found.notices == ()
    assert names(found.waiting) == {"dates_set"}


def test_a_role_that_is_filled_frees_what_waited_for_it() -> None:
    story = Story().until(Milestone.AGREED)
    before = now(story, "2024-06-03")

    story.assign(Role.LEADER)

    found = caused(before, story)
    assert {(each.rule.name, each.person) for each in found.notices} == {("invitation", "leader.TAW")}
    assert found.waiting == ()


def test_dates_that_are_moved_move_what_is_counted_from_them() -> None:
    story = Story().staffed().until(Milestone.DATES_SET)
    before = now(story, "2024-07-01")

    story.happens(
        Happening.POSTPONED, "2024-07-01", reason="Election", visit_start="2024-11-12", visit_end="2024-11-14"
    )

    found = {each.deadline.name: each for each in caused(before, story).deadlines}
    assert found["pack"].turn is Turn.MOVES
    assert found["pack"].was is not None
    assert (found["pack"].was.due, found["pack"].deadline.due) == (date(2024, 10, 15), date(2024, 10, 29))


def test_a_forecast_is_settled_when_what_it_is_counted_from_happens() -> None:
    story = Story().staffed().until(Milestone.VISIT_STARTED)
    before = now(story, "2024-10-31")

    story.meets(Milestone.VISIT_ENDED)

    assert turns(caused(before, story))["report"] is Turn.SETTLES


def test_a_deadline_is_met_and_open_again_when_that_is_corrected() -> None:
    story = Story().staffed().until(Milestone.DATES_SET)
    before = now(story, "2024-07-02")

    agreed = story.meets(Milestone.SCOPE_AGREED)
    met = now(story, "2024-07-02")
    story.undo(agreed, "2024-07-02")

    assert turns(effects(before, met))["scope"] is Turn.MET
    assert turns(caused(met, story))["scope"] is Turn.REOPENS


def test_what_is_owed_no_longer_says_why() -> None:
    story = Story().staffed().until(Milestone.DATES_SET)
    before = now(story, "2024-07-01")

    story.happens(Happening.CANCELLED, "2024-07-01", reason="The council is abolished")

    found = caused(before, story)
    assert {each.lapsed for each in found.lapsed} == {"the challenge has been cancelled"}
    assert set(turns(found).values()) == {Turn.ENDS}
    assert names(found.notices) == {"cancelled"}


def test_what_has_been_done_under_its_key_is_neither_owed_again_nor_lapsed() -> None:
    story = Story().staffed().until(Milestone.AGREED)
    before = now(story, "2024-06-03")
    story.meets(Milestone.DATES_SET)
    after = now(story, "2024-06-03")
    done = frozenset(
        {(each.key, "") for each in after.documents} | {(each.key, each.slot) for each in after.notices}
    )

    assert effects(before, after, done).documents == ()
    assert effects(before, after, done).notices == ()
    assert effects(after, before, done).lapsed == ()


def test_each_council_has_effects_of_its_own() -> None:
    story = Story(*JOINT, under="2022").staffed().until(Milestone.REPORT_FINALISED)
    before = now(story, "2023-01-16")

    story.meets(Milestone.COUNCIL_DECISION, "2023-01-16", HIGH_PEAK)

    found = caused(before, story)
    assert {each.council for each in found.notices} == {HIGH_PEAK.code}
    assert {(each.milestone, each.council) for each in found.moves} == {
        (Milestone.REPORT_PUBLISHED, HIGH_PEAK.code)
    }
    assert MOORLANDS.code not in {each.council for each in found.stages}


def test_a_stage_that_opens_or_is_complete_is_named() -> None:
    story = Story().staffed().until(Milestone.POSITION_STATEMENT_RECEIVED)
    before = now(story, "2024-10-11")

    story.meets(Milestone.PACK_SENT)

    assert [(each.stage, each.state) for each in caused(before, story).stages] == [
        (Stage.SCOPING, StageState.COMPLETE),
        (Stage.ON_SITE, StageState.OPEN),
    ]


def test_a_clock_that_is_stopped_or_runs_again_is_named() -> None:
    story = Story().staffed().until(Milestone.DATES_SET)
    running = now(story, "2024-06-17")
    story.happens(Happening.PAUSED, "2024-06-17", reason="an inquiry")
    stopped = now(story, "2024-06-17")
    found = turns(caused(running, story))
    story.happens(Happening.RESUMED, "2024-06-17", reason="it is over")

    assert (found["scope"], turns(caused(stopped, story))["scope"]) == (Turn.PAUSES, Turn.RUNS)


def test_what_passes_to_a_successor_neither_comes_nor_goes() -> None:
    story = Story().staffed().until(Milestone.REPORT_FINALISED)
    before = now(story, "2025-01-06")
    story.happens(Happening.SUPERSEDED, "2025-01-06", TAMWORTH, successor=HIGH_PEAK)

    found = caused(before, story)

    assert (found.deadlines, found.stages, found.moves, found.documents) == ((), (), (), ())
    assert names(found.notices) == {"reorganised"}


def test_before_a_challenge_is_opened_there_is_none_on_the_desk(session: Session) -> None:
    councils.load_samples(session)
    session.commit()

    with change(None, JUNE, trial=True) as opened:
        with pytest.raises(LookupError, match="has not been opened yet"):
            assert opened.on_desk.reference
        said = Opening(("Tamworth",), JUNE)
        opened.reference, _ = open_with_people(opened.session, entry("2024-06-03"), said)

    assert opened.on_desk.reference == opened.reference


@pytest.mark.parametrize("trial", [True, False])
def test_a_change_that_is_tried_causes_the_same_and_is_not_kept(
    database: Engine, session: Session, *, trial: bool
) -> None:
    councils.load_samples(session)
    session.commit()

    with change(None, JUNE, trial=trial) as opened:
        said = Opening(("Tamworth",), JUNE)
        opened.reference, _ = open_with_people(opened.session, entry("2024-06-03"), said)

    assert [each.rule.name for each in opened.effects.notices] == ["challenge_opened"]
    assert [each.stage for each in opened.effects.stages] == [Stage.SCOPING]
    with Session(database) as look:
        assert look.scalar(select(func.count(models.Event.id))) == (0 if trial else 2)
