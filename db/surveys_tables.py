"""The tables of surveys: who was asked to answer, in groups, and what was answered by nobody in particular.

The groups are a projection of the histories. The answers are not: they are kept here alone, without a person,
a moment or an order, so that no question to this database can say whose they are.
"""

import secrets
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models import Base, Challenge
from domain.lifecycle import CouncilCode, Reference


def _anything() -> str:
    """Return an identifier that tells nothing, the order of answers least of all."""
    return secrets.token_hex(16)


class SurveyGroup(Base):
    """An audience of a survey of a challenge, or of one of its councils; without one it is of all of them."""

    __tablename__ = "survey_groups"
    __table_args__ = (Index(None, "survey", "year"),)

    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), primary_key=True)
    survey: Mapped[str] = mapped_column(primary_key=True)
    council: Mapped[CouncilCode] = mapped_column(primary_key=True)
    audience: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[str]
    opened_on: Mapped[date]
    closes_on: Mapped[date]
    invited: Mapped[int]
    is_sample: Mapped[bool]


class SurveyAnswers(Base):
    """What one person answered. SQLite keeps it by its identifier, and not by when it came in."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        Index(None, "reference", "survey", "council", "audience"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=_anything)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference))
    survey: Mapped[str]
    council: Mapped[CouncilCode]
    audience: Mapped[str]
    answers: Mapped[dict[str, Any]]
