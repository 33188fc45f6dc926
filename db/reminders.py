"""Reminders between being written and being sent: held, gathered into one message, or withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time

from sqlalchemy import and_, delete, func, not_, select, update
from sqlalchemy.orm import Session

from db.models import Event
from db.post_tables import Message, MessageSlot
from domain.lifecycle import PROGRAMME_TIME, PersonId, Reference

_IS_LETTER = (func.count() == 1, func.min(Message.html) != "")
"""Of somebody's reminders that are held: whether there is but one, and that a letter of its own."""


def release_single(session: Session, people: Collection[PersonId] | None) -> None:
    """Queue the reminder of everybody for whom only one is held; of some people, or of all.

    One that was written as a part of a longer message is left for ``gather``: it has no page of its own.
    """
    held = select(Message.person_id).where(Message.state == "held")
    single = held.group_by(Message.person_id).having(*_IS_LETTER)
    change = update(Message).where(Message.state == "held", Message.person_id.in_(single))
    change = change.where(Message.person_id.in_(people)) if people is not None else change
    session.execute(change.values(state="queued").execution_options(synchronize_session="fetch"))


def with_several(session: Session, people: Collection[PersonId] | None) -> Sequence[PersonId]:
    """Return those whose reminders are to be gathered; among some people, or among all."""
    query = select(Message.person_id).where(Message.state == "held")
    query = query.where(Message.person_id.in_(people)) if people is not None else query
    several = query.group_by(Message.person_id).having(not_(and_(*_IS_LETTER)))
    return session.scalars(several.order_by(Message.person_id)).all()


def held(session: Session, person: PersonId) -> Sequence[Message]:
    """Return the reminders that are held for somebody, by challenge, and nobody else has in hand."""
    query = select(Message).where(Message.state == "held", Message.person_id == person)
    ordered = query.order_by(Message.reference, Message.id)
    return session.scalars(ordered.with_for_update(skip_locked=True)).all()


def move_slots(session: Session, taken: Collection[Message], to: Message) -> None:
    """Have one message fill the slots of others, which were never sent and are dropped."""
    ids = [each.id for each in taken]
    for some in _in_hundreds(ids):
        moved = update(MessageSlot).where(MessageSlot.message_id.in_(some)).values(message_id=to.id)
        session.execute(moved.execution_options(synchronize_session="fetch"))
        session.execute(delete(Message).where(Message.id.in_(some)))


def readers(session: Session) -> Sequence[PersonId]:
    """Return everybody for whom a reminder is held."""
    query = select(Message.person_id).where(Message.state == "held").distinct()
    return session.scalars(query.order_by(Message.person_id)).all()


def unsent_before(session: Session, today: date, at_most: int) -> Sequence[Message]:
    """Return some reminders that were written on an earlier day and wait to this one.

    What somebody has sent anew is not among them: it waits for the post, as they said.
    """
    midnight = datetime.combine(today, time(), PROGRAMME_TIME)
    waiting = select(Message).where(Message.state.in_(("held", "queued")), Message.part.is_not(None))
    late = waiting.where(Message.queued_at < midnight, Message.issue == 1).order_by(Message.id).limit(at_most)
    return session.scalars(late.with_for_update(skip_locked=True)).all()


def slots_of(session: Session, message: Message) -> Sequence[MessageSlot]:
    """Return the slots that a message fills, by challenge and key."""
    query = select(MessageSlot).where(MessageSlot.message_id == message.id)
    return session.scalars(query.order_by(MessageSlot.reference, MessageSlot.key, MessageSlot.slot)).all()


def withdraw(session: Session, message: Message, why: str) -> tuple[Reference, ...]:
    """Keep a message from being sent, open its slots again, and return the challenges that it told of.

    Which slots it had is kept under a name that nothing is ever owed under.
    """
    slots = slots_of(session, message)
    message.state, message.error = "withdrawn", why
    for each in slots:
        each.slot = f"{each.slot}!{message.id}"
    session.flush()
    return tuple(dict.fromkeys(each.reference for each in slots))


def has_news(session: Session, references: Collection[Reference], since: datetime) -> bool:
    """Whether anything has been recorded of some challenges since a moment."""
    news = select(Event.id).where(Event.reference.in_(references), Event.recorded_at > since)
    return session.scalar(news.limit(1)) is not None


def _in_hundreds(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Part a list so that no statement has more values than a database takes."""
    return (ids[start : start + 500] for start in range(0, len(ids), 500))
