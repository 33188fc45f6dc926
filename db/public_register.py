"""The public register: which councils have published something of which challenge, newest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from db.index_tables import RegisterEntry, SearchEntry
from db.models import Council
from domain.lifecycle import CouncilCode, Reference
from domain.searching import Found


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the register is asked for; nothing means everything."""

    council: CouncilCode | None = None
    region: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A council's part in a challenge, as the register finds and orders it."""

    reference: Reference
    council: CouncilCode
    region: str
    year: int
    last_published: date
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """By what the register can be narrowed down: only what stands in it."""

    councils: tuple[tuple[CouncilCode, str], ...]
    regions: tuple[str, ...]
    years: tuple[int, ...]


def put(session: Session, references: Collection[Reference], lines: Iterable[Line]) -> None:
    """Write what challenges have in the register in the place of what they had."""
    session.execute(delete(RegisterEntry).where(RegisterEntry.reference.in_(references)))
    session.add_all(
        RegisterEntry(
            reference=each.reference,
            council=each.council,
            region=each.region,
            year=each.year,
            last_published=each.last_published,
            changed_at=each.changed_at,
        )
        for each in lines
    )
    session.flush()


def listed(session: Session, asked: Asked, *, start: int, most: int) -> Sequence[Line]:
    """Return a page of the register, what was published last first."""
    order = (RegisterEntry.last_published.desc(), RegisterEntry.reference.desc(), RegisterEntry.council)
    query = select(RegisterEntry).where(*_narrowed(asked)).order_by(*order).offset(start).limit(most)
    return [_line(row) for row in session.scalars(query)]


def count(session: Session, asked: Asked) -> int:
    """Return how many lines the register has."""
    query = select(func.count()).select_from(RegisterEntry).where(*_narrowed(asked))
    return session.scalar(query) or 0


def changed_last(session: Session, *, most: int) -> Sequence[Line]:
    """Return the lines of which something was published or taken back last."""
    order = (RegisterEntry.changed_at.desc(), RegisterEntry.reference.desc(), RegisterEntry.council)
    return [_line(row) for row in session.scalars(select(RegisterEntry).order_by(*order).limit(most))]


def addresses(session: Session, *, most: int) -> Sequence[tuple[str, Reference, datetime]]:
    """Return the council by name, the challenge and the last change of each line, in one question."""
    part = SearchEntry
    query = (
        select(part.title, RegisterEntry.reference, RegisterEntry.changed_at)
        .join(part, and_(part.reference == RegisterEntry.reference, part.council == RegisterEntry.council))
        .where(part.kind == Found.CHALLENGE.value, part.is_public)
        .order_by(RegisterEntry.reference, RegisterEntry.council)
        .limit(most)
    )
    return [(name, reference, changed_at) for name, reference, changed_at in session.execute(query)]


def choices(session: Session) -> Choices:
    """Return by what the register can be narrowed down."""
    within = select(RegisterEntry.council).distinct()
    councils = select(Council.code, Council.name).where(Council.code.in_(within)).order_by(Council.name)
    regions = select(RegisterEntry.region).where(RegisterEntry.region != "").distinct()
    years = select(RegisterEntry.year).distinct()
    return Choices(
        tuple((code, name) for code, name in session.execute(councils)),
        tuple(sorted(session.scalars(regions))),
        tuple(sorted(session.scalars(years), reverse=True)),
    )


def _narrowed(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.council:
        yield RegisterEntry.council == asked.council
    if asked.region:
        yield RegisterEntry.region == asked.region
    if asked.year is not None:
        yield RegisterEntry.year == asked.year


def _line(row: RegisterEntry) -> Line:
    return Line(row.reference, row.council, row.region, row.year, row.last_published, row.changed_at)
