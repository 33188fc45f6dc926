"""Training events for peers as they were told: each with its lines, to which others are only added."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.training_tables import TrainingLineRow, TrainingRow
from domain.errors import WrongUse
from domain.training import Training, TrainingEvent, TrainingLine


class NoTraining(WrongUse):
    """There is no training event of that number."""

    def __str__(self) -> str:
        return f"There is no training event {self.args[0]}. Choose one of those that are listed."


def begin(session: Session, line: TrainingLine, *, at: datetime) -> int:
    """Write down a training event, with the first that is said of it, and return its number."""
    row = TrainingRow(by=line.by, at=at)
    session.add(row)
    session.flush()
    tell(session, row.id, line, at=at)
    return row.id


def tell(session: Session, number: int, line: TrainingLine, *, at: datetime) -> None:
    """Write down a further line of a training event."""
    told = line.told
    session.add(
        TrainingLineRow(
            event_id=number,
            is_held=line.is_held,
            first_day=told.first,
            last_day=told.last,
            title=told.title,
            place=told.place,
            took_part=told.took_part,
            members=told.members,
            new_peers=told.new_peers,
            on_date=line.on,
            reason=line.reason,
            at=at,
            by=line.by,
        )
    )
    session.flush()


def events(session: Session) -> list[TrainingEvent]:
    """Return every training event, in the order in which they were written down."""
    return _told(session, session.scalars(select(TrainingRow.id).order_by(TrainingRow.id)).all())


def event(session: Session, number: int, *, lock: bool = False) -> TrainingEvent:
    """Return a training event; with ``lock``, whoever else tells of it waits until the transaction ends."""
    row = session.get(TrainingRow, number, with_for_update=lock or None)
    if row is None:
        raise NoTraining(number)
    return _told(session, [row.id])[0]


def _told(session: Session, numbers: Collection[int]) -> list[TrainingEvent]:
    query = select(TrainingLineRow).where(TrainingLineRow.event_id.in_(numbers)).order_by(TrainingLineRow.id)
    lines: dict[int, list[TrainingLine]] = {number: [] for number in numbers}
    for each in session.scalars(query):
        lines[each.event_id].append(_line(each))
    return [TrainingEvent(number, tuple(lines[number])) for number in numbers]


def _line(row: TrainingLineRow) -> TrainingLine:
    told = Training(
        first=row.first_day,
        last=row.last_day,
        title=row.title,
        place=row.place,
        took_part=row.took_part,
        members=row.members,
        new_peers=row.new_peers,
    )
    return TrainingLine(told, row.on_date, row.by, row.reason, row.is_held)
