"""When councils were last challenged and what was agreed with them afterwards, as lists ask for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db.coverage_tables import AftercareEntry, CoverageEntry
from db.models import Standing
from domain.lifecycle import CouncilCode, PersonId, Reference

Row = dict[str, Any]


def put(
    session: Session, references: Collection[Reference], parts: Iterable[Row], aftercare: Iterable[Row]
) -> None:
    """Write what parts councils have in challenges, and what follows on them, in place of what was there."""
    for table, rows in ((CoverageEntry, [*parts]), (AftercareEntry, [*aftercare])):
        session.execute(delete(table).where(table.reference.in_(references)))
        if rows:
            session.execute(insert(table), rows)


def clear(session: Session) -> None:
    """Forget all of it, before it is made again."""
    for table in (CoverageEntry, AftercareEntry):
        session.execute(delete(table))


def parts(session: Session, councils: Collection[CouncilCode] | None = None) -> Sequence[CoverageEntry]:
    """Return the parts of some councils, or of all, by reference."""
    query = select(CoverageEntry).order_by(CoverageEntry.reference, CoverageEntry.council)
    if councils is not None:
        query = query.where(CoverageEntry.council.in_(councils))
    return session.scalars(query).all()


def agreed(session: Session, councils: Collection[CouncilCode]) -> Sequence[AftercareEntry]:
    """Return what was said of offers to some councils, and what is still to do there, the latest first."""
    order = (AftercareEntry.since.desc(), AftercareEntry.reference, AftercareEntry.offer)
    query = select(AftercareEntry).where(AftercareEntry.council.in_(councils)).order_by(*order)
    return session.scalars(query).all()


def to_do(
    session: Session,
    advisers: Collection[PersonId] | None = None,
    *,
    start: int = 0,
    most: int | None = None,
) -> Sequence[tuple[AftercareEntry, PersonId | None]]:
    """Return what is still to do after hand-overs, of some advisers or all; what is longest so first."""
    query = (
        select(AftercareEntry, Standing.adviser)
        .join(Standing, Standing.reference == AftercareEntry.reference)
        .where(AftercareEntry.is_to_do)
        .order_by(
            AftercareEntry.since, AftercareEntry.reference, AftercareEntry.council, AftercareEntry.offer
        )
    )
    if advisers is not None:
        query = query.where(Standing.adviser.in_(advisers))
    return [(entry, whose) for entry, whose in session.execute(query.offset(start).limit(most))]
