"""Prepares documents, each in a step of its own: what is filed stays filed, whatever the next one does."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework import documents
from tasks import clock
from tasks.step import ask, step, write


@step("{reference}: look what documents are owed")
async def documents_owed(reference: str, today: date | None = None) -> list[str]:
    """Return the keys of the documents that can be prepared now."""
    return list(await ask(documents.owed, reference, clock.on(today)))


@step("{reference}: prepare {key}")
async def prepare_document(reference: str, key: str, today: date | None = None) -> bool:
    """Write, check and file one document; return False if another run was first."""
    return await write(_prepare, reference, key, clock.on(today))


def _prepare(session: Any, reference: str, key: str, today: date) -> bool:
    return documents.prepare(session, reference, key, today, clock.now()) is not None
