"""Counts for whoever watches over the programme, read from the projections by a handful of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from db.announcements_tables import Announcement
from db.models import Standing
from db.post_tables import Message, Receipt
from domain.pipeline import ENDED, Expected

Counted = Sequence[tuple[str, int]]


def challenges(session: Session) -> Sequence[tuple[str, str, str, int]]:
    """Count the challenges by stage, state and scheme."""
    columns = (Standing.stage, Standing.state, Standing.scheme)
    query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    return [(stage, state, scheme, count) for stage, state, scheme, count in session.execute(query)]


def late(session: Session, today: date) -> int:
    """Count the challenges of which anything is overdue."""
    query = select(func.count()).where(_UNDER_WAY, Standing.late_from <= today)
    return session.scalar(query) or 0


def overdue(session: Session) -> int:
    """Count the deadlines that are overdue, by when each challenge was looked at last."""
    return session.scalar(select(func.coalesce(func.sum(Standing.overdue), 0)).where(_UNDER_WAY)) or 0


def expected(session: Session, today: date) -> Counted:
    """Count of each thing that is expected of challenges those of which its day has passed."""
    found = {each: getattr(Standing, each.column) for each in Expected if each is not Expected.VISIT}
    return [
        (each.value, session.scalar(select(func.count()).where(_UNDER_WAY, column < today)) or 0)
        for each, column in found.items()
    ]


def messages(session: Session) -> Counted:
    """Count the messages by what became of them."""
    return _by(session, Message.state)


def announcements(session: Session) -> Counted:
    """Count the announcements by what became of them."""
    return _by(session, Announcement.state)


def receipts(session: Session) -> Sequence[tuple[str, str, int]]:
    """Count what providers told of messages."""
    columns = (Receipt.channel, Receipt.status)
    query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    return [(channel, status, count) for channel, status, count in session.execute(query)]


def oldest(session: Session, at: datetime) -> datetime | None:
    """Return since when the message has been waiting that could have gone out first."""
    is_due = or_(Message.next_try_at.is_(None), Message.next_try_at <= at)
    return session.scalar(select(func.min(Message.queued_at)).where(and_(Message.state == "queued", is_due)))


def _by(session: Session, column: Any) -> Counted:
    query = select(column, func.count()).group_by(column).order_by(column)
    return [tuple(row) for row in session.execute(query)]


_UNDER_WAY = Standing.state.not_in(ENDED)
