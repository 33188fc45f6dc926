"""Which challenges stand in a calendar that somebody subscribes to, and how often each has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.index_tables import SearchEntry
from db.models import Challenge, Council, Standing
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.searching import Found

_ENDED = ("cancelled", "closed", "superseded")


def versions(
    session: Session, since: date, *, adviser: PersonId | None, council: CouncilCode | None
) -> Sequence[tuple[Reference, int]]:
    """Return the challenges that run, or have changed since a day, with their numbers of events.

    Of an adviser, or of a council that takes part now, if one is named. That a challenge was called off has
    to stand in a calendar for a while: who does not hear of it goes there.
    """
    query = (
        select(Challenge.reference, Challenge.version)
        .join(Standing, Standing.reference == Challenge.reference)
        .where(
            or_(Standing.state.not_in(_ENDED), Standing.updated_at >= datetime.combine(since, time.min, UTC))
        )
        .order_by(Challenge.reference)
    )
    if adviser:
        query = query.where(Standing.adviser == adviser)
    if council:
        takes_part = select(SearchEntry.reference).where(
            SearchEntry.kind == Found.CHALLENGE.value, SearchEntry.council == council
        )
        query = query.where(Challenge.reference.in_(takes_part))
    return [(reference, version) for reference, version in session.execute(query)]


def councils(session: Session) -> Sequence[tuple[CouncilCode, str]]:
    """Return the councils that take part in some challenge, by name."""
    query = select(Council.code, Council.name).where(
        Council.code.in_(select(SearchEntry.council).where(SearchEntry.kind == Found.CHALLENGE.value))
    )
    return [(code, name) for code, name in session.execute(query.order_by(Council.name))]
