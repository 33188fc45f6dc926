"""Lessons 1 to 7: other systems' reminders that were lost, sent twice, or sent when nothing was due.

Each is a scenario of its own, in the order and under the number of the list of lessons. Those on mail
providers and on calendar entries belong to the post.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from db import papers
from db.post_tables import Message, MessageSlot
from domain.lifecycle import Happening, Milestone
from domain.people import Role
from tests.casework.conftest import Challenge
from tests.casework.rounds import deliver_all, run_round, told
from tests.histories import Story, closed, opened, visited


def reminded(story: Story, today: str) -> set[str]:
    """Name the reminders that are owed on a day, with their distance from what they remind of."""
    notices = (each for each in story.on(today).notices if each.rule.is_reminder and each.is_ready)
    return {f"{each.rule.name} {each.key.rpartition('/')[2][10:]}" for each in notices}


def test_lesson_01_a_reminder_of_a_day_on_which_nothing_ran_is_sent_by_the_next_round_and_once(
    visited: Challenge,
) -> None:
    """Janeway: a reminder went out on its very day or never."""
    run_round(visited.session, "2024-12-31")
    assert told(visited, "report_due") == []  # Its morning is Thursday 2 January.

    for morning in ("2025-01-07", "2025-01-07", "2025-01-08"):
        run_round(visited.session, morning)
        deliver_all(visited.session, morning)

    readers = [(each.person_id, each.state) for each in told(visited, "report_due")]
    roles = (Role.PROJECT_LEAD, Role.CHALLENGE_MANAGER)
    assert sorted(readers) == sorted((visited.people[role], "sent") for role in roles)


def test_lesson_02_with_no_reminder_before_the_day_there_is_still_one_after_it() -> None:
    """OJS: the branch for what is late was reached only if there was something before the day."""
    story = visited()
    notices = {name: rule for name, rule in story.scheme.notices.items() if name != "report_due"}
    story.scheme = replace(story.scheme, notices=notices)

    assert reminded(story, "2025-01-31") == set()
    assert reminded(story, "2025-02-03") == {"report_late +1"}


def test_lesson_03_a_window_longer_than_the_time_left_does_not_fire_at_assignment() -> None:
    """pkp-lib 11870: whoever was given two weeks was at once sent the reminder of four weeks before."""
    story = opened().until(Milestone.AGREED)
    story.meets(Milestone.DATES_SET, "2024-09-20")  # The statement is due on Tuesday 1 October.

    assert story.deadline("position_statement", "2024-09-20").due
    assert "position_statement_due -14" not in reminded(story, "2024-09-20")


def test_lesson_04_what_is_closed_cancelled_or_superseded_by_other_dates_sends_nothing() -> None:
    """pkp-lib 10568: a closed round and a superseded draft went on reminding."""
    late = visited()
    assert reminded(late, "2025-02-03")

    late.happens(Happening.CANCELLED, "2025-02-03", reason="the council has withdrawn")
    moved = opened().until(Milestone.DATES_SET)
    assert reminded(moved, "2024-09-17") == {"position_statement_due -14"}
    moved.happens(
        Happening.POSTPONED, "2024-09-17", visit_start="2025-03-04", visit_end="2025-03-06", reason="a storm"
    )

    assert reminded(late, "2025-03-03") == set()
    assert reminded(closed(), "2026-06-01") == set()
    assert reminded(moved, "2024-09-18") == reminded(moved, "2024-10-02") == set()


def test_lesson_05_one_kind_of_reminder_sent_does_not_count_as_another(visited: Challenge) -> None:
    """pkp-lib 6904 and 7715: two kinds shared a flag, so the first kept the second from going out."""
    run_round(visited.session, "2025-01-31")
    deliver_all(visited.session, "2025-01-31")
    assert [each.state for each in told(visited, "report_due")] == ["sent", "sent"]
    assert told(visited, "report_late") == []

    run_round(visited.session, "2025-02-03")

    lead = visited.people[Role.PROJECT_LEAD]
    assert lead in {each.person_id for each in told(visited, "report_late")}


def test_lesson_06_what_was_done_in_time_and_recorded_later_is_not_chased() -> None:
    """pkp-lib 3685: what was finished before its day was called overdue when it was imported after."""
    recorded, imported = (visited().until(Milestone.COUNCIL_DECISION) for _ in range(2))
    recorded.meets(Milestone.REPORT_PUBLISHED, "2024-12-20")
    imported.happens(Milestone.REPORT_PUBLISHED, "2024-12-20", imported.councils[0], backfilled=True)

    for story in (recorded, imported):
        late = [each for each in story.on("2025-03-10").notices if each.rule.name.startswith("report_late")]
        assert late == []
        assert not any(name.startswith("report_") for name in reminded(story, "2025-03-10"))


def test_lesson_07_two_rules_on_one_day_both_act_and_become_one_message(visited: Challenge) -> None:
    """Janeway: of two rules that met on a day one was dropped without a word."""
    run_round(visited.session, "2025-02-03")  # Nobody had run it on the day itself, Friday 31 January.

    manager = visited.people[Role.CHALLENGE_MANAGER]
    (message,) = (
        each
        for each in papers.messages(visited.session, visited.reference)
        if each.person_id == manager and (each.part or each.notice == "folded")
    )
    keys = visited.session.scalars(select(MessageSlot.key).where(MessageSlot.message_id == message.id))
    assert {key.split("/")[2] for key in keys} == {"report_due", "report_late"}
    assert "That was three days ago." in message.text
    assert visited.session.scalars(select(Message).where(Message.state == "held")).all() == []
