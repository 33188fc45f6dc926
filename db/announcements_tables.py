"""The table of what is announced: to a programme's team in Teams and Slack, and by calls to other systems.

An announcement goes to no person, so it is no message: nobody has preferences for it, nobody is reminded by
it, and nobody answers to it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models import Base, Challenge
from domain.lifecycle import Reference


class Announcement(Base):
    """One thing that happened, on its way to one destination.

    Those of a challenge go to a destination in the order of their numbers. Whoever sends one says so before
    (``sending``, with who and until when).
    """

    __tablename__ = "announcements"
    __table_args__ = (
        UniqueConstraint("key", "destination"),
        CheckConstraint("state IN ('queued', 'sending', 'unknown', 'sent', 'failed')", name="state"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent"),
        CheckConstraint("(state = 'sending') = (holder IS NOT NULL)", name="holder"),
        CheckConstraint("(holder IS NULL) = (held_until IS NULL)", name="held_until"),
        CheckConstraint("(again_at IS NULL) = (again_by IS NULL)", name="again"),
        Index(None, "destination", "state", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), index=True)
    key: Mapped[str]
    destination: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    facts: Mapped[dict[str, Any]]
    state: Mapped[str]
    queued_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    holder: Mapped[str | None]
    held_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    note: Mapped[str | None]
    error: Mapped[str | None]
    again_at: Mapped[datetime | None]
    again_by: Mapped[str | None]
