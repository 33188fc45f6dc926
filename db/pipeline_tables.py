"""The tables beside the list of challenges: views of it that people have saved, and the count of changes."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models import Base
from domain.permissions import AccountId


class SavedView(Base):
    """A selection under a name; a shared one is there for everybody, and its owner's to take away."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("account", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[AccountId] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str]
    query: Mapped[str]
    is_shared: Mapped[bool]
    saved_at: Mapped[datetime]


class Pulse(Base):
    """One of the rows on which the database counts its changes."""

    __tablename__ = "pulse"

    shard: Mapped[int] = mapped_column(primary_key=True)
    beats: Mapped[int]
