"""What the database itself refuses, whoever asks it."""

import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from db import models, post_tables
from db.councils import load_samples
from domain.days import Basis, Precision
from domain.lifecycle import CouncilCode, Reference

NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
REFERENCE = Reference("CPC-2026-001")
TAMWORTH = CouncilCode("TAW")
REFUSED = "events is append-only: nothing in it is changed or deleted. Record a correction instead."


def event(seq: int = 1, **said: Any) -> models.Event:
    usual: dict[str, Any] = {
        "reference": REFERENCE,
        "seq": seq,
        "kind": "agreed",
        "on_date": date(2026, 3, 6),
        "precision": Precision.DAY,
        "basis": Basis.RECORDED,
        "details": {"reason": "As it was agreed."},
        "recorded_at": NOW,
        "recorded_by": "programme manager",
        "backfilled": False,
    }
    return models.Event(**usual | said)


def content(**said: Any) -> models.Content:
    usual: dict[str, Any] = {
        "reference": REFERENCE,
        "kind": "recommendations",
        "council": None,
        "hash": "abc",
        "body": {"recommendations": []},
        "source_name": "recommendations.yaml",
        "recorded_at": NOW,
    }
    return models.Content(**usual | said)


def message(**said: Any) -> post_tables.Message:
    usual: dict[str, Any] = {
        "reference": REFERENCE,
        "key": "CPC-2026-001/dates_set/1",
        "notice": "dates_set",
        "person_id": "p_chief",
        "to_name": "Chief executive",
        "to_email": "chief.executive@tamworth.example",
        "subject": "Dates",
        "text": "The dates are set.",
        "html": "<p>The dates are set.</p>",
        "attachments": [1, 2],
        "reason": "The dates were set.",
        "state": "queued",
        "queued_at": NOW,
    }
    return post_tables.Message(**usual | said)


@pytest.fixture
def challenge(session: Session) -> models.Challenge:
    """Open a challenge of Tamworth with one event and one person to write to."""
    load_samples(session)
    opened = models.Challenge(reference=REFERENCE, scheme="2024", opened_on=date(2026, 3, 6), created_at=NOW)
    chief = {"id": "p_chief", "name": "Chief executive", "email": "chief.executive@tamworth.example"}
    session.add(opened)
    session.add(models.Participant(reference=REFERENCE, council=TAMWORTH, position=1))
    session.add(models.Person(**chief, post="Chief executive", organisation="Tamworth", created_at=NOW))
    session.add(event())
    session.commit()
    return opened


def refused(session: Session, *rows: models.Base) -> str:
    """Try to add rows and return what the database says."""
    session.add_all(rows)
    with pytest.raises(IntegrityError) as error:
        session.flush()
    session.rollback()
    return str(error.value.orig)


@pytest.mark.parametrize("table", ["events", "contents"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET kind = 'other'", "UPDATE {} SET id = id", "DELETE FROM {} WHERE id = 1"]
)
@pytest.mark.usefixtures("challenge")
def test_the_record_is_neither_changed_nor_deleted(session: Session, table: str, statement: str) -> None:
    session.add(content())
    session.commit()

    with pytest.raises(IntegrityError, match=f"{table} is append-only: nothing in it is changed or deleted"):
        session.execute(text(statement.format(table)))
    session.rollback()

    assert session.scalar(text(f"SELECT count(*) FROM {table} WHERE kind <> 'other'")) == 1


@pytest.mark.usefixtures("challenge")
def test_the_record_is_not_emptied(session: Session) -> None:
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("Only PostgreSQL can empty a table at a stroke.")

    with pytest.raises(IntegrityError, match="events is append-only"):
        session.execute(text("TRUNCATE events CASCADE"))


@pytest.mark.parametrize("clause", ["id, 1", "NULL, 1"])
@pytest.mark.usefixtures("challenge")
def test_no_other_program_replaces_a_line_of_the_record(home: Path, session: Session, clause: str) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("Only SQLite knows INSERT OR REPLACE.")
    columns = "reference, kind, on_date, precision, basis, details, recorded_at, recorded_by, backfilled"

    stranger = sqlite3.connect(home / "cpc.db")
    with pytest.raises(sqlite3.IntegrityError, match="events is append-only"):
        stranger.execute(
            f"INSERT OR REPLACE INTO events (id, seq, {columns}) SELECT {clause}, {columns} FROM events"
        )
    stranger.close()


@pytest.mark.usefixtures("challenge")
def test_two_lines_of_a_history_never_bear_one_number(session: Session) -> None:
    said = refused(session, event(seq=1))

    assert "uq_events_reference_seq" in said or REFUSED in said


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"seq": 0}, "ck_events_seq"),
        ({"seq": 2, "undoes": 2}, "ck_events_undoes"),
        ({"seq": 2, "undoes": 3}, "ck_events_undoes"),
        ({"seq": 3, "undoes": 2}, "fk_events_reference_undoes"),
        ({"seq": 2, "council": "XXX"}, "fk_events_council"),
        ({"seq": 2, "reference": "CPC-2026-999"}, "fk_events_reference"),
    ],
)
@pytest.mark.usefixtures("challenge")
def test_a_line_that_cannot_be_is_refused(session: Session, wrong: dict[str, Any], rule: str) -> None:
    said = refused(session, event(**wrong))

    # SQLite does not say which foreign key it was.
    assert rule in said or (rule.startswith("fk") and "FOREIGN KEY constraint failed" in said)


@pytest.mark.usefixtures("challenge")
def test_a_correction_names_the_line_it_undoes(session: Session) -> None:
    session.add(event(seq=2, kind="corrected", undoes=1))

    session.flush()


@pytest.mark.usefixtures("challenge")
def test_a_value_that_no_enumeration_has_is_refused_by_the_database_too(session: Session) -> None:
    columns = "reference, seq, kind, on_date, basis, details, recorded_at, recorded_by, backfilled"
    copy = columns.replace("seq", "2")

    with pytest.raises(IntegrityError, match="ck_events_precision"):
        session.execute(text(f"INSERT INTO events ({columns}, precision) SELECT {copy}, 'week' FROM events"))


@pytest.mark.parametrize("council", [None, TAMWORTH])
@pytest.mark.usefixtures("challenge")
def test_the_same_content_is_kept_once(session: Session, council: CouncilCode | None) -> None:
    session.add(content(council=council))
    session.commit()

    said = refused(session, content(council=council))

    assert "uq_contents" in said or "UNIQUE constraint failed: contents.reference" in said
    session.add_all([content(council=council, hash="def"), content(council=council, kind="scope")])
    session.flush()


@pytest.mark.usefixtures("challenge")
def test_a_document_is_filed_once_under_its_key(session: Session) -> None:
    said: dict[str, Any] = dict.fromkeys(
        ("title", "html_path", "pdf_path", "html_hash", "pdf_hash", "inputs_hash"), "x"
    )
    said |= {
        "reference": REFERENCE,
        "key": "k",
        "document": "invitation",
        "issued_on": NOW.date(),
        "made_at": NOW,
    }
    session.add(models.Document(**said))
    session.commit()

    assert "key" in refused(session, models.Document(**said))


@pytest.mark.usefixtures("challenge")
def test_nobody_is_sent_a_message_twice_under_one_key(session: Session) -> None:
    session.add(message())
    session.commit()

    assert "person_id" in refused(session, message())


@pytest.mark.usefixtures("challenge")
def test_a_slot_is_filled_once_and_two_slots_may_share_a_message(session: Session) -> None:
    sent = message()
    slots = [
        post_tables.MessageSlot(key="k", slot=slot, message=sent, reference=REFERENCE)
        for slot in ("leader", "project_lead")
    ]
    session.add_all(slots)
    session.commit()

    again = post_tables.MessageSlot(key="k", slot="leader", message_id=sent.id, reference=REFERENCE)
    session.expunge_all()

    assert "slot" in refused(session, again)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"state": "lost"}, "ck_messages_state"),
        ({"state": "sent"}, "ck_messages_sent"),
        ({"state": "queued", "sent_at": NOW}, "ck_messages_not_sent"),
        ({"state": "sending"}, "ck_messages_holder"),
    ],
)
@pytest.mark.usefixtures("challenge")
def test_a_message_is_sent_exactly_when_it_says_when(
    session: Session, wrong: dict[str, Any], rule: str
) -> None:
    assert rule in refused(session, message(**wrong))


@pytest.mark.usefixtures("challenge")
def test_a_council_takes_part_once_and_each_place_is_taken_once(session: Session) -> None:
    refused(session, models.Participant(reference=REFERENCE, council=TAMWORTH, position=2))
    refused(session, models.Participant(reference=REFERENCE, council=CouncilCode("LIF"), position=1))

    session.add(models.Participant(reference=REFERENCE, council=CouncilCode("LIF"), position=2))
    session.flush()


@pytest.mark.usefixtures("challenge")
def test_a_challenge_that_was_opened_is_never_deleted(session: Session) -> None:
    with pytest.raises(IntegrityError):
        session.execute(text("DELETE FROM challenges"))


def test_a_writer_who_has_read_an_older_version_is_refused(
    database: Engine, session: Session, challenge: models.Challenge
) -> None:
    session.refresh(challenge)
    session.commit()
    with Session(database) as other, other.begin():
        other.get_one(models.Challenge, REFERENCE).version += 1

    challenge.version += 1
    with pytest.raises(StaleDataError):
        session.flush()


@pytest.mark.usefixtures("challenge")
def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(session: Session) -> None:
    summer = timezone(timedelta(hours=1))
    session.add(event(seq=2, recorded_at=datetime(2026, 7, 1, 10, 0, tzinfo=summer)))
    session.commit()
    session.expunge_all()

    read = session.query(models.Event).filter_by(seq=2).one().recorded_at

    assert read == datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert read.tzinfo is UTC


@pytest.mark.usefixtures("challenge")
def test_a_moment_without_a_zone_is_refused(session: Session) -> None:
    session.add(event(seq=2, recorded_at=datetime(2026, 7, 1, 10, 0)))  # noqa: DTZ001 - this is the mistake.

    with pytest.raises(StatementError, match="has no time zone"):
        session.flush()


def test_an_identifier_of_a_person_says_nothing_and_is_never_the_same() -> None:
    made = {models.new_person_id() for _ in range(1000)}

    assert len(made) == 1000
    assert all(len(each) == 12 and each.startswith("p_") for each in made)


def test_a_person_gets_an_identifier_when_entered(session: Session) -> None:
    leader = models.Person(
        name="Leader", email="leader@x.example", post="Leader", organisation="X", created_at=NOW
    )
    session.add(leader)
    session.flush()

    assert leader.id.startswith("p_")
