"""A council's first challenge is handed over after each stage: what its history says alone decides it."""

import pytest

from domain.lifecycle import Happening, Milestone
from domain.schemes import known_schemes, scheme
from tests.histories import JOINT, TAMWORTH, Story, closed, opened

LATER = "2026-01-01"
NOTE, LETTER = "handover_note", "handover"


def first(story: Story, on: str = "2024-05-01") -> Story:
    """Say of a challenge that has been opened that it is the councils' first."""
    story.happens(Happening.FACTS_SET, on, first_time=True)
    return story


def keys(story: Story, on: str = LATER) -> list[str]:
    return [each.key.removeprefix("document/handover_note/") for each in story.documents(NOTE, on)]


@pytest.mark.parametrize("name", known_schemes())
def test_what_a_first_challenge_owes_is_owed_at_the_end_of_every_other_stage(name: str) -> None:
    rules = scheme(name)
    ends = {each.completes_with for each in rules.stages.values()}

    for rule in (rules.documents[NOTE], rules.notices[LETTER]):
        assert set(rule.first_time_when) | {Milestone.CLOSED} == ends


def test_a_challenge_that_is_not_the_first_is_handed_over_when_it_is_closed() -> None:
    story = closed()

    assert keys(story) == ["TAW/1"]
    assert [each.key for each in story.notices(LETTER, LATER)] == ["notice/handover/-/1"]


def test_a_first_challenge_is_handed_over_after_each_stage_to_the_adviser_alone() -> None:
    story = first(opened()).until(Milestone.CLOSED)

    assert keys(story) == [
        "TAW/pack_sent",
        "TAW/feedback_given",
        "TAW/report_published",
        "TAW/plan_published",
        "TAW/review_report_published",
        "TAW/1",
    ]
    letters = story.notices(LETTER, LATER)
    assert [each.because and each.because.kind for each in letters] == [
        *story.scheme.notices[LETTER].first_time_when,
        Milestone.CLOSED,
    ]
    assert {(each.role, each.person) for each in letters} == {("principal_adviser", "principal_adviser")}


def test_each_council_of_a_first_joint_challenge_has_a_note_of_its_own() -> None:
    story = first(opened(*JOINT)).until(Milestone.REPORT_FINALISED)
    story.meets(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2025-01-24", JOINT[0])

    assert keys(story) == [
        "HIG/pack_sent",
        "STF/pack_sent",
        "HIG/feedback_given",
        "STF/feedback_given",
        "HIG/report_published",
    ]


def test_what_was_owed_stays_owed_when_an_older_challenge_comes_to_light() -> None:
    story = first(opened()).until(Milestone.FEEDBACK_GIVEN)
    story.happens(Happening.FACTS_SET, "2024-11-05", first_time=False)
    story.until(Milestone.CLOSED)

    assert keys(story) == ["TAW/pack_sent", "TAW/feedback_given", "TAW/1"]
    assert [each for each in story.documents(NOTE, LATER) if each.lapsed] == []


def test_a_stage_that_was_not_complete_after_all_owes_no_note() -> None:
    story = first(opened()).until(Milestone.PACK_SENT)
    story.undo(story.events[-1], "2024-10-14")

    (note,) = story.documents(NOTE, LATER)
    assert note.lapsed == "what it reported has been corrected"


def test_a_stage_that_is_completed_anew_owes_no_second_note() -> None:
    story = first(opened()).until(Milestone.PACK_SENT)
    story.undo(story.events[-1], "2024-10-14")
    story.meets(Milestone.PACK_SENT, "2024-10-15")

    (note,) = story.documents(NOTE, LATER)
    assert note.is_ready


def test_what_a_history_never_said_is_not_taken_for_a_first_challenge() -> None:
    story = opened(TAMWORTH)

    assert not story.on(LATER).reading.was_first_time(story.events[0])
