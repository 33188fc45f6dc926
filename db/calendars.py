"""Closures and elections as they are kept: entered and taken out of force again, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import models
from domain.calendars import Closing
from domain.elections import YEARS, Electorate, Poll
from domain.errors import WrongUse
from domain.working_days import Closure

Row = TypeVar("Row", models.Closure, models.Election)
What = TypeVar("What", Closing, Poll)


class NoSuchRow(WrongUse):
    """No closure or election in force has that number."""

    def __str__(self) -> str:
        what, number, command = self.args
        return f"No {what} has the number {number}. `{command}` lists those in force with their numbers."


@dataclass(frozen=True, slots=True)
class Kept(Generic[What]):
    """A closure or election with its number, and who entered it and removed it when."""

    number: int
    what: What
    added_by: str
    added_at: datetime
    removed_by: str | None
    removed_at: datetime | None


# What counts


def closings(session: Session, *, but: int | None = None) -> tuple[Closing, ...]:
    """Return the closures in force, but for one that may be named by its number."""
    return tuple(_closing(row) for row in _in_force(session, models.Closure) if row.id != but)


def polls(session: Session) -> tuple[Poll, ...]:
    """Return the elections in force."""
    return tuple(_poll(row) for row in _in_force(session, models.Election))


def electorates(session: Session) -> tuple[Electorate, ...]:
    """Return the councils whose type says when they elect."""
    council = models.Council
    query = select(council.code, council.type, council.start_date, council.end_date)
    rows = session.execute(query.where(council.type.in_(list(YEARS))).order_by(council.code))
    return tuple(Electorate(*row) for row in rows)


# Lists with their audit


def kept_closings(session: Session, *, removed: bool = False) -> list[Kept[Closing]]:
    """List closures by their first day, with or without those that were removed."""
    rows = session.scalars(select(models.Closure).order_by(models.Closure.first_date, models.Closure.id))
    return [_kept(row, _closing(row)) for row in rows if removed or row.removed_at is None]


def kept_polls(session: Session, *, removed: bool = False) -> list[Kept[Poll]]:
    """List elections by their day, with or without those that were removed."""
    rows = session.scalars(select(models.Election).order_by(models.Election.poll_date, models.Election.id))
    return [_kept(row, _poll(row)) for row in rows if removed or row.removed_at is None]


# Coming and going


def add_closing(session: Session, new: Closing, *, by: str, at: datetime) -> int:
    """Enter a closure and return its number."""
    closure = new.closure
    row = models.Closure(
        first_date=closure.first,
        last_date=closure.last or closure.first,
        name=closure.name,
        division=new.division,
        council=new.council,
        added_by=by,
        added_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def add_poll(session: Session, new: Poll, *, by: str, at: datetime) -> int:
    """Enter an election and return its number."""
    row = models.Election(
        poll_date=new.on,
        name=new.name,
        council=new.council,
        notice_date=new.notice,
        is_held=new.is_held,
        added_by=by,
        added_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def closing(session: Session, number: int) -> Closing:
    """Return the closure in force of a number."""
    return _closing(_row(session, models.Closure, number, "closure", "cpc calendar list", lock=False))


def remove_closing(session: Session, number: int, *, by: str, at: datetime) -> Closing:
    """Take a closure out of force, and keep who did so and when."""
    row = _row(session, models.Closure, number, "closure", "cpc calendar list")
    row.removed_by, row.removed_at = by, at
    session.flush()
    return _closing(row)


def remove_poll(session: Session, number: int, *, by: str, at: datetime) -> Poll:
    """Take an election out of force, and keep who did so and when."""
    row = _row(session, models.Election, number, "election", "cpc elections list")
    row.removed_by, row.removed_at = by, at
    session.flush()
    return _poll(row)


def _in_force(session: Session, table: type[Row]) -> Sequence[Row]:
    return session.scalars(select(table).where(table.removed_at.is_(None)).order_by(table.id)).all()


def _row(
    session: Session, table: type[Row], number: int, what: str, command: str, *, lock: bool = True
) -> Row:
    row = session.get(table, number, with_for_update=lock or None)
    if row is None or row.removed_at is not None:
        raise NoSuchRow(what, number, command)
    return row


def _closing(row: models.Closure) -> Closing:
    last = row.last_date if row.last_date != row.first_date else None
    return Closing(Closure(row.name, row.first_date, last), row.division, row.council)


def _poll(row: models.Election) -> Poll:
    return Poll(row.poll_date, row.council, row.name, row.notice_date, row.is_held)


def _kept(row: models.Closure | models.Election, what: What) -> Kept[What]:
    return Kept(row.id, what, row.added_by, row.added_at, row.removed_by, row.removed_at)
