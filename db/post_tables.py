"""The tables of the post: what was owed to whom, every try to send it, and what providers told of it.

Receipts and notes are append-only, and an attempt is never changed once it has an outcome: their migration
makes the triggers that refuse it.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models import Base, Challenge, Council, Person
from domain.lifecycle import CouncilCode, PersonId, Reference


class Message(Base):
    """A message that was owed to somebody, as it was written, and what became of it.

    It has no challenge of its own if it tells of several. A reminder is held until all that its reader is to
    be reminded of has been written, and ``part`` is how one message says it that says all of them.

    Whoever sends it says so before (``sending``, with who and until when), so that a message of which nobody
    knows whether it went out is told from one that did not (``unknown``).
    """

    __tablename__ = "messages"
    __table_args__ = (
        # What was withdrawn was never sent, and may be owed again.
        Index(
            "uq_messages_key_person_id",
            "key",
            "person_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        CheckConstraint(
            "state IN ('held', 'rolled', 'declined', 'queued', 'sending', 'unknown', 'sent', 'delivered',"
            " 'failed', 'withdrawn')",
            name="state",
        ),
        CheckConstraint("state NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL", name="sent"),
        CheckConstraint("state IN ('sent', 'delivered', 'failed') OR sent_at IS NULL", name="not_sent"),
        CheckConstraint("(state = 'sending') = (holder IS NOT NULL)", name="holder"),
        CheckConstraint("(holder IS NULL) = (held_until IS NULL)", name="held_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[Reference | None] = mapped_column(ForeignKey(Challenge.reference), index=True)
    key: Mapped[str]
    notice: Mapped[str]
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    to_name: Mapped[str]
    to_email: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    part: Mapped[str | None]
    attachments: Mapped[list[int]]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_as: Mapped[str | None]
    error: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None]
    words: Mapped[str | None]
    issue: Mapped[int] = mapped_column(default=1, server_default="1")
    is_optional: Mapped[bool] = mapped_column(default=False, server_default=false())
    next_try_at: Mapped[datetime | None]
    holder: Mapped[str | None]
    held_until: Mapped[datetime | None]
    seen_to_at: Mapped[datetime | None]

    challenge: Mapped[Challenge] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class Preference(Base):
    """How somebody wants the messages that they need not have."""

    __tablename__ = "preferences"
    __table_args__ = (CheckConstraint("choice IN ('at_once', 'digest', 'off')", name="choice"),)

    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True)
    choice: Mapped[str]
    chosen_at: Mapped[datetime]
    chosen_by: Mapped[str]


class Attempt(Base):
    """One try to send a message, written down before the channel is asked.

    Without an outcome nobody knows what came of it. One that has an outcome is never changed.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("message_id", "number"),
        CheckConstraint("outcome IN ('taken', 'refused', 'busy', 'not_sent', 'lost')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey(Message.id))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str]
    to_email: Mapped[str]
    holder: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    provider_id: Mapped[str | None] = mapped_column(index=True)
    template_version: Mapped[int | None]
    note: Mapped[str | None]


class Receipt(Base):
    """What a provider told of a message; it is kept also if nobody here knows the message. Append-only."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("channel", "provider_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    provider_id: Mapped[str]
    status: Mapped[str]
    name: Mapped[str | None]
    to_email: Mapped[str]
    at: Mapped[datetime]
    heard_at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(ForeignKey(Message.id), index=True)


class MessageNote(Base):
    """What somebody did about a message: sent it again, or saw to it in another way. Append-only."""

    __tablename__ = "message_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey(Message.id), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    what: Mapped[str]
    said: Mapped[str]


class MessageSlot(Base):
    """A part that a message fills; somebody in two roles gets one message with two slots.

    A message may fill parts of several challenges, so each names its own.
    """

    __tablename__ = "message_slots"

    key: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey(Message.id), index=True)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), index=True)

    message: Mapped[Message] = relationship(lazy="raise")
