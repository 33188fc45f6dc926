"""Makes filed documents again from what was kept of them, and says whether every byte is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from casework.documents import made
from casework.forms import COLUMNS
from casework.kept import Lost, facts_read, unpacked
from db import editions, papers
from db.board_tables import BoardPaper
from db.models import Document
from documents.engine import engine
from documents.formats import Format
from domain.editions import Edition
from domain.errors import ChallengeError
from settings import settings

BEFORE = "it was filed before its words and facts were kept, so it cannot be made again"
NAMES = {
    Format.HTML: "web page",
    Format.PDF: "PDF",
    Format.WORD: "Word file",
    Format.EXCEL: "Excel file",
    Format.TEXT: "text",
}


Paper = TypeVar("Paper", Document, BoardPaper)


@dataclass(frozen=True, slots=True)
class Verified(Generic[Paper]):
    """A filed document and everything that is not as it was; nothing, if it is."""

    row: Paper
    problems: tuple[str, ...]

    @property
    def is_as_it_was(self) -> bool:
        """Whether its files are there unchanged, and come out the same when they are made again."""
        return not self.problems


def verify(session: Session, reference: str) -> tuple[Verified[Document], ...]:
    """Look at every filed document of a challenge, in the order in which they were made."""
    return tuple(verify_one(session, row) for row in papers.documents(session, reference))


def verify_one(session: Session, row: Paper) -> Verified[Paper]:
    """Look at one filed document: at its files, and at what comes out when they are made again."""
    return Verified(row, (*_damaged(row), *_differing(session, row)))


def _damaged(row: Document | BoardPaper) -> Iterator[str]:
    """Say which files are missing, or have been changed since they were filed."""
    filed = {NAMES[kind]: _place(row, COLUMNS[kind]) for kind in Format}
    for name, (path, digest) in {**filed, "comparison": _place(row, "changes")}.items():
        if path is None:
            continue
        try:
            content = (settings().documents_folder / path).read_bytes()
        except OSError:
            yield f"the {name} is missing: {Path(path).name}"
            continue
        if sha256(content).hexdigest() != digest:
            yield f"the {name} has been changed since it was filed: {Path(path).name}"


def _place(row: Document | BoardPaper, column: str) -> tuple[str | None, str | None]:
    return getattr(row, f"{column}_path", None), getattr(row, f"{column}_hash", None)


def _differing(session: Session, row: Document | BoardPaper) -> Iterator[str]:
    """Make a document again, and say which of its formats come out otherwise."""
    edition = editions.get(session, row.edition) if row.edition else None
    if edition is None or row.inputs_path is None:
        yield BEFORE
        return
    try:
        _, files = made(edition, facts_read(_facts(row, row.inputs_path), row.title), row.issued_on)
    except ChallengeError as error:
        yield f"it cannot be made again: {str(error).rstrip('.')}"
        return
    kinds = [
        kind
        for kind, content in files.items()
        if sha256(content).hexdigest() != _place(row, COLUMNS[kind])[1]
    ]
    if kinds:
        which = " and the ".join(NAMES[kind] for kind in kinds)
        yield f"the {which} would come out otherwise{_why(row, edition)}"


def _facts(row: Document | BoardPaper, path: str) -> bytes:
    """Return the facts of a document; ``Lost`` if their file is gone or is not what was kept."""
    try:
        facts = unpacked((settings().documents_folder / path).read_bytes(), row.title)
    except OSError as error:
        raise Lost(row.title, f"{Path(path).name} is missing") from error
    if sha256(facts).hexdigest() != row.inputs_hash:
        raise Lost(row.title, f"{Path(path).name} has been changed")
    return facts


def _why(row: Document | BoardPaper, edition: Edition) -> str:
    """Say what may account for a difference: other words than were kept, or another engine."""
    if edition.digest != row.edition:
        return ", because the words that were kept have been changed"
    now = engine()
    return "" if now == row.engine else f", because it was made with {row.engine}, and this is {now}"
