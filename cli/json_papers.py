"""The JSON of documents, their versions, the fact check and messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from casework.verify import Verified
from casework.versions import Version
from db.models import Document, Message
from domain.comparison import Comparison, Fate
from domain.fact_checks import Disposition
from domain.rounds import FactCheck, Raised


def document_as_json(each: Document, label: str, folder: Path) -> dict[str, Any]:
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
        "docx": str(folder / each.docx_path) if each.docx_path else None,
        "text": str(folder / each.text_path) if each.text_path else None,
        "changes": str(folder / each.changes_path) if each.changes_path else None,
        "html_sha256": each.html_hash,
        "pdf_sha256": each.pdf_hash,
        "docx_sha256": each.docx_hash,
        "text_sha256": each.text_hash,
        "changes_sha256": each.changes_hash,
        "version": label,
        "template_version": each.template_version,
        "words_sha256": each.edition,
        "facts_sha256": each.inputs_hash,
        "engine": each.engine,
    }


def verified_as_json(each: Verified) -> dict[str, Any]:
    """Return whether a document is as it was, and what is not."""
    return {
        "key": each.row.key,
        "title": each.row.title,
        "as_it_was": each.is_as_it_was,
        "problems": list(each.problems),
    }


def comparison_as_json(old: Version, new: Version, found: Comparison) -> dict[str, Any]:
    """Return what changed from one version of a document to another, by heading and run of words."""
    return {
        "title": new.row.title,
        "from": {"version": old.label, "on": old.on.iso, "html_sha256": old.row.html_hash},
        "to": {"version": new.label, "on": new.on.iso, "html_sha256": new.row.html_hash},
        "words_added": found.words(Fate.ADDED),
        "words_removed": found.words(Fate.REMOVED),
        "changes": [
            {
                "heading": each.heading,
                "runs": [{"fate": run.fate.value, "text": run.text} for run in each.runs],
            }
            for each in found.changes
        ],
    }


def fact_check_as_json(found: FactCheck) -> dict[str, Any]:
    """Return the rounds of a fact check with their queries, and how many were decided in which way."""
    return {
        "rounds": [
            {
                "round": each.number,
                "sent": each.sent.iso,
                "returned": each.returned.iso if each.returned else None,
                "queries": [_query_as_json(raised) for raised in each.queries],
            }
            for each in found.rounds
        ],
        "queries": len(found.queries),
        **{each.value: found.count(each) for each in Disposition},
        "undecided": list(found.undecided),
    }


def _query_as_json(raised: Raised) -> dict[str, Any]:
    query = raised.query
    return {
        "number": raised.number,
        "council": raised.council,
        "on": raised.on.iso,
        "place": query.place,
        "text": query.text,
        "correction": query.correction,
        "evidence": query.evidence,
        "kind": query.kind.value,
        "disposition": raised.disposition.value if raised.disposition else None,
        "reason": raised.reason or None,
        "answered": raised.answered.iso if raised.answered else None,
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
