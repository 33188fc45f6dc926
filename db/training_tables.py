"""The tables of training events for peers: that there was one, and what was said of it, line by line.

Both are append-only. A correction is a further line of the event, and so is that it was taken back. Nobody
who took part is named.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models import Base

COUNTED = (
    "took_part >= 1 AND (members IS NULL OR members BETWEEN 0 AND took_part)"
    " AND (new_peers IS NULL OR new_peers BETWEEN 0 AND took_part)"
)
"""Nobody counts twice, and nobody who was not there."""


class TrainingRow(Base):
    """A training event, under the number by which people speak of it."""

    __tablename__ = "training_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]


class TrainingLineRow(Base):
    """How a training event was, as somebody said it; one that ``is_held`` no more was taken back."""

    __tablename__ = "training_lines"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint(COUNTED, name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(TrainingRow.id), index=True)
    is_held: Mapped[bool]
    first_day: Mapped[date]
    last_day: Mapped[date]
    title: Mapped[str]
    place: Mapped[str]
    took_part: Mapped[int]
    members: Mapped[int | None]
    new_peers: Mapped[int | None]
    on_date: Mapped[date]
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
