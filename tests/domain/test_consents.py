"""Consents wear out: after a long postponement the scope and the team are to be confirmed again."""

from __future__ import annotations

from domain.deadlines import Standing
from domain.lifecycle import Happening, Milestone
from tests.histories import Story, opened, scoped, visited


def put_off(start: str, end: str, *, story: Story | None = None) -> Story:
    """Return a challenge whose visit of October 2024 has been moved to other days."""
    moved = story or scoped()
    moved.happens(
        Happening.POSTPONED, "2024-10-14", visit_start=start, visit_end=end, reason="the council asked for it"
    )
    return moved


def expired(story: Story, on: str = "2024-10-15") -> set[Milestone]:
    return set(story.on(on).reading.expired)


def test_a_scope_holds_for_a_year_and_a_team_for_half_of_one() -> None:
    # Scope agreed on Tuesday 2 July 2024, team confirmed on Tuesday 10 September 2024.
    assert expired(put_off("2025-03-10", "2025-03-12")) == set()
    assert expired(put_off("2025-03-11", "2025-03-13")) == {Milestone.TEAM_CONFIRMED}
    assert expired(put_off("2025-07-02", "2025-07-04")) == {Milestone.TEAM_CONFIRMED}
    assert expired(put_off("2025-07-03", "2025-07-04")) == {Milestone.TEAM_CONFIRMED, Milestone.SCOPE_AGREED}


def test_a_visit_cannot_begin_on_a_consent_that_has_expired_and_both_dates_are_said() -> None:
    story = put_off("2025-03-11", "2025-03-13")

    (why,) = story.refusal(Milestone.VISIT_STARTED, "2025-03-11")

    assert why == (
        "'Peer team confirmed' of Tuesday 10 September 2024 has expired, because the visit on Tuesday "
        "11 March 2025 is more than 6 calendar months later; it has to be confirmed again"
    )


def test_what_comes_next_is_refused_for_the_expiry_alone() -> None:
    story = opened().until(Milestone.POSITION_STATEMENT_RECEIVED)
    put_off("2025-03-11", "2025-03-13", story=story)
    story.hand_in(Milestone.PACK_SENT, "2025-02-20")

    (why,) = story.refusal(Milestone.PACK_SENT, "2025-02-20")

    assert "has expired" in why


def test_a_consent_that_has_expired_can_be_given_again_and_then_holds() -> None:
    story = put_off("2025-03-11", "2025-03-13")

    assert story.refusal(Milestone.TEAM_CONFIRMED, "2025-02-03") == []
    story.meets(Milestone.TEAM_CONFIRMED, "2025-02-03")

    assert expired(story, "2025-02-03") == set()
    assert story.refusal(Milestone.VISIT_STARTED, "2025-03-11") == []


def test_a_deadline_met_by_a_consent_is_open_again_once_that_has_expired() -> None:
    before = scoped().deadline("team", "2024-10-15")
    after = put_off("2025-03-11", "2025-03-13").deadline("team", "2024-10-15")

    assert before.standing is Standing.MET
    assert (after.standing, after.due and after.due.isoformat()) == (Standing.AHEAD, "2025-01-28")


def test_a_consent_holds_again_when_the_visit_is_brought_forward() -> None:
    story = put_off("2025-03-11", "2025-03-13")
    put_off("2025-01-14", "2025-01-16", story=story)

    assert expired(story) == set()


def test_a_visit_put_off_without_dates_expires_nothing_until_it_begins() -> None:
    story = scoped()
    story.happens(Happening.POSTPONED, "2024-10-14", reason="the council asked for it")

    assert expired(story) == set()
    assert len(story.refusal(Milestone.VISIT_STARTED, "2025-11-04")) == 2


def test_a_visit_that_begins_later_than_planned_needs_consents_that_still_hold() -> None:
    story = scoped()

    assert story.refusal(Milestone.VISIT_STARTED, "2025-03-10") == []
    (why,) = story.refusal(Milestone.VISIT_STARTED, "2025-03-11")
    assert "because the visit on Tuesday 11 March 2025 is more than 6 calendar months later" in why
    (move,) = (each for each in story.on("2025-03-11").moves if each.milestone is Milestone.VISIT_STARTED)
    assert [each.text for each in move.obstacles] == [why]


def test_both_consents_are_asked_for_if_both_have_expired() -> None:
    story = put_off("2025-03-11", "2025-03-13")

    assert len(story.refusal(Milestone.VISIT_STARTED, "2025-07-03")) == 2


def test_once_the_visit_has_begun_no_consent_expires() -> None:
    story = visited()
    put_off("2026-03-10", "2026-03-12", story=story)

    assert expired(story, "2025-01-01") == set()
    assert all("expired" not in each.text for move in story.on("2025-01-01").moves for each in move.obstacles)


def test_what_comes_after_the_visit_waits_for_the_visit_and_not_for_the_consent() -> None:
    view = put_off("2025-03-11", "2025-03-13").on("2024-10-15")
    refused = {move.milestone: [each.text for each in move.obstacles] for move in view.moves}

    assert all("expired" not in text for text in refused[Milestone.VISIT_ENDED])
    assert refused[Milestone.TEAM_CONFIRMED] == []
