"""The ledger as lists ask for it: line by line, the published ones for everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy import column as sql_column
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.ledger_tables import LEDGER_WORDS, LedgerEntry
from db.models import Council
from domain.ledger import SETTLED, Impact
from domain.lifecycle import CouncilCode, Reference
from domain.searching import Sight, words_of

OPEN = tuple(each for each in Impact if each not in SETTLED)
"""What may still become of a recommendation: something."""
ALL = Sight(is_everything=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines of the ledger are asked for; what is left empty narrows nothing down.

    Those that are ``overdue_on`` a day have an action that should have been done before it.
    """

    councils: Collection[CouncilCode] = ()
    theme: str = ""
    impact: Impact | None = None
    region: str = ""
    year: str = ""
    text: str = ""
    reference: Reference | None = None
    is_open: bool = False
    overdue_on: date | None = None


class Advice(NamedTuple):
    """What is read of a line where thousands are counted: a whole one costs several times as much."""

    reference: Reference
    number: str
    council: CouncilCode
    name: str
    title: str
    text: str
    theme: str
    region: str
    year: str
    impact: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """By what the ledger can be narrowed down: only what stands in it."""

    councils: tuple[tuple[CouncilCode, str], ...]
    themes: tuple[str, ...]
    regions: tuple[str, ...]
    years: tuple[str, ...]


def put(session: Session, references: Collection[Reference], lines: Iterable[LedgerEntry]) -> None:
    """Write the lines of challenges in the place of those that they had."""
    session.execute(delete(LedgerEntry).where(LedgerEntry.reference.in_(references)))
    session.add_all(lines)
    session.flush()


def advice(
    session: Session, sight: Sight = ALL, references: Collection[Reference] | None = None
) -> list[Advice]:
    """Return what was recommended, of some challenges or of all, in the order of the lines."""
    line = LedgerEntry
    columns = (line.reference, line.number, line.council, Council.name, line.title, line.text)
    query = select(*columns, line.theme, line.region, line.year, line.impact, line.is_public)
    query = query.join(Council, Council.code == line.council).where(_visible(sight))
    if references is not None:
        query = query.where(line.reference.in_(references))
    found = session.execute(query.order_by(Council.name, line.reference, line.place))
    return [Advice._make(each) for each in found]


def named(
    session: Session, asked: Asked = Asked(), sight: Sight = ALL, *, start: int = 0, most: int | None = None
) -> list[tuple[LedgerEntry, str]]:
    """Return lines by the names of councils, which come with them, each council's in their own order."""
    query = select(LedgerEntry, Council.name).join(Council, Council.code == LedgerEntry.council)
    order = (Council.name, LedgerEntry.reference, LedgerEntry.place)
    narrowed = _narrowed(session, query, asked, sight)
    found = session.execute(narrowed.order_by(*order).offset(start).limit(most))
    return [(entry, name) for entry, name in found]


def public_advice(
    session: Session, references: Collection[Reference]
) -> Iterable[tuple[Reference, str, str, str]]:
    """Return the number, title and text of each recommendation of some challenges that is published."""
    query = select(LedgerEntry.reference, LedgerEntry.number, LedgerEntry.title, LedgerEntry.text)
    query = query.where(_visible(Sight()), LedgerEntry.reference.in_(references)).distinct()
    found = session.execute(query)
    return [(reference, number, title, text) for reference, number, title, text in found]


def counted(session: Session, asked: Asked = Asked(), sight: Sight = ALL) -> dict[Impact, int]:
    """Return how many lines there are of each impact."""
    query = select(LedgerEntry.impact, func.count()).group_by(LedgerEntry.impact)
    found: dict[str, int] = dict(session.execute(_narrowed(session, query, asked, sight)).all())
    return {each: found[each] for each in Impact if each in found}


def choices(session: Session, sight: Sight = ALL) -> Choices:
    """Return by what the lines that somebody sees can be narrowed down."""

    def every(name: InstrumentedAttribute[str]) -> list[str]:
        query = select(name).where(_visible(sight), name != "").distinct()
        return sorted(session.scalars(query))

    within = select(LedgerEntry.council).where(_visible(sight)).distinct()
    councils = select(Council.code, Council.name).where(Council.code.in_(within)).order_by(Council.name)
    return Choices(
        tuple((code, name) for code, name in session.execute(councils)),
        tuple(every(LedgerEntry.theme)),
        tuple(every(LedgerEntry.region)),
        tuple(reversed(every(LedgerEntry.year))),
    )


def _narrowed(
    session: Session, query: Select[*tuple[Any, ...]], asked: Asked, sight: Sight
) -> Select[*tuple[Any, ...]]:
    is_meant = [_has_words(session, words)] if (words := words_of(asked.text)) else []
    return query.where(_visible(sight), *_wanted(asked), *is_meant)


def _has_words(session: Session, words: Iterable[str]) -> ColumnElement[bool]:
    """Ask for lines that have all of some words, in any of their forms; each database in its own tongue."""
    if session.get_bind().dialect.name == "sqlite":
        kept = table(LEDGER_WORDS, sql_column("rowid"))
        question = " AND ".join(f'"{each}"' for each in words)
        matches = literal_column(LEDGER_WORDS).op("MATCH", is_comparison=True)(question)
        return LedgerEntry.id.in_(select(kept.c.rowid).where(matches))
    asked = func.to_tsquery(literal_column("'english'"), " & ".join(words))
    return literal_column(f"ledger_entries.{LEDGER_WORDS}").op("@@", is_comparison=True)(asked)


def _visible(sight: Sight) -> ColumnElement[bool]:
    """Ask for lines as the programme has them, or as published; of their own, councils ask for the first."""
    if sight.is_everything:
        return not_(LedgerEntry.is_public)
    own = [
        and_(LedgerEntry.reference == reference, LedgerEntry.council == council)
        for reference, council in sorted(sight.own, key=str)
        if council
    ]
    if not own:
        return LedgerEntry.is_public.is_(True)
    return or_(and_(not_(LedgerEntry.is_public), or_(*own)), and_(LedgerEntry.is_public, not_(or_(*own))))


def _wanted(asked: Asked) -> Iterator[ColumnElement[bool]]:
    entry = LedgerEntry
    if asked.councils:
        yield entry.council.in_(asked.councils)
    for column, wanted in (
        (entry.theme, asked.theme),
        (entry.impact, asked.impact),
        (entry.region, asked.region),
        (entry.year, asked.year),
        (entry.reference, asked.reference),
    ):
        if wanted:
            yield column == wanted
    if asked.is_open:
        yield entry.impact.in_(OPEN)
    if asked.overdue_on:
        yield entry.first_due < asked.overdue_on
