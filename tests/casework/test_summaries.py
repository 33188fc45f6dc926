"""One page says where a challenge stands, and one table where all of them stand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from casework import record, summaries
from casework.opening import Opening, open_with_people
from db import councils
from domain.days import Day
from settings import settings
from tests.casework.conftest import AT, Challenge, entry


def page(challenge: Challenge, on: str) -> str:
    return summaries.summary(challenge.session, challenge.reference, date.fromisoformat(on))


def test_the_page_says_what_is_open_what_is_due_and_what_may_be_recorded(scoped: Challenge) -> None:
    said = page(scoped, "2024-09-11")

    assert said.startswith(f"# {scoped.reference}: Tamworth Borough Council\n")
    assert "On Wednesday 11 September 2024 it is **live**." in said
    assert "- Scoping is open" in said
    assert "- **Tuesday 1 October 2024**: Position statement received (" in said
    assert "- Position statement received (`position_statement_received`): can be recorded now" in said
    assert (
        "    - the content 'timetable' has not been handed in; peer challenge manager can put that right"
        in said
    )


def test_what_may_be_recorded_now_stands_before_what_may_not(scoped: Challenge) -> None:
    said = page(scoped, "2024-09-11")

    assert said.index("can be recorded now") < said.index("not yet")


def test_the_page_leads_to_the_documents_and_counts_the_messages(scoped: Challenge) -> None:
    scoped.prepare("2024-09-11")
    scoped.queue("2024-09-11")
    number = len(scoped.post())
    scoped.record("position_statement_received", "2024-09-12")
    queued = scoped.queue("2024-09-12")

    said = page(scoped, "2024-09-12")

    folder = (settings().documents_folder / scoped.reference).as_uri()
    assert f"[PDF]({folder}/scoping_note-" in said
    assert f"{number} sent, {queued} waiting to be sent, 0 failed." in said


def test_what_waits_for_somebody_is_named_with_who_can_help(session: Session) -> None:
    councils.load_samples(session)
    said = Opening(("High Peak", "Staffordshire Moorlands"), date(2021, 9, 1))
    reference, _ = open_with_people(session, entry("2021-09-01"), said)

    shown = summaries.summary(session, reference, date(2021, 9, 1))

    assert "- nobody is principal adviser; programme manager can put that right" in shown
    assert "None has been prepared yet." in shown
    assert "Nothing has a date." in shown


def test_the_councils_of_a_joint_challenge_are_told_apart(session: Session) -> None:
    councils.load_samples(session)
    said = Opening(("High Peak", "Staffordshire Moorlands"), date(2021, 9, 1))
    reference, _ = open_with_people(session, entry("2021-09-01"), said)
    challenge = Challenge(session, reference, {})
    challenge.record("agreed", "2021-09-02")
    challenge.prepare("2021-09-02")

    shown = page(challenge, "2021-09-02")

    assert (
        "- Your Corporate Peer Challenge for High Peak Borough Council (HIG), 2 September 2021: [page]("
        in shown
    )
    assert "for Staffordshire Moorlands District Council (STF)" in shown


def test_the_page_of_a_cancelled_challenge_says_so(scoped: Challenge) -> None:
    record.cancel(scoped.session, scoped.reference, entry("2024-09-20"), Day(date(2024, 9, 20)), "No time")

    said = page(scoped, "2024-09-20")

    assert "it is **cancelled**" in said
    assert "- No stage is open" in said
    assert "Nothing more." in said


def test_no_fact_about_a_person_stands_on_the_page(scoped: Challenge) -> None:
    assert ".example" not in page(scoped, "2024-09-11")


def test_the_pipeline_lists_what_is_under_way_with_the_earliest_date_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    councils.load_samples(session)
    for name, start in (("Tamworth", date(2024, 12, 3)), ("Stroud", date(2024, 10, 29)), ("Chorley", None)):
        said = Opening((name,), date(2024, 5, 1), visit_start=start, visit_end=start)
        open_with_people(session, entry("2024-05-01"), said)
    ended = open_with_people(session, entry("2024-05-01"), Opening(("Fareham",), date(2024, 5, 1)))[0]
    record.cancel(session, ended, entry("2024-05-02"), Day(date(2024, 5, 2)), "No time")

    found = summaries.pipeline(session, date(2024, 5, 2), AT)

    assert [row["Councils"].split()[0] for row in found.rows] == ["Stroud", "Tamworth", "Chorley"]
    assert found.rows[0]["By"] == "Monday 29 July 2024"
    assert found.rows[2]["By"] == "no date yet"
    assert found.total == 3

    monkeypatch.setattr(summaries, "LONGEST", 2)
    shorter = summaries.pipeline(session, date(2024, 5, 2), datetime(2024, 5, 2, tzinfo=UTC))
    assert (len(shorter.rows), shorter.total) == (2, 3)
