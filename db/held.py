"""What is held of a council: in which challenges it took part, and how many letters went out for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Council, Participant
from db.post_tables import Message, MessageSlot
from domain.lifecycle import CouncilCode, Reference


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of one notice that went out for a challenge: how many, and between which moments."""

    notice: str
    count: int
    first: datetime
    last: datetime


def line(session: Session, code: CouncilCode) -> tuple[CouncilCode, ...]:
    """Return a council and all those whose place it has taken, however often that changed."""
    rows = session.execute(select(Council.code, Council.replaced_by).where(Council.replaced_by != ""))
    heirs = {old: set(new.split(",")) for old, new in rows}
    found = [code]
    for each in found:  # It grows while it is gone through, until nobody came before.
        found += [old for old in sorted(heirs) if each in heirs[old] and old not in found]
    return tuple(found)


def challenges(session: Session, codes: Collection[CouncilCode]) -> Sequence[Reference]:
    """Return the challenges in which any of some councils took part, the oldest first."""
    query = select(Participant.reference).where(Participant.council.in_(codes)).distinct()
    return session.scalars(query.order_by(Participant.reference)).all()


def letters(
    session: Session, reference: Reference, codes: Collection[CouncilCode], before: datetime
) -> Sequence[Letters]:
    """Count what went out for a challenge before a moment: to all, or on account of one of some councils."""
    about = select(MessageSlot.message_id).where(MessageSlot.reference == reference)
    query = (
        select(Message.notice, func.count(), func.min(Message.sent_at), func.max(Message.sent_at))
        .where(
            Message.id.in_(about),
            Message.sent_at < before,
            Message.council.is_(None) | Message.council.in_(codes),
        )
        .group_by(Message.notice)
        .order_by(Message.notice)
    )
    found = session.execute(query)
    return [Letters(notice, count, first, last) for notice, count, first, last in found if first and last]
