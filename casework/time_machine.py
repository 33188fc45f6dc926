"""Tells what was known on a day: what had been recorded, made and written by its end, and nothing since.

A history is never edited, so that the past can be asked: what happened is one date of an event, when it
was written down another. People are the exception; they are known as they are called today.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from casework.case import Case, case, cases
from db import papers
from db.post_tables import Message
from domain.days import long_date
from domain.errors import WrongUse
from domain.lifecycle import PROGRAMME_TIME, Reference


class NotKnownThen(WrongUse):
    """Nothing of a challenge had been written down on a day."""

    def __str__(self) -> str:
        reference, day, since = self.args
        known = f"It is known since {long_date(since)}."
        return f"Nobody knew of {reference} on {long_date(day)}. {known}"


def known_on(session: Session, reference: str, day: date) -> Case:
    """Take a challenge onto the desk as it was known at the end of a day; ``NotKnownThen`` before it was."""
    now = case(session, reference)
    found = all_known_on(session, [now.reference], day)
    if not found:
        first = now.history[0].recorded_on
        raise NotKnownThen(now.reference, day, first or day)
    return found[0]


def all_known_on(session: Session, references: Collection[Reference], day: date) -> list[Case]:
    """Take challenges onto the desk as they were known at the end of a day, those that were known."""
    end = _end(day)
    done = papers.done(session, references, before=end)
    return [
        replace(each, history=known, done=done[each.reference], _kept={})
        for each in cases(session, references)
        if (known := tuple(event for event in each.history if event.at is None or event.at < end))
    ]


def messages_on(session: Session, reference: str, day: date) -> Sequence[Message]:
    """Return the messages that had been written by the end of a day; one sent since then still waited."""
    end = _end(day)
    written = (each for each in papers.messages(session, reference) if each.queued_at < end)
    return [each if each.sent_at is None or each.sent_at < end else _waiting(each) for each in written]


def _waiting(message: Message) -> Message:
    """Return a message as it was before it was sent; the one in the database stays as it is."""
    names = (column.key for column in Message.__table__.columns)
    was = {"state": "queued", "sent_at": None, "sent_as": None, "channel": None, "attempts": 0, "error": None}
    return Message(**{name: getattr(message, name) for name in names} | was)


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, PROGRAMME_TIME)
