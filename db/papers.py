"""Documents made and messages queued: what has been done, under the keys of what was owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Document, Message, MessageSlot
from domain.lifecycle import Reference

Done = frozenset[tuple[str, str]]


def documents(session: Session, reference: str) -> Sequence[Document]:
    """Return the documents of a challenge in the order in which they were made."""
    return session.scalars(
        select(Document).where(Document.reference == reference).order_by(Document.id)
    ).all()


def document_keys(session: Session, reference: str) -> frozenset[str]:
    """Return the keys of the documents that have been made."""
    return frozenset(session.scalars(select(Document.key).where(Document.reference == reference)))


def messages(session: Session, reference: str) -> Sequence[Message]:
    """Return the messages of a challenge in the order in which they were queued."""
    return session.scalars(select(Message).where(Message.reference == reference).order_by(Message.id)).all()


def slots_done(session: Session, reference: str) -> Done:
    """Return the keys and slots that messages have filled."""
    query = select(MessageSlot.key, MessageSlot.slot).join(Message, Message.id == MessageSlot.message_id)
    return frozenset(
        (key, slot) for key, slot in session.execute(query.where(Message.reference == reference))
    )


def message_to(session: Session, key: str, person: str) -> Message | None:
    """Return the message that somebody was sent under a key, if one was."""
    return session.scalar(select(Message).where(Message.key == key, Message.person_id == person))


def fill(session: Session, message: Message, slots: Iterable[str]) -> None:
    """Mark slots as filled by a message."""
    session.add_all(MessageSlot(key=message.key, slot=slot, message_id=message.id) for slot in slots)
    session.flush()


def queued(session: Session, reference: str | None = None) -> Sequence[int]:
    """Return the identifiers of the messages that wait to be sent, oldest first."""
    query = select(Message.id).where(Message.state == "queued").order_by(Message.id)
    return session.scalars(query.where(Message.reference == reference) if reference else query).all()


def lock_queued(session: Session, message_id: int) -> Message | None:
    """Return a message for sending, if it still waits and nobody else has it in hand."""
    query = select(Message).where(Message.id == message_id, Message.state == "queued")
    return session.scalar(query.with_for_update(skip_locked=True))


def named(session: Session, ids: Iterable[int]) -> Sequence[Document]:
    """Return documents by their identifiers."""
    return session.scalars(select(Document).where(Document.id.in_(list(ids))).order_by(Document.id)).all()


def full_key(reference: Reference, key: str) -> str:
    """Return the key under which something owed is done: unique over all challenges."""
    return f"{reference}/{key}"
