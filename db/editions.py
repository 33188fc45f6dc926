"""The words that documents were made with, kept under their hash so that each can be made again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db import models
from domain.editions import Edition


def keep(session: Session, edition: Edition, at: datetime) -> str:
    """Keep the words of a document and return their hash; the same words are kept once."""
    digest = edition.digest
    if session.get(models.Edition, digest) is None:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        row = insert(models.Edition).values(
            digest=digest,
            name=edition.name,
            version=edition.version,
            is_own=edition.is_own,
            sources=dict(edition.sources),
            kept_at=at,
        )
        session.execute(row.on_conflict_do_nothing())
    return digest


def get(session: Session, digest: str) -> Edition | None:
    """Return the words that were kept under a hash."""
    found = session.get(models.Edition, digest)
    return Edition(found.name, found.version, found.sources, found.is_own) if found else None
