"""Prepares the documents that are owed: written, checked, filed and noted, each once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.context import context, person_in
from casework.standings import project
from db.models import Document
from documents.checks import pdf_problems, problems
from documents.pdf import pdf
from documents.stylesheet import stylesheet
from documents.tree import read
from domain.errors import ChallengeError
from domain.lifecycle import Reference
from domain.outlook import Outlook
from domain.owed import OwedDocument
from settings import settings
from templates import words


class NotFiled(ChallengeError):
    """A document did not pass its checks."""

    def __str__(self) -> str:
        key, found = self.args
        return f"{key} was not filed: {'; '.join(found)}. Mend the template or the content it is made of."


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document, not filed yet, and the hash of all that it was made of."""

    title: str
    html: bytes
    pdf: bytes
    made_of: str
    issued: date


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
    if wanted.person:
        told["to"] = person_in(on_desk, view, wanted.person)
    return told


def write(wanted: OwedDocument, told: Mapping[str, Any], today: date) -> Paper:
    """Write a document as HTML and PDF; ``NotFiled`` names every place that does not pass."""
    html = _html(wanted, told)
    page = read(html)
    made = pdf(page, issued=today)
    if found := [*problems(html), *pdf_problems(page, made)]:
        raise NotFiled(wanted.key, tuple(found))
    made_of = sha256(json.dumps(told, default=repr, sort_keys=True).encode()).hexdigest()
    return Paper(page.title, html.encode(), made, made_of, today)


def title(wanted: OwedDocument, told: Mapping[str, Any]) -> str:
    """Return the title that a document would have."""
    return read(_html(wanted, told)).title


def _html(wanted: OwedDocument, told: Mapping[str, Any]) -> str:
    return words.document(wanted.rule.name, {**told, "stylesheet": stylesheet()})


def _filed(on_desk: Case, wanted: OwedDocument, paper: Paper, at: datetime) -> Document:
    stem = wanted.key.removeprefix("document/").replace("/-/", "/").replace("/", "-")
    reference = on_desk.reference
    return Document(
        reference=reference,
        key=on_desk.key(wanted.key),
        document=wanted.rule.name,
        council=wanted.council,
        person=wanted.person,
        title=paper.title,
        issued_on=paper.issued,
        html_path=_lay_down(reference, f"{stem}.html", paper.html),
        pdf_path=_lay_down(reference, f"{stem}.pdf", paper.pdf),
        html_hash=sha256(paper.html).hexdigest(),
        pdf_hash=sha256(paper.pdf).hexdigest(),
        inputs_hash=paper.made_of,
        made_at=at,
    )


def _lay_down(reference: Reference, name: str, content: bytes) -> str:
    """Write a file whole or not at all and return its place below the documents' folder."""
    target = settings().documents_folder / reference / name
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{name}.half")  # The challenge is locked: nobody else writes it now.
    half.write_bytes(content)
    half.replace(target)
    return str(Path(reference) / name)
