"""What was said of training events is added to and never changed, and nobody counts twice."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import training
from db.training import NoTraining
from db.training_tables import TrainingLineRow, TrainingRow
from domain.training import TrainingLine
from domain.training import training as told_of

NOW = datetime(2024, 6, 3, 9, 30, tzinfo=UTC)
ON = date(2024, 6, 3)
INDUCTION = told_of(date(2024, 5, 14), date(2024, 5, 15), "Induction", "Online", 24, members=10)


def line(**said: Any) -> TrainingLineRow:
    usual: dict[str, Any] = {
        "event_id": 1,
        "is_held": True,
        "first_day": date(2024, 5, 14),
        "last_day": date(2024, 5, 14),
        "title": "Induction",
        "place": "Online",
        "took_part": 24,
        "members": None,
        "new_peers": None,
        "on_date": ON,
        "reason": "",
        "at": NOW,
        "by": "manager",
    }
    return TrainingLineRow(**usual | said)


@pytest.fixture
def kept(session: Session) -> Session:
    session.add(TrainingRow(id=1, at=NOW, by="manager"))
    session.flush()
    session.add(line(id=1))
    session.commit()
    return session


def test_an_event_comes_back_with_its_lines_in_their_order(session: Session) -> None:
    entered = TrainingLine(INDUCTION, ON, "manager")
    gone = TrainingLine(INDUCTION, ON, "manager", "It fell through.", is_held=False)

    number = training.begin(session, entered, at=NOW)
    training.tell(session, number, gone, at=NOW)

    assert training.event(session, number, lock=True).lines == (entered, gone)
    assert [each.number for each in training.events(session)] == [number]
    with pytest.raises(NoTraining, match="There is no training event 7"):
        training.event(session, 7)


@pytest.mark.parametrize("table", ["training_events", "training_lines"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = 2", "DELETE FROM {}"])
def test_no_line_is_changed_or_deleted(kept: Session, table: str, change: str) -> None:
    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        kept.execute(text(change.format(table)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"last_day": date(2024, 5, 13)},
        {"took_part": 0},
        {"members": 25},
        {"new_peers": -1},
        {"event_id": 2},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(kept: Session, wrong: dict[str, Any]) -> None:
    kept.add(line(**wrong))

    with pytest.raises(IntegrityError):
        kept.flush()
