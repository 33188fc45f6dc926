"""The JSON of documents and messages: what has been done under the keys of what was owed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from db.models import Document, Message


def document_as_json(each: Document, folder: Path) -> dict[str, Any]:
    """Return a document and where it lies."""
    return {
        "key": each.key,
        "name": each.document,
        "title": each.title,
        "council": each.council,
        "person": each.person,
        "issued": each.issued_on.isoformat(),
        "html": str(folder / each.html_path),
        "pdf": str(folder / each.pdf_path),
        "html_sha256": each.html_hash,
        "pdf_sha256": each.pdf_hash,
    }


def message_as_json(each: Message, folder: Path) -> dict[str, Any]:
    """Return a message and what became of it."""
    return {
        "key": each.key,
        "name": each.notice,
        "council": each.council,
        "person": each.person_id,
        "to": each.to_email,
        "to_name": each.to_name,
        "subject": each.subject,
        "reason": each.reason,
        "state": each.state,
        "queued_at": each.queued_at.isoformat(),
        "sent_at": each.sent_at.isoformat() if each.sent_at else None,
        "sent_as": str(folder / each.sent_as) if each.sent_as else None,
        "attempts": each.attempts,
        "error": each.error,
    }
