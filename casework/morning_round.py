"""What a good officer does every working morning: look at what has come due, and see to it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from casework import documents, notices
from casework.standings import refresh
from db import standings
from domain.lifecycle import Reference


def due(session: Session, today: date) -> tuple[Reference, ...]:
    """Return the challenges of which something has come due since they were last looked at."""
    return tuple(standings.due(session, today))


def see_to(session: Session, reference: Reference, today: date, at: datetime) -> tuple[int, int]:
    """Prepare and queue all that one challenge owes; return how many documents and messages that made."""
    made = [
        documents.prepare(session, reference, key, today, at)
        for key in documents.owed(session, reference, today)
    ]
    queued = notices.queue(session, reference, today, at)
    refresh(session, reference, today, at)
    return sum(each is not None for each in made), len(queued)
