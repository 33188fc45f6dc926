"""Hands out documents by the hash of their contents, to those who may have them and only as they were filed.

An address that holds a hash means the same for ever. Who may have what it leads to is asked each time: it was
perhaps published since, or that was taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePath

from sqlalchemy.orm import Session

from casework.board.shelf import Shelved, UnderReview, shelved
from casework.case import case
from casework.disclosure import Reader
from casework.forms import COLUMNS
from casework.public_register import filed
from db import board, papers
from db.board_tables import BoardPaper
from db.models import Document
from documents.formats import Format
from domain.errors import ChallengeError, WrongUse
from domain.permissions import Act, Visitor, may, may_read
from domain.publishing import is_public, was_public
from settings import settings

CHANGES = "changes"
"""The column of what was compared with an earlier version, which is never the public's."""


class NoFile(WrongUse):
    """There is no such file, or none for whoever asks."""

    def __str__(self) -> str:
        return "There is no such document for you. Look for it on the page of its challenge."


class FileTakenBack(WrongUse):
    """A document was public, and is no more."""

    def __str__(self) -> str:
        return (
            "This document was published, and that has been taken back. "
            "Look in the public register for what the council has published since."
        )


class FileDamaged(ChallengeError):
    """The file of a document is gone, or is not what was filed."""

    def __str__(self) -> str:
        return (
            f"The file {self.args[0]} is not there as it was filed, so it is not handed out. "
            "Ask the programme office, which can put it back from a backup."
        )


@dataclass(frozen=True, slots=True)
class Served:
    """A file as it is handed out; whoever may have it because it is published shares it with everybody.

    One that is not ``lasting`` has to be asked for each time, because it may be everybody's no more tomorrow.
    """

    path: Path
    name: str
    format: Format
    hash: str
    is_public: bool
    is_lasting: bool


def serve(session: Session, visitor: Visitor, digest: str, name: str, today: date) -> Served:
    """Return the file of a hash.

    ``NoFile``, ``FileTakenBack``, ``FileDamaged`` or, of a paper of the board, ``UnderReview`` if it is not
    to be had.
    """
    was_out = False
    for row, column in _rows(session, digest, name):
        reader = Reader(visitor, row.reference, case(session, row.reference).on(today))
        is_out = column != CHANGES and is_public(filed(row), reader.view.reading, reader.view.scheme)
        if _may_have(reader, row, is_out=is_out):
            return _whole(row, column, digest, is_out=is_out)
        was_out |= column != CHANGES and was_public(filed(row), reader.view.reading, reader.view.scheme)
    for paper in _of_the_board(session, digest, name):
        if paper.is_public or may(visitor, Act.SEE_BOARD):
            column = COLUMNS[Format(PurePath(name).suffix.removeprefix("."))]
            return _whole(paper.paper, column, digest, is_out=paper.is_public)
        if paper.is_under_review:
            raise UnderReview(paper.called)
    raise (FileTakenBack if was_out else NoFile)(name)


def _of_the_board(session: Session, digest: str, name: str) -> Sequence[Shelved]:
    """Return the papers of the board that have a hash in the format that a name ends in."""
    kind = PurePath(name).suffix.removeprefix(".")
    if kind not in set(Format) or kind == Format.EXCEL:
        return ()
    return shelved(session, board.by_hash(session, COLUMNS[Format(kind)], digest))


def _rows(session: Session, digest: str, name: str) -> Iterator[tuple[Document, str]]:
    """Return the documents of a hash that have it in the format that a name ends in."""
    kind = PurePath(name).suffix.removeprefix(".")
    if kind not in set(Format):
        return
    for column in (COLUMNS[Format(kind)], *((CHANGES,) if kind == Format.HTML else ())):
        for row in papers.by_hash(session, column, digest):
            yield row, column


def _may_have(reader: Reader, row: Document, *, is_out: bool) -> bool:
    rule = reader.view.scheme.documents.get(row.document)
    return rule is not None and any(
        may_read(
            reader.visitor,
            rule,
            reader.view.scheme,
            row.reference,
            addressee=row.person,
            is_published=as_published,
        )
        and (as_published or reader.is_of(row.council))
        for as_published in {False, is_out}
    )


def name_of(row: Document | BoardPaper, stored: str) -> str:
    """Return the name of a file as people see it: of a letter to one person, without the code in it."""
    known = PurePath(stored)
    if isinstance(row, Document) and row.person:
        return f"{row.document}{known.suffix}"
    return known.name


def _whole(row: Document | BoardPaper, column: str, digest: str, *, is_out: bool) -> Served:
    """Return a file if it is as it was filed: somebody may have changed it, or put back another."""
    stored = getattr(row, f"{column}_path")
    path = settings().documents_folder / stored
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileDamaged(name_of(row, stored)) from error
    if sha256(content).hexdigest() != digest:
        raise FileDamaged(name_of(row, stored))
    kind, is_lasting = Format(path.suffix.removeprefix(".")), isinstance(row, Document)
    return Served(path, name_of(row, stored), kind, digest, is_out, is_lasting)
