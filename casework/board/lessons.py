"""What was learnt in a period: good practice, what councils are challenged by, and what became of advice.

A paper of the board is public once it is published. So it quotes nothing but what councils agree to share and
what their published reports say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from casework.board.seen import Seen
from casework.board.takeup import Visit, visits_held
from db import findings, ledger
from db.findings_tables import FindingEntry
from db.ledger import Advice
from domain.board import BoardFigures, BoardPeriod, FigureRow, Measure, grouped
from domain.ledger import Impact
from domain.lifecycle import CouncilCode, Milestone, Reference
from domain.measures import measure
from domain.permissions import Extent
from domain.searching import Sight

NO_THEME = "Without a theme"
FINDINGS = {"good_practice": ("strength", "good practice"), "challenges": ("challenge", "lesson")}
"""Which kinds of findings each measure tells of."""
QUOTING = (*FINDINGS, "challenges_over_years", "impact", "recurring", "advice_over_years")
"""The measures whose rows are the words of findings and recommendations."""

Parts = Mapping[tuple[Reference, CouncilCode], FigureRow]
"""Councils' parts in challenges, each with the line that says when."""


def lessons(session: Session, found: Sequence[Seen], period: BoardPeriod) -> Iterator[Measure]:
    """Tell what the reports of a period's visits say, and what became of the advice reviewed in it."""
    visited = {each.seen.on_desk.reference: each for each in visits_held(found, period)}
    for name, kinds in FINDINGS.items():
        entries = findings.entries(session, kinds=kinds, references=[*visited], reach=Extent.PUBLISHED)
        rows = [(each.theme or NO_THEME, _said(each, visited[each.reference])) for each in entries]
        yield measure(name, [row for _, row in rows], splits=[grouped("theme", rows)])
    reviewed = _reviewed(found, period)
    parts = {(reference, code): row for reference, each in visited.items() for code, row in each.parts()}
    public = ledger.advice(session, Sight(), {reference for reference, _ in (*reviewed, *parts)})
    became = [(each.impact, row) for each, row in _within(public, reviewed)]
    split = grouped("impact", became, [each.value for each in Impact])
    yield measure("impact", [row for _, row in became], splits=[split])
    advised = [(each.theme or NO_THEME, row) for each, row in _within(public, parts)]
    yield measure("recurring", [row for _, row in advised], splits=[grouped("theme", advised)])


class Quote(NamedTuple):
    """Words of a finding or recommendation, and the challenge whose they are."""

    reference: Reference
    words: str


def quoted(figures: BoardFigures, wanted: Collection[Quote]) -> tuple[FigureRow, ...]:
    """Return the rows of figures that quote something, each once."""
    rows = (row for each in figures.measures if each.name in QUOTING for row in (*each.rows, *each.untold))
    return tuple(dict.fromkeys(row for row in rows if (row.reference, row.words) in wanted))


def taken_back(session: Session, quotes: Collection[Quote]) -> frozenset[Quote]:
    """Return what is quoted and not published any more, or what its councils share no more."""
    references = {each.reference for each in quotes}
    known = {
        (reference, words)
        for reference, title, text in findings.public_words(session, references)
        for words in (_as_quoted(title, text), title or text)
    }
    advice = ledger.public_advice(session, references)
    known |= {(reference, _as_advised(*said)) for reference, *said in advice}
    return frozenset(each for each in quotes if each not in known)


def _said(entry: FindingEntry, visit: Visit) -> FigureRow:
    """Return the line for a finding, in its own words."""
    whose = tuple(place.name for place in visit.seen.places if f"|{place.code}|" in entry.councils)
    return FigureRow(entry.reference, whose, visit.on, _words(entry))


def _words(entry: FindingEntry) -> str:
    return _as_quoted(entry.title, entry.text)


def _as_quoted(title: str, text: str) -> str:
    return f"{title}: {text}" if title else text


def _reviewed(found: Sequence[Seen], period: BoardPeriod) -> Parts:
    """Return the councils whose progress reviews were held in a period."""
    held = [
        (each, place.code, each.met(Milestone.REVIEW_HELD, place.code))
        for each in found
        for place in each.places
    ]
    return {
        (each.on_desk.reference, code): each.row(day, council=code)
        for each, code, day in held
        if day and period.holds(day)
    }


def _within(public: Sequence[Advice], parts: Parts) -> Iterator[tuple[Advice, FigureRow]]:
    """Return the recommendations of some councils' reports, each with the line for it."""
    for each in public:
        if part := parts.get((each.reference, each.council)):
            words = _as_advised(each.number, each.title, each.text)
            yield each, FigureRow(each.reference, part.councils, part.on, words)


def _as_advised(number: str, title: str, text: str) -> str:
    return f"{number}. {title or text}"
