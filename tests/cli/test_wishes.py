"""What an adviser wants of a message that is to come, as it is typed: tried out, kept, seen and undone."""

from __future__ import annotations

from datetime import date

import pytest

from casework import record
from casework.record import Entry
from db.session import transaction
from domain.days import Day
from domain.lifecycle import Event, Milestone
from tests.casework.rounds import at
from tests.cli.conftest import Answer, Cpc

FIRST = "notice/review_due/TAW/2025-08-31-60"
SECOND = "notice/review_due/TAW/2025-08-31-30"
BEFORE, MORNING = "2025-06-30", "2025-07-02"


@pytest.fixture
def ahead(staffed: str) -> str:
    """Give a challenge of which the review is due by 31 August 2025; it is reminded of on 2 July."""
    with transaction() as session:
        by = Entry("officer", date(2025, 1, 20), at("2025-01-20"))
        story = [
            ("visit_ended", "2024-10-31"),
            ("report_published", "2025-01-20"),
            ("plan_published", "2025-01-20"),
        ]
        record.write(session, staffed, by, [Event(0, Milestone(name), Day.parse(on)) for name, on in story])
    return staffed


def reminders(cpc: Cpc, reference: str, today: str) -> int:
    """Have a round on a day, and count the reminders of the review that have been sent by then."""
    assert cpc("round", today=today).code == 0
    found = cpc("messages", reference, "--json", today=today).json
    return sum(each["state"] == "sent" and "progress review to be held" in each["subject"] for each in found)


def listed(cpc: Cpc, reference: str, today: str = BEFORE) -> Answer:
    return cpc("upcoming", reference, "--days", "5", today=today)


def test_what_is_to_come_says_until_when_and_by_which_key_it_can_be_changed(cpc: Cpc, ahead: str) -> None:
    cpc("round", today=BEFORE)

    assert f"Until Tuesday 1 July 2025 `cpc messages hold`, `forward` or `say` can change {FIRST}" in (
        listed(cpc, ahead).said
    )
    found, *_ = cpc("upcoming", ahead, "--days", "5", "--json", today=MORNING).json
    assert found["can_be_changed_until"] is None
    *_, found = cpc("upcoming", ahead, "--days", "5", "--json", today=BEFORE).json
    assert (found["key"], found["can_be_changed_until"], found["words_from"]) == (FIRST, "2025-07-01", [])


def test_a_message_is_held_back_seen_to_wait_and_let_out(cpc: Cpc, ahead: str) -> None:
    cpc("round", today=BEFORE)
    wanted = ("messages", "hold", ahead, FIRST, "--reason", "the leader is new")
    tried = cpc(*wanted, "--dry-run", today=BEFORE)
    assert "Trial only" in tried.said
    assert "it is held back" not in listed(cpc, ahead).said

    told = cpc(*wanted, today=BEFORE)

    assert told.code == 0, told.err
    assert f"'Progress review to be held' ({FIRST}) is held back until somebody lets it out" in told.said
    assert "after Sunday 31 August 2025 it goes no more" in told.said
    assert "It waits: it is held back until somebody lets it out" in listed(cpc, ahead).said
    assert reminders(cpc, ahead, MORNING) == 0
    assert "the leader is new" in cpc("owed", ahead, today=MORNING).said
    assert "held back (" in cpc("show", ahead, "--history", today=MORNING).said

    freed = cpc("messages", "release", ahead, FIRST, today="2025-07-03")
    assert "is let out and goes now" in freed.said
    assert reminders(cpc, ahead, "2025-07-03") == 3
    assert cpc("messages", "release", ahead, FIRST, today="2025-07-03").code == 3


def test_a_message_held_until_a_day_can_be_held_longer_until_its_cut_off(cpc: Cpc, ahead: str) -> None:
    cpc("round", today=BEFORE)
    told = cpc("messages", "hold", ahead, FIRST, "--until", "2025-07-16", "--reason", "new", today=BEFORE)

    assert "is held back until Wednesday 16 July 2025." in told.said
    assert "It can be changed until Tuesday 15 July 2025" in told.said
    assert f"cpc preview {ahead} notice/review_due --on 2025-07-16" in told.said


def test_a_message_is_brought_forward_and_goes_at_once(cpc: Cpc, ahead: str) -> None:
    cpc("round", today=BEFORE)
    wanted = ("messages", "forward", ahead, FIRST, "--reason", "dates are scarce")
    tried = cpc(*wanted, "--dry-run", today=BEFORE)
    assert "Messages to send" in tried.said

    told = cpc(*wanted, today=BEFORE)

    assert "is brought forward and goes now" in told.said
    assert reminders(cpc, ahead, BEFORE) == 3
    assert reminders(cpc, ahead, MORNING) == 3
    proof = cpc("prove", ahead, "--json", today=MORNING).json
    assert not [each for each in proof["findings"] if "review_due" in each["key"]]


def test_words_are_added_for_a_reader_shown_and_taken_away(cpc: Cpc, ahead: str) -> None:
    cpc("round", today=BEFORE)
    say = ("messages", "say", ahead, FIRST)
    told = cpc(*say, "See you soon.", today=BEFORE)
    assert "carries a personal paragraph from principal_adviser." in told.said
    only = ("--to", "project_lead@tamworth.example", "--from", "challenge_manager@programme.example")
    told = cpc(*say, "See you on Tuesday.", *only, today=BEFORE)
    assert "carries a personal paragraph to project_lead from challenge_manager." in told.said

    assert "With a word from principal_adviser, challenge_manager" in listed(cpc, ahead).said
    shown = cpc("preview", ahead, "review-due", "--on", MORNING, today=BEFORE).said
    assert shown.count("See you on Tuesday.") == 1
    assert shown.count("See you soon.") == 2

    assert "carries no personal paragraph." in cpc(*say, "", today=BEFORE).said
    assert "See you soon." not in cpc("preview", ahead, "review-due", "--on", MORNING, today=BEFORE).said


def test_what_cannot_be_changed_is_refused_with_what_can_be_done(cpc: Cpc, ahead: str) -> None:
    cpc("round", today=BEFORE)

    mandatory = cpc("messages", "hold", ahead, "review-late", "--reason", "r", today=BEFORE)
    several = cpc("messages", "forward", ahead, "review-due", "--reason", "r", today=BEFORE)
    late = cpc("messages", "say", ahead, FIRST, "Words.", today=MORNING)

    assert (mandatory.code, several.code, late.code) == (3, 2, 3)
    assert "it is mandatory, because something is late" in mandatory.err
    assert f"Name one: {FIRST} or {SECOND}" in " ".join(several.err.split())
    assert "could be changed until Tuesday 1 July 2025" in " ".join(late.err.split())
