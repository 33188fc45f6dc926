"""The JSON of documents, their versions, the fact check, and what is sent with what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from casework.deliveries import Delivery
from casework.receipts import Trouble
from casework.verify import Verified
from casework.versions import Version
from db.announcements_tables import Announcement
from db.board_tables import BoardPaper
from db.models import Document
from db.post_tables import Attempt, Message
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
        "xlsx": str(folder / each.xlsx_path) if each.xlsx_path else None,
        "text": str(folder / each.text_path) if each.text_path else None,
        "changes": str(folder / each.changes_path) if each.changes_path else None,
        "html_sha256": each.html_hash,
        "pdf_sha256": each.pdf_hash,
        "docx_sha256": each.docx_hash,
        "xlsx_sha256": each.xlsx_hash,
        "text_sha256": each.text_hash,
        "changes_sha256": each.changes_hash,
        "goes_out_as": list(each.goes_out_as),
        "version": label,
        "template_version": each.template_version,
        "words_sha256": each.edition,
        "facts_sha256": each.inputs_hash,
        "engine": each.engine,
    }


def verified_as_json(each: Verified[Document]) -> dict[str, Any]:
    """Return whether a document is as it was, and what is not."""
    return {"key": each.row.key, **_verified(each)}


def paper_verified_as_json(each: Verified[BoardPaper]) -> dict[str, Any]:
    """Return the same of a paper of the board."""
    return {"number": each.row.id, "issue": each.row.issue, **_verified(each)}


def _verified(each: Verified[Document] | Verified[BoardPaper]) -> dict[str, Any]:
    return {"title": each.row.title, "as_it_was": each.is_as_it_was, "problems": list(each.problems)}


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
    is_file = each.sent_as and each.channel == "folder"
    return {
        "id": each.id,
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
        "sent_as": str(folder / str(each.sent_as)) if is_file else each.sent_as,
        "channel": each.channel,
        "words_sha256": each.words,
        "attempts": each.attempts,
        "next_try_at": each.next_try_at.isoformat() if each.next_try_at else None,
        "error": each.error,
    }


def delivery_as_json(each: Delivery, folder: Path) -> dict[str, Any]:
    """Return a message with every attempt, what its provider told of it, and what people did about it."""
    return {
        **message_as_json(each.message, folder),
        "references": list(each.references),
        "deliveries": [_attempt_as_json(attempt) for attempt in each.attempts],
        "receipts": [
            {"status": one.status, "at": one.at.isoformat(), "provider_id": one.provider_id}
            for one in each.receipts
        ],
        "notes": [
            {"at": one.at.isoformat(), "by": one.by, "what": one.what, "said": one.said} for one in each.notes
        ],
    }


def trouble_as_json(each: Trouble, folder: Path) -> dict[str, Any]:
    """Return a message that waits for somebody: for whom, why, and what can be done."""
    return {
        **message_as_json(each.message, folder),
        "references": list(each.references),
        "for": [{"person": who.id, "name": who.name, "email": who.email} for who in each.who],
        "remedies": list(each.remedies),
    }


def _attempt_as_json(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "name": attempt.name,
        "channel": attempt.channel,
        "to": attempt.to_email,
        "began_at": attempt.began_at.isoformat(),
        "ended_at": attempt.ended_at.isoformat() if attempt.ended_at else None,
        "outcome": attempt.outcome,
        "provider_id": attempt.provider_id,
        "template_version": attempt.template_version,
        "note": attempt.note,
    }


def announcement_as_json(each: Announcement) -> dict[str, Any]:
    """Return an announcement, with what a signed call says of it."""
    return {
        "id": each.id,
        "key": each.key,
        "destination": each.destination,
        "subject": each.subject,
        "text": each.text,
        "facts": each.facts,
        "state": each.state,
        "queued_at": each.queued_at.isoformat(),
        "sent_at": each.sent_at.isoformat() if each.sent_at else None,
        "attempts": each.attempts,
        "note": each.note,
        "error": each.error,
        "again_at": each.again_at.isoformat() if each.again_at else None,
        "again_by": each.again_by,
    }
