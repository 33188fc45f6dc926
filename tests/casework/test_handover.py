"""The hand-over note of a council: what is still open there, what would fit it and why, what was agreed."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework import aftercare, documents, preview
from casework.aftercare import Agreement
from casework.case import Case, case
from casework.handover import hand_over, suggested
from casework.preview import Wanted
from db.models import Document
from domain.contents import Content
from domain.days import Day
from domain.handover import HandOver
from domain.lifecycle import CouncilCode, Happening, Milestone
from domain.support import OfferKey
from domain.uptakes import Uptake
from settings import settings
from tests.casework.conftest import AT, entry
from tests.casework.published import Told, joint, told

TAW = CouncilCode("TAW")


@pytest.fixture
def first(session: Session) -> Told:
    """Give a council's first challenge, when its pack has gone to the peers."""
    story = told(session)
    story.happens(Happening.FACTS_SET, "2024-05-01", first_time=True, focus=("neighbourhood planning",))
    story.hands_in(Content.SCOPE, "2024-07-01")
    story.until(Milestone.PACK_SENT)
    return story


def on_desk(story: Told) -> Case:
    return case(story.session, story.reference)


def handed_over(story: Told, key: str, on: str) -> HandOver:
    """Return what the note under a key tells as things stand on a day."""
    found = on_desk(story)
    view = found.on(date.fromisoformat(on))
    wanted = next(each for each in view.documents if each.key == f"document/handover_note/{key}")
    return hand_over(found, view, wanted)


def note(story: Told, key: str, on: str) -> str:
    """Prepare a note and return what people read in it."""
    today = date.fromisoformat(on)
    row = documents.prepare(story.session, story.reference, f"document/handover_note/{key}", today, AT)
    assert isinstance(row, Document)
    return " ".join((settings().documents_folder / row.html_path).read_text("utf-8").split())


def test_after_the_first_stage_there_is_nothing_to_follow_up_but_what_the_council_asked_about(
    first: Told,
) -> None:
    found = handed_over(first, "TAW/pack_sent", "2024-10-11")

    assert (found.stage, found.open, found.settled, found.themes) == ("Scoping", (), 0, ())
    assert found.focus[0] == "neighbourhood planning"
    planning = next(each for each in found.suggestions if each.offer.key == "planning")
    assert [each.focus for each in planning.needs] == ["neighbourhood planning"]
    new = [each.offer.key for each in found.suggestions if each.is_for_first_time]
    assert new == ["regional_network", "becoming_a_peer"]


def test_what_a_council_asks_about_is_told_once_as_its_scope_writes_it(first: Told) -> None:
    _, *scope = handed_over(first, "TAW/pack_sent", "2024-10-11").focus

    first.happens(Happening.FACTS_SET, "2024-10-01", focus=tuple(each.lower() for each in scope))

    assert [*handed_over(first, "TAW/pack_sent", "2024-10-11").focus] == scope


def test_the_note_of_a_first_time_council_says_what_is_open_what_would_fit_and_what_is_late(
    first: Told,
) -> None:
    first.until(Milestone.REPORT_PUBLISHED)

    text = note(first, "TAW/report_published", "2025-04-07")

    for words in (
        "Hand-over note: Tamworth Borough Council",
        "The stage “Report publication” of the Corporate Peer Challenge of Tamworth Borough Council is",
        "<dt>First challenge</dt> <dd>Yes</dd>",
        "<dt>Next challenge due</dt> <dd>Wednesday 31 October 2029</dd>",
        "recommendations are open",
        "Finance peer challenge",
        "It is the council’s first challenge, so the programme hands it over",
        '<th scope="row">Action plan published</th><td>Monday 31 March 2025</td>',
        "The council’s first challenge; recommendations 10, 11 and 12: Capacity for improvement",
        "The council’s question about neighbourhood planning: Planning",
    ):
        assert words in text


def test_each_open_recommendation_stands_there_with_its_theme_and_how_it_stands(first: Told) -> None:
    first.until(Milestone.PLAN_PUBLISHED)

    found = handed_over(first, "TAW/plan_published", "2026-01-01")

    assert [each.number for each in found.open][:3] == ["1", "2", "3"]
    assert found.settled == 1
    assert sum(count for _, count in found.themes) == len(found.open)
    assert any(each.late for each in found.open)


def test_what_the_review_found_done_is_settled_and_closing_hands_over_the_rest(session: Session) -> None:
    story = told(session)
    story.until(Milestone.CLOSED)

    found = handed_over(story, "TAW/1", "2025-10-28")

    assert found.stage == ""
    assert found.settled
    assert {each.stands for each in found.open}.isdisjoint({"done", "dropped"})
    assert "is closed, and you take the relationship forward" in note(story, "TAW/1", "2025-10-28")


def test_what_the_review_found_changed_into_something_else_is_not_open_any_more(session: Session) -> None:
    story = told(session)
    changed = {"recommendation": "1", "rating": "changed", "text": "It is part of the new strategy."}
    story.words[Content.REVIEW_REPORT] = {"progress": [changed]}
    story.until(Milestone.CLOSED)

    found = handed_over(story, "TAW/1", "2025-10-28")

    assert "1" not in {each.number for each in found.open}
    assert found.settled >= 1


def test_each_council_of_a_joint_challenge_is_handed_over_for_itself(session: Session) -> None:
    both = joint(session)
    both.until(Milestone.CLOSED)
    said = Agreement(
        "In spring.", OfferKey("planning"), Uptake.TO_DECIDE, date(2024, 3, 1), CouncilCode("HIG")
    )
    aftercare.agree(session, both.reference, entry("2023-11-20"), said, Day.parse("2023-11-20"))

    mine, theirs = (handed_over(both, f"{code}/1", "2023-12-01") for code in ("HIG", "STF"))

    (planning,) = mine.agreed
    assert (planning.title, planning.uptake, planning.until) == (
        "Planning advisory service",
        Uptake.TO_DECIDE,
        date(2024, 3, 1),
    )
    assert theirs.agreed == ()


def test_what_fits_can_be_asked_for_at_any_time(first: Told) -> None:
    first.until(Milestone.REPORT_PUBLISHED)
    found = on_desk(first)

    offers = suggested(found, found.on(date(2025, 4, 7)), TAW)

    assert "finance_peer_challenge" in {each.offer.key for each in offers}


def test_a_note_can_be_looked_at_before_the_challenge_is_closed(session: Session) -> None:
    story = told(session)
    story.until(Milestone.REVIEW_REPORT_PUBLISHED)

    found = preview.preview(on_desk(story), Wanted("document/handover_note", date(2025, 10, 27)))

    (paper,) = found.papers
    assert paper.title == "Hand-over note: Tamworth Borough Council"


def test_what_another_council_has_missed_is_not_handed_over(session: Session) -> None:
    both = joint(session)
    both.happens(Happening.FACTS_SET, "2022-05-01", first_time=True)
    both.until(Milestone.REPORT_PUBLISHED)
    first, _ = both.places
    for each in (Milestone.PLAN_RECEIVED, Milestone.PLAN_APPROVED, Milestone.PLAN_PUBLISHED):
        both.meets(each, first)

    mine, theirs = (handed_over(both, f"{code}/report_published", "2024-03-01") for code in ("HIG", "STF"))

    assert [each.title for each in mine.late] == ["Progress review held"]
    assert theirs.late == ()
