"""What is due is found without reading what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from db import challenges, councils, standings
from db.models import Standing
from domain.lifecycle import Reference
from domain.outlook import State

AT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
TODAY = date(2024, 5, 13)


def standing(session: Session, next_change: date | None, state: State = State.LIVE) -> Reference:
    """Store where a challenge stands that has no history."""
    host = councils.find(session, "TAW").code
    reference = challenges.start(session, scheme="2024", councils=[host], on=date(2024, 5, 1), at=AT)
    counts = {"overdue": 0, "owed": 0, "waiting": 0}
    row = Standing(reference=reference, stages=[], stage="", state=state.value, councils="", updated_at=AT)
    row.next_change = next_change
    for name, count in counts.items():
        setattr(row, name, count)
    standings.put(session, [row])
    return reference


def test_a_challenge_is_due_when_its_day_has_come_whatever_its_state(session: Session) -> None:
    councils.load_samples(session)
    due = [standing(session, TODAY, state) for state in State]
    standing(session, date(2024, 5, 14))
    standing(session, None)

    assert standings.due(session, TODAY) == due


def test_what_is_stored_is_written_over(session: Session) -> None:
    councils.load_samples(session)
    reference = standing(session, TODAY)
    later = Standing(
        **{name: getattr(session.get_one(Standing, reference), name) for name in standings.COLUMNS}
    )
    later.reference, later.updated_at, later.next_change = reference, AT, date(2024, 6, 3)

    standings.put(session, [later])

    session.expire_all()
    assert session.get_one(Standing, reference).next_change == date(2024, 6, 3)


@pytest.mark.parametrize(
    "database", ["sqlite"], indirect=True
)  # PostgreSQL chooses by how many rows there are.
def test_what_is_not_due_is_not_read(database: Engine) -> None:
    query = standings.due_on(TODAY).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})

    with database.connect() as connection:
        (plan, *_) = connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()

    assert "ix_standings_state_next_change (state=? AND next_change<?)" in plan[3]
