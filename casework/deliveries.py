"""Tells of messages who got what, why, when and with what result: for a challenge, or for one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db import outbox, papers, receipts, reminders
from db.post_tables import Attempt, Message, MessageNote, Receipt
from domain.lifecycle import PersonId, Reference


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message with the challenges it tells of, and everything that happened to it."""

    message: Message
    references: tuple[Reference, ...]
    attempts: Sequence[Attempt]
    receipts: Sequence[Receipt]
    notes: Sequence[MessageNote]


def of_challenge(session: Session, reference: Reference) -> list[Delivery]:
    """Return the messages that tell of a challenge, in the order in which they were written."""
    return _deliveries(session, papers.messages(session, reference))


def of_person(session: Session, person: PersonId) -> list[Delivery]:
    """Return every message to somebody, in the order in which they were written."""
    return _deliveries(session, receipts.to_person(session, person))


def _deliveries(session: Session, messages: Iterable[Message]) -> list[Delivery]:
    return [delivery(session, each) for each in messages]


def delivery(session: Session, message: Message) -> Delivery:
    """Return one message with everything that happened to it."""
    slots = reminders.slots_of(session, message)
    return Delivery(
        message=message,
        references=tuple(dict.fromkeys(each.reference for each in slots)),
        attempts=outbox.attempts(session, message.id),
        receipts=receipts.of(session, message.id),
        notes=outbox.notes(session, message.id),
    )
