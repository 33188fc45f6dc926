"""What people want of optional messages, and the messages that wait because of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.post_tables import Message, Preference
from domain.lifecycle import PersonId
from domain.preferences import Choice


def choose(session: Session, person: PersonId, choice: Choice, by: str, at: datetime) -> None:
    """Keep what somebody wants from now on."""
    row = session.get(Preference, person)
    if row is None:
        session.add(Preference(person_id=person, choice=choice, chosen_at=at, chosen_by=by))
    else:
        row.choice, row.chosen_at, row.chosen_by = choice, at, by
    session.flush()


def choices(session: Session, people: Collection[PersonId]) -> dict[PersonId, Choice]:
    """Return what those of some people want who have said so."""
    found = session.scalars(select(Preference).where(Preference.person_id.in_(people)))
    return {each.person_id: Choice(each.choice) for each in found}


def chosen(session: Session) -> dict[PersonId, Preference]:
    """Return what everybody wants who has ever said so, with the day of saying it."""
    return {each.person_id: each for each in session.scalars(select(Preference))}


def held(session: Session, since: datetime, people: Collection[PersonId] | None) -> Sequence[Message]:
    """Lock the optional messages written since a moment that are held, to some people or to all."""
    query = select(Message).where(
        Message.state == "held", Message.is_optional.is_(True), Message.queued_at >= since
    )
    query = query.where(Message.person_id.in_(people)) if people is not None else query
    return session.scalars(query.order_by(Message.id).with_for_update(skip_locked=True)).all()


def had_since(session: Session, people: Collection[PersonId], since: datetime) -> dict[PersonId, int]:
    """Return how many optional messages each of some people was written since a moment."""
    query = select(Message.person_id, func.count()).where(
        Message.person_id.in_(people),
        Message.is_optional.is_(True),
        Message.state.not_in(("held", "rolled", "declined", "withdrawn")),
        Message.queued_at > since,
    )
    found: dict[PersonId, int] = dict(session.execute(query.group_by(Message.person_id)).all())
    return found


def rolled(session: Session, before: datetime) -> Sequence[Message]:
    """Lock the messages written before a moment that wait for the end of the week."""
    query = select(Message).where(Message.state == "rolled", Message.queued_at < before)
    return session.scalars(query.order_by(Message.id).with_for_update(skip_locked=True)).all()
