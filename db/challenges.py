"""Challenges and their histories: opened, appended to and read, never edited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Select, bindparam, func, select, text, tuple_
from sqlalchemy.orm import Session, aliased

from db import models
from db.models import Challenge, Participant
from domain.days import Day, Precision
from domain.errors import WrongUse, either
from domain.lifecycle import CouncilCode, Details, Event, Reference, kind_of

NUMBERING = 0x43_50_4E
"""The number of the PostgreSQL lock under which references are given out."""


class UnknownChallenge(WrongUse):
    """There is no challenge of that reference."""

    def __str__(self) -> str:
        reference, near = self.args
        hint = f"Did you mean {either(near)}?" if near else "`cpc pipeline` lists them all."
        return f"There is no challenge {reference!r}. {hint}"


def get(session: Session, reference: str, *, lock: bool = False) -> Challenge:
    """Return a challenge; with ``lock``, other writers of it wait until the transaction ends."""
    found = session.get(Challenge, Reference(reference), with_for_update=lock or None)
    if found is None:
        known = session.scalars(select(Challenge.reference)).all()
        raise UnknownChallenge(reference, tuple(get_close_matches(reference.upper(), known, n=3)))
    return found


def get_all(
    session: Session, references: Collection[Reference], *, lock: bool = False
) -> Sequence[Challenge]:
    """Return challenges by their references; with ``lock``, others who want to write to them wait."""
    query = select(Challenge).where(Challenge.reference.in_(references)).order_by(Challenge.reference)
    return session.scalars(query.with_for_update() if lock else query).all()


def start(
    session: Session, *, scheme: str, councils: Sequence[CouncilCode], on: date, at: datetime
) -> Reference:
    """Make an empty challenge of these councils and return its new reference, ``CPC-2024-001``."""
    reference = _next_reference(session, on.year)
    session.add(Challenge(reference=reference, scheme=scheme, opened_on=on, created_at=at, version=0))
    session.flush()
    session.add_all(
        Participant(reference=reference, council=code, position=number)
        for number, code in enumerate(councils, 1)
    )
    session.flush()
    return reference


def opened(
    session: Session, *, scheme: str, councils: Sequence[CouncilCode], on: date
) -> Sequence[Reference]:
    """Return the challenges of just these councils that were opened on a day, earliest first."""
    query = select(Challenge.reference).where(Challenge.scheme == scheme, Challenge.opened_on == on)
    found = session.scalars(query.order_by(Challenge.reference)).all()
    return [reference for reference in found if _participants(session, reference) == list(councils)]


def held_with(session: Session, councils: Sequence[CouncilCode]) -> Sequence[Reference]:
    """Return the challenges that were opened with just these councils, in whatever order, earliest first."""
    query = select(Participant.reference).where(Participant.council == councils[0])
    found = session.scalars(query.order_by(Participant.reference)).all()
    return [each for each in found if set(_participants(session, each)) == set(councils)]


def _participants(session: Session, reference: Reference) -> list[CouncilCode]:
    query = select(Participant.council).where(Participant.reference == reference)
    return list(session.scalars(query.order_by(Participant.position)))


def _next_reference(session: Session, year: int) -> Reference:
    """Count on from the year's last; SQLite has one writer at a time, PostgreSQL takes a lock for it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": NUMBERING})
    stem = f"CPC-{year}-"
    last = session.scalar(
        select(func.max(Challenge.reference)).where(
            Challenge.reference.startswith(stem),
            func.length(Challenge.reference)
            == select(func.max(func.length(Challenge.reference)))
            .where(Challenge.reference.startswith(stem))
            .scalar_subquery(),
        )
    )
    return Reference(f"{stem}{int(last.removeprefix(stem)) + 1 if last else 1:03d}")


def history(session: Session, reference: str) -> tuple[Event, ...]:
    """Return the events of a challenge in the order of recording."""
    return histories(session, [reference]).get(Reference(reference), ())


def histories(session: Session, references: Iterable[str]) -> dict[Reference, tuple[Event, ...]]:
    """Return the histories of many challenges in one question to the database.

    Its columns are asked for one by one: a mapped object for each line would take twice the time, and
    nothing is ever done with a line but to read it.
    """
    found: dict[Reference, list[Event]] = {}
    for reference, *line in session.execute(_LINES, {"references": list(references)}):
        found.setdefault(reference, []).append(_event(*line))
    return {reference: tuple(events) for reference, events in found.items()}


def append(
    session: Session, reference: str, events: Iterable[Event], *, by: str, at: datetime
) -> tuple[Event, ...]:
    """Write events under a challenge's history, each with the next number, and return them as written."""
    challenge = get(session, reference, lock=True)
    written = []
    for event in events:
        challenge.version += 1
        numbered = replace(event, seq=challenge.version, by=by, at=at)
        session.add(_row(reference, numbered))
        written.append(numbered)
    session.flush()
    return tuple(written)


def first_time(session: Session, references: Collection[Reference]) -> frozenset[Reference]:
    """Return those challenges none of whose councils was in one that was opened before it."""
    seen_before = session.scalars(_SEEN_BEFORE, {"references": list(references)})
    return frozenset(references) - frozenset(seen_before)


def had_one(session: Session, councils: Collection[CouncilCode], on: date) -> bool:
    """Say whether any of some councils is in a challenge that was opened by a day."""
    query = select(Participant.reference).join(Challenge, Challenge.reference == Participant.reference)
    asked = query.where(Participant.council.in_(councils), Challenge.opened_on <= on)
    return session.scalar(asked.limit(1)) is not None


def sharing_a_council(session: Session, references: Collection[Reference]) -> Sequence[Reference]:
    """Return the challenges with a council that takes part in one of some, those themselves included."""
    councils = select(Participant.council).where(Participant.reference.in_(references))
    query = select(Participant.reference).where(Participant.council.in_(councils)).distinct()
    return session.scalars(query.order_by(Participant.reference)).all()


def _row(reference: str, event: Event) -> models.Event:
    return models.Event(
        reference=Reference(reference),
        seq=event.seq,
        kind=str(event.kind),
        on_date=event.on.first,
        precision=event.on.precision,
        basis=event.basis,
        council=event.council,
        details=event.details.to_json(),
        recorded_at=event.at,
        recorded_by=event.by,
        undoes=event.undoes,
        backfilled=event.backfilled,
    )


_LINES = (
    select(
        models.Event.reference,
        models.Event.seq,
        models.Event.kind,
        models.Event.on_date,
        models.Event.precision,
        models.Event.council,
        models.Event.details,
        models.Event.undoes,
        models.Event.backfilled,
        models.Event.basis,
        models.Event.recorded_by,
        models.Event.recorded_at,
    )
    .where(models.Event.reference.in_(bindparam("references", expanding=True)))
    .order_by(models.Event.reference, models.Event.seq)
)


def _event(seq: int, kind: str, first: date, precision: Precision, *line: Any) -> Event:
    council, details, undoes, backfilled, basis, by, at = line
    return Event(
        seq,
        kind_of(kind),
        Day(first, precision),
        council,
        Details.from_json(details),
        undoes,
        backfilled,
        basis,
        by,
        at,
    )


def _seen_before() -> Select[Reference]:
    """Ask which challenges have a council that was in one opened before them."""
    of_mine, of_other = aliased(Participant), aliased(Participant)
    mine, other = aliased(Challenge), aliased(Challenge)
    earlier = (
        select(other.reference)
        .join(of_other, of_other.reference == other.reference)
        .where(
            of_other.council == of_mine.council,
            tuple_(other.opened_on, other.reference) < tuple_(mine.opened_on, mine.reference),
        )
    )
    return (
        select(of_mine.reference)
        .join(mine, mine.reference == of_mine.reference)
        .where(of_mine.reference.in_(bindparam("references", expanding=True)), earlier.exists())
    )


_SEEN_BEFORE = _seen_before()
"""Built once: it is asked whenever a challenge is taken up, and takes longer to build than to answer."""
