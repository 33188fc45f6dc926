"""What providers told of messages, what people did about them, and which still wait for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.post_tables import Attempt, Message, MessageSlot, Receipt
from domain.lifecycle import PersonId


def keep(
    session: Session,
    message_id: int | None,
    *,
    channel: str,
    provider_id: str,
    status: str,
    name: str | None,
    to_email: str,
    at: datetime,
    heard_at: datetime,
) -> None:
    """Keep what a provider told; told again, it is kept once."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(Receipt).values(
        message_id=message_id,
        channel=channel,
        provider_id=provider_id,
        status=status,
        name=name,
        to_email=to_email,
        at=at,
        heard_at=heard_at,
    )
    session.execute(row.on_conflict_do_nothing())


def attempt_known_as(session: Session, channel: str, provider_id: str, name: str | None) -> Attempt | None:
    """Return the attempt that a provider tells of: by its own number, or else by our name for the message."""
    of_channel = select(Attempt).where(Attempt.channel == channel).order_by(Attempt.number.desc()).limit(1)
    found = session.scalar(of_channel.where(Attempt.provider_id == provider_id))
    return found or (session.scalar(of_channel.where(Attempt.name == name)) if name else None)


def statuses(session: Session, channel: str, provider_id: str) -> Sequence[str]:
    """Return everything that a provider has told of a message."""
    query = select(Receipt.status).where(Receipt.channel == channel, Receipt.provider_id == provider_id)
    return session.scalars(query.order_by(Receipt.id)).all()


def of(session: Session, message_id: int) -> Sequence[Receipt]:
    """Return what was told of a message, the earliest first."""
    query = select(Receipt).where(Receipt.message_id == message_id)
    return session.scalars(query.order_by(Receipt.at, Receipt.id)).all()


def quarantined(session: Session) -> Sequence[Receipt]:
    """Return what was told of messages that nobody here knows."""
    return session.scalars(select(Receipt).where(Receipt.message_id.is_(None)).order_by(Receipt.id)).all()


def expected(session: Session, channel: str, since: datetime) -> Sequence[str]:
    """Return the provider's numbers of the messages that it took since, and of which it has more to tell."""
    query = select(Message.sent_as).where(
        Message.state == "sent", Message.channel == channel, Message.sent_at >= since
    )
    return [each for each in session.scalars(query.order_by(Message.id)) if each]


def for_people(session: Session, reference: str | None = None) -> Sequence[Message]:
    """Return the messages that only a person can see to, of one challenge or of all."""
    query = select(Message).where(_needs_somebody(), Message.seen_to_at.is_(None))
    told = select(MessageSlot.message_id).where(MessageSlot.reference == reference)
    return session.scalars(
        (query.where(Message.id.in_(told)) if reference else query).order_by(Message.id)
    ).all()


def to_person(session: Session, person: PersonId) -> Sequence[Message]:
    """Return every message to somebody, in the order in which they were written."""
    return session.scalars(select(Message).where(Message.person_id == person).order_by(Message.id)).all()


def _needs_somebody() -> ColumnElement[bool]:
    is_unknown = and_(Message.state == "unknown", Message.next_try_at.is_(None))
    return or_(Message.state == "failed", is_unknown)
