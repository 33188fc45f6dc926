"""What people wrote for a challenge, kept as it came in and addressed by its hash."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Content
from domain.lifecycle import CouncilCode, Reference


def digest(body: dict[str, Any]) -> str:
    """Return the hash under which a text is kept."""
    return sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def keep(
    session: Session,
    reference: Reference,
    kind: str,
    body: dict[str, Any],
    *,
    council: CouncilCode | None,
    source_name: str,
    at: datetime,
) -> str:
    """Keep a text and return its hash; the same text handed in again is kept once."""
    found = digest(body)
    known = select(Content.id).where(
        Content.reference == reference,
        Content.kind == kind,
        Content.council == council,
        Content.hash == found,
    )
    if session.scalar(known) is None:
        row = {"reference": reference, "kind": kind, "council": council, "hash": found, "body": body}
        session.add(Content(**row, source_name=source_name, recorded_at=at))
        session.flush()
    return found


def body(session: Session, reference: Reference, digest: str) -> dict[str, Any]:
    """Return a text that was kept."""
    query = select(Content.body).where(Content.reference == reference, Content.hash == digest)
    found: dict[str, Any] = session.scalars(query.limit(1)).one()
    return found
