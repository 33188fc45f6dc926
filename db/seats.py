"""Who holds which role of which challenge now, so that one's own challenges are found by an index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from db.accounts_tables import SeatRow
from domain.lifecycle import CouncilCode, PersonId, Reference


class Held(NamedTuple):
    """A role that somebody holds in a challenge, for a council if it is a council's."""

    reference: Reference
    person: PersonId
    role: str
    council: CouncilCode | None


def put(session: Session, references: Collection[Reference], found: Collection[Held]) -> None:
    """Write who holds which role of some challenges now, and touch only what differs."""
    query = select(SeatRow).where(SeatRow.reference.in_(references))
    kept = {_held(row): row for row in session.scalars(query)}
    gone = [row.id for held, row in kept.items() if held not in found]
    if gone:
        session.execute(delete(SeatRow).where(SeatRow.id.in_(gone)))
    for each in sorted({*found} - {*kept}, key=str):
        session.add(
            SeatRow(reference=each.reference, person_id=each.person, role=each.role, council=each.council)
        )
    session.flush()


def of_person(session: Session, person: PersonId) -> Sequence[Held]:
    """Return every role that somebody holds, by challenge."""
    return [Held(*row) for row in session.execute(_HELD, {"person": person})]


_HELD = (
    select(SeatRow.reference, SeatRow.person_id, SeatRow.role, SeatRow.council)
    .where(SeatRow.person_id == bindparam("person"))
    .order_by(SeatRow.reference, SeatRow.role)
)
"""Built once, because it is asked for every page."""


def everything(session: Session) -> frozenset[Held]:
    """Return who holds which role in all challenges, for comparison."""
    return frozenset(_held(row) for row in session.scalars(select(SeatRow)))


def clear(session: Session) -> None:
    """Drop all seats."""
    session.execute(delete(SeatRow))


def _held(row: SeatRow) -> Held:
    return Held(row.reference, row.person_id, row.role, row.council)
