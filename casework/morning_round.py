"""What a good officer does every working morning: look at what has come due, and see to it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from casework import documents, notices
from casework.case import case
from casework.standings import project
from db import challenges, standings
from domain.lifecycle import Reference


def due(session: Session, today: date) -> tuple[Reference, ...]:
    """Return the challenges of which something has come due since they were last looked at."""
    return tuple(standings.due(session, today))


def see_to(session: Session, reference: Reference, today: date, at: datetime) -> tuple[int, int]:
    """Prepare and queue all that one challenge owes; return how many documents and messages that made."""
    on_desk = case(session, challenges.get(session, reference, lock=True).reference)
    made = [documents.file(on_desk, each, today, at) for each in documents.still_owed(on_desk, today)]
    queued = notices.queue_on(on_desk, today, at)
    project(session, on_desk, today, at)
    return len(made), len(queued)
