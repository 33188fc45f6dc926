"""The personal paragraphs of letters, which events name by their hash: so their words can be erased.

An event is never changed, and what somebody writes to a person may name people; see decision 0005.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.models import Base, Challenge
from domain.lifecycle import Reference


class PersonalLine(Base):
    """Words that somebody added to a letter of a challenge, kept once however often they are used."""

    __tablename__ = "personal_lines"

    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    written_at: Mapped[datetime]


def digest(words: str) -> str:
    """Return the hash under which words are kept."""
    return sha256(words.encode()).hexdigest()


def keep(session: Session, reference: Reference, words: str, at: datetime) -> str:
    """Keep words and return their hash."""
    found = digest(words)
    if session.get(PersonalLine, (reference, found)) is None:
        session.add(PersonalLine(reference=reference, digest=found, words=words, written_at=at))
        session.flush()
    return found


def words(session: Session, reference: Reference, digest: str) -> str | None:
    """Return words that were kept, unless they have been erased."""
    found = session.get(PersonalLine, (reference, digest))
    return found.words if found else None
