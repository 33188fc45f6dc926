"""The messages of a challenge as lines of a list: what became of each, and none of its words.

A challenge that has gone all the way has hundreds of letters of some pages each. A list of them reads only
what it shows, in one question to the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from db.post_tables import Message, MessageSlot
from domain.lifecycle import CouncilCode, PersonId, Reference


class Line(NamedTuple):
    """One message: which notice to whom, when it was written, and what has become of it."""

    id: int
    reference: Reference | None
    key: str
    notice: str
    council: CouncilCode | None
    person: PersonId
    to_name: str
    to_email: str
    subject: str
    state: str
    queued_at: datetime
    sent_at: datetime | None
    error: str | None
    attempts: int
    next_try_at: datetime | None
    seen_to_at: datetime | None


def lines(session: Session, reference: Reference) -> Sequence[Line]:
    """Return the messages that tell of a challenge, the latest first."""
    return [Line._make(row) for row in session.execute(_LINES, {"reference": reference})]


def tells_of(session: Session, number: int, reference: Reference) -> bool:
    """Say whether a message tells of a challenge."""
    return session.scalar(_TELLS, {"number": number, "reference": reference}) is not None


_ABOUT = select(MessageSlot.message_id).where(MessageSlot.reference == bindparam("reference"))
_LINES = (
    select(
        Message.id,
        Message.reference,
        Message.key,
        Message.notice,
        Message.council,
        Message.person_id,
        Message.to_name,
        Message.to_email,
        Message.subject,
        Message.state,
        Message.queued_at,
        Message.sent_at,
        Message.error,
        Message.attempts,
        Message.next_try_at,
        Message.seen_to_at,
    )
    .where(Message.id.in_(_ABOUT))
    .order_by(Message.id.desc())
)
_TELLS = _ABOUT.where(MessageSlot.message_id == bindparam("number")).limit(1)
