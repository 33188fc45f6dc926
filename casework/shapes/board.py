"""The JSON of what is made for the board: its papers with their figures and rows, and its actions."""

from __future__ import annotations

from typing_extensions import TypedDict

from casework.board.actions import ActionLine
from casework.board.shelf import Shelved
from domain.board import BoardFigures, FigureRow, Measure
from domain.lifecycle import Reference


class BoardPaperShape(TypedDict):
    """A paper of the board as it was filed, with the hashes of its files.

    One that is under review was published, and is not public now: it quotes what is shared no more.
    """

    number: int
    kind: str
    first: str
    last: str
    issue: int
    title: str
    issued: str
    public: bool
    under_review: bool
    files: dict[str, str]


class ReviewedShape(TypedDict):
    """A paper of the board that a manager has to look at, with what it quotes of a challenge."""

    number: int
    title: str
    issue: int
    quotes: list[str]


class RowShape(TypedDict):
    """Something behind a figure; what is no council's has a name."""

    reference: str | None
    councils: list[str]
    name: str | None
    on: str | None
    words: str


class GroupShape(TypedDict):
    """A part of a figure."""

    name: str
    value: int


class MeasureShape(TypedDict):
    """A figure, by what it can be parted, and how many could not be told."""

    name: str
    title: str
    words: str
    held: bool
    value: int
    untold: int
    splits: dict[str, list[GroupShape]]


class RowsShape(MeasureShape):
    """A figure with the rows behind it, and those that could not be told."""

    rows: list[RowShape]
    untold_rows: list[RowShape]


class BoardFiguresShape(TypedDict):
    """What a period comes to."""

    first: str
    last: str
    stands_on: str
    known_since: str | None
    challenges: int
    samples: int
    measures: list[MeasureShape]


class ActionNoteShape(TypedDict):
    """What was told of an action."""

    what: str
    on: str
    words: str
    due: str | None


class BoardActionShape(TypedDict):
    """Something that the board wants done."""

    number: int
    text: str
    owner: str
    due: str
    taken_on: str
    state: str
    notes: list[ActionNoteShape]


class KeptShape(TypedDict):
    """An action as it is kept, or would be after a trial, and where it is found."""

    trial: bool
    action: BoardActionShape
    links: dict[str, str]


def paper_as_json(found: Shelved) -> BoardPaperShape:
    """Return a paper as it is listed."""
    paper = found.paper
    return {
        "number": paper.id,
        "kind": paper.kind,
        "first": paper.first_day.isoformat(),
        "last": paper.last_day.isoformat(),
        "issue": paper.issue,
        "title": paper.title,
        "issued": paper.issued_on.isoformat(),
        "public": found.is_public,
        "under_review": found.is_under_review,
        "files": {kind: getattr(paper, f"{kind}_hash") for kind in ("html", "pdf", "docx", "text")},
    }


def reviewed_as_json(found: Shelved, reference: Reference) -> ReviewedShape:
    """Return a paper with what it quotes of a challenge and may not share any more."""
    quotes = [row.words for row in found.gone if row.reference == reference]
    paper = found.paper
    return {"number": paper.id, "title": paper.title, "issue": paper.issue, "quotes": quotes}


def figures_as_json(found: BoardFigures) -> BoardFiguresShape:
    """Return the figures of a period without their rows."""
    return {
        "first": found.period.first.isoformat(),
        "last": found.period.last.isoformat(),
        "stands_on": found.stands.isoformat(),
        "known_since": found.known_since.iso if found.known_since else None,
        "challenges": found.challenges,
        "samples": found.samples,
        "measures": [measure_as_json(each) for each in found.measures],
    }


def measure_as_json(measure: Measure) -> MeasureShape:
    """Return a figure without its rows."""
    return {
        "name": measure.name,
        "title": measure.title,
        "words": measure.words,
        "held": measure.held,
        "value": measure.value,
        "untold": len(measure.untold),
        "splits": {
            split.name: [{"name": group.name, "value": group.value} for group in split.groups]
            for split in measure.splits
        },
    }


def rows_as_json(measure: Measure) -> RowsShape:
    """Return a figure with its rows."""
    return {
        **measure_as_json(measure),
        "rows": [_row(each) for each in measure.rows],
        "untold_rows": [_row(each) for each in measure.untold],
    }


def _row(row: FigureRow) -> RowShape:
    return {
        "reference": row.reference,
        "councils": list(row.councils),
        "name": row.name or None,
        "on": row.on.iso if row.on else None,
        "words": row.words,
    }


def action_as_json(line: ActionLine) -> BoardActionShape:
    """Return an action with all that was told of it."""
    action, state = line
    return {
        "number": action.number,
        "text": action.text,
        "owner": action.owner,
        "due": action.due.isoformat(),
        "taken_on": action.taken_on.isoformat(),
        "state": state.value,
        "notes": [
            {
                "what": note.what.value,
                "on": note.on.isoformat(),
                "words": note.words,
                "due": note.due.isoformat() if note.due else None,
            }
            for note in action.notes
        ],
    }


def kept_as_json(line: ActionLine, base: str, *, trial: bool) -> KeptShape:
    """Return an action that somebody has taken or told of, with its addresses."""
    number = line.action.number
    return {
        "trial": trial,
        "action": action_as_json(line),
        "links": {
            "action": f"{base}/api/v1/board/actions/{number}",
            "page": f"{base}/board/actions/{number}",
        },
    }
