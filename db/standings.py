"""Where each challenge stands, for lists: a projection that can always be made again from the events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from db.models import Challenge, Council, Participant, Standing
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.outlook import State

COLUMNS = tuple(name for name in Standing.__table__.columns.keys() if name not in ("reference", "updated_at"))  # noqa: SIM118
"""What a standing says; when it was last looked at is not part of it."""
_ENDED = ("cancelled", "closed", "superseded")


def put(session: Session, found: Collection[Standing]) -> None:
    """Write where challenges stand now, with one question and one statement for all of them."""
    known = select(Standing).where(Standing.reference.in_([each.reference for each in found]))
    kept = {each.reference: each for each in session.scalars(known)}
    for each in found:
        if each.reference not in kept:
            session.add(each)
            continue
        for name in (*COLUMNS, "updated_at"):  # Not `merge`, which writes out the session for every one.
            setattr(kept[each.reference], name, getattr(each, name))
    session.flush()


def due(session: Session, today: date) -> Sequence[Reference]:
    """Return the challenges of which something has come due, or is owed and not yet done."""
    return session.scalars(due_on(today)).all()


def due_on(today: date) -> Select[Reference]:
    """Ask for the challenges of which something has come due.

    Every state is named, because the index begins with it: however many challenges are stored, only those
    are read of which the day has come.
    """
    query = select(Standing.reference).where(Standing.state.in_(State), Standing.next_change <= today)
    return query.order_by(Standing.reference)


def coming(
    session: Session, until: date, advisers: Collection[PersonId] | None = None
) -> Sequence[Reference]:
    """Return the challenges of which something comes due by a day, or waits; of some advisers or of all."""
    moving = or_(Standing.next_change <= until, Standing.waiting > 0)
    query = select(Standing.reference).where(moving).order_by(Standing.reference)
    mine = query if advisers is None else query.where(Standing.adviser.in_(advisers))
    return session.scalars(mine).all()


def listed(session: Session) -> Sequence[Standing]:
    """Return where every challenge stands, those with the earliest date first."""
    order = (Standing.next_due.is_(None), Standing.next_due, Standing.reference)
    return session.scalars(select(Standing).order_by(*order)).all()


def references(session: Session) -> Sequence[Reference]:
    """Return the references of all challenges."""
    return session.scalars(select(Challenge.reference).order_by(Challenge.reference)).all()


def running(session: Session) -> Sequence[Reference]:
    """Return the references of the challenges that have not ended."""
    query = select(Standing.reference).where(Standing.state.not_in(_ENDED))
    return session.scalars(query.order_by(Standing.reference)).all()


def running_with(
    session: Session, councils: Iterable[CouncilCode], *, but: Reference
) -> Sequence[tuple[CouncilCode, Reference]]:
    """Return which councils take part in another challenge that has not ended, and in which."""
    query = (
        select(Participant.council, Standing.reference)
        .join(Standing, Standing.reference == Participant.reference)
        .where(Standing.state.not_in(_ENDED), Standing.reference != but, Participant.council.in_([*councils]))
        .order_by(Standing.reference, Participant.position)
    )
    return [(council, reference) for council, reference in session.execute(query)]


def with_ended_council(session: Session, on: date) -> Sequence[Reference]:
    """Return the running challenges that were opened with a council that has ended by a day."""
    query = (
        select(Standing.reference)
        .join(Participant, Participant.reference == Standing.reference)
        .join(Council, Council.code == Participant.council)
        .where(Standing.state.not_in(_ENDED), Council.end_date <= on)
        .distinct()
    )
    return session.scalars(query.order_by(Standing.reference)).all()


def clear(session: Session) -> None:
    """Drop all standings."""
    session.execute(delete(Standing))


def said(standing: Standing) -> dict[str, object]:
    """Return what a standing says, for comparison."""
    return {name: getattr(standing, name) for name in COLUMNS}
