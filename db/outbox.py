"""The outbox: which messages are to go out, who has each in hand, and every attempt that was made.

Several workers take from it at once. On PostgreSQL each locks what it takes and the others pass over it; on
SQLite only one writes at a time. What a worker has taken is its own until a moment that stands in the row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.orm import Session

from db.post_tables import Attempt, Message, MessageNote, MessageSlot


def waiting(session: Session, reference: str | None = None) -> Sequence[int]:
    """Return the numbers of the messages that the post has still to see to, of one challenge or of all.

    What only a person can settle is not among them.
    """
    is_to_do = or_(Message.state.in_(("queued", "sending")), _can_be_asked())
    query = select(Message.id).where(is_to_do, *_about(reference))
    return session.scalars(query.order_by(Message.id)).all()


def delayed(session: Session, reference: str | None = None) -> Message | None:
    """Return the first message that has been tried in vain and is going to be tried again."""
    tried = and_(Message.state.in_(("queued", "unknown")), Message.next_try_at.is_not(None))
    query = select(Message).where(tried, Message.attempts > 0, *_about(reference))
    return session.scalar(query.order_by(Message.id).limit(1))


def due(
    session: Session, at: datetime, *, after: int, at_most: int, reference: str | None = None
) -> Sequence[Message]:
    """Lock some messages that can go out now and have higher numbers than ``after``."""
    is_due = or_(Message.next_try_at.is_(None), Message.next_try_at <= at)
    query = select(Message).where(Message.state == "queued", is_due, Message.id > after, *_about(reference))
    some = query.order_by(Message.id).limit(at_most)
    return session.scalars(some.with_for_update(skip_locked=True)).all()


def in_hand(session: Session) -> Sequence[Message]:
    """Lock the messages that some worker has in hand, or had when it was stopped."""
    query = select(Message).where(Message.state == "sending").order_by(Message.id)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def unsettled(session: Session, at: datetime, reference: str | None = None) -> Sequence[Message]:
    """Return the messages of which it is now to be asked whether they have gone out."""
    query = select(Message).where(_can_be_asked(), Message.next_try_at <= at, *_about(reference))
    return session.scalars(query.order_by(Message.id)).all()


@dataclass(frozen=True, slots=True)
class Start:
    """A message that is about to be sent, under which name and by which channel."""

    message: Message
    name: str
    channel: str


def begin(
    session: Session, starts: Collection[Start], *, holder: str, at: datetime, until: datetime
) -> Sequence[int]:
    """Take messages in hand and write down that each is about to be sent; return the attempts' numbers."""
    if not starts:
        return ()
    for each in starts:
        each.message.state, each.message.holder, each.message.held_until = "sending", holder, until
        each.message.attempts += 1
    session.flush()
    rows = [
        {
            "message_id": each.message.id,
            "number": each.message.attempts,
            "name": each.name,
            "channel": each.channel,
            "to_email": each.message.to_email,
            "holder": holder,
            "began_at": at,
        }
        for each in starts
    ]
    return session.scalars(_NEW, rows).all()


def let_go(message: Message, state: str, *, next_try_at: datetime | None = None) -> None:
    """Give a message out of hand, with what has become of it."""
    message.state, message.next_try_at = state, next_try_at
    message.holder = message.held_until = None


def attempt_of(session: Session, message: Message) -> Attempt:
    """Return the last attempt to send a message."""
    query = select(Attempt).where(Attempt.message_id == message.id)
    return session.scalars(query.order_by(Attempt.number.desc()).limit(1)).one()


def attempts(session: Session, message_id: int) -> Sequence[Attempt]:
    """Return every attempt to send a message, the first one first."""
    query = select(Attempt).where(Attempt.message_id == message_id)
    return session.scalars(query.order_by(Attempt.number)).all()


def end(attempt: Attempt, outcome: str, at: datetime, note: str | None = None) -> None:
    """Write down what came of an attempt; that is done once."""
    attempt.outcome, attempt.ended_at = outcome, at
    attempt.note = note or attempt.note


def lock(session: Session, message_id: int) -> Message:
    """Return a message as it is now, for a change."""
    return lock_all(session, [message_id])[message_id]


def lock_all(session: Session, message_ids: Collection[int]) -> dict[int, Message]:
    """Return messages by their numbers as they are now, for a change."""
    query = select(Message).where(Message.id.in_(message_ids)).order_by(Message.id)
    now = query.execution_options(populate_existing=True).with_for_update()
    return {each.id: each for each in session.scalars(now)}


def unsettled_attempts(session: Session, attempt_ids: Collection[int]) -> dict[int, Attempt]:
    """Return those of some attempts, by their numbers, of which nobody has written down what came of them."""
    query = select(Attempt).where(Attempt.id.in_(attempt_ids), Attempt.outcome.is_(None))
    return {each.id: each for each in session.scalars(query.execution_options(populate_existing=True))}


def rest(session: Session, until: datetime) -> None:
    """Have everything that waits wait until a moment, because the provider asked for it."""
    sooner = or_(Message.next_try_at.is_(None), Message.next_try_at < until)
    change = update(Message).where(Message.state == "queued", sooner)
    session.execute(change.values(next_try_at=until).execution_options(synchronize_session="fetch"))


def note(session: Session, message: Message, *, by: str, what: str, said: str, at: datetime) -> None:
    """Write down what somebody did about a message."""
    session.add(MessageNote(message_id=message.id, at=at, by=by, what=what, said=said))


def notes(session: Session, message_id: int) -> Sequence[MessageNote]:
    """Return what people did about a message, the first thing first."""
    query = select(MessageNote).where(MessageNote.message_id == message_id)
    return session.scalars(query.order_by(MessageNote.id)).all()


def _can_be_asked() -> ColumnElement[bool]:
    return and_(Message.state == "unknown", Message.next_try_at.is_not(None))


def _about(reference: str | None) -> tuple[ColumnElement[bool], ...]:
    told = select(MessageSlot.message_id).where(MessageSlot.reference == reference)
    return (Message.id.in_(told),) if reference else ()


_NEW = insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True)
