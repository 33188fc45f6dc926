"""What is announced, on its way: each to its destination once, and those of a challenge in their order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from db.announcements_tables import Announcement
from db.letters import Row

ON_ITS_WAY = ("queued", "sending")
"""What keeps those behind it waiting; what failed or is unknown waits for a person, and they for nobody."""


def enter(session: Session, rows: Collection[Row]) -> None:
    """Queue announcements; one that stands there already is not queued again."""
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(Announcement).on_conflict_do_nothing(), list(rows))


def due(
    session: Session,
    destination: str,
    at: datetime,
    *,
    but: Collection[int],
    at_most: int,
    reference: str | None = None,
) -> Sequence[Announcement]:
    """Lock some announcements that can go to a destination now: of each challenge the first that is left."""
    ahead = aliased(Announcement)
    has_one_ahead = (
        select(ahead.id)
        .where(ahead.reference == Announcement.reference, ahead.destination == destination)
        .where(ahead.id < Announcement.id, ahead.state.in_(ON_ITS_WAY))
        .exists()
    )
    is_due = or_(Announcement.next_try_at.is_(None), Announcement.next_try_at <= at)
    query = (
        select(Announcement)
        .where(Announcement.destination == destination, Announcement.state == "queued", is_due)
        .where(Announcement.id.not_in(but), ~has_one_ahead, *_about(reference))
        .order_by(Announcement.id)
        .limit(at_most)
    )
    return session.scalars(query.with_for_update(skip_locked=True, of=Announcement)).all()


def in_hand(session: Session, destination: str) -> Sequence[Announcement]:
    """Lock the announcements to a destination that some worker has in hand, or had when it was stopped."""
    query = select(Announcement).where(
        Announcement.destination == destination, Announcement.state == "sending"
    )
    return session.scalars(query.order_by(Announcement.id).with_for_update(skip_locked=True)).all()


def lock(session: Session, number: int) -> Announcement | None:
    """Return an announcement as it is now, for a change; ``None`` if there is none of that number."""
    query = select(Announcement).where(Announcement.id == number).execution_options(populate_existing=True)
    return session.scalar(query.with_for_update())


def rest(session: Session, destination: str, until: datetime) -> None:
    """Have everything that waits for a destination wait until a moment, because it was asked for."""
    sooner = or_(Announcement.next_try_at.is_(None), Announcement.next_try_at < until)
    change = update(Announcement).where(Announcement.destination == destination, sooner)
    values = change.where(Announcement.state == "queued").values(next_try_at=until)
    session.execute(values.execution_options(synchronize_session="fetch"))


def listed(
    session: Session, reference: str | None = None, *, for_people: bool = False
) -> Sequence[Announcement]:
    """Return announcements in their order: of one challenge or of all, or those alone that need somebody."""
    needs_somebody = (Announcement.state.in_(("failed", "unknown")),) if for_people else ()
    query = select(Announcement).where(*_about(reference), *needs_somebody)
    return session.scalars(query.order_by(Announcement.id)).all()


def again(
    session: Session,
    destination: str,
    first: datetime,
    before: datetime,
    *,
    by: str,
    at: datetime,
    reference: str | None = None,
) -> int:
    """Queue once more what a destination was to be told in a period; return how many that are."""
    was_told = Announcement.state.not_in(ON_ITS_WAY)
    change = (
        update(Announcement)
        .where(Announcement.destination == destination, was_told, *_about(reference))
        .where(Announcement.queued_at >= first, Announcement.queued_at < before)
        .values(state="queued", next_try_at=None, error=None, again_at=at, again_by=by)
    )
    found = session.scalars(change.returning(Announcement.id).execution_options(synchronize_session="fetch"))
    return len(found.all())


def _about(reference: str | None) -> tuple[ColumnElement[bool], ...]:
    return (Announcement.reference == reference,) if reference else ()
