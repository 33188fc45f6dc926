"""Documents made and messages queued: what has been done, under the keys of what was owed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from db.models import Document
from db.post_tables import Message, MessageSlot
from domain.lifecycle import PersonId, Reference

Slots = frozenset[tuple[str, str]]


@dataclass(slots=True)
class Done:
    """What has been done for a challenge: documents by key, and who was told each slot of a key.

    Of messages it has the numbers alone, under their keys and readers: a round asks of tens of thousands
    whether they are there, and never what they say.
    """

    made: dict[str, Document] = field(default_factory=dict)
    told: dict[tuple[str, str], PersonId] = field(default_factory=dict)
    messages: dict[tuple[str, PersonId], int] = field(default_factory=dict)


def done(
    session: Session, references: Collection[Reference], *, before: datetime | None = None
) -> dict[Reference, Done]:
    """Return what has been done for each of many challenges, in two questions to the database.

    With ``before``, it is what had been done by a moment.
    """
    found = {reference: Done() for reference in references}
    of = {"references": list(references)}
    for document in session.scalars(_MADE.where(Document.made_at < before) if before else _MADE, of):
        found[document.reference].made[document.key] = document
    told = _TOLD.where(Message.queued_at < before) if before else _TOLD
    for reference, key, slot, number, person in session.execute(told, of):
        found[reference].told[key, slot] = person
        found[reference].messages[key, person] = number
    return found


_OF: BindParameter[list[str]] = bindparam("references", expanding=True)
_MADE = select(Document).where(Document.reference.in_(_OF)).order_by(Document.id)
_TOLD = (
    select(MessageSlot.reference, MessageSlot.key, MessageSlot.slot, Message.id, Message.person_id)
    .join(Message, MessageSlot.message_id == Message.id)
    .where(MessageSlot.reference.in_(_OF), Message.state != "withdrawn")
)


def documents(session: Session, reference: str) -> Sequence[Document]:
    """Return the documents of a challenge in the order in which they were made."""
    return session.scalars(
        select(Document).where(Document.reference == reference).order_by(Document.id)
    ).all()


def by_hash(session: Session, column: str, digest: str) -> Sequence[Document]:
    """Return the documents that have contents of a hash in one of their formats: ``pdf``, ``changes``."""
    column_of = getattr(Document, f"{column}_hash")
    return session.scalars(select(Document).where(column_of == digest).order_by(Document.id)).all()


def document_keys(session: Session, reference: str) -> frozenset[str]:
    """Return the keys of the documents that have been made."""
    return frozenset(session.scalars(select(Document.key).where(Document.reference == reference)))


def messages(session: Session, reference: str) -> Sequence[Message]:
    """Return the messages that tell of a challenge, in the order in which they were queued."""
    about = select(MessageSlot.message_id).where(MessageSlot.reference == reference)
    return session.scalars(select(Message).where(Message.id.in_(about)).order_by(Message.id)).all()


def slots_done(session: Session, reference: str) -> Slots:
    """Return the keys and slots that messages have filled."""
    query = (
        select(MessageSlot.key, MessageSlot.slot)
        .join(Message, MessageSlot.message_id == Message.id)
        .where(MessageSlot.reference == reference, Message.state != "withdrawn")
    )
    return frozenset((key, slot) for key, slot in session.execute(query))


def named(session: Session, ids: Iterable[int]) -> Sequence[Document]:
    """Return documents by their identifiers."""
    return session.scalars(select(Document).where(Document.id.in_(list(ids))).order_by(Document.id)).all()
