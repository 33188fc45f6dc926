"""Prepares the documents that are owed: written, checked in every format, filed and noted, each once.

Beside the files lies what they were made of, so that each can be made again and compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.context import context, person_in
from casework.forms import COLUMNS, identity, with_identity
from casework.handover import hand_over
from casework.kept import facts_written, packed, style_read
from casework.ledger import ledger
from casework.standings import project
from casework.versions import changes_since_last
from casework.wording import HOUSE, edition_for, worded
from db import editions
from db.models import Document
from documents.engine import engine
from documents.formats import Begin, Format, checked, unheard
from documents.tree import read
from domain.editions import Edition
from domain.outlook import Outlook
from domain.owed import OwedDocument
from settings import settings


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document in every format, not filed yet, with the words and the facts it was made of."""

    title: str
    files: Mapping[Format, bytes]
    edition: Edition
    facts: bytes
    issued: date

    @property
    def html(self) -> bytes:
        """The page, of which all other formats were made."""
        return self.files[Format.HTML]

    @property
    def pdf(self) -> bytes:
        """The page in print."""
        return self.files[Format.PDF]


def owed(session: Session, reference: str, today: date) -> tuple[str, ...]:
    """Return the keys of the documents that can be prepared now and have not been."""
    return tuple(each.key for each in case(session, reference).documents_owed(today))


def prepare(session: Session, reference: str, key: str, today: date, at: datetime) -> Document | None:
    """Write, check and file one document; return None if it has been filed already or lapsed.

    The files lie in place before the row that names them is kept: killed in between, the next run
    writes the same files again.
    """
    on_desk = case(session, reference, lock=True)
    wanted = next((each for each in on_desk.documents_owed(today) if each.key == key), None)
    if wanted is None:
        return None
    row = file(on_desk, wanted, today, at)
    project(session, on_desk, today, at)
    return row


def file(on_desk: Case, wanted: OwedDocument, today: date, at: datetime) -> Document:
    """Write, check and file one document that is owed."""
    paper = write(wanted, facts(on_desk, on_desk.on(today), wanted), today)
    row = _filed(on_desk, wanted, paper, at)
    on_desk.session.add(row)
    on_desk.session.flush()
    on_desk.done.made[row.key] = row
    return row


def facts(on_desk: Case, view: Outlook, wanted: OwedDocument) -> dict[str, Any]:
    """Return what a document is made of."""
    told = context(on_desk, view, wanted.council, view.today)
    told |= identity(wanted.rule, told)
    if wanted.rule.follows_up:
        lines = ledger(on_desk, view)
        told["ledger"] = tuple(each for each in lines if wanted.council in (None, each.council))
    if wanted.rule.hands_over:
        told["handover"] = hand_over(on_desk, view, wanted)
    if wanted.person:
        told["to"] = person_in(on_desk, view, wanted.person)
    return told


def write(wanted: OwedDocument, told: Mapping[str, Any], today: date) -> Paper:
    """Write a document in every format; ``NotFit`` names every place that does not pass its checks."""
    edition = edition_for(wanted.rule, today)
    title, files = made(edition, told, today)
    return Paper(title, files, edition, facts_written(told), today)


def made(
    edition: Edition, told: Mapping[str, Any], issued: date, begin: Begin = unheard
) -> tuple[str, Mapping[Format, bytes]]:
    """Make the title and the files of a document, from its words and facts alone."""
    house = style_read(edition.sources[HOUSE], edition.name)
    finished = checked(worded(edition, told), issued=issued, house=house, begin=begin)
    return finished.page.title, with_identity(finished.files, told, issued, house)


def title(wanted: OwedDocument, told: Mapping[str, Any]) -> str:
    """Return the title that a document would have."""
    return read(worded(edition_for(wanted.rule, told["issued"]), told)).title


def _filed(on_desk: Case, wanted: OwedDocument, paper: Paper, at: datetime) -> Document:
    stem = wanted.key.removeprefix("document/").replace("/-/", "/").replace("/", "-")
    reference = on_desk.reference
    row = Document(
        reference=reference,
        key=on_desk.key(wanted.key),
        document=wanted.rule.name,
        council=wanted.council,
        person=wanted.person,
        title=paper.title,
        issued_on=paper.issued,
        inputs_path=lay_down(reference, f"{stem}.facts.json.gz", packed(paper.facts)),
        inputs_hash=sha256(paper.facts).hexdigest(),
        edition=editions.keep(on_desk.session, paper.edition, at),
        template_version=paper.edition.version,
        engine=engine(),
        goes_out_as=[str(each) for each in wanted.rule.goes_out_as],
        made_at=at,
    )
    for kind, content in paper.files.items():
        _note(row, COLUMNS[kind], lay_down(reference, f"{stem}.{kind}", content), content)
    if changes := changes_since_last(on_desk, wanted.rule, row, paper.html):
        _note(row, "changes", lay_down(reference, f"{stem}.changes.html", changes), changes)
    return row


def _note(row: Document, column: str, path: str, content: bytes) -> None:
    setattr(row, f"{column}_path", path)
    setattr(row, f"{column}_hash", sha256(content).hexdigest())


def lay_down(folder: str, name: str, content: bytes) -> str:
    """Write a file whole or not at all and return its place below the documents' folder."""
    target = settings().documents_folder / folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{name}.half")  # What it is of is locked: nobody else writes it now.
    half.write_bytes(content)
    half.replace(target)
    return str(Path(folder) / name)
