"""The round, the letters that wait for somebody's word, and the digest, as commands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from casework.record import Entry, write
from db.post_tables import Message
from db.session import reading, transaction
from domain.days import Day
from domain.lifecycle import Event, Milestone, Reference
from tests.cli.conftest import Cpc


def late(cpc: Cpc, reference: str) -> str:
    """Have the position statement come too late, on Tuesday 1 October 2024."""
    dates = ("--visit-start", "2024-10-29", "--visit-end", "2024-10-31")
    assert cpc("record", reference, "agreed", today="2024-05-14").code == 0
    assert cpc("record", reference, "dates_set", *dates, today="2024-05-15").code == 0
    return reference


def sent(notice: str) -> list[str]:
    with reading() as session:
        return sorted(session.scalars(select(Message.to_email).where(Message.notice == notice)))


def test_a_round_reminds_whoever_is_late(cpc: Cpc, staffed: str) -> None:
    late(cpc, staffed)

    answer = cpc("round", today="2024-10-02")

    assert answer.code == 0, answer.err
    assert "1 challenge had something due by Wednesday 2 October 2024." in answer.said
    assert "chief_executive@tamworth.example" in sent("position_statement_late") + sent("folded")


def test_on_a_free_day_the_round_does_nothing_unless_told(cpc: Cpc, staffed: str) -> None:
    late(cpc, staffed)

    quiet = cpc("round", today="2024-10-05")
    before = sent("position_statement_late") + sent("folded")
    anyway = cpc("round", "--anyway", today="2024-10-05")

    assert quiet.said == (
        "Nobody is written to on Saturday 5 October 2024. Give --anyway to do it all the same."
    )
    assert before == []
    assert anyway.code == 0
    assert "chief_executive@tamworth.example" in sent("position_statement_late") + sent("folded")


def test_a_letter_to_the_leader_waits_for_approval_and_then_goes_out(cpc: Cpc, staffed: str) -> None:
    with transaction() as session:
        event = Event(0, Milestone.VISIT_ENDED, Day.parse("2024-10-31"))
        by = Entry("officer", date(2024, 10, 31), datetime(2024, 10, 31, 9, tzinfo=UTC))
        write(session, Reference(staffed), by, [event])
    key = "notice/report_escalated/TAW/2025-01-31+30"

    cpc("round", today="2025-03-03")
    waits = cpc("owed", staffed, today="2025-03-03")
    before = sent("report_escalated")
    approved = cpc("approve", staffed, key, "--reason", "the leader asked for it", today="2025-03-04")

    letter = "'Report publication: letter to the leader'"
    gap = f"waits, nobody has approved {letter}; `cpc approve` lets it out as {key}"
    assert f"{gap} (Programme manager can put that right)" in waits.said
    assert "leader@tamworth.example" not in before
    assert approved.said.startswith(f"{staffed}: {key} is approved.")
    assert "leader@tamworth.example" in sent("report_escalated")


def test_a_letter_that_does_not_wait_cannot_be_approved(cpc: Cpc, staffed: str) -> None:
    answer = cpc("approve", staffed, "report_escalated", "--reason", "the leader asked")

    assert answer.code == 2
    assert answer.err.startswith(f"Nothing of {staffed} waits for approval as 'report_escalated'.")


@pytest.mark.usefixtures("staffed")
def test_an_adviser_is_told_the_news_at_once_and_not_twice(cpc: Cpc) -> None:
    first = cpc("digest", "--adviser", "principal_adviser@programme.example", today="2024-05-14")
    again = cpc("digest", today="2024-05-15")

    assert first.said == "1 digest written, 1 sent."
    assert again.said == "There is nothing new to tell."
    assert sent("digest") == ["principal_adviser@programme.example"]


@pytest.mark.usefixtures("staffed")
def test_who_is_no_adviser_gets_no_digest(cpc: Cpc) -> None:
    answer = cpc("digest", "--adviser", "leader@tamworth.example")

    assert answer.code == 2
    assert answer.err.startswith("'leader@tamworth.example' is not the principal adviser of any challenge.")


@pytest.mark.usefixtures("staffed")
def test_the_weekly_digest_goes_out_with_the_round(cpc: Cpc) -> None:
    answer = cpc("round", today="2024-05-20")

    assert ", 1 digest, " in answer.said
    assert sent("digest") == ["principal_adviser@programme.example"]


def kept() -> list[tuple[str, str]]:
    """Return all messages there are, with their states."""
    with reading() as session:
        return sorted((each.key, each.state) for each in session.scalars(select(Message)))


def test_a_trial_round_says_what_the_round_will_do_and_keeps_nothing(cpc: Cpc, staffed: str) -> None:
    late(cpc, staffed)
    before = kept()

    trial = cpc("round", "--dry-run", today="2024-10-02")
    after = kept()
    cpc("round", today="2024-10-02")

    assert trial.code == 0, trial.err
    assert trial.said.startswith("Trial only, nothing of this is kept:")
    assert "A round on Wednesday 2 October 2024 would see to this" in trial.said
    assert f"cpc preview {staffed} notice/dates_set --on 2024-10-02" in trial.said
    assert "1 digest would be written. 0 messages written before would be posted." in trial.said
    assert after == before
    assert len(kept()) > len(before)


def test_a_trial_round_without_anything_due_says_so(cpc: Cpc) -> None:
    assert "Nothing has come due. 0 digests would be written." in cpc("round", "--dry-run").said


@pytest.mark.usefixtures("staffed")
def test_a_trial_digest_is_counted_and_not_written(cpc: Cpc) -> None:
    trial = cpc("digest", "--dry-run", today="2024-05-14")

    assert trial.said == "Trial only, nothing of this is kept: 1 digest would be written."
    assert sent("digest") == []
    assert cpc("digest", today="2024-05-14").said == "1 digest written, 1 sent."


def test_a_visit_that_has_been_held_is_shown_on_the_days_on_which_it_was(cpc: Cpc, staffed: str) -> None:
    late(cpc, staffed)
    planned = cpc("show", staffed, today="2024-11-08")
    with transaction() as session:
        by = Entry("officer", date(2024, 11, 8), datetime(2024, 11, 8, 9, tzinfo=UTC))
        for milestone, on in ((Milestone.VISIT_STARTED, "2024-11-05"), (Milestone.VISIT_ENDED, "2024-11-07")):
            write(session, Reference(staffed), by, [Event(0, milestone, Day.parse(on))])

    held = cpc("show", staffed, today="2024-11-08")

    assert "Visit Tuesday 29 October 2024 to Thursday 31 October 2024" in planned.said
    assert "Visit Tuesday 5 November 2024 to Thursday 7 November 2024" in held.said
