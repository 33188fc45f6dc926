"""What the outbox shows for everything that was owed, for the proof to hold against the histories."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from db.post_tables import Attempt, Message, MessageSlot
from domain.lifecycle import PersonId, Reference

AT_ONCE = 500
"""How many messages are in memory at once."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A slot, and the message that fills it; one without a state is named and is not there."""

    key: str
    slot: str
    number: int
    notice: str | None
    person: PersonId | None
    to: str | None
    state: str | None
    queued_at: datetime | None


def filled(session: Session, references: Collection[Reference]) -> dict[Reference, list[Filled]]:
    """Return every slot of some challenges, withdrawn ones included."""
    columns = (MessageSlot.key, MessageSlot.slot, MessageSlot.message_id)
    of = (Message.notice, Message.person_id, Message.to_email, Message.state, Message.queued_at)
    query = select(MessageSlot.reference, *columns, *of).outerjoin(
        Message, MessageSlot.message_id == Message.id
    )
    wanted = query.where(MessageSlot.reference.in_(references)).order_by(MessageSlot.message_id)
    found: dict[Reference, list[Filled]] = {each: [] for each in references}
    for row in session.execute(wanted):
        message = (row.notice, row.person_id, row.to_email, row.state, row.queued_at)
        found[row.reference].append(Filled(row.key, row.slot, row.message_id, *message))
    return found


def messages(
    session: Session, reference: Reference | None, since: datetime | None, before: datetime
) -> Iterator[tuple[Message, Sequence[Attempt], bool]]:
    """Give the messages written in a time, each with its attempts and whether it fills any slot."""
    last = 0
    while some := _next(session, last, _about(reference), since, before):
        last = some[-1].id
        ids = [each.id for each in some]
        slotted = set(session.scalars(select(MessageSlot.message_id).where(MessageSlot.message_id.in_(ids))))
        tried: dict[int, list[Attempt]] = {}
        for attempt in session.scalars(
            select(Attempt).where(Attempt.message_id.in_(ids)).order_by(Attempt.number)
        ):
            tried.setdefault(attempt.message_id, []).append(attempt)
        for message in some:
            yield message, tried.get(message.id, []), message.id in slotted


def names_tried(session: Session) -> frozenset[str]:
    """Return every name under which a message was ever handed to a channel."""
    return frozenset(session.scalars(select(Attempt.name).distinct()))


def _next(
    session: Session,
    last: int,
    about: tuple[ColumnElement[bool], ...],
    since: datetime | None,
    before: datetime,
) -> Sequence[Message]:
    query = select(Message).where(Message.id > last, Message.queued_at < before, *about)
    query = query.where(Message.queued_at >= since) if since else query
    return session.scalars(query.order_by(Message.id).limit(AT_ONCE)).all()


def _about(reference: Reference | None) -> tuple[ColumnElement[bool], ...]:
    if reference is None:
        return ()
    told = select(MessageSlot.message_id).where(MessageSlot.reference == reference)
    return (or_(Message.reference == reference, Message.id.in_(told)),)
