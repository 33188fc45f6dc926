"""A history with gaps, as public pages tell it, stands where its last known milestone says."""

from __future__ import annotations

from domain.deadlines import Standing
from domain.lifecycle import Milestone, Place
from domain.outlook import StageState
from domain.schemes import scheme
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH, Story


def told(*councils: Place, under: str = "2024") -> Story:
    """Return a challenge of which nothing is known yet but that there was one."""
    return Story(*councils, under=under)


def known(story: Story, milestone: Milestone, on: str, council: Place | None = None) -> Story:
    story.happens(milestone, on, council, backfilled=True)
    return story


def stages(story: Story, on: str = "2026-01-01") -> list[str]:
    """Say how far each stage has come, with the council where there is more than one."""
    several = len(story.councils) > 1
    return [
        f"{each.stage} {each.state}" + (f" {each.council}" if several and each.council else "")
        for each in story.on(on).stages
        if each.state is not StageState.TO_COME
    ]


def test_a_visit_that_is_known_was_prepared() -> None:
    story = known(told(), Milestone.VISIT_ENDED, "2024-10-31")

    assert stages(story) == ["scoping complete", "on_site open"]


def test_a_published_report_was_once_final() -> None:
    story = known(told(), Milestone.REPORT_PUBLISHED, "2025-01-24", TAMWORTH)

    assert stages(story) == [
        "scoping complete",
        "on_site complete",
        "report_publication complete",
        "action_plan open",
        "progress_review open",
    ]


def test_what_one_council_did_says_nothing_of_the_other() -> None:
    story = known(told(*JOINT, under="2022"), Milestone.PLAN_PUBLISHED, "2022-06-28", HIGH_PEAK)

    assert stages(story) == [
        "scoping complete",
        "on_site complete",
        "report_publication open HIG",
        "report_publication open STF",
        "action_plan complete HIG",
        "action_plan open STF",
        "progress_review open HIG",
    ]


def test_the_last_stage_opens_when_every_council_has_come_to_it() -> None:
    story = known(told(*JOINT), Milestone.REVIEW_REPORT_PUBLISHED, "2025-10-20", HIGH_PEAK)
    assert "close open" not in stages(story)

    known(story, Milestone.REVIEW_REPORT_PUBLISHED, "2025-10-21", MOORLANDS)
    assert "close open" in stages(story)


def test_a_deadline_that_was_passed_unrecorded_is_open_to_nobody() -> None:
    story = known(told(), Milestone.VISIT_ENDED, "2024-10-31")
    assert story.deadline("report", on="2025-08-01").standing is Standing.OVERDUE

    known(story, Milestone.REVIEW_HELD, "2025-08-29", TAMWORTH)

    report = story.deadline("report", on="2025-09-01")
    assert (report.standing, report.met, report.is_open) == (Standing.NOT_RECORDED, None, False)
    assert story.deadline("action_plan", on="2025-09-01").standing is Standing.OVERDUE


def test_what_rests_on_a_milestone_rests_on_it_through_others() -> None:
    later = scheme("2024").later

    assert Milestone.CLOSED in later[Milestone.AGREED]
    assert later[Milestone.CLOSED] == frozenset()
    assert Milestone.REPORT_PUBLISHED not in later[Milestone.PLAN_RECEIVED]


def test_a_gap_is_not_filled_with_a_day_after_what_came_of_it() -> None:
    story = known(told(), Milestone.VISIT_ENDED, "2024-10-31")

    refused = story.refusal(Milestone.AGREED, "2025-03-03")

    assert refused == [
        "Monday 3 March 2025 is after 'Visit ended', which rests on it and was on Thursday 31 October 2024"
    ]
    assert story.refusal(Milestone.AGREED, "2024-10-31") == []
