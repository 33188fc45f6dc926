"""What a good officer does every working morning: look at what has come due, and see to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework import documents, notices
from casework.case import cases
from casework.standings import standing_of
from db import standings
from domain.lifecycle import Reference


@dataclass(frozen=True, slots=True)
class Made:
    """How many documents and messages some work has made."""

    documents: int
    messages: int


def due(session: Session, today: date) -> tuple[Reference, ...]:
    """Return the challenges of which something has come due since they were last looked at."""
    return tuple(standings.due(session, today))


def see_to(session: Session, references: Collection[Reference], today: date, at: datetime) -> Made:
    """Prepare and queue all that challenges owe and bring their standings up to date, or do nothing.

    A challenge is read with all the others, so give a hundred at a time: fewer ask the database more
    often than needed, more keep its other writers waiting.
    """
    on_desk = cases(session, references, lock=True)
    made = [
        documents.file(each, wanted, today, at) for each in on_desk for wanted in each.documents_owed(today)
    ]
    queued = [message for each in on_desk for message in notices.queue_on(each, today, at)]
    standings.put(session, [standing_of(each, today, at) for each in on_desk])
    return Made(len(made), len(queued))
