"""Says in one page where a challenge stands, and in one row each where all of them stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework.case import case
from casework.standings import current
from db import papers
from db.models import Document, Standing
from domain.days import long_date
from domain.lifecycle import CouncilCode, Reference
from domain.moves import Move
from domain.outlook import Outlook, State
from settings import settings
from templates import words

LONGEST = 500
"""Rows in a table for one page; who wants all of them asks `cpc pipeline`."""

COUNTED = {
    "sent": ("sent", "delivered"),
    "queued": ("held", "queued", "sending"),
    "failed": ("unknown", "failed"),
}
"""What states of a message come to in one line."""


@dataclass(frozen=True, slots=True)
class Link:
    """A document and where it lies."""

    title: str
    council: CouncilCode | None
    issued: date
    html: str
    pdf: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The challenges that are under way, those with the earliest date first, and how many there are."""

    rows: tuple[dict[str, str], ...]
    total: int


def summary(session: Session, reference: str, today: date) -> str:
    """Write where a challenge stands, as Markdown."""
    on_desk = case(session, Reference(reference))
    view = on_desk.on(today)
    messages = papers.messages(session, reference)
    told = {
        "reference": on_desk.reference,
        "today": today,
        "scheme": on_desk.scheme,
        "product": view.reading.product.label,
        "councils": [place.name for place in view.reading.councils],
        "state": str(view.state),
        "stages": [each for each in view.stages if each.stage in view.open_stages],
        "place_of": lambda council: _place(view, council),
        "deadlines": sorted(
            (each for each in view.deadlines if each.is_open and each.due),
            key=lambda each: (each.due or date.max, each.name),
        ),
        "moves": _moves(view),
        "gaps": view.gaps,
        "warnings": [each for each in view.warnings if each.is_open],
        "documents": [_link(each) for each in papers.documents(session, reference)],
        "messages": {
            told: sum(each.state in states for each in messages) for told, states in COUNTED.items()
        },
    }
    return words.summary("outlook", told)


def pipeline(session: Session, today: date, at: datetime) -> Pipeline:
    """Return the rows of the challenges that are under way."""
    over = (State.CLOSED, State.CANCELLED)
    under_way = [each for each in current(session, today, at) if each.state not in over]
    return Pipeline(tuple(_row(each) for each in under_way[:LONGEST]), len(under_way))


def _moves(view: Outlook) -> list[Move]:
    """Return what may be recorded in the open stages, first what nothing stands in the way of."""
    in_question = [
        move
        for move in view.moves
        if move.is_allowed or view.scheme.milestones[move.milestone].stage in view.open_stages
    ]
    return sorted(in_question, key=lambda move: not move.is_allowed)


def _place(view: Outlook, council: CouncilCode | None) -> str:
    """Name a council where a challenge has more than one."""
    place = view.reading.place(council)
    return place.name if place and len(view.reading.councils) > 1 else ""


def _link(document: Document) -> Link:
    folder = settings().documents_folder
    return Link(
        document.title,
        document.council,
        document.issued_on,
        (folder / document.html_path).as_uri(),
        (folder / document.pdf_path).as_uri(),
    )


def _row(standing: Standing) -> dict[str, str]:
    return {
        "Reference": standing.reference,
        "Councils": standing.councils,
        "Stage": ", ".join(stage.replace("_", " ") for stage in standing.stages) or standing.state,
        "Next": standing.next_deadline or "nothing dated",
        "By": long_date(standing.next_due) if standing.next_due else "no date yet",
        "Overdue": str(standing.overdue),
        "To do": str(standing.owed),
        "Waiting": str(standing.waiting),
    }
