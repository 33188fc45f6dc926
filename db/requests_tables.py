"""The table of what programs asked for under a key of their own, with what they were answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.accounts_tables import Account
from db.models import Base
from domain.permissions import AccountId


class RequestRow(Base):
    """Something that was asked for; it has no status while it is being done."""

    __tablename__ = "requests"
    __table_args__ = (CheckConstraint("status IS NOT NULL OR answer IS NULL", name="answered"),)

    account_id: Mapped[AccountId] = mapped_column(Text, ForeignKey(Account.id), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None]
