"""The papers of the board: made of a period's figures, filed once in every format, and published by somebody.

A paper that was filed never changes. What has come to be known since goes into another issue of the same
months, and what a paper was made of lies beside it: so each can be made again, and its figures open their
rows for as long as it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.orm import Session

from casework import printable
from casework.board.actions import ActionLine, coming_back
from casework.board.figures import figures
from casework.board.lessons import QUOTING, Quote, quoted, taken_back
from casework.board.progress import SETTING, Progress, Reached, Step, untold
from casework.context import programme
from casework.documents import lay_down, made
from casework.forms import COLUMNS
from casework.kept import Lost, facts_raw, facts_read, facts_written, packed, unpacked
from casework.record import Entry
from casework.verify import NAMES
from casework.wording import paper_edition
from db import board, editions
from db.board import Filed, FiledMeanwhile
from db.board_tables import BoardPaper
from db.session import reading, transaction
from documents.engine import engine
from documents.formats import Format
from domain.board import BoardFigures, FigureRow, Measure
from domain.editions import Edition
from domain.errors import RulesRefuse
from domain.measures import not_held
from settings import settings

T = TypeVar("T")

FOLDER = "board"
"""Where the files of papers lie, below the documents' folder."""


class PaperKind(StrEnum):
    """What is made for the board; the value names its template too."""

    UPDATE = "board_update"
    ANNUAL = "annual_report"

    @property
    def stem(self) -> str:
        """How its references begin."""
        return "BU" if self is PaperKind.UPDATE else "AR"


class CountsSamples(RulesRefuse):
    """A paper counts challenges that were invented to look at, and was to be published."""

    def __str__(self) -> str:
        return (
            f"Paper {self.args[0]} counts sample challenges, which never were, and cannot be published. "
            "Make it where there are none."
        )


class QuotesTakenBack(RulesRefuse):
    """A paper quotes what is not public any more, or shared no more, and was to be published."""

    def __str__(self) -> str:
        number, count = self.args
        where = "1 place" if count == 1 else f"{count} places"
        return (
            f"Paper {number} quotes in {where} what may not be shared any more, and cannot be published. "
            "Make another issue of it, which leaves that out."
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper in every format that is not filed yet, with what it was made of."""

    reference: str
    kind: PaperKind
    issue: int
    title: str
    figures: BoardFigures
    files: Mapping[Format, bytes]
    edition: Edition
    facts: bytes
    issued: date


def draw(
    session: Session,
    kind: PaperKind,
    first: date,
    last: date,
    entry: Entry,
    *,
    decisions: Sequence[str] = (),
    is_draft: bool = False,
    progress: Progress = untold,
) -> Drawn:
    """Make a paper of a period in every format; ``NotFit`` names every place that fails its checks."""
    told = _told(session, kind, first, last, entry, decisions=decisions, is_draft=is_draft, progress=progress)
    return _drawn(kind, told, progress)


def _told(
    session: Session,
    kind: PaperKind,
    first: date,
    last: date,
    entry: Entry,
    *,
    decisions: Sequence[str],
    is_draft: bool,
    progress: Progress,
) -> dict[str, Any]:
    """Return what the next issue of a paper is made of."""
    printable.check(decisions)
    found = figures(session, first, last, entry.today, progress)
    before = board.last_issue(session, kind, first, last)
    return _numbered(kind, found, before.issue + 1 if before else 1, is_draft=is_draft) | {
        "is_draft": is_draft,
        "issued": entry.today,
        "programme": programme(),
        "product": "Corporate peer challenge programme",
        "councils": (),
        "council": None,
        "figures": found,
        "not_held": (not_held("peers_characteristics"),),
        "decisions": tuple(decisions),
        "actions": tuple(_line(each) for each in coming_back(session, found.period, entry.today)),
    }


def _numbered(kind: PaperKind, found: BoardFigures, issue: int, *, is_draft: bool = False) -> dict[str, Any]:
    draft = "-draft" if is_draft else ""
    return {"reference": f"{kind.stem}-{found.period.code}-{issue}{draft}", "issue": issue}


def _drawn(kind: PaperKind, told: dict[str, Any], progress: Progress) -> Drawn:
    edition, issued = paper_edition(kind), told["issued"]
    progress(Reached(Step.WRITING))
    title, files = made(edition, told, issued, lambda each: progress(Reached(SETTING[each])))
    return Drawn(
        told["reference"],
        kind,
        told["issue"],
        title,
        told["figures"],
        files,
        edition,
        facts_written(told),
        issued,
    )


def _line(each: ActionLine) -> dict[str, Any]:
    """Return an action as a paper tells it, with what was told of it last."""
    action, state = each
    last = action.notes[-1] if action.notes else None
    return {
        "number": action.number,
        "text": action.text,
        "owner": action.owner,
        "due": action.due,
        "taken_on": action.taken_on,
        "state": state.value,
        "last": last.words if last else "",
    }


def lay_aside(drawn: Drawn) -> dict[Format, Path]:
    """Write the files of a draft to look at, in the place of an earlier one; nothing is filed."""
    folder = settings().documents_folder
    return {
        kind: folder / lay_down(FOLDER, f"{drawn.reference}.{kind}", content)
        for kind, content in drawn.files.items()
    }


def file(session: Session, drawn: Drawn, entry: Entry) -> BoardPaper:
    """File a paper: its files lie in place before the row that names them is kept.

    The row comes first all the same, and takes the issue: whoever is second has not written a file by then.
    """
    months = drawn.figures.period
    before = board.last_issue(session, drawn.kind, months.first, months.last)
    if (before.issue if before else 0) != drawn.issue - 1:
        raise FiledMeanwhile(drawn.reference)
    contents = {
        COLUMNS[kind]: (f"{drawn.reference}.{kind}", content) for kind, content in drawn.files.items()
    }
    facts = f"{drawn.reference}.facts.json.gz"
    row = BoardPaper(
        kind=drawn.kind.value,
        first_day=months.first,
        last_day=months.last,
        issue=drawn.issue,
        title=drawn.title,
        issued_on=drawn.issued,
        inputs_path=_place(facts),
        inputs_hash=sha256(drawn.facts).hexdigest(),
        edition=editions.keep(session, drawn.edition, entry.at),
        engine=engine(),
        made_at=entry.at,
        made_by=entry.by,
        **{f"{column}_path": _place(name) for column, (name, _) in contents.items()},
        **{f"{column}_hash": sha256(content).hexdigest() for column, (_, content) in contents.items()},
    )
    board.keep(session, row, drawn.reference)
    for name, content in ((facts, packed(drawn.facts)), *contents.values()):
        lay_down(FOLDER, name, content)
    return row


def _place(name: str) -> str:
    return str(Path(FOLDER) / name)


def make(
    kind: PaperKind,
    first: date,
    last: date,
    entry: Entry,
    decisions: Sequence[str] = (),
    *,
    progress: Progress = untold,
) -> BoardPaper:
    """Make a paper and file it; nobody who writes has to wait while it is made.

    Asked for twice on a day on which nothing has changed, the paper that was filed is the one that is wanted.
    """
    with reading() as session:
        told = _told(
            session, kind, first, last, entry, decisions=decisions, is_draft=False, progress=progress
        )
        before = board.last_issue(session, kind, first, last)
        if before and _says(before, kind, told):
            return before
        drawn = _drawn(kind, told, progress)
    progress(Reached(Step.FILING))
    with transaction() as session:
        return file(session, drawn, entry)


def _says(paper: BoardPaper, kind: PaperKind, told: dict[str, Any]) -> bool:
    """Say whether a paper was made of the same facts, in the same words."""
    same = facts_written(told | _numbered(kind, told["figures"], paper.issue))
    is_same = sha256(same).hexdigest() == paper.inputs_hash
    return is_same and paper.edition == paper_edition(kind).digest


def figures_of(paper: BoardPaper) -> BoardFigures:
    """Return the figures of a paper as they were when it was filed, with their rows."""
    return _from_facts(paper, _figures_in)


def quotes_of(paper: BoardPaper) -> frozenset[Quote]:
    """Return the words of councils' findings and recommendations that a paper holds."""
    return _from_facts(paper, _quotes_in)


def rows_quoting(paper: BoardPaper, gone: Collection[Quote]) -> tuple[FigureRow, ...]:
    """Return the rows of a paper that quote something; where it quotes nothing of it, none is looked for."""
    theirs = quotes_of(paper) & frozenset(gone)
    return quoted(figures_of(paper), theirs) if theirs else ()


def _from_facts(paper: BoardPaper, read: Callable[[Path, int, str], T]) -> T:
    place = settings().documents_folder / paper.inputs_path
    try:
        return read(place, place.stat().st_mtime_ns, paper.title)
    except OSError as error:
        raise Lost(paper.title, f"{place.name} is missing") from error


@lru_cache(maxsize=4)
def _figures_in(place: Path, _written: int, title: str) -> BoardFigures:
    """Read the figures from a file that never changes; those of many years take a second to read."""
    found: BoardFigures = facts_read(unpacked(place.read_bytes(), title), title)["figures"]
    return found


@lru_cache(maxsize=64)
def _quotes_in(place: Path, _written: int, title: str) -> frozenset[Quote]:
    """Read what is quoted, of which every page and file of a published paper is asked."""
    measures = facts_raw(unpacked(place.read_bytes(), title), title, Measure.__name__)
    rows = (
        row[FigureRow.__name__]
        for each in measures
        if each["name"] in QUOTING
        for listed in (each["rows"], each["untold"])
        for row in listed["()"]
    )
    return frozenset(Quote(each["reference"], each["words"]) for each in rows)


class PaperFile(NamedTuple):
    """One format of a paper: what a reader calls it, its hash and its name."""

    format: str
    hash: str
    name: str


def files_of(paper: BoardPaper) -> tuple[PaperFile, ...]:
    """Return the formats of a paper, under the names by which they are handed out."""
    columns = ((column, NAMES[kind]) for kind, column in COLUMNS.items() if kind is not Format.EXCEL)
    return tuple(
        PaperFile(name, getattr(paper, f"{column}_hash"), Path(getattr(paper, f"{column}_path")).name)
        for column, name in columns
    )


def publish(session: Session, number: int, entry: Entry, *, is_public: bool = True) -> Filed:
    """Let everybody read a paper, or nobody but the programme again; said twice, it is done once."""
    found = board.paper(session, number)
    if is_public:
        _check_public(session, found.paper)
    if found.is_published is not is_public:
        board.release(session, number, is_public=is_public, by=entry.by, at=entry.at)
    return board.paper(session, number)


def _check_public(session: Session, paper: BoardPaper) -> None:
    """Raise ``CountsSamples`` or ``QuotesTakenBack`` if a paper says what is not for everybody."""
    if figures_of(paper).samples:
        raise CountsSamples(paper.id)
    if gone := rows_quoting(paper, taken_back(session, quotes_of(paper))):
        raise QuotesTakenBack(paper.id, len(gone))
