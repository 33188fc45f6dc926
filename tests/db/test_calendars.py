"""Closures and elections as rows: what the database itself holds of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import calendars, models
from db.councils import load_samples
from db.session import MIGRATIONS, connect
from domain.calendars import Closing
from domain.elections import Poll
from domain.lifecycle import CouncilCode
from domain.working_days import Closure, Division

NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
TAMWORTH = CouncilCode("TAW")
MESSAGE = """
    INSERT INTO messages
        (id, reference, key, notice, person_id, to_name, to_email, subject, text, html, attachments,
         reason, state, queued_at, attempts)
    VALUES
        (7, 'CPC-2024-001', 'k', 'agreed', 'p', 'Leader', 'l@x.example', 's', 't', 'h', '[]',
         'r', 'queued', '2024-05-01', 0)
"""


def closure(**said: Any) -> models.Closure:
    usual = {"first_date": date(2026, 6, 5), "last_date": date(2026, 6, 5), "name": "Jubilee"}
    return models.Closure(**(usual | {"added_at": NOW, "added_by": "officer"} | said))


def election(**said: Any) -> models.Election:
    usual = {"poll_date": date(2026, 5, 7), "name": "Ordinary election", "is_held": True}
    return models.Election(**(usual | {"added_at": NOW, "added_by": "officer"} | said))


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (closure(last_date=date(2026, 6, 4)), "ck_closures_period"),
        (closure(division=Division.ENGLAND, council=TAMWORTH), "ck_closures_whose"),
        (closure(removed_at=NOW), "ck_closures_removed"),
        (closure(removed_by="officer"), "ck_closures_removed"),
        (election(notice_date=date(2026, 5, 8)), "ck_elections_notice"),
        (election(removed_at=NOW), "ck_elections_removed"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_row_that_cannot_be_is_refused(session: Session, row: models.Base, rule: str) -> None:
    load_samples(session)
    session.add(row)

    with pytest.raises(IntegrityError, match=rule):
        session.flush()
    session.rollback()
    session.expunge_all()


@pytest.mark.parametrize("row", [closure(council="XXX"), election(council="XXX")])
def test_a_row_names_a_council_of_the_register_or_none(session: Session, row: models.Base) -> None:
    session.add(row)

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(
    "entered",
    [
        Closing(Closure("Jubilee", date(2026, 6, 5)), Division.WALES),
        Closing(Closure("Shutdown", date(2026, 12, 24), date(2027, 1, 4))),
        Closing(Closure("Town hall closed", date(2026, 7, 1), date(2026, 7, 3)), council=TAMWORTH),
    ],
)
def test_a_closure_comes_back_as_it_was_entered(session: Session, entered: Closing) -> None:
    load_samples(session)

    number = calendars.add_closing(session, entered, by="officer", at=NOW)

    assert calendars.closing(session, number) == entered
    assert calendars.closings(session) == (entered,)
    assert calendars.closings(session, but=number) == ()


@pytest.mark.parametrize(
    "entered",
    [
        Poll(date(2026, 5, 7), TAMWORTH),
        Poll(date(2026, 5, 7), None, "General election", date(2026, 3, 20)),
        Poll(date(2026, 5, 7), TAMWORTH, is_held=False),
    ],
)
def test_an_election_comes_back_as_it_was_entered(session: Session, entered: Poll) -> None:
    load_samples(session)

    calendars.add_poll(session, entered, by="officer", at=NOW)

    assert calendars.polls(session) == (entered,)


def test_the_councils_whose_type_says_when_they_elect_are_read_from_the_register(session: Session) -> None:
    load_samples(session)

    found = {each.council: each.type for each in calendars.electorates(session)}

    assert {"GAT": "MD", "DBY": "CTY"}.items() <= found.items()
    assert TAMWORTH not in found


def test_the_slots_of_messages_sent_before_get_the_challenge_of_their_message(tmp_path: Path) -> None:
    made = connect(f"sqlite:///{tmp_path / 'cpc.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    with made.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in (
            "INSERT INTO challenges VALUES ('CPC-2024-001', '2024', '2024-05-01', '2024-05-01', 1)",
            "INSERT INTO people VALUES ('p', 'Leader', 'l@x.example', 'Leader', 'X', '2024-05-01')",
            MESSAGE,
            "INSERT INTO message_slots VALUES ('k', 'leader', 7)",
        ):
            connection.execute(text(statement))
    with made.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        slots = connection.execute(text("SELECT key, slot, message_id, reference FROM message_slots")).all()

    assert slots == [("k", "leader", 7, "CPC-2024-001")]
    made.dispose()
