"""The documents of a challenge on a shelf: each with its versions, and each version in its formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casework.attention import Awaiting, waited_for
from casework.case import Case
from casework.disclosure import Reader
from casework.served import name_of
from casework.spoken import place_name, web_address
from casework.versions import label_of
from db.models import Document
from domain.days import Day
from domain.lifecycle import CouncilCode
from domain.outlook import Outlook

FORMATS = {"html": "page", "pdf": "PDF", "docx": "Word", "xlsx": "Excel", "text": "plain text"}
"""What a document may have been filed as, by the columns of its row, and what a reader calls it."""
CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a document: what a reader calls its format, its hash and its name."""

    kind: str
    hash: str
    name: str


@dataclass(frozen=True, slots=True)
class Filed:
    """One version of a document; ``changes`` is the comparison with the last one that was filed with it."""

    number: int
    title: str
    label: str
    issued: date
    files: tuple[File, ...]
    changes: File | None


@dataclass(frozen=True, slots=True)
class Publication:
    """That a council has published a document: when, and where if it said so."""

    place: str
    on: Day
    url: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A document with all its versions, the latest first, and who has published it."""

    name: str
    title: str
    council: CouncilCode | None
    place: str
    to: str
    versions: tuple[Filed, ...]
    published: tuple[Publication, ...]

    @property
    def can_be_compared(self) -> bool:
        """Whether there are two versions that can be laid side by side."""
        return len(self.versions) > 1


@dataclass(frozen=True, slots=True)
class Awaited:
    """A document that is owed and has not been prepared, and what it waits for."""

    title: str
    place: str
    waits_for: tuple[Awaiting, ...]


def folders(reader: Reader, on_desk: Case) -> tuple[Folder, ...]:
    """Return the documents that were issued by the day of a reader's view, as far as they are for them."""
    view = reader.view
    found: dict[tuple[str, CouncilCode | None, str | None], list[Document]] = {}
    for row in on_desk.done.made.values():
        if row.issued_on <= view.today and reader.sees_document(row):
            found.setdefault((row.document, view.reading.heir(row.council), row.person), []).append(row)
    order = list(view.scheme.documents)
    return tuple(
        _folder(reader, on_desk, rows)
        for _, rows in sorted(found.items(), key=lambda each: (order.index(each[0][0]), each[1][0].id))
    )


def _folder(reader: Reader, on_desk: Case, rows: list[Document]) -> Folder:
    view, last = reader.view, rows[-1]
    return Folder(
        last.document,
        view.scheme.documents[last.document].title,
        last.council,
        place_name(view, last.council),
        on_desk.people[last.person].name if last.person else "",
        tuple(_filed(on_desk, each) for each in reversed(rows)),
        tuple(_publications(view, last)),
    )


def _filed(on_desk: Case, row: Document) -> Filed:
    files = (_file(row, column, kind) for column, kind in FORMATS.items())
    return Filed(
        row.id,
        row.title,
        label_of(on_desk, row),
        row.issued_on,
        tuple(each for each in files if each),
        _file(row, CHANGES, "what has changed"),
    )


def sent_files(row: Document) -> tuple[File, ...]:
    """Return a document's files in the formats in which it goes out with a letter."""
    files = (_file(row, each, FORMATS[each]) for each in row.goes_out_as)
    return tuple(each for each in files if each)


def _file(row: Document, column: str, kind: str) -> File | None:
    """Return a file under the name by which it is handed out, if it was filed in that format."""
    path, digest = getattr(row, f"{column}_path"), getattr(row, f"{column}_hash")
    if not path or not digest:
        return None
    return File(kind, digest, name_of(row, path))


def _publications(view: Outlook, row: Document) -> Iterator[Publication]:
    for (milestone, council), event in view.reading.met.items():
        is_its = view.reading.heir(row.council) in (None, council)
        if view.scheme.milestones[milestone].publishes == row.document and is_its:
            yield Publication(place_name(view, council), event.on, web_address(event.details.url))


def awaited(on_desk: Case, view: Outlook) -> tuple[Awaited, ...]:
    """Return the documents that are owed on a day and have not been prepared."""
    made = on_desk.done.made
    return tuple(
        Awaited(
            each.rule.title,
            place_name(view, each.council),
            tuple(waited_for(on_desk, view, gap, each.council) for gap in each.waits_for),
        )
        for each in view.documents
        if not each.lapsed and on_desk.key(each.key) not in made
    )
