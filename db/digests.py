"""What advisers have been told by their digests, and of which challenges there is more to tell."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Challenge, Person, Standing
from db.post_tables import Message, MessageSlot
from domain.lifecycle import PersonId, Reference

DIGEST = "digest"
"""The notice that tells an adviser what has changed."""


def advisers(session: Session) -> Sequence[PersonId]:
    """Return everybody who is the adviser of a challenge now."""
    query = select(Standing.adviser).where(Standing.adviser.is_not(None)).distinct()
    return [each for each in session.scalars(query.order_by(Standing.adviser)) if each]


def take_turn(session: Session, person: PersonId) -> None:
    """Wait until nobody else writes somebody's digest."""
    session.execute(select(Person.id).where(Person.id == person).with_for_update())


def lengths(session: Session, person: PersonId) -> dict[Reference, int]:
    """Return how many events each challenge of an adviser has."""
    query = select(Challenge.reference, Challenge.version).join(
        Standing, Standing.reference == Challenge.reference
    )
    found = session.execute(query.where(Standing.adviser == person).order_by(Challenge.reference))
    return dict(found.all())


def standings(session: Session, person: PersonId) -> Sequence[Standing]:
    """Return where the challenges of an adviser stand that still have a date, earliest first."""
    dated = select(Standing).where(Standing.adviser == person, Standing.next_due.is_not(None))
    return session.scalars(dated.order_by(Standing.next_due, Standing.reference)).all()


def told_up_to(session: Session, person: PersonId) -> dict[Reference, int]:
    """Return up to which event somebody's digests have told of each challenge."""
    told = select(MessageSlot.reference, func.max(MessageSlot.slot))
    digests = told.join(Message, MessageSlot.message_id == Message.id).where(
        Message.person_id == person, Message.notice == DIGEST
    )
    return {
        reference: int(slot) for reference, slot in session.execute(digests.group_by(MessageSlot.reference))
    }


def last_digest(session: Session, person: PersonId) -> Message | None:
    """Return the last digest that was written for somebody."""
    query = select(Message).where(Message.person_id == person, Message.notice == DIGEST)
    return session.scalar(query.order_by(Message.id.desc()).limit(1))


def has_been_written(session: Session, key: str, person: PersonId) -> bool:
    """Whether somebody has a digest under a key."""
    query = select(Message.id).where(Message.key == key, Message.person_id == person)
    return session.scalar(query.limit(1)) is not None
