"""A council on one page: its challenges, how it stands to the next, what became of what was recommended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from casework import pipeline
from casework.coverage import Line, line_of
from casework.public_register import File, files_of
from db import councils, held, papers
from db import coverage as rows
from db import ledger as ledger_lines
from db.coverage_tables import AftercareEntry
from db.ledger import Asked
from domain.councils import Council
from domain.ledger import Impact
from domain.lifecycle import CouncilCode, Reference
from domain.permissions import Act, Part, Visitor, may
from domain.schemes import known_schemes, scheme
from domain.searching import sight
from domain.support import offer_named


@dataclass(frozen=True, slots=True)
class Note:
    """A hand-over note that was filed, in every format that it has."""

    reference: Reference
    title: str
    on: date
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """What was said last of an offer to the council; without one it is a talk that is still to be held."""

    entry: AftercareEntry
    title: str


@dataclass(frozen=True, slots=True)
class CouncilPage:
    """Everything of it that somebody may see; notes and support are for those who run the programme."""

    council: Council
    others: tuple[Council, ...]
    line: Line
    challenges: tuple[pipeline.Line, ...]
    impacts: Mapping[Impact, int]
    notes: tuple[Note, ...] = ()
    support: tuple[Support, ...] = ()

    @property
    def agreed(self) -> tuple[Support, ...]:
        """What was said of offers, the latest first."""
        return tuple(each for each in self.support if each.entry.offer)

    @property
    def to_do(self) -> tuple[Support, ...]:
        """What the adviser still has to do."""
        return tuple(each for each in self.support if each.entry.is_to_do)


def council_page(session: Session, visitor: Visitor, code: CouncilCode, today: date) -> CouncilPage | None:
    """Return what somebody may see of a council; nothing if it is not their own to see.

    ``UnknownCouncil`` if there is none of that code.
    """
    council = councils.get(session, code)
    family = councils.family(session, code)
    if not _is_theirs(visitor, family):
        return None
    found = held.challenges(session, sorted(family))
    inside = may(visitor, Act.SEE_COVERAGE)
    mine = [each for each in found if inside or each in visitor.own]
    return CouncilPage(
        council,
        tuple(councils.get(session, each) for each in sorted(family - {code})),
        line_of(session, council, today),
        pipeline.own_lines(session, mine, today),
        ledger_lines.counted(session, Asked(councils=family), sight(visitor)),
        tuple(note for each in found for note in _notes(session, each, family)) if inside else (),
        _support(session, sorted(family)) if inside else (),
    )


def _is_theirs(visitor: Visitor, family: frozenset[CouncilCode]) -> bool:
    """Say whether somebody speaks for the council, by any name that it had, or works for the programme."""
    seats = (each for each in visitor.seats if each.part is Part.COUNCIL_CONTACT)
    return may(visitor, Act.SEE_COVERAGE) or any(each.council in family for each in seats)


def _notes(session: Session, reference: Reference, family: frozenset[CouncilCode]) -> list[Note]:
    return [
        Note(reference, row.title, row.issued_on, tuple(files_of(row)))
        for row in papers.documents(session, reference)
        if row.council in family and row.document in _handed_over()
    ]


@cache
def _handed_over() -> frozenset[str]:
    """Return the names of the documents by which councils are handed over, under the rules of any year."""
    rules = (rule for name in known_schemes() for rule in scheme(name).documents.values())
    return frozenset(rule.name for rule in rules if rule.hands_over)


def _support(session: Session, family: Sequence[CouncilCode]) -> tuple[Support, ...]:
    return tuple(
        Support(each, offer_named(each.offer).title if each.offer else "")
        for each in rows.agreed(session, family)
    )
